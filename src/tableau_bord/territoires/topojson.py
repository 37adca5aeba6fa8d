"""Décoder un TopoJSON en GeoJSON : arcs partagés, quantifiés ou non, lus à l'endroit ou à l'envers. Pur.

Source : M. Bostock et C. Metcalf, « The TopoJSON Format Specification », version 1.0, 2013.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tableau_bord.commun.erreurs import TerritoireErreur

_SURFACES = {"Polygon", "MultiPolygon"}
Arcs = list[NDArray[np.float64]]


def couches(topologie: dict[str, Any]) -> tuple[str, ...]:
    """Noms des objets qui portent au moins un polygone, dans l'ordre du fichier."""
    return tuple(
        nom
        for nom, objet in topologie.get("objects", {}).items()
        if any(g.get("type") in _SURFACES for g in _geometries(objet))
    )


def en_geojson(topologie: dict[str, Any], couche: str) -> dict[str, Any]:
    """Rendre la couche en `FeatureCollection` (longitude, latitude ou mètres : comme dans le fichier).

    L'identifiant d'un objet devient la propriété `id` si elle manque ; un objet nul garde ses
    propriétés, sans géométrie. Lève TerritoireErreur si un arc manque ou si une position est malformée.
    """
    try:
        arcs = _arcs(topologie)
        entites = [_entite(g, arcs) for g in _geometries(topologie["objects"][couche])]
    except (IndexError, KeyError, TypeError, ValueError) as erreur:
        raise TerritoireErreur(
            "topojson_invalide",
            "Ce TopoJSON ne se décode pas\u00a0: un arc manque ou une position est malformée.",
            ou=f"Couche «\u00a0{couche}\u00a0»",
            remede="Réexportez-le, ou versez la même couche en GeoJSON.",
        ) from erreur
    collection = {"type": "FeatureCollection", "features": entites}
    return collection | ({"crs": topologie["crs"]} if "crs" in topologie else {})


def _geometries(objet: dict[str, Any]) -> list[dict[str, Any]]:
    """Aplatir une collection, collections emboîtées comprises."""
    if objet.get("type") != "GeometryCollection":
        return [objet]
    return [g for membre in objet.get("geometries", []) for g in _geometries(membre)]


def _arcs(topologie: dict[str, Any]) -> Arcs:
    """Positions absolues : un arc quantifié est une suite d'écarts, mis à l'échelle puis décalés."""
    transformation = topologie.get("transform")
    bruts = [np.array([p[:2] for p in arc], dtype=np.float64).reshape(-1, 2) for arc in topologie["arcs"]]
    if not transformation:
        return bruts
    echelle, decalage = np.array(transformation["scale"]), np.array(transformation["translate"])
    return [np.cumsum(arc, axis=0) * echelle + decalage for arc in bruts]


def _entite(objet: dict[str, Any], arcs: Arcs) -> dict[str, Any]:
    proprietes = dict(objet.get("properties") or {})
    if "id" in objet:
        proprietes.setdefault("id", objet["id"])
    return {"type": "Feature", "properties": proprietes, "geometry": _geometrie(objet, arcs)}


def _geometrie(objet: dict[str, Any], arcs: Arcs) -> dict[str, Any] | None:
    """La surface décodée ; rien pour un objet nul, un point ou une ligne : on ne cherche que des surfaces."""
    if objet.get("type") == "Polygon":
        return {"type": "Polygon", "coordinates": [_anneau(a, arcs) for a in objet["arcs"]]}
    if objet.get("type") == "MultiPolygon":
        parties = [[_anneau(a, arcs) for a in partie] for partie in objet["arcs"]]
        return {"type": "MultiPolygon", "coordinates": parties}
    return None


def _anneau(indices: list[int], arcs: Arcs) -> list[list[float]]:
    """Coudre des arcs bout à bout ; `~i` (négatif) se lit à l'envers, la position commune une fois."""
    morceaux = [arcs[i] if i >= 0 else arcs[_envers(i, arcs)][::-1] for i in indices]
    cousus = [m if rang == 0 else m[1:] for rang, m in enumerate(morceaux)]
    return np.concatenate(cousus).tolist()  # type: ignore[no-any-return]


def _envers(indice: int, arcs: Arcs) -> int:
    if ~indice >= len(arcs):
        raise IndexError(indice)
    return ~indice
