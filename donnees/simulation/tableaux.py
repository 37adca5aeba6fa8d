"""Les tableaux que lit l'application : valeurs, populations, décès, de la communauté à la région."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from donnees.simulation.absences import absentes
from donnees.simulation.geographie import Geographie
from donnees.simulation.modeles import MODELES
from donnees.simulation.personnes import Annee
from donnees.simulation.recolte import Recolte

NIVEAUX = ("RLS", "MRC", "RSS")
_COLONNES = [
    "decoupage",
    "code",
    "indicateur",
    "periode",
    "sexe",
    "age",
    "effectif",
    "denominateur",
    "valeur",
    "motif",
]
_CLASSES = 19


def hierarchie(geo: Geographie) -> pl.DataFrame:
    """Chaque communauté et ses parents : code, MRC, RLS, RSS."""
    return pl.DataFrame({"code": geo.codes, "MRC": geo.mrc, "RLS": geo.rls}).with_columns(
        RSS=pl.col("code").str.slice(0, 2)
    )


def monter(cases: pl.DataFrame, geo: Geographie, cles: list[str], comptes: list[str]) -> pl.DataFrame:
    """Ajouter aux cases des communautés leurs sommes par RLS, MRC et RSS."""
    liens = hierarchie(geo)
    niveaux = [cases.with_columns(decoupage=pl.lit("communaute"))]
    for niveau in NIVEAUX:
        niveaux.append(
            cases.join(liens.select("code", parent=niveau), on="code", maintain_order="left")
            .group_by("parent", *cles, maintain_order=True)
            .agg(pl.col(comptes).sum())
            .rename({"parent": "code"})
            .with_columns(decoupage=pl.lit(niveau))
        )
    return pl.concat(niveaux, how="diagonal")


def valeurs(graine: int, recolte: Recolte, geo: Geographie, importees: pl.DataFrame) -> pl.DataFrame:
    """Toutes les cases ; ce qui manque à une communauté manque aussi à ses parents : les sommes sont exactes."""
    cases = _cases(recolte, geo)
    manque = absentes(graine, cases, geo)
    presentes = cases.join(manque, on=["code", "indicateur", "periode"], how="anti", maintain_order="left")
    vides = cases.join(manque, on=["code", "indicateur", "periode"], how="semi", maintain_order="left")
    vides = vides.with_columns(
        decoupage=pl.lit("communaute"),
        effectif=pl.lit(None, dtype=pl.Float64),
        denominateur=pl.lit(None, dtype=pl.Float64),
        motif=pl.lit("non disponible"),
    )
    sommes = monter(presentes, geo, ["indicateur", "periode", "sexe", "age"], ["effectif", "denominateur"])
    return (
        pl.concat([sommes, vides, importees], how="diagonal")
        .select(_COLONNES)
        .sort("indicateur", "decoupage", "periode", "sexe", "code")
    )


def _cases(recolte: Recolte, geo: Geographie) -> pl.DataFrame:
    ages = {m.code: m.libelle_age for m in MODELES}
    return pl.concat(
        pl.DataFrame(
            {"code": geo.codes, "effectif": compte.touchees, "denominateur": compte.observees}
        ).with_columns(
            indicateur=pl.lit(code), periode=pl.lit(periode), sexe=pl.lit(sexe), age=pl.lit(ages[code])
        )
        for (code, periode, sexe), compte in recolte.comptes.items()
    )


def populations(annees: Sequence[Annee], geo: Geographie) -> pl.DataFrame:
    """Population par territoire, sexe et classe de cinq ans (90 et plus ouverte)."""
    base = pl.concat(_par_classe(a, geo, np.ones(len(a.communaute), dtype=bool)) for a in annees)
    tout = monter(base, geo, ["annee", "sexe", "age_debut", "age_fin"], ["effectif"])
    colonnes = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif"]
    return tout.select(colonnes).sort("decoupage", "code", "annee", "sexe", "age_debut")


def deces(annees: Sequence[Annee], geo: Geographie, sans_donnee: str) -> pl.DataFrame:
    """Décès par communauté, année, sexe et classe de cinq ans, zéros compris."""
    base = pl.concat(_par_classe(a, geo, a.meurt) for a in annees)
    return (
        base.filter(pl.col("code") != geo.codes[geo.rang(sans_donnee)])
        .with_columns(decoupage=pl.lit("communaute"))
        .select("decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif")
        .sort("code", "annee", "sexe", "age_debut")
    )


def _par_classe(a: Annee, geo: Geographie, choix: NDArray[np.bool_]) -> pl.DataFrame:
    """Personnes choisies d'une année, par communauté, sexe et classe d'âge."""
    n = len(geo.codes)
    classe = np.minimum(a.personnes.age[choix] // 5, _CLASSES - 1)
    case = (a.communaute[choix] * 2 + a.personnes.sexe[choix]) * _CLASSES + classe
    debuts = np.arange(_CLASSES, dtype=np.int32) * 5
    fins = np.where(debuts == 90, 120, debuts + 4).astype(np.int32)
    return pl.DataFrame(
        {
            "code": np.repeat(geo.codes, 2 * _CLASSES),
            "annee": np.full(2 * n * _CLASSES, a.annee, dtype=np.int32),
            "sexe": np.tile(np.repeat(["F", "M"], _CLASSES), n),
            "age_debut": np.tile(debuts, 2 * n),
            "age_fin": np.tile(fins, 2 * n),
            "effectif": np.bincount(case, minlength=2 * n * _CLASSES).astype(np.int32),
        }
    )
