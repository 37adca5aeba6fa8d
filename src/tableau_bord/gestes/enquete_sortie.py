"""Écrire une estimation d'enquête dans un dossier : ni fiche, ni petit effectif, ni réplication sous le seuil."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from tableau_bord import territoires
from tableau_bord.acces import Droit, Identite, Profil, exiger
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import enquete_verser, exporter
from tableau_bord.gestes.estimer import Resultat

ESTIMATIONS, REPLICATIONS, RAPPORT, PLAN = (
    "estimations.csv",
    "replications.parquet",
    "rapport.json",
    "plan.yaml",
)


def ecrire(entrepot: Entrepot, resultat: Resultat, dossier: Path, qui: Identite) -> tuple[str, ...]:
    """Quatre fichiers, relus d'Excel, de R ou d'ici ; l'export est consigné. Rend leurs noms.

    Lève AccesErreur sans le droit d'exporter des effectifs fins ; CalculErreur si le dossier ne s'écrit pas.
    """
    exiger(qui, Droit.EXPORTER_FIN)
    tableau = estimations(entrepot, resultat)
    try:
        dossier.mkdir(parents=True, exist_ok=True)
        csv = tableau.write_csv(separator=";", decimal_comma=True, line_terminator="\r\n")
        (dossier / ESTIMATIONS).write_bytes("\ufeff".encode() + csv.encode("utf-8"))
        replications(resultat).write_parquet(dossier / REPLICATIONS, compression="zstd")
        rapport = json.dumps(enquete_verser.rapport(resultat), ensure_ascii=False, indent=1)
        (dossier / RAPPORT).write_text(rapport, encoding="utf-8")
        (dossier / PLAN).write_text(enquete_verser.plan_en_yaml(resultat), encoding="utf-8")
    except OSError as erreur:
        raise CalculErreur(
            "sortie", "Ce dossier ne s'écrit pas.", ou=str(dossier), remede="Choisissez-en un autre."
        ) from erreur
    fiches = resultat.pesee.fiches
    exporter.noter(
        entrepot, qui, Profil.DSP, "estimations d'enquête",
        {"fichier": fiches.nom, "empreinte": fiches.empreinte, "graine": resultat.pesee.declaration.graine, "cases": tableau.height},
    )  # fmt: skip
    return ESTIMATIONS, REPLICATIONS, RAPPORT, PLAN


def estimations(entrepot: Entrepot, resultat: Resultat) -> pl.DataFrame:
    """Une ligne par mesure et territoire, en fraction ; les effectifs sous le seuil et ce qui en vient sont vides."""
    seuil = resultat.regle.seuil
    noms = territoires.codes_connus(entrepot).select("decoupage", "code", "nom").unique(["decoupage", "code"])
    petit = (pl.min_horizontal("effectif", pl.col("repondants") - pl.col("effectif")) < seuil) | (
        pl.col("repondants") < seuil
    )
    lues = resultat.lignes.join(noms, on=["decoupage", "code"], how="left", maintain_order="left")
    return lues.select(
        "decoupage", "code", "nom", "indicateur", periode=pl.lit(resultat.pesee.declaration.periode),
        repondants=pl.when(~petit).then(pl.col("repondants").cast(pl.Int64)),
        avec_caractere=pl.when(~petit).then(pl.col("effectif").cast(pl.Int64)),
        brut=pl.when(~petit).then("brut"), direct=pl.when(~petit).then("direct"),
        direct_erreur_type=pl.when(~petit).then("direct_erreur"),
        modele="modele", modele_erreur_type="modele_erreur", voie="voie", valeur="valeur", erreur_type="erreur_type",
        borne_inf="borne_inf", borne_sup="borne_sup", effet_plan=pl.when(~petit).then("effet_plan"),
        reste="reste", valeur_p="valeur_p", methode="methode",
    ).sort("indicateur", "decoupage", "code")  # fmt: skip


def replications(resultat: Resultat) -> pl.DataFrame:
    """Réplications des estimations directes : decoupage, code, indicateur, replication (1…B), valeur en fraction."""
    gardees = resultat.lignes.drop_nulls("repliques").sort("indicateur", "decoupage", "code")
    if gardees.is_empty():
        return pl.DataFrame(
            schema={
                "decoupage": pl.String,
                "code": pl.String,
                "indicateur": pl.String,
                "replication": pl.Int32,
                "valeur": pl.Float32,
            }
        )
    valeurs = np.stack([np.frombuffer(b, dtype="<f4") for b in gardees["repliques"]])
    combien = valeurs.shape[1]
    return gardees.select("decoupage", "code", "indicateur").select(pl.all().repeat_by(combien).explode()).with_columns(
        replication=pl.Series(np.tile(np.arange(1, combien + 1, dtype=np.int32), len(valeurs))),
        valeur=pl.Series(valeurs.ravel()),
    )  # fmt: skip
