"""La fiche imprimée en mots : l'accès connu, l'âge de la vérification, un actif écrit une seule fois."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tableau_bord.acces import au_poste
from tableau_bord.actifs import Acces, Actif, Cout, Desserte, Etat, Genre
from tableau_bord.gestes import actifs
from tableau_bord.indicateurs import Enjeu, inscrire_enjeu
from tableau_bord.rapports import actifs_fiche, actifs_mots
from tests.graines import ORDINAIRE, semer

QUI = au_poste("essai")
ICI = (Desserte("communaute", ORDINAIRE),)
RIEN: dict[str, Any] = {
    "cout": "inconnu", "transport": "inconnu", "universel": "inconnu", "langues": "", "clientele": "", "age_min": None,
    "age_max": None, "places": None, "heures": None, "verifie_le": "", "fraicheur": 0.25,
}  # fmt: skip


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({}, ""),
        ({"langues": "français"}, ""),
        ({"cout": "gratuit", "langues": "français; arabe"}, "Gratuit, français et arabe."),
        ({"transport": "oui", "universel": "en partie"}, "Transport offert, accès universel en partie."),
        (
            {"cout": "payant", "transport": "non", "universel": "non"},
            "Payant, sans transport, sans accès universel.",
        ),
    ],
)
def test_l_acces_dit_ce_qui_est_connu_et_tait_le_reste(champs, phrase):
    assert actifs_mots.acces(RIEN | champs) == phrase


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({}, ""),
        ({"places": 0.0}, "0\u00a0place."),
        ({"age_min": 0, "age_max": 5, "places": 1.0}, "De 0 à 5\u00a0ans, 1\u00a0place."),
        ({"age_max": 17, "clientele": "jeunes"}, "Jeunes, jusqu’à 17\u00a0ans."),
        ({"age_min": 65, "heures": 3.5}, "65\u00a0ans et plus, 3,5\u00a0h par semaine."),
    ],
)
def test_zero_place_et_place_inconnue_ne_se_confondent_pas(champs, phrase):
    assert actifs_mots.capacite(RIEN | champs) == phrase


def test_l_age_de_la_verification_se_lit_avec_ce_qu_il_en_reste():
    vu = actifs_mots.verification(RIEN | {"verifie_le": "2026-03-01", "fraicheur": 0.777})
    assert vu == "Vérifié le 1er\u00a0mars\u00a02026 (confiance 78\u00a0%)"
    assert actifs_mots.verification(RIEN) == "Jamais vérifié (confiance 25\u00a0%)"
    assert "vers 2019" in actifs_mots.verification(RIEN | {"verifie_le": "vers 2019"})


@pytest.fixture
def fiche(entrepot_vide):
    semer(entrepot_vide)
    for rang, nom in enumerate(("Manger", "Bouger")):
        entrepot_vide.ecrire(
            lambda t, rang=rang, nom=nom: inscrire_enjeu(t, Enjeu(nom.lower(), nom, ordre=rang))
        )
    for actif in (
        Actif("popote", Genre.SERVICE, "Popote", dessertes=ICI, enjeux=("bouger", "manger"), cout=Cout.GRATUIT, source="Annuaire du coin",
              universel=Acces.OUI, site="https://exemple.example/<b>"),
        Actif("marche", Genre.ASSOCIATION, "#Marche *du* $soir", dessertes=ICI, enjeux=("bouger",), etat=Etat.SUSPENDU,
              verifie_le="2019-01-01"),
        Actif("banc", Genre.RENCONTRE, "Banc", dessertes=ICI, enjeux=("enjeu_disparu",)),
    ):  # fmt: skip
        actifs.inscrire(entrepot_vide, QUI, actif)
    return actifs_fiche.composer(entrepot_vide, "communaute", ORDINAIRE, "Anse", "Région."), entrepot_vide


def _groupes(compose) -> dict[str, list[dict[str, str]]]:
    return {g["titre"]: g["actifs"] for g in compose["groupes"]}


def test_un_actif_s_ecrit_en_entier_une_fois_puis_renvoie(fiche):
    groupes = _groupes(fiche[0])
    assert list(groupes) == ["Manger", "Bouger", actifs_fiche.SANS_ENJEU]
    (entier,), repris = groupes["Manger"], groupes["Bouger"]
    assert entier["renvoi"] == "" and entier["offre"] == "Gratuit, accès universel."
    assert {a["nom"]: a["renvoi"] for a in repris}["Popote"] == "plus haut, «\u00a0Manger\u00a0»"


def test_un_enjeu_disparu_ne_fait_pas_disparaitre_l_actif(fiche):
    assert [a["nom"] for a in _groupes(fiche[0])[actifs_fiche.SANS_ENJEU]] == ["Banc"]


def test_la_fiche_dit_ses_sources_ce_qui_est_suspendu_et_ce_qui_est_a_verifier(fiche):
    compose, base = fiche
    marche = next(a for a in _groupes(compose)["Bouger"] if "Marche" in a["nom"])
    assert marche["genre"].endswith(", suspendu") and [a["nom"] for a in compose["a_verifier"]] == [
        marche["nom"]
    ]
    assert "Sources\u00a0: Annuaire du coin." in compose["regle"]
    assert re.search(r"Version \d{4}-\d\d-\d\d", compose["pied"])
    assert "<b>" not in json.dumps(compose), "le texte seul"
    assert actifs_fiche.en_pdf(base, "communaute", ORDINAIRE, "Anse", "Région.").startswith(b"%PDF")
