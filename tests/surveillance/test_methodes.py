"""Limites, invariants et cohérence des premières méthodes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.surveillance import comparer_au_reste, proportion, taux, taux_standardise_direct
from tableau_bord.surveillance.comparaison import EXACT_POISSON, Z_POISSON

cas_population = st.tuples(st.integers(0, 400), st.integers(400, 90_000))


def test_zero_manquant_et_sans_population_sont_trois_choses():
    e = taux([0, np.nan, 0], [1000, 1000, 0])
    assert e.valeur[0] == 0
    assert e.borne_inf[0] == 0
    assert np.isnan(e.valeur[1:]).all()
    assert e.motif.tolist() == ["", Motif.NON_DISPONIBLE, Motif.SANS_POPULATION]


def test_la_methode_change_a_dix_cas():
    assert taux([9, 10], [1000, 1000]).methode.tolist() == ["Poisson exact", "Byar"]


@given(st.integers(0, 9), st.sampled_from([0.9, 0.95, 0.99]))
def test_l_exact_de_poisson_place_alpha_sur_2_dans_chaque_queue(cas, niveau):
    e = taux(cas, 1, base=1, niveau=niveau)
    alpha = (1 - niveau) / 2
    assert stats.poisson.cdf(cas, float(e.borne_sup)) == pytest.approx(alpha, rel=1e-6)
    if cas:
        assert stats.poisson.sf(cas - 1, float(e.borne_inf)) == pytest.approx(alpha, rel=1e-6)


@given(cas_population)
def test_la_base_ne_fait_que_multiplier(paire):
    cas, population = paire
    un, cent = taux(cas, population, base=1), taux(cas, population, base=100)
    for nom in ("valeur", "borne_inf", "borne_sup", "erreur_type"):
        assert float(getattr(cent, nom)) == pytest.approx(100 * float(getattr(un, nom)))


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_est_symetrique_et_contient_la_proportion(cas, ajout):
    n = cas + ajout
    e, complement = proportion(cas, n), proportion(n - cas, n)
    assert float(e.borne_inf) <= float(e.valeur) <= float(e.borne_sup)
    assert float(e.borne_inf) == pytest.approx(1 - float(complement.borne_sup), abs=1e-12)


@given(
    st.lists(
        st.tuples(st.integers(2, 90), st.integers(500, 9000), st.integers(1, 99)), min_size=5, max_size=8
    )
)
def test_le_taux_standardise_ne_depend_pas_de_l_ordre_des_strates(strates):
    tableau = np.array(strates).T
    melange = tableau[:, ::-1]
    for methode in ("dobson", "fay-feuer"):
        a, b = (taux_standardise_direct(*t, methode=methode) for t in (tableau, melange))
        assert float(a.valeur) == pytest.approx(float(b.valeur))
        assert float(a.borne_sup) == pytest.approx(float(b.borne_sup))


def test_une_seule_strate_rend_le_taux_brut_et_ses_bornes():
    brut = taux(40, 10_000)
    std = taux_standardise_direct([40], [10_000], [1])
    for nom in ("valeur", "borne_inf", "borne_sup"):
        assert float(getattr(std, nom)) == pytest.approx(float(getattr(brut, nom)))


def test_fay_feuer_a_une_strate_est_l_exact_de_poisson():
    std = taux_standardise_direct([7], [10_000], [1], methode="fay-feuer")
    exact = taux(7, 10_000)
    assert float(std.borne_inf) == pytest.approx(float(exact.borne_inf))
    assert float(std.borne_sup) == pytest.approx(float(exact.borne_sup))


def test_dobson_se_tait_sous_dix_cas_et_dit_pourquoi():
    e = taux_standardise_direct([[4, 5], [5, 5]], [[100, 100], [100, 100]], [1, 1])
    assert np.isnan(e.valeur[0])
    assert e.motif.tolist() == [Motif.TROP_INCERTAIN, ""]


def test_le_reste_exclut_la_communaute():
    c = comparer_au_reste(30, 1000, 130, 5000)
    assert float(c.taux_reste) == pytest.approx(100 / 4000)
    assert float(c.rapport) == pytest.approx((30 / 1000) / (100 / 4000))


def test_z_sur_le_log_des_taux_se_refait_a_la_main():
    c = comparer_au_reste(60, 1000, 260, 6000)
    z = (np.log(60 / 1000) - np.log(200 / 5000)) / np.sqrt(1 / 60 + 1 / 200)
    assert str(c.methode) == Z_POISSON
    assert float(c.valeur_p) == pytest.approx(2 * stats.norm.sf(abs(z)))
    assert int(c.signe) == 1


def test_l_exact_conditionnel_egale_scipy_quand_les_deux_queues_sont_symetriques():
    c = comparer_au_reste(3, 500, 20, 1000)
    assert str(c.methode) == EXACT_POISSON
    assert float(c.valeur_p) == pytest.approx(stats.binomtest(3, 20, 0.5).pvalue)


def test_la_proportion_exacte_egale_la_plus_petite_queue_de_fisher_doublee():
    c = comparer_au_reste(2, 12, 9, 100, modele="binomial")
    queue = stats.fisher_exact([[2, 10], [7, 81]], alternative="greater").pvalue
    assert float(c.valeur_p) == pytest.approx(2 * queue)


def test_un_signal_bas_impossible_est_dit():
    c = comparer_au_reste([0, 0], [100, 30_000], [10, 300], [10_000, 300_000])
    assert c.signal_bas_impossible.tolist() == [True, False]
    assert c.signe.tolist() == [0, -1]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(100, 5000), st.integers(100, 5000))
def test_echanger_communaute_et_reste_garde_la_valeur_p_et_inverse_le_signe(o, autres, n, reste):
    a = comparer_au_reste(o, n, o + autres, n + reste)
    b = comparer_au_reste(autres, reste, o + autres, n + reste)
    assert float(a.valeur_p) == pytest.approx(float(b.valeur_p), abs=1e-9)
    assert int(a.signe) == -int(b.signe)


def test_un_manquant_ne_gagne_ni_ne_perd():
    c = comparer_au_reste([np.nan, 5], [100, 0], [50, 50], [1000, 1000])
    assert c.signe.tolist() == [0, 0]
    assert c.motif.tolist() == [Motif.NON_DISPONIBLE, Motif.SANS_POPULATION]


@pytest.mark.parametrize(
    ("appel", "fragment"),
    [
        (lambda: taux(-1, 10), "« cas » contient -1"),
        (lambda: taux(1, 10, niveau=95), "fraction strictement entre 0 et 1"),
        (lambda: taux([1, 2], [1, 2, 3]), "formes compatibles"),
        (lambda: proportion(5, 4), "plus de cas que de personnes"),
        (lambda: comparer_au_reste(5, 10, 4, 100), "dépasse sa région"),
        (lambda: comparer_au_reste(1, 10, 4, 100, modele="gauss"), "poisson, binomial"),
        (lambda: taux_standardise_direct([1], [1], [1], methode="autre"), "dobson, fay-feuer"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit(appel, fragment):
    with pytest.raises(CalculErreur) as erreur:
        appel()
    assert fragment in erreur.value.phrase


def test_les_arguments_ne_changent_pas():
    cas, population = np.array([1.0, np.nan]), np.array([10.0, 0.0])
    taux(cas, population)
    assert cas[0] == 1
    assert np.isnan(cas[1])
    assert population.tolist() == [10.0, 0.0]
