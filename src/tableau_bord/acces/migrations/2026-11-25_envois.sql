CREATE TABLE envois (
    envoi VARCHAR PRIMARY KEY, recu_le VARCHAR NOT NULL, source_genre VARCHAR NOT NULL, source VARCHAR NOT NULL,
    decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, savoir VARCHAR NOT NULL, texte VARCHAR NOT NULL,
    sel VARCHAR NOT NULL, empreinte VARCHAR NOT NULL, declaration VARCHAR NOT NULL, jusqua VARCHAR NOT NULL,
    sel_code VARCHAR NOT NULL, empreinte_code VARCHAR NOT NULL
);
CREATE TABLE envoi_fins (
    envoi VARCHAR NOT NULL, fin VARCHAR NOT NULL, liste VARCHAR NOT NULL, PRIMARY KEY (envoi, fin)
);
CREATE TABLE envoi_decisions (
    envoi VARCHAR NOT NULL, rang INTEGER NOT NULL, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL,
    decision VARCHAR NOT NULL, raison VARCHAR NOT NULL, PRIMARY KEY (envoi, rang)
);
CREATE TABLE envoi_retraits (
    envoi VARCHAR PRIMARY KEY, quand VARCHAR NOT NULL, empreinte VARCHAR NOT NULL
);
CREATE TABLE envoi_effacements (envoi VARCHAR PRIMARY KEY);
