"""Proposer ce que disent des polygones lus, et les simplifier pour l'écran."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import shapely

from tableau_bord.commun.francais import sans_accents
from tableau_bord.entrepot import Entrepot
from tableau_bord.territoires.polygones import lire_polygones

SOMMETS_ECRAN = 7_000
ILOT = 2e-6
"""Part de l'étendue sous laquelle une île ne se dessine pas à l'écran."""
_DECOUPAGES_CONNUS = ("CLSC", "RLS", "RTS", "RSS", "MRC")


@dataclass(frozen=True)
class PlanGeometries:
    """Ce qu'on a compris d'un fichier de polygones.

    `parents` : (découpage, colonne du code, colonne du nom ou chaîne vide), du plus près au plus large.
    """

    decoupage: str
    colonne_code: str
    colonne_nom: str
    parents: tuple[tuple[str, str, str], ...] = ()


def lire_geometries(entrepot: Entrepot, fichiers: Mapping[str, bytes]) -> pl.DataFrame:
    """Lire les polygones : attributs en texte et `wkb` en longitude et latitude (WGS 84).

    Sans les notes de `polygones.lire_polygones`, qui dit aussi ce qui a été supposé ou mis de côté.
    Lève TerritoireErreur (pas de polygone, illisible, projection inconnue).
    """
    return lire_polygones(entrepot, fichiers).cadre


def proposer_plan(cadre: pl.DataFrame) -> PlanGeometries:
    """Proposer le découpage et le rôle des colonnes d'après leurs noms et leurs valeurs."""
    colonnes = [c for c in cadre.columns if c != "wkb"]
    for rang, decoupage in enumerate(_DECOUPAGES_CONNUS):
        code = _colonne(cadre, colonnes, decoupage, code=True)
        if code and cadre[code].n_unique() >= 0.9 * cadre.height:
            nom = _colonne(cadre, colonnes, decoupage, code=False) or code
            larges = [
                (d, c, _colonne(cadre, colonnes, d, code=False) or "")
                for d in _DECOUPAGES_CONNUS[rang + 1 :]
                if (c := _colonne(cadre, colonnes, d, code=True)) and c != code
            ]
            return PlanGeometries(decoupage, code, nom, tuple(larges))
    code = next((c for c in colonnes if cadre[c].n_unique() == cadre.height), colonnes[0] if colonnes else "")
    nomme = next((c for c in colonnes if "nom" in sans_accents(c) or "name" in sans_accents(c)), "")
    return PlanGeometries("communaute", code, nomme or _colonne_de_noms(cadre, colonnes) or code)


def _colonne_de_noms(cadre: pl.DataFrame, colonnes: list[str]) -> str:
    """La première colonne de mots presque tous différents, quand aucune ne s'appelle « nom »."""
    for colonne in colonnes:
        valeurs = cadre[colonne].drop_nulls()
        en_mots = valeurs.str.contains(r"\p{L}{2}").sum()
        if valeurs.len() and en_mots == valeurs.len() and valeurs.n_unique() >= 0.9 * cadre.height:
            return colonne
    return ""


def _colonne(cadre: pl.DataFrame, colonnes: list[str], decoupage: str, *, code: bool) -> str:
    """Trouver la colonne dont le nom contient le sigle et « code »/« id », ou « nom »."""
    mots = ("code", "_id", "no", "cod") if code else ("nom", "nm", "name")
    for colonne in colonnes:
        nu = sans_accents(colonne)
        if decoupage.lower() not in nu:
            continue
        reste = nu.replace(decoupage.lower(), "", 1)
        if any(m in reste for m in mots) and not (code and ("nom" in reste or "nm" in reste)):
            return colonne
    return ""


def simplifier(wkb: list[bytes]) -> list[bytes]:
    """Alléger une couverture pour l'écran, frontières communes gardées (au plus ≈ 7 000 sommets, îlots retirés)."""
    geometries = _sans_ilots(shapely.from_wkb(wkb))
    tolerance = 0.0
    allegees = geometries
    for pas in (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04):
        if shapely.get_num_coordinates(allegees).sum() <= SOMMETS_ECRAN:
            break
        tolerance = pas
        allegees = _simplifier(geometries, tolerance)
    return list(shapely.to_wkb(shapely.set_precision(allegees, 1e-6, mode="pointwise")))


def _sans_ilots(geometries: Any) -> Any:
    """Garder de chaque territoire sa plus grande partie et celles qui se voient."""
    parties, rangs = shapely.get_parts(geometries, return_index=True)
    aires = shapely.area(parties)
    plus_grande = np.zeros(len(geometries))
    np.maximum.at(plus_grande, rangs, aires)
    visibles = (aires >= ILOT * aires.sum()) | (aires == plus_grande[rangs])
    groupes = [parties[visibles & (rangs == k)] for k in range(len(geometries))]
    return np.array([shapely.multipolygons(g) if len(g) > 1 else g[0] for g in groupes])


def _simplifier(geometries: Any, tolerance: float) -> Any:
    try:
        return shapely.coverage_simplify(geometries, tolerance)
    except shapely.errors.GEOSException:  # recouvrements : la couverture n'en est pas une
        return shapely.simplify(geometries, tolerance, preserve_topology=True)
