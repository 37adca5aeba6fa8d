CREATE TABLE enjeux (
    enjeu VARCHAR PRIMARY KEY, nom VARCHAR NOT NULL, question VARCHAR NOT NULL, ordre INTEGER NOT NULL,
    provenance VARCHAR NOT NULL, quand VARCHAR NOT NULL
);
CREATE TABLE enjeu_indicateurs (
    enjeu VARCHAR NOT NULL, indicateur VARCHAR NOT NULL, rang INTEGER NOT NULL, PRIMARY KEY (enjeu, indicateur)
)
