"""Le répertoire de travail : exigé s'il faut déborder, en 0700, effacé et journalisé quoi qu'il arrive."""

from __future__ import annotations

import contextlib
import json

import numpy as np
import polars as pl
import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import moteurs
from tableau_bord.gestes import agreger
from tableau_bord.gestes.agreger_plan import Choix
from tests.gestes import agreger_essai as essai
from tests.gestes.agreger_essai import QUI

CHOIX = Choix("c", "deces", periode="2020", personne="qui", doublons="premier")
PERSONNES = 1_500_000


@pytest.fixture
def base(entrepot_vide):
    essai.region(entrepot_vide)
    return entrepot_vide


@pytest.fixture(scope="module")
def nombreux(tmp_path_factory):
    """Assez de personnes pour déborder de 100 Mio."""
    chemin = tmp_path_factory.mktemp("gros") / "gros.parquet"
    noms = pl.select(pl.format("P{}", pl.int_range(PERSONNES).cast(pl.String).str.zfill(15))).to_series()
    lieux = np.array(["C01", "C02", "C03"])[np.arange(PERSONNES) % 3]
    pl.DataFrame({"c": lieux, "qui": noms}).write_parquet(chemin)
    return chemin


def gestes_du_journal(base):
    return [
        (x["geste"], json.loads(x["details"]))
        for x in base.lire("SELECT * FROM journal ORDER BY numero").to_dicts()
    ]


def test_ce_qui_ne_tient_pas_est_refuse_sans_rien_ecrire_sur_disque(base, nombreux, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(EntrepotErreur, match="--travail") as refus:
        agreger.agreger(base, QUI, nombreux, CHOIX, memoire=100)
    assert refus.value.code == "memoire_insuffisante"
    assert list(tmp_path.iterdir()) == []


def test_avec_un_repertoire_le_calcul_deborde_puis_tout_est_efface(base, nombreux, tmp_path, monkeypatch):
    travail, vus = tmp_path / "travail", []
    vrai = moteurs.moteur_duckdb.executer

    def regarder(demande, memoire, ou, avancer):
        def voir(part):
            with contextlib.suppress(FileNotFoundError):  # DuckDB efface ses fichiers à mesure
                vus.append((oct(ou.stat().st_mode & 0o777), sum(f.stat().st_size for f in ou.rglob("*"))))

        monkeypatch.setattr(moteurs.moteur_duckdb, "_CADENCE", 0.01)
        return vrai(demande, memoire, ou, voir)

    monkeypatch.setattr(moteurs.moteur_duckdb, "executer", regarder)
    comptes = agreger.agreger(base, QUI, nombreux, CHOIX, memoire=100, travail=travail)
    assert comptes.decompte.evenements == PERSONNES
    assert {droits for droits, _ in vus} == {"0o700"}
    assert max(octets for _, octets in vus) > 0, "le calcul devait déborder"
    assert not travail.exists()
    (ouvert, _), (efface, details), (agrege, _) = gestes_du_journal(base)
    assert (ouvert, efface, agrege) == (
        "ouvrir un répertoire de travail",
        "effacer le répertoire de travail",
        "agréger",
    )
    assert details["efface"] is True
    assert any("effacé" in phrase for phrase in comptes.phrases)


@pytest.mark.parametrize("panne", [RuntimeError("cassé"), KeyboardInterrupt(), EntrepotErreur("x", "Non.")])
def test_le_repertoire_est_efface_et_journalise_meme_si_le_calcul_leve(
    base, nombreux, tmp_path, monkeypatch, panne
):
    travail = tmp_path / "travail"

    def tomber(demande, memoire, ou, avancer):
        (ou / "morceau.tmp").write_text("une personne")
        (ou / "sous").mkdir()
        raise panne

    monkeypatch.setattr(moteurs.moteur_duckdb, "executer", tomber)
    with pytest.raises(type(panne)):
        agreger.agreger(base, QUI, nombreux, CHOIX, travail=travail)
    assert not travail.exists()
    assert [(g, d.get("efface")) for g, d in gestes_du_journal(base)] == [
        ("ouvrir un répertoire de travail", None),
        ("effacer le répertoire de travail", True),
    ]


def test_un_repertoire_refuse_n_est_ni_efface_ni_journalise(base, nombreux, tmp_path):
    (tmp_path / "mien.txt").write_text("à moi")
    with pytest.raises(EntrepotErreur):
        agreger.agreger(base, QUI, nombreux, CHOIX, travail=tmp_path)
    assert (tmp_path / "mien.txt").read_text() == "à moi"
    assert gestes_du_journal(base) == []
