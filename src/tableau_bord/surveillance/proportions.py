"""Proportion : intervalle de Wilson."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations
from tableau_bord.surveillance.entrees import Tableau, motifs, refuser, tableaux, verifier_fraction


def proportion(cas: ArrayLike, effectif: ArrayLike, niveau: float = 0.95) -> Estimations:
    """Estimer une proportion, en fraction, et son intervalle de Wilson.

    Hypothèses : tirages de Bernoulli indépendants. Paramètres : `cas` ≤ `effectif` (formes
    compatibles), `niveau` dans ]0, 1[. Retourne des fractions ; manquants et effectif nul comme
    `taux`. Lève CalculErreur : négatif, cas > effectif, formes, niveau.
    Source : Wilson (1927), doi:10.1080/01621459.1927.10502953.
    """
    verifier_fraction("proportion", "niveau", niveau)
    x, n = tableaux("proportion", cas=cas, effectif=effectif)
    refuser("proportion", x > n, "il y a plus de cas que de personnes.", "Vérifiez le dénominateur.")
    absent = np.isnan(x) | np.isnan(n)
    vide = ~absent & (n == 0)
    x, n = np.where(absent | vide, np.nan, x), np.where(absent | vide, np.nan, n)
    p = x / n
    bas, haut = wilson(p, n, niveau)
    return Estimations(p, np.sqrt(p * (1 - p) / n), bas, haut, methode="Wilson", motif=motifs(absent, vide))


def wilson(p: Tableau, n: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes de Wilson d'une proportion `p` sur `n`."""
    z = special.ndtri(0.5 + niveau / 2)
    milieu = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    demi = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    bas = np.where(p == 0, 0.0, milieu - demi)
    return np.where(np.isnan(p), np.nan, bas), np.where(p == 1, 1.0, milieu + demi)
