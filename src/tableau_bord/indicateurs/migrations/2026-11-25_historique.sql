-- Sans clé unique : deux corrections simultanées se départagent sur la fiche (table indicateurs), et la perdante se reprend.
CREATE TABLE dictionnaire_versions (
    code VARCHAR NOT NULL, version INTEGER NOT NULL, definition VARCHAR NOT NULL, auteur VARCHAR NOT NULL,
    quand VARCHAR NOT NULL, raison VARCHAR NOT NULL
);
