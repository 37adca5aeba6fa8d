"""Essais d'égalité : la valeur p de chacun, contre des calculs indépendants."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tableau_bord.surveillance.essais import MODELES, Table, permet_z, plus_petite_valeur_p_basse, valeur_p

POISSON, BINOMIAL = MODELES["poisson"], MODELES["binomial"]


def table(o, n, autres, reste):
    return Table(*(np.atleast_1d(np.asarray(x, dtype=float)) for x in (o, n, o + autres, n + reste)))


def exacte(t, modele):
    basse, haute = modele.queues(t)
    return float(np.minimum(1, 2 * np.minimum(basse, haute))[0])


@pytest.mark.parametrize("rapport", [1.339735721772650, 3.388365573616252])
def test_temoin_aux_bornes_d_exactci_la_valeur_p_vaut_cinq_pour_cent(rapport):
    """R, exactci : poisson.exact(c(60, 30), c(51477.5, 54308.7), tsmethod = "central")$conf.int."""
    assert exacte(table(60, 51477.5 * rapport, 30, 54308.7), POISSON) == pytest.approx(0.05, rel=1e-9)


def test_temoin_queue_superieure_d_exactci():
    """R, exactci : la même, r = 1.2, alternative = "greater" : 0,006651774552714537."""
    p = exacte(table(60, 51477.5 * 1.2, 30, 54308.7), POISSON)
    assert p / 2 == pytest.approx(0.006651774552714537, rel=1e-10)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(50, 400), st.integers(50, 400))
def test_l_hypergeometrique_egale_le_fisher_unilateral_de_scipy(o, autres, n, reste):
    tableau = [[o, n - o], [autres, reste - autres]]
    queues = [stats.fisher_exact(tableau, alternative=sens).pvalue for sens in ("less", "greater")]
    attendu = min(1.0, 2 * min(queues))
    assert exacte(table(o, n, autres, reste), BINOMIAL) == pytest.approx(attendu, rel=1e-7)


@pytest.mark.parametrize(
    ("o", "n", "autres", "reste"), [(2, 12, 7, 88), (690, 900, 239_310, 299_100), (3, 5000, 27, 295_000)]
)
def test_l_hypergeometrique_egale_les_fractions_exactes(o, n, autres, reste):
    om, nm = o + autres, n + reste
    total = comb(nm, n)

    def jusqu_a(x):
        debut = max(0, n - (nm - om))
        return Fraction(sum(comb(om, i) * comb(nm - om, n - i) for i in range(debut, x + 1)), total)

    attendu = 2 * min(jusqu_a(o), 1 - jusqu_a(o - 1))
    assert exacte(table(o, n, autres, reste), BINOMIAL) == pytest.approx(min(1.0, float(attendu)), rel=1e-9)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(50, 400), st.integers(50, 400))
def test_le_binomial_conditionnel_egale_la_somme_des_probabilites(o, autres, n, reste):
    total, part = o + autres, n / (n + reste)
    masses = [comb(total, i) * part**i * (1 - part) ** (total - i) for i in range(total + 1)]
    attendu = min(1.0, 2 * min(sum(masses[: o + 1]), sum(masses[o:])))
    assert exacte(table(o, n, autres, reste), POISSON) == pytest.approx(attendu, rel=1e-7)


def test_quand_la_loi_est_symetrique_l_exact_egale_les_petites_vraisemblances_de_scipy():
    assert exacte(table(3, 500, 17, 500), POISSON) == pytest.approx(stats.binomtest(3, 20, 0.5).pvalue)


@pytest.mark.parametrize("modele", [POISSON, BINOMIAL])
def test_avec_beaucoup_de_cas_le_z_rejoint_l_exact(modele):
    t = table(2100, 40_000, 20_000, 400_000)
    p, par_z = valeur_p(t, modele)
    assert par_z.all()
    assert float(p[0]) == pytest.approx(exacte(t, modele), rel=0.1)


def test_le_z_demande_vingt_attendus_et_aucun_zero():
    t = Table(*np.array([[20, 1000, 200, 10_000], [20, 999, 200, 10_000], [0, 2000, 200, 10_000.0]]).T)
    assert permet_z(t, POISSON).tolist() == [True, False, False]


def test_le_plancher_d_une_proportion_tient_compte_des_places():
    """20 ont le caractère, 15 personnes hors de la communauté : elle en a au moins 5."""
    t = table(8, 30, 12, 15)
    p = float(plus_petite_valeur_p_basse(t, BINOMIAL)[0])
    assert p == pytest.approx(2 * stats.hypergeom.pmf(5, 45, 20, 30))
    assert float(plus_petite_valeur_p_basse(t, POISSON)[0]) == pytest.approx(2 * (15 / 45) ** 20)
