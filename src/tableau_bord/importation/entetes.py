"""Trouver l'en-tête d'un tableau, sur une ou plusieurs lignes, et nommer ses colonnes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import polars as pl

from tableau_bord.importation.absences import motifs
from tableau_bord.importation.modele import LIGNE

NIVEAU = " | "
"""Ce qui joint les niveaux d'un en-tête : « 2021 | Hommes | Nombre »."""
_SONDE = 200
_NIVEAUX_MAXIMUM = 5
_TROP_LONG = 80
_NOMBRE = re.compile(r"[-+]?\d+(?:[\s\u00a0\u202f]\d{3})*(?:[.,]\d+)?\s*%?")
_NOTE = re.compile(r"^(sources?|notes?|remarques?|légende|mise à jour|\*+|†|¹|nota)(?=\W|$)", re.IGNORECASE)
_TITRE = re.compile(r"(?:tableau|figure|graphique|annexe|source|note)s?\b", re.IGNORECASE)
_ANNEE = re.compile(r"(?:19|20)\d{2}")

Rangee = Sequence[str | None]
Fusions = Mapping[int, Mapping[int, int]]
"""Cellules fusionnées en largeur : ligne du fichier → colonne → dernière colonne."""


@dataclass(frozen=True)
class Entete:
    """Les rangées de l'en-tête : première, et première rangée de données ; égales sans en-tête."""

    debut: int
    donnees: int
    noms: tuple[str | None, ...]


def trouver(propre: pl.DataFrame, fusions: Fusions = MappingProxyType({})) -> Entete:
    """Situer l'en-tête d'une grille de texte (cellules sans espaces autour, vides nulles, `_ligne`).

    La rangée principale est la première presque aussi remplie que la rangée ordinaire ; s'y ajoutent,
    au-dessus et au-dessous, celles qui portent un niveau d'en-tête. Le reste, au-dessus, est un titre.
    """
    rangees = propre.drop(LIGNE).head(_SONDE).rows()
    rang = _rang_principal(rangees)
    bas = _dernier_niveau(rangees, rang)
    if bas == rang and _est_donnee(rangees, rang):
        return Entete(rang, rang, (None,) * (propre.width - 1))
    haut = _premier_niveau(rangees, rang)
    lignes = propre[LIGNE][haut : bas + 1].to_list()
    return Entete(
        haut, bas + 1, tuple(joindre(rangees[haut : bas + 1], [fusions.get(n, {}) for n in lignes]))
    )


def joindre(niveaux: Sequence[Rangee], fusions: Sequence[Mapping[int, int]] = ()) -> list[str | None]:
    """Un nom par colonne : chaque niveau porté vers la droite sur la cellule fusionnée.

    Sans fusion connue à ce niveau (un CSV), il va jusqu'à la cellule suivante, ou jusque sous une cellule
    nouvelle d'un niveau plus haut. Une colonne sans aucun texte à elle garde un nom nul.
    """
    if len(niveaux) == 1:
        return list(niveaux[0])
    fins = fusions or [{}] * len(niveaux)
    portes = [_porter(niveaux, i, fins[i]) for i in range(len(niveaux) - 1)] + [list(niveaux[-1])]
    return [
        _nom(tuple(p[j] for p in portes)) if any(n[j] for n in niveaux) else None
        for j in range(len(niveaux[0]))
    ]


def _porter(niveaux: Sequence[Rangee], i: int, fins: Mapping[int, int]) -> list[str | None]:
    portee, fin = None, 0
    rangee: list[str | None] = []
    for j, cellule in enumerate(niveaux[i]):
        if cellule:
            portee, fin = cellule, fins.get(j, j) if fins else len(niveaux[i])
        elif j > fin or any(niveaux[h][j] for h in range(i)):
            portee = None
        rangee.append(portee)
    return rangee


def _nom(parties: tuple[str | None, ...]) -> str:
    """Sans redite d'un niveau à l'autre."""
    dites = [" ".join(p.split()) for p in parties if p]
    return NIVEAU.join(p for i, p in enumerate(dites) if i == 0 or p != dites[i - 1])


def sans_notes(corps: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Retirer, au bas du tableau, les lignes d'une seule cellule qui sont une source ou une note."""
    if corps.width < 4:
        return corps, 0
    notes = 0
    for rangee in corps.tail(50).drop(LIGNE).rows()[::-1]:
        seules = [c for c in rangee if c is not None]
        if len(seules) != 1 or not (_NOTE.match(seules[0]) or len(seules[0]) > 80):
            break
        notes += 1
    return corps.head(corps.height - notes), notes


def _rang_principal(rangees: Sequence[Rangee]) -> int:
    pleines = [sum(c is not None for c in r) for r in rangees]
    comptes = pl.Series(pleines).mode().max()
    seuil = 0.6 * (comptes if isinstance(comptes, int) else 1)
    return next((i for i, n in enumerate(pleines) if n >= seuil), 0)


def _est_donnee(rangees: Sequence[Rangee], rang: int) -> bool:
    """Vrai si la rangée ressemble en tout à la suivante : le fichier n'a pas d'en-tête.

    Des années, ou des âges qui se suivent, font un en-tête de tableau large.
    """
    if len(rangees) <= rang + 1:
        return False
    premiere, seconde = rangees[rang], rangees[rang + 1]
    hauts = [x for x in premiere if _est_nombre(x) and not _ANNEE.fullmatch(x or "")]
    suite = (
        len(hauts) > 1 and all(h and h.isdigit() for h in hauts) and _se_suivent([int(h) for h in hauts if h])
    )
    pareilles = [_est_nombre(a) == _est_nombre(b) for a, b in zip(premiere, seconde, strict=True)]
    return bool(hauts) and not suite and all(pareilles)


def _se_suivent(entiers: list[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(entiers))


def _est_nombre(cellule: str | None) -> bool:
    return bool(cellule and _NOMBRE.fullmatch(cellule))


def _premier_niveau(rangees: Sequence[Rangee], rang: int) -> int:
    """Remonter tant que la rangée du dessus coiffe celle du dessous."""
    haut = rang
    while haut > 0 and rang - haut < _NIVEAUX_MAXIMUM and _coiffe(rangees[haut - 1], rangees[haut]):
        haut -= 1
    return haut


def _coiffe(dessus: Rangee, dessous: Rangee) -> bool:
    """Vrai pour un niveau d'en-tête, faux pour un titre ou une ligne « Date | 2021-03-01 ».

    Un niveau a des cellules courtes, laisse à sa droite les vides d'une fusion, et commence soit plus
    à droite que la première colonne, soit au-dessus d'un vide.
    """
    pleines = [j for j, c in enumerate(dessus) if c]
    if not pleines or any(len(c) > _TROP_LONG or _TITRE.match(c) for c in dessus if c):
        return False
    fusion = any(not dessus[j] and dessous[j] for j in range(pleines[0] + 1, len(dessus)))
    repetee = len({dessus[j] for j in pleines}) < len(pleines)
    if not (fusion or repetee):
        return False
    ailleurs = [j for j in pleines if j > 0]
    if pleines[0] > 0:
        return any(dessous[j] for j in ailleurs)
    if len(ailleurs) == 1 and dessous[0] and dessous[0] != dessus[0]:
        sous = [c for c in dessous[ailleurs[0] :] if c]
        return (
            len(sous) > 1
            and all(_ANNEE.fullmatch(c) for c in sous)
            and not re.search(r"\d", dessus[ailleurs[0]] or "")
        )
    return bool(ailleurs)


def _dernier_niveau(rangees: Sequence[Rangee], rang: int) -> int:
    """Descendre tant que la rangée du dessous précise celle du dessus sans être une donnée."""
    bas = rang
    while bas - rang < _NIVEAUX_MAXIMUM and bas + 2 < len(rangees) and _precise(rangees, bas):
        bas += 1
    return bas


def _precise(rangees: Sequence[Rangee], rang: int) -> bool:
    """Vrai si la rangée suivante ne porte que des mots ou des années là où les données sont des nombres."""
    dessus, dessous = rangees[rang], rangees[rang + 1]
    pleines = [j for j, c in enumerate(dessous) if c]
    if len(pleines) < 2 or any(_est_nombre(c) and not _ANNEE.fullmatch(c or "") for c in (*dessus, *dessous)):
        return False
    hauts = [c for c in dessus if c]
    if dessous[0] and len(set(hauts)) == len(hauts) and all(dessus[j] for j in pleines):
        return False
    sexes = {"F", "H", "M"} if {"H", "M"} & set(dessous) else set()
    if motifs(pl.Series([c for c in dessous if c and c not in sexes], dtype=pl.String)).is_not_null().any():
        return False
    donnees = rangees[rang + 2 : rang + 22]
    return sum(_porte_des_nombres(donnees, j) for j in pleines) >= max(2, len(pleines) / 2)


def _porte_des_nombres(donnees: Sequence[Rangee], j: int) -> bool:
    cellules = [r[j] for r in donnees if r[j]]
    nombres = [c for c in cellules if _est_nombre(c)]
    annees = [c for c in nombres if c and _ANNEE.fullmatch(c)]
    return len(nombres) > 0.5 * len(cellules) and len(annees) < len(nombres)
