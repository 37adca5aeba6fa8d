"""Agréger au clavier : du fichier au tableau, du tableau à la base, et ce que la console refuse."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from tableau_bord import cli, cli_agreger, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.entrepot import fermer_tout, moteurs, ouvrir
from tests.gestes import agreger_essai as essai

RACINE = Path(__file__).resolve().parents[1]
OPTIONS = ("--territoire", "Aire", "--decoupage", "AD", "--periode", "Date", "--indicateur", "deces")


@pytest.fixture
def base(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    essai.region(ouvrir(chemin))
    yield chemin
    fermer_tout()


@pytest.fixture
def cas(tmp_path):
    return essai.en_csv(essai.evenements(400), tmp_path / "cas.csv", "cp1252")


def _console(*arguments: object) -> int:
    return cli.principal([str(a) for a in arguments])


def test_du_fichier_au_tableau_puis_a_la_base(base, cas, tmp_path, capsys):
    sortie, travail = tmp_path / "comptes.csv", tmp_path / "travail"
    sexe_age = ("--sexe", "Sexe", "--age", "Âge", "--tranches", essai.TRANCHES)
    doublons = ("--personne", "NAM", "--doublons", "un-par-periode")
    assert _console("agreger", cas, *OPTIONS, *sexe_age, *doublons, "--travail", travail, "--memoire", "512Mo", "--sortie", sortie) == 0  # fmt: skip
    dit = capsys.readouterr().out
    for fragment in (
        "400\u00a0lignes lues",
        "territoire inconnu",
        "règle «\u00a0un-par-periode\u00a0»",
        "profil DSP",
        "effacé",
    ):
        assert fragment in dit
    assert not travail.exists()
    tableau = pl.read_csv(sortie, separator=";", infer_schema_length=0)
    cases, _ = essai.a_la_main(essai.evenements(400), "un-par-periode")
    assert "NAM" not in tableau.columns
    assert tableau.filter((pl.col("sexe") == "T") & (pl.col("age") == "tous"))["effectif"].cast(
        pl.Float64
    ).sum() == sum(cases.values())
    assert _console("importer", sortie) == 0
    assert _console("journal", "--verifier") == 0
    lues = indicateurs.lire_cases(ouvrir(base), Profil.DSP, sexes=None)
    assert lues.height == tableau.height
    assert lues["effectif"].sum() == tableau["effectif"].cast(pl.Float64).sum()


def test_verser_fait_un_lot_qu_on_annule(base, cas, capsys):
    assert _console("agreger", cas, *OPTIONS, "--verser") == 0
    lot = capsys.readouterr().out.rstrip().rsplit("Lot ", 1)[1]
    assert indicateurs.lire_cases(ouvrir(base), Profil.DSP).height
    assert indicateurs.lire_cases(ouvrir(base), Profil.TABLE).is_empty()
    assert _console("agreger", cas, *OPTIONS, "--verser") == 1
    assert "déjà été versé" in capsys.readouterr().err
    assert _console("annuler", lot) == 0
    assert indicateurs.lire_cases(ouvrir(base), Profil.DSP).is_empty()


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        ((), "--sortie"),
        (("--sortie", "absent/x.csv"), "Ce dossier n'existe pas"),
        (("--verser", "--moteur", "yarn"), "n'est pas un moteur connu"),
        (("--verser", "--filtre", "1; DROP"), "ne se lit pas"),
        (("--verser", "--personne", "NAM"), "un-par-periode"),
        (("--verser", "--sexe", "Genre"), "n'est pas au fichier"),
    ],
)
def test_un_refus_tient_en_une_phrase(base, cas, capsys, arguments, fragment):
    assert _console("agreger", cas, *OPTIONS, *arguments) == 1
    dit = capsys.readouterr().err
    assert fragment in dit
    assert "Traceback" not in dit
    assert indicateurs.lire_cases(ouvrir(base), Profil.DSP).is_empty()


def test_un_fichier_absent_le_dit(base, tmp_path, capsys):
    assert _console("agreger", tmp_path / "absent.csv", *OPTIONS, "--verser") == 1
    assert "ne se lit pas" in capsys.readouterr().err


def test_une_interruption_annule_et_efface(base, cas, tmp_path, monkeypatch, capsys):
    def interrompre(*_):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)

    monkeypatch.setattr(moteurs.moteur_duckdb, "executer", interrompre)
    avant = signal.getsignal(signal.SIGTERM)
    assert (
        _console("agreger", cas, *OPTIONS, "--travail", tmp_path / "t", "--sortie", tmp_path / "x.csv") == 1
    )
    assert "rien n'a été écrit" in capsys.readouterr().err
    assert not (tmp_path / "t").exists()
    assert not (tmp_path / "x.csv").exists()
    assert signal.getsignal(signal.SIGTERM) == avant


@pytest.mark.parametrize(("texte", "mio"), [("1Gio", 1024), ("512Mo", 488), ("1,5 Go", 1430), ("2go", 1907)])
def test_la_memoire_se_dit_en_octets(texte, mio):
    assert cli_agreger._mio(texte) == mio


@pytest.mark.parametrize("texte", ["", "1", "beaucoup", "1Ko", "-1Go", "8Mo"])
def test_une_memoire_illisible_est_refusee(texte):
    with pytest.raises(argparse.ArgumentTypeError, match="écrivez"):
        cli_agreger._mio(texte)


def test_l_aide_dit_chaque_regle(capsys):
    with pytest.raises(SystemExit):
        _console("agreger", "--help")
    aide = " ".join(capsys.readouterr().out.split()).replace("- ", "-")
    for regle in ("garder", "premier", "dernier", "un-par-periode", "un-par-periode-et-territoire"):
        assert f"{regle} : " in aide.replace("\u00a0", " ")


def test_la_console_ne_charge_pas_spark():
    programme = (
        "import sys; import tableau_bord.cli; print(*[m for m in ('pyspark', 'sqlglot') if m in sys.modules])"
    )
    env = {**os.environ, "PYTHONPATH": str(RACINE / "src")}
    fini = subprocess.run([sys.executable, "-c", programme], env=env, capture_output=True, text=True)
    assert (fini.returncode, fini.stdout.strip()) == (0, "")
