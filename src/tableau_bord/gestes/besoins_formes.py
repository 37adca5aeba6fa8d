"""Les polygones et les points d'un découpage, pour une carte sans mesure et pour mesurer des distances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from tableau_bord import territoires
from tableau_bord.commun.estimations import Motif
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs.modele import CaseCarte

Anneaux = tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
_KM_PAR_DEGRE = 111.195


@dataclass(frozen=True)
class Points:
    """Où vivent les gens d'un découpage.

    `lieux` : code, longitude, latitude, rayon_km (rayon d'un disque de même aire). `aires` : code, longitude, latitude,
    part (de 0 à 1, de somme 1 par code) ; une seule ligne par code sans composition connue.
    """

    lieux: pl.DataFrame
    aires: pl.DataFrame


def sans_mesure(entrepot: Entrepot, decoupage: str) -> tuple[CaseCarte, ...]:
    """Les territoires affichés et leurs polygones, sans valeur : « non disponible »."""
    return tuple(
        CaseCarte(code, nom, _anneaux(wkb), None, None, None, None, None, Motif.NON_DISPONIBLE)
        for code, nom, wkb in _formes(entrepot, decoupage).iter_rows()
    )


def points(entrepot: Entrepot, decoupage: str) -> Points:
    """Le centre de chaque territoire : celui de ses aires de diffusion, pesées, s'il en a ; sinon un point intérieur."""
    formes = _formes(entrepot, decoupage)
    lues = shapely.from_wkb(formes["wkb_ecran"].to_numpy()) if formes.height else np.array([])
    interieurs = _coordonnees(shapely.point_on_surface(lues)) if formes.height else np.empty((0, 2))
    larges = np.cos(np.radians(interieurs[:, 1])) * _KM_PAR_DEGRE**2
    rayons = np.sqrt(shapely.area(lues) * larges / np.pi) if formes.height else np.array([])
    bases = pl.DataFrame(
        {"code": formes["code"], "x0": interieurs[:, 0], "y0": interieurs[:, 1], "rayon_km": rayons},
        schema={"code": pl.String, "x0": pl.Float64, "y0": pl.Float64, "rayon_km": pl.Float64},
    )
    aires = _aires(entrepot, decoupage)
    centres = aires.group_by("code").agg(
        longitude=(pl.col("longitude") * pl.col("part")).sum(),
        latitude=(pl.col("latitude") * pl.col("part")).sum(),
    )
    complets = bases.join(centres, on="code", how="left").with_columns(
        longitude=pl.coalesce("longitude", "x0"), latitude=pl.coalesce("latitude", "y0")
    )
    seuls = complets.join(centres, on="code", how="anti").with_columns(part=pl.lit(1.0))
    return Points(
        complets.select("code", "longitude", "latitude", "rayon_km").sort("code"),
        pl.concat([aires.join(bases, on="code", how="semi"), seuls.select(aires.columns)]).sort("code", maintain_order=True),
    )  # fmt: skip


def _aires(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    composition = territoires.composition_de(entrepot, decoupage)
    formes = territoires.geometries_ecran(entrepot, "AD") if composition.height else pl.DataFrame()
    if not formes.height:
        return pl.DataFrame(
            schema={"code": pl.String, "longitude": pl.Float64, "latitude": pl.Float64, "part": pl.Float64}
        )
    xy = _coordonnees(shapely.point_on_surface(shapely.from_wkb(formes["wkb_ecran"].to_numpy())))
    situees = pl.DataFrame({"ad": formes["code"], "longitude": xy[:, 0], "latitude": xy[:, 1]})
    jointes = composition.join(situees, on="ad").filter(pl.col("poids") > 0)
    return jointes.sort("code", "ad").select(
        "code", "longitude", "latitude", part=pl.col("poids") / pl.col("poids").sum().over("code")
    )


def _formes(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    return territoires.sans_non_affiches(
        entrepot, territoires.geometries_ecran(entrepot, decoupage), decoupage
    )


def _coordonnees(points_lus: NDArray[np.object_]) -> NDArray[np.float64]:
    return np.column_stack([shapely.get_x(points_lus), shapely.get_y(points_lus)])


def _anneaux(wkb: bytes) -> Anneaux:
    polygones = [g for g in shapely.get_parts(shapely.from_wkb(wkb)) if g.geom_type == "Polygon"]
    return tuple(
        tuple(tuple((x, y) for x, y in shapely.get_coordinates(a)) for a in (p.exterior, *p.interiors))
        for p in polygones
    )
