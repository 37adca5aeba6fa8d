"""Parquet : tout en texte, sans perte, et rien d'abîmé ne passe."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import lire_tableau
from tableau_bord.importation.colonnaire import en_texte


def parquet(cadre):
    tampon = io.BytesIO()
    cadre.write_parquet(tampon)
    return tampon.getvalue()


def _colonne(valeurs, genre=None):
    tableau = lire_tableau(parquet(pl.DataFrame({"x": pl.Series(valeurs, dtype=genre)})), "p.parquet")
    return tableau.cadre["x"].to_list()


def test_les_nombres_gardent_leur_valeur_et_rien_de_plus():
    assert _colonne([1.0, 0.5, None, float("nan"), -3.0, 1e-7, 123456789012.0]) == [
        "1", "0.5", None, None, "-3", "0.0000001", "123456789012",
    ]  # fmt: skip
    assert _colonne([2**63 - 1, -5, None], pl.Int64) == ["9223372036854775807", "-5", None]
    assert _colonne([2**64 - 1], pl.UInt64) == ["18446744073709551615"]
    assert _colonne([0.1, 16777216.0], pl.Float32) == ["0.1", "16777216"]
    assert _colonne([Decimal("12.50"), Decimal("100.00"), Decimal("0.05")], pl.Decimal(10, 2)) == [
        "12.5",
        "100",
        "0.05",
    ]


def test_un_code_en_texte_garde_son_zero_et_un_vide_devient_nul():
    assert _colonne(["0511", " 0514 ", "", None]) == ["0511", "0514", None, None]


def test_dates_booleens_et_categories():
    assert _colonne([date(2021, 3, 1)]) == ["2021-03-01"]
    assert _colonne([datetime(2021, 3, 1), datetime(2021, 3, 1, 14, 5, 9, 500_000)]) == [
        "2021-03-01",
        "2021-03-01 14:05:09.5",
    ]
    assert _colonne(["RLS", None, "RSS"], pl.Categorical) == ["RLS", None, "RSS"]
    assert _colonne([timedelta(minutes=90), None]) == ["PT1H30M", None]
    assert _colonne([True, None]) == ["true", None]
    assert _colonne(["Été".encode(), None], pl.Binary) == ["Été", None]


def test_les_lignes_se_numerotent_et_les_noms_restent_uniques():
    cadre = pl.DataFrame({"Cas": [1, 2], " Cas": [3, 4], "_ligne": [9, 9]})
    tableau = lire_tableau(parquet(cadre), "p.parquet")
    assert tableau.colonnes == ["Cas", "Cas (2)", "_ligne (2)"]
    assert tableau.cadre["_ligne"].to_list() == [1, 2]
    assert set(tableau.cadre.drop("_ligne").schema.values()) == {pl.String()}


def test_une_colonne_de_listes_est_laissee_et_dite():
    tableau = lire_tableau(parquet(pl.DataFrame({"a": ["x"], "b": [[1, 2]]})), "p.parquet")
    assert tableau.colonnes == ["a"]
    assert "«\u00a0b\u00a0»" in tableau.remarques[0]


@pytest.mark.parametrize(
    ("cadre", "code"),
    [
        (pl.DataFrame({"a": []}, schema={"a": pl.String}), "aucune_ligne"),
        (pl.DataFrame({"b": [[1, 2]]}), "fichier_illisible"),
    ],
)
def test_un_parquet_sans_rien_a_lire_est_refuse(cadre, code):
    with pytest.raises(ImportationErreur) as pris:
        lire_tableau(parquet(cadre), "p.parquet")
    assert pris.value.code == code


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_tout_flottant_se_relit_a_l_identique(nombres):
    textes = en_texte(pl.Series("x", nombres, dtype=pl.Float64)).to_list()
    assert [float(t) for t in textes] == nombres
    assert not any("e" in t or t.endswith(".0") for t in textes)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_un_parquet_mutile_est_lu_ou_refuse(data):
    cadre = pl.DataFrame({"code": ["0511", "0514"] * 20, "cas": list(range(40)), "taux": [0.5] * 40})
    contenu = bytearray(parquet(cadre))
    for _ in range(data.draw(st.integers(1, 3))):
        contenu[data.draw(st.integers(4, len(contenu) - 1))] = data.draw(st.integers(0, 255))
    coupe = data.draw(st.integers(8, len(contenu)))
    for essai in (bytes(contenu), bytes(contenu[:coupe])):
        try:
            assert lire_tableau(essai, "p.parquet").cadre.height
        except ImportationErreur as pris:
            assert pris.remede
