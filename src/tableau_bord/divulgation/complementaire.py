"""Masquage complémentaire : cacher aussi ce qui rendrait une case masquée par soustraction.

Composante liée par composante liée, un PL de déviation minimale par case exposée (`deviation.py`),
jusqu'à ce qu'aucune ne le soit. On exige la protection (CONCEPTION §6), pas l'optimum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from tableau_bord.divulgation.attaque import Avancer
from tableau_bord.divulgation.deviation import Chantier
from tableau_bord.divulgation.inconnues import COLONNES, IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import COMPLEMENT, INCERTAIN, borne_connue, raisonner
from tableau_bord.divulgation.relations import Liens
from tableau_bord.divulgation.systeme import (
    Booleens,
    Systeme,
    composantes,
    construire,
)
from tableau_bord.parametres import SeuilsDivulgation


@dataclass(frozen=True)
class Choix:
    """Ce que le choix a décidé : cases à masquer, et celles que rien ne protège plus (déjà trahies)."""

    masque: Booleens
    perdues: Booleens
    programmes: int


def masquer(
    cases: pl.DataFrame,
    seuils: SeuilsDivulgation,
    liens: Liens,
    registre: pl.DataFrame,
    avancer: Avancer = lambda part: None,
) -> pl.DataFrame:
    """Ajouter `raison` : masque primaire, puis complémentaire (`masquage.COMPLEMENT`) ; rien n'est vidé.

    `cases` : contenu fin d'une même source (`COLONNES_CASE` et proportion). `registre` : inconnues déjà
    parues (`systeme.COLONNES`), voir `registre.inconnues_du_registre`.
    """
    primaires = raisonner(cases, seuils)
    inconnues = reunir(primaires, seuils, registre)
    systeme = construire(inconnues, liens)
    choix = choisir(systeme, avancer)
    caches = systeme.inconnues.filter(pl.Series(choix.masque) & pl.col("effectif").is_not_null()).select(
        IDENTITE
    )
    joint = primaires.join(
        caches.with_columns(complement=pl.lit(True)), on=IDENTITE, how="left", maintain_order="left"
    )
    return joint.with_columns(
        raison=pl.coalesce(
            "raison",
            pl.when(pl.col("complement") & pl.col("effectif").is_not_null()).then(pl.lit(COMPLEMENT)),
        )
    ).drop("complement")


def reunir(cases: pl.DataFrame, seuils: SeuilsDivulgation, registre: pl.DataFrame) -> pl.DataFrame:
    """Les inconnues : celles du registre, et celles qu'on s'apprête à publier (`cases`, avec `raison`).

    Une case déjà cachée par complément, dans le même lot, le reste.
    """
    rang = (
        max((int(r) for r in registre["rangs"].explode().drop_nulls()), default=0) if registre.height else 0
    )
    dites = cases.with_columns(
        raison=pl.coalesce("raison", pl.when(pl.col("motif") == INCERTAIN).then(pl.lit(INCERTAIN)))
    )
    nouvelles = dites.filter(pl.col("effectif").is_not_null() | pl.col("motif").is_not_null()).select(
        *IDENTITE, "effectif", borne_connue(seuils).alias("denominateur"), "raison", seuil=pl.lit(float(seuils.effectif)),
        montre=pl.col("raison").is_null() & pl.col("effectif").is_not_null(), avant=pl.lit(False),
        rangs=pl.lit([rang + 1], dtype=pl.List(pl.Int64)), latente=pl.lit(False),
    )  # fmt: skip
    nouvelles = nouvelles.cast(INCONNUES)  # type: ignore[arg-type]
    if registre.is_empty():
        return nouvelles
    toutes = pl.concat([registre.select(COLONNES).cast(INCONNUES), nouvelles])  # type: ignore[arg-type]
    return toutes.group_by(IDENTITE, maintain_order=True).agg(
        pl.col("effectif").drop_nulls().last(),
        pl.col("denominateur").drop_nulls().last(),
        pl.col("raison").sort_by(pl.col("raison") == COMPLEMENT).drop_nulls().first(),
        pl.col("seuil").max(),
        (pl.col("montre").last() & (pl.col("raison").drop_nulls() == COMPLEMENT).any().not_()).alias("montre"),
        pl.col("avant").any(),
        pl.col("rangs").explode(),
        pl.col("latente").all(),
    ).select(COLONNES)  # fmt: skip


def choisir(systeme: Systeme, avancer: Avancer = lambda part: None) -> Choix:
    """Choisir les compléments d'un système, composante par composante."""
    masque = ~(systeme.montre | systeme.avant)
    perdues = np.zeros(masque.size, dtype=bool)
    toutes = np.ones(masque.size, dtype=bool)
    programmes, faites = 0, 0
    parties = [(c, r) for c, r in composantes(systeme.matrice, toutes) if masque[c].any()]
    total = sum(c.size for c, _ in parties) or 1
    for colonnes, rangees in parties:
        morceau = Chantier(systeme, colonnes, rangees, masque[colonnes])
        morceau.proteger(lambda part, base=faites, n=colonnes.size: avancer((base + part * n) / total))  # type: ignore[misc]
        masque[colonnes], perdues[colonnes] = morceau.masque, morceau.perdues
        programmes += morceau.programmes
        faites += colonnes.size
    return Choix(masque, perdues, programmes)
