"""Déposer des fichiers de polygones sur le disque, sûrs et en UTF-8, pour la bibliothèque spatiale."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from tableau_bord.commun.francais import enumerer
from tableau_bord.territoires import topojson
from tableau_bord.territoires.archive_geo import deplier, refus
from tableau_bord.territoires.compagnons import COMPAGNONS, Depot, deposer_compagnons

JSON = {".geojson", ".json", ".topojson"}
PRINCIPAUX = {".shp", ".gpkg", *JSON}
_SUBSTITUTS = re.compile(r"\\u[dD][89abAB]")
_TYPES_GEOJSON = {"FeatureCollection", "Feature", "GeometryCollection", "Polygon", "MultiPolygon"}
_SIGNATURES = {".shp": b"\x00\x00\x27\x0a", ".gpkg": b"SQLite format 3\x00"}


def deposer(dossier: Path, fichiers: Mapping[str, bytes], couche: str = "") -> Depot:
    """Écrire dans `dossier` le seul fichier de polygones reçu et ses compagnons.

    Un zip est déplié, un JSON passe en UTF-8, un TopoJSON devient GeoJSON. Les noms sont refaits : rien
    du nom reçu n'atteint le disque. Lève TerritoireErreur : rien de reconnu, plusieurs jeux de
    polygones, compagnon manquant, zip piégé, contenu qui contredit l'extension, couche à choisir.
    """
    plats = deplier(fichiers, PRINCIPAUX | COMPAGNONS)
    principal = _le_principal(plats, fichiers)
    suffixe = PurePosixPath(principal).suffix.lower()
    contenu = _verifier_contenu(principal, plats[principal])
    if suffixe in JSON:
        chemin = dossier / "polygones.geojson"
        texte, notes = _decoder(contenu)
        chemin.write_bytes(_json_lisible(principal, texte, couche))
        return Depot(chemin, notes)
    chemin = dossier / f"polygones{suffixe}"
    chemin.write_bytes(contenu)
    return deposer_compagnons(chemin, principal, plats) if suffixe == ".shp" else Depot(chemin)


def _le_principal(plats: dict[str, bytes], recus: Mapping[str, bytes]) -> str:
    principaux = sorted(n for n in plats if PurePosixPath(n).suffix.lower() in PRINCIPAUX)
    if not principaux:
        raise refus(
            "sans_polygones",
            "Aucun fichier de polygones reconnu.",
            ", ".join(recus),
            "Versez un GeoJSON, un TopoJSON, un GeoPackage, ou les quatre fichiers d'un Shapefile "
            "(.shp, .dbf, .shx, .prj), ou leur zip.",
        )
    if len(principaux) > 1:
        noms = [f"«\u00a0{PurePosixPath(n).name}\u00a0»" for n in principaux[:5]]
        raise refus(
            "plusieurs_polygones",
            f"Il y a plusieurs jeux de polygones\u00a0: {enumerer(noms)}.",
            ", ".join(recus),
            "Versez-en un à la fois.",
        )
    return principaux[0]


def _verifier_contenu(nom: str, contenu: bytes) -> bytes:
    attendue = _SIGNATURES.get(PurePosixPath(nom).suffix.lower(), b"")
    if not contenu.strip():
        raise refus("fichier_vide", "Ce fichier est vide.", nom, "Reprenez-le à sa source.")
    if not contenu.startswith(attendue):
        raise refus(
            "contenu_contredit",
            "Le contenu de ce fichier ne correspond pas à son extension.",
            nom,
            "Vérifiez le nom du fichier, ou réexportez-le en GeoJSON.",
        )
    return contenu


def _json_lisible(nom: str, texte: str, couche: str) -> bytes:
    if not texte.lstrip().startswith("{"):
        raise refus(
            "contenu_contredit",
            "Ce fichier n'est pas un GeoJSON ni un TopoJSON.",
            nom,
            "Vérifiez qu'il s'ouvre dans votre logiciel de cartographie, puis réexportez-le.",
        )
    try:
        objet = json.loads(texte)
        if objet.get("type") == "Topology":
            choisie = choisir_couche(topojson.couches(objet), couche, nom)
            return _en_octets(topojson.en_geojson(objet, choisie))
        if objet.get("type") not in _TYPES_GEOJSON:
            raise refus(
                "sans_polygones",
                "Ce fichier JSON ne décrit pas de polygones.",
                nom,
                "Versez un GeoJSON (FeatureCollection) ou un TopoJSON.",
            )
        return _en_octets(objet) if _SUBSTITUTS.search(texte) else texte.encode()
    except (json.JSONDecodeError, RecursionError, AttributeError) as erreur:
        ligne = f" à la ligne {erreur.lineno}" if isinstance(erreur, json.JSONDecodeError) else ""
        raise refus(
            "json_malforme",
            f"Ce fichier JSON est mal formé{ligne}.",
            nom,
            "Réexportez-le\u00a0: il a peut-être été coupé.",
        ) from erreur


def _en_octets(objet: object) -> bytes:
    return json.dumps(objet, ensure_ascii=False).encode("utf-8", errors="replace")


def _decoder(contenu: bytes) -> tuple[str, tuple[str, ...]]:
    if contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenu.decode("utf-16", errors="replace"), ()
    try:
        return contenu.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace"), (
            "Ce fichier n’est pas en UTF-8\u00a0: lu en Windows-1252.",
        )


def choisir_couche(couches: tuple[str, ...], voulue: str, nom: str) -> str:
    """La couche voulue, ou la seule. Lève TerritoireErreur s'il n'y en a pas ou s'il faut choisir."""
    if voulue in couches:
        return voulue
    if len(couches) == 1 and not voulue:
        return couches[0]
    if not couches:
        raise refus(
            "sans_surface", "Ce fichier n'a aucun polygone.", nom, "Versez la couche des territoires."
        )
    noms = enumerer([f"«\u00a0{c}\u00a0»" for c in couches[:8]])
    raise refus(
        "couche_a_choisir",
        f"Ce fichier a plusieurs couches\u00a0: {noms}.",
        nom,
        "Réexportez la seule couche voulue, puis versez-la.",
    )
