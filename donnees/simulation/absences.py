"""Ce que les sources n'ont pas diffusé, et l'indice qu'on importe tel quel."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.stats import norm

from donnees.simulation.facteurs import Facteurs
from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.histoires import FACTEURS, SANS_DONNEE
from donnees.simulation.modeles import MODELES

_EPARSES = 18
_ECART_AU_QUEBEC = 0.15


def absentes(graine: int, cases: pl.DataFrame, geo: Geographie) -> pl.DataFrame:
    """Les cases absentes : code, indicateur, periode. Une communauté n'a rien ; d'autres, un trou ici ou là."""
    absente = geo.codes[geo.rang(SANS_DONNEE)]
    toutes = cases.filter(pl.col("code") == absente).select("code", "indicateur", "periode").unique()
    eparses = pl.DataFrame(
        _trous(flux(graine, "absences"), cases, geo),
        schema=["code", "indicateur", "periode"],
        orient="row",
    )
    return pl.concat([toutes, eparses]).unique().sort("code", "indicateur", "periode")


def _trous(rng: np.random.Generator, cases: pl.DataFrame, geo: Geographie) -> list[tuple[str, str, str]]:
    """Une communauté sans histoire, un indicateur qui ne vient pas des décès, une période."""
    codes = [c for c, nom in zip(geo.codes, geo.noms, strict=True) if nom not in {*FACTEURS, SANS_DONNEE}]
    indicateurs = [m.code for m in MODELES if not m.cause]
    trous = []
    for _ in range(_EPARSES):
        indicateur = str(rng.choice(indicateurs))
        periodes = cases.filter(pl.col("indicateur") == indicateur)["periode"].unique().sort().to_list()
        trous.append((str(rng.choice(codes)), indicateur, str(rng.choice(periodes))))
    return trous


def idms(geo: Geographie, f: Facteurs) -> pl.DataFrame:
    """Quintiles simulés, comme publiés pour tout le Québec : 5 est le plus défavorisé."""
    seuils = norm.ppf([0.2, 0.4, 0.6, 0.8])
    parties = [
        pl.DataFrame(
            {"code": geo.codes, "valeur": np.searchsorted(seuils, facteur + _ECART_AU_QUEBEC) + 1.0}
        ).with_columns(indicateur=pl.lit(indicateur))
        for indicateur, facteur in (("idms_materiel", f.privation), ("idms_social", -f.cohesion))
    ]
    absente = pl.col("code") == geo.codes[geo.rang(SANS_DONNEE)]
    return pl.concat(parties).with_columns(
        decoupage=pl.lit("communaute"),
        periode=pl.lit("2021"),
        sexe=pl.lit("T"),
        age=pl.lit("tous"),
        valeur=pl.when(~absente).then(pl.col("valeur")),
        motif=pl.when(absente).then(pl.lit("non disponible")),
    )
