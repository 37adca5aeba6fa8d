"""Distances à vol d'oiseau, point le plus proche, population desservie."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.actifs.acces_geographique.entrees import Tableau, lire_couts, lire_quantites, lire_rayon

RAYON_TERRESTRE_KM = 6371.0088
"""Rayon moyen de la Terre (UGGI, 1980), en kilomètres."""


def distances(
    longitude: ArrayLike, latitude: ArrayLike, vers_longitude: ArrayLike, vers_latitude: ArrayLike
) -> Tableau:
    """Distances en km (C, P), par la formule de l'haversine ; degrés WGS 84, `nan` là où une position manque."""
    lon1, lat1, lon2, lat2 = (
        np.radians(np.asarray(x, dtype=np.float64))
        for x in (longitude, latitude, vers_longitude, vers_latitude)
    )
    dlon, dlat = lon2[None, :] - lon1[:, None], lat2[None, :] - lat1[:, None]
    h = np.sin(dlat / 2) ** 2 + np.cos(lat1)[:, None] * np.cos(lat2)[None, :] * np.sin(dlon / 2) ** 2
    arcs: Tableau = np.arcsin(np.sqrt(np.clip(h, 0.0, 1.0)))
    return 2 * RAYON_TERRESTRE_KM * arcs


def distance_au_plus_proche(couts: ArrayLike) -> tuple[Tableau, NDArray[np.intp]]:
    """Le plus petit coût de chaque communauté (C,) et l'indice du point ; `nan` et −1 si aucun n'est joignable."""
    c = lire_couts(couts)
    if c.shape[1] == 0:
        return np.full(c.shape[0], np.nan), np.full(c.shape[0], -1, dtype=np.intp)
    joignables = np.where(np.isfinite(c), c, np.inf)
    rangs = joignables.argmin(axis=1)
    plus_petits = joignables[np.arange(c.shape[0]), rangs]
    atteints = np.isfinite(plus_petits)
    return np.where(atteints, plus_petits, np.nan), np.where(atteints, rangs, -1)


def population_desservie(population: ArrayLike, couts: ArrayLike, rayon: float) -> tuple[float, float]:
    """(personnes à moins de `rayon` d'au moins un point, population totale)."""
    c = lire_couts(couts)
    p = lire_quantites(population, c.shape[0], "population")
    p = p.sum(axis=1) if p.ndim == 2 else p
    return float(p[(c < lire_rayon(rayon)).any(axis=1)].sum()), float(p.sum())
