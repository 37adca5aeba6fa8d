CREATE TABLE invitation_cle (rang INTEGER PRIMARY KEY, cle VARCHAR NOT NULL);
CREATE TABLE invitations (
    invitation VARCHAR PRIMARY KEY, portee VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL,
    creee_le VARCHAR NOT NULL, expire_le VARCHAR NOT NULL, usages INTEGER NOT NULL, note VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL
);
CREATE TABLE invitation_usages (
    invitation VARCHAR NOT NULL, rang INTEGER NOT NULL, usage VARCHAR NOT NULL, quand VARCHAR NOT NULL,
    PRIMARY KEY (invitation, rang)
);
CREATE UNIQUE INDEX invitation_usages_une_fois ON invitation_usages (invitation, usage);
CREATE TABLE invitation_revocations (
    invitation VARCHAR PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL
);
