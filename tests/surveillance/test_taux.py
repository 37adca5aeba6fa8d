"""Taux : Byar, et Poisson exact sous 10 cas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.surveillance import taux
from tableau_bord.surveillance.taux import byar, poisson_exact

CHAMPS = ("valeur", "erreur_type", "borne_inf", "borne_sup")
NIVEAUX = st.sampled_from([0.5, 0.9, 0.95, 0.998])
CAS = st.lists(st.integers(0, 5000), min_size=2, max_size=12)


def bornes(e: Estimations) -> list[float]:
    return [float(e.borne_inf), float(e.borne_sup)]


# Témoins


@pytest.mark.reel
def test_temoin_byar_65_evenements(temoins):
    assert bornes(taux(65, 1, base=1)) == pytest.approx(temoins["byar_65"]["ic95"], rel=1e-6)


@pytest.mark.parametrize(
    ("cas", "publie"),
    [(0, (0, 3.689)), (1, (0.0253, 5.572)), (5, (1.6235, 11.668)), (9, (4.1154, 17.085))],
)
def test_temoin_garwood_table_des_limites_de_poisson(cas, publie):
    """Table usuelle des limites exactes à 95 % (Garwood, 1936 ; Ulm, 1990), à son demi-dernier chiffre."""
    obtenu = bornes(taux(cas, 1, base=1))
    assert obtenu == [pytest.approx(publie[0], abs=5e-5), pytest.approx(publie[1], abs=5e-4)]


def test_temoin_exact_15_cas_sur_400():
    """R, DescTools::PoissonCI(15, 400, method = "exact"), recopié des essais de statsmodels."""
    bas, haut = poisson_exact(np.array([15.0]), 0.95)
    assert float(bas[0]) / 400 == pytest.approx(0.0209884653319583, rel=1e-12)
    assert float(haut[0]) / 400 == pytest.approx(0.0618505471787146, rel=1e-12)


def test_temoin_exact_10_cas():
    """R, poisson.test(10) : 4,795389 à 18,390356."""
    bas, haut = poisson_exact(np.array([10.0]), 0.95)
    assert float(bas[0]) == pytest.approx(4.795389, abs=5e-7)
    assert float(haut[0]) == pytest.approx(18.390356, abs=5e-7)


# Limites


def test_zero_manquant_et_sans_population_sont_trois_choses():
    e = taux([0, np.nan, 5, 0], [1000, 1000, np.nan, 0])
    assert e.valeur[0] == 0
    assert e.borne_inf[0] == 0
    assert e.borne_sup[0] > 0
    for nom in CHAMPS:
        assert np.isnan(getattr(e, nom)[1:]).all()
    assert e.motif.tolist() == ["", Motif.NON_DISPONIBLE, Motif.NON_DISPONIBLE, Motif.SANS_POPULATION]
    assert e.methode.tolist() == ["Poisson exact", "", "", ""]


def test_la_methode_change_a_dix_cas():
    assert taux([9, 10], 1000).methode.tolist() == ["Poisson exact", "Byar"]


def test_byar_reste_pres_de_l_exact_a_dix_cas():
    approche, exact = byar(np.array([10.0]), 0.95), poisson_exact(np.array([10.0]), 0.95)
    assert np.ravel(approche) == pytest.approx(np.ravel(exact), rel=2e-3)


def test_un_scalaire_rend_des_tableaux_de_forme_vide():
    e = taux(3, 1000)
    assert e.forme == ()
    assert all(isinstance(getattr(e, nom), np.ndarray) for nom in CHAMPS)
    assert str(e.methode) == "Poisson exact"


@pytest.mark.parametrize("forme", [(0,), (0, 3)])
def test_un_tableau_vide_rend_un_tableau_vide(forme):
    assert taux(np.zeros(forme), 1000).forme == forme


def test_les_formes_se_diffusent():
    e = taux([[1], [20]], [100, 200, 300])
    assert e.forme == (2, 3)
    assert e.motif.shape == e.methode.shape == (2, 3)


def test_les_arguments_ne_changent_pas():
    cas, population = np.array([1.0, np.nan]), np.array([10.0, 0.0])
    avant = cas.copy(), population.copy()
    taux(cas, population)
    np.testing.assert_array_equal(cas, avant[0])
    np.testing.assert_array_equal(population, avant[1])


@pytest.mark.parametrize(
    ("appel", "fragment"),
    [
        (lambda: taux([3, -1], 10), "taux, case 1\u00a0: « cas » contient -1."),
        (lambda: taux(1, -10), "« population » contient -10."),
        (lambda: taux(np.inf, 10), "« cas » contient inf."),
        (lambda: taux(1, 10, niveau=95), "« niveau » vaut 95. Donnez une fraction"),
        (lambda: taux(1, 10, niveau=1.5), "« niveau » vaut 1,5."),
        (lambda: taux(1, 10, niveau=float("nan")), "« niveau » vaut nan."),
        (lambda: taux(1, 10, base=0), "« base » vaut 0."),
        (lambda: taux([1, 2], [1, 2, 3]), "formes compatibles (cas (2,), population (3,))"),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit(appel, fragment):
    with pytest.raises(CalculErreur) as erreur:
        appel()
    assert fragment in erreur.value.phrase
    assert erreur.value.remede


# Invariants


@given(st.integers(0, 400), st.integers(400, 90_000), st.floats(1e-3, 1e6))
def test_la_base_ne_fait_que_multiplier(cas, population, base):
    un, autre = taux(cas, population, base=1), taux(cas, population, base=base)
    for nom in CHAMPS:
        assert float(getattr(autre, nom)) == pytest.approx(base * float(getattr(un, nom)))


@given(CAS, NIVEAUX)
def test_chaque_case_se_calcule_seule(cas, niveau):
    ensemble = taux(cas, 10_000, niveau=niveau)
    envers = taux(cas[::-1], 10_000, niveau=niveau)
    for nom in CHAMPS:
        seules = [float(getattr(taux(c, 10_000, niveau=niveau), nom)) for c in cas]
        np.testing.assert_array_equal(getattr(ensemble, nom), seules)
        np.testing.assert_array_equal(getattr(envers, nom), seules[::-1])


@given(NIVEAUX)
def test_les_bornes_montent_avec_les_cas_meme_au_changement_de_methode(niveau):
    e = taux(np.arange(60), 1000, niveau=niveau)
    assert (np.diff(e.borne_inf) > 0).all()
    assert (np.diff(e.borne_sup) > 0).all()


@given(st.integers(0, 5000), NIVEAUX)
def test_l_intervalle_contient_le_taux_et_s_elargit_avec_le_niveau(cas, niveau):
    e, large = taux(cas, 1000, niveau=niveau), taux(cas, 1000, niveau=0.999)
    assert e.borne_inf <= e.valeur <= e.borne_sup
    assert large.borne_inf <= e.borne_inf
    assert e.borne_sup <= large.borne_sup


# Cohérence


@given(st.integers(0, 9), NIVEAUX)
def test_l_exact_place_alpha_sur_deux_dans_chaque_queue(cas, niveau):
    """La valeur p bilatérale (double de la plus petite queue) à chaque borne vaut alpha."""
    bas, haut = bornes(taux(cas, 1, base=1, niveau=niveau))
    assert 2 * stats.poisson.cdf(cas, haut) == pytest.approx(1 - niveau, rel=1e-6)
    if cas:
        assert 2 * stats.poisson.sf(cas - 1, bas) == pytest.approx(1 - niveau, rel=1e-6)


@pytest.mark.parametrize(("de", "a"), [(0.05, 5), (5, 10), (10, 20), (20, 200)])
def test_la_couverture_moyenne_calculee_sans_tirage_tient_95_pour_cent(de, a):
    """Somme exacte sur la loi de Poisson, attendus uniformes dans la tranche : aucune erreur Monte-Carlo."""
    attendus = np.linspace(de, a, 400)
    cas = np.arange(400)
    e = taux(cas, 1, base=1)
    couvre = (e.borne_inf <= attendus[:, None]) & (attendus[:, None] <= e.borne_sup)
    assert (stats.poisson.pmf(cas, attendus[:, None]) * couvre).sum(-1).mean() >= 0.95
