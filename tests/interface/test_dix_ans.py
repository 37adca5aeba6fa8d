"""Dix ans : trois voix distinctes, des trous et non des ponts, un tableau côte à côte."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import Serie
from tableau_bord.interface import dix_ans, dix_ans_mots
from tests.exemples import DIPLOME, HOSPITALISATIONS, serie

ICI = serie(
    "Anse-aux-Huards", "communauté", {2019: 80.0, 2020: Motif.MASQUE, 2021: 82.0, 2022: 83.0, 2023: 84.0}
)
MRC = serie("Cœur-des-Lacs", "MRC", {a: 81.0 for a in range(2019, 2024)})
REGION = serie("Trois-Lacs", "région", {a: 81.0 for a in range(2019, 2024)})
SERIES = (ICI, MRC, REGION)


def _cachee(motif: Motif, valeur: float) -> tuple[Serie, ...]:
    """Les mêmes séries, avec un nombre oublié sous le masque."""
    point = replace(ICI.points[1], motif=motif, valeur=valeur, borne_inf=valeur - 9, borne_sup=valeur + 9)
    return (replace(ICI, points=(ICI.points[0], point, *ICI.points[2:])), MRC, REGION)


def _lignes(series: tuple[Serie, ...]) -> list:  # type: ignore[type-arg]
    return [t for t in dix_ans.figure(series, DIPLOME).data if t.mode == "lines+markers"]


def test_la_communaute_est_devant_et_plus_epaisse() -> None:
    region, mrc, ici = _lignes(SERIES)
    assert ici.line.width > max(mrc.line.width, region.line.width)
    assert len({t.line.dash for t in (ici, mrc)} | {t.marker.symbol for t in (ici, mrc, region)}) >= 4


def test_une_annee_masquee_est_un_trou_jamais_un_pont() -> None:
    ici = _lignes(SERIES)[-1]
    assert ici.y[1] is None
    assert ici.connectgaps is False


@pytest.mark.parametrize("valeur", [3.0, 84.6, 400.0])
@pytest.mark.parametrize("motif", [Motif.MASQUE, Motif.MASQUE_COMPLEMENT])
def test_un_masque_ne_revele_rien(motif: Motif, valeur: float) -> None:
    """Ni point, ni ruban, ni axe, ni étiquette, ni cellule."""
    assert (
        dix_ans.figure(_cachee(motif, valeur), DIPLOME).to_json() == dix_ans.figure(SERIES, DIPLOME).to_json()
    )
    assert dix_ans_mots.tableau(_cachee(motif, valeur), DIPLOME) == dix_ans_mots.tableau(SERIES, DIPLOME)


def test_contre_epreuve_une_valeur_montree_change_la_figure() -> None:
    autre = (replace(ICI, points=(replace(ICI.points[0], valeur=60.0), *ICI.points[1:])), MRC, REGION)
    assert dix_ans.figure(autre, DIPLOME).to_json() != dix_ans.figure(SERIES, DIPLOME).to_json()


def test_les_etiquettes_sont_directes_et_ne_se_touchent_pas() -> None:
    figure = dix_ans.figure(SERIES, DIPLOME)
    haut, bas = figure.layout.yaxis.range[1], figure.layout.yaxis.range[0]
    par_unite = (dix_ans.HAUTEUR - dix_ans.BAS - dix_ans.HAUT) / (haut - bas)
    places = sorted(a.y * par_unite for a in figure.layout.annotations)
    assert len(places) == 3
    assert min(b - a for a, b in pairwise(places)) >= 16.9
    assert not figure.layout.showlegend


def test_une_derniere_annee_absente_se_lit_dans_l_etiquette() -> None:
    sans_fin = serie("Anse", "communauté", {2021: 80.0, 2022: 81.0, 2023: Motif.MASQUE})
    textes = [a.text for a in dix_ans.figure((sans_fin, MRC), DIPLOME).layout.annotations]
    assert "Anse<br>81,0 en 2022" in textes


def test_le_tableau_met_les_territoires_cote_a_cote() -> None:
    tableau = dix_ans_mots.tableau(SERIES, DIPLOME)
    assert list(tableau) == ["Période", "Anse-aux-Huards", "Intervalle", "Cœur-des-Lacs", "Trois-Lacs"]
    assert tableau["Anse-aux-Huards"][:2] == ["80,0\u00a0%", "◇\u00a0masqué"]


def test_une_annee_manquante_est_dite_dans_le_tableau() -> None:
    trouee = serie("Anse", "", {2019: 1.0, 2020: 1.0, 2022: 1.0, 2023: 1.0})
    assert dix_ans_mots.tableau((trouee,), DIPLOME)["Anse"][2] == "○\u00a0non\u00a0disponible"


def test_le_sous_titre_dit_l_unite_et_l_axe_coupe() -> None:
    assert dix_ans_mots.sous_titre(SERIES, DIPLOME) == "En pourcentage. L’axe ne part pas de zéro."
    assert dix_ans_mots.sous_titre((), HOSPITALISATIONS) == "Pour 100\u00a0000."


def test_les_reperes_n_ont_que_les_decimales_utiles() -> None:
    assert dix_ans_mots.graduations([60.0, 80.0], DIPLOME) == ["60\u00a0%", "80\u00a0%"]
    assert dix_ans_mots.graduations([0.5, 1.0], HOSPITALISATIONS) == ["0,5", "1,0"]


def test_une_periode_de_trois_ans_est_nommee_en_entier() -> None:
    seule = Serie("Anse", "communauté", (replace(ICI.points[0], periode="2017-2019"),))
    assert dix_ans_mots.reperes_d_annees((seule,), [2019, 2020]) == ["2017\u20112019", "2020"]


def test_l_alternatif_dit_les_dernieres_valeurs() -> None:
    assert "Anse-aux-Huards, 84,0\u00a0% en 2023" in dix_ans_mots.texte_alternatif(SERIES, DIPLOME)


def test_rien_a_tracer_est_une_phrase(html) -> None:  # type: ignore[no-untyped-def]
    def page() -> None:
        from tableau_bord.commun.estimations import Motif
        from tableau_bord.interface import dix_ans
        from tests.exemples import DIPLOME, SEULS, serie

        cachee = serie("Anse", "communauté", {2022: Motif.MASQUE, 2023: Motif.MASQUE_COMPLEMENT})
        montree = serie("Anse", "communauté", {2022: 4.0, 2023: 5.0})
        dix_ans.afficher([(DIPLOME, (cachee,)), (SEULS, (montree,)), (DIPLOME, ())][:2], cle="essai")

    essai = AppTest.from_function(page).run()
    assert not essai.exception
    assert "pour que personne ne puisse être reconnu" in html(essai)
    assert len(essai.get("plotly_chart")) == 1
    assert dix_ans_mots.sans_valeur(()) == "Aucune valeur ne peut être montrée pour ces dix ans."
