"""Le processus où Spark s'exécute : lit la demande du répertoire de travail, y laisse le résultat.

Ne dépend de rien du projet : `moteur_spark` le lance par son chemin.
"""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from pathlib import Path
from typing import Any

DEMANDE, RESULTAT, ECHEC = "demande.json", "resultat.parquet", "echec.txt"
_GENRES = (
    ("memoire", r"OutOfMemory|GC overhead|Java heap|exceeds? .*maxResultSize|Not enough memory"),
    ("disque", r"No space left"),
    (
        "injoignable",
        r"masters? (?:is|are) unresponsive|connect to master|Failed to connect|Connection refused|UnknownHost"
        r"|Could not parse Master|stopped SparkContext",
    ),
    (
        "fichier",
        r"MALFORMED|FAILED_READ_FILE|CANNOT_READ_FILE|PATH_NOT_FOUND|FileNotFound|not a Parquet|ParquetDecoding"
        r"|Unsupported encoding|CANNOT_MERGE|PARQUET_TYPE",
    ),
)


def principal(travail: Path) -> int:
    """Rend 0, ou 1 en laissant le genre d'échec ; jamais un message du moteur, qui cite des lignes."""
    try:
        _executer(travail, json.loads((travail / DEMANDE).read_text(encoding="utf-8")))
    except Exception as erreur:
        dit = f"{type(erreur).__name__} {erreur}"
        genre = next((g for g, motif in _GENRES if re.search(motif, dit)), type(erreur).__name__)
        (travail / ECHEC).write_text(genre, encoding="utf-8")
        return 1
    return 0


def _executer(travail: Path, d: dict[str, Any]) -> None:
    import pyarrow.parquet as pq

    if not d["parquet"] and d["a_sauter"] != 1:
        (travail / ECHEC).write_text("entete", encoding="utf-8")
        sys.exit(1)
    spark = _session(travail, d)
    for nom in d["tables"]:
        spark.createDataFrame(pq.read_table(travail / f"{nom}.parquet")).createOrReplaceTempView(nom)
    _vue(spark, d)
    pq.write_table(spark.sql(d["sql"], args=d["parametres"]).toArrow(), travail / RESULTAT)
    spark.stop()


def _session(travail: Path, d: dict[str, Any]) -> Any:
    from pyspark.sql import SparkSession

    reglages = {
        "spark.driver.memory": f"{d['memoire']}m",
        "spark.driver.maxResultSize": "0",
        "spark.driver.extraJavaOptions": f"-Djava.io.tmpdir={travail} -XX:-UsePerfData",
        "spark.local.dir": str(travail),
        "spark.sql.warehouse.dir": str(travail / "entrepot"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": d["fuseau"],
        "spark.sql.caseSensitive": "true",
        "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
        "spark.sql.parquet.int96RebaseModeInRead": "CORRECTED",
        "spark.sql.csv.parser.columnPruning.enabled": "false",
        "spark.sql.legacy.javaCharsets": "true",  # sans quoi windows-1252 est refusé
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }
    if d["adresse"].startswith("local"):
        reglages |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    constructeur = SparkSession.builder.appName("tableau-bord agreger").master(d["adresse"])
    for cle, valeur in reglages.items():
        constructeur = constructeur.config(cle, valeur)
    return constructeur.getOrCreate()


def _vue(spark: Any, d: dict[str, Any]) -> None:
    from pyspark.sql import functions as F  # noqa: N812

    if d["parquet"]:
        lu = spark.read.parquet(*d["fichiers"])
        noms = {c: c for c in d["colonnes"]}
    else:
        noms = {c: f"x{rang}" for rang, c in enumerate(d["colonnes"])}
        lu = spark.read.csv(
            d["fichiers"], schema=", ".join(f"{x} STRING" for x in noms.values()), sep=d["separateur"],
            encoding=d["encodage"], header=True, enforceSchema=True, quote='"', escape='"', multiLine=True,
            mode="FAILFAST",
        )  # fmt: skip
    choisies = [F.col("`" + noms[c].replace("`", "``") + "`").alias(a) for a, c in d["alias"].items()]
    lu.select(*choisies).createOrReplaceTempView(d["vue"])


def _finir_avec_le_parent() -> None:
    """L'entrée se ferme quand celui qui nous a lancés disparaît, même tué ; Java suit, par la même règle."""
    os.read(0, 1)  # sans tampon : un verrou tenu ferait avorter la fin normale
    os._exit(2)


if __name__ == "__main__":
    threading.Thread(target=_finir_avec_le_parent, daemon=True).start()
    sys.exit(principal(Path(sys.argv[1])))
