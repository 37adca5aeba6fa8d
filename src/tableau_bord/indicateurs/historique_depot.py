"""Tout le SQL de l'historique du dictionnaire : une version par ligne, ajoutée, jamais réécrite."""

VERSIONS = """
    SELECT code, version, definition, auteur, quand, raison FROM dictionnaire_versions
    WHERE code = $code ORDER BY version DESC
"""
DERNIERE_VERSION = "SELECT COALESCE(MAX(version), 0) AS n FROM dictionnaire_versions WHERE code = $code"
ENTREE_ACTUELLE = "SELECT definition, provenance, quand FROM indicateurs WHERE code = $code"
INSCRIRE_VERSION = """
    INSERT INTO dictionnaire_versions (code, version, definition, auteur, quand, raison)
    VALUES ($code, $version, $definition, $auteur, $quand, $raison)
"""
