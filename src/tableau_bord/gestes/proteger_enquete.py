"""À la place d'une estimation d'enquête masquée, la valeur synthétique : elle ne doit rien aux réponses du territoire."""

from __future__ import annotations

import polars as pl

from tableau_bord.divulgation import COMPLEMENT
from tableau_bord.divulgation.masquage import PETIT_COMPLEMENT, PETIT_EFFECTIF, PETITE_POPULATION
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs import enquetes

REMPLACABLES = (PETIT_EFFECTIF, PETIT_COMPLEMENT, PETITE_POPULATION, COMPLEMENT)


def remplacer(entrepot: Entrepot, cases: pl.DataFrame) -> pl.DataFrame:
    """Rendre lisibles, par le modèle seul (γ = 0), des cases masquées et déjà vidées ; `raison` reste.

    `cases` : `COLONNES_CASE` et `raison`. Effectif et dénominateur restent vides : le masque tient.
    """
    cachees = cases.filter(pl.col("raison").is_in(REMPLACABLES))
    if cachees.is_empty():
        return cases
    modele = enquetes.synthetiques(entrepot, cachees["lot"].unique().to_list())
    if modele.is_empty():
        return cases
    cle = ["lot", "decoupage", "code", "indicateur", "periode"]
    valeurs = modele.select(*cle, v="synthetique", bi="synthetique_inf", bs="synthetique_sup")
    avec = cases.join(valeurs, on=cle, how="left", maintain_order="left")
    ici = pl.col("raison").is_in(REMPLACABLES) & pl.col("v").is_not_null()
    return avec.with_columns(
        valeur=pl.when(ici).then("v").otherwise("valeur"),
        borne_inf=pl.when(ici).then("bi").otherwise("borne_inf"),
        borne_sup=pl.when(ici).then("bs").otherwise("borne_sup"),
        motif=pl.when(~ici).then("motif"),
    ).select(cases.columns)
