CREATE TABLE actifs (
    actif VARCHAR PRIMARY KEY, genre VARCHAR NOT NULL, nom VARCHAR NOT NULL, autre_nom VARCHAR NOT NULL,
    description VARCHAR NOT NULL, categorie VARCHAR NOT NULL, categorie_libre VARCHAR NOT NULL,
    adresse VARCHAR NOT NULL, municipalite VARCHAR NOT NULL, code_postal VARCHAR NOT NULL,
    latitude DOUBLE, longitude DOUBLE, exactitude VARCHAR NOT NULL,
    site VARCHAR NOT NULL, courriel VARCHAR NOT NULL, telephone VARCHAR NOT NULL, courriel_personnel BOOLEAN NOT NULL,
    clientele VARCHAR NOT NULL, age_min INTEGER, age_max INTEGER, places DOUBLE, heures DOUBLE,
    cout VARCHAR NOT NULL, langues VARCHAR NOT NULL, transport VARCHAR NOT NULL, universel VARCHAR NOT NULL,
    approches VARCHAR NOT NULL, affirme_par VARCHAR NOT NULL, affirme_le VARCHAR NOT NULL,
    verifie_par VARCHAR NOT NULL, verifie_le VARCHAR NOT NULL, etat VARCHAR NOT NULL, fusionne_dans VARCHAR NOT NULL,
    source VARCHAR NOT NULL, source_id VARCHAR NOT NULL, lot VARCHAR NOT NULL, cherche VARCHAR NOT NULL,
    revision INTEGER NOT NULL
);
CREATE TABLE actif_dessertes (
    actif VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, origine VARCHAR NOT NULL,
    PRIMARY KEY (actif, decoupage, code)
);
CREATE TABLE actif_enjeux (actif VARCHAR NOT NULL, enjeu VARCHAR NOT NULL, PRIMARY KEY (actif, enjeu));
CREATE TABLE actif_liens (
    actif VARCHAR NOT NULL, lien VARCHAR NOT NULL, autre VARCHAR NOT NULL, lien_id VARCHAR NOT NULL,
    PRIMARY KEY (actif, lien, autre)
);
CREATE TABLE actif_revisions (
    actif VARCHAR NOT NULL, rang INTEGER NOT NULL, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL, role VARCHAR NOT NULL,
    geste VARCHAR NOT NULL, motif VARCHAR NOT NULL, proposition VARCHAR NOT NULL, contenu VARCHAR NOT NULL,
    PRIMARY KEY (actif, rang)
);
CREATE TABLE actif_propositions (
    proposition VARCHAR PRIMARY KEY, actif VARCHAR NOT NULL, geste VARCHAR NOT NULL, recu_le VARCHAR NOT NULL,
    source_genre VARCHAR NOT NULL, source VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL,
    savoir VARCHAR NOT NULL, mot VARCHAR NOT NULL, contenu VARCHAR NOT NULL
);
CREATE TABLE actif_decisions (
    proposition VARCHAR NOT NULL, rang INTEGER NOT NULL, quand VARCHAR NOT NULL, auteur VARCHAR NOT NULL,
    role VARCHAR NOT NULL, decision VARCHAR NOT NULL, raison VARCHAR NOT NULL, PRIMARY KEY (proposition, rang)
);
CREATE TABLE hsds_fiches (
    ressource VARCHAR NOT NULL, id VARCHAR NOT NULL, rang INTEGER NOT NULL, lot VARCHAR NOT NULL, contenu VARCHAR NOT NULL,
    PRIMARY KEY (lot, ressource, id, rang)
);
CREATE TABLE fraicheur_regles (
    genre VARCHAR NOT NULL, en_vigueur_du VARCHAR NOT NULL, demi_vie_jours DOUBLE NOT NULL, jamais DOUBLE NOT NULL,
    justification VARCHAR NOT NULL, auteur VARCHAR NOT NULL, PRIMARY KEY (genre, en_vigueur_du)
);
INSERT INTO fraicheur_regles VALUES
    ('*', '2026-01-01', 730, 0.25, 'Règle de départ du programme, à régler par la région : la confiance baisse de moitié en deux ans. Aucun texte québécois trouvé.', ''),
    ('personne_ressource', '2026-01-01', 365, 0.25, 'Une personne change de rôle plus vite qu''un organisme : moitié en un an. À régler par la région.', '');
CREATE TABLE couts_deplacement (
    matrice VARCHAR NOT NULL, decoupage VARCHAR NOT NULL, code VARCHAR NOT NULL, actif VARCHAR NOT NULL,
    cout DOUBLE NOT NULL, unite VARCHAR NOT NULL, lot VARCHAR NOT NULL, PRIMARY KEY (matrice, decoupage, code, actif)
);
CREATE INDEX actifs_par_lot ON actifs (lot);
CREATE INDEX dessertes_par_lieu ON actif_dessertes (decoupage, code)
