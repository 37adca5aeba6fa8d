"""L'attaque : ce qu'elle retrouve quand le masque est insuffisant, et ce qu'elle signale comme faute."""

import polars as pl
import pytest

from tableau_bord.divulgation.attaque import FUITE, IMPOSSIBLE, TENUE
from tests.divulgation.tableaux import (
    Registre,
    attaquer_une,
    case,
    cases,
    intervalle,
    liens,
    publier_primaire,
)

EMBOITES = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "3", "RSS", "R"))


def test_sans_complement_la_soustraction_rend_la_case():
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20), case("RSS", "R", 33))
    attaque = attaquer_une(publier_primaire(fines), EMBOITES)
    assert intervalle(attaque, "RLS", "1") == (3, 3)
    assert (attaque.verdict, attaque.exposees["code"].to_list()) == (FUITE, ["1"])


def test_sans_total_publie_rien_ne_se_retrouve():
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20))
    attaque = attaquer_une(publier_primaire(fines), EMBOITES)
    assert intervalle(attaque, "RLS", "1") == (0, 5000)
    assert attaque.verdict == TENUE


def test_deux_cases_cachees_sous_un_petit_total_restent_bornees_par_lui():
    fines = cases(case("RLS", "1", 1), case("RLS", "2", 1), case("RLS", "3", 20), case("RSS", "R", 22))
    attaque = attaquer_une(publier_primaire(fines), EMBOITES)
    assert intervalle(attaque, "RLS", "1") == (0, 2)
    assert attaque.exposees.height == 2, "on saurait qu'elles valent 2 au plus, et non 4"


def test_les_sexes_se_soustraient():
    fines = cases(
        case("RSS", "R", 30), case("RSS", "R", 2, sexe="F"), case("RSS", "R", 28, sexe="M")
    )  # fmt: skip
    attaque = attaquer_une(publier_primaire(fines), EMBOITES)
    assert intervalle(attaque, "RSS", "R", "F") == (2, 2)


def test_les_ages_disjoints_se_soustraient():
    fines = cases(
        case("RSS", "R", 40), case("RSS", "R", 3, age="0 à 17 ans"), case("RSS", "R", 17, age="18 à 64 ans"),
        case("RSS", "R", 20, age="65 ans et plus"),
    )  # fmt: skip
    assert attaquer_une(publier_primaire(fines), EMBOITES).exposees["age"].to_list() == ["0 à 17 ans"]


def test_les_periodes_regroupees_se_soustraient():
    fines = cases(
        case("RSS", "R", 3, periode="2019"), case("RSS", "R", 8, periode="2020"),
        case("RSS", "R", 9, periode="2021"), case("RSS", "R", 20, periode="2019-2021"),
    )  # fmt: skip
    assert attaquer_une(publier_primaire(fines), EMBOITES).exposees["periode"].to_list() == ["2019"]


def test_deux_decoupages_qui_se_chevauchent_se_soustraient():
    """RLS 1 et MRC A ont les mêmes communautés, jamais publiées : MRC A rend RLS 1."""
    connus = liens(
        ("communaute", "x", "RLS", "1"), ("communaute", "y", "RLS", "1"), ("communaute", "z", "RLS", "2"),
        ("communaute", "x", "MRC", "A"), ("communaute", "y", "MRC", "B"), ("communaute", "z", "MRC", "B"),
    )  # fmt: skip
    fines = cases(case("RLS", "1", 14), case("RLS", "2", 6), case("MRC", "A", 12), case("MRC", "B", 8))
    cachee = publier_primaire(fines).with_columns(
        raison=pl.when(pl.col("decoupage") == "RLS").then(pl.lit("masqué par complément"))
    )
    attaque = attaquer_une(cachee, connus)
    assert intervalle(attaque, "RLS", "1") == (12, 20), "y est entre 0 et 8"
    assert intervalle(attaque, "RLS", "2") == (0, 8)


def test_un_reste_positif_laisse_une_borne_et_non_une_egalite():
    """Des cas sans adresse : ailleurs le total dépasse la somme, donc ici aussi peut-être."""
    connus = liens(
        ("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "3", "RSS", "S"), ("RLS", "4", "RSS", "S")
    )
    fines = cases(
        case("RLS", "1", None), case("RLS", "2", 10), case("RSS", "R", 13),
        case("RLS", "3", 20), case("RLS", "4", 20), case("RSS", "S", 50),
    )  # fmt: skip
    attaque = attaquer_une(publier_primaire(fines), connus)
    assert intervalle(attaque, "RLS", "1") == (0, 3)
    assert attaque.exposees["code"].to_list() == ["1"], "un n.d. borné à 3 dit qu'il est petit"


def test_une_somme_fausse_partout_n_est_pas_un_lien():
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20), case("RSS", "R", 25))
    attaque = attaquer_une(publier_primaire(fines), EMBOITES)
    assert attaque.verdict == TENUE


def test_un_systeme_sans_solution_est_une_faute():
    """Deux totaux contradictoires d'une même case inconnue, que rien ne permet d'écarter."""
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "1", "MRC", "A"))
    registre = Registre()
    registre.publier(
        cases(case("RLS", "1", None), case("RLS", "2", 5), case("RSS", "R", 25), case("MRC", "A", 12)),
        connus,
        complement=False,
    )
    attaque = registre.attaquer(connus)
    assert attaque.verdict == IMPOSSIBLE
    assert attaque.impossibles == 1


def test_l_attaque_prudente_et_l_attaque_complete_exposent_les_memes_cases():
    fines = cases(
        case("RLS", "1", 3), case("RLS", "2", 4), case("RLS", "3", 20), case("RSS", "R", 27),
        case("RLS", "1", 1, sexe="F"), case("RLS", "2", 2, sexe="F"), case("RLS", "3", 9, sexe="F"), case("RSS", "R", 12, sexe="F"),
        case("RLS", "1", 2, sexe="M"), case("RLS", "2", 2, sexe="M"), case("RLS", "3", 11, sexe="M"), case("RSS", "R", 15, sexe="M"),
    )  # fmt: skip
    masquees = publier_primaire(fines)
    prudente, complete = (attaquer_une(masquees, EMBOITES, c) for c in (False, True))
    assert prudente.exposees.height == complete.exposees.height == 2, "femmes : 1 + 2 = 3"
    assert prudente.programmes <= complete.programmes


def test_une_revision_est_une_inconnue_nouvelle():
    """Le total révisé ne se soustrait pas des parts d'avant : elles viennent d'un autre lot."""
    registre = Registre()
    registre.publier(cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20)), EMBOITES)
    registre.publier(cases(case("RSS", "R", 35, lot="b")), EMBOITES)
    assert registre.attaquer(EMBOITES).verdict == TENUE


def test_annuler_par_l_avancement():
    class Arret(Exception):
        pass

    def arreter(part):
        raise Arret

    from tableau_bord.divulgation import attaquer, reunir
    from tests.divulgation.tableaux import REGISTRE_VIDE, SEUILS

    fines = cases(case("RLS", "1", 3), case("RLS", "2", 10), case("RLS", "3", 20), case("RSS", "R", 33))
    with pytest.raises(Arret):
        attaquer(reunir(publier_primaire(fines), SEUILS, REGISTRE_VIDE), EMBOITES, arreter)


def test_ce_que_la_population_bornait_deja_n_est_pas_une_fuite():
    """Trois personnes en tout : « trois au plus » se savait avant toute publication."""
    fines = cases(case("RLS", "1", None, None), case("RLS", "2", None, None), case("RSS", "R", 2, 3))
    cachees = publier_primaire(fines)
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"))
    attaque = attaquer_une(cachees, connus)
    assert intervalle(attaque, "RLS", "1") == (0, 3)
    assert attaque.verdict == TENUE
    montre = cachees.with_columns(raison=pl.lit(None, dtype=pl.String))
    assert attaquer_une(montre, connus).exposees.height == 2, "le total montré, 2, resserre"


def test_une_somme_incomplete_d_avant_n_ouvre_pas_celle_qui_se_complete():
    """RLS 2 = 20 et RSS = 24 d'abord, RLS 1 masqué ensuite : 24 − 20 le rend, le reste n'était qu'un retard."""
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"))
    registre = Registre()
    registre.publier(cases(case("RLS", "2", 20), case("RSS", "R", 24)), connus, complement=False)
    registre.publier(cases(case("RLS", "1", 4)), connus, complement=False)
    attaque = registre.attaquer(connus)
    assert intervalle(attaque, "RLS", "1") == (4, 4)
    assert attaque.verdict == FUITE
