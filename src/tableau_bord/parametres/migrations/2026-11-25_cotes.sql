CREATE TABLE cotes_qualite (
    producteur VARCHAR NOT NULL, source VARCHAR NOT NULL, prudence DOUBLE NOT NULL, limite DOUBLE NOT NULL,
    taire BOOLEAN NOT NULL, en_vigueur_du DATE NOT NULL, justification VARCHAR NOT NULL
);
INSERT INTO cotes_qualite VALUES
    ('ISQ', '*', 15, 25, FALSE, '2026-01-01',
     'Convention des tableaux québécois : * au-delà de 15 %, ** au-delà de 25 %, la valeur se donne avec sa cote.'),
    ('Statistique Canada', 'Statistique Canada', 16.6, 33.3, TRUE, '2026-01-01',
     'Enquêtes de Statistique Canada : prudence au-delà de 16,6 %, valeur non diffusée au-delà de 33,3 %.')
