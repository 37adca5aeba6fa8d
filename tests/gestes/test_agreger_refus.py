"""Agréger : ce qui est refusé, avant d'avoir lu le fichier, et la phrase qui le dit."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode
from tableau_bord.commun.erreurs import (
    AccesErreur,
    EntrepotErreur,
    ImportationErreur,
    TableauBordErreur,
    TerritoireErreur,
)
from tableau_bord.entrepot import moteurs
from tableau_bord.gestes import agreger
from tableau_bord.gestes.agreger_plan import Choix
from tests.gestes import agreger_essai as essai
from tests.gestes.agreger_essai import QUI, TRANCHES

CHOIX = Choix("Aire", "deces", decoupage="AD", periode="Date")


@pytest.fixture
def base(entrepot_vide):
    essai.region(entrepot_vide)
    return entrepot_vide


@pytest.fixture(scope="module")
def cas(tmp_path_factory):
    return essai.en_parquet(essai.evenements(200), tmp_path_factory.mktemp("cas") / "cas.parquet")


@pytest.fixture
def jamais_lu(monkeypatch):
    """Aucun moteur ne doit être appelé."""
    monkeypatch.setattr(moteurs.moteur_duckdb, "executer", lambda *_: pytest.fail("le fichier a été lu"))


@pytest.mark.parametrize(
    "filtre",
    [
        "Diag = 'J45'; DROP TABLE journal",
        "1 = 1",
        "Diag = 'J45' -- et le reste",
        "Diag = 'J45' # et le reste",
        "Diag = (SELECT 1)",
        "Diag = 'a' UNION SELECT NAM",
        "__import__('os').system('ls')",
        "Diag.__class__ = 'str'",
        "Diag = Date",
        "Âge + 1 > 2",
        "Âge * 1e300 > 2",
        "lower(Diag) = 'j45'",
        "Diag",
        "Diag = 'J45' et Âge = 'vieux' ou Âge = 3 et Diag dans ('a', 3)",
        "[x for x in Diag] = 1",
        "lambda: Diag",
        "Diag = '" + "x" * 3000 + "'",
        "read_csv('/etc/passwd') = 'x'",
        "inconnue = 'x'",
    ],
)
def test_un_filtre_malveillant_ou_faux_est_refuse(base, cas, jamais_lu, filtre):
    with pytest.raises(TableauBordErreur) as refus:
        agreger.agreger(base, QUI, cas, replace(CHOIX, filtre=filtre))
    assert refus.value.remede
    assert base.lire("SELECT COUNT(*) AS n FROM journal")["n"][0] == 0


def test_une_constante_hostile_n_est_qu_une_valeur(base, cas):
    filtre = "Diag = \"'; DROP TABLE lieux; --\" ou Diag = 'J45'"
    ordinaire = agreger.agreger(base, QUI, cas, replace(CHOIX, filtre="Diag = 'J45'"))
    assert agreger.agreger(base, QUI, cas, replace(CHOIX, filtre=filtre)).tableau.equals(ordinaire.tableau)


@pytest.mark.parametrize("nom", ['a"b', "a`b", "'; DROP TABLE x; --", "é à", "SELECT", "l.t"])
@pytest.mark.parametrize("suffixe", [".parquet", ".csv"])
def test_une_colonne_au_nom_hostile_se_lit(base, tmp_path, nom, suffixe):
    cadre = pl.DataFrame({nom: ["C01", "C02", "C01"], "an": ["2020", "2020", "2020"]})
    chemin = tmp_path / f"a{suffixe}"
    cadre.write_parquet(chemin) if suffixe == ".parquet" else cadre.write_csv(chemin, separator=";")
    comptes = agreger.agreger(base, QUI, chemin, Choix(nom, "deces", periode="an", zeros=False))
    assert dict(comptes.tableau.select("code", "effectif").iter_rows()) == {"C01": 2, "C02": 1}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"territoire": "NAM"}, "colonne_identifiante"),
        ({"sexe": "NAM"}, "colonne_identifiante"),
        ({"filtre": "NAM = 'ABCD80010112'"}, "colonne_identifiante"),
        ({"filtre": "NAM = 'ABCD80010112'", "personne": "NAM", "doublons": "premier"}, "filtre_sur_personne"),
        ({"personne": "Aire", "doublons": "premier"}, "colonne_a_deux_roles"),
        ({"personne": "NAM"}, "doublons_a_dire"),
        ({"doublons": "premier"}, "doublons_a_dire"),
        ({"territoire": "Absente"}, "colonne_inconnue"),
        ({"age": "Âge"}, "tranches_a_dire"),
        ({"tranches": TRANCHES}, "tranches_a_dire"),
        ({"age": "Âge", "tranches": "0-17,15-64"}, "tranche_illisible"),
        ({"age": "Âge", "tranches": "jeunes"}, "tranche_illisible"),
        ({"periode": "jadis"}, "periode_a_dire"),
        ({"periode": ""}, "periode_a_dire"),
        ({"indicateur": "inconnu"}, "indicateur_inconnu"),
        ({"decoupage": "MRC"}, "sans_territoires"),
    ],
)  # fmt: skip
def test_un_choix_impossible_est_refuse_avant_de_lire(base, cas, jamais_lu, changes, code):
    with pytest.raises(ImportationErreur) as refus:
        agreger.agreger(base, QUI, cas, replace(CHOIX, **changes))
    assert refus.value.code == code
    assert refus.value.remede


def test_une_colonne_identifiante_n_est_jamais_citee(base, cas):
    with pytest.raises(ImportationErreur) as refus:
        agreger.agreger(base, QUI, cas, replace(CHOIX, territoire="NAM"))
    assert "assurance maladie" in refus.value.phrase
    assert "ABCD" not in refus.value.phrase


def test_rien_ne_mene_d_un_decoupage_a_l_autre(base, cas, jamais_lu):
    with pytest.raises(TerritoireErreur, match="Rien dans cette base ne mène"):
        agreger.agreger(base, QUI, cas, replace(CHOIX, vers="RSS"))


def test_sans_composition_on_dit_quoi_verser(entrepot_vide, cas, jamais_lu):
    essai.region(entrepot_vide)
    entrepot_vide.ecrire(lambda t: t.executer("DELETE FROM composition"))
    with pytest.raises(TerritoireErreur, match="Versez la composition"):
        agreger.agreger(entrepot_vide, QUI, cas, CHOIX)


def test_rien_a_compter_n_est_pas_un_tableau_de_zeros(base, cas):
    with pytest.raises(ImportationErreur, match="hors du filtre"):
        agreger.agreger(base, QUI, cas, replace(CHOIX, filtre="Diag = 'Z99'"))


def test_un_tableau_demesure_est_refuse(base, cas, monkeypatch):
    monkeypatch.setattr("tableau_bord.gestes.agreger_comptes.CASES_MAXIMUM", 10)
    with pytest.raises(ImportationErreur, match="pas plus long"):
        agreger.agreger(base, QUI, cas, replace(CHOIX, pas="jour", filtre="Date >= '2020-01-01'"))


def test_un_fichier_qui_change_pendant_la_lecture(base, tmp_path, monkeypatch):
    chemin = essai.en_parquet(essai.evenements(50), tmp_path / "cas.parquet")
    vrai = moteurs.moteur_duckdb.executer

    def changer(*arguments):
        rendu = vrai(*arguments)
        chemin.touch()
        return rendu

    monkeypatch.setattr(moteurs.moteur_duckdb, "executer", changer)
    with pytest.raises(ImportationErreur, match="changé pendant sa lecture"):
        agreger.agreger(base, QUI, chemin, CHOIX)


@pytest.mark.parametrize(
    ("contenu", "fragment"),
    [
        (b"Aire;Date;x\n24000000;2020;a\n24000001;2020\n", "3\u00a0colonnes, à la ligne 3"),
        (b"Aire;Date\n24000000;2020\n\"24000001;2020\n", "ne se lit"),
        (b"PAR1" + b"\0" * 50, "abîmé"),
        (b"PK\x03\x04" + b"\0" * 50, "lit du CSV ou du Parquet"),
        (b"", "vide"),
    ],
)  # fmt: skip
def test_un_mauvais_fichier_est_refuse_sans_citer_une_ligne(base, tmp_path, contenu, fragment):
    chemin = tmp_path / "mauvais_2020.csv"
    chemin.write_bytes(contenu)
    with pytest.raises(TableauBordErreur) as refus:
        agreger.agreger(base, QUI, chemin, Choix("Aire", "deces", decoupage="AD"))
    assert fragment in refus.value.phrase
    assert "24000001" not in refus.value.phrase


def test_un_accent_tardif_dit_quel_encodage_demander(base, tmp_path):
    debut = b"Aire;Date;lieu\n" + b"24000000;2020;ici\n" * 300_000
    chemin = tmp_path / "tardif.csv"
    chemin.write_bytes(debut + "24000000;2020;là\n".encode("cp1252"))
    with pytest.raises(EntrepotErreur, match="--encodage windows-1252"):
        agreger.agreger(base, QUI, chemin, replace(CHOIX, filtre="lieu != 'x'"))
    comptes = agreger.agreger(
        base, QUI, chemin, replace(CHOIX, encodage="windows-1252", filtre="lieu = 'là'")
    )
    assert comptes.decompte.evenements == 1


def test_sans_le_droit_de_verser_rien_ne_se_fait(base, cas, jamais_lu):
    lecteur = Identite("lecteur", frozenset({acces.Role.LECTURE}), Mode.SERVEUR)
    with pytest.raises(AccesErreur, match="verser"):
        agreger.agreger(base, lecteur, cas, CHOIX)
