"""Contrôler les sauts d'une série : une valeur loin de ses voisines, par rapport ou par score z modifié."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from tableau_bord.commun.francais import nombre
from tableau_bord.importation.chantier import LIMITE, Chantier
from tableau_bord.importation.modele import LIGNE, Gravite, Role

if TYPE_CHECKING:
    from tableau_bord.importation.regles import ContexteControle

SERIE = ["decoupage", "code", "indicateur", "sexe", "age"]
"""Ce qui, avec la période, fait une série."""
_VOISINES = 3
"""Nombre de valeurs regardées de chaque côté."""
_LONGUEUR_MINIMALE, _LONGUEUR_DU_Z = 4, 8
_ECART_MINIMAL = math.log(1.5)
_HASARD = 3.5
"""Écart réduit de deux comptes (Poisson) sous lequel la différence peut n'être que du hasard."""
_NORMALE = 0.6745
"""Quantile 0,75 de la loi normale : met l'écart absolu médian à l'échelle d'un écart-type."""


def numero_de_serie() -> pl.Expr:
    """L'entier que `controles_parts.numeroter` donne à chaque série."""
    return pl.col("_serie")


def forme_de_periode() -> pl.Expr:
    """Année, mois, jour ou plage : on ne compare que des périodes de même longueur."""
    return pl.col("periode").str.replace_all(r"\d", "9")


def sauts(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Signaler les valeurs trop loin de leurs voisines, dans les séries d'au moins quatre périodes semblables.

    « Série qui saute » : plus de k fois au-dessus ou au-dessous des médianes des trois précédentes et des
    trois suivantes, ou de la précédente. « Série atypique » : z = 0,6745 (x − médiane) / écart
    absolu médian, sur le logarithme du rapport aux voisines, au-delà du seuil, pour une série de huit
    valeurs et un écart d'au moins moitié. Un compte doit aussi s'écarter de plus que le hasard (Poisson).

    Sources : Iglewicz et Hoaglin, How to Detect and Handle Outliers, 1993 (z modifié, 3,5) ; DHIS2,
    Control data quality (bornes minimale et maximale, « modified z-score »).
    """
    reglages = contexte.reglages
    k = math.log(max(reglages.seuil("serie_qui_saute"), 1.0))
    if valeurs["periode"].n_unique() < _LONGUEUR_MINIMALE or (ecarts := _ecarts(valeurs)).is_empty():
        return
    loin = pl.col("sur") & (pl.col("ecart").abs() > k)
    if reglages.active("serie_qui_saute"):
        tous = pl.concat([ecarts.filter(loin), _marches(ecarts.filter(~loin)).filter(loin)])
        _signaler(c, tous.sort(LIGNE), "série qui saute")
    if reglages.active("serie_atypique"):
        _signaler(c, _atypiques(ecarts, reglages.seuil("serie_atypique")).filter(~loin), "série atypique")


def _ecarts(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Chaque mesure (effectif, sinon valeur), ce que ses voisines laissent attendre, et leur écart en log.

    Une série assez longue dont la plus grande valeur ne fait pas une fois et demie la plus petite est
    écartée d'abord : elle n'a rien à dire.
    """
    comptees = valeurs.filter(pl.col("effectif").is_not_null())["indicateur"].unique()
    comptes = pl.col("indicateur").is_in(comptees.implode())
    mesurees = valeurs.lazy().select(
        numero_de_serie().alias("serie"), "code", "periode", LIGNE,
        mesure=pl.when(comptes).then("effectif").otherwise("valeur"), compte=comptes,
    ).filter((pl.col("mesure") >= 0) & pl.col("periode").is_in(_periodes_semblables(valeurs).implode()))  # fmt: skip
    x = pl.col("mesure")
    bouge = (pl.len() >= _LONGUEUR_MINIMALE) & (x.max() + 0.5 >= 1.5 * x.min())
    series = mesurees.group_by("serie").agg(bouge.alias("bouge")).filter("bouge").select("serie")
    ordonnees = mesurees.join(series, on="serie", how="semi").collect().sort("serie", "periode")
    voisines = ordonnees.with_columns(**_cotes()).with_columns(reference=_reference())
    return _mesurer(voisines).select(
        "serie", "code", "periode", LIGNE, "mesure", "compte", "reference", "ecart", "sur"
    )


def _periodes_semblables(valeurs: pl.DataFrame) -> pl.Series:
    """Les périodes de la forme la plus courante."""
    dites = valeurs.filter(pl.col("periode").is_not_null())
    comptes = dites.group_by("periode").len().with_columns(forme=forme_de_periode())
    courante = comptes.group_by("forme").agg(pl.col("len").sum()).sort("len", "forme", descending=True)
    return comptes.filter(pl.col("forme") == courante["forme"].first())["periode"]


def _cotes() -> dict[str, pl.Expr]:
    """Médiane, minimum et maximum des trois valeurs précédentes, et suivantes ; nuls s'il n'y en a pas.

    Les lignes sont triées par série : décaler la colonne entière et comparer le numéro de série coûte
    bien moins qu'une fenêtre par série.
    """
    rendus: dict[str, pl.Expr] = {}
    for cote, sens in (("avant", 1), ("apres", -1)):
        voisines = [_decalee(sens * rang) for rang in range(1, _VOISINES + 1)]
        bas, haut, somme = (
            pl.min_horizontal(voisines),
            pl.max_horizontal(voisines),
            pl.sum_horizontal(voisines),
        )
        trois = pl.all_horizontal([v.is_not_null() for v in voisines])
        mediane = pl.when(trois).then(somme - bas - haut).otherwise((bas + haut) / 2)
        rendus |= {f"{cote}_median": mediane, f"{cote}_min": bas, f"{cote}_max": haut}
    return rendus


def _decalee(rang: int) -> pl.Expr:
    meme = pl.col("serie").shift(rang) == pl.col("serie")
    return pl.when(meme).then(pl.col("mesure").shift(rang))


def _reference() -> pl.Expr:
    """Ce que les voisines laissent attendre de plus proche : entre les deux médianes, la valeur elle-même.

    Au bout d'une série, l'étendue des trois voisines du seul côté connu : une croissance n'y est pas un saut.
    """
    x, avant, apres = pl.col("mesure"), pl.col("avant_median"), pl.col("apres_median")
    bout = pl.coalesce("avant_min", "apres_min"), pl.coalesce("avant_max", "apres_max")
    au_milieu = x.clip(pl.min_horizontal(avant, apres), pl.max_horizontal(avant, apres))
    return pl.when(avant.is_null() | apres.is_null()).then(x.clip(*bout)).otherwise(au_milieu)


def _marches(restes: pl.DataFrame) -> pl.DataFrame:
    """Chaque mesure contre la précédente : un palier n'est un pic pour aucun de ses deux côtés."""
    return _mesurer(restes.with_columns(reference=_decalee(1)))


def _atypiques(ecarts: pl.DataFrame, seuil: float) -> pl.DataFrame:
    longues = ecarts.filter(pl.len().over("serie") >= _LONGUEUR_DU_Z)
    centre = (pl.col("ecart") - pl.col("ecart").median().over("serie")).abs()
    mesurees = longues.with_columns(centre=centre).with_columns(
        z=_NORMALE * pl.col("centre") / pl.col("centre").median().over("serie")
    )
    hors = (pl.col("centre") > 0) & (pl.col("z") > seuil) & (pl.col("ecart").abs() >= _ECART_MINIMAL)
    return mesurees.filter(hors & pl.col("sur") & ~_au_bout()).sort(LIGNE)


def _au_bout() -> pl.Expr:
    """La première ou la dernière valeur d'une série : un seul côté ne suffit pas au score z."""
    rang = pl.int_range(pl.len()).over("serie")
    return (rang == 0) | (rang == pl.len().over("serie") - 1)


def _moindre() -> pl.Expr:
    """Ce qu'on ajoute avant le logarithme, pour que zéro en ait un."""
    return pl.when(pl.col("compte")).then(0.5).otherwise(1e-9)


def _mesurer(cadre: pl.DataFrame) -> pl.DataFrame:
    """Poser `ecart` (log du rapport à la référence) et `sur` (plus que le hasard, pour un compte)."""
    x, m = pl.col("mesure"), pl.col("reference")
    hasard = ((x - m) ** 2 > _HASARD**2 * (x + m)) | ~pl.col("compte")
    return cadre.with_columns(
        ecart=((x + _moindre()) / (m + _moindre())).log(), sur=(hasard & m.is_not_null()).fill_null(False)
    )


def _signaler(c: Chantier, fautives: pl.DataFrame, regle: str) -> None:
    for r in fautives.head(LIMITE).iter_rows(named=True):
        role, decimales = (Role.EFFECTIF, 0) if r["compte"] else (Role.VALEUR, 2)
        c.noter(
            regle, Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: {nombre(r['mesure'], decimales)} en {r['periode']}, alors que les périodes voisines "
            f"sont autour de {nombre(r['reference'], decimales)} ({r['code']}).",
            "Vérifiez la valeur, ou un changement de définition, de source ou de territoire.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(role)), valeur=nombre(r["mesure"], decimales),
        )  # fmt: skip
