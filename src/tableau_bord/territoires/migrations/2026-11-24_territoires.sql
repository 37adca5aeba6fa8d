CREATE TABLE decoupages (
    decoupage VARCHAR NOT NULL, version VARCHAR NOT NULL, nom VARCHAR NOT NULL,
    en_vigueur_du DATE, en_vigueur_au DATE, regle VARCHAR, source VARCHAR, lot VARCHAR NOT NULL
);
CREATE TABLE territoires (
    decoupage VARCHAR NOT NULL, version VARCHAR NOT NULL, code VARCHAR NOT NULL, nom VARCHAR NOT NULL,
    nom_cherche VARCHAR NOT NULL, municipalite VARCHAR, lot VARCHAR NOT NULL
);
CREATE TABLE rattachements (
    decoupage VARCHAR NOT NULL, version VARCHAR NOT NULL, code VARCHAR NOT NULL,
    parent_decoupage VARCHAR NOT NULL, parent_code VARCHAR NOT NULL, lot VARCHAR NOT NULL
);
CREATE TABLE geometries (
    decoupage VARCHAR NOT NULL, version VARCHAR NOT NULL, code VARCHAR NOT NULL,
    wkb BLOB NOT NULL, wkb_ecran BLOB NOT NULL, lot VARCHAR NOT NULL
);
CREATE TABLE composition (
    decoupage VARCHAR NOT NULL, version VARCHAR NOT NULL, code VARCHAR NOT NULL,
    ad VARCHAR NOT NULL, poids DOUBLE NOT NULL, lot VARCHAR NOT NULL
);
