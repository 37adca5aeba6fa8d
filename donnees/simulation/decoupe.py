"""Découper la région en îlots contigus, aux frontières sinueuses et partagées."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPoint, MultiPolygon, Polygon

from donnees.simulation.contour import Deformation, en_degres

Entiers = NDArray[np.int64]
_PAS = 0.6
_SIMPLIFICATION = 0.24


def decouper(terre: Polygon, germes: NDArray[np.float64], deformation: Deformation) -> list[Polygon]:
    """Un polygone par germe, en kilomètres : Voronoï, déformé, allégé sans défaire les frontières."""
    polygones = _cellules(terre, germes)
    sinueux = shapely.transform(shapely.segmentize(polygones, _PAS), deformation)
    return list(shapely.coverage_simplify(sinueux, _SIMPLIFICATION))


def _cellules(terre: Polygon, germes: NDArray[np.float64]) -> NDArray[np.object_]:
    """Cellules de Voronoï dans les terres ; un morceau coupé par un lac va à sa voisine."""
    aretes = shapely.voronoi_polygons(
        MultiPoint(germes), extend_to=terre.buffer(20).envelope, only_edges=True
    )
    lignes = shapely.union_all([aretes, terre.boundary])
    morceaux = np.array(shapely.polygonize(shapely.get_parts(lignes)).geoms, dtype=object)
    morceaux = morceaux[shapely.contains(terre, shapely.point_on_surface(morceaux))]
    ou, qui = shapely.STRtree(morceaux).query(shapely.points(germes), predicate="within")
    cellules = np.empty(len(germes), dtype=object)
    cellules[ou] = morceaux[qui]
    for orphelin in np.delete(morceaux, qui):
        voisine = int(np.argmax([_contact(orphelin, c) for c in cellules]))
        cellules[voisine] = shapely.union(cellules[voisine], orphelin)
    return cellules


def _contact(a: Polygon, b: Polygon) -> float:
    """Longueur de frontière commune."""
    return float(a.intersection(b).length) if a.intersects(b) else 0.0


def voisinage(polygones: list[Polygon]) -> dict[int, dict[int, float]]:
    """Pour chaque polygone, ses voisins et la longueur de frontière partagée."""
    formes = np.array(polygones, dtype=object)
    liens: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b in shapely.STRtree(formes).query(formes, predicate="intersects").T:
        longueur = _contact(formes[a], formes[b]) if a < b else 0.0
        if longueur > 0:
            liens[int(a)][int(b)] = liens[int(b)][int(a)] = longueur
    return liens


def raccorder(groupe: Entiers, voisins: dict[int, dict[int, float]]) -> Entiers:
    """Rendre chaque groupe d'un seul tenant : un morceau détaché rejoint le groupe qu'il borde le plus."""
    groupe = groupe.copy()
    for _ in range(20):
        detaches = [m for g in np.unique(groupe) for m in _morceaux(groupe, g, voisins)[1:]]
        if not detaches:
            return groupe
        for morceau in detaches:
            bords: dict[int, float] = defaultdict(float)
            for k in morceau:
                for v, longueur in voisins[k].items():
                    if v not in morceau:
                        bords[int(groupe[v])] += longueur
            groupe[list(morceau)] = max(sorted(bords), key=bords.__getitem__)
    raise RuntimeError("Un groupe reste en morceaux.")


def _morceaux(groupe: Entiers, g: int, voisins: dict[int, dict[int, float]]) -> list[set[int]]:
    """Composantes d'un groupe, la plus nombreuse d'abord."""
    restants, morceaux = set(np.flatnonzero(groupe == g).tolist()), []
    while restants:
        pile, morceau = [min(restants)], set()
        while pile:
            k = pile.pop()
            if k in restants:
                restants.discard(k)
                morceau.add(k)
                pile.extend(v for v in voisins[k] if v in restants)
        morceaux.append(morceau)
    return sorted(morceaux, key=lambda m: (-len(m), min(m)))


def reunir(polygones: list[Polygon], groupe: NDArray[np.str_]) -> dict[str, Polygon]:
    """Un polygone par groupe, en longitude et latitude."""
    formes = shapely.transform(np.array(polygones, dtype=object), en_degres)
    return {str(g): _simple(shapely.coverage_union_all(formes[groupe == g])) for g in np.unique(groupe)}


def _simple(forme: Polygon | MultiPolygon) -> Polygon | MultiPolygon:
    """Sans sommet inutile, extérieur dans le sens horaire : toujours les mêmes octets."""
    return shapely.normalize(forme)
