"""Taux standardisé direct : Dobson autour de Byar, ou Fay-Feuer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.surveillance.entrees import (
    Masque,
    Tableau,
    choisir,
    refuser,
    tableaux,
    verifier_base,
    verifier_fraction,
    verifier_strates,
)
from tableau_bord.surveillance.sorties import estimations, motifs, utiles
from tableau_bord.surveillance.taux import byar

NOM = "taux_standardise_direct"
CAS_MINIMAUX = 10


def taux_standardise_direct(
    cas: ArrayLike,
    population: ArrayLike,
    population_type: ArrayLike,
    base: float = 100_000,
    niveau: float = 0.95,
    methode: str = "dobson",
) -> Estimations:
    """Standardiser un taux sur une population type, strates sur le dernier axe.

    Hypothèses : lois de Poisson indépendantes d'une strate à l'autre ; populations connues.

    Paramètres : `cas`, `population` et `population_type` (…, strates), même nombre de strates, les
    autres axes se diffusent ; `nan` pour un manquant, sauf dans la population type, connue et non
    nulle en tout ; `base` > 0 ; `niveau` dans ]0, 1[ ; `methode`, « dobson » ou « fay-feuer ».

    Retourne un taux × `base` par domaine, dernier axe retiré. Une strate de poids nul dans la
    population type ne compte pas (ni ses cas). Ailleurs, une strate manquante retire le taux (« non
    disponible »), une strate sans population aussi (« sans population ») : regroupez les âges. Dobson :
    aucun taux sous 10 cas, motif « trop incertain » ; la borne inférieure s'arrête à 0. Fay-Feuer rend
    un taux dès zéro cas, borne inférieure 0.

    Lève CalculErreur : négatif, infini, formes, base, niveau, méthode inconnue, population type nulle ou
    incomplète.

    Source : Dobson, Kuulasmaa, Eberle et Scherer (1991), doi:10.1002/sim.4780100317 ; Fay et Feuer
    (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.

    Valeurs témoins : 19 strates, et le Michigan 1950-1964 → tests/surveillance/test_standardisation.py.
    """
    verifier_fraction(NOM, "niveau", niveau)
    verifier_base(NOM, base)
    regle = choisir(NOM, "methode", methode, _METHODES)
    o, n, part = _strates(cas, population, population_type)
    motif = motifs(_une(np.isnan(o) | np.isnan(n)), _une(n == 0))
    peu = utiles(motif) & (o.sum(-1) < regle.cas_minimaux)
    motif = np.where(peu, Motif.TROP_INCERTAIN.value, motif).astype(np.str_)
    utile = utiles(motif)
    o, r = o[utile], base * part[utile] / n[utile]
    nom = np.full(o.shape[:-1], regle.nom)
    return estimations(motif, (r * o).sum(-1), np.sqrt((r**2 * o).sum(-1)), regle.bornes(o, r, niveau), nom)


def _strates(
    cas: ArrayLike, population: ArrayLike, population_type: ArrayLike
) -> tuple[Tableau, Tableau, Tableau]:
    """Rendre cas, population et parts de la population type ; une strate de poids nul est neutralisée."""
    verifier_strates(NOM, cas=cas, population=population, population_type=population_type)
    o, n, w = tableaux(NOM, cas=cas, population=population, population_type=population_type)
    refuser(NOM, np.isnan(w), "la population type est incomplète.", "Donnez un effectif par strate.")
    total = w.sum(-1, keepdims=True)
    refuser(NOM, total == 0, "la population type est vide.", "Donnez une population type.")
    return np.where(w > 0, o, 0.0), np.where(w > 0, n, 1.0), w / total


def _une(strates: Masque) -> Masque:
    """Une strate au moins, par domaine."""
    return np.asarray(strates.any(-1), dtype=np.bool_)


def _dobson(o: Tableau, r: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes de Byar du total, ramenées à l'échelle du taux standardisé."""
    total = o.sum(-1)
    bas, haut = byar(total, niveau)
    valeur, echelle = (r * o).sum(-1), np.sqrt((r**2 * o).sum(-1) / total)
    return np.maximum(valeur + echelle * (bas - total), 0.0), valeur + echelle * (haut - total)


def _fay_feuer(o: Tableau, r: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Quantiles de lois gamma de mêmes moyenne et variance ; au-dessus, un cas de plus au plus grand poids."""
    alpha = (1 - niveau) / 2
    x, v, plus = (r * o).sum(-1), (r**2 * o).sum(-1), r.max(-1)
    nul = x == 0
    bas = np.where(nul, 0.0, _gamma(alpha, np.where(nul, 1.0, x), np.where(nul, 1.0, v)))
    return bas, _gamma(1 - alpha, x + plus, v + plus**2)


def _gamma(probabilite: float, moyenne: Tableau, variance: Tableau) -> Tableau:
    return np.asarray(special.gammaincinv(moyenne**2 / variance, probabilite) * variance / moyenne)


@dataclass(frozen=True)
class _Regle:
    """Une façon de borner un taux standardisé, et le nombre de cas sous lequel elle se tait."""

    nom: str
    cas_minimaux: int
    bornes: Callable[[Tableau, Tableau, float], tuple[Tableau, Tableau]]


_METHODES = {
    "dobson": _Regle("Dobson, limites de Byar", CAS_MINIMAUX, _dobson),
    "fay-feuer": _Regle("Fay-Feuer", 0, _fay_feuer),
}
