"""Quand la base ou la nature d'une mesure change : refaire ses valeurs, ou dire pourquoi on ne peut pas."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Transaction
from tableau_bord.indicateurs import depot
from tableau_bord.indicateurs.calcul import calculer
from tableau_bord.indicateurs.modele import Indicateur, Nature

CALCULEES = (Nature.PROPORTION, Nature.TAUX)
"""Natures dont les valeurs se calculent de l'effectif et du dénominateur."""


def calculables(cases: pl.DataFrame) -> pl.DataFrame:
    """Les cases qui ont effectif et dénominateur, sans motif d'absence."""
    return cases.filter(_calculable())


def _calculable() -> pl.Expr:
    return pl.col("effectif").is_not_null() & pl.col("denominateur").is_not_null() & pl.col("motif").is_null()


def refus(cases: pl.DataFrame, avant: Indicateur, apres: Indicateur) -> IndicateurErreur | None:
    """Pourquoi les valeurs versées ne peuvent pas suivre la nouvelle fiche, ou rien.

    Une valeur que la source a donnée telle quelle n'est jamais recalculée : on ne la retrouverait pas.
    """
    if apres.nature not in CALCULEES:
        return _refus_sans_calcul(avant, apres)
    calculee_ici = _calculable() & pl.lit(avant.nature in CALCULEES)
    telles = cases.filter(pl.col("valeur").is_not_null() & ~calculee_ici).height
    if telles:
        return _impossible(
            apres,
            f"{compter(telles, 'valeur vient', 'valeurs viennent')} de la source telle"
            f"{'s' if telles > 1 else ''} quelle{'s' if telles > 1 else ''}\u00a0: les recalculer les perdrait.",
        )
    trop = calculables(cases).filter(pl.col("effectif") > pl.col("denominateur")).height
    if apres.nature is Nature.PROPORTION and trop:
        return _impossible(
            apres,
            f"Dans {compter(trop, 'case')}, l'effectif dépasse le dénominateur\u00a0: ce n'est pas une part.",
        )
    return None


def _refus_sans_calcul(avant: Indicateur, apres: Indicateur) -> IndicateurErreur | None:
    if avant.nature in CALCULEES and (apres.nature is Nature.EFFECTIF or apres.base != avant.base):
        return _impossible(
            apres,
            "Ses valeurs ont été calculées comme une part ou un taux\u00a0: elles diraient autre chose.",
        )
    return None


def _impossible(apres: Indicateur, quoi: str) -> IndicateurErreur:
    return IndicateurErreur(
        "valeurs_incompatibles",
        quoi,
        ou=apres.nom,
        remede="Ajoutez une nouvelle mesure, ou annulez d'abord les lots qui ont apporté ces valeurs.",
    )


def recalculer(transaction: Transaction, indicateur: Indicateur) -> None:
    """Refaire valeurs et bornes, lot par lot ; lots et remplacements restent ce qu'ils étaient."""
    cases = depot.valeurs_d_un_indicateur(transaction, indicateur.code)
    parties = [
        calculer(groupe, {indicateur.code: indicateur}, str(lot)).with_columns(
            remplacee_par=pl.lit(remplacee, dtype=pl.String)
        )
        for (lot, remplacee), groupe in cases.group_by(["lot", "remplacee_par"], maintain_order=True)
    ]
    depot.remplacer_valeurs_d_un_indicateur(transaction, indicateur.code, pl.concat(parties))
