"""Lire des polygones (Shapefile, GeoJSON, zip), les reprojeter, les simplifier pour l'écran."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.commun.francais import sans_accents
from tableau_bord.entrepot import Entrepot
from tableau_bord.territoires import depot

SUFFIXES = {".shp", ".geojson", ".json", ".gpkg"}
TAILLE_MAXIMALE_ZIP = 1_000_000_000
SOMMETS_ECRAN = 7_000
ILOT = 2e-6
"""Part de l'étendue sous laquelle une île ne se dessine pas à l'écran."""
_DECOUPAGES_CONNUS = ("CLSC", "RLS", "RTS", "RSS", "MRC")


@dataclass(frozen=True)
class PlanGeometries:
    """Ce qu'on a compris d'un fichier de polygones.

    `parents` : (découpage, colonne du code, colonne du nom ou chaîne vide), du plus près au plus large.
    """

    decoupage: str
    colonne_code: str
    colonne_nom: str
    parents: tuple[tuple[str, str, str], ...] = ()


def lire_geometries(entrepot: Entrepot, fichiers: Mapping[str, bytes]) -> pl.DataFrame:
    """Lire les polygones : attributs en texte et `wkb` en longitude et latitude (WGS 84).

    `fichiers` : nom → contenu ; un Shapefile vient avec ses compagnons, ou en zip. Sans projection
    déclarée, des coordonnées hors de [-180, 180] × [-90, 90] sont refusées.
    Lève TerritoireErreur (pas de polygone, illisible, projection inconnue).
    """
    with tempfile.TemporaryDirectory(prefix="tb-geo-") as dossier:
        principal = _deposer(Path(dossier), fichiers)
        cadre = _lire(entrepot, principal)
    geometries = shapely.make_valid(shapely.from_wkb(cadre["wkb"].to_list()))
    _verifier_etendue(geometries)
    attributs = [pl.col(c).cast(pl.String) for c in cadre.columns if c != "wkb"]
    return cadre.select(attributs).with_columns(
        wkb=pl.Series(list(shapely.to_wkb(geometries)), dtype=pl.Binary)
    )


def _deposer(dossier: Path, fichiers: Mapping[str, bytes]) -> Path:
    for nom, contenu in _deplier(fichiers).items():
        propre = re.sub(r"[^A-Za-z0-9_.-]", "_", Path(nom).name)
        if propre.lower().endswith((".geojson", ".json")):
            contenu = _en_utf8(contenu)
        (dossier / propre).write_bytes(contenu)
    principaux = sorted(f for f in dossier.iterdir() if f.suffix.lower() in SUFFIXES)
    if not principaux:
        raise TerritoireErreur(
            "sans_polygones",
            "Aucun fichier de polygones reconnu.",
            ou=", ".join(fichiers),
            remede="Versez un GeoJSON, ou les quatre fichiers d'un Shapefile (.shp, .dbf, .shx, .prj), ou leur zip.",
        )
    return principaux[0]


def _deplier(fichiers: Mapping[str, bytes]) -> dict[str, bytes]:
    plats: dict[str, bytes] = {}
    for nom, contenu in fichiers.items():
        if not nom.lower().endswith(".zip"):
            plats[nom] = contenu
            continue
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            entrees = [e for e in archive.infolist() if not e.is_dir()]
            if sum(e.file_size for e in entrees) > TAILLE_MAXIMALE_ZIP:
                raise TerritoireErreur(
                    "zip_trop_grand",
                    "Ce zip se déplie en plus de 1 Go.",
                    ou=nom,
                    remede="Versez le fichier seul.",
                )
            plats |= {Path(e.filename).name: archive.read(e) for e in entrees}
    return plats


def _en_utf8(contenu: bytes) -> bytes:
    try:
        contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenu.decode("cp1252", errors="replace").encode("utf-8")
    return contenu


def _lire(entrepot: Entrepot, fichier: Path) -> pl.DataFrame:
    try:
        meta = depot.projection_de_fichier(entrepot, str(fichier))
        source = _projection(meta)
        return depot.polygones_de_fichier(entrepot, str(fichier), source)
    except TerritoireErreur:
        raise
    except Exception as erreur:
        raise TerritoireErreur(
            "polygones_illisibles",
            "Ce fichier de polygones ne se lit pas.",
            ou=fichier.name,
            remede="Vérifiez qu'il s'ouvre dans votre logiciel de cartographie et réexportez-le en GeoJSON.",
        ) from erreur


def _projection(meta: dict[str, Any]) -> str:
    """Système source à reprojeter, ou chaîne vide si c'est déjà longitude et latitude."""
    proj4 = meta.get("proj4") or ""
    if not proj4 or "+proj=longlat" in proj4:
        return ""
    return f"{meta['autorite']}:{meta['code']}" if meta.get("autorite") and meta.get("code") else proj4


def _verifier_etendue(geometries: Any) -> None:
    ouest, sud, est, nord = shapely.total_bounds(geometries)
    if ouest < -180 or est > 180 or sud < -90 or nord > 90:
        raise TerritoireErreur(
            "projection_inconnue",
            "Les coordonnées ne sont pas des longitudes et latitudes, et le fichier ne dit pas sa projection.",
            ou=f"Étendue {ouest:.0f} à {est:.0f}",
            remede="Joignez le fichier .prj, ou réexportez en WGS 84 (EPSG:4326).",
        )


def proposer_plan(cadre: pl.DataFrame) -> PlanGeometries:
    """Proposer le découpage et le rôle des colonnes d'après leurs noms et leurs valeurs."""
    colonnes = [c for c in cadre.columns if c != "wkb"]
    for rang, decoupage in enumerate(_DECOUPAGES_CONNUS):
        code = _colonne(cadre, colonnes, decoupage, code=True)
        if code and cadre[code].n_unique() >= 0.9 * cadre.height:
            nom = _colonne(cadre, colonnes, decoupage, code=False) or code
            larges = [
                (d, c, _colonne(cadre, colonnes, d, code=False) or "")
                for d in _DECOUPAGES_CONNUS[rang + 1 :]
                if (c := _colonne(cadre, colonnes, d, code=True)) and c != code
            ]
            return PlanGeometries(decoupage, code, nom, tuple(larges))
    code = next((c for c in colonnes if cadre[c].n_unique() == cadre.height), colonnes[0] if colonnes else "")
    nom = next((c for c in colonnes if "nom" in sans_accents(c) or "name" in sans_accents(c)), code)
    return PlanGeometries("communaute", code, nom)


def _colonne(cadre: pl.DataFrame, colonnes: list[str], decoupage: str, *, code: bool) -> str:
    """Trouver la colonne dont le nom contient le sigle et « code »/« id », ou « nom »."""
    mots = ("code", "_id", "no", "cod") if code else ("nom", "nm", "name")
    for colonne in colonnes:
        nu = sans_accents(colonne)
        if decoupage.lower() not in nu:
            continue
        reste = nu.replace(decoupage.lower(), "", 1)
        if any(m in reste for m in mots) and not (code and ("nom" in reste or "nm" in reste)):
            return colonne
    return ""


def simplifier(wkb: list[bytes]) -> list[bytes]:
    """Alléger une couverture pour l'écran, frontières communes gardées (au plus ≈ 7 000 sommets, îlots retirés)."""
    geometries = _sans_ilots(shapely.from_wkb(wkb))
    tolerance = 0.0
    allegees = geometries
    for pas in (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04):
        if shapely.get_num_coordinates(allegees).sum() <= SOMMETS_ECRAN:
            break
        tolerance = pas
        allegees = _simplifier(geometries, tolerance)
    return list(shapely.to_wkb(shapely.set_precision(allegees, 1e-6, mode="pointwise")))


def _sans_ilots(geometries: Any) -> Any:
    """Garder de chaque territoire sa plus grande partie et celles qui se voient."""
    parties, rangs = shapely.get_parts(geometries, return_index=True)
    aires = shapely.area(parties)
    plus_grande = np.zeros(len(geometries))
    np.maximum.at(plus_grande, rangs, aires)
    visibles = (aires >= ILOT * aires.sum()) | (aires == plus_grande[rangs])
    groupes = [parties[visibles & (rangs == k)] for k in range(len(geometries))]
    return np.array([shapely.multipolygons(g) if len(g) > 1 else g[0] for g in groupes])


def _simplifier(geometries: Any, tolerance: float) -> Any:
    try:
        return shapely.coverage_simplify(geometries, tolerance)
    except shapely.errors.GEOSException:  # recouvrements : la couverture n'en est pas une
        return shapely.simplify(geometries, tolerance, preserve_topology=True)
