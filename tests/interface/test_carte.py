"""La carte : alphabétique, échappée, sans tuiles, un masque qui ne révèle rien, un chemin au clavier."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import CaseCarte
from tableau_bord.interface import carte_couches, carte_legende, tableaux, theme
from tableau_bord.interface.carte_mots import VueCarte
from tableau_bord.rapports import plan
from tests.exemples import DIPLOME, case, rangee_de_cases

VALEURS = [45.0, 24.0, None, 33.0, 37.0, 30.0]
NOMS = ["Val", "Anse", "Île", "Écluses", "Baie", "Mont"]
CASES = rangee_de_cases(VALEURS, NOMS)


def _vue(cases: list[CaseCarte] = CASES) -> VueCarte:
    return VueCarte.batir(cases, DIPLOME, 33.6, "la région", "communauté")


def _deck(vue: VueCarte) -> dict:  # type: ignore[type-arg]
    cadre = plan.cadrer(vue.cases, 560, 430)
    deck = carte_couches.batir(vue, cadre, plan.formes(vue.cases, cadre.zoom), [], None, glisser=True)
    return json.loads(deck.to_json())  # type: ignore[no-any-return]


def test_l_ordre_est_alphabetique_jamais_celui_des_valeurs() -> None:
    assert [c.nom for c in _vue().cases] == ["Anse", "Baie", "Écluses", "Île", "Mont", "Val"]
    assert next(iter(_vue().colonnes.values())) == ["Anse", "Baie", "Écluses", "Île", "Mont", "Val"]


@pytest.mark.parametrize("motif", [Motif.MASQUE, Motif.MASQUE_COMPLEMENT])
@pytest.mark.parametrize("valeur", [0.0, 33.0, 99.0])
def test_un_masque_ne_revele_rien(motif: Motif, valeur: float) -> None:
    """Carte, infobulle, légende, tableau et texte alternatif : identiques quel que soit le nombre caché."""
    traitre = replace(
        CASES[2],
        motif=motif,
        valeur=valeur,
        borne_inf=valeur - 5,
        borne_sup=valeur + 5,
        effectif=7,
        denominateur=9,
    )
    propre, avec = _vue(), _vue([*CASES[:2], traitre, *CASES[3:]])
    assert _deck(avec) == _deck(propre)
    assert carte_legende.en_html(avec) == carte_legende.en_html(propre)
    assert (avec.colonnes, avec.alternatif) == (propre.colonnes, propre.alternatif)


def test_le_style_n_appelle_aucune_tuile() -> None:
    deck = _deck(_vue())
    assert deck["mapStyle"].startswith("data:application/json")
    assert "http" not in json.dumps(deck)


def test_seuls_les_polygones_se_cliquent_et_portent_leur_code() -> None:
    cliquables = [c for c in _deck(_vue())["layers"] if c["pickable"]]
    assert [c["id"] for c in cliquables] == [carte_couches.COUCHE]
    assert {ligne["code"] for ligne in cliquables[0]["data"]} == {c.code for c in CASES}


def test_l_infobulle_est_un_texte_nu() -> None:
    """deck.gl pose `text` par innerText : aucune balise venue des données ne s'exécute."""
    piege = case("X", "<img src=x onerror=alert(1)>", 33.0)
    cadre = plan.cadrer([piege], 560, 430)
    vue = _vue([piege])
    deck = carte_couches.batir(vue, cadre, plan.formes(vue.cases, cadre.zoom), [], "X", glisser=False)
    assert set(deck._tooltip) == {"text", "style"}
    assert vue.infobulles[0].startswith("<img")


def test_les_couleurs_suivent_les_classes_et_le_masque_a_le_fond_de_page() -> None:
    par_code = {l["code"]: l["couleur"] for l in _deck(_vue())["layers"][0]["data"]}  # noqa: E741
    assert par_code["C0"] == carte_couches.rvb(theme.CLASSES[4])
    assert par_code["C2"] == carte_couches.rvb(theme.FOND)


def test_les_hachures_marquent_l_incertain_et_le_masque() -> None:
    def hachures(vue: VueCarte) -> int:
        return len(_deck(vue)["layers"][1]["data"])

    sans = _vue([c for c in CASES if c.motif is None])
    incertaine = _vue([*sans.cases[:-1], replace(sans.cases[-1], borne_inf=20.0, borne_sup=60.0)])
    assert hachures(sans) == 0
    assert hachures(_vue()) > 0
    assert hachures(incertaine) > hachures(_vue())
    assert carte_couches.trait_de_hachure(5) == (theme.FOND, 1.0)
    assert carte_couches.trait_de_hachure(1)[1] == 0.47


def test_la_legende_va_de_la_plus_foncee_a_la_plus_claire() -> None:
    html = carte_legende.en_html(_vue())
    places = [html.index(couleur) for couleur in reversed(theme.CLASSES)]
    assert places == sorted(places)
    assert "Nettement plus fréquent" in html and "Masqué" in html
    assert "41\u00a0% et plus\u00a0: 1\u00a0communauté" in html


def test_le_tableau_dit_tout_ce_que_dit_la_carte() -> None:
    colonnes = _vue().colonnes
    assert list(colonnes) == ["Communauté", "Valeur", "Intervalle", "Effectif", "Lecture"]
    assert colonnes["Valeur"][3] == "◇\u00a0masqué"
    assert colonnes["Lecture"][3] == "Protégé"
    assert colonnes["Lecture"][0] == "Nettement\u00a0moins\u00a0fréquent"
    assert not any(
        " " in cellule for nom in ("Valeur", "Intervalle", "Effectif") for cellule in colonnes[nom]
    )


def test_deux_homonymes_se_distinguent_dans_la_liste() -> None:
    vue = _vue([case("A", "Saint-Paul", 30.0), case("B", "Saint-Paul", 31.0), case("C", "Anse", 31.0)])
    assert vue.noms == {"C": "Anse", "A": "Saint-Paul (A)", "B": "Saint-Paul (B)"}


def _page(n: int) -> AppTest:
    def page(n: int) -> None:
        import streamlit as st

        from tableau_bord.interface import carte
        from tests.exemples import DIPLOME, rangee_de_cases

        valeurs = [20.0 + k % 30 for k in range(n)]
        st.session_state["rendu"] = carte.afficher(rangee_de_cases(valeurs), DIPLOME, 33.6, "essai")

    return AppTest.from_function(page, kwargs={"n": n}, default_timeout=20).run()


def test_la_liste_et_son_bouton_ouvrent_un_portrait() -> None:
    essai = _page(6)
    assert not essai.exception
    assert essai.session_state["rendu"] is None
    assert essai.button(key="ouvrir_essai").disabled
    essai.selectbox(key="liste_essai").set_value("C4").run()
    assert essai.session_state["rendu"] is None
    essai.button(key="ouvrir_essai").click().run()
    assert essai.session_state["rendu"] == "C4"


@pytest.mark.parametrize(("n", "grille"), [(tableaux.LIMITE, 0), (tableaux.LIMITE + 1, 1)])
def test_vrai_tableau_jusqu_a_60_lignes_grille_au_dela(n: int, grille: int) -> None:
    essai = _page(n)
    assert len(essai.dataframe) == grille
    assert len(essai.table) == 1 - grille


def test_aucune_case_ne_fait_pas_d_erreur() -> None:
    essai = _page(0)
    assert not essai.exception
