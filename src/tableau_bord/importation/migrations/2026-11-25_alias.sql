CREATE TABLE alias (
    decoupage VARCHAR NOT NULL, ecrit VARCHAR NOT NULL, ecrit_nu VARCHAR NOT NULL, code VARCHAR NOT NULL,
    en_vigueur_du DATE NOT NULL, en_vigueur_au DATE, auteur VARCHAR NOT NULL, quand VARCHAR NOT NULL,
    source VARCHAR NOT NULL
);
