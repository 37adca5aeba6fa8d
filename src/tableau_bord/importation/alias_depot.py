"""Tout le SQL des alias : une décision par ligne, fermée, jamais effacée."""

TOUS = """
    SELECT decoupage, ecrit, ecrit_nu, code, en_vigueur_du, en_vigueur_au, auteur, quand, source
    FROM alias ORDER BY decoupage, ecrit_nu, en_vigueur_du, quand
"""
EN_COURS = """
    SELECT code, en_vigueur_du FROM alias
    WHERE decoupage = $decoupage AND ecrit_nu = $ecrit_nu AND en_vigueur_au IS NULL
"""
FERMER = """
    UPDATE alias SET en_vigueur_au = $jour, source = source || $mention
    WHERE decoupage = $decoupage AND ecrit_nu = $ecrit_nu AND en_vigueur_au IS NULL
"""
RETENIR = """
    INSERT INTO alias (decoupage, ecrit, ecrit_nu, code, en_vigueur_du, en_vigueur_au, auteur, quand, source)
    VALUES ($decoupage, $ecrit, $ecrit_nu, $code, $du, NULL, $auteur, $quand, $source)
"""
