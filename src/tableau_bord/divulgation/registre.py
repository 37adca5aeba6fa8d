"""Le registre vu par l'attaquant : ce qui a déjà paru, en inconnues et en valeurs connues."""

from __future__ import annotations

import polars as pl

from tableau_bord.divulgation.inconnues import COLONNES, IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import borne_connue
from tableau_bord.parametres import SeuilsDivulgation


def inconnues_du_registre(
    parues: pl.DataFrame, fines: pl.DataFrame, seuils: SeuilsDivulgation
) -> pl.DataFrame:
    """Une ligne par case et par lot déjà parus (colonnes de `systeme.COLONNES`).

    `parues` : voir `depot.cases_parues`. `fines` : identité, effectif et denominateur que la base connaît
    encore, remplacées comprises ; elles complètent les cases masquées du même lot. `seuils` : ceux de la
    source.
    """
    if parues.is_empty():
        return pl.DataFrame(schema=INCONNUES)
    groupees = parues.group_by(IDENTITE, maintain_order=True).agg(
        pl.col("effectif").drop_nulls().last(),
        pl.col("denominateur").drop_nulls().last(),
        pl.col("raison").drop_nulls().last(),
        avant=pl.col("effectif").is_not_null().any(),
        rangs=pl.col("rang").cast(pl.Int64),
    )
    vraies = fines.select(
        *IDENTITE, pl.col("effectif").alias("vrai"), pl.col("denominateur").alias("public")
    ).unique(IDENTITE, keep="last", maintain_order=True)
    return (
        groupees.join(vraies, on=IDENTITE, how="left", maintain_order="left")
        .with_columns(
            effectif=pl.coalesce("effectif", "vrai"),
            denominateur=pl.coalesce("denominateur", "public"),
            seuil=pl.lit(float(seuils.effectif)),
            montre=pl.lit(False),
            latente=pl.lit(False),
        )
        .with_columns(denominateur=borne_connue(seuils))
        .select(COLONNES)
        .cast(INCONNUES)  # type: ignore[arg-type]
    )
