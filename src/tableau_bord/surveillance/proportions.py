"""Proportion : intervalle de Wilson."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations
from tableau_bord.surveillance.entrees import Tableau, refuser, tableaux, verifier_fraction
from tableau_bord.surveillance.sorties import estimations, motifs, utiles

NOM = "proportion"
WILSON = "Wilson"


def proportion(cas: ArrayLike, effectif: ArrayLike, niveau: float = 0.95) -> Estimations:
    """Estimer une proportion, en fraction, et son intervalle de Wilson.

    Hypothèses : tirages de Bernoulli indépendants, de même probabilité dans une case.

    Paramètres : `cas` et `effectif` (personnes), de formes compatibles, finis, 0 ≤ `cas` ≤
    `effectif`, `nan` pour un manquant ; `niveau` dans ]0, 1[.

    Retourne une fraction de 0 à 1 par case, erreur type √(p(1 − p)/n). Zéro cas donne 0, borne
    inférieure 0 ; tous les cas, 1 et borne supérieure 1 : là, l'erreur type vaut 0 et seules les
    bornes disent l'incertitude. Un manquant donne `nan` et « non disponible » ; un effectif nul,
    « sans population ».

    Lève CalculErreur : négatif, infini, cas > effectif, formes, niveau.

    Source : Wilson (1927), doi:10.1080/01621459.1927.10502953.

    Valeurs témoins : 65 sur 100 et Newcombe (1998) → tests/surveillance/test_proportions.py.
    """
    verifier_fraction(NOM, "niveau", niveau)
    x, n = tableaux(NOM, cas=cas, effectif=effectif)
    refuser(NOM, x > n, "il y a plus de cas que de personnes.", "Vérifiez le dénominateur.")
    motif = motifs(np.isnan(x) | np.isnan(n), n == 0)
    utile = utiles(motif)
    n = n[utile]
    p = x[utile] / n
    methode = np.broadcast_to(np.array(WILSON), p.shape)
    return estimations(motif, p, np.sqrt(p * (1 - p) / n), wilson(p, n, niveau), methode)


def wilson(p: Tableau, n: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    """Bornes de Wilson d'une proportion `p` sur `n` ; exactement 0 à zéro cas, 1 quand tous le sont."""
    z = special.ndtri(0.5 + niveau / 2)
    milieu = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    demi = z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return np.where(p == 0, 0.0, milieu - demi), np.where(p == 1, 1.0, milieu + demi)
