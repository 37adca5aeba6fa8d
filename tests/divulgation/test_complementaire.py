"""Le masque complémentaire : ce qu'il cache, ce qu'il laisse, et ce qu'un attaquant entier n'en tire pas."""

import itertools
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from tableau_bord.divulgation import COMPLEMENT, masquer_tout
from tableau_bord.divulgation.attaque import FUITE, TENUE
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.divulgation.protections import PART_DE_LARGEUR
from tests.divulgation.tableaux import (
    REGISTRE_VIDE,
    SEUILS,
    Registre,
    attaquer_une,
    case,
    cases,
    intervalle,
    liens,
    publier_primaire,
)

EMBOITES = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "3", "RSS", "R"))


def _masquer(fines, connus=EMBOITES):
    return masquer_tout(fines, SEUILS, connus, REGISTRE_VIDE)


def _complements(masquees):
    return masquees.filter(pl.col("raison") == COMPLEMENT)


def test_un_tableau_deux_par_deux_a_la_main():
    """Deux RLS, deux sexes. 3 femmes en RLS 1 : les trois autres coins du carré doivent se cacher."""
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"))
    fines = cases(
        case("RLS", "1", 3, sexe="F"), case("RLS", "1", 12, sexe="M"), case("RLS", "1", 15),
        case("RLS", "2", 14, sexe="F"), case("RLS", "2", 16, sexe="M"), case("RLS", "2", 30),
        case("RSS", "R", 17, sexe="F"), case("RSS", "R", 28, sexe="M"), case("RSS", "R", 45),
    )  # fmt: skip
    masquees = _masquer(fines, connus)
    cachees = set(masquees.filter(pl.col("raison").is_not_null()).select("decoupage", "code", "sexe").rows())
    assert cachees == {("RLS", "1", "F"), ("RLS", "1", "M"), ("RLS", "2", "F"), ("RLS", "2", "M")}
    attaque = attaquer_une(masquees, connus)
    assert (attaque.verdict, intervalle(attaque, "RLS", "1", "F")) == (TENUE, (0, 15))


def test_emboite_le_plus_petit_voisin_suffit_et_le_total_reste_montre():
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 200), case("RSS", "R", 213))
    masquees = _masquer(fines)
    assert _complements(masquees)["code"].to_list() == ["2"]
    assert intervalle(attaquer_une(masquees, EMBOITES), "RLS", "1") == (0, 13)


def test_rien_a_cacher_rien_de_cache():
    fines = cases(case("RLS", "1", 6), case("RLS", "2", 0), case("RLS", "3", 20), case("RSS", "R", 26))
    assert _masquer(fines)["raison"].null_count() == 4


def test_un_zero_peut_servir_de_complement():
    """4 pourrait valoir 1 si un autre valait 3 de plus : le zéro, sans prix pour le lecteur, se cache."""
    fines = cases(case("RLS", "1", 4), case("RLS", "2", 0), case("RLS", "3", 40), case("RSS", "R", 44))
    masquees = _masquer(fines)
    assert "2" in _complements(masquees)["code"].to_list()
    assert attaquer_une(masquees, EMBOITES).verdict == TENUE


def test_une_population_nulle_n_est_jamais_un_complement():
    fines = cases(
        case("RLS", "1", 3), case("RLS", "2", 0, 0), case("RLS", "3", 20), case("RSS", "R", 23, 10_000)
    )
    masquees = _masquer(fines)
    assert _complements(masquees)["code"].to_list() == ["3"]
    assert attaquer_une(masquees, EMBOITES).verdict == TENUE


def test_une_grande_case_cachee_garde_une_largeur_en_proportion():
    fines = cases(case("RLS", "1", 2), case("RLS", "2", 900), case("RLS", "3", 950), case("RSS", "R", 1852))
    masquees = _masquer(fines)
    attaque = attaquer_une(masquees, EMBOITES)
    assert attaque.verdict == TENUE
    for code, v in zip(("2", "3"), (900, 950), strict=True):
        if code in _complements(masquees)["code"].to_list():
            bas, haut = intervalle(attaque, "RLS", code)
            assert haut - bas >= PART_DE_LARGEUR * v


def test_le_n_d_d_origine_qui_se_trahirait_par_soustraction_est_protege():
    fines = cases(case("RLS", "1", None), case("RLS", "2", 10), case("RLS", "3", 20), case("RSS", "R", 33))
    assert attaquer_une(publier_primaire(fines), EMBOITES).verdict == FUITE
    masquees = _masquer(fines)
    assert masquees.filter(pl.col("code") == "1")["raison"].to_list() == [None], "il garde son motif"
    assert attaquer_une(masquees, EMBOITES).verdict == TENUE


def test_le_chevauchement_compte_dans_le_choix():
    connus = liens(
        ("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("MRC", "A", "RSS", "R"), ("MRC", "B", "RSS", "R"),
        ("communaute", "x", "RLS", "1"), ("communaute", "y", "RLS", "2"), ("communaute", "z", "RLS", "2"),
        ("communaute", "x", "MRC", "A"), ("communaute", "y", "MRC", "A"), ("communaute", "z", "MRC", "B"),
    )  # fmt: skip
    fines = cases(
        case("communaute", "x", 12), case("communaute", "y", 3), case("communaute", "z", 9),
        case("RLS", "1", 12), case("RLS", "2", 12), case("MRC", "A", 15), case("MRC", "B", 9),
        case("RSS", "R", 24),
    )  # fmt: skip
    assert attaquer_une(publier_primaire(fines), connus).verdict == FUITE
    assert attaquer_une(_masquer(fines, connus), connus).verdict == TENUE


def test_la_seconde_publication_ne_trahit_pas_la_premiere():
    """D'abord les RLS, sans total ; puis la région : montrée, elle rendrait le RLS caché."""
    rls = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20))
    rss = cases(case("RSS", "R", 33))
    avec, sans = Registre(), Registre()
    for registre, oublier in ((avec, False), (sans, True)):
        assert _complements(registre.publier(rls, EMBOITES)).is_empty()
        registre.publier(rss, EMBOITES, oublier=oublier)
    assert sans.attaquer(EMBOITES).verdict == FUITE
    assert intervalle(sans.attaquer(EMBOITES), "RLS", "1") == (3, 3)
    assert avec.attaquer(EMBOITES).verdict == TENUE


def test_republier_le_meme_lot_garde_les_memes_complements():
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 12), case("RSS", "R", 25))
    registre = Registre()
    premieres = registre.publier(fines, EMBOITES)["raison"].to_list()
    assert registre.publier(fines, EMBOITES)["raison"].to_list() == premieres
    assert registre.attaquer(EMBOITES).verdict == TENUE


def test_deux_publications_dont_une_revisee_tiennent_ensemble():
    registre = Registre()
    registre.publier(
        cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20), case("RSS", "R", 33)), EMBOITES
    )
    registre.publier(
        cases(
            case("RLS", "1", 4, lot="b"), case("RLS", "2", 10, lot="b"), case("RLS", "3", 20, lot="b"),
            case("RSS", "R", 34, lot="b"),
        ),
        EMBOITES,
    )  # fmt: skip
    assert registre.attaquer(EMBOITES).verdict == TENUE


TABLEAUX = st.lists(
    st.tuples(*[st.one_of(st.integers(0, 7), st.integers(0, 60))] * 2), min_size=2, max_size=4
)


def _tableau(paires):
    """RLS × sexe, marges comprises ; chaque case peut monter à 200."""
    lignes, n = [], len(paires)
    for k, (f, m) in enumerate(paires):
        lignes += [
            case("RLS", str(k), f, 200, "F"),
            case("RLS", str(k), m, 200, "M"),
            case("RLS", str(k), f + m, 400),
        ]
    sommes = np.sum(paires, axis=0)
    lignes += [
        case("RSS", "R", int(sommes[0]), 200 * n, "F"), case("RSS", "R", int(sommes[1]), 200 * n, "M"),
        case("RSS", "R", int(sommes.sum()), 400 * n),
    ]  # fmt: skip
    return cases(*lignes), liens(*((("RLS", str(k), "RSS", "R")) for k in range(n)))


def _attaque_entiere(masquees, n):
    """Bornes entières exactes de chaque case cachée, écrites sans rien reprendre du programme."""
    lignes = masquees.select("decoupage", "code", "sexe", "effectif", "raison", "denominateur").rows()
    formes = np.zeros((len(lignes), 2 * n))
    for i, (decoupage, code, sexe, *_) in enumerate(lignes):
        lieux = range(n) if decoupage == "RSS" else [int(code)]
        for k, s in itertools.product(lieux, "FM" if sexe == "T" else sexe):
            formes[i, 2 * k + "FM".index(s)] = 1
    connus = [i for i, ligne in enumerate(lignes) if ligne[4] is None]
    valeurs = np.array([lignes[i][3] for i in connus])
    contraintes = [LinearConstraint(formes[connus], valeurs, valeurs)] if connus else []
    options = {"constraints": contraintes, "integrality": np.ones(2 * n), "bounds": Bounds(0, 200)}
    for i, ligne in enumerate(lignes):
        if ligne[4] is not None:
            bas = milp(formes[i], **options).fun
            haut = -milp(-formes[i], **options).fun
            yield ligne, round(bas), round(haut)


@settings(max_examples=60, deadline=None)
@given(TABLEAUX)
def test_un_attaquant_entier_ne_resserre_aucune_case(paires):
    fines, connus = _tableau(paires)
    masquees = _masquer(fines, connus)
    for (_, _, _, effectif, raison, population), bas, haut in _attaque_entiere(masquees, len(paires)):
        assert bas <= effectif <= haut
        if raison == COMPLEMENT:
            assert haut - bas >= min(max(5, PART_DE_LARGEUR * effectif), population) - 1e-6
        else:
            assert bas <= 1
            assert haut >= 4


@settings(max_examples=40, deadline=None)
@given(TABLEAUX)
def test_ce_que_le_choix_protege_l_attaque_le_confirme(paires):
    fines, connus = _tableau(paires)
    masquees = _masquer(fines, connus)
    attaque = attaquer_une(masquees, connus, complete=False)
    assert attaque.verdict == TENUE
    primaires = set(publier_primaire(fines).drop_nulls("raison").select("decoupage", "code", "sexe").rows())
    assert primaires <= set(masquees.drop_nulls("raison").select("decoupage", "code", "sexe").rows())


def _tableau_rls(partage):
    """Le tableau du 16 septembre 2020, tel que publié : RLS, totaux des régions, n.d. d'origine."""
    lu = pl.read_csv(
        partage / "donnees_reelles" / "rls_quebec" / "tableau-rls20200916_115801.csv", infer_schema=False
    )
    nombre = pl.col("Cas", "Population").str.replace_all(r"\s", "").cast(pl.Float64, strict=False)
    propre = lu.with_columns(nombre, region=pl.col("RSS").str.slice(0, 2)).filter(
        pl.col("region").str.contains(r"^\d\d$")
    )
    total = propre["RLS"] == "Total"
    lignes = [
        case("RSS", c, e, n) for c, e, n in propre.filter(total).select("region", "Cas", "Population").rows()
    ]
    rls = propre.filter(~total & pl.col("NoRLS").str.contains(r"^\d{4}$"))
    lignes += [case("RLS", c, e, n) for c, e, n in rls.select("NoRLS", "Cas", "Population").rows()]
    return cases(*lignes), liens(*(("RLS", c, "RSS", c[:2]) for c in rls["NoRLS"]))


@pytest.mark.reel
def test_le_vrai_tableau_rls_se_laisse_attaquer_le_notre_non(partage):
    fines, connus = _tableau_rls(partage)
    tel_quel = attaquer_une(fines.with_columns(raison=pl.lit(None, dtype=pl.String)), connus)
    bas, haut = intervalle(tel_quel, "RLS", "0911")
    assert (bas >= 0, haut) == (True, 3), "140 − 137 : trois cas au plus à Caniapiscau"
    assert "0911" in tel_quel.exposees["code"].to_list()
    assert attaquer_une(publier_primaire(fines), connus).verdict == FUITE
    attaque = attaquer_une(_masquer(fines, connus), connus)
    assert attaque.verdict == TENUE
    bas, haut = intervalle(attaque, "RLS", "0911")
    assert haut - bas >= 5


def test_une_petite_communaute_jamais_parue_se_protege_des_le_premier_geste():
    """RLS 1 = x + y, MRC A = x + z, RLS 2 = z : 14 − (20 − 8) rendrait y, que la base sait petite."""
    rattaches = liens(
        ("communaute", "x", "RLS", "1"), ("communaute", "y", "RLS", "1"), ("communaute", "z", "RLS", "2"),
        ("communaute", "x", "MRC", "A"), ("communaute", "y", "MRC", "B"), ("communaute", "z", "MRC", "A"),
    )  # fmt: skip
    grandes = cases(case("RLS", "1", 14), case("RLS", "2", 8), case("MRC", "A", 20))
    petites = cases(case("communaute", "x", 12), case("communaute", "y", 2), case("communaute", "z", 8))
    sues = raisonner(petites, SEUILS).with_columns(seuil=pl.lit(5.0))
    avec = replace(rattaches, jamais_parues=sues)
    sans = attaquer_une(masquer_tout(grandes, SEUILS, rattaches, REGISTRE_VIDE), avec)
    assert intervalle(sans, "communaute", "y") == (2, 2), "contre-épreuve : personne n'y pensait"
    tenue = attaquer_une(masquer_tout(grandes, SEUILS, avec, REGISTRE_VIDE), avec)
    bas, haut = intervalle(tenue, "communaute", "y")
    assert (bas <= 1, haut >= 4, tenue.exposees.height) == (True, True, 0)
