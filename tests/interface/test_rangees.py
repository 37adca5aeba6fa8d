"""Mesure par mesure : chaque état a ses mots, le calcul se refait, rien n'est inventé."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.interface import definition, etats, rangees
from tests.exemples import ORDINAIRE, SECRETS, absente, masquee, mesure


def _tout(m: Mesure) -> str:
    return rangees.en_html(m) + definition.en_html(m)


def test_une_rangee_ordinaire() -> None:
    html = rangees.en_html(ORDINAIRE)
    assert "304 sur 344, 2021 à 2023 (il\u00a0y\u00a0a\u00a03\u00a0ans)" in html
    assert '<div class="tb-valeur">88,4\u00a0%</div>' in html
    assert "de 84,6 à 91,4" in html
    assert 'tb-plus"><span aria-hidden="true">►</span>&nbsp;plus favorable' in html
    assert "Reste de la région\u00a0: 81,2\u00a0%" in html
    assert "Évolution non évaluée" in html


def test_la_definition_donne_de_quoi_refaire() -> None:
    html = definition.en_html(ORDINAIRE)
    assert "304\u00a0÷\u00a0344\u00a0×\u00a0100\u00a0=\u00a088,4\u00a0%" in html
    for attendu in ("Jeunes diplômés", "Source d’essai", "Wilson", "valeur p 0,0004", "seuil 0,01", "lot-1"):
        assert attendu in html


@pytest.mark.parametrize("motif", [Motif.MASQUE, Motif.MASQUE_COMPLEMENT])
def test_un_masque_ne_revele_rien(motif: Motif) -> None:
    html = _tout(masquee(motif))
    assert html == _tout(masquee(avec_nombres=False))
    assert etats.MASQUE in html
    assert "tb-masque" in html
    assert not any(secret in html for secret in SECRETS)


@pytest.mark.parametrize(
    ("motif", "mot"),
    [
        (Motif.NON_DISPONIBLE, "La source n’a pas diffusé"),
        (Motif.NON_COMPARABLE, "ne se compare pas"),
        (Motif.SANS_POPULATION, "Personne n’est visé"),
        (Motif.TROP_INCERTAIN, "trop incertaine pour être donnée seule"),
    ],
)
def test_chaque_absence_dit_sa_phrase(motif: Motif, mot: str) -> None:
    html = rangees.en_html(absente(motif))
    assert mot in html
    assert motif.value in html
    assert "tb-valeur" not in html


def test_trop_incertain_montre_l_intervalle_a_la_place_de_la_valeur() -> None:
    html = rangees.valeur_html(replace(absente(Motif.TROP_INCERTAIN), borne_inf=3.2, borne_sup=31.4))
    assert "De 3,2 à 31,4\u00a0%" in html


def test_ce_qui_manque_a_une_valeur_est_dit() -> None:
    nue = mesure(
        SignalNiveau.NON_EVALUE, effectif=None, borne_inf=None, reste=None, valeur_p=None, methode_test=""
    )
    html = _tout(nue)
    for mot in (
        "effectif non fourni",
        "intervalle non calculé",
        "non connu",
        "Aucun test",
        "ne se refait pas",
    ):
        assert mot in html


def test_un_texte_venu_des_donnees_est_echappe() -> None:
    entree = replace(ORDINAIRE.indicateur, nom="<script>x", definition="<img>", mises_en_garde=("<i>",))
    html = _tout(replace(ORDINAIRE, indicateur=entree, lot="<lot>", evolution="<b>"))
    assert not any(piege in html for piege in ("<script>", "<img>", "<i>", "<lot>", "<b>"))


def test_les_rangees_gardent_leur_ordre(html) -> None:  # type: ignore[no-untyped-def]
    def page() -> None:
        from tableau_bord.indicateurs.modele import SignalNiveau
        from tableau_bord.interface import rangees
        from tests.exemples import LOCATAIRES, SEULS, masquee, mesure

        rangees.afficher(
            [mesure(SignalNiveau.SEMBLABLE, SEULS), masquee(), mesure(SignalNiveau.PLUS_ELEVE, LOCATAIRES)],
            cle="essai",
        )

    essai = AppTest.from_function(page).run()
    assert not essai.exception
    pose = html(essai)
    assert pose.index("Vivent seuls") < pose.index("tb-masque") < pose.index("Locataires")
