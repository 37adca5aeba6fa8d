"""Où une agrégation s'exécute : DuckDB, ou Apache Spark quand une machine ne suffit plus."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import moteur_duckdb, moteur_spark
from tableau_bord.entrepot.moteur_modele import Avancer, Demande

DUCKDB = "duckdb"
_SPARK = re.compile(r"local(\[(\d+|\*)\])?|spark://[A-Za-z0-9.,:\-\[\]]+")


@dataclass(frozen=True)
class Moteur:
    """Un moteur choisi. `adresse` : « duckdb », « local[2] » ou « spark://hôte:port »."""

    adresse: str = DUCKDB

    @classmethod
    def lire(cls, adresse: str) -> Moteur:
        """Lève EntrepotErreur : adresse inconnue, ou Spark demandé sans pyspark, sqlglot ou Java."""
        if adresse != DUCKDB and not _SPARK.fullmatch(adresse):
            raise EntrepotErreur(
                "moteur_inconnu",
                f"«\u00a0{adresse}\u00a0» n'est pas un moteur connu.",
                ou="--moteur",
                remede="Écrivez duckdb, local[2] (Spark sur cette machine) ou spark://hôte:port.",
            )
        if adresse != DUCKDB:
            moteur_spark.exiger_present()
        return cls(adresse)

    @property
    def version(self) -> str:
        """« DuckDB 1.5.5 », « Apache Spark 4.3.0 »."""
        return moteur_duckdb.VERSION if self.adresse == DUCKDB else moteur_spark.version()

    def executer(
        self, demande: Demande, memoire: int, travail: Path | None, avancer: Avancer = lambda part: None
    ) -> pl.DataFrame:
        """Lire, agréger, rendre le résultat en entier ; les mêmes nombres sur tout moteur.

        `memoire` : borne en Mio ; `travail` : répertoire où déborder (Spark l'exige).
        Lève EntrepotErreur : mémoire, disque, fichier illisible, moteur absent ou injoignable.
        """
        if self.adresse == DUCKDB:
            return moteur_duckdb.executer(demande, memoire, travail, avancer)
        if travail is None:
            raise EntrepotErreur(
                "travail_exige",
                "Spark écrit sur disque ce qui passe d'une tâche à l'autre\u00a0: il lui faut un répertoire de travail.",
                ou="--moteur",
                remede="Donnez --travail DOSSIER\u00a0: créé en 0700, effacé à la fin.",
            )
        return moteur_spark.executer(demande, self.adresse, memoire, travail, avancer)
