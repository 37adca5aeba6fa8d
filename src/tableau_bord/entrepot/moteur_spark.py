"""Exécuter la même agrégation sur Apache Spark : une requête, portée par SQLGlot ; un processus à part.

Le processus part de rien et y retourne : ni machine virtuelle Java qui reste, ni fichier hors du répertoire
de travail. Sur une grappe, chaque machine écrit aussi dans son propre `spark.local.dir`.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import moteur_spark_enfant
from tableau_bord.entrepot.moteur_modele import (
    CP1252,
    FUSEAU,
    LECTURE,
    Avancer,
    Demande,
    Forme,
    Source,
    disque_plein,
    fichier_illisible,
    memoire_insuffisante,
)

MEMOIRE_MINIMALE = 512
"""Mio : en deçà, la machine virtuelle Java refuse de démarrer Spark."""


def exiger_present() -> None:
    """Lève EntrepotErreur si pyspark, sqlglot ou Java manque."""
    absents = [nom for nom in ("pyspark", "sqlglot") if importlib.util.find_spec(nom) is None]
    if absents:
        raise EntrepotErreur(
            "spark_absent",
            f"Ce moteur est facultatif, et {' et '.join(absents)} n'est pas installé.",
            ou="--moteur",
            remede=f"Installez-le (.venv/bin/pip install {' '.join(absents)}), ou laissez --moteur duckdb.",
        )
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        raise EntrepotErreur(
            "java_absent",
            "Spark a besoin de Java 17 ou plus récent, qui n'est pas sur cette machine.",
            ou="--moteur",
            remede="Installez Java, ou laissez --moteur duckdb.",
        )


def version() -> str:
    """« Apache Spark 4.3.0 »."""
    return f"Apache Spark {importlib.metadata.version('pyspark')}"


def en_spark(sql: str) -> str:
    """Porter une requête de DuckDB à Spark ; `$nom` y devient `:nom`."""
    import sqlglot
    from sqlglot import exp

    arbre = sqlglot.parse_one(sql, read="duckdb")
    nomme = arbre.transform(lambda n: exp.Placeholder(this=n.name) if isinstance(n, exp.Parameter) else n)
    return str(nomme.sql(dialect="spark"))


def executer(
    demande: Demande, adresse: str, memoire: int, travail: Path, avancer: Avancer = lambda part: None
) -> pl.DataFrame:
    """Comme `moteur_duckdb.executer`, sur le moteur Spark d'`adresse` ; `memoire` : Mio du pilote Java."""
    exiger_present()
    if memoire < MEMOIRE_MINIMALE:
        raise memoire_insuffisante(memoire, True)
    for nom, table in demande.tables.items():
        table.write_parquet(travail / f"{nom}.parquet")
    (travail / moteur_spark_enfant.DEMANDE).write_text(
        json.dumps(_ecrite(demande, adresse, memoire)), encoding="utf-8"
    )
    avancer(0.01)
    with _enfant(travail, adresse.startswith("local")) as enfant:
        code = enfant.wait()
    resultat = travail / moteur_spark_enfant.RESULTAT
    if code or not resultat.exists():
        raise _traduire(_echec(travail), demande.source, adresse, memoire)
    avancer(1.0)
    return pl.read_parquet(resultat)


def _ecrite(demande: Demande, adresse: str, memoire: int) -> dict[str, object]:
    s = demande.source
    return {
        "adresse": adresse, "memoire": memoire, "fuseau": FUSEAU, "vue": LECTURE,
        "fichiers": [str(f) for f in s.fichiers], "parquet": s.forme is Forme.PARQUET, "colonnes": s.colonnes,
        "separateur": s.separateur, "encodage": "windows-1252" if s.encodage == CP1252 else "utf-8",
        "a_sauter": s.a_sauter, "alias": dict(demande.alias), "tables": list(demande.tables),
        "sql": en_spark(demande.sql), "parametres": dict(demande.parametres),
    }  # fmt: skip


@contextmanager
def _enfant(travail: Path, ici: bool) -> Iterator[subprocess.Popen[bytes]]:
    """Le processus de Spark, dans son groupe : à la sortie, plus rien n'en vit ni n'écrit.

    Son entrée reste ouverte tant que nous vivons : si l'on nous tue, il s'arrête.
    """
    env = {k: v for k, v in os.environ.items() if k not in ("SPARK_LOCAL_DIRS", "PYSPARK_SUBMIT_ARGS")}
    env |= {"TMPDIR": str(travail), "PYTHONUTF8": "1", "PYTHONWARNINGS": "ignore"}
    env |= {"SPARK_LOCAL_IP": "127.0.0.1"} if ici else {}
    with (travail / "journal.txt").open("wb") as journal:
        enfant = subprocess.Popen(
            [sys.executable, "-P", moteur_spark_enfant.__file__, str(travail)],
            cwd=travail, env=env, stdin=subprocess.PIPE, stdout=journal, stderr=journal, start_new_session=True,
        )  # fmt: skip
        try:
            yield enfant
        finally:
            with suppress(ProcessLookupError):
                os.killpg(enfant.pid, signal.SIGKILL) if hasattr(os, "killpg") else enfant.kill()
            enfant.communicate()


def _echec(travail: Path) -> str:
    chemin = travail / moteur_spark_enfant.ECHEC
    return chemin.read_text(encoding="utf-8") if chemin.exists() else "arrêté"


def _traduire(genre: str, source: Source, adresse: str, memoire: int) -> EntrepotErreur:
    if genre == "memoire":
        return memoire_insuffisante(memoire, True)
    if genre == "disque":
        return disque_plein()
    if genre == "entete":
        return fichier_illisible(
            "Spark ne lit qu'un en-tête d'une ligne, en tête de fichier.", source,
            "Retirez les lignes de titre, convertissez en Parquet, ou laissez --moteur duckdb.",
        )  # fmt: skip
    if genre == "fichier":
        return fichier_illisible(
            "Spark n'a pas pu lire ce fichier comme un tableau.", source,
            "Vérifiez qu'il est entier, et visible de chaque machine au même chemin.",
        )  # fmt: skip
    if genre == "injoignable":
        return EntrepotErreur(
            "moteur_injoignable", "Ce moteur Spark ne répond pas. Rien n'a été écrit.", ou=f"--moteur {adresse}",
            remede="Vérifiez l'adresse, le port, et que les deux versions de Spark sont les mêmes.",
        )  # fmt: skip
    return EntrepotErreur(
        "moteur_en_echec", f"Spark s'est arrêté ({genre}). Rien n'a été écrit.", ou=f"--moteur {adresse}",
        remede="Donnez plus de mémoire (--memoire), ou laissez --moteur duckdb.",
    )  # fmt: skip
