"""La preuve de couverture, à effectifs réduits, et sa contre-épreuve : un intervalle de Wald la fait tomber."""

import pytest

from benchmarks import couverture_surveillance as preuve
from benchmarks.registre import ECHEC, REUSSI


def test_les_intervalles_de_la_maison_couvrent():
    resultat = preuve.executer(2000)
    assert resultat.code == REUSSI, resultat.texte
    assert any("EMC" in cle for cle in resultat.chiffres)


@pytest.mark.parametrize("remplacee", ["Byar ou exact", "Fay-Feuer"])
def test_un_intervalle_de_wald_fait_tomber_la_preuve(monkeypatch, remplacee):
    monkeypatch.setitem(preuve.METHODES, remplacee, preuve.CONTRE_EPREUVE)
    resultat = preuve.executer(2000)
    assert resultat.code == ECHEC
    assert f"{remplacee}, {preuve.MOINS_DE_5}" in resultat.texte


def test_une_contre_epreuve_qui_ne_mord_pas_fait_tomber_la_preuve(monkeypatch):
    monkeypatch.setattr(preuve, "CONTRE_EPREUVE", preuve.METHODES["Byar ou exact"])
    assert "contre-épreuve" in preuve.executer(2000).texte


def test_memes_tirages_meme_graine_memes_chiffres():
    assert preuve.executer(500).chiffres == preuve.executer(500).chiffres
    assert preuve.executer(500).chiffres != preuve.executer(500, graine=1).chiffres


@pytest.mark.parametrize(
    ("part", "prudente", "attendu"),
    [
        (0.94, True, True),
        (0.939, True, False),
        (0.99, True, True),
        (0.981, False, False),
        (0.92, False, True),
    ],
)
def test_le_jugement_laisse_deux_emc(part, prudente, attendu):
    mesure = preuve.Couverture(part, emc=0.005, largeur=1.0)
    assert preuve.acceptable(mesure, prudente) is attendu
