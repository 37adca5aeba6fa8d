"""Proposer : le contenu trouve le lieu, le nom confirmé dit le reste, chaque rôle a sa raison."""

import polars as pl
import pytest

from tableau_bord.importation import Genre, lire_tableau
from tableau_bord.importation import proposer as proposer_plan
from tests.exemples import DIPLOME
from tests.importation.fabrique import AUCUN, TERRITOIRES, octets, proposer, roles

MSSS = (
    "No,RSS,NoRLS,RLS,Cas,Population,Taux\n5,05 - Estrie,0511,0511 - RLS du Granit,6,20 780,28.9\n"
    "5,05 - Estrie,0514,0514 - RLS de Coaticook,7,18 741,37.4\n6,06 - Montréal,0611,0611 - Autre,7,18 741,37.4\n"
    "5,05 - Estrie,,Total,13,39 521,32.9\n"
)


def test_le_tableau_du_msss_avec_no_et_norls():
    plan = proposer(MSSS, "tableau-rls20200916_115801.csv")
    assert roles(plan) == {
        "No": "région", "RSS": "région", "NoRLS": "code du territoire", "RLS": "nom du territoire", "Cas": "effectif",
        "Population": "dénominateur", "Taux": "valeur",
    }  # fmt: skip
    assert (plan.genre, plan.decoupage, plan.periode) == (Genre.INDICATEURS, "RLS", "2020-09-16")
    assert "RLS" in plan.raison_decoupage
    assert all(c.raison and 0 < c.confiance <= 1 for c in plan.colonnes)


def test_le_fichier_de_population_a_deux_niveaux():
    plan = proposer(
        "GEO,CODE,AN,TYPE,SEXE,AGE,POP\nRLS,511,2019,E,F,0,87\nRLS,514,2019,E,M,1,75\nRSS,5,2019,E,F,0,9\n"
    )
    assert plan.genre is Genre.POPULATION
    assert plan.decoupage is None
    assert roles(plan) == {
        "GEO": "découpage", "CODE": "code du territoire", "AN": "période", "TYPE": "note", "SEXE": "sexe", "AGE": "âge",
        "POP": "effectif",
    }  # fmt: skip


def test_un_age_qui_ressemble_a_un_code_reste_un_age():
    lignes = "".join(f"0511;F;{a};10\n" for a in (5, 6)) + "0514;F;5;3\n"
    assert roles(proposer(f"Code;Sexe;Âge;Population\n{lignes}"))["Âge"] == "âge"


def test_des_rangs_qui_ressemblent_a_des_codes_cedent_aux_noms():
    plan = proposer("Nom;Classement;Population, 2021\nGranit;5;10\nCoaticook;6;20\nSherbrooke;611;30\n")
    assert roles(plan) == {
        "Nom": "nom du territoire",
        "Classement": "ne pas lire",
        "Population, 2021": "effectif",
    }
    assert (plan.genre, plan.periode) == (Genre.POPULATION, "2021")


def test_le_meme_role_ne_sert_qu_une_fois_et_le_dit():
    plan = proposer("Code;Cas;Nombre de cas\n0511;1;2\n0514;3;4\n")
    assert list(roles(plan).values()) == ["code du territoire", "effectif", "ne pas lire"]
    assert "Cas" in plan.colonnes[2].raison


def test_deux_comptes_sans_nom_la_partie_et_le_tout():
    plan = proposer("Code;Vus;Admissibles\n0511;10;20\n0514;3;30\n")
    assert roles(plan) == {"Code": "code du territoire", "Vus": "effectif", "Admissibles": "dénominateur"}


def test_un_nom_dementi_par_son_contenu_perd_en_confiance():
    plan = proposer("Code;Sexe;Cas\n0511;bleu;1\n0514;vert;2\n")
    assert roles(plan)["Sexe"] == "ne pas lire"
    assert "n'y ressemblent pas" in plan.colonnes[1].raison


def test_une_faute_de_frappe_ne_cache_pas_la_colonne():
    assert roles(proposer("Code;Cas\n0511;12,O\n0514;2\n"))["Cas"] == "effectif"


@pytest.mark.parametrize(
    ("texte", "genre"),
    [
        ("Code;Nom\n0511;Granit\n0514;Coaticook\n", Genre.TERRITOIRES),
        ("code;AD;poids\n0511;24050001;1\n0514;24050002;0,5\n", Genre.COMPOSITION),
        ("code;Taux\n0511;1,5\n0514;2,5\n", Genre.INDICATEURS),
    ],
)
def test_le_genre_se_reconnait(texte, genre):
    assert proposer(texte).genre is genre


def test_une_base_vide_laisse_proposer_une_liste():
    plan = proposer("NoRLS;Nom RLS\n0511;Granit\n0514;Coaticook\n", territoires=AUCUN)
    assert (plan.genre, plan.decoupage) == (Genre.TERRITOIRES, "RLS")
    assert roles(plan) == {"NoRLS": "code du territoire", "Nom RLS": "nom du territoire"}


def test_sans_rien_reconnaitre_le_plan_reste_corrigible():
    plan = proposer("Endroit;Relevé\nici;1,5\nlà;2,5\n")
    assert roles(plan) == {"Endroit": "ne pas lire", "Relevé": "ne pas lire"}
    force = proposer("Endroit;Relevé\nici;1,5\nlà;2,5\n", genre=Genre.INDICATEURS)
    assert roles(force) == {"Endroit": "nom du territoire", "Relevé": "valeur"}
    assert (force.decoupage, min(c.confiance for c in force.colonnes)) == ("RLS", 0.2)


def test_l_indicateur_se_devine_au_nom_du_fichier_ou_de_la_colonne():
    tableau = lire_tableau(octets("Code;Cas\n0511;1\n0514;2\n"), "diplome_2021.csv")
    assert proposer_plan(tableau, TERRITOIRES, [DIPLOME]).indicateur == "diplome"
    autre = lire_tableau(octets("Code;Cas\n0511;1\n0514;2\n"), "rien.csv")
    assert proposer_plan(autre, TERRITOIRES, [DIPLOME]).indicateur is None


def test_un_cube_se_reconnait_a_ses_colonnes():
    entete = "decoupage;code;nom;indicateur;periode;sexe;age;effectif;denominateur;valeur;borne_inf;borne_sup;unite;motif;lot;version_calcul"
    plan = proposer(f"{entete}\nRLS;0511;Granit;x;2021;T;tous;1;2;50;1;99;%;;lot;1\n")
    assert plan.genre is Genre.CUBE
    assert roles(plan)["lot"] == "ne pas lire"


def test_proposer_ne_touche_pas_au_tableau():
    tableau = lire_tableau(octets(MSSS), "t.csv")
    avant = tableau.cadre.clone()
    proposer_plan(tableau, TERRITOIRES, [])
    assert tableau.cadre.equals(avant)
    assert isinstance(TERRITOIRES, pl.DataFrame)
