CREATE TABLE variantes (
    publication VARCHAR NOT NULL, indicateur VARCHAR NOT NULL, variante VARCHAR NOT NULL, base INTEGER NOT NULL
);
CREATE TABLE cle_arrondi (numero INTEGER PRIMARY KEY, cle BLOB NOT NULL)
