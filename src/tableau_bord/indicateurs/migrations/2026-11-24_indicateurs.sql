CREATE TABLE indicateurs (
    code VARCHAR PRIMARY KEY, definition VARCHAR NOT NULL, provenance VARCHAR NOT NULL, quand VARCHAR NOT NULL
);
CREATE TABLE valeurs (
    decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, indicateur VARCHAR NOT NULL, periode VARCHAR NOT NULL,
    annee INTEGER, sexe VARCHAR NOT NULL, age VARCHAR NOT NULL,
    effectif DOUBLE, denominateur DOUBLE, valeur DOUBLE, borne_inf DOUBLE, borne_sup DOUBLE,
    motif VARCHAR, lot VARCHAR NOT NULL, version_calcul VARCHAR NOT NULL, remplacee_par VARCHAR
);
CREATE TABLE populations (
    decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, annee INTEGER NOT NULL, sexe VARCHAR NOT NULL,
    age_debut INTEGER NOT NULL, age_fin INTEGER NOT NULL, effectif DOUBLE NOT NULL, lot VARCHAR NOT NULL
);
