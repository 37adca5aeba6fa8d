"""Faire concorder les estimations des communautés avec celle de la région, mieux connue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

METHODES = {
    "rapport": "étalonnage par rapport (toutes multipliées par le même facteur)",
    "difference": "étalonnage par différence (le même écart ajouté à toutes)",
    "variance": "étalonnage pondéré par l'EQM (le moins sûr bouge le plus ; Wang, Fuller et Qu, 2008)",
}


@dataclass(frozen=True, eq=False)
class Etalonnage:
    """`valeur` (m,) étalonnée ; `ajustement` (m,) = après − avant ; `erreur_type` (m,) = √(EQM + ajustement²)."""

    valeur: Tableau
    erreur_type: Tableau
    ajustement: Tableau
    region_avant: float
    region: float
    methode: str


def etalonner(
    valeur: ArrayLike, erreur_type: ArrayLike, poids: ArrayLike, region: float, methode: str = "variance"
) -> Etalonnage:
    """Ajuster des estimations pour que Σ poids · valeur = `region`.

    `valeur`, `erreur_type`, `poids` (m,) ; `poids` : part de population de chaque domaine (ramenée à 1 en somme) ; un
    `nan` reste dehors, et son poids aussi. L'EQM annoncée s'augmente du carré de l'ajustement (Wang, Fuller et Qu, 2008),
    une borne prudente.
    Lève CalculErreur : méthode inconnue, poids négatifs ou nuls en somme, « rapport » autour de zéro, ou « variance »
    quand aucune erreur type n'est positive.
    """
    if methode not in METHODES:
        raise CalculErreur(
            "etalonnage",
            f"Méthode inconnue\u00a0: «\u00a0{methode}\u00a0».",
            remede=f"Choisissez parmi {', '.join(METHODES)}.",
        )
    y, e, w = (np.asarray(t, dtype=np.float64) for t in (valeur, erreur_type, poids))
    vus = np.isfinite(y) & np.isfinite(w)
    part = np.where(vus, w, 0.0)
    if (part < 0).any() or part.sum() <= 0:
        raise CalculErreur(
            "etalonnage",
            "Les poids des domaines ne sont pas des populations.",
            remede="Donnez leurs effectifs.",
        )
    part = part / part.sum()
    avant = float(part @ np.where(vus, y, 0.0))
    ecart = region - avant
    if methode == "rapport":
        if avant == 0:
            raise CalculErreur(
                "etalonnage", "Un ensemble nul ne se multiplie pas.", remede="Prenez la différence."
            )
        pas = y * (region / avant - 1)
    elif methode == "difference":
        pas = np.full(y.shape, ecart)
    else:
        poussee = part * np.where(vus & np.isfinite(e), e, 0.0) ** 2
        if (part @ poussee) <= 0:
            raise CalculErreur(
                "etalonnage", "Aucune erreur type n'est positive.", remede="Prenez la différence."
            )
        pas = ecart * poussee / (part @ poussee)
    pas = np.where(vus, pas, np.nan)
    return Etalonnage(y + pas, np.sqrt(e**2 + pas**2), pas, avant, region, METHODES[methode])
