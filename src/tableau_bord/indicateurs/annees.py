"""Ranger des séries annuelles : années attendues, trous, échelle, étiquettes. Pur."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import Point, Serie

SANS_DIFFUSION = "La source n’a pas diffusé cette année."
_GRADUATIONS = 3


@dataclass(frozen=True)
class Trou:
    """Une année sans valeur : son symbole et sa phrase, les mêmes pour les deux masques."""

    annee: int
    symbole: str
    phrase: str


def points_par_annee(serie: Serie) -> dict[int, Point]:
    """Un point par année, dans l'ordre ; de deux périodes qui finissent la même année, la dernière lue."""
    return {p.annee: p for p in sorted(serie.points, key=lambda p: p.annee)}


def points_montrables(serie: Serie) -> list[Point]:
    """Les points dont la valeur peut s'écrire, dans l'ordre des années."""
    return [p for p in points_par_annee(serie).values() if ecriture.montrable(p)]


def annees_attendues(series: Sequence[Serie]) -> list[int]:
    """De la première à la dernière année connue, au pas le plus fréquent (5 pour un recensement)."""
    connues = sorted({p.annee for s in series for p in s.points})
    if len(connues) < 2:
        return connues
    ecarts = Counter(b - a for a, b in pairwise(connues))
    pas = min(e for e, n in ecarts.items() if n == max(ecarts.values()))
    return sorted({*connues, *range(connues[0], connues[-1] + 1, pas)})


def trous(series: Sequence[Serie], annees: Sequence[int]) -> list[Trou]:
    """Les années où l'une des séries données n'a pas de valeur à montrer."""
    return [
        t for serie in series for a in annees if (t := _trou(points_par_annee(serie).get(a), a)) is not None
    ]


def _trou(point: Point | None, annee: int) -> Trou | None:
    raison = Motif.NON_DISPONIBLE if point is None else ecriture.motif(point)
    if raison is None:
        return None
    phrase = SANS_DIFFUSION if raison is Motif.NON_DISPONIBLE else ecriture.phrase_du_motif(raison)
    return Trou(annee, ecriture.symbole_du_motif(raison), phrase)


def echelle(series: Sequence[Serie]) -> tuple[float, float, list[float]]:
    """Bas, haut et trois graduations au plus, d'après les seules valeurs montrables.

    L'axe part de zéro si cela laisse aux lignes au moins les deux cinquièmes de la hauteur ; sinon il
    est coupé à un nombre rond, comme pour tout nuage de points.
    """
    vus = [x for s in series for p in s.points if ecriture.montrable(p) for x in _nombres(p)]
    if not vus:
        return 0.0, 1.0, []
    bas, haut = min(vus), max(vus)
    depuis = 0.0 if bas >= 0 and (haut - bas) >= 0.4 * haut else bas
    pas = _pas(haut - depuis or abs(haut) or 1.0)
    debut = math.floor(depuis / pas + 1e-9) * pas
    fin = max(haut, debut + pas)
    graduations = [debut + k * pas for k in range(_GRADUATIONS) if debut + k * pas <= fin + 1e-9]
    return debut - 0.04 * (fin - debut), fin + 0.04 * (fin - debut), [round(g, 6) for g in graduations]


def _nombres(point: Point) -> list[float]:
    return [x for x in (point.valeur, point.borne_inf, point.borne_sup) if x is not None]


def _pas(etendue: float) -> float:
    """Le plus petit nombre rond (1, 2, 5) qui couvre l'étendue en trois graduations."""
    vise = etendue / (_GRADUATIONS - 0.5)
    rang = 10.0 ** math.floor(math.log10(vise))
    return next(k * rang for k in (1, 2, 5, 10) if k * rang >= vise)


def ecarter(places: Sequence[float], tailles: Sequence[float], hauteur: float) -> list[float]:
    """Déplacer des étiquettes, en gardant leur ordre, pour que nulle n'en touche une autre.

    `places` : centres voulus ; `tailles` : hauteurs ; aucune ne monte plus haut que `hauteur`.
    """
    ordre = sorted(range(len(places)), key=lambda i: places[i])
    pris: dict[int, float] = {}
    plancher = -math.inf
    for i in ordre:
        pris[i] = max(places[i], plancher + tailles[i] / 2)
        plancher = pris[i] + tailles[i] / 2
    plafond = hauteur
    for i in reversed(ordre):
        pris[i] = min(pris[i], plafond - tailles[i] / 2)
        plafond = pris[i] - tailles[i] / 2
    return [pris[i] for i in range(len(places))]
