"""Ce qu'un actif doit être, ce qu'on en montre, ce qu'il pèse selon sa fraîcheur."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.acces import Profil
from tableau_bord.actifs import (
    Actif,
    Desserte,
    Etat,
    Exactitude,
    Genre,
    Lien,
    Origine,
    TypeDeLien,
    coder,
    fraicheur,
    regles,
)
from tableau_bord.commun.erreurs import ActifErreur

LIEU = Actif("a", Genre.LIEU, "Salle du village")
REGLES = {
    "*": fraicheur.Regle("*", "2026-01-01", 730, 0.25),
    "personne_ressource": fraicheur.Regle("personne_ressource", "2026-01-01", 365, 0.1),
}
JOUR = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"nom": "  "}, "nom_absent"),
        ({"nom": "<b></b>"}, "nom_absent"),
        ({"nom": "x" * 301}, "texte_trop_long"),
        ({"description": "é" * 4_001}, "texte_trop_long"),
        ({"latitude": 46.0}, "position_a_demi"),
        ({"latitude": 100.0, "longitude": -71.0}, "position_impossible"),
        ({"latitude": 46.0, "longitude": -190.0}, "position_impossible"),
        ({"age_min": 65, "age_max": 12}, "ages_impossibles"),
        ({"age_min": -1}, "ages_impossibles"),
        ({"places": -3.0}, "capacite_impossible"),
        ({"heures": 169.0}, "capacite_impossible"),
        ({"verifie_le": "3 mars 2026"}, "date_mal_formee"),
    ],
)
def test_un_champ_qui_ne_va_pas_est_nomme(champs, code):
    with pytest.raises(ActifErreur) as refus:
        regles.corriger(LIEU, champs)
    assert refus.value.code == code and refus.value.ou and refus.value.remede


@pytest.mark.parametrize("champ", ["actif", "lot", "revision", "source_id", "courriel_personnel", "inconnu"])
def test_ce_que_le_programme_tient_ne_se_corrige_pas(champ):
    with pytest.raises(ActifErreur, match="ne se corrige pas"):
        regles.corriger(LIEU, {champ: "autre"})


@pytest.mark.parametrize(
    ("ecrit", "garde"),
    [
        ("<p>Café <b>rencontre</b></p>", "Café rencontre"),
        ("Ouvert de 9 h < midi", "Ouvert de 9 h < midi"),
        ("a\u202eb\u200bc", "abc"),
        ("🧶 Tricot & thé", "🧶 Tricot & thé"),
        ("<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_seul_le_texte_reste(ecrit, garde):
    assert regles.texte_nu(ecrit) == garde


def test_un_actif_sans_nom_se_garde_a_completer():
    assert regles.verifier(Actif("x", Genre.ORGANISME, "", etat=Etat.A_COMPLETER)).nom == ""


def test_au_profil_table_une_personne_ressource_n_a_que_son_role():
    personne = Actif(
        "p", Genre.PERSONNE, "Infirmière retraitée qui connaît les familles", adresse="12, rue du Pont", code_postal="G0A 1A0",
        courriel="x@y.ca", telephone="418 555-0199", latitude=46.0, longitude=-71.0, exactitude=Exactitude.POINT,
    )  # fmt: skip
    vue = regles.pour_la_table(personne)
    assert (vue.adresse, vue.code_postal, vue.courriel, vue.telephone, vue.latitude) == ("", "", "", "", None)
    assert vue.nom == personne.nom
    lieu = regles.avec(personne, {"genre": Genre.LIEU})
    assert regles.pour_la_table(lieu) == lieu, "un lieu garde son adresse"


def test_un_courriel_personnel_ne_se_publie_pas():
    actif = Actif("o", Genre.ORGANISME, "Entraide", courriel="lise@exemple.ca", courriel_personnel=True)
    assert regles.pour_la_table(actif).courriel == ""


def _pese(genre: str = "lieu", verifie: str = "", affirme: str = "") -> float:
    cadre = pl.DataFrame({"genre": [genre], "verifie_le": [verifie], "affirme_le": [affirme]})
    return fraicheur.calculer(cadre, REGLES, JOUR)[0]


def test_la_confiance_baisse_de_moitie_a_chaque_demi_vie():
    assert _pese(verifie="2026-11-21") == 1
    assert _pese(verifie="2024-11-21") == pytest.approx(0.5)  # 730 jours
    assert _pese(verifie="2022-11-22") == pytest.approx(0.25)  # 1 460 jours
    assert _pese("personne_ressource", verifie="2025-11-21") == pytest.approx(0.5)


def test_jamais_verifie_compte_pour_sa_part_pas_pour_un():
    assert _pese() == 0.25
    assert _pese(affirme="2026-11-21") == 0.25
    assert _pese(affirme="2024-11-21") == pytest.approx(0.125)
    assert _pese("personne_ressource") == pytest.approx(0.1)


def test_une_date_a_venir_vaut_aujourd_hui():
    assert _pese(verifie="2031-01-01") == 1


def test_la_regle_en_vigueur_est_celle_du_jour():
    noms = ("genre", "en_vigueur_du", "demi_vie_jours", "jamais", "justification", "auteur")
    dites = pl.DataFrame(
        [("*", "2026-01-01", 730.0, 0.25, "", ""), ("*", "2027-01-01", 100.0, 0.0, "", "")],
        schema=noms,
        orient="row",
    )
    assert fraicheur.en_vigueur(dites, JOUR)["*"].demi_vie_jours == 730
    assert fraicheur.en_vigueur(dites, date(2027, 1, 1))["*"].demi_vie_jours == 100


def test_l_inventaire_se_lit_par_profil(entrepot_vide):
    from tableau_bord.acces import au_poste
    from tableau_bord.actifs import inventaire
    from tableau_bord.gestes import actifs as gestes

    qui = au_poste("essai")
    gestes.inscrire(entrepot_vide, qui, Actif("o", Genre.ORGANISME, "Ouvert"))
    gestes.inscrire(entrepot_vide, qui, Actif("f", Genre.ORGANISME, "Fermé", etat=Etat.FERME))
    assert inventaire(entrepot_vide, Profil.TABLE).actifs["nom"].to_list() == ["Ouvert"]
    assert set(inventaire(entrepot_vide, Profil.DSP).actifs["nom"]) == {"Ouvert", "Fermé"}


_mots = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn"), exclude_characters=";<>"), max_size=30
)


@given(
    nom=_mots,
    langues=st.lists(_mots.map(str.strip).filter(bool), unique=True, max_size=3),
    lat=st.none() | st.floats(-90, 90),
)
def test_un_actif_survit_a_l_aller_retour(nom, langues, lat):
    actif = Actif(
        "a", Genre.ECHANGE, nom, langues=tuple(langues), latitude=lat, longitude=None if lat is None else -71.5,
        dessertes=(Desserte("communaute", "0514", Origine.SITUEE),), enjeux=("logement",),
        liens=(Lien(TypeDeLien.OFFERT_A, "b", "id-1"),),
    )  # fmt: skip
    assert coder.de_texte(coder.en_texte(actif)) == actif
    assert coder.de_ligne(coder.en_ligne(actif), actif.dessertes, actif.enjeux, actif.liens) == actif
