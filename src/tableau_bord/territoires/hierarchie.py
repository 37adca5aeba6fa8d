"""Rattacher par préfixe de code : RSS ⊃ RTS ⊃ RLS ⊃ CLSC (MSSS, Normes territoriales, 2016)."""

from __future__ import annotations

import polars as pl

from tableau_bord.territoires.modele import LONGUEURS_DE_PREFIXE


def parents_par_prefixe(territoires: pl.DataFrame) -> pl.DataFrame:
    """Déduire les rattachements d'un découpage à préfixes.

    `territoires` : colonnes decoupage, version, code. Rend decoupage, version, code,
    parent_decoupage, parent_code ; vide pour un découpage sans préfixes (MRC, communauté…).
    """
    morceaux = [
        territoires.filter(pl.col("decoupage") == enfant).select(
            "decoupage",
            "version",
            "code",
            pl.lit(parent).alias("parent_decoupage"),
            pl.col("code").str.slice(0, longueur).alias("parent_code"),
        )
        for enfant, rang in LONGUEURS_DE_PREFIXE.items()
        for parent, longueur in LONGUEURS_DE_PREFIXE.items()
        if longueur < rang
    ]
    return pl.concat(morceaux).filter(pl.col("code").str.len_chars() > pl.col("parent_code").str.len_chars())


NOMS_RSS = {
    "01": "Bas-Saint-Laurent",
    "02": "Saguenay–Lac-Saint-Jean",
    "03": "Capitale-Nationale",
    "04": "Mauricie et Centre-du-Québec",
    "05": "Estrie",
    "06": "Montréal",
    "07": "Outaouais",
    "08": "Abitibi-Témiscamingue",
    "09": "Côte-Nord",
    "10": "Nord-du-Québec",
    "11": "Gaspésie–Îles-de-la-Madeleine",
    "12": "Chaudière-Appalaches",
    "13": "Laval",
    "14": "Lanaudière",
    "15": "Laurentides",
    "16": "Montérégie",
    "17": "Nunavik",
    "18": "Terres-Cries-de-la-Baie-James",
}
"""Les 18 régions sociosanitaires (MSSS, Normes territoriales, 2016), quand un fichier n'a que leur code."""


def nom_par_defaut(decoupage: str, code: str) -> str:
    """Nom d'un parent que le fichier ne nomme pas : celui de la région, sinon « RTS 011 »."""
    if decoupage == "RSS" and code in NOMS_RSS:
        return NOMS_RSS[code]
    return f"{decoupage} {code}"
