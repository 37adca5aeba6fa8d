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
INCERTAIN = Motif.TROP_INCERTAIN.value
GOUVERNANCE = "communauté sans entente"
PRIMAIRES = frozenset({PETIT_EFFECTIF, PETIT_COMPLEMENT, PETITE_POPULATION})
RAISONS = {
    PETIT_EFFECTIF: "L’effectif est de 1 à un de moins que le seuil.",
    PETIT_COMPLEMENT: "Le nombre de personnes qui n’ont pas le caractère est de 1 à un de moins que le seuil.",
    PETITE_POPULATION: "La population est sous le plancher.",
    COMPLEMENT: "Sa valeur, soustraite d’un total, rendrait une case masquée.",
    INCERTAIN: "Son coefficient de variation dépasse la limite du producteur, qui ne la diffuse pas.",
    GOUVERNANCE: "Cette communauté gouverne ses données\u00a0: sans entente en vigueur, rien n’en paraît.",
}
MASQUABLES = ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")


def coefficient_de_variation(effectif: pl.Expr, denominateur: pl.Expr, proportion: pl.Expr) -> pl.Expr:
    """En pour cent : 100/√O pour un taux (Poisson), 100·√((1 − p)/O) pour une proportion ; nul sans évènement."""
    reste = pl.when(proportion).then(1 - effectif / denominateur).otherwise(1.0)
    return pl.when(effectif > 0).then(100 * (reste / effectif).sqrt())


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
        .when(_incertain(seuils))
        .then(pl.lit(INCERTAIN))
    )


def _incertain(seuils: SeuilsDivulgation) -> pl.Expr:
    if seuils.limite_cv is None:
        return pl.lit(False)
    cv = coefficient_de_variation(pl.col("effectif"), pl.col("denominateur"), pl.col("proportion"))
    return (cv > seuils.limite_cv).fill_null(False)


def raisonner(cases: pl.DataFrame, seuils: SeuilsDivulgation) -> pl.DataFrame:
    """Ajouter la colonne `raison`, sans rien vider.

    Une valeur absente d'origine n'en a pas, sauf si la source la dit trop incertaine et donne l'effectif.
    """
    connue = pl.col("motif").is_null() | pl.col("effectif").is_not_null()
    dite = pl.when((pl.col("motif") == INCERTAIN) & pl.col("effectif").is_not_null()).then(pl.lit(INCERTAIN))
    trouvee = pl.coalesce(pl.when(connue).then(raison(seuils)), dite).cast(pl.String)
    if "non_affichee" in cases.columns:
        sans_entente = pl.col("non_affichee") & pl.col("effectif").is_not_null()
        primaire = trouvee.is_in(list(PRIMAIRES)).fill_null(False)
        trouvee = pl.when(sans_entente & ~primaire).then(pl.lit(GOUVERNANCE)).otherwise(trouvee)
    return cases.with_columns(raison=trouvee)


def vider(cases: pl.DataFrame) -> pl.DataFrame:
    """Vider les cases qui ont une `raison` ; le motif public est le même pour toutes les masquées.

    « Trop incertain » se dit : il ne vient pas de la taille de la case, mais de la règle du producteur.
    Son intervalle se vide aussi : la méthode étant publique, il rendrait l'effectif.
    """
    cache = pl.col("raison").is_not_null()
    motif = pl.when(pl.col("raison") == INCERTAIN).then(pl.lit(INCERTAIN))
    return cases.with_columns(
        *(pl.when(~cache).then(pl.col(c)).alias(c) for c in MASQUABLES),
        motif=motif.when(cache).then(pl.lit(Motif.MASQUE.value)).otherwise(pl.col("motif")),
    )


def borne_connue(seuils: SeuilsDivulgation) -> pl.Expr:
    """Ce qu'un lecteur sait d'une case au plus : sa population, moins encore si on la dit trop incertaine.

    Colonnes lues : denominateur, raison.
    """
    plafond = seuils.plafond_incertain
    borne = pl.min_horizontal(pl.col("denominateur"), pl.lit(plafond if plafond < float("inf") else None))
    return pl.when(pl.col("raison") == INCERTAIN).then(borne).otherwise("denominateur")


def masquer(cases: pl.DataFrame, seuils: SeuilsDivulgation) -> pl.DataFrame:
    """Vider les cases à masquer ; ajoute la colonne `raison` (nulle si la case se montre).

    Effectif, taux et bornes se masquent ensemble : le dénominateur est public, le taux rendrait
    l'effectif. Le masque primaire seul se laisse attaquer : publier passe par `complementaire`.
    """
    return vider(raisonner(cases, seuils))
