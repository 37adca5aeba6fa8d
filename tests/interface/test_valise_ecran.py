"""Les écrans de la valise et de la rencontre : ce qu'on y voit, qui les voit, ce que le dépôt accepte."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.acces import rencontres
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import bases, rencontre, valise
from tableau_bord.gestes.bases import Base
from tableau_bord.interface import valise as ecran_valise
from tests.gestes.valise_semee import EN_SALLE, QUI, confier, maison
from tests.graines import ORDINAIRE


@pytest.fixture
def fichiers(tmp_path, monkeypatch):
    maison(tmp_path / "maison.duckdb").fermer()
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "maison.duckdb"))
    monkeypatch.setenv("TABLEAU_BORD_MODE", "poste")
    chez_nous = ouvrir(tmp_path / "maison.duckdb")
    valise.preparer(chez_nous, QUI, "communaute", ORDINAIRE, tmp_path / "valise.duckdb")
    yield tmp_path
    fermer_tout()


@dataclass
class _Ici:
    entrepot: object
    qui: object = QUI


@dataclass
class _Depose:
    name: str
    contenu: bytes

    def getvalue(self) -> bytes:
        return self.contenu


def _ecran(module: str, fonction: str) -> AppTest:
    programme = f"""
from tableau_bord.acces import Profil
from tableau_bord.gestes import bases
from tableau_bord.interface import identite, {module}
from tableau_bord.interface.contexte import Contexte
{module}.{fonction}(Contexte(bases.ouvrir_base(bases.REGION), Profil.TABLE, identite.courante()))
"""
    return AppTest.from_string(programme, default_timeout=30)


def _textes(essai: AppTest) -> str:
    return " ".join(str(e.proto.body) for e in essai.get("html"))


def test_l_ecran_de_la_rencontre_montre_le_code_puis_compte_et_ferme(fichiers, monkeypatch):
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(fichiers / "valise.duckdb"))
    monkeypatch.setenv("TABLEAU_BORD_MODE", "rencontre")
    monkeypatch.setenv("TABLEAU_BORD_PORT", "8731")
    monkeypatch.setattr(rencontre, "adresses_locales", lambda: ("10.0.0.7",))
    essai = _ecran("rencontre", "afficher").run()
    assert not essai.exception
    essai.button(key="rencontre_ouvrir").click().run()
    assert not essai.exception
    salle = ouvrir(fichiers / "valise.duckdb")
    ouverte = rencontres.en_cours(salle)
    assert ouverte.code_lisible in _textes(essai)
    assert f"http://10.0.0.7:8731/s/{ouverte.code}" in _textes(essai)
    assert "0\u00a0texte reçu" in _textes(essai)
    confier(salle, "Parole de la salle no 1")
    assert "1\u00a0texte reçu" in _textes(essai.run())
    essai.button(key="rencontre_fermer").click().run()
    assert not essai.exception
    assert rencontres.en_cours(salle) is None
    assert ouverte.code_lisible not in _textes(essai)


def test_hors_du_mode_rencontre_cet_ecran_ne_montre_rien(fichiers):
    essai = _ecran("rencontre", "afficher").run()
    assert not essai.exception
    assert (len(essai.button), len(essai.get("html"))) == (0, 0)


def test_preparer_depuis_l_ecran_rend_une_valise_qui_s_ouvre(fichiers):
    essai = _ecran("valise", "preparer").run()
    assert not essai.exception
    choix = essai.selectbox(key="valise_lieu")
    choix.select(next(o for o in choix.options if "Anse-aux-Huards" in o)).run()
    essai.button(key="valise_preparer").click().run()
    assert not essai.exception
    nom, octets, _ = essai.session_state[ecran_valise.CLE]
    (fichiers / nom).write_bytes(octets)
    assert rencontre.refuser_si_fine(ouvrir(fichiers / nom)).code == ORDINAIRE


@pytest.mark.parametrize("fonction", ["preparer", "rapporter"])
def test_en_rencontre_ni_preparer_ni_rapporter_ne_se_montrent(fichiers, monkeypatch, fonction):
    monkeypatch.setenv("TABLEAU_BORD_MODE", "rencontre")
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(fichiers / "valise.duckdb"))
    essai = _ecran("valise", fonction).run()
    assert not essai.exception
    assert (len(essai.button), len(essai.get("html"))) == (0, 0)


def test_deposer_la_valise_et_son_journal_d_ecriture_ne_perd_rien(fichiers):
    """Après un arrêt brutal, ce que la salle a confié est dans le .wal : les deux fichiers, quel que soit leur nom."""
    salle = ouvrir(fichiers / "valise.duckdb")
    rencontre.ouvrir(salle, EN_SALLE)
    confier(salle, "Parole de la salle no 1")
    deposes = [
        _Depose(f"../../{n}", (fichiers / m).read_bytes())
        for n, m in (("a.duckdb.wal", "valise.duckdb.wal"), ("a.duckdb", "valise.duckdb"))
    ]
    chez_nous = bases.ouvrir_base(bases.REGION)
    assert isinstance(chez_nous, Base)
    rapport = ecran_valise.deposer(_Ici(chez_nous.entrepot), deposes)  # type: ignore[arg-type]
    assert rapport.rentrees["envois"] == 1
    sans_journal = ecran_valise.deposer(_Ici(chez_nous.entrepot), deposes[1:])  # type: ignore[arg-type]
    assert sans_journal.rien_de_neuf
