"""Quelles étiquettes se recomposent."""

import pytest

from tableau_bord.divulgation.tuilages import SANS_FIN, segment_d_age, segment_de_periode, tuilages


@pytest.mark.parametrize(
    ("age", "attendu"),
    [
        ("tous", (0, SANS_FIN)),
        ("0 à 17 ans", (0, 18)),
        ("65 ans et plus", (65, SANS_FIN)),
        ("0 an", (0, 1)),
        ("moins de 5 ans", (0, 5)),
        ("65\u00a0ans et plus", (65, SANS_FIN)),
        ("naissances vivantes", None),
    ],
)
def test_lire_une_etiquette_d_age(age, attendu):
    assert segment_d_age(age) == attendu


@pytest.mark.parametrize(
    ("periode", "attendu"), [("2021", (2021, 2022)), ("2019-2023", (2019, 2024)), ("2020-09-16", None)]
)
def test_lire_une_periode(periode, attendu):
    assert segment_de_periode(periode) == attendu


def test_toutes_les_manieres_de_couvrir():
    ages = ["tous", "0 à 17 ans", "18 ans et plus", "18 à 64 ans", "65 ans et plus"]
    couvertures = tuilages(ages, segment_d_age).group_by("total", "tuilage").agg("part").rows()
    assert {(t, frozenset(p)) for t, _, p in couvertures} == {
        ("tous", frozenset({"0 à 17 ans", "18 ans et plus"})),
        ("tous", frozenset({"0 à 17 ans", "18 à 64 ans", "65 ans et plus"})),
        ("18 ans et plus", frozenset({"18 à 64 ans", "65 ans et plus"})),
    }


def test_un_trou_ne_couvre_rien():
    assert tuilages(["tous", "0 à 17 ans", "65 ans et plus"], segment_d_age).is_empty()
