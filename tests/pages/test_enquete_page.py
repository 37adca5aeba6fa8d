"""La page Enquête : chaque partie apparaît quand la précédente tient, un refus se dit, rien de petit ne s'affiche."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.acces import Profil
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases, demonstration, enquete_verser
from tableau_bord.importation.fiches import lire_fiches
from tableau_bord.interface import enquete
from tests.gestes.enquete_essai import QUI, declaration, fiches, tout
from tests.pages.test_pages import saine, textes, visiter


@pytest.fixture(scope="module")
def chemin(tmp_path_factory):
    fichier = tmp_path_factory.mktemp("page_enquete") / "demonstration.duckdb"
    demonstration.construire(ouvrir(fichier))
    return fichier


@pytest.fixture
def base(chemin, monkeypatch):
    monkeypatch.setenv("TABLEAU_BORD_DEMONSTRATION", str(chemin))
    return ouvrir(chemin)


def _page() -> None:
    """Le corps de pages/enquete.py : sous `st.navigation`, AppTest perd les clics."""
    from tableau_bord.interface import contexte, enquete

    ici = contexte.courant()
    ici.ouvrir_page("Enquête", phrase_html=enquete.PHRASE)
    enquete.afficher(ici)


def ouverte(monkeypatch, lues=None) -> AppTest:
    from tableau_bord.interface import navigation

    monkeypatch.setattr(navigation, "exiger_application", lambda: None)
    monkeypatch.setattr("tableau_bord.interface.cadre.exiger_application", lambda: None)
    essai = AppTest.from_function(_page, default_timeout=120)
    essai.session_state["tb_profil"] = Profil.DSP.value
    essai.query_params["base"] = bases.DEMONSTRATION
    if lues is not None:
        essai.session_state[enquete.FICHES] = lues
    return essai.run()


def bouton(essai: AppTest, nom: str):
    return next(b for b in essai.button if b.label == nom)


def test_au_profil_table_la_page_demande_le_profil_dsp(base):
    essai = visiter("pages/enquete.py", Profil.TABLE, bases.DEMONSTRATION)
    saine(essai)
    assert "Ce geste demande le profil DSP." in textes(essai)
    assert not essai.get("file_uploader")


def test_de_l_enquete_de_demonstration_au_lot_verse(base, monkeypatch):
    monkeypatch.setattr("tableau_bord.interface.navigation.lien", lambda *_: None)
    essai = ouverte(monkeypatch)
    bouton(essai, "Essayer avec l’enquête de démonstration").click().run()
    assert not essai.exception and not essai.error
    assert "8 968 répondants pèsent pour 354 020 personnes" in textes(essai).replace("**", "")
    essai.number_input(
        key=next(n.key for n in essai.number_input if n.label == "Réplications à tirer")
    ).set_value(50).run()
    bouton(essai, "Estimer").click().run()
    dit = textes(essai).replace("**", "")
    assert not essai.exception and not essai.error
    assert re.search(r"56,6 % dans l’ensemble", dit) and "Sur 120 communautés" in dit
    assert "Verser écrit 540 valeurs" in dit
    bouton(essai, "Verser ces estimations").click().run()
    assert not essai.exception
    assert "Aucune fiche n'est gardée." in textes(essai)
    assert enquete.FICHES not in essai.session_state and enquete.RESULTAT not in essai.session_state


def test_une_expression_malveillante_se_refuse_a_l_ecran(base, monkeypatch):
    essai = ouverte(monkeypatch, fiches())
    champ = next(
        t for t in essai.text_input if t.label == "Qui a le caractère" and t.value.startswith("sante")
    )
    champ.set_value("open('/etc/passwd')").run()
    bouton(essai, "Estimer").click().run()
    assert not essai.exception
    assert any(
        "n'est pas admis" in e.value or "n’est pas admis" in e.value for e in essai.error
    ) or "admis" in textes(essai)


def test_des_poids_a_la_mauvaise_echelle_s_arretent_avec_une_phrase(base, monkeypatch):
    lues = fiches()
    essai = ouverte(monkeypatch, lues)
    choix = next(s for s in essai.selectbox if s.label == "Poids de sondage")
    choix.set_value("age").run()
    assert not essai.exception
    assert "somme" in " ".join(e.value for e in essai.error).lower() + textes(essai).lower()
    assert not [b for b in essai.button if b.label == "Estimer"]


def test_sans_periode_la_page_dit_ce_qui_manque(base, monkeypatch):
    nom, contenu = demonstration.enquete_a_peser()
    essai = ouverte(monkeypatch, lire_fiches(contenu, "sans_annee.csv"))
    assert "Il manque encore la période." in textes(essai)
    assert nom


def test_oublier_efface_tout(base, monkeypatch):
    essai = ouverte(monkeypatch, fiches())
    bouton(essai, "Oublier ces fiches").click().run()
    assert enquete.FICHES not in essai.session_state
    assert essai.get("file_uploader")


def test_aucun_petit_effectif_ne_s_affiche_avant_le_versement(base, monkeypatch):
    """Ni dans les marges, ni dans les codes, ni dans le tableau : « moins de 5 », « ◇ petit »."""
    essai = ouverte(monkeypatch, fiches())
    bouton(essai, "Estimer").click().run()
    resultat = essai.session_state[enquete.RESULTAT][1]
    petites = resultat.lignes.filter(
        (resultat.lignes["indicateur"] == "enq_sante_positive")
        & (resultat.lignes["voie"].is_in(["synthétique"]))
    )
    assert petites.height
    tableau = next(d.value for d in essai.dataframe if "Voie" in d.value.columns)
    petits = tableau[tableau["Voie"] == "synthétique"]
    assert set(petits["Brut"]) == set(petits["Calé"]) == {"◇ petit"}


def test_le_comite_lit_les_choix_sans_fiche(base, monkeypatch):
    lues = fiches()
    dite = declaration(base, lues, 1, nom="Pour le comité")
    enquete_verser.verser(base, tout(base, lues, dite), QUI)
    essai = visiter("pages/enquete.py", Profil.TABLE, bases.DEMONSTRATION, vue="Comité")
    saine(essai)
    dit = textes(essai)
    assert "sante dans (4, 5)" in dit and "Aucun avis encore." in dit and "Population par MRC." in dit
