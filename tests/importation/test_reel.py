"""Les fichiers réels du dossier voisin : les valeurs attendues, toutes, et la vitesse."""

import time
from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.importation import Genre
from tableau_bord.importation.nombres import lire_nombres

pytestmark = pytest.mark.reel


@pytest.fixture(scope="module")
def reels(partage):
    dossier = partage / "donnees_reelles"
    if not dossier.is_dir():
        pytest.skip("../shared/donnees_reelles manque : essais sur fichiers réels sautés")
    return dossier


@pytest.fixture(scope="module")
def lieux(reels):
    """RLS et RSS du tableau des cas, nommés comme dans une base bâtie des polygones."""
    tableau = _lire(reels / "rls_quebec" / "tableau-rls20200916_115801.csv")
    lignes = tableau.cadre.filter(pl.col("NoRLS").is_not_null())
    rls = lignes.select(decoupage=pl.lit("RLS"), code="NoRLS", nom=pl.col("RLS").str.slice(7))
    rss = lignes.select(
        decoupage=pl.lit("RSS"), code=pl.col("RSS").str.slice(0, 2), nom=pl.col("RSS").str.slice(5)
    )
    return pl.concat([rls, rss.unique(maintain_order=True)])


def _lire(chemin):
    return importation.lire_tableau(chemin.read_bytes(), chemin.name)


def _comprendre(chemin, lieux, **plan):
    tableau = _lire(chemin)
    propose = importation.proposer(tableau, lieux, [])
    complet = replace(propose, **plan) if propose.genre is Genre.INDICATEURS else propose
    return importation.comprendre(tableau, complet, lieux), complet, tableau


def test_le_tableau_rls_du_16_septembre(reels, lieux):
    c, plan, tableau = _comprendre(
        reels / "rls_quebec" / "tableau-rls20200916_115801.csv", lieux, indicateur="covid"
    )
    assert (c.lignes_lues, c.lignes_retenues, c.lignes_de_cote, c.lignes_refusees) == (114, 96, 18, 0)
    assert (c.territoires_reconnus, c.territoires_attendus) == (96, 96)
    assert c.valeurs["effectif"].sum() == 64_710
    manquants = c.valeurs.filter(pl.col("motif").is_not_null())
    assert manquants["motif"].to_list() == ["non disponible"] * 5
    assert manquants["effectif"].null_count() == manquants["valeur"].null_count() == 5
    assert [a.gravite for a in c.anomalies] == ["mise de côté"]
    assert c.valeurs["periode"].unique().to_list() == ["2020-09-16"]
    refaits = c.valeurs.with_columns(refait=pl.col("effectif") / pl.col("denominateur") * 100_000)
    taux = {
        code: round(refait, 1)
        for code, refait in refaits.select("code", "refait").iter_rows()
        if refait is not None
    }
    assert (taux["0515"], taux["0514"]) == (365.1, 96.0)
    phrase = importation.resume(c, plan, tableau)[1]
    assert phrase == (
        "96\u00a0territoires reconnus sur 96, 18\u00a0lignes de total mises de côté, "
        "cinq\u00a0«\u00a0n.d.\u00a0» gardées manquantes, jamais zéro."
    )


def test_le_29_juin_kamouraska_et_elle_seule_est_signalee(reels, lieux):
    c, *_ = _comprendre(reels / "rls_quebec" / "tableau-rls20200629_230001.csv", lieux, indicateur="covid")
    signalees = [a for a in c.anomalies if a.gravite != "mise de côté"]
    assert [(a.ligne, a.regle, a.gravite) for a in signalees] == [
        (2, "taux publié contre effectif", "signalée")
    ]
    assert c.valeurs.filter(pl.col("_ligne") == 2)["code"].to_list() == ["0111"]
    assert not c.bloquante


def test_le_cumulatif_a_96_rls_et_91_dates(reels, lieux):
    c, *_ = _comprendre(reels / "rls_quebec" / "cas_cumulatifs_rls.csv", lieux, indicateur="covid")
    assert (c.lignes_retenues, c.territoires_reconnus, c.valeurs["periode"].n_unique()) == (8_034, 96, 91)
    assert {a.regle for a in c.anomalies} == {"cumulatif qui décroît"}


def test_la_population_du_msss_deux_niveaux_et_zeros_perdus(reels, lieux):
    debut = time.perf_counter()
    c, plan, _ = _comprendre(reels / "population_msss" / "population_rls_rss_2019_2021.csv", lieux)
    duree = time.perf_counter() - debut
    assert (plan.genre, c.lignes_lues, c.lignes_retenues) == (Genre.POPULATION, 62_244, 62_244)
    assert (c.territoires_reconnus, c.anomalies) == (114, ())
    totaux = (
        c.valeurs.filter(pl.col("annee") == 2020).group_by("decoupage", "code").agg(pl.col("effectif").sum())
    )
    rls = dict(totaux.filter(pl.col("decoupage") == "RLS").select("code", "effectif").iter_rows())
    rss = dict(totaux.filter(pl.col("decoupage") == "RSS").select("code", "effectif").iter_rows())
    assert sum(rls.values()) == 8_539_073
    assert (rls["0511"], rls["0514"], rls["0515"]) == (56_125, 18_741, 170_075)
    assert all(
        total == sum(n for code, n in rls.items() if code[:2] == region) for region, total in rss.items()
    )
    assert c.valeurs.filter(pl.col("age_debut") == 90)["age_fin"].unique().to_list() == [120]
    assert any("Zéros de tête" in r for r in c.remarques)
    assert duree < 3, f"lu, proposé et compris en {duree:.2f} s"


def test_les_municipalites_de_statistique_canada(reels):
    tableau = _lire(reels / "municipalites_statcan" / "9810000202-sanssymbole-mod.csv")
    assert (tableau.cadre.height, len(tableau.colonnes)) == (1_284, 15)
    noms = tableau.cadre[tableau.colonnes[0]]
    population = lire_nombres(tableau.cadre["Population, 2021"])
    assert not population.fautives.any()
    par_nom = dict(zip(noms, population.valeurs, strict=True))
    assert (par_nom["Sherbrooke"], par_nom["Granby"]) == (172_950, 69_025)
    reste = population.valeurs.filter(~noms.is_in(["Canada"]) & (tableau.cadre[tableau.colonnes[1]] != "PR"))
    assert reste.sum() == 8_501_833
    assert not any(lire_nombres(tableau.cadre[c]).fautives.any() for c in tableau.colonnes[2:])


def test_fingertips_se_lit_et_ses_nombres_sont_exacts(reels):
    tableau = _lire(reels / "profils_fingertips" / "healthdata.csv")
    assert (tableau.cadre.height, tableau.encodage) == (44_452, "utf-8-sig")
    nombres = {
        c: lire_nombres(tableau.cadre[c]) for c in ("Count", "Denominator", "Value", "LowerCI", "UpperCI")
    }
    assert not any(n.fautives.any() or n.ambigues.any() for n in nombres.values())
    cadre = pl.DataFrame({c: n.valeurs for c, n in nombres.items()}).with_columns(
        tableau.cadre["IndicatorId"], tableau.cadre["AreaCode"], tableau.cadre["Year"]
    )
    angleterre = cadre.row(
        by_predicate=(pl.col("IndicatorId") == "241")
        & (pl.col("AreaCode") == "E92000001")
        & (pl.col("Year") == "2018"),
        named=True,
    )
    assert round(angleterre["Value"], 4) == 6.9316
    assert (round(angleterre["LowerCI"], 4), round(angleterre["UpperCI"], 4)) == (6.9244, 6.9388)
    assert angleterre["Count"] / angleterre["Denominator"] * 100 == pytest.approx(
        angleterre["Value"], rel=1e-12
    )
