"""Masquage primaire : quelles cases ne se montrent pas, et pourquoi.

Source : DOMAINE §2 (planchers de Statistique Canada) et CONCEPTION §6. Le masquage complémentaire
s'ajoute ici à l'étape qui l'apporte.
"""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.parametres import SeuilsDivulgation

PETIT_EFFECTIF = "petit effectif"
PETIT_COMPLEMENT = "petit complément"
PETITE_POPULATION = "petite population"
RAISONS = {
    PETIT_EFFECTIF: "L'effectif est de 1 à un de moins que le seuil.",
    PETIT_COMPLEMENT: "Le nombre de personnes qui n'ont pas le caractère est de 1 à un de moins que le seuil.",
    PETITE_POPULATION: "La population est sous le plancher.",
}
MASQUABLES = ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")


def raison(seuils: SeuilsDivulgation) -> pl.Expr:
    """Raison du masque d'une case, nulle si elle se montre.

    Colonnes lues : effectif, denominateur, proportion (booléen). Zéro se montre ; la valeur absente
    d'origine (motif) n'est pas supposée petite.
    """
    effectif, denominateur = pl.col("effectif"), pl.col("denominateur")
    return (
        pl.when(denominateur < seuils.population)
        .then(pl.lit(PETITE_POPULATION))
        .when((effectif > 0) & (effectif < seuils.effectif))
        .then(pl.lit(PETIT_EFFECTIF))
        .when(
            pl.col("proportion") & (denominateur - effectif > 0) & (denominateur - effectif < seuils.effectif)
        )
        .then(pl.lit(PETIT_COMPLEMENT))
    )


def masquer(cases: pl.DataFrame, seuils: SeuilsDivulgation) -> pl.DataFrame:
    """Vider les cases à masquer ; ajoute la colonne `raison` (nulle si la case se montre).

    Effectif, taux et bornes se masquent ensemble : le dénominateur est public, le taux rendrait
    l'effectif. Le motif public est le même pour toutes.
    """
    avec = cases.with_columns(raison=pl.when(pl.col("motif").is_null()).then(raison(seuils)).cast(pl.String))
    cache = pl.col("raison").is_not_null()
    return avec.with_columns(
        *(pl.when(~cache).then(pl.col(c)).alias(c) for c in MASQUABLES),
        motif=pl.when(cache).then(pl.lit(Motif.MASQUE.value)).otherwise(pl.col("motif")),
    )
