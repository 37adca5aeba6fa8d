"""Intervalles d'une proportion d'enquête : logit, Korn-Graubard, Wilson sur la taille effective."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

METHODES = {
    "logit": "proportion, intervalle logit",
    "korn-graubard": "proportion, intervalle de Korn-Graubard",
    "wilson": "proportion, intervalle de Wilson sur la taille effective",
}
EXTREME = "proportion à 0 % ou 100 %, intervalle de Korn-Graubard sur la taille effective de Kish"


@dataclass(frozen=True)
class Intervalle:
    """Bornes en fraction, et la méthode case par case."""

    inf: Tableau
    sup: Tableau
    methode: NDArray[np.str_]


def proportion(
    p: Tableau,
    erreur_type: Tableau,
    repondants: Tableau,
    kish: Tableau,
    degres: int,
    niveau: float,
    methode: str,
    effectif: int,
) -> Intervalle:
    """Bornes de proportions `p` (fractions) d'erreur type donnée, tableaux de même forme.

    Korn et Graubard (1998) : bêta sur n* = p(1 − p)/e², ramenée par le rapport des t à `effectif` − 1 et à `degres`
    degrés de liberté (R svyciprop « beta »). Lève CalculErreur (« methode »).
    """
    if methode not in METHODES:
        raise CalculErreur(
            "methode",
            f"Intervalle inconnu\u00a0: «\u00a0{methode}\u00a0».",
            remede="Choisissez logit, korn-graubard ou wilson.",
        )
    alpha = (1 - niveau) / 2
    t = float(stats.t.ppf(1 - alpha, degres))
    extreme = (erreur_type <= 0) | (p <= 0) | (p >= 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        effective = np.where(extreme, kish, p * (1 - p) / erreur_type**2)
        rapport = (stats.t.ppf(alpha, max(effectif - 1, 1)) / stats.t.ppf(alpha, degres)) ** 2
        taille = np.where(extreme, np.minimum(kish, repondants), effective) * rapport
        exact = _beta(p, taille, alpha)
        if methode == "logit":
            centre, ecart = np.log(p / (1 - p)), t * erreur_type / (p * (1 - p))
            bas, haut = 1 / (1 + np.exp(ecart - centre)), 1 / (1 + np.exp(-ecart - centre))
        elif methode == "wilson":
            milieu = (p + t * t / (2 * effective)) / (1 + t * t / effective)
            demi = t / (1 + t * t / effective) * np.sqrt(p * (1 - p) / effective + t * t / (4 * effective**2))
            bas, haut = milieu - demi, milieu + demi
        else:
            bas, haut = exact
    nom = np.where(extreme & ~np.isnan(p), EXTREME, METHODES[methode])
    return Intervalle(np.where(extreme, exact[0], bas), np.where(extreme, exact[1], haut), nom)


def _beta(p: Tableau, n: Tableau, alpha: float) -> tuple[Tableau, Tableau]:
    """Clopper-Pearson à effectifs fractionnaires : 0 et 1 aux extrêmes."""
    x = n * p
    bas = np.where(x <= 0, 0.0, stats.beta.ppf(alpha, x, n - x + 1))
    haut = np.where(x >= n, 1.0, stats.beta.ppf(1 - alpha, x + 1, n - x))
    return np.where(np.isnan(p), np.nan, bas), np.where(np.isnan(p), np.nan, haut)
