"""Lire des polygones de tout format : attributs en texte, géométries en longitude et latitude (WGS 84)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.entrepot import Entrepot
from tableau_bord.territoires import depot
from tableau_bord.territoires.fichiers_geo import choisir_couche, deposer

QUEBEC = (-80.0, 44.5, -56.5, 63.0)
"""Ouest, sud, est, nord, en degrés, arrondis vers l'extérieur (NAD83, étendue de EPSG:32198)."""
EPSG_COURANTS = "EPSG:32198 (Lambert du Québec), 3798 (MTQ), 3347 (Statistique Canada) ou 3857 (web)"
_SURFACES = (3, 6)


@dataclass(frozen=True)
class PolygonesLus:
    """`cadre` : attributs en texte et `wkb` en WGS 84 ; `projection` : le système d'origine ;
    `notes` : ce qu'on a supposé ou mis de côté, à dire avant de verser.
    """

    cadre: pl.DataFrame
    projection: str
    notes: tuple[str, ...] = ()


def lire_polygones(
    entrepot: Entrepot, fichiers: Mapping[str, bytes], *, epsg: int | None = None, couche: str = ""
) -> PolygonesLus:
    """Lire GeoJSON, TopoJSON, GeoPackage, Shapefile ou zip et tout reprojeter en longitude et latitude.

    `fichiers` : nom → contenu. `epsg` : projection dite par l'analyste, qui l'emporte sur le fichier.
    `couche` : laquelle lire s'il y en a plusieurs. Sans projection, une étendue en degrés se lit comme
    WGS 84 et une note le dit ; en mètres, il faut le code EPSG.
    Lève TerritoireErreur : pas de polygone, illisible, projection inconnue, couche à choisir.
    """
    with tempfile.TemporaryDirectory(prefix="tb-geo-") as dossier:
        depose = deposer(Path(dossier), fichiers, couche)
        cadre, projection, muette = _lire(entrepot, depose.chemin, epsg, couche, next(iter(fichiers), ""))
    cadre, ecartees = _surfaces(_redecoder(cadre, depose.encodage))
    notes = [*depose.notes, *ecartees]
    geometries = shapely.from_wkb(cadre["wkb"].to_list())
    _verifier_etendue(geometries, muette)
    if muette:
        notes.append(
            "Le fichier ne dit pas sa projection. Son étendue est en degrés\u00a0: lue comme WGS\u00a084."
        )
    return PolygonesLus(cadre, projection, (*notes, *_hors_quebec(geometries)))


def _lire(
    entrepot: Entrepot, fichier: Path, epsg: int | None, couche: str, nom: str
) -> tuple[pl.DataFrame, str, bool]:
    """Le cadre brut, sa projection d'origine, et si le fichier la tait."""
    try:
        couches = depot.couches_de_fichier(entrepot, str(fichier))
        noms = tuple(c["couche"] for c in couches if c["geometrie"] is not None)
        voulue = couche if fichier.suffix == ".gpkg" else ""
        meta = next(c for c in couches if c["couche"] == choisir_couche(noms, voulue, nom))
        source = f"EPSG:{epsg}" if epsg else _projection(meta)
        muette = not epsg and not meta["proj4"]
        cadre = depot.polygones_de_fichier(entrepot, str(fichier), source, meta["couche"], meta["geometrie"])
    except TerritoireErreur:
        raise
    except Exception as erreur:
        raise TerritoireErreur(
            "polygones_illisibles",
            "Ce fichier de polygones ne se lit pas."
            if not epsg
            else f"EPSG:{epsg} ne convient pas à ce fichier.",
            ou=nom,
            remede="Vérifiez qu'il s'ouvre dans votre logiciel de cartographie et réexportez-le en GeoJSON."
            if not epsg
            else f"Essayez {EPSG_COURANTS}.",
        ) from erreur
    return cadre, source or "EPSG:4326", muette


def _projection(meta: Mapping[str, Any]) -> str:
    """Système source à reprojeter, ou chaîne vide si c'est déjà longitude et latitude."""
    proj4 = meta["proj4"] or ""
    if not proj4 or "+proj=longlat" in proj4:
        return ""
    return f"{meta['autorite']}:{meta['code']}" if meta["autorite"] and meta["code"] else proj4


def _redecoder(cadre: pl.DataFrame, encodage: str) -> pl.DataFrame:
    """Défaire la lecture octet pour octet d'un DBF : noms de colonnes et valeurs, sur les valeurs distinctes."""
    if not encodage:
        return cadre

    def lire(texte: str) -> str:
        return texte.encode("latin-1", errors="replace").decode(encodage, errors="replace")

    textes = [c for c, genre in cadre.schema.items() if genre == pl.String]
    uniques = {c: cadre[c].drop_nulls().unique().to_list() for c in textes}
    propres = [
        pl.col(c).replace_strict(vues, [lire(v) for v in vues], default=None, return_dtype=pl.String)
        for c, vues in uniques.items()
        if vues
    ]
    return cadre.with_columns(propres).rename({c: lire(c) for c in cadre.columns})


def _surfaces(cadre: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Ne garder que des polygones valides à deux dimensions ; dire ce qui est mis de côté."""
    geometries = shapely.force_2d(shapely.from_wkb(cadre["wkb"].to_list(), on_invalid="fix"))
    propres = np.array([_en_surface(g) for g in shapely.make_valid(geometries)], dtype=object)
    gardees = np.array([g is not None for g in propres], dtype=bool)
    if not gardees.any():
        raise TerritoireErreur(
            "sans_surface",
            "Ce fichier n'a aucun polygone\u00a0: des points, des lignes ou rien.",
            remede="Versez la couche des territoires.",
        )
    attributs = [_en_texte(cadre, c) for c in cadre.columns if c != "wkb" and cadre[c].dtype != pl.Binary]
    wkb = pl.Series("wkb", list(shapely.to_wkb(propres[gardees])), dtype=pl.Binary)
    ecartees = int((~gardees).sum())
    note = f"{compter(ecartees, 'ligne sans polygone', 'lignes sans polygone')}, mise{'s' if ecartees > 1 else ''} de côté."
    return cadre.select(attributs).filter(pl.Series(gardees)).with_columns(wkb), [note] if ecartees else []


def _en_surface(geometrie: Any) -> Any:
    """La partie surfacique d'une géométrie, ou rien."""
    if geometrie is None or geometrie.is_empty:
        return None
    if shapely.get_type_id(geometrie) in _SURFACES:
        return geometrie
    parties = shapely.get_parts(geometrie)
    surfaces = parties[np.isin(shapely.get_type_id(parties), _SURFACES)]
    return shapely.union_all(surfaces) if len(surfaces) else None


def _en_texte(cadre: pl.DataFrame, colonne: str) -> pl.Expr:
    if isinstance(cadre[colonne].dtype, pl.List):
        return pl.col(colonne).cast(pl.List(pl.String)).list.join(", ")
    return pl.col(colonne).cast(pl.String)


def _verifier_etendue(geometries: Any, muette: bool) -> None:
    ouest, sud, est, nord = shapely.total_bounds(geometries)
    finie = bool(np.isfinite([ouest, sud, est, nord]).all())
    if not finie or ouest < -180 or est > 180 or sud < -90 or nord > 90:
        raise TerritoireErreur(
            "projection_inconnue",
            "Les coordonnées ne sont pas des longitudes et latitudes, et le fichier ne dit pas sa projection."
            if muette
            else "Les coordonnées ne sont pas des longitudes et latitudes, contrairement à ce que dit le fichier.",
            ou=f"Étendue {nombre(ouest)} à {nombre(est)}" if finie else "Étendue sans fin",
            remede=f"Joignez le fichier .prj, ou donnez le code de projection\u00a0: {EPSG_COURANTS}.",
        )


def _hors_quebec(geometries: Any) -> list[str]:
    ouest, sud, est, nord = QUEBEC
    bornes = shapely.bounds(geometries)
    dehors = (bornes[:, 0] > est) | (bornes[:, 2] < ouest) | (bornes[:, 1] > nord) | (bornes[:, 3] < sud)
    n = int(dehors.sum())
    if not n:
        return []
    return [
        f"{compter(n, 'polygone est', 'polygones sont')} hors du Québec\u00a0: vérifiez la projection et l’ordre "
        "longitude, latitude."
    ]
