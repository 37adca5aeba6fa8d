"""Ce qui attend d'être publié, et les cases fines d'un choix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tableau_bord import divulgation, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.entrepot import Entrepot


@dataclass(frozen=True)
class APublier:
    """Un contenu prêt : indicateur, découpage, périodes, et s'il a déjà été publié autrement."""

    indicateur: str
    nom: str
    decoupage: str
    periodes: tuple[str, ...]
    cases: int
    deja_publie: bool


def contenus_a_publier(entrepot: Entrepot) -> tuple[APublier, ...]:
    """Ce que la base contient et que le profil table ne voit pas encore à jour."""
    courants = divulgation.contenus_courants(entrepot).select(
        "indicateur", "decoupage", "periode", pl.col("lots").alias("lots_publies")
    )
    tous = indicateurs.contenus(entrepot).filter(pl.col("decoupage") != "AD")
    en_attente = tous.join(courants, on=["indicateur", "decoupage", "periode"], how="left").filter(
        pl.col("lots_publies").is_null() | (pl.col("lots_publies") != pl.col("lots"))
    )
    noms = {i.code: i.nom for i in indicateurs.indicateurs(entrepot)}
    groupes = en_attente.group_by("indicateur", "decoupage", maintain_order=True).agg(
        pl.col("periode"), pl.col("cases").sum(), pl.col("lots_publies").is_not_null().any().alias("deja")
    )
    return tuple(
        APublier(g["indicateur"], noms.get(g["indicateur"], g["indicateur"]), g["decoupage"],
                 tuple(g["periode"]), g["cases"], g["deja"])
        for g in groupes.to_dicts()
    )  # fmt: skip


def lire_choix(entrepot: Entrepot, choix: Sequence[APublier]) -> pl.DataFrame:
    """Les cases fines de ces contenus (`COLONNES_CASE`)."""
    couples = pl.DataFrame(
        [(c.indicateur, c.decoupage, p) for c in choix for p in c.periodes],
        schema={"indicateur": pl.String, "decoupage": pl.String, "periode": pl.String},
        orient="row",
    )
    return indicateurs.lire_cases(
        entrepot, Profil.DSP, indicateurs={c.indicateur for c in choix},
        decoupages={c.decoupage for c in choix}, sexes=None, non_affiches=True,
    ).join(couples, on=["indicateur", "decoupage", "periode"])  # fmt: skip
