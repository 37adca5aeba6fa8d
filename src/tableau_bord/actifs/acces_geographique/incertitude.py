"""L'incertitude de l'accès : positions approximatives et capacités inconnues, par tirages."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from tableau_bord.actifs.acces_geographique.aires_flottantes import acces
from tableau_bord.actifs.acces_geographique.entrees import Poids, Tableau, refus
from tableau_bord.commun.estimations import Estimations

KM_PAR_DEGRE = 111.195
"""Un degré de latitude, en kilomètres, sur la sphère de rayon moyen."""


def acces_incertain(
    population: ArrayLike,
    tirages: Iterable[tuple[ArrayLike, ArrayLike]],
    rayon: float,
    methode: str = "2sfca",
    poids: Poids | None = None,
    niveau: float = 0.95,
) -> Estimations:
    """L'accès sous plusieurs tirages plausibles de (offre, couts), chacun rendu puis oublié.

    Rend la médiane des tirages, leur écart-type et les quantiles qui bornent `niveau` de leur masse ; forme (C,) ou
    (C, G). Ce n'est pas une erreur d'échantillonnage : seul varie ce qu'on ne sait pas des points d'offre.
    Lève CalculErreur comme `acces`, et si aucun tirage n'est donné.
    """
    calcules = [acces(population, offre, couts, rayon, methode, poids) for offre, couts in tirages]
    if not calcules:
        raise refus("Aucun tirage n'est donné.", "tirages", "Donnez au moins un couple (offre, coûts).")
    pile = np.stack([c.valeur for c in calcules])
    bas, mediane, haut = np.quantile(pile, [(1 - niveau) / 2, 0.5, (1 + niveau) / 2], axis=0)
    return Estimations(
        mediane, pile.std(axis=0), bas, haut, methode=f"{calcules[0].methode}, {len(calcules)} tirages"
    )


def autour(
    longitude: ArrayLike, latitude: ArrayLike, rayon_km: ArrayLike, tirages: int, graine: int
) -> tuple[Tableau, Tableau]:
    """Des positions tirées uniformément dans un disque de `rayon_km` (P,) autour de chaque point : deux tableaux (tirages, P).

    Un rayon nul laisse le point où il est. Approximation plane, bonne jusqu'à quelques dizaines de kilomètres.
    """
    hasard = np.random.default_rng(graine)
    lon, lat, r = (np.asarray(x, dtype=np.float64) for x in (longitude, latitude, rayon_km))
    distance = r * np.sqrt(hasard.random((tirages, lat.size)))
    angle = hasard.random((tirages, lat.size)) * 2 * np.pi
    dlat = distance * np.sin(angle) / KM_PAR_DEGRE
    dlon = distance * np.cos(angle) / (KM_PAR_DEGRE * np.cos(np.radians(lat)))
    return lon + dlon, lat + dlat
