"""Fabriquer un gabarit de fichier, territoires de la base compris."""

from __future__ import annotations

import polars as pl

from tableau_bord import rapports, territoires
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation import Genre


def pour(entrepot: Entrepot, genre: Genre, decoupage: str = "") -> bytes:
    """Le classeur XLSX d'un genre ; une rangée par territoire du découpage, s'il y en a un."""
    lieux = territoires.codes_connus(entrepot).filter(pl.col("decoupage") == decoupage) if decoupage else None
    return rapports.gabarit_xlsx(genre, lieux)
