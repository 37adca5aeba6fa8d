"""Territoires, polygones et composition des communautés en aires de diffusion."""

from __future__ import annotations

import numpy as np
import polars as pl
import shapely

from donnees.simulation import noms
from donnees.simulation.geographie import Geographie

_COLONNES = ["decoupage", "code", "nom", "parent_mrc", "parent_rss", "municipalite", "rls"]
_SCHEMA = dict.fromkeys(_COLONNES, pl.String)


def territoires(geo: Geographie) -> pl.DataFrame:
    """Communautés, MRC, RLS, RSS et AD, avec leurs parents."""
    region = noms.REGION[0]
    rls_de = dict(zip(geo.mrc, geo.rls, strict=True))
    lignes: list[tuple[str | None, ...]] = [
        ("communaute", c, n, m, region, v, r)
        for c, n, m, v, r in zip(geo.codes, geo.noms, geo.mrc, geo.municipalites, geo.rls, strict=True)
    ]
    lignes += [("MRC", c, n, None, region, None, rls_de[c]) for c, n in geo.noms_mrc.items()]
    lignes += [("RLS", c, n, None, region, None, None) for c, n in geo.noms_rls.items()]
    lignes += [("RSS", *noms.REGION, None, None, None, None)]
    lignes += [
        ("AD", code, code, geo.mrc[c], region, None, geo.rls[c])
        for code, c in zip(geo.ilots.codes_ad, _communaute_des_aires(geo), strict=True)
    ]
    return pl.DataFrame(lignes, schema=_SCHEMA, orient="row")


def geometries(geo: Geographie) -> pl.DataFrame:
    """Polygones en longitude et latitude, WKB, triés."""
    lignes = [(d, c, shapely.to_wkb(g)) for d, formes in geo.formes.items() for c, g in formes.items()]
    schema = {"decoupage": pl.String, "code": pl.String, "wkb": pl.Binary}
    return pl.DataFrame(lignes, schema=schema, orient="row").sort("decoupage", "code")


def composition(geo: Geographie) -> pl.DataFrame:
    """Part de chaque aire dans sa communauté ; quelques aires sont à cheval sur deux."""
    ilots = geo.ilots
    lignes = pl.DataFrame(
        {
            "code": np.array(geo.codes)[ilots.communaute],
            "ad": np.array(ilots.codes_ad)[ilots.ad],
            "poids": ilots.part,
        }
    )
    return lignes.sort("code", "ad")


def _communaute_des_aires(geo: Geographie) -> list[int]:
    """La communauté qui a la plus grande part de chaque aire."""
    principal: dict[int, tuple[float, int]] = {}
    for ad, c, part in zip(geo.ilots.ad, geo.ilots.communaute, geo.ilots.part, strict=True):
        principal[int(ad)] = max(principal.get(int(ad), (0.0, 0)), (float(part), int(c)))
    return [principal[k][1] for k in range(len(geo.ilots.codes_ad))]
