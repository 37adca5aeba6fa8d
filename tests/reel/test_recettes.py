"""Les fichiers réels du dossier voisin se reconnaissent à leur recette fournie, et elle suffit à les lire."""

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.importation import Role, recettes, recettes_fournies

pytestmark = pytest.mark.reel
RLS = "rls_quebec/tableau-rls20200916_115801.csv"
JUIN = "rls_quebec/tableau-rls20200629_230001.csv"
POPULATION = "population_msss/population_rls_rss_2019_2021.csv"
STATCAN = "municipalites_statcan/9810000202-sanssymbole-mod.csv"
SANTE = "profils_fingertips/healthdata.csv"


@pytest.fixture(scope="module")
def reels(partage):
    dossier = partage / "donnees_reelles"
    if not dossier.is_dir():
        pytest.skip("../shared/donnees_reelles manque : essais sur fichiers réels sautés")
    return dossier


def lire(reels, fichier):
    chemin = reels / fichier
    return importation.lire_tableau(chemin.read_bytes(), chemin.name)


@pytest.fixture(scope="module")
def lieux(reels):
    lignes = lire(reels, RLS).cadre.filter(pl.col("NoRLS").is_not_null())
    rls = lignes.select(decoupage=pl.lit("RLS"), code="NoRLS", nom=pl.col("RLS").str.slice(7))
    rss = lignes.select(
        decoupage=pl.lit("RSS"), code=pl.col("RSS").str.slice(0, 2), nom=pl.col("RSS").str.slice(5)
    )
    return pl.concat([rls, rss.unique(maintain_order=True)])


def rejouer(reels, lieux, fichier):
    tableau = lire(reels, fichier)
    recette = recettes.reconnaitre(tableau, recettes_fournies.charger())
    assert recette is not None
    plan, change = recettes.appliquer(recette, tableau, importation.proposer(tableau, lieux, []))
    return recette, tableau, plan, change


@pytest.mark.parametrize(
    ("fichier", "nom"),
    [
        (RLS, "Tableau RLS du MSSS (COVID-19)"),
        (JUIN, "Tableau RLS du MSSS (COVID-19)"),
        (POPULATION, "Population MSSS-ISQ (CSV)"),
        (STATCAN, "Chiffres de population des municipalités (98-10-0002-02)"),
        (SANTE, "Fingertips (extraction healthdata)"),
        ("rls_quebec/cas_cumulatifs_rls.csv", None),
        ("profils_fingertips/indicators.HEAD.csv", None),
        ("profils_fingertips/areas.HEAD.csv", None),
        ("enquete_api/api_strat.csv", None),
        ("tables_de_quartier_montreal/tables_de_quartier.csv", None),
    ],
)
def test_chaque_fichier_revient_a_sa_recette_et_aucun_autre(reels, fichier, nom):
    trouvee = recettes.reconnaitre(lire(reels, fichier), recettes_fournies.charger())
    assert (trouvee.nom if trouvee else None) == nom


@pytest.mark.parametrize(("fichier", "periode"), [(RLS, "2020-09-16"), (JUIN, "2020-06-29")])
def test_la_recette_rls_donne_les_valeurs_attendues_de_chaque_jour(reels, lieux, fichier, periode):
    _, tableau, plan, change = rejouer(reels, lieux, fichier)
    assert change == ()
    assert (plan.decoupage, plan.indicateur, plan.periode) == ("RLS", "covid_cas_cumul", periode)
    c = importation.comprendre(tableau, plan, lieux)
    assert (c.lignes_retenues, c.lignes_de_cote, c.lignes_refusees) == (96, 18, 0)
    if fichier == RLS:
        assert c.valeurs["effectif"].sum() == 64_710


def test_la_recette_de_population_donne_le_total_attendu(reels, lieux):
    _, tableau, plan, change = rejouer(reels, lieux, POPULATION)
    assert change == ()
    valeurs = importation.comprendre(tableau, plan, lieux).valeurs
    rls = valeurs.filter((pl.col("decoupage") == "RLS") & (pl.col("annee") == 2020))
    assert rls["effectif"].sum() == 8_539_073
    assert rls.filter(pl.col("code") == "0514")["effectif"].sum() == 18_741


def test_la_recette_de_statistique_canada_lit_la_population_de_2021(reels, lieux):
    _, _, plan, change = rejouer(reels, lieux, STATCAN)
    assert change == ()
    assert plan.colonne(Role.EFFECTIF) == "Population, 2021"
    assert plan.colonne(Role.TERRITOIRE_NOM) == "Nom géographique"
    assert plan.periode == "2021"


def test_la_recette_de_fingertips_donne_tous_les_roles(reels, lieux):
    _, tableau, plan, change = rejouer(reels, lieux, SANTE)
    assert change == ()
    assert {c.role: c.colonne for c in plan.colonnes if c.role not in {Role.IGNORER, Role.NOTE}} == {
        Role.INDICATEUR: "IndicatorId",
        Role.STRATE: "Category",
        Role.AGE: "Age",
        Role.SEXE: "Sex",
        Role.DENOMINATEUR: "Denominator",
        Role.BORNE_SUP: "UpperCI",
        Role.VALEUR: "Value",
        Role.EFFECTIF: "Count",
        Role.TERRITOIRE_CODE: "AreaCode",
        Role.PERIODE: "Year",
        Role.BORNE_INF: "LowerCI",
    }
    assert tableau.cadre.height == 44_452


@pytest.mark.parametrize("fichier", [RLS, POPULATION, STATCAN, SANTE, "rls_quebec/cas_cumulatifs_rls.csv"])
def test_la_recette_d_un_plan_rend_ce_plan_sur_le_meme_fichier(reels, lieux, fichier):
    tableau = lire(reels, fichier)
    propose = importation.proposer(tableau, lieux, [])
    recette = recettes.depuis_plan("r", tableau, propose, "Analyste")
    relue = recettes.depuis_toml(recettes.en_toml(recette))
    assert relue == recette
    assert recettes.reconnaitre(tableau, [relue]) is relue
    plan, change = recettes.appliquer(relue, tableau, propose)
    assert change == ()
    assert [(c.colonne, c.role) for c in plan.colonnes] == [(c.colonne, c.role) for c in propose.colonnes]
    assert plan.periode == (None if plan.colonne(Role.PERIODE) else propose.periode)
    champs = ("genre", "decoupage", "indicateur", "sexe", "age", "decimale")
    assert [getattr(plan, c) for c in champs] == [getattr(propose, c) for c in champs]
