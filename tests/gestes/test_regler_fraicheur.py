"""Régler la fraîcheur : datée, justifiée, à qui modère ; la règle change ce qu'un actif compte."""

from __future__ import annotations

from datetime import date

import pytest

from tableau_bord import acces, actifs
from tableau_bord.acces import Identite, Role
from tableau_bord.actifs import depot
from tableau_bord.commun.erreurs import AccesErreur, ActifErreur
from tableau_bord.gestes.regler_fraicheur import regler
from tests.graines import semer
from tests.graines_actifs import semer_actifs

QUI = acces.au_poste("essai")
JOUR = date(2026, 11, 21)


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    semer_actifs(entrepot_vide)
    return entrepot_vide


def part(entrepot, actif: str) -> float:
    lu = actifs.inventaire(entrepot).actifs
    return lu.filter(lu["actif"] == actif)["fraicheur"][0]


def test_une_demi_vie_plus_courte_vieillit_ce_qui_n_est_pas_verifie(seme):
    avant = part(seme, "veillee")
    regler(seme, QUI, "*", JOUR, 365, 0.25, "Le comité du 12 novembre le demande.")
    assert part(seme, "veillee") == pytest.approx(avant**2)
    assert part(seme, "cafe") == 1.0, "vérifié d'aujourd'hui, il vaut un"


def test_une_regle_a_venir_attend_son_jour(seme):
    avant = part(seme, "veillee")
    regler(seme, QUI, "*", date(2027, 1, 1), 30, 0.25, "À compter du nouvel exercice.")
    assert part(seme, "veillee") == avant


def test_la_regle_d_avant_reste_ecrite_et_le_geste_se_consigne(seme):
    avant = depot.regles_de_fraicheur(seme).height
    regler(seme, QUI, "tradition", JOUR, 3_650, 0.5, "Une tradition ne bouge guère.")
    lues = depot.regles_de_fraicheur(seme)
    assert lues.height == avant + 1
    neuve = lues.filter(lues["genre"] == "tradition").row(0, named=True)
    assert (neuve["justification"], neuve["auteur"]) == ("Une tradition ne bouge guère.", "essai")


@pytest.mark.parametrize(
    ("genre", "demi", "jamais", "raison"),
    [
        ("club de quilles", 730, 0.25, "Une raison."),
        ("*", 0, 0.25, "Une raison."),
        ("*", -5, 0.25, "Une raison."),
        ("*", 3_651, 0.25, "Une raison."),
        ("*", 730, -0.01, "Une raison."),
        ("*", 730, 1.01, "Une raison."),
        ("*", 730, 0.25, "   "),
        ("*", 730, 0.25, "é" * 501),
        ("*", float("nan"), 0.25, "Une raison."),
    ],
)
def test_une_regle_qui_ne_se_tient_pas_est_refusee_et_rien_ne_s_ecrit(seme, genre, demi, jamais, raison):
    avant = depot.regles_de_fraicheur(seme).height
    with pytest.raises(ActifErreur):
        regler(seme, QUI, genre, JOUR, demi, jamais, raison)
    assert depot.regles_de_fraicheur(seme).height == avant


@pytest.mark.parametrize("role", [Role.TERRAIN, Role.LECTURE])
def test_qui_ne_modere_pas_ne_regle_pas(seme, role):
    with pytest.raises(AccesErreur):
        regler(seme, Identite("x", frozenset({role})), "*", JOUR, 365, 0.25, "Une raison.")
