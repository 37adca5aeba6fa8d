CREATE TABLE rencontres (
    code VARCHAR PRIMARY KEY, decoupage VARCHAR NOT NULL, territoire VARCHAR NOT NULL, ouverte_le VARCHAR NOT NULL,
    expire_le VARCHAR NOT NULL, auteur VARCHAR NOT NULL
);
CREATE TABLE rencontre_fermetures (code VARCHAR PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL);
-- Dans une valise : une seule ligne, et ce qui est parti de la maison, pour ne pas le rapporter.
CREATE TABLE valise_identite (
    valise VARCHAR PRIMARY KEY, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, faite_le VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, version_calcul VARCHAR NOT NULL, journal_origine VARCHAR NOT NULL,
    publications VARCHAR NOT NULL
);
CREATE TABLE valise_departs (nom_table VARCHAR NOT NULL, cle VARCHAR NOT NULL, PRIMARY KEY (nom_table, cle));
-- À la maison : les valises préparées, ce qui en est revenu, les lignes de leur journal.
CREATE TABLE valises (
    valise VARCHAR PRIMARY KEY, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, faite_le VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, journal_origine VARCHAR NOT NULL
);
CREATE TABLE valise_retours (
    valise VARCHAR NOT NULL, nom_table VARCHAR NOT NULL, cle VARCHAR NOT NULL, PRIMARY KEY (valise, nom_table, cle)
);
CREATE TABLE valise_journal (
    valise VARCHAR NOT NULL, empreinte VARCHAR NOT NULL, numero INTEGER NOT NULL, quand VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, geste VARCHAR NOT NULL, objet VARCHAR NOT NULL, details VARCHAR NOT NULL,
    precedente VARCHAR NOT NULL, PRIMARY KEY (valise, empreinte)
);
