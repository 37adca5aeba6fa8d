"""Masquage primaire : quelles cases ne se montrent pas, et pourquoi.

Source : DOMAINE §2 (planchers de Statistique Canada) et CONCEPTION §6. Le masquage complémentaire
est dans `complementaire.py`.
"""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.parametres import SeuilsDivulgation

PETIT_EFFECTIF = "petit effectif"
PETIT_COMPLEMENT = "petit complément"
PETITE_POPULATION = "petite population"
COMPLEMENT = Motif.MASQUE_COMPLEMENT.value
RAISONS = {
    PETIT_EFFECTIF: "L'effectif est de 1 à un de moins que le seuil.",
    PETIT_COMPLEMENT: "Le nombre de personnes qui n'ont pas le caractère est de 1 à un de moins que le seuil.",
    PETITE_POPULATION: "La population est sous le plancher.",
    COMPLEMENT: "Sa valeur, soustraite d'un total, rendrait une case masquée.",
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


def raisonner(cases: pl.DataFrame, seuils: SeuilsDivulgation) -> pl.DataFrame:
    """Ajouter la colonne `raison`, sans rien vider. Une valeur absente d'origine n'en a pas."""
    connue = pl.col("motif").is_null() | pl.col("effectif").is_not_null()
    return cases.with_columns(raison=pl.when(connue).then(raison(seuils)).cast(pl.String))


def vider(cases: pl.DataFrame) -> pl.DataFrame:
    """Vider les cases qui ont une `raison` ; le motif public est le même pour toutes."""
    cache = pl.col("raison").is_not_null()
    return cases.with_columns(
        *(pl.when(~cache).then(pl.col(c)).alias(c) for c in MASQUABLES),
        motif=pl.when(cache).then(pl.lit(Motif.MASQUE.value)).otherwise(pl.col("motif")),
    )


def masquer(cases: pl.DataFrame, seuils: SeuilsDivulgation) -> pl.DataFrame:
    """Vider les cases à masquer ; ajoute la colonne `raison` (nulle si la case se montre).

    Effectif, taux et bornes se masquent ensemble : le dénominateur est public, le taux rendrait
    l'effectif. Le masque primaire seul se laisse attaquer : publier passe par `complementaire`.
    """
    return vider(raisonner(cases, seuils))
