"""Taux brut : Byar, exact de Poisson sous 10 cas."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations
from tableau_bord.surveillance.entrees import Tableau, motifs, tableaux, verifier_fraction

SEUIL_EXACT = 10
EXACT, BYAR = "Poisson exact", "Byar"


def taux(cas: ArrayLike, population: ArrayLike, base: float = 100_000, niveau: float = 0.95) -> Estimations:
    """Estimer un taux et son intervalle.

    Hypothèses : évènements de Poisson. Paramètres : `cas`, `population` (tableaux de formes
    compatibles, personnes ou personnes-années), `base` (multiplicateur), `niveau` dans ]0, 1[.
    Retourne des taux × base ; zéro cas donne 0 et une borne inférieure nulle ; un manquant donne
    `nan` et « non disponible », une population nulle « sans population ».
    Lève CalculErreur : négatif, infini, formes, niveau.
    Source : Breslow et Day (1987), vol. II, p. 69 (Byar) ; Garwood (1936) (exact).
    """
    verifier_fraction("taux", "niveau", niveau)
    o, n = tableaux("taux", cas=cas, population=population)
    absent = np.isnan(o) | np.isnan(n)
    vide = ~absent & (n == 0)
    utile = ~(absent | vide)
    facteur = np.where(utile, base / np.where(utile, n, 1.0), np.nan)
    bas, haut = _bornes(np.where(utile, o, 0.0), niveau)
    return Estimations(
        np.where(utile, o, 0.0) * facteur,
        np.sqrt(np.where(utile, o, 0.0)) * facteur,
        bas * facteur,
        haut * facteur,
        methode=np.where(utile, np.where(o < SEUIL_EXACT, EXACT, BYAR), "").astype(np.str_),
        motif=motifs(absent, vide),
    )


def _bornes(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes du nombre attendu, exactes sous `SEUIL_EXACT`, de Byar au-delà."""
    petit = o < SEUIL_EXACT
    bas_exact, haut_exact = poisson_exact(o, niveau)
    bas_byar, haut_byar = byar(o, niveau)
    return np.where(petit, bas_exact, bas_byar), np.where(petit, haut_exact, haut_byar)


def poisson_exact(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Intervalle de Garwood : quantiles de loi gamma."""
    alpha = (1 - niveau) / 2
    bas = np.where(o > 0, special.gammaincinv(np.where(o > 0, o, 1.0), alpha), 0.0)
    return bas, special.gammaincinv(o + 1, 1 - alpha)


def byar(o: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Approximation de Byar ; borne inférieure 0 à zéro cas."""
    z = special.ndtri(0.5 + niveau / 2)
    sur = np.where(o > 0, o, 1.0)
    bas = np.where(o > 0, sur * (1 - 1 / (9 * sur) - z / (3 * np.sqrt(sur))) ** 3, 0.0)
    haut = (o + 1) * (1 - 1 / (9 * (o + 1)) + z / (3 * np.sqrt(o + 1))) ** 3
    return np.maximum(bas, 0.0), haut
