"""Une communauté sans entente : absente de ce qui se lit, et que ses voisines ne rendent pas par soustraction."""

from __future__ import annotations

import polars as pl
import pytest

from tableau_bord import acces, divulgation, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.divulgation.masquage import GOUVERNANCE
from tableau_bord.gestes import proteger, publier, registres
from tableau_bord.territoires import Gouvernance, Statut
from tests.graines import semer

QUI, ICI = acces.au_poste("essai"), "20-005"


@pytest.fixture
def publiee(entrepot_vide):
    semer(entrepot_vide)
    registres.inscrire_gouvernance(entrepot_vide, QUI, Gouvernance("communaute", ICI, Statut.SANS_ENTENTE))
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), QUI, "", "p1")
    return entrepot_vide


def test_le_cube_n_a_aucune_de_ses_valeurs_et_la_lecture_aucune_de_ses_cases(publiee):
    siennes = divulgation.cases_publiees(publiee, codes=[ICI])
    assert siennes.height == 2 and siennes.select("effectif", "valeur", "borne_sup").null_count().row(0) == (
        2,
        2,
        2,
    )
    assert indicateurs.lire_cases(publiee, Profil.TABLE, codes=[ICI]).is_empty()


def test_ses_voisines_ne_la_rendent_pas(publiee):
    attaque = proteger.attaquer_la_base(publiee, complete=True)
    sienne = attaque.intervalles.filter(code=ICI, indicateur="diplome").row(0, named=True)
    assert sienne["raison"] == GOUVERNANCE
    assert sienne["haut"] - sienne["bas"] >= 0.15 * 600
    assert attaque.exposees.is_empty() and attaque.impossibles == 0
    complements = divulgation.raisons_de_masque(publiee, "communaute", "20-001")
    assert set(complements["raison"]) == {divulgation.COMPLEMENT}, "une voisine se cache pour elle"


def test_contre_epreuve_sans_elle_au_systeme_une_soustraction_la_resserre(entrepot_vide, monkeypatch):
    semer(entrepot_vide)
    registres.inscrire_gouvernance(entrepot_vide, QUI, Gouvernance("communaute", ICI, Statut.SANS_ENTENTE))
    lire = indicateurs.lire_cases
    monkeypatch.setattr(indicateurs, "lire_cases", lambda *a, **k: lire(*a, **{**k, "non_affiches": False}))
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), QUI, "", "p1")
    lues = divulgation.cases_publiees(entrepot_vide, indicateurs=["diplome"])
    region = lues.filter(decoupage="RSS")["effectif"][0]
    reste = region - lues.filter(pl.col("decoupage") == "communaute")["effectif"].sum()
    assert 600 <= reste <= 600 + 15, (
        "le reste la donne à 15 près, la population de la seule autre case cachée"
    )
