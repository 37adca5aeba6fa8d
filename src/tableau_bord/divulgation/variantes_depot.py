"""Tout le SQL des variantes : quelle publication a été arrondie, et la clé qui rend l'arrondi stable."""

from __future__ import annotations

import secrets

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

ARRONDI = "arrondi aléatoire contrôlé"
LIRE = "SELECT publication, indicateur, variante, base FROM variantes ORDER BY publication, indicateur"
OUBLIER = "DELETE FROM variantes WHERE publication = $publication"
INSCRIRE = """
    INSERT INTO variantes (publication, indicateur, variante, base)
    VALUES ($publication, $indicateur, $variante, $base)
"""
PARUES_AUTREMENT = """
    SELECT DISTINCT c.indicateur FROM publication_contenu c
    WHERE c.publication <> $sauf AND NOT EXISTS (
        SELECT 1 FROM variantes v WHERE v.publication = c.publication AND v.indicateur = c.indicateur
    ) ORDER BY c.indicateur
"""
CLE = "SELECT cle FROM cle_arrondi WHERE numero = 1"
GARDER_LA_CLE = "INSERT INTO cle_arrondi (numero, cle) VALUES (1, $cle) ON CONFLICT (numero) DO NOTHING"


def variantes(entrepot: Entrepot) -> pl.DataFrame:
    """Les publications arrondies : publication, indicateur, variante, base."""
    return entrepot.lire(LIRE)


def parues_masquees(entrepot: Entrepot, sauf: str = "") -> set[str]:
    """Les indicateurs dont une publication, retirée comprise, a suivi le masquage. `sauf` : celle qu'on reprend."""
    return set(entrepot.lire(PARUES_AUTREMENT, sauf=sauf)["indicateur"])


def inscrire(transaction: Transaction, publication: str, bases: dict[str, int]) -> None:
    """Écrire les variantes d'une publication (indicateur → base) ; reprise sans effet double."""
    transaction.executer(OUBLIER, publication=publication)
    for indicateur, base in sorted(bases.items()):
        transaction.executer(
            INSCRIRE, publication=publication, indicateur=indicateur, variante=ARRONDI, base=base
        )


def cle(entrepot: Entrepot) -> bytes:
    """Le secret de l'arrondi, tiré une fois par base ; il ne sort ni d'un export ni d'une valise."""
    if entrepot.lire(CLE).is_empty():
        tiree = secrets.token_bytes(32)
        entrepot.ecrire(lambda t: t.executer(GARDER_LA_CLE, cle=tiree))
    return bytes(entrepot.lire(CLE)["cle"][0])
