"""Tout le SQL des matrices de déplacement : une ligne par couple territoire, actif."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

MATRICES = """
    SELECT matrice, decoupage, unite, lot, COUNT(*) AS couples FROM couts_deplacement
    GROUP BY matrice, decoupage, unite, lot ORDER BY matrice, decoupage
"""
COUTS = """
    SELECT code, actif, cout FROM couts_deplacement
    WHERE matrice = $matrice AND decoupage = $decoupage ORDER BY code, actif
"""
DU_LOT = "DELETE FROM couts_deplacement WHERE lot = $lot"


def matrices(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """matrice, decoupage, unite, lot, couples : celles que la base contient."""
    return lecteur.lire(MATRICES)


def couts(lecteur: Entrepot | Transaction, matrice: str, decoupage: str) -> pl.DataFrame:
    """code, actif, cout d'une matrice."""
    return lecteur.lire(COUTS, matrice=matrice, decoupage=decoupage)


def ecrire(t: Transaction, couples: pl.DataFrame, matrice: str, decoupage: str, unite: str, lot: str) -> None:
    """Écrire les couples (code, actif, cout) d'un lot, à la place de ceux du même lot."""
    t.executer(DU_LOT, lot=lot)
    t.inserer(
        "couts_deplacement",
        couples.select(
            pl.lit(matrice).alias("matrice"), pl.lit(decoupage).alias("decoupage"), "code", "actif", "cout",
            pl.lit(unite).alias("unite"), pl.lit(lot).alias("lot"),
        ),
    )  # fmt: skip
