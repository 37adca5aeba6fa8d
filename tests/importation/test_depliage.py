"""Mettre en long : années, sexes, âges, niveaux ; ne rien toucher à un tableau déjà long."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import lire_tableau, normes
from tableau_bord.importation.depliage import Depliage, deplier, proposer_depliage
from tests.importation.fabrique import octets

AGES = ["Moins un an", *(str(i) for i in range(1, 90)), "90 ans ou plus"]


def _lire(texte, nom="large.csv"):
    return lire_tableau(octets(texte), nom)


def _long(texte):
    tableau = _lire(texte)
    depliage = proposer_depliage(tableau)
    assert depliage is not None
    return depliage, deplier(tableau, depliage).cadre


def test_des_annees_en_colonnes():
    depliage, long = _long("RLS;Nom;2011;2016;2021\n0511;Granit;12;13;14\n0514;Coaticook;1;n.d.;\n")
    assert (depliage.niveaux, set(depliage.valeurs)) == (("Année",), {"Nombre"})
    assert long.columns == ["RLS", "Nom", "Année", "Nombre", "_ligne"]
    assert long.rows() == [
        ("0511", "Granit", "2011", "12", 2),
        ("0511", "Granit", "2016", "13", 2),
        ("0511", "Granit", "2021", "14", 2),
        ("0514", "Coaticook", "2011", "1", 3),
        ("0514", "Coaticook", "2016", "n.d.", 3),
        ("0514", "Coaticook", "2021", None, 3),
    ]


def test_des_decimales_font_une_valeur_pas_un_nombre():
    assert _long("RLS;2016;2021\n0511;12,5;13,1\n")[1].columns == ["RLS", "Année", "Valeur", "_ligne"]


def test_des_plages_et_des_dates_font_une_periode():
    assert _long("RLS;2011-2015;2016-2020\n0511;1;2\n")[0].niveaux == ("Période",)
    depliage, _ = _long("RLS;2020-04-11;2020-04-12\n0511;1;2\n")
    assert [c[0] for c in depliage.cases] == ["2020-04-11", "2020-04-12"]


@pytest.mark.parametrize(
    "noms",
    ["Effectif {};Taux {}", "{} | Effectif;{} | Taux", "{} - Effectif;{} - Taux", "Effectif_{};Taux_{}"],
)
def test_effectif_et_taux_restent_en_colonnes(noms):
    entete = ";".join(noms.format(a, a) for a in (2016, 2021))
    depliage, long = _long(f"RLS;{entete}\n0511;12;13,4;14;15,5\n")
    assert long.rows(named=True) == [
        {"RLS": "0511", "Année": "2016", "Effectif": "12", "Taux": "13,4", "_ligne": 2},
        {"RLS": "0511", "Année": "2021", "Effectif": "14", "Taux": "15,5", "_ligne": 2},
    ]
    assert depliage.raison == "L'en-tête de 4\u00a0colonnes dit\u00a0: Année."


def test_une_grandeur_qui_manque_pour_une_annee_y_est_nulle():
    _, long = _long("RLS;Effectif 2016;Effectif 2021;Taux 2021\n0511;12;14;15,5\n")
    assert long.select("Année", "Effectif", "Taux").rows() == [("2016", "12", None), ("2021", "14", "15,5")]


def test_des_mesures_de_meme_role_vont_dans_une_colonne_mesure():
    _, long = _long("RLS;Diabète 2016;Diabète 2021;Asthme 2016;Asthme 2021\n0511;1;2;3;4\n")
    assert long.columns == ["RLS", "Année", "Mesure", "Nombre", "_ligne"]
    assert long.select("Année", "Mesure", "Nombre").rows() == [
        ("2016", "Diabète", "1"),
        ("2021", "Diabète", "2"),
        ("2016", "Asthme", "3"),
        ("2021", "Asthme", "4"),
    ]


def test_une_mesure_et_sa_grandeur():
    _, long = _long(
        "RLS;Diabète | 2021 | Nombre;Diabète | 2021 | Taux;Asthme | 2021 | Nombre;Asthme | 2016 | Nombre\n0511;1;2,5;3;4\n"
    )
    assert long.select("Année", "Mesure", "Nombre", "Taux").rows() == [
        ("2021", "Diabète", "1", "2,5"),
        ("2021", "Asthme", "3", None),
        ("2016", "Asthme", "4", None),
    ]


@pytest.mark.parametrize("noms", [
        "Hommes;Femmes;Total", "Masculin;Féminin;Les deux sexes", "Cas_H;Cas_F;Cas_Total", "Male;Female;Total", "Hommes - Taux;Femmes - Taux;Total - Taux",
])  # fmt: skip
def test_des_sexes_en_colonnes(noms):
    depliage, long = _long(f"RLS;{noms}\n0511;12;13;25\n")
    assert depliage.niveaux == ("Sexe",)
    assert [normes.sexe(s) for s in long["Sexe"]] == ["M", "F", "T"]


def test_les_ages_du_msss_en_colonnes():
    entete = [
        "Niveau géographique",
        "Code du territoire",
        "Année",
        "Type de données",
        "Statut",
        "Sexe",
        *AGES,
    ]
    rangees = [
        ["RLS", "0511", a, "Estimation", "p", s, *map(str, range(91))]
        for a in ("2019", "2020")
        for s in ("Masculin", "Féminin")
    ]
    depliage, long = _long("\n".join(";".join(r) for r in [entete, *rangees]) + "\n")
    assert (depliage.niveaux, len(depliage.colonnes), set(depliage.valeurs)) == (("Âge",), 91, {"Nombre"})
    assert long.height == 4 * 91
    bornes, _ = normes.ages(long["Âge"])
    assert bornes.row(0) == (0, 0)
    assert bornes.row(90) == (90, 120)
    assert bornes.null_count().row(0) == (0, 0)
    assert long["Nombre"].cast(pl.Int64).to_list() == list(range(91)) * 4


@pytest.mark.parametrize("noms", [
        "F_0_4;F_5_9;F_10_14;M_0_4;M_5_9;M_10_14",
        "Femmes 0 à 4 ans;Femmes 5 à 9 ans;Femmes 10 ans et +;Hommes 0 à 4 ans;Hommes 5 à 9 ans;Hommes 10 ans et +",
])  # fmt: skip
def test_sexe_et_age_dans_le_meme_nom(noms):
    depliage, long = _long(f"RLS;{noms}\n0511;1;2;3;4;5;6\n")
    assert depliage.niveaux == ("Sexe", "Âge")
    lus = [
        (normes.sexe(s), normes.bornes_d_age(a)[0], n)
        for s, a, n in long.select("Sexe", "Âge", "Nombre").rows()
    ]
    assert lus == [("F", 0, "1"), ("F", 5, "2"), ("F", 10, "3"), ("M", 0, "4"), ("M", 5, "5"), ("M", 10, "6")]


def test_le_total_a_cote_des_ages_est_un_age():
    depliage, long = _long("RLS;0-17 ans;18-64 ans;65 ans et plus;Total\n0511;1;2;3;6\n")
    assert depliage.niveaux == ("Âge",)
    assert long["Âge"].to_list() == ["0-17 ans", "18-64 ans", "65 ans et plus", "Total"]
    assert normes.age_en_mots(long["Âge"][3]) == "tous"


def test_trois_niveaux_d_en_tete():
    _, long = _long(
        ";2021;;;;2016;;;\nCode;Hommes;;Femmes;;Hommes;;Femmes;\n;Nombre;Taux;Nombre;Taux;Nombre;Taux;Nombre;Taux\n"
        "0511;1;2,5;3;4,5;5;6,5;7;8,5\n0514;10;20,5;30;40,5;50;60,5;70;80,5\n"
    )
    assert long.columns == ["Code", "Année", "Sexe", "Nombre", "Taux", "_ligne"]
    assert long.rows()[:4] == [
        ("0511", "2021", "Hommes", "1", "2,5", 4),
        ("0511", "2021", "Femmes", "3", "4,5", 4),
        ("0511", "2016", "Hommes", "5", "6,5", 4),
        ("0511", "2016", "Femmes", "7", "8,5", 4),
    ]


@pytest.mark.parametrize("texte", [
        "No,RSS,NoRLS,RLS,Cas,Population,Taux\n1,01,0111,Kamouraska,49,20 780,12\n",
        "GEO,CODE,AN,TYPE,STATUT,SEXE,AGE,POP\nRLS,111,2019,E,P,F,0,87\nRLS,111,2020,E,P,M,1,75\n", "RLS;Cas 2021;Population 2021;Taux 2021\n0511;1;2;3\n",
        "RLS;Total;Cas\n0511;1;2\n", "RLS;1;2;3\n0511;4;5;6\n", "RLS;Femmes;Cas\n0511;4;5\n", "RLS;Année;Cas 2019;Cas 2020\n0511;2019;5;6\n0511;2020;5;6\n",
        "RLS;Commentaire 2019;Commentaire 2020\n0511;une longue phrase;une autre longue phrase\n", "RLS;Plan 2019;Plan 2020\n0511;Oui;Non\n",
        "Nom;Âge;Sexe\nGranit;0-4 ans;F\n", "RLS;Survie à 1 an;Survie à 5 ans\n0511;90;80\n",
])  # fmt: skip
def test_un_tableau_deja_long_n_est_pas_deplie(texte):
    assert proposer_depliage(_lire(texte)) is None


def test_une_date_de_mise_a_jour_n_empeche_pas_les_annees():
    depliage, _ = _long("RLS;Date de mise à jour;2019;2020\n0511;2021-01-01;5;6\n0514;2021-01-01;7;8\n")
    assert depliage.colonnes == ("2019", "2020")


def test_le_depliage_passe_par_json():
    depliage, _ = _long("RLS;Diabète 2016;Diabète 2021;Total 2021\n0511;1;2;3\n")
    assert Depliage.de_dict(json.loads(json.dumps(depliage.en_dict()))) == depliage


def test_une_recette_dont_une_colonne_manque_est_refusee():
    depliage, _ = _long("RLS;2016;2021\n0511;1;2\n")
    with pytest.raises(ImportationErreur, match=r"absentes.*2016") as pris:
        deplier(_lire("RLS;2021;2026\n0511;1;2\n"), depliage)
    assert pris.value.code == "colonnes_manquantes"


def test_une_colonne_creee_ne_prend_pas_le_nom_d_une_autre():
    tableau = _lire("Année;Nombre;2016;2021\nx;y;1;2\n")
    depliage = Depliage(("2016", "2021"), ("Année",), (("2016",), ("2021",)), ("Nombre", "Nombre"))
    assert deplier(tableau, depliage).colonnes == ["Année", "Nombre", "Année (2)", "Nombre (2)"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1990, 2030).map(str), min_size=2, max_size=6, unique=True),
    st.lists(st.lists(st.integers(0, 999), min_size=6, max_size=6), min_size=1, max_size=6),
)
def test_rien_ne_se_perd_ni_ne_change_de_place(annees, nombres):
    texte = ";".join(["Code", *annees]) + "\n"
    texte += "".join(f"t{i};" + ";".join(map(str, r[: len(annees)])) + "\n" for i, r in enumerate(nombres))
    _, long = _long(texte)
    assert long.height == len(nombres) * len(annees)
    for code, annee, n, ligne in long.iter_rows():
        rang = int(code[1:])
        assert (int(n), ligne) == (nombres[rang][annees.index(annee)], rang + 2)


@pytest.mark.reel
def test_les_municipalites_de_statistique_canada_en_long(partage):
    chemin = partage / "donnees_reelles" / "municipalites_statcan" / "9810000202-sanssymbole-mod.csv"
    tableau = lire_tableau(chemin.read_bytes(), chemin.name)
    long = deplier(tableau, proposer_depliage(tableau)).cadre
    assert long.height == 1_284 * 13
    vise = (pl.col("Nom géographique") == "Sherbrooke") & (pl.col("Mesure") == "Population")
    assert long.filter(vise, Période="2021")["Valeur"].to_list() == ["172 950"]


@pytest.mark.reel
@pytest.mark.parametrize("fichier", [
        "rls_quebec/tableau-rls20200916_115801.csv", "rls_quebec/cas_cumulatifs_rls.csv", "population_msss/population_rls_rss_2019_2021.csv",
        "profils_fingertips/healthdata.csv", "enquete_api/api_pop.csv",
])  # fmt: skip
def test_les_fichiers_reels_longs_restent_tels_quels(partage, fichier):
    chemin = partage / "donnees_reelles" / fichier
    assert proposer_depliage(lire_tableau(chemin.read_bytes(), chemin.name)) is None
