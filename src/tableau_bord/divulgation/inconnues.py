"""Les inconnues de l'attaquant : les cases parues, et celles qui relient sans avoir paru.

Une **inconnue** est une case dans un lot : la même case, révisée par un autre lot, est une inconnue
nouvelle.
"""

from __future__ import annotations

import polars as pl

from tableau_bord.divulgation.relations import CLE, Liens

IDENTITE = (*CLE, "lot")
INCONNUES: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(IDENTITE, pl.String), "effectif": pl.Float64, "denominateur": pl.Float64,
    "raison": pl.String, "seuil": pl.Float64, "montre": pl.Boolean, "avant": pl.Boolean,
    "rangs": pl.List(pl.Int64), "latente": pl.Boolean,
}  # fmt: skip
COLONNES = tuple(INCONNUES)
_CONTEXTE = ("rang", "indicateur", "periode", "sexe", "age")


def etats(inconnues: pl.DataFrame) -> pl.DataFrame:
    """Ce que montre chaque publication : `rang`, et pour chaque case sa version la plus récente jusque-là."""
    rangees = inconnues.with_columns(pl.col("rangs").alias("rang")).explode("rang")
    vues = []
    for rang in rangees["rang"].unique().sort().drop_nulls().to_list():
        jusque = rangees.filter(pl.col("rang") <= rang).sort("rang", maintain_order=True)
        vues.append(jusque.unique(CLE, keep="last", maintain_order=True).with_columns(rang=pl.lit(rang)))
    return pl.concat(vues) if vues else rangees.clear()


def avec_latentes(inconnues: pl.DataFrame, liens: Liens) -> pl.DataFrame:
    """Ajouter les petites aires jamais publiées qui relient deux découpages qui se chevauchent.

    Deux découpages publiés (MRC, RLS) dont la base connaît les pièces communes (communautés,
    municipalités) se recoupent par elles, même si aucune n'a paru.
    """
    vues = etats(inconnues)
    presents = vues.select(*_CONTEXTE, "decoupage", "lot").unique()
    couples = liens.rattachements.select("decoupage", "parent_decoupage").unique()
    relies = presents.join(couples, left_on="decoupage", right_on="parent_decoupage", suffix="_enfant")
    utiles = relies.group_by(*_CONTEXTE, "decoupage_enfant").agg(
        combien=pl.col("decoupage").n_unique(), lot=pl.col("lot").sort().last()
    )
    utiles = utiles.filter(pl.col("combien") > 1).rename({"decoupage_enfant": "decoupage"})
    utiles = utiles.join(
        presents.select(*_CONTEXTE, "decoupage").unique(), on=[*_CONTEXTE, "decoupage"], how="anti"
    )
    codes = liens.rattachements.select("decoupage", "code").unique()
    cases = utiles.join(codes, on="decoupage").join(inconnues, on=IDENTITE, how="anti")
    if cases.is_empty():
        return inconnues.select(COLONNES)
    latentes = cases.group_by(IDENTITE).agg(rangs=pl.col("rang").unique().sort()).sort(IDENTITE)
    completes = _ce_que_la_base_en_sait(latentes, liens).select(
        *IDENTITE, "effectif", "denominateur", "raison", pl.col("seuil").fill_null(0.0), montre=False,
        avant=False, rangs="rangs", latente=True,
    )  # fmt: skip
    return pl.concat([inconnues.select(COLONNES), completes.cast(INCONNUES)])  # type: ignore[arg-type]


def _ce_que_la_base_en_sait(latentes: pl.DataFrame, liens: Liens) -> pl.DataFrame:
    """La version du même lot si elle y est, sinon la plus récente."""
    sues = ["effectif", "denominateur", "raison", "seuil"]
    if liens.jamais_parues is None:
        return latentes.with_columns(pl.lit(None, dtype=INCONNUES[c]).alias(c) for c in sues)
    fines = liens.jamais_parues
    exactes = latentes.join(
        fines.select(*IDENTITE, *sues).unique(IDENTITE, keep="last"),
        on=IDENTITE,
        how="left",
        maintain_order="left",
    )
    recentes = fines.select(*CLE, *(pl.col(c).alias(f"{c}_recent") for c in sues)).unique(
        CLE, keep="last", maintain_order=True
    )
    jointes = exactes.join(recentes, on=CLE, how="left", maintain_order="left")
    ailleurs = pl.col("seuil").is_null()
    return jointes.with_columns(pl.when(ailleurs).then(f"{c}_recent").otherwise(c).alias(c) for c in sues)
