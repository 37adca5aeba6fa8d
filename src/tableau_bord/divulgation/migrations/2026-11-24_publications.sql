CREATE TABLE publications (
    publication VARCHAR PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL, note VARCHAR NOT NULL,
    cases INTEGER NOT NULL, masquees INTEGER NOT NULL, version_calcul VARCHAR NOT NULL
);
CREATE TABLE publication_contenu (
    publication VARCHAR NOT NULL, indicateur VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, periode VARCHAR NOT NULL,
    cases INTEGER NOT NULL, masquees INTEGER NOT NULL, lots VARCHAR NOT NULL
);
CREATE TABLE cube (
    publication VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, indicateur VARCHAR NOT NULL,
    periode VARCHAR NOT NULL, annee INTEGER, sexe VARCHAR NOT NULL, age VARCHAR NOT NULL,
    effectif DOUBLE, denominateur DOUBLE, valeur DOUBLE, borne_inf DOUBLE, borne_sup DOUBLE,
    motif VARCHAR, lot VARCHAR NOT NULL, version_calcul VARCHAR NOT NULL, remplacee_par VARCHAR
);
CREATE TABLE masques (
    publication VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, indicateur VARCHAR NOT NULL,
    periode VARCHAR NOT NULL, sexe VARCHAR NOT NULL, age VARCHAR NOT NULL, raison VARCHAR NOT NULL
);
CREATE TABLE retraits (
    publication VARCHAR PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL, raison VARCHAR NOT NULL
);
