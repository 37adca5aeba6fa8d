CREATE TABLE preparations (
    empreinte VARCHAR PRIMARY KEY, indicateur VARCHAR NOT NULL, quand VARCHAR NOT NULL,
    masques BLOB NOT NULL, exposees BLOB NOT NULL, deja_exposees INTEGER NOT NULL, impossibles INTEGER NOT NULL
);
