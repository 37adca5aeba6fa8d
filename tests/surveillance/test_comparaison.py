"""Comparer au reste de la région : ce que l'appelant voit."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.surveillance import Comparaison, comparer_au_reste
from tableau_bord.surveillance.essais import EXACT_BINOMIAL, EXACT_POISSON, Z_BINOMIAL, Z_POISSON

CHAMPS = [champ.name for champ in dataclasses.fields(Comparaison)]
MODELES = ("poisson", "binomial")


def contre(o, n, autres, reste, **options):
    """Comparer à partir du reste plutôt que de la région."""
    return comparer_au_reste(o, n, np.add(o, autres), np.add(n, reste), **options)


# Témoins


def test_temoin_rateratio_test():
    """R, rateratio.test 1.1, vignette (Fay, 2022) : 2 sur 17 877 contre 9 sur 16 660, p = 0,05011."""
    c = contre(2, 17877, 9, 16660)
    assert float(c.valeur_p) == pytest.approx(0.05011, abs=5e-6)
    assert float(c.rapport) == pytest.approx(0.2070941557, abs=5e-11)
    assert float(c.taux_reste) == pytest.approx(0.0005402161, abs=5e-11)
    assert str(c.methode) == EXACT_POISSON


def test_temoin_le_choix_bilateral_ne_contredit_pas_l_intervalle():
    """R, exactci, vignette (Fay) : 2/17 877 contre 10/20 000. Petites vraisemblances, p = 0,042, mais

    l'intervalle de R (0,024 à 1,05) contient 1. Le double de la plus petite queue ne rejette pas.
    """
    assert stats.binomtest(2, 12, 17877 / 37877).pvalue == pytest.approx(0.042, abs=5e-4)
    assert float(contre(2, 17877, 10, 20000).valeur_p) > 0.05


def test_temoin_z_sur_le_log_des_taux():
    """Gu et coll. (2008), exemple 1 : 60 sur 51 477,5 contre 30 sur 54 308,7, unilatéral 0,000420."""
    c = contre(60, 51477.5, 30, 54308.7)
    assert str(c.methode) == Z_POISSON
    assert float(c.valeur_p) / 2 == pytest.approx(0.000420, abs=5e-7)
    assert int(c.signe) == 1


def test_temoin_fisher_traitement_contre_temoin():
    """Exemple courant de SAS (Stokes, Davis et Koch) : 10/12 contre 2/6, queue supérieure 0,0573."""
    c = contre(10, 12, 2, 6, modele="binomial")
    assert float(c.valeur_p) / 2 == pytest.approx(0.0573, abs=5e-5)
    assert str(c.methode) == EXACT_BINOMIAL


def test_z_se_refait_a_la_main():
    p = 2 * stats.norm.sf(abs(np.log(60 / 1000) - np.log(200 / 5000)) / np.sqrt(1 / 60 + 1 / 200))
    assert float(contre(60, 1000, 200, 5000).valeur_p) == pytest.approx(p)
    cotes = np.log(60 * 4800 / (940 * 200)) / np.sqrt(1 / 60 + 1 / 940 + 1 / 200 + 1 / 4800)
    c = contre(60, 1000, 200, 5000, modele="binomial")
    assert float(c.valeur_p) == pytest.approx(2 * stats.norm.sf(abs(cotes)))
    assert str(c.methode) == Z_BINOMIAL


# Limites


def test_le_reste_exclut_la_communaute():
    c = comparer_au_reste(30, 1000, 130, 5000)
    assert float(c.taux_reste) == pytest.approx(100 / 4000)
    assert float(c.rapport) == pytest.approx((30 / 1000) / (100 / 4000))


def test_vingt_attendus_dans_la_communaute_et_dans_le_reste_font_le_z():
    """100 cas en tout ; la communauté en attend 19, 20, 80 puis 81."""
    c = comparer_au_reste(30, [190, 200, 800, 810], 100, 1000)
    assert c.methode.tolist() == [EXACT_POISSON, Z_POISSON, Z_POISSON, EXACT_POISSON]


def test_une_proportion_attend_aussi_vingt_absents():
    """80 % ont le caractère : 99 puis 100 personnes attendent 19,8 puis 20 absents."""
    c = comparer_au_reste(70, [99, 100], 4000, 5000, modele="binomial")
    assert c.methode.tolist() == [EXACT_BINOMIAL, Z_BINOMIAL]


def test_a_zero_cas_l_essai_est_exact_et_le_signal_bas_se_voit():
    c = comparer_au_reste([0, 10], [1000, 1000], [400, 410], [10_000, 10_000])
    assert c.methode.tolist() == [EXACT_POISSON, Z_POISSON]
    assert c.signe.tolist() == [-1, -1]
    assert float(c.rapport[0]) == 0


def test_une_proportion_ou_tous_ont_le_caractere_passe_par_l_exact():
    c = contre(200, 200, 3000, 4000, modele="binomial")
    assert str(c.methode) == EXACT_BINOMIAL
    assert int(c.signe) == 1


def test_un_reste_sans_cas_n_a_pas_de_rapport():
    c = contre([9, 0], [100, 100], [0, 0], [9000, 9000])
    assert np.isnan(c.rapport).all()
    assert c.taux_reste.tolist() == [0, 0]
    assert c.signe.tolist() == [1, 0]
    assert c.valeur_p[1] == 1
    assert c.motif.tolist() == ["", ""]


def test_un_signal_bas_impossible_est_dit():
    """À 1 %, il faut en attendre 5,3 pour que zéro cas soit significatif (exp(−5,3) ≈ 0,005)."""
    c = comparer_au_reste(0, [5200, 5400], 1_000_000, 1_000_000_000)
    assert c.signal_bas_impossible.tolist() == [True, False]
    assert c.signe.tolist() == [0, -1]


def test_un_signal_bas_impossible_l_est_aussi_quand_zero_cas_ne_se_peut_pas():
    """95 personnes sur 100 au moins ont le caractère : le plancher n'est pas zéro, mais 95."""
    c = comparer_au_reste(95, 100, 100, 105, modele="binomial")
    assert bool(c.signal_bas_impossible)


def test_un_manquant_ne_gagne_ni_ne_perd():
    o, n, om, nm = [np.nan, 5, 5, 5, 40], [100, 0, 100, 1000, 100], 50, [1000, 1000, np.nan, 1000, 1000]
    c = comparer_au_reste(o, n, om, nm)
    sans, manque = Motif.SANS_POPULATION, Motif.NON_DISPONIBLE
    assert c.motif.tolist() == [manque, sans, manque, sans, ""]
    assert c.signe.tolist() == [0, 0, 0, 0, 1]
    assert c.methode.tolist()[:4] == ["", "", "", ""]
    assert not c.signal_bas_impossible[:4].any()
    assert np.isnan([c.valeur_p[:4], c.rapport[:4], c.taux_reste[:4]]).all()


@pytest.mark.parametrize("modele", MODELES)
@pytest.mark.parametrize("forme", [(), (0,), (2, 3)])
def test_tous_les_champs_ont_la_meme_forme_et_se_lisent_seulement(forme, modele):
    c = comparer_au_reste(np.full(forme, 3), 100, 50, 1000, modele=modele)
    assert {getattr(c, nom).shape for nom in CHAMPS} == {forme}
    assert not any(getattr(c, nom).flags.writeable for nom in CHAMPS)
    assert c.signe.dtype == np.int8
    with pytest.raises(dataclasses.FrozenInstanceError):
        c.signe = c.signe


def test_les_effectifs_non_entiers_sont_arrondis_par_l_exact_seulement():
    entier, reel = contre(3, 100, 47, 900), contre(3.2, 100, 46.9, 900)
    assert reel.valeur_p == entier.valeur_p
    assert reel.rapport > entier.rapport


def test_les_arguments_ne_changent_pas():
    entrees = [np.array(x, dtype=float) for x in ([3, np.nan], [100, 0], [50, 50], [1000, 1000])]
    avant = [x.copy() for x in entrees]
    comparer_au_reste(*entrees)
    for x, y in zip(entrees, avant, strict=True):
        np.testing.assert_array_equal(x, y)


@pytest.mark.parametrize(
    ("appel", "fragment"),
    [
        (lambda: comparer_au_reste(5, 10, 4, 100), "la communauté dépasse sa région."),
        (lambda: comparer_au_reste(5, 101, 40, 100), "la communauté dépasse sa région."),
        (lambda: comparer_au_reste(1, 10, 4, 100, seuil=0), "« seuil » vaut 0."),
        (lambda: comparer_au_reste(1, 10, 4, 100, modele="gauss"), "poisson, binomial"),
        (lambda: comparer_au_reste(11, 10, 20, 100, modele="binomial"), "plus de cas que de personnes."),
        (lambda: comparer_au_reste(1, 10, 99, 100, modele="binomial"), "plus de cas que de personnes."),
        (lambda: comparer_au_reste([1, 2], [10, 20, 30], 4, 100), "formes compatibles"),
        (lambda: comparer_au_reste(1, 10, -4, 100), "« cas_region » contient -4."),
    ],
)
def test_ce_qui_ne_se_calcule_pas_le_dit(appel, fragment):
    with pytest.raises(CalculErreur) as erreur:
        appel()
    assert fragment in erreur.value.phrase


# Invariants

DEUX = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(100, 5000), st.integers(100, 5000))


@given(DEUX, st.sampled_from(MODELES))
def test_echanger_communaute_et_reste_garde_la_valeur_p_et_inverse_le_signe(deux, modele):
    o, autres, n, reste = deux
    a, b = contre(o, n, autres, reste, modele=modele), contre(autres, reste, o, n, modele=modele)
    assert float(a.valeur_p) == pytest.approx(float(b.valeur_p), abs=1e-9)
    assert int(a.signe) == -int(b.signe)
    assert str(a.methode) == str(b.methode)


@given(DEUX)
def test_compter_les_absents_inverse_le_signe_d_une_proportion(deux):
    o, autres, n, reste = deux
    a = contre(o, n, autres, reste, modele="binomial")
    b = contre(n - o, n, reste - autres, reste, modele="binomial")
    assert float(a.valeur_p) == pytest.approx(float(b.valeur_p), abs=1e-9)
    assert int(a.signe) == -int(b.signe)


@given(DEUX, st.sampled_from(MODELES))
def test_chaque_case_se_calcule_seule(deux, modele):
    o, autres, n, reste = deux
    ensemble = contre([o, 3, autres], [n, 400, reste], [autres, 20, o], [reste, 900, n], modele=modele)
    seule = contre(o, n, autres, reste, modele=modele)
    for nom in CHAMPS:
        np.testing.assert_array_equal(getattr(ensemble, nom)[0], getattr(seule, nom))


@given(DEUX, st.sampled_from(MODELES))
def test_un_signal_bas_impossible_ne_se_produit_jamais(deux, modele):
    o, autres, n, reste = deux
    c = contre(o, n, autres, reste, modele=modele)
    assert not (bool(c.signal_bas_impossible) and int(c.signe) == -1)


@given(st.integers(0, 120), st.sampled_from(MODELES))
def test_le_signe_monte_avec_les_cas(om, modele):
    """À totaux fixés, plus de cas ne fait jamais passer de « plus haut » à « plus bas »."""
    c = comparer_au_reste(np.arange(om + 1), 1500, om, 4000, modele=modele)
    assert (np.diff(c.signe.astype(int)) >= 0).all()


def test_le_binomial_voit_l_ecart_que_poisson_tait():
    """86 % contre 80 % : la variance de Poisson vaut cinq fois celle d'une proportion."""
    o, n, autres, reste = 860, 1000, 24_000, 30_000
    assert int(contre(o, n, autres, reste).signe) == 0
    assert int(contre(o, n, autres, reste, modele="binomial").signe) == 1


# Cohérence


@pytest.mark.parametrize("modele", MODELES)
@pytest.mark.parametrize("attendus", [1, 4, 9, 15])
def test_l_exact_ne_donne_pas_plus_de_faux_signaux_que_le_seuil(modele, attendus):
    """Somme exacte sur la loi conditionnelle : au plus seuil/2 de faux signaux de chaque côté."""
    om, n, nm = 10 * attendus, 1000, 10_000
    loi = stats.binom(om, n / nm) if modele == "poisson" else stats.hypergeom(nm, om, n)
    cas = np.arange(om + 1)
    c = comparer_au_reste(cas, n, om, nm, modele=modele)
    exact = np.char.find(c.methode, "exact") >= 0
    assert exact.all()
    for signe in (-1, 1):
        assert loi.pmf(cas)[c.signe == signe].sum() <= 0.005


@given(st.integers(0, 40), st.integers(1, 40), st.integers(500, 5000))
def test_la_valeur_p_exacte_a_la_borne_de_clopper_pearson_vaut_alpha(o, autres, n):
    """À la part de population égale à la borne à 95 % de cas/total, la valeur p vaut 5 %."""
    total = o + autres
    borne = stats.binomtest(o, total).proportion_ci(0.95, method="exact").high
    if total * min(borne, 1 - borne) < 20:
        c = comparer_au_reste(o, n, total, n / borne)
        assert float(c.valeur_p) == pytest.approx(0.05, rel=1e-6)
