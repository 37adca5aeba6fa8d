CREATE TABLE registres (
    registre VARCHAR NOT NULL, fiche VARCHAR NOT NULL, version INTEGER NOT NULL, quand VARCHAR NOT NULL,
    auteur VARCHAR NOT NULL, contenu VARCHAR NOT NULL, PRIMARY KEY (registre, fiche, version)
);
-- Le consentement porte sa propre fin. Aucune autre durée n'est livrée, la direction la fixe.
INSERT INTO registres VALUES (
    'conservation', 'envois', 1, '2026-11-25T00:00:00+00:00', 'valeur livrée',
    '{"categorie": "envois", "fondement": "Loi sur l''accès, a. 53.1 : un consentement vaut pour la durée consentie.", "jours": 0}'
)
