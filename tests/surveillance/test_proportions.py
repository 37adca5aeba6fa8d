"""Proportion : Wilson."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.surveillance import proportion

NIVEAUX = st.sampled_from([0.5, 0.9, 0.95, 0.998])


def bornes(cas: Any, effectif: Any, niveau: float = 0.95) -> list[float]:
    e = proportion(cas, effectif, niveau)
    return [float(e.borne_inf), float(e.borne_sup)]


# Témoins


@pytest.mark.reel
def test_temoin_wilson_65_sur_100(temoins):
    assert bornes(65, 100) == pytest.approx(temoins["wilson_65_100"]["ic95"], rel=1e-6)


@pytest.mark.parametrize(
    ("cas", "effectif", "publie"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0.0000, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_temoin_newcombe_tableau_1(cas, effectif, publie):
    """Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, « score »."""
    assert bornes(cas, effectif) == pytest.approx(publie, abs=5e-5)


@pytest.mark.reel
def test_temoin_bornes_publiees_d_un_indicateur_anglais(partage):
    """Fingertips, indicateur 241 (Angleterre) : bornes de Wilson publiées, en pour cent."""
    import polars as pl

    fichier = partage / "donnees_reelles" / "profils_fingertips" / "healthdata.csv"
    if not fichier.is_file():
        pytest.skip("../shared/donnees_reelles/profils_fingertips manque")
    nombres = ["Count", "Denominator", "LowerCI", "UpperCI"]
    lu = pl.read_csv(fichier, infer_schema_length=0).filter(pl.col("IndicatorId") == "241")
    lu = lu.select(pl.col(nombres).cast(pl.Float64, strict=False)).drop_nulls()
    lu = lu.filter((pl.col("Denominator") > 0) & (pl.col("Count") <= pl.col("Denominator")))
    assert lu.height > 100
    e = proportion(lu["Count"].to_numpy(), lu["Denominator"].to_numpy())
    publiees = lu.select("LowerCI", "UpperCI").to_numpy()
    np.testing.assert_allclose(100 * np.c_[e.borne_inf, e.borne_sup], publiees, rtol=3e-4)


@pytest.mark.parametrize(("cas", "effectif"), [(0, 7), (3, 7), (7, 7), (412, 5000)])
def test_wilson_egale_scipy(cas, effectif):
    autre = stats.binomtest(cas, effectif).proportion_ci(0.95, method="wilson")
    assert bornes(cas, effectif) == pytest.approx([autre.low, autre.high], abs=1e-12)


# Limites


def test_zero_tous_manquant_et_sans_population():
    e = proportion([0, 8, np.nan, 3, 0], [8, 8, 8, np.nan, 0])
    assert e.valeur[:2].tolist() == [0, 1]
    assert e.borne_inf[0] == 0
    assert e.borne_sup[1] == 1
    assert e.borne_sup[0] > 0
    assert e.borne_inf[1] < 1
    assert e.erreur_type[:2].tolist() == [0, 0]
    assert np.isnan(e.borne_inf[2:]).all()
    assert e.motif.tolist() == ["", "", Motif.NON_DISPONIBLE, Motif.NON_DISPONIBLE, Motif.SANS_POPULATION]
    assert e.methode.tolist() == ["Wilson", "Wilson", "", "", ""]


def test_une_seule_personne():
    assert bornes(1, 1) == pytest.approx([0.2065, 1], abs=5e-5)


def test_un_tableau_vide_rend_un_tableau_vide():
    assert proportion([], []).forme == (0,)


@pytest.mark.parametrize(
    ("appel", "fragment"),
    [
        (
            lambda: proportion([1, 5], [4, 4]),
            "proportion, case 1\u00a0: il y a plus de cas que de personnes.",
        ),
        (lambda: proportion(-1, 4), "« cas » contient -1."),
        (lambda: proportion(1, 4, niveau=0), "« niveau » vaut 0."),
        (lambda: proportion([1, 2], [4, 4, 4]), "formes compatibles"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit(appel, fragment):
    with pytest.raises(CalculErreur) as erreur:
        appel()
    assert fragment in erreur.value.phrase


# Invariants


@given(st.integers(0, 300), st.integers(1, 300), NIVEAUX)
def test_le_complement_se_lit_a_l_envers(cas, ajout, niveau):
    n = cas + ajout
    bas, haut = bornes(cas, n, niveau)
    assert 0 <= bas <= cas / n <= haut <= 1
    assert bornes(n - cas, n, niveau) == pytest.approx([1 - haut, 1 - bas], abs=1e-12)


@given(st.integers(1, 300), NIVEAUX)
def test_les_bornes_montent_avec_les_cas(n, niveau):
    e = proportion(np.arange(n + 1), n, niveau)
    assert (np.diff(e.borne_inf) > 0).all()
    assert (np.diff(e.borne_sup) > 0).all()


@given(st.integers(0, 50), st.integers(1, 50), st.integers(2, 20))
def test_dix_fois_plus_de_monde_resserre_l_intervalle(cas, ajout, fois):
    bas, haut = bornes(cas, cas + ajout)
    serre = bornes(cas * fois, (cas + ajout) * fois)
    assert serre[1] - serre[0] < haut - bas


# Cohérence


@given(st.integers(1, 299), NIVEAUX)
def test_a_chaque_borne_la_valeur_p_du_score_vaut_alpha(cas, niveau):
    n, p = 300, cas / 300
    for borne in bornes(cas, n, niveau):
        z = (p - borne) / np.sqrt(borne * (1 - borne) / n)
        assert 2 * stats.norm.sf(abs(z)) == pytest.approx(1 - niveau, rel=1e-6)
