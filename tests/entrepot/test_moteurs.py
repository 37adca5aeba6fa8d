"""Le choix d'un moteur : adresses permises, dépendances facultatives, ce que Spark exige."""

from __future__ import annotations

import importlib.util
import tracemalloc
from pathlib import Path

import polars as pl
import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import moteur_spark, moteur_spark_enfant
from tableau_bord.entrepot.moteur_modele import CP1252, Demande, Forme, Source
from tableau_bord.entrepot.moteurs import Moteur


def demande(fichier: Path, **source: object) -> Demande:
    """Compter les lignes d'un fichier par sa colonne « c »."""
    forme = Forme.PARQUET if fichier.suffix == ".parquet" else Forme.CSV
    lue = Source((fichier,), forme, ("c",), **source)  # type: ignore[arg-type]
    return Demande(lue, {"a": "c"}, {}, "SELECT l.a AS c, COUNT(*) AS n FROM lecture AS l GROUP BY 1", {})


@pytest.mark.parametrize(
    "adresse", ["", "spark", "yarn", "local[deux]", "http://x", "duckdb; rm", "spark://a b"]
)
def test_une_adresse_inconnue_est_refusee(adresse):
    with pytest.raises(EntrepotErreur, match="n'est pas un moteur connu"):
        Moteur.lire(adresse)


@pytest.mark.parametrize("adresse", ["local", "local[2]", "local[*]", "spark://grappe.exemple:7077"])
def test_spark_absent_se_dit_en_une_phrase(monkeypatch, adresse):
    monkeypatch.setattr(importlib.util, "find_spec", lambda nom: None)
    with pytest.raises(EntrepotErreur, match="pyspark et sqlglot") as refus:
        Moteur.lire(adresse)
    assert "pip install" in refus.value.remede


def test_java_absent_se_dit(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda nom: object())
    monkeypatch.setattr(moteur_spark.shutil, "which", lambda nom: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EntrepotErreur, match="Java 17"):
        moteur_spark.exiger_present()


def test_spark_exige_un_repertoire_de_travail(tmp_path):
    with pytest.raises(EntrepotErreur, match="--travail"):
        Moteur("local[2]").executer(demande(tmp_path / "x.csv"), 1024, None)


def test_duckdb_n_a_besoin_de_rien():
    assert Moteur.lire("duckdb").version.startswith("DuckDB")


@pytest.mark.parametrize("encodage", ["utf-8", CP1252])
def test_un_csv_se_lit_dans_son_encodage_et_sans_jokers(tmp_path, encodage):
    fichier = tmp_path / "a[1]*.csv"
    fichier.write_bytes('titre\nc\nété\nété\n"a;b"\n'.encode(encodage))
    lu = Moteur().executer(demande(fichier, encodage=encodage, a_sauter=2), 256, None)
    assert dict(lu.iter_rows()) == {"été": 2, "a;b": 1}


def test_un_parquet_tronque_est_refuse(tmp_path):
    fichier = tmp_path / "x.parquet"
    pl.DataFrame({"c": list(range(50_000))}).write_parquet(fichier)
    fichier.write_bytes(fichier.read_bytes()[:-4000])
    with pytest.raises(EntrepotErreur, match="abîmé"):
        Moteur().executer(demande(fichier), 256, None)


def test_l_enfant_de_spark_ne_garde_que_le_genre_de_l_echec(tmp_path, monkeypatch):
    """Le message d'un moteur cite des lignes du fichier : il ne s'écrit nulle part."""

    def tomber(travail, demande):
        raise ValueError("[MALFORMED_RECORD] ABCD80010112")

    monkeypatch.setattr(moteur_spark_enfant, "_executer", tomber)
    (tmp_path / moteur_spark_enfant.DEMANDE).write_text("{}", encoding="utf-8")
    assert moteur_spark_enfant.principal(tmp_path) == 1
    assert (tmp_path / moteur_spark_enfant.ECHEC).read_text(encoding="utf-8") == "fichier"


@pytest.mark.parametrize(
    ("genre", "code"),
    [
        ("memoire", "memoire_insuffisante"),
        ("disque", "disque_plein"),
        ("entete", "fichier_illisible"),
        ("fichier", "fichier_illisible"),
        ("injoignable", "moteur_injoignable"),
        ("Autre", "moteur_en_echec"),
    ],
)
def test_chaque_genre_d_echec_a_sa_phrase(tmp_path, genre, code):
    erreur = moteur_spark._traduire(genre, demande(tmp_path / "x.csv").source, "local[2]", 1024)
    assert erreur.code == code
    assert erreur.remede


def test_la_requete_se_porte_a_spark():
    pytest.importorskip("sqlglot", reason="sqlglot est facultatif : essai sauté")
    porte = moteur_spark.en_spark(
        "SELECT a // 10 AS d, REGEXP_MATCHES(x, '^ *$') FROM t WHERE x IN ($v0, $v1)"
    )
    assert porte == "SELECT a DIV 10 AS d, x RLIKE '^ *$' FROM t WHERE x IN (:v0, :v1)"


def test_la_memoire_de_python_ne_suit_pas_celle_du_fichier(tmp_path):
    fichier = tmp_path / "x.parquet"
    pl.DataFrame({"c": pl.int_range(2_000_000, eager=True) % 7}).write_parquet(fichier)
    tracemalloc.start()
    lu = Moteur().executer(demande(fichier), 256, None)
    assert lu.height == 7
    assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    tracemalloc.stop()
