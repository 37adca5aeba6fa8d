CREATE TABLE seuils (
    cle VARCHAR NOT NULL, source VARCHAR NOT NULL, profil VARCHAR NOT NULL, valeur DOUBLE NOT NULL,
    unite VARCHAR NOT NULL, en_vigueur_du DATE NOT NULL, justification VARCHAR NOT NULL
);
INSERT INTO seuils VALUES
    ('effectif_minimal', '*', 'table', 5, 'personnes ou évènements', '2026-01-01',
     'Usage courant en surveillance : effectifs de 1 à 4 masqués. Aucun texte québécois trouvé, à confirmer par la DSP.'),
    ('population_minimale', '*', 'table', 40, 'habitants', '2026-01-01',
     'Statistique Canada, règles de confidentialité du recensement (2006) : rien sous 40 habitants.'),
    ('population_minimale', 'codes postaux', 'table', 100, 'habitants', '2026-01-01',
     'Statistique Canada, recensement (2006) : régions bâties sur des codes postaux.'),
    ('effectif_minimal', '*', 'dsp', 0, 'personnes ou évènements', '2026-01-01',
     'Le profil DSP voit les effectifs fins (LSP a. 34).'),
    ('population_minimale', '*', 'dsp', 0, 'habitants', '2026-01-01',
     'Le profil DSP voit les effectifs fins (LSP a. 34).'),
    ('habitants_min', '*', 'table', 2000, 'habitants', '2026-01-01',
     'Observatoire du développement de l''Outaouais : au moins 2 000 habitants par communauté.'),
    ('habitants_max', '*', 'table', 6000, 'habitants', '2026-01-01',
     'Observatoire du développement de l''Outaouais : au plus 6 000 habitants par communauté.')
