"""Polygones de même nom : les signaler, et réunir les morceaux d'un même territoire. Pur."""

from __future__ import annotations

import polars as pl
import shapely

from tableau_bord.commun.francais import compter, enumerer, nombre

_CODES_DISTINCTS = (
    "Leurs codes les distinguent\u00a0; un fichier qui n’a que le nom demandera une seconde clé."
)
_MEMES_CODES = (
    "Les polygones de même code et de même nom sont les morceaux d’un seul territoire, réunis au versement."
)


def reunir(cadre: pl.DataFrame, colonne_code: str, colonne_nom: str) -> pl.DataFrame:
    """Réunir les polygones de même code et de même nom (un territoire en plusieurs morceaux).

    Les autres attributs sont ceux du premier morceau. Un même code sous deux noms reste en double :
    ce n'est pas à nous de choisir.
    """
    cles = list(dict.fromkeys((colonne_code, colonne_nom)))
    if not cadre.select(cles).is_duplicated().any():
        return cadre
    groupes = cadre.group_by(cles, maintain_order=True).agg(pl.exclude(*cles, "wkb").first(), pl.col("wkb"))
    unions = [
        morceaux[0] if len(morceaux) == 1 else shapely.to_wkb(shapely.union_all(shapely.from_wkb(morceaux)))
        for morceaux in groupes["wkb"].to_list()
    ]
    return groupes.with_columns(wkb=pl.Series(unions, dtype=pl.Binary)).select(cadre.columns)


def noms_en_double(cadre: pl.DataFrame, colonne: str) -> tuple[str, ...]:
    """Noms portés par plusieurs polygones, dans l'ordre du fichier."""
    noms = cadre[colonne].str.strip_chars()
    return tuple(noms.filter(noms.is_duplicated()).drop_nulls().unique(maintain_order=True).to_list())


def signaler_les_doubles(cadre: pl.DataFrame, colonne_code: str, colonne_nom: str) -> str:
    """« 2 noms sont portés par plusieurs polygones : … », ou rien, et ce que disent leurs codes."""
    doubles = noms_en_double(cadre, colonne_nom)
    if not doubles:
        return ""
    vises = cadre.filter(pl.col(colonne_nom).str.strip_chars().is_in(doubles))
    distincts = vises[colonne_code].n_unique() == vises.height
    cites = enumerer([f"«\u00a0{n}\u00a0»" for n in doubles[:5]])
    suite = "" if len(doubles) <= 5 else f" et {nombre(len(doubles) - 5)} autres"
    return (
        f"{compter(len(doubles), 'nom est porté', 'noms sont portés')} par plusieurs polygones\u00a0: {cites}{suite}. "
        f"{_CODES_DISTINCTS if distincts else _MEMES_CODES}"
    )
