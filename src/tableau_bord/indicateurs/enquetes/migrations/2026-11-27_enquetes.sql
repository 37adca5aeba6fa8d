-- Une estimation d'enquête : ce qui l'explique (profil DSP), et ce qui en a paru (cube_enquete, figé à la publication).
CREATE TABLE enquetes (
    lot VARCHAR PRIMARY KEY, nom VARCHAR NOT NULL, periode VARCHAR NOT NULL, declaration VARCHAR NOT NULL,
    rapport VARCHAR NOT NULL, graine BIGINT NOT NULL, nombre INTEGER NOT NULL, quand VARCHAR NOT NULL
);
CREATE TABLE enquete_estimations (
    lot VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, indicateur VARCHAR NOT NULL,
    periode VARCHAR NOT NULL, voie VARCHAR NOT NULL, methode VARCHAR NOT NULL, erreur_type DOUBLE, effet_plan DOUBLE,
    brut DOUBLE, direct DOUBLE, direct_erreur DOUBLE, direct_inf DOUBLE, direct_sup DOUBLE,
    modele DOUBLE, modele_erreur DOUBLE, modele_inf DOUBLE, modele_sup DOUBLE,
    synthetique DOUBLE, synthetique_erreur DOUBLE, synthetique_inf DOUBLE, synthetique_sup DOUBLE, methode_modele VARCHAR,
    reste DOUBLE, valeur_p DOUBLE, signe INTEGER, repliques BLOB
);
CREATE TABLE cube_enquete (
    publication VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, indicateur VARCHAR NOT NULL,
    periode VARCHAR NOT NULL, voie VARCHAR NOT NULL, methode VARCHAR NOT NULL, erreur_type DOUBLE, effet_plan DOUBLE,
    reste DOUBLE, valeur_p DOUBLE, signe INTEGER, repliques BLOB
);
CREATE TABLE enquete_avis (
    avis VARCHAR PRIMARY KEY, lot VARCHAR NOT NULL, objet VARCHAR NOT NULL, savoir VARCHAR NOT NULL,
    qui VARCHAR NOT NULL, position VARCHAR NOT NULL, raison VARCHAR NOT NULL, quand VARCHAR NOT NULL, rang INTEGER NOT NULL
);
