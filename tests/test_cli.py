"""La console, sur les vrais fichiers : les valeurs attendues de bout en bout, et des refus clairs."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tableau_bord import acces, cli, divulgation, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import proteger
from tests.graines import semer


@pytest.fixture
def base(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    yield chemin
    fermer_tout()


def _console(*arguments: object) -> int:
    return cli.principal([str(a) for a in arguments])


def _export(tmp_path, profil):
    sortie = tmp_path / f"{profil}.csv"
    assert _console("exporter", "--profil", profil, "--sortie", sortie) == 0
    return pl.read_csv(sortie, separator=";", infer_schema_length=0).fill_null("")


@pytest.mark.reel
def test_le_tableau_rls_et_la_population_au_clavier(base, tmp_path, partage, capsys):
    reel = partage / "donnees_reelles"
    assert _console("importer", reel / "rls_quebec" / "rls_no_water.shp") == 0
    assert "96\u00a0polygones lus" in capsys.readouterr().out
    rapport = tmp_path / "rapport.json"
    tableau = reel / "rls_quebec" / "tableau-rls20200916_115801.csv"
    assert _console("importer", tableau, "--essai", "--rapport", rapport) == 0
    dit = json.loads(rapport.read_text(encoding="utf-8"))
    assert (dit["lignes_lues"], dit["lignes_versees"], dit["lignes_ecartees"]) == (114, 96, 18)
    assert _console("verifier") == 0
    assert '"valeurs": 0' in capsys.readouterr().out
    assert _console("importer", tableau) == 0
    assert "64\u00a0710" in capsys.readouterr().out
    assert _console("publier") == 0

    dsp = _export(tmp_path, "dsp")
    assert dsp.height == 96
    assert sum(float(x or 0) for x in dsp["effectif"]) == 64_710
    assert (dsp["motif"] == "non disponible").sum() == 5
    taux = dict(dsp.select("code", "valeur").iter_rows())
    for code, attendu in {"0515": 365.1, "0514": 96.0}.items():
        assert float(taux[code].replace(",", ".")) == pytest.approx(attendu, abs=0.05)

    assert _console("importer", reel / "population_msss" / "population_rls_rss_2019_2021.csv") == 0
    assert "Population RLS en 2020\u00a0: 8\u00a0539\u00a0073" in capsys.readouterr().out
    annees = dict(indicateurs.population_par_annee(ouvrir(base), "RLS").iter_rows())
    assert annees[2020] == 8_539_073
    assert _console("verifier") == 0


@pytest.mark.reel
def test_au_profil_table_chaque_petit_effectif_est_masque_et_le_dit(base, tmp_path, partage):
    reel = partage / "donnees_reelles" / "rls_quebec"
    _console("importer", reel / "rls_no_water.shp")
    texte = (reel / "tableau-rls20200916_115801.csv").read_text(encoding="utf-8")
    petit = tmp_path / "tableau-rls20200916_petit.csv"
    petit.write_text(
        texte.replace('18,18\u00a0741,"96,0"', '3,18\u00a0741,"16,0"').replace(
            '18,18 741,"96,0"', '3,18 741,"16,0"'
        ),
        encoding="utf-8",
    )
    _console("importer", petit)
    _console("publier")
    dsp, table = _export(tmp_path, "dsp"), _export(tmp_path, "table")
    effectifs = dict(dsp.select("code", "effectif").iter_rows())
    petits = {c for c, e in effectifs.items() if e and 0 < float(e) < 5}
    masques = set(table.filter(pl.col("motif") == "masqué")["code"])
    assert petits == {"0514"}
    assert masques == petits
    assert table.filter(pl.col("code") == "0514")["denominateur"].to_list() == [""]


@pytest.mark.reel
def test_reverser_le_meme_fichier_est_refuse_puis_permis_apres_annulation(base, partage, capsys):
    reel = partage / "donnees_reelles" / "rls_quebec"
    _console("importer", reel / "rls_no_water.shp")
    _console("importer", reel / "tableau-rls20200916_115801.csv")
    lot = capsys.readouterr().out.rstrip().rsplit("Lot ", 1)[1]
    assert _console("importer", reel / "tableau-rls20200916_115801.csv") == 1
    assert "déjà été versé" in capsys.readouterr().err
    assert _console("annuler", lot) == 0
    assert indicateurs.lire_cases(ouvrir(base), Profil.DSP).is_empty()
    assert _console("importer", reel / "tableau-rls20200916_115801.csv") == 0


def test_sans_territoires_la_console_dit_lequel_verser_d_abord(base, tmp_path, capsys):
    fichier = tmp_path / "indicateurs.csv"
    fichier.write_text("code;nom;cas;population\n0511;Un;3;100\n", encoding="utf-8")
    assert _console("importer", fichier, "--periode", "2021", "--indicateur", "diabete") == 1
    assert "Versez d'abord les territoires" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("contenu", "nom", "fragment"),
    [
        (b"", "vide.csv", "vide"),
        (b"\x00\x01\x02" * 999, "faux.csv", "pas un tableau"),
        (b"PK faux", "faux.xlsx", "ne s'ouvre pas"),
    ],
)
def test_un_mauvais_fichier_est_refuse_en_une_phrase(base, tmp_path, capsys, contenu, nom, fragment):
    fichier = tmp_path / nom
    fichier.write_bytes(contenu)
    assert _console("importer", fichier) == 1
    dit = capsys.readouterr().err
    assert fragment in dit
    assert "Traceback" not in dit


def test_un_fichier_absent_le_dit(base, tmp_path, capsys):
    assert _console("importer", tmp_path / "absent.csv") == 1
    assert "ne se lit pas" in capsys.readouterr().err


def test_attaquer_dit_ce_qui_tient_et_ce_qui_fuit(base, tmp_path, monkeypatch, capsys):
    semer(ouvrir(base))
    assert _console("publier") == 0
    sortie = tmp_path / "intervalles.csv"
    assert _console("attaquer", "--complete", "--sortie", sortie) == 0
    assert "aucune case exposée" in capsys.readouterr().out
    intervalles = pl.read_csv(sortie, infer_schema_length=0)
    assert intervalles.filter(pl.col("indicateur") == "deces").height == 3
    assert set(intervalles["exposee"]) == {"false"}


def test_attaquer_une_base_au_masque_primaire_seul_echoue(base, monkeypatch, capsys):
    semer(ouvrir(base))
    monkeypatch.setattr(divulgation, "masquer_tout", lambda cases, seuils, *_: raisonner(cases, seuils))
    assert _console("publier") == 1
    assert "laisserait retrouver" in capsys.readouterr().err
    monkeypatch.setattr(proteger, "refuser_si_expose", lambda protege: None)
    assert _console("publier") == 0
    assert _console("attaquer") == 1
    sorties = capsys.readouterr()
    assert "des cases exposées" in sorties.out
    assert "2\u00a0cases exposées" in sorties.err


def test_le_journal_se_lit_et_se_verifie_au_clavier(base, tmp_path, capsys):
    semer(ouvrir(base))
    assert _console("publier") == 0
    assert _console("exporter", "--sortie", tmp_path / "cube.csv") == 0
    capsys.readouterr()
    assert _console("journal") == 0
    lignes = capsys.readouterr().out.splitlines()
    assert [ligne.split("\u00a0: ")[1].split()[0] for ligne in lignes] == ["publier", "exporter"]
    assert _console("journal", "--verifier") == 0
    assert "intact\u00a0: 2\u00a0lignes" in capsys.readouterr().out


def test_un_journal_retouche_se_dit_au_clavier(base, capsys):
    semer(ouvrir(base))
    _console("publier")
    ouvrir(base).ecrire(lambda t: t.executer("UPDATE journal SET auteur = 'autre' WHERE numero = 1"))
    assert _console("journal", "--verifier") == 1
    assert "rompu à la ligne 1" in capsys.readouterr().err


def test_un_export_sans_ecriture_se_consigne_au_profil_demande(base, tmp_path):
    semer(ouvrir(base))
    _console("exporter", "--profil", "dsp", "--sortie", tmp_path / "cube.csv")
    ligne = acces.journal(ouvrir(base)).row(-1, named=True)
    assert ligne["geste"] == "exporter"
    assert json.loads(ligne["details"])["profil"] == "dsp"
