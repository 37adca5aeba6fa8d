"""De l'aire de diffusion à la communauté, par une règle choisie et imprimée partout.

Sources : Observatoire du développement de l'Outaouais (règle pondérée) ; fichier ouvert de l'indice
de défavorisation, Données Québec (règle majoritaire).
"""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.erreurs import TerritoireErreur

REGLES = {
    "pondérée": "Chaque aire de diffusion compte dans chaque communauté pour sa part de population.",
    "majoritaire": "Chaque aire de diffusion compte en entier dans la communauté qui en a la plus grande part.",
}


def appliquer_regle(composition: pl.DataFrame, regle: str) -> pl.DataFrame:
    """Transformer des parts (code, ad, poids dans ]0, 1]) selon la règle.

    « majoritaire » : à part égale, le plus petit code l'emporte, pour que le résultat ne dépende pas
    de l'ordre du fichier. Lève TerritoireErreur si la règle est inconnue.
    """
    if regle not in REGLES:
        raise TerritoireErreur(
            "regle_inconnue",
            f"« {regle} » n'est pas une règle d'agrégation.",
            remede=f"Choisissez l'une de : {', '.join(REGLES)}.",
        )
    if regle == "pondérée":
        return composition
    return (
        composition.sort(["ad", "poids", "code"], descending=[False, True, False])
        .unique("ad", keep="first", maintain_order=True)
        .with_columns(poids=pl.lit(1.0))
    )


def agreger(valeurs: pl.DataFrame, composition: pl.DataFrame, regle: str) -> pl.DataFrame:
    """Porter des effectifs d'aires de diffusion aux communautés.

    `valeurs` : colonne `ad`, clés libres, `effectif` et `denominateur`. `composition` : code, ad,
    poids. Une aire sans valeur rend la communauté sans valeur (`effectif` nul) et compte dans
    `ad_manquantes` : on ne complète pas en silence. Rend les clés, code, effectif, denominateur,
    ad_manquantes.
    """
    parts = appliquer_regle(composition, regle)
    cles = [c for c in valeurs.columns if c not in {"ad", "effectif", "denominateur"}]
    grille = parts.join(valeurs.select(cles).unique(), how="cross") if cles else parts
    jointes = grille.join(valeurs, on=["ad", *cles], how="left")
    complet = pl.col("effectif").is_not_null().all()
    return (
        jointes.group_by(["code", *cles])
        .agg(
            effectif=pl.when(complet).then((pl.col("effectif") * pl.col("poids")).sum()),
            denominateur=pl.when(complet).then((pl.col("denominateur") * pl.col("poids")).sum()),
            ad_manquantes=pl.col("effectif").is_null().sum(),
        )
        .sort(["code", *cles])
    )
