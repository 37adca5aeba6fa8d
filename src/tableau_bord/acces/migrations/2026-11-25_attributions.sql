-- Par ajout : la ligne de plus grand numéro l'emporte. Le numéro, disputé, fait se suivre deux gestes simultanés.
CREATE TABLE attributions (
    numero INTEGER PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL, genre VARCHAR NOT NULL,
    valeur VARCHAR NOT NULL, role VARCHAR NOT NULL, donne BOOLEAN NOT NULL
);
CREATE TABLE lectures_ouvertes (
    numero INTEGER PRIMARY KEY, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL, decoupage VARCHAR NOT NULL,
    code VARCHAR NOT NULL, ouverte BOOLEAN NOT NULL, depuis VARCHAR NOT NULL, jusqua VARCHAR NOT NULL
);
