"""Séries annuelles : trous, échelle, étiquettes qui ne se touchent pas."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.annees import annees_attendues, ecarter, echelle, points_montrables, trous
from tableau_bord.indicateurs.modele import Serie
from tests.exemples import serie


def test_une_annee_sautee_est_attendue() -> None:
    assert annees_attendues([serie("A", "", {2019: 1.0, 2020: 1.0, 2022: 1.0, 2023: 1.0})]) == list(
        range(2019, 2024)
    )


def test_un_recensement_n_a_pas_de_trous_entre_deux() -> None:
    assert annees_attendues([serie("A", "", {2011: 1.0, 2016: 1.0, 2021: 1.0})]) == [2011, 2016, 2021]


def test_series_vides_ou_d_une_annee() -> None:
    assert annees_attendues([]) == []
    assert annees_attendues([serie("A", "", {2021: 1.0})]) == [2021]
    assert echelle([]) == (0.0, 1.0, [])


def test_les_deux_masques_donnent_le_meme_trou() -> None:
    un = trous([serie("A", "", {2020: Motif.MASQUE, 2021: 3.0})], [2020, 2021])
    autre = trous([serie("A", "", {2020: Motif.MASQUE_COMPLEMENT, 2021: 3.0})], [2020, 2021])
    assert un == autre
    assert [t.symbole for t in un] == ["◇"]


def test_une_annee_sans_point_est_un_rond_vide() -> None:
    assert [t.symbole for t in trous([serie("A", "", {2020: 1.0})], [2020, 2021])] == ["○"]


def test_l_echelle_ignore_une_valeur_masquee() -> None:
    propre = serie("A", "", {2020: 50.0, 2021: Motif.MASQUE, 2022: 52.0})
    traitre = replace(propre.points[1], valeur=99.0, borne_inf=98.0, borne_sup=100.0)
    avec = Serie("A", "", (propre.points[0], traitre, propre.points[2]))
    assert echelle([avec]) == echelle([propre])
    assert len(points_montrables(avec)) == 2


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=12))
def test_l_echelle_contient_tout_avec_trois_reperes_au_plus(valeurs: list[float]) -> None:
    bas, haut, reperes = echelle([serie("A", "", {2000 + k: v for k, v in enumerate(valeurs)})])
    assert bas < haut
    assert bas <= min(valeurs) and max(valeurs) <= haut
    assert 1 <= len(reperes) <= 3


@given(st.lists(st.floats(0, 200), min_size=1, max_size=5))
def test_les_etiquettes_gardent_leur_ordre_et_leur_distance(places: list[float]) -> None:
    finales = ecarter(places, [20.0] * len(places), 200.0)
    ordre = sorted(range(len(places)), key=lambda i: places[i])
    rangees = [finales[i] for i in ordre]
    assert all(b - a >= 20.0 - 1e-9 for a, b in pairwise(rangees))
    assert max(finales) <= 190.0 + 1e-9
