"""Ce qui distingue les communautés, et qu'aucun tableau ne montre : privation, cohésion, âge, croissance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.histoires import FACTEURS, SE_DEGRADE

Tableau = NDArray[np.float64]
_PORTEE = 16.0
_PROPRE = 0.25


@dataclass(frozen=True)
class Facteurs:
    """Une case par communauté. `privation`, `cohesion` : centrés réduits, voisins de leurs voisins.

    `vieillesse` : années de plus que la région. `croissance` : part de la population gagnée par an.
    """

    privation: Tableau
    cohesion: Tableau
    vieillesse: Tableau
    croissance: Tableau


def tirer(graine: int, geo: Geographie) -> Facteurs:
    """Tirer les facteurs, corrélés dans l'espace ; quelques communautés ont le leur, choisi."""
    distances = np.linalg.norm(geo.centres[:, None] - geo.centres[None], axis=2)
    racine = np.linalg.cholesky(np.exp(-distances / _PORTEE) + _PROPRE * np.eye(len(distances)))

    def champ(nom: str) -> Tableau:
        return _reduire(racine @ flux(graine, "facteurs", nom).normal(size=len(distances)))

    privation, cohesion, age, elan = (champ(n) for n in ("privation", "cohesion", "age", "elan"))
    for nom, (p, c) in FACTEURS.items():
        privation[geo.rang(nom)], cohesion[geo.rang(nom)] = p, c
    croissance = 0.005 + 0.006 * elan
    croissance[geo.rang(SE_DEGRADE)] = -0.007
    return Facteurs(privation, cohesion, 2.5 * age + 1.2 * cohesion, croissance)


def _reduire(x: Tableau) -> Tableau:
    return np.asarray((x - x.mean()) / x.std())
