"""Cadrer une carte, projeter et hachurer ses territoires : pur, écran et papier.

Projection de Mercator en pixels d'écran, au zoom choisi (pavé de 512 px, comme deck.gl) ; y vers
le bas. Les formes sont des géométries shapely dans ces pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from tableau_bord.indicateurs.modele import CaseCarte

PAVE = 512.0
PART_CADREE = 0.9
HAUTEUR_MINIMALE = 220.0
_GAIN_MINIMAL = 1.6
_MARGE = 0.05
_ZOOM_SANS_ETENDUE = 9.0

_TOLERANCE = 0.3

Pixels = NDArray[np.float64]


@dataclass(frozen=True)
class Cadre:
    """Centre (longitude, latitude), zoom, taille en pixels, territoires dont le centre est hors du cadre."""

    longitude: float
    latitude: float
    zoom: float
    largeur: float
    hauteur: float
    dehors: int = 0


def projeter(points: Pixels, zoom: float) -> Pixels:
    """Longitude, latitude (n, 2) → pixels au zoom donné."""
    latitude = np.radians(np.clip(points[:, 1], -85.0, 85.0))
    x = (points[:, 0] + 180) / 360
    y = 0.5 - np.log(np.tan(np.pi / 4 + latitude / 2)) / (2 * np.pi)
    return np.asarray(np.column_stack([x, y]) * PAVE * 2.0**zoom)


def deprojeter(pixels: Pixels, zoom: float) -> Pixels:
    """Pixels (n, 2) au zoom donné → longitude, latitude."""
    unite = pixels / (PAVE * 2.0**zoom)
    latitude = 2 * np.arctan(np.exp((0.5 - unite[:, 1]) * 2 * np.pi)) - np.pi / 2
    return np.column_stack([unite[:, 0] * 360 - 180, np.degrees(latitude)])


def formes(cases: Sequence[CaseCarte], zoom: float) -> list[BaseGeometry]:
    """Une géométrie par case (vide si elle n'a pas d'anneau), en pixels."""
    return [_forme(case, zoom) for case in cases]


def _forme(case: CaseCarte, zoom: float) -> BaseGeometry:
    polygones = [
        shapely.Polygon(
            projeter(np.array(anneaux[0]), zoom), [projeter(np.array(t), zoom) for t in anneaux[1:]]
        )
        for anneaux in case.anneaux
        if anneaux and len(anneaux[0]) >= 4
    ]
    return shapely.make_valid(shapely.MultiPolygon(polygones)) if polygones else shapely.Polygon()


def cadrer(cases: Sequence[CaseCarte], largeur: float, hauteur: float) -> Cadre:
    """Cadrer sur tout, ou sur les neuf dixièmes des centres quand le reste s'étend trop loin.

    La hauteur rendue est celle qu'il faut, `hauteur` au plus. L'étendue entière l'emporte tant
    qu'elle n'oblige pas à réduire l'échelle de plus de 1,6 fois.
    """
    plates = [f for f in formes(cases, 0.0) if not f.is_empty]
    if not plates:
        return Cadre(-71.5, 47.5, 5.0, largeur, hauteur)
    centres = np.array([[f.centroid.x, f.centroid.y] for f in plates])
    tout = _bornes(np.array([f.bounds for f in plates]))
    proches = _les_plus_proches(centres)
    serre = _avec_marge(_bornes(np.hstack([centres[proches], centres[proches]])))
    z_tout, z_serre = _zoom(tout, largeur, hauteur), _zoom(serre, largeur, hauteur)
    bornes, zoom = (serre, z_serre) if z_serre - z_tout > math.log2(_GAIN_MINIMAL) else (tout, z_tout)
    milieu = np.array([[(bornes[0] + bornes[2]) / 2, (bornes[1] + bornes[3]) / 2]])
    besoin = (bornes[3] - bornes[1]) * 2.0**zoom / (1 - 2 * _MARGE)
    hauteur = min(hauteur, max(float(besoin), HAUTEUR_MINIMALE))
    demi = np.array([largeur, hauteur]) / 2 / 2.0**zoom
    dehors = int((np.abs(centres - milieu) > demi).any(axis=1).sum())
    longitude, latitude = deprojeter(milieu, 0.0)[0]
    return Cadre(float(longitude), float(latitude), zoom, largeur, hauteur, dehors)


def _les_plus_proches(centres: Pixels) -> NDArray[np.bool_]:
    distances = np.hypot(*(centres - np.median(centres, axis=0)).T)
    return np.asarray(distances <= np.quantile(distances, PART_CADREE) + 1e-12)


def _bornes(boites: Pixels) -> Pixels:
    return np.concatenate([boites[:, :2].min(axis=0), boites[:, 2:].max(axis=0)])


def _avec_marge(bornes: Pixels) -> Pixels:
    marge = 0.06 * max(bornes[2] - bornes[0], bornes[3] - bornes[1])
    return np.asarray(bornes + np.array([-marge, -marge, marge, marge]))


def _zoom(bornes: Pixels, largeur: float, hauteur: float) -> float:
    dx, dy = bornes[2] - bornes[0], bornes[3] - bornes[1]
    utile = 1 - 2 * _MARGE
    rapports = [cote * utile / d for cote, d in ((largeur, dx), (hauteur, dy)) if d > 0]
    return math.log2(min(rapports)) if rapports else _ZOOM_SANS_ETENDUE


def boite_du_cadre(cadre: Cadre) -> BaseGeometry:
    """Le rectangle que montre le cadre, en pixels."""
    x, y = projeter(np.array([[cadre.longitude, cadre.latitude]]), cadre.zoom)[0]
    return shapely.box(
        x - cadre.largeur / 2, y - cadre.hauteur / 2, x + cadre.largeur / 2, y + cadre.hauteur / 2
    )


def hachures(forme: BaseGeometry, pas: float, cadre: Sequence[BaseGeometry] = ()) -> list[Pixels]:
    """Traits à 45° coupés au territoire et interrompus autour des boîtes de `cadre` ; (n, 2) chacun."""
    if forme.is_empty:
        return []
    fond = shapely.simplify(forme, _TOLERANCE)
    fond = fond.difference(shapely.union_all(list(cadre))) if cadre else fond
    x0, y0, x1, y1 = forme.bounds
    haut = y1 - y0
    departs = np.arange(math.floor((x0 - haut) / pas) * pas, x1, pas)
    depart = np.column_stack([departs, np.full(len(departs), y1)])
    arrivee = np.column_stack([departs + haut, np.full(len(departs), y0)])
    faisceau = shapely.multilinestrings(shapely.linestrings(np.stack([depart, arrivee], axis=1)))
    traits = shapely.intersection(faisceau, fond)
    lignes = [t for t in shapely.get_parts(traits) if t.geom_type == "LineString" and t.length > 1]
    return [shapely.get_coordinates(t) for t in lignes]
