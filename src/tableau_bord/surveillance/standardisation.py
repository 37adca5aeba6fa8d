"""Taux standardisé direct : Dobson autour de Byar, ou Fay-Feuer."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.surveillance.entrees import Tableau, choisir, refuser, tableaux, verifier_fraction
from tableau_bord.surveillance.taux import byar

CAS_MINIMAUX = 10
NOM = "taux_standardise_direct"


def taux_standardise_direct(
    cas: ArrayLike,
    population: ArrayLike,
    population_type: ArrayLike,
    base: float = 100_000,
    niveau: float = 0.95,
    methode: str = "dobson",
) -> Estimations:
    """Standardiser un taux sur une population type, strates sur le dernier axe.

    Hypothèses : Poisson indépendants par strate. Paramètres : `cas`, `population` (…, strates),
    `population_type` (strates), `base`, `niveau`, `methode` « dobson » ou « fay-feuer ».
    Retourne un taux × base par domaine, dernier axe retiré. Dobson : aucun taux sous 10 cas, motif
    « trop incertain ». Une strate manquante ou sans population retire le taux, motif à l'appui.
    Lève CalculErreur : négatif, formes, niveau, méthode inconnue, population type nulle.
    Source : Dobson et coll. (1991), doi:10.1002/sim.4780100317 ; Fay et Feuer (1997),
    doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.
    """
    verifier_fraction(NOM, "niveau", niveau)
    bornes = choisir(NOM, "methode", methode, {"dobson": _dobson, "fay-feuer": _fay_feuer})
    o, n, w = tableaux(NOM, cas=cas, population=population, population_type=population_type)
    refuser(NOM, w.sum(-1, keepdims=True) == 0, "la population type est vide.", "Donnez une population type.")
    w = w / w.sum(-1, keepdims=True)
    absent = (np.isnan(o) | np.isnan(n)).any(-1)
    vide = ~absent & ((n == 0) & (w > 0)).any(-1)
    r = np.where(n > 0, w / np.where(n > 0, n, 1.0), 0.0)
    total = np.where(absent, 0.0, o.sum(-1))
    valeur = np.where(absent | vide, np.nan, (r * o).sum(-1))
    variance = np.where(absent | vide, np.nan, (r**2 * o).sum(-1))
    motif = np.where(absent, Motif.NON_DISPONIBLE.value, np.where(vide, Motif.SANS_POPULATION.value, ""))
    if methode == "dobson":
        peu = (motif == "") & (total < CAS_MINIMAUX)
        motif = np.where(peu, Motif.TROP_INCERTAIN.value, motif)
        valeur, variance = np.where(peu, np.nan, valeur), np.where(peu, np.nan, variance)
    bas, haut = bornes(valeur, variance, total, r.max(-1), niveau)
    nom = "Dobson, limites de Byar" if methode == "dobson" else "Fay-Feuer"
    return Estimations(
        valeur * base,
        np.sqrt(variance) * base,
        bas * base,
        haut * base,
        methode=nom,
        motif=motif.astype(np.str_),
    )


def _dobson(
    valeur: Tableau, variance: Tableau, total: Tableau, _poids: Tableau, niveau: float
) -> tuple[Tableau, Tableau]:
    bas, haut = byar(total, niveau)
    echelle = np.sqrt(variance / np.where(total > 0, total, np.nan))
    return valeur + echelle * (bas - total), valeur + echelle * (haut - total)


def _fay_feuer(
    valeur: Tableau, variance: Tableau, _total: Tableau, poids: Tableau, niveau: float
) -> tuple[Tableau, Tableau]:
    alpha = (1 - niveau) / 2
    positif = valeur > 0
    forme = np.where(positif, valeur**2 / np.where(positif, variance, 1.0), 1.0)
    bas = np.where(
        positif, special.gammaincinv(forme, alpha) * variance / np.where(positif, valeur, 1.0), valeur
    )
    v2, x2 = variance + poids**2, valeur + poids
    return bas, special.gammaincinv(x2**2 / v2, 1 - alpha) * v2 / x2
