"""Un GeoJSON lu comme un tableau : ses propriétés, et la position de chaque objet."""

from __future__ import annotations

import json
from typing import Any

import polars as pl
import shapely
from shapely.geometry import shape

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import TableauLu, texte
from tableau_bord.importation.modele import LIGNE

LATITUDE, LONGITUDE = "latitude", "longitude"
ILLISIBLE = "géométrie illisible"


def est_geojson(contenu: bytes) -> bool:
    """Vrai si le début du fichier annonce un GeoJSON."""
    return b"FeatureCollection" in contenu[:4_000]


def lire(contenu: bytes, nom: str) -> TableauLu:
    """Une ligne par objet ; un polygone ou une ligne donne un point à l'intérieur. Une géométrie illisible est dite
    dans les remarques, et son objet gardé sans position.

    Lève ImportationErreur si ce n'est pas un GeoJSON lisible.
    """
    lu, encodage, remarques = texte.decoder(contenu, nom)
    try:
        objets = json.loads(lu)["features"]
        lignes = [_ligne(o, n) for n, o in enumerate(objets, 1)]
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, RecursionError) as erreur:
        raise ImportationErreur(
            "geojson_illisible", "Ce GeoJSON ne se lit pas.", ou=f"Fichier «\u00a0{nom}\u00a0»",
            remede="Exportez-le de nouveau, en WGS 84.",
        ) from erreur  # fmt: skip
    if not lignes:
        raise ImportationErreur(
            "geojson_vide", "Ce GeoJSON ne contient aucun objet.", ou=f"Fichier «\u00a0{nom}\u00a0»",
            remede="Réexportez-le depuis votre outil.",
        )  # fmt: skip
    colonnes = list(dict.fromkeys(c for ligne in lignes for c in ligne))
    schema = {c: pl.Int64 if c == LIGNE else pl.String for c in colonnes}
    cadre = pl.DataFrame([{c: ligne.get(c) for c in colonnes} for ligne in lignes], schema=schema)
    dits = [*remarques, "Le numéro de ligne est le rang de l’objet dans le fichier."]
    if perdues := [str(ligne[LIGNE]) for ligne in lignes if ligne.get(LATITUDE) == ILLISIBLE]:
        dits.append(f"Géométries illisibles, gardées sans position\u00a0: objets {', '.join(perdues[:20])}.")
    return TableauLu(nom, cadre, encodage=encodage, remarques=tuple(dits))


def _ligne(objet: dict[str, Any], rang: int) -> dict[str, Any]:
    proprietes = {str(c): "" if v is None else str(v) for c, v in (objet.get("properties") or {}).items()}
    ligne: dict[str, Any] = {LIGNE: rang, **proprietes}
    if "id" in objet:
        ligne.setdefault("id", str(objet["id"]))
    if objet.get("geometry"):
        ligne[LATITUDE], ligne[LONGITUDE] = _position(objet["geometry"])
    return ligne


def _position(geometrie: Any) -> tuple[str, str]:
    """(latitude, longitude) d'un point sûrement dans la géométrie ; un mot à signaler si elle ne se lit pas."""
    try:
        point = shapely.point_on_surface(shape(geometrie))
    except (shapely.errors.ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return ILLISIBLE, ""
    return ("", "") if point.is_empty else (str(point.y), str(point.x))
