"""La lecture sans compte : fermée par défaut, ouverte territoire par territoire, datée, refermable."""

from __future__ import annotations

from datetime import date

import pytest

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Role, au_poste, lecture_est_ouverte
from tableau_bord.commun.erreurs import AccesErreur, TerritoireErreur
from tableau_bord.gestes.acces import fermer_lecture, ouvrir_lecture
from tests.graines import MINUSCULE, ORDINAIRE, semer

MOI = au_poste("essai")
ICI = ("communaute", ORDINAIRE)


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def test_fermee_par_defaut(seme):
    assert acces.lectures_ouvertes(seme).is_empty()
    assert not lecture_est_ouverte(seme, *ICI)


def test_ouvrir_n_ouvre_que_ce_territoire(seme):
    ouvrir_lecture(seme, MOI, *ICI)
    assert lecture_est_ouverte(seme, *ICI)
    assert not lecture_est_ouverte(seme, "communaute", MINUSCULE)
    assert not lecture_est_ouverte(seme, "RSS", ORDINAIRE)
    assert not lecture_est_ouverte(seme, "communaute", "")
    assert not lecture_est_ouverte(seme, "communaute", "%")
    assert acces.lectures_ouvertes(seme).row(0, named=True) == {
        "decoupage": "communaute", "code": ORDINAIRE, "depuis": "2026-11-21", "jusqua": "",
    }  # fmt: skip


def test_fermer_referme_et_l_histoire_reste(seme):
    ouvrir_lecture(seme, MOI, *ICI)
    fermer_lecture(seme, MOI, *ICI)
    assert not lecture_est_ouverte(seme, *ICI)
    ouvrir_lecture(seme, MOI, *ICI)
    assert lecture_est_ouverte(seme, *ICI)
    assert acces.historique_des_lectures(seme)["ouverte"].to_list() == [True, False, True]
    assert acces.journal(seme)["geste"].to_list() == [
        "ouvrir la lecture", "fermer la lecture", "ouvrir la lecture",
    ]  # fmt: skip
    assert acces.verifier_journal(seme).intact


def test_elle_se_referme_le_lendemain_du_dernier_jour(seme, monkeypatch):
    ouvrir_lecture(seme, MOI, *ICI, date(2026, 12, 31))
    for instant, ouverte in [
        ("2026-12-31T23:59:00-05:00", True),
        ("2027-01-01T00:01:00-05:00", False),
        ("2026-11-20T12:00:00-05:00", False),
    ]:
        monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", instant)
        assert lecture_est_ouverte(seme, *ICI) is ouverte, instant


def test_on_ne_rouvre_pas_en_la_fermant_deux_fois(seme):
    with pytest.raises(AccesErreur) as refus:
        fermer_lecture(seme, MOI, *ICI)
    assert refus.value.code == "lecture_fermee"
    assert acces.journal(seme).is_empty()


@pytest.mark.parametrize("code", ["99-999", "", "<script>", "x" * 10_000, "20-001' OR '1'='1"])
def test_un_territoire_qui_n_existe_pas_ne_s_ouvre_pas(seme, code):
    with pytest.raises((TerritoireErreur, AccesErreur)):
        ouvrir_lecture(seme, MOI, "communaute", code)
    assert acces.lectures_ouvertes(seme).is_empty()


def test_une_date_passee_est_refusee(seme):
    with pytest.raises(AccesErreur) as refus:
        ouvrir_lecture(seme, MOI, *ICI, date(2026, 11, 20))
    assert refus.value.code == "date_passee"
    assert not lecture_est_ouverte(seme, *ICI)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATION])
def test_seule_l_administration_ouvre(seme, role):
    with pytest.raises(AccesErreur) as refus:
        ouvrir_lecture(seme, Identite("x", frozenset({role}), Mode.SERVEUR), *ICI)
    assert refus.value.code == "droit_absent"
    assert not lecture_est_ouverte(seme, *ICI)
