"""Taux brut : intervalle de Byar, exact de Poisson sous 10 cas."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations
from tableau_bord.surveillance.entrees import Tableau, tableaux, verifier_base, verifier_fraction
from tableau_bord.surveillance.sorties import estimations, motifs, utiles

NOM = "taux"
SEUIL_EXACT = 10
EXACT, BYAR = "Poisson exact", "Byar"


def taux(cas: ArrayLike, population: ArrayLike, base: float = 100_000, niveau: float = 0.95) -> Estimations:
    """Estimer un taux et son intervalle.

    Hypothèses : le nombre de cas suit une loi de Poisson, la population est connue sans erreur.

    Paramètres : `cas` (évènements) et `population` (personnes ou personnes-années), de formes
    compatibles, finis, zéro ou plus, `nan` pour un manquant ; `base`, multiplicateur > 0 ;
    `niveau` dans ]0, 1[.

    Retourne un taux × `base` par case, erreur type √cas ; la méthode de chaque case est nommée. Zéro
    cas donne 0, borne inférieure 0 ; un manquant donne `nan` et « non disponible » ; une population
    nulle, `nan` et « sans population ».

    Lève CalculErreur : négatif, infini, formes, base, niveau.

    Source : Byar, dans Breslow et Day (1987), vol. II, p. 69 ; exact : Garwood (1936),
    doi:10.1093/biomet/28.3-4.437.

    Valeurs témoins : 65 évènements (Byar), 15 (exact) → tests/surveillance/test_taux.py.
    """
    verifier_fraction(NOM, "niveau", niveau)
    verifier_base(NOM, base)
    o, n = tableaux(NOM, cas=cas, population=population)
    motif = motifs(np.isnan(o) | np.isnan(n), n == 0)
    utile = utiles(motif)
    o, facteur = o[utile], base / n[utile]
    bas, haut = _bornes(o, niveau)
    methode = np.where(o < SEUIL_EXACT, EXACT, BYAR).astype(np.str_)
    return estimations(motif, o * facteur, np.sqrt(o) * facteur, (bas * facteur, haut * facteur), methode)


def _bornes(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes du nombre attendu : exactes sous `SEUIL_EXACT`, de Byar à partir de là."""
    bas, haut = byar(o, niveau)
    petit = o < SEUIL_EXACT
    bas[petit], haut[petit] = poisson_exact(o[petit], niveau)
    return bas, haut


def poisson_exact(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes de Garwood, à queues égales : quantiles de lois gamma ; borne inférieure 0 à zéro cas."""
    alpha = (1 - niveau) / 2
    bas = np.where(o > 0, special.gammaincinv(np.where(o > 0, o, 1.0), alpha), 0.0)
    return bas, special.gammaincinv(o + 1, 1 - alpha)


def byar(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes de Byar, jamais négatives ; borne inférieure 0 à zéro cas."""
    z = special.ndtri(0.5 + niveau / 2)
    sur = np.where(o > 0, o, 1.0)
    bas = np.where(o > 0, sur * (1 - 1 / (9 * sur) - z / (3 * np.sqrt(sur))) ** 3, 0.0)
    haut = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    return np.maximum(bas, 0.0), haut
