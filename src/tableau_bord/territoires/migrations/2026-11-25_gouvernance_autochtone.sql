CREATE TABLE gouvernance_autochtone (
    decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, version INTEGER NOT NULL, quand VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, statut VARCHAR NOT NULL, affichage BOOLEAN NOT NULL, partie VARCHAR NOT NULL,
    signee_le VARCHAR NOT NULL, jusqua VARCHAR NOT NULL, portee VARCHAR NOT NULL, document VARCHAR NOT NULL,
    note VARCHAR NOT NULL, PRIMARY KEY (decoupage, code, version)
);
-- Noms en minuscules des communautés des onze nations (liste usuelle du gouvernement du Québec, à confirmer avec elles).
-- presumee : le nom suffit à ne pas afficher. Faux : une municipalité porte le même nom, on demande de vérifier.
CREATE TABLE communautes_autochtones (
    nom VARCHAR PRIMARY KEY, nation VARCHAR NOT NULL, presumee BOOLEAN NOT NULL
);
INSERT INTO communautes_autochtones VALUES
    ('odanak', 'Abénaquis', TRUE), ('wôlinak', 'Abénaquis', TRUE), ('hunter''s point', 'Anishinabeg', TRUE),
    ('kebaowek', 'Anishinabeg', TRUE), ('kitcisakik', 'Anishinabeg', TRUE),
    ('kitigan zibi', 'Anishinabeg', TRUE), ('lac-rapide', 'Anishinabeg', TRUE),
    ('pikogan', 'Anishinabeg', TRUE), ('timiskaming', 'Anishinabeg', TRUE),
    ('timiskaming first nation', 'Anishinabeg', TRUE), ('winneway', 'Anishinabeg', TRUE),
    ('manawan', 'Atikamekw', TRUE), ('obedjiwan', 'Atikamekw', TRUE), ('opitciwan', 'Atikamekw', TRUE),
    ('wemotaci', 'Atikamekw', TRUE), ('chisasibi', 'Cris', TRUE), ('eastmain', 'Cris', TRUE),
    ('mistissini', 'Cris', TRUE), ('nemaska', 'Cris', TRUE), ('nemiscau', 'Cris', TRUE),
    ('oujé-bougoumou', 'Cris', TRUE), ('waskaganish', 'Cris', TRUE), ('waswanipi', 'Cris', TRUE),
    ('wemindji', 'Cris', TRUE), ('whapmagoostui', 'Cris', TRUE), ('wendake', 'Hurons-Wendat', TRUE),
    ('essipit', 'Innus', TRUE), ('la romaine', 'Innus', TRUE), ('unamen shipu', 'Innus', TRUE),
    ('mashteuiatsh', 'Innus', TRUE), ('matimekosh', 'Innus', TRUE), ('matimekosh–lac-john', 'Innus', TRUE),
    ('matimekush-lac john', 'Innus', TRUE), ('lac-john', 'Innus', TRUE), ('ekuanitshit', 'Innus', TRUE),
    ('nutashkuan', 'Innus', TRUE), ('pakuashipi', 'Innus', TRUE), ('pakua shipi', 'Innus', TRUE),
    ('pessamit', 'Innus', TRUE), ('betsiamites', 'Innus', TRUE), ('uashat', 'Innus', TRUE),
    ('maliotenam', 'Innus', TRUE), ('uashat-maliotenam', 'Innus', TRUE),
    ('uashat mak mani-utenam', 'Innus', TRUE), ('gesgapegiag', 'Mi''gmaq', TRUE),
    ('listuguj', 'Mi''gmaq', TRUE), ('akwesasne', 'Mohawks', TRUE), ('kahnawake', 'Mohawks', TRUE),
    ('kanesatake', 'Mohawks', TRUE), ('kahnawá:ke', 'Mohawks', TRUE), ('kanehsatà:ke', 'Mohawks', TRUE),
    ('kawawachikamach', 'Naskapis', TRUE), ('whitworth', 'Wolastoqiyik', TRUE), ('akulivik', 'Inuit', TRUE),
    ('aupaluk', 'Inuit', TRUE), ('inukjuak', 'Inuit', TRUE), ('ivujivik', 'Inuit', TRUE),
    ('kangiqsualujjuaq', 'Inuit', TRUE), ('kangiqsujuaq', 'Inuit', TRUE), ('kangirsuk', 'Inuit', TRUE),
    ('kuujjuaq', 'Inuit', TRUE), ('kuujjuarapik', 'Inuit', TRUE), ('puvirnituq', 'Inuit', TRUE),
    ('quaqtaq', 'Inuit', TRUE), ('salluit', 'Inuit', TRUE), ('tasiujaq', 'Inuit', TRUE),
    ('umiujaq', 'Inuit', TRUE), ('lac-simon', 'Anishinabeg', FALSE), ('lac simon', 'Anishinabeg', FALSE),
    ('mingan', 'Innus', FALSE), ('natashquan', 'Innus', FALSE), ('cacouna', 'Wolastoqiyik', FALSE),
    ('gespeg', 'Mi''gmaq', FALSE);
