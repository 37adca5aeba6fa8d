"""Les contrôles sur les fichiers réels : l'anomalie de Kamouraska, et aucune autre ; personne d'identifié."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre, Gravite
from tableau_bord.importation.identifiants import refuser_personnes
from tableau_bord.importation.regles import ContexteControle
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tableau_bord.territoires.hierarchie import parents_par_prefixe

pytestmark = pytest.mark.reel
COVID = Indicateur(
    "covid_cas_cumul",
    "Cas de COVID-19, cumul",
    *("Cas de COVID-19", "", "", "", "tous", "MSSS", "pour 100 000"),
    base=100_000,
    decimales=1,
    sens=Sens.BAS,
    nature=Nature.TAUX,
    methode="",
    comparateur="",
    theme="",
)


@pytest.fixture(scope="module")
def reels(partage):
    dossier = partage / "donnees_reelles"
    if not dossier.is_dir():
        pytest.skip("../shared/donnees_reelles manque : essais sur fichiers réels sautés")
    return dossier


@pytest.fixture(scope="module")
def lieux(reels):
    """RLS et RSS du tableau des cas, nommés comme dans une base bâtie des polygones."""
    lignes = _lire(reels / "rls_quebec" / "tableau-rls20200916_115801.csv").cadre.drop_nulls("NoRLS")
    rls = lignes.select(decoupage=pl.lit("RLS"), code="NoRLS", nom=pl.col("RLS").str.slice(7))
    rss = lignes.select(
        decoupage=pl.lit("RSS"), code=pl.col("RSS").str.slice(0, 2), nom=pl.col("RSS").str.slice(5)
    )
    return pl.concat([rls, rss.unique(maintain_order=True)])


@pytest.fixture(scope="module")
def contexte(lieux):
    """Tous les contrôles aux réglages par défaut, le dictionnaire et les rattachements compris."""
    lies = parents_par_prefixe(lieux.with_columns(version=pl.lit("2020")))
    return ContexteControle({COVID.code: COVID}, lies, aujourd_hui=date(2026, 11, 21))


def _lire(chemin):
    return importation.lire_tableau(chemin.read_bytes(), chemin.name)


def _comprendre(chemin, lieux, contexte):
    """Lire, proposer et comprendre, tous les contrôles actifs : le chemin de l'écran."""
    tableau = _lire(chemin)
    plan = replace(importation.proposer(tableau, lieux, [COVID]), indicateur=COVID.code)
    return importation.comprendre(tableau, plan, lieux, contexte)


def _graves(anomalies):
    return [(a.ligne, a.regle, a.gravite) for a in anomalies if a.gravite is not Gravite.DE_COTE]


def test_le_29_juin_kamouraska_et_elle_seule(reels, lieux, contexte):
    c = _comprendre(reels / "rls_quebec" / "tableau-rls20200629_230001.csv", lieux, contexte)
    assert _graves(c.anomalies) == [(2, "taux publié contre effectif", Gravite.SIGNALEE)]
    (a,) = [a for a in c.anomalies if a.gravite is Gravite.SIGNALEE]
    assert (a.colonne, a.valeur) == ("Taux", "77,6")
    assert "28,9" in a.message


def test_le_16_septembre_rien(reels, lieux, contexte):
    c = _comprendre(reels / "rls_quebec" / "tableau-rls20200916_115801.csv", lieux, contexte)
    assert (c.lignes_lues, c.lignes_retenues) == (114, 96)
    assert _graves(c.anomalies) == []


def test_la_population_du_msss_rien(reels, lieux, contexte):
    c = _comprendre(reels / "population_msss" / "population_rls_rss_2019_2021.csv", lieux, contexte)
    assert c.genre is Genre.POPULATION
    assert set(c.valeurs["decoupage"].unique()) == {"RLS", "RSS"}
    assert c.lignes_retenues == 62_244
    assert c.anomalies == ()


def test_une_region_faussee_dans_la_population_du_msss_est_vue(reels, lieux, contexte):
    tableau = _lire(reels / "population_msss" / "population_rls_rss_2019_2021.csv")
    case = (
        (pl.col("CODE") == "5") & (pl.col("AN") == "2020") & (pl.col("SEXE") == "F") & (pl.col("AGE") == "40")
    )
    faux = pl.when(case).then(pl.lit("9999")).otherwise("POP").alias("POP")
    fausse = replace(tableau, cadre=tableau.cadre.with_columns(faux))
    c = importation.comprendre(fausse, importation.proposer(fausse, lieux, []), lieux, contexte)
    assert [(a.ligne, a.regle) for a in c.anomalies] == [
        (tableau.cadre.filter(case)["_ligne"][0], "parties contre total")
    ]


def test_le_cumulatif_des_rls_est_reconnu_et_ses_baisses_dites(reels, lieux, contexte):
    """178 baisses dans 70 RLS, comptées à part sur le fichier : des corrections du MSSS."""
    c = _comprendre(reels / "rls_quebec" / "cas_cumulatifs_rls.csv", lieux, contexte)
    assert {a.regle for a in c.anomalies} == {"cumulatif qui décroît"}
    assert len(c.anomalies) == 70
    assert any("ne s'additionnent pas" in r for r in c.remarques)
    lues = (
        _lire(reels / "rls_quebec" / "cas_cumulatifs_rls.csv")
        .cadre.select("RLS", "date_report", n=pl.col("cumulative_cases").cast(pl.Int64))
        .sort("RLS", "date_report")
    )
    baisses = lues.with_columns(pas=pl.col("n").diff().over("RLS")).filter(pl.col("pas") < 0)
    assert (baisses.height, baisses["RLS"].n_unique()) == (178, 70)


SANS_PERSONNES = [
    *("rls_quebec/tableau-rls20200916_115801.csv", "rls_quebec/tableau-rls20200629_230001.csv"),
    *("rls_quebec/cas_cumulatifs_rls.csv", "population_msss/population_rls_rss_2019_2021.csv"),
    *("municipalites_statcan/9810000202-sanssymbole-mod.csv", "profils_fingertips/healthdata.csv"),
    *("profils_fingertips/agedata.csv", "profils_fingertips/areas.HEAD.csv"),
    *("profils_fingertips/indicators.HEAD.csv", "profils_fingertips/categories.HEAD.csv"),
    *("enquete_api/api_strat.csv", "enquete_api/api_clus1.csv", "enquete_api/api_clus2.csv"),
    *("enquete_api/api_pop.csv", "tables_de_quartier_montreal/tables_de_quartier.csv"),
]


@pytest.mark.parametrize("chemin", SANS_PERSONNES)
def test_aucun_fichier_reel_de_mesures_n_est_refuse(reels, chemin):
    refuser_personnes(_lire(reels / chemin))


def test_la_demonstration_n_est_pas_refusee(pytestconfig):
    refuser_personnes(_lire(pytestconfig.rootpath / "donnees" / "demonstration" / "echantillon_a_verser.csv"))


@pytest.mark.parametrize("chemin", ["contacts", "organizations", "services"])
def test_un_bottin_d_organismes_a_courriels_est_refuse_ici(reels, chemin):
    """Le bottin a sa propre entrée (les actifs) : versé comme un tableau de mesures, il est refusé."""
    (fichier,) = (reels / "hsds").rglob(f"{chemin}.csv")
    with pytest.raises(ImportationErreur, match="courriel"):
        refuser_personnes(_lire(fichier))
