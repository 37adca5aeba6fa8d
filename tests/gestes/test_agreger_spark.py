"""Spark sur cette machine (« local[2] ») rend les nombres de DuckDB, cellule par cellule.

Long (une machine virtuelle Java par agrégation) ; se saute si pyspark, sqlglot ou Java manque.
"""

from __future__ import annotations

import importlib.util
import os
import shutil

import numpy as np
import polars as pl
import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot.moteurs import Moteur
from tableau_bord.gestes import agreger
from tableau_bord.gestes.agreger_plan import Choix
from tests.gestes import agreger_essai as essai
from tests.gestes.agreger_essai import QUI, TRANCHES

ABSENTS = [nom for nom in ("pyspark", "sqlglot") if importlib.util.find_spec(nom) is None]
pytestmark = [
    pytest.mark.lent,
    pytest.mark.skipif(
        bool(ABSENTS) or not (os.environ.get("JAVA_HOME") or shutil.which("java")),
        reason=f"Spark est facultatif, et il manque {', '.join(ABSENTS) or 'Java'} : essai sauté",
    ),
]
TEXTES = Choix(
    "Aire", "deces", decoupage="AD", periode="Date", sexe="Sexe", age="Âge", tranches=TRANCHES, personne="NAM",
    doublons="premier", filtre="non (Diag dans ('J46', 'I10')) ou nom_du_lieu = 'Été' et Âge >= 12",
)  # fmt: skip
NOMBRES = Choix(
    "aire", "deces", decoupage="AD", periode="quand", pas="jour", sexe="sexe", age="age", tranches=TRANCHES,
    personne="qui", doublons="dernier", filtre="poids > -0.5 et quand >= '2020-01-03'",
)  # fmt: skip


def textes(dossier):
    """CSV Windows-1252, guillemets, séparateurs dans les cellules, lignes mal tenues."""
    return essai.en_csv(essai.evenements(), dossier / "cas.csv", "cp1252"), TEXTES


def nombres(dossier):
    """Parquet : entiers, flottants, NaN, horodatages UTC autour de minuit, nuls."""
    de = np.random.default_rng(3)
    n = 4_000
    minuit = np.datetime64("2020-01-02T05:00:00", "us") + de.integers(-48, 480, n).astype("timedelta64[h]")
    cadre = pl.DataFrame(
        {
            "aire": de.choice([int(a) for a in (*essai.AIRES, essai.HORS, 7)], n),
            "quand": pl.Series(minuit).dt.replace_time_zone("UTC"),
            "sexe": de.integers(0, 3, n).astype(np.int8),
            "age": de.uniform(-2, 140, n),
            "qui": de.integers(0, n // 3, n),
            "poids": np.where(de.random(n) < 0.1, np.nan, de.normal(size=n)),
        }
    )
    trous = [pl.when(pl.Series(de.random(n) < 0.97)).then(c).alias(c) for c in cadre.columns]
    cadre.select(trous).write_parquet(dossier / "cas.parquet")
    return dossier / "cas.parquet", NOMBRES


@pytest.mark.parametrize("preparer", [textes, nombres])
def test_spark_compte_comme_duckdb(entrepot_vide, tmp_path, preparer):
    essai.region(entrepot_vide, partage=True)
    cas, choix = preparer(tmp_path)
    ici = agreger.agreger(entrepot_vide, QUI, cas, choix)
    travail = tmp_path / "travail"
    la_bas = agreger.agreger(entrepot_vide, QUI, cas, choix, moteur=Moteur.lire("local[2]"), travail=travail)
    assert ici.decompte.evenements > 100
    assert len(ici.decompte.ecarts) >= 7
    assert la_bas.tableau.equals(ici.tableau)
    assert la_bas.decompte.ecarts == ici.decompte.ecarts
    assert la_bas.decompte.doublons == ici.decompte.doublons
    assert not travail.exists()
    assert any("Apache Spark" in phrase for phrase in la_bas.phrases)


def test_un_fichier_que_spark_ne_lit_pas_se_dit_et_le_repertoire_s_efface(entrepot_vide, tmp_path):
    essai.region(entrepot_vide)
    cas = tmp_path / "cas_2020.csv"
    cas.write_text("Aire;Date;x\n24000000;2020;a\n24000001;2020\n", encoding="utf-8")
    travail = tmp_path / "travail"
    with pytest.raises(EntrepotErreur, match="Spark n'a pas pu lire") as refus:
        agreger.agreger(
            entrepot_vide, QUI, cas, Choix("Aire", "deces", decoupage="AD"), moteur=Moteur.lire("local[2]"),
            travail=travail,
        )  # fmt: skip
    assert "24000001" not in refus.value.phrase
    assert not travail.exists()
