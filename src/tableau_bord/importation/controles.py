"""Contrôler ce qui a été compris : doublons, taux contre effectif, bornes."""

from __future__ import annotations

import math

import polars as pl

from tableau_bord.commun.francais import nombre
from tableau_bord.importation.modele import LIGNE, Anomalie, Gravite

ECART_TOLERE = 0.051
"""Un taux publié à une décimale se refait à 0,05 près."""


def doublons(valeurs: pl.DataFrame, cle: list[str]) -> tuple[pl.DataFrame, list[Anomalie]]:
    """Garder une seule fois un doublon exact, bloquer deux lignes qui se contredisent."""
    repetees = valeurs.filter(pl.struct(cle).is_duplicated())
    if repetees.is_empty():
        return valeurs, []
    contenu = [c for c in valeurs.columns if c != LIGNE]
    uniques = valeurs.unique(contenu, keep="first", maintain_order=True)
    anomalies = []
    if exacts := valeurs.height - uniques.height:
        anomalies.append(
            Anomalie(
                None,
                "",
                "",
                "doublon exact",
                Gravite.SIGNALEE,
                f"{nombre(exacts)} lignes répètent exactement une autre.",
                "Une seule est gardée.",
            )
        )
    for *_, lignes in (
        uniques.filter(pl.struct(cle).is_duplicated())
        .group_by(cle, maintain_order=True)
        .agg(pl.col(LIGNE))
        .head(50)
        .iter_rows()
    ):
        anomalies.append(
            Anomalie(lignes[0], "", "", "lignes contradictoires", Gravite.BLOQUANTE,
                     f"Les lignes {', '.join(str(n) for n in lignes)} décrivent la même case avec des nombres différents.",
                     "Gardez la bonne, ou distinguez-les par une période, un sexe ou un âge.")
        )  # fmt: skip
    return uniques, anomalies


def taux_contre_effectif(valeurs: pl.DataFrame) -> list[Anomalie]:
    """Signaler un taux publié que l'effectif et la population ne refont pas."""
    pleines = valeurs.filter(
        pl.col("valeur").is_not_null() & (pl.col("effectif") > 0) & (pl.col("denominateur") > 0)
    )
    if pleines.height < 3:
        return []
    rapports = pleines["valeur"] / (pleines["effectif"] / pleines["denominateur"])
    mediane = rapports.median()
    if not isinstance(mediane, float) or mediane <= 0:
        return []
    base = 10.0 ** round(math.log10(mediane))
    refaits = pleines.with_columns(refait=pl.col("effectif") / pl.col("denominateur") * base)
    if abs(math.log10(mediane) - math.log10(base)) > 0.02:
        return []
    fautifs = refaits.filter((pl.col("valeur") - pl.col("refait")).abs() > ECART_TOLERE)
    return [
        Anomalie(r[LIGNE], "valeur", nombre(r["valeur"], 1), "taux publié contre effectif", Gravite.SIGNALEE,
                 f"Ligne {r[LIGNE]}\u00a0: le taux publié est {nombre(r['valeur'], 1)}, mais {nombre(r['effectif'])} sur "
                 f"{nombre(r['denominateur'])} donnent {nombre(r['refait'], 1)}.",
                 "Vérifiez auprès de la source. Le programme garde l'effectif et refait le taux.")
        for r in fautifs.head(200).to_dicts()
    ]  # fmt: skip


def bornes(valeurs: pl.DataFrame) -> list[Anomalie]:
    """Signaler une valeur hors de ses propres bornes."""
    hors = valeurs.filter((pl.col("valeur") < pl.col("borne_inf")) | (pl.col("valeur") > pl.col("borne_sup")))
    return [
        Anomalie(r[LIGNE], "valeur", nombre(r["valeur"], 2), "valeur hors bornes", Gravite.SIGNALEE,
                 f"Ligne {r[LIGNE]}\u00a0: la valeur n'est pas entre ses bornes.", "Vérifiez l'ordre des colonnes de bornes.")
        for r in hors.head(200).to_dicts()
    ]  # fmt: skip
