"""Des effectifs aux valeurs : taux, proportions et intervalles, indicateur par indicateur."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from tableau_bord import VERSION_CALCUL
from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.indicateurs.depot import COLONNES_CASE
from tableau_bord.indicateurs.modele import Indicateur, Nature
from tableau_bord.surveillance import proportion, taux


def calculer(cases: pl.DataFrame, dictionnaire: Mapping[str, Indicateur], lot: str) -> pl.DataFrame:
    """Compléter des cases versées (decoupage … motif) en cases de l'entrepôt (`COLONNES_CASE`).

    Là où effectif et dénominateur existent, valeur et bornes sont calculées ici ; sinon celles du
    fichier restent. Une valeur absente sans motif devient « non disponible ».
    """
    parties = [
        _un_indicateur(groupe, dictionnaire[str(code)])
        for (code,), groupe in cases.group_by(["indicateur"], maintain_order=True)
    ]
    complet = pl.concat(parties) if parties else cases
    return complet.with_columns(
        annee=_annees(complet["periode"]),
        lot=pl.lit(lot),
        version_calcul=pl.lit(VERSION_CALCUL),
        motif=_motif(),
    ).select(COLONNES_CASE)


def annee_de_fin(periode: pl.Expr) -> pl.Expr:
    """Dernière année d'une période : « 2019-2023 » → 2023, « 2020-09-16 » → 2020."""
    plage = periode.str.extract(r"^\d{4}\s*[-–/]\s*(\d{4})$", 1)
    return pl.coalesce(plage, periode.str.extract(r"(\d{4})", 1)).cast(pl.Int32, strict=False)


def _annees(periodes: pl.Series) -> pl.Series:
    """L'année de chaque période, calculée une fois par période distincte."""
    distinctes = periodes.unique().drop_nulls().to_frame("p")
    lues = distinctes.with_columns(a=annee_de_fin(pl.col("p")))
    return periodes.replace_strict(lues["p"], lues["a"], default=None, return_dtype=pl.Int32)


def _un_indicateur(groupe: pl.DataFrame, indicateur: Indicateur) -> pl.DataFrame:
    if indicateur.nature not in {Nature.PROPORTION, Nature.TAUX}:
        return groupe
    calculables = groupe.select(_calculable()).to_series()
    entier = bool(calculables.all())
    calcul = groupe if entier else groupe.filter(calculables)
    reste = groupe.clear() if entier else groupe.filter(~calculables)
    estimations = _estimer(calcul, indicateur)
    facteur = indicateur.base if indicateur.nature is Nature.PROPORTION else 1.0
    remplies = calcul.with_columns(
        pl.Series("valeur", estimations.valeur * facteur).fill_nan(None),
        pl.Series("borne_inf", estimations.borne_inf * facteur).fill_nan(None),
        pl.Series("borne_sup", estimations.borne_sup * facteur).fill_nan(None),
    )
    return remplies if entier else pl.concat([remplies, reste])


def _calculable() -> pl.Expr:
    return pl.col("effectif").is_not_null() & pl.col("denominateur").is_not_null() & pl.col("motif").is_null()


def _estimer(cases: pl.DataFrame, indicateur: Indicateur) -> Estimations:
    effectif = cases["effectif"].cast(pl.Float64).to_numpy()
    denominateur = cases["denominateur"].cast(pl.Float64).to_numpy()
    if indicateur.nature is Nature.PROPORTION:
        return proportion(np.asarray(effectif), np.asarray(denominateur))
    return taux(np.asarray(effectif), np.asarray(denominateur), base=indicateur.base)


def _motif() -> pl.Expr:
    sans = pl.col("valeur").is_null() & pl.col("effectif").is_null()
    return (
        pl.when(pl.col("motif").is_not_null())
        .then(pl.col("motif"))
        .when(pl.col("denominateur") == 0)
        .then(pl.lit(Motif.SANS_POPULATION.value))
        .when(sans)
        .then(pl.lit(Motif.NON_DISPONIBLE.value))
    )
