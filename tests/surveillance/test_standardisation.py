"""Taux standardisé direct : Dobson et Fay-Feuer."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.surveillance import taux, taux_standardise_direct

CHAMPS = ("valeur", "erreur_type", "borne_inf", "borne_sup")
METHODES = ("dobson", "fay-feuer")
STRATES = st.lists(
    st.tuples(st.integers(2, 90), st.integers(500, 9000), st.integers(1, 99)), min_size=5, max_size=8
)


def lire(e: Estimations) -> list[float]:
    return [float(e.valeur), float(e.borne_inf), float(e.borne_sup)]


# Témoins


@pytest.mark.reel
def test_temoin_dobson_19_strates(temoins):
    t = temoins["dsr_big"]
    e = taux_standardise_direct(t["cas"], t["population"], t["population_type"], base=t["base"])
    assert lire(e) == pytest.approx(t["dobson95"], abs=5e-7)


def test_temoin_fay_feuer_michigan_1950_1964():
    """R, dsrTest 1.0.0 (2022), vignette : trisomie 21, naissances de rang 5 et plus, method = "gamma"."""
    e = taux_standardise_direct(
        [0, 8, 63, 112, 262, 295],
        [327, 30666, 123419, 149919, 104088, 34392],
        [319933, 931318, 786511, 488235, 237863, 61313],
        methode="fay-feuer",
    )
    assert lire(e) == pytest.approx([75.52901, 67.70212, 188.30017], abs=5e-6)
    assert str(e.methode) == "Fay-Feuer"


# Limites


def test_une_seule_strate_rend_le_taux_brut_et_ses_bornes():
    brut, std = taux(40, 10_000), taux_standardise_direct([40], [10_000], [1])
    for nom in CHAMPS:
        assert float(getattr(std, nom)) == pytest.approx(float(getattr(brut, nom)))


@pytest.mark.parametrize("cas", [0, 1, 7])
def test_fay_feuer_a_une_strate_est_l_exact_de_poisson(cas):
    std, exact = taux_standardise_direct([cas], [10_000], [1], methode="fay-feuer"), taux(cas, 10_000)
    for nom in CHAMPS:
        assert float(getattr(std, nom)) == pytest.approx(float(getattr(exact, nom)))


def test_dobson_se_tait_sous_dix_cas_et_dit_pourquoi():
    e = taux_standardise_direct([[4, 5], [5, 5]], [[100, 100], [100, 100]], [1, 1])
    assert np.isnan([getattr(e, nom)[0] for nom in CHAMPS]).all()
    assert e.motif.tolist() == [Motif.TROP_INCERTAIN, ""]
    assert e.methode.tolist() == ["", "Dobson, limites de Byar"]


def test_fay_feuer_a_zero_cas_rend_zero_et_une_borne_superieure():
    e = taux_standardise_direct([0, 0], [100, 200], [1, 1], methode="fay-feuer")
    assert lire(e)[:2] == [0, 0]
    assert e.borne_sup > 0


def test_la_borne_inferieure_de_dobson_s_arrete_a_zero():
    """Un cas dans une strate minuscule et lourde : la formule passerait sous zéro."""
    e = taux_standardise_direct([9, 1], [100_000, 10], [1, 1])
    assert e.borne_inf == 0
    assert e.valeur > 0


def test_un_manquant_et_une_strate_sans_population_retirent_le_taux():
    cas = [[20, np.nan], [20, 20], [20, 0], [20, 20]]
    population = [[100, 100], [100, np.nan], [100, 0], [100, 100]]
    e = taux_standardise_direct(cas, population, [1, 1])
    assert e.motif.tolist() == [Motif.NON_DISPONIBLE, Motif.NON_DISPONIBLE, Motif.SANS_POPULATION, ""]
    assert np.isnan(e.valeur[:3]).all()


@pytest.mark.parametrize("methode", METHODES)
def test_une_strate_de_poids_nul_ne_compte_pas(methode):
    sans = taux_standardise_direct([20, 30], [100, 400], [1, 2], methode=methode)
    for cas, population in [(500, 900), (np.nan, 900), (0, 0)]:
        avec = taux_standardise_direct([20, 30, cas], [100, 400, population], [1, 2, 0], methode=methode)
        assert lire(avec) == pytest.approx(lire(sans))


def test_les_dix_cas_se_comptent_dans_les_strates_qui_pesent():
    assert str(taux_standardise_direct([4, 500], [100, 900], [1, 0]).motif) == Motif.TROP_INCERTAIN


def test_les_domaines_se_diffusent_et_le_dernier_axe_s_en_va():
    e = taux_standardise_direct(np.full((4, 3, 2), 20), [[100, 200]], [[1, 1], [1, 3], [3, 1]])
    assert e.forme == (4, 3)
    assert e.motif.shape == e.methode.shape == (4, 3)
    assert e.valeur[0, 1] != e.valeur[0, 2]


def test_aucun_domaine_rend_un_tableau_vide():
    assert taux_standardise_direct(np.zeros((0, 2)), [1, 1], [1, 1]).forme == (0,)


def test_les_arguments_ne_changent_pas():
    cas, population, types = np.array([9.0, 4.0]), np.array([50.0, 0.0]), np.array([2.0, 0.0])
    taux_standardise_direct(cas, population, types)
    assert (cas.tolist(), population.tolist(), types.tolist()) == ([9, 4], [50, 0], [2, 0])


@pytest.mark.parametrize(
    ("appel", "fragment"),
    [
        (lambda: taux_standardise_direct([1], [1], [1], methode="autre"), "dobson, fay-feuer"),
        (lambda: taux_standardise_direct([1, 2], [9, 9], [0, 0]), "la population type est vide."),
        (lambda: taux_standardise_direct([1, 2], [9, 9], [1, np.nan]), "la population type est incomplète."),
        (lambda: taux_standardise_direct([1, -2], [9, 9], [1, 1]), "« cas » contient -2."),
        (lambda: taux_standardise_direct([1, 2], [9, 9], [1, 1], niveau=1), "« niveau » vaut 1."),
        (lambda: taux_standardise_direct([1, 2], [9, 9], [1, 1], base=-1), "« base » vaut -1."),
        (lambda: taux_standardise_direct([1, 2], [9, 9], [1, 1, 1]), "population_type (3,)"),
        (lambda: taux_standardise_direct(12, 100, 1), "formes compatibles"),
        (lambda: taux_standardise_direct([[1], [2]], [[9], [9]], [1, 1]), "formes compatibles"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit(appel, fragment):
    with pytest.raises(CalculErreur) as erreur:
        appel()
    assert fragment in erreur.value.phrase


# Invariants


def calculer(strates: Any, methode: str, **options: Any) -> list[float]:
    return lire(taux_standardise_direct(*np.array(strates, dtype=float).T, methode=methode, **options))


@given(STRATES, st.sampled_from(METHODES))
def test_l_ordre_des_strates_ne_compte_pas(strates, methode):
    assert calculer(strates[::-1], methode) == pytest.approx(calculer(strates, methode))


@given(STRATES, st.sampled_from(METHODES), st.floats(0.01, 1000))
def test_seules_les_parts_de_la_population_type_comptent(strates, methode, fois):
    autres = [(o, n, w * fois) for o, n, w in strates]
    assert calculer(autres, methode) == pytest.approx(calculer(strates, methode))


@given(STRATES, st.sampled_from(METHODES), st.floats(0.01, 1e6))
def test_la_base_ne_fait_que_multiplier(strates, methode, base):
    attendu = [base * x for x in calculer(strates, methode, base=1)]
    assert calculer(strates, methode, base=base) == pytest.approx(attendu)


@given(STRATES, st.sampled_from(METHODES))
def test_l_intervalle_contient_le_taux_et_s_elargit_avec_le_niveau(strates, methode):
    valeur, bas, haut = calculer(strates, methode)
    _, plus_bas, plus_haut = calculer(strates, methode, niveau=0.998)
    assert 0 <= plus_bas <= bas <= valeur <= haut <= plus_haut


@given(STRATES)
def test_standardiser_sur_sa_propre_population_rend_le_taux_brut(strates):
    o, n, _ = np.array(strates, dtype=float).T
    brut = taux(o.sum(), n.sum())
    assert lire(taux_standardise_direct(o, n, n)) == pytest.approx(lire(brut))
