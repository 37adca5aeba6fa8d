"""Le pourtour de la région, ses trois lacs et la déformation qui rend les lignes naturelles.

Tout se passe dans un plan en kilomètres, centré sur la région ; `en_degres` en sort.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import Polygon

Points = NDArray[np.float64]

ORIGINE = (-71.0, 48.0)
DEMI_AXES = (66.0, 47.0)
LACS = ((-25.0, 9.0, 15.0, 5.2, 24.0), (17.0, -6.0, 11.5, 5.0, -28.0), (33.0, 18.0, 8.5, 4.0, 35.0))
"""Chaque lac : centre (x, y), demi-axes et inclinaison en degrés."""
_KM_PAR_DEGRE = 111.32
_OCTAVES = (70.0, 34.0, 16.0, 8.0, 4.0, 2.6)
_ONDES_PAR_OCTAVE = 5
_AMPLEUR = 0.021


def en_degres(xy: Points) -> Points:
    """Passer des kilomètres à longitude et latitude, au mètre près."""
    echelle = (_KM_PAR_DEGRE * np.cos(np.radians(ORIGINE[1])), _KM_PAR_DEGRE)
    return np.asarray(np.round(xy / echelle + ORIGINE, 5))


def terres(rng: np.random.Generator) -> Polygon:
    """La région moins ses lacs, avant déformation."""
    region = _ovale(rng, (0.0, 0.0), DEMI_AXES, 0.17, range(2, 26))
    for x, y, grand, petit, angle in LACS:
        lac = affinity.rotate(_ovale(rng, (x, y), (grand, petit), 0.16, range(2, 8)), angle)
        region = region.difference(lac)
    return region


def _ovale(
    rng: np.random.Generator,
    centre: tuple[float, float],
    axes: tuple[float, float],
    ecart: float,
    rangs: range,
) -> Polygon:
    """Une ellipse au bord ondulé : une onde par rang, de plus en plus faible."""
    angles = np.linspace(0, 2 * np.pi, 240, endpoint=False)
    rayon = np.ones_like(angles)
    for k in rangs:
        rayon += rng.normal(0, ecart / k) * np.cos(k * angles + rng.uniform(0, 2 * np.pi))
    return Polygon(np.c_[np.cos(angles), np.sin(angles)] * rayon[:, None] * axes + centre)


class Deformation:
    """Un déplacement lisse et réversible du plan, du grand au petit.

    Deux communautés voisines partagent leur frontière avant ; elles la partagent donc après.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        longueurs = np.repeat(_OCTAVES, _ONDES_PAR_OCTAVE)
        cap = rng.uniform(0, 2 * np.pi, len(longueurs))
        sens = rng.uniform(0, 2 * np.pi, len(longueurs))
        self._ondes = np.c_[np.cos(cap), np.sin(cap)] * (2 * np.pi / longueurs)[:, None]
        self._pas = np.c_[np.cos(sens), np.sin(sens)] * (_AMPLEUR * longueurs)[:, None]
        self._phases = rng.uniform(0, 2 * np.pi, len(longueurs))

    def __call__(self, xy: Points) -> Points:
        """Déplacer des points (n, 2), au mètre près."""
        return np.asarray(np.round(xy + np.sin(xy @ self._ondes.T + self._phases) @ self._pas, 3))
