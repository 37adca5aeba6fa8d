"""La carte : des lieux nommés, des polygones contigus, sans recouvrement ni trou parasite."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely

from donnees.simulation import noms
from donnees.simulation.contour import LACS
from donnees.simulation.histoires import HABITANTS

ZONE = shapely.box(-72, 47, -70, 49)
ENTIERS = ("communaute", "AD", "MRC", "RLS", "RSS")


def test_combien_de_chaque(territoires) -> None:
    comptes = dict(territoires.group_by("decoupage").len().iter_rows())
    assert comptes.pop("AD") == pytest.approx(925, abs=50)
    assert comptes == {"communaute": 120, "MRC": 10, "RLS": 4, "RSS": 1}


def test_codes_et_noms_uniques(territoires) -> None:
    assert territoires.select("decoupage", "code").is_unique().all()
    assert territoires.filter(pl.col("decoupage") != "AD").select("decoupage", "nom").is_unique().all()


def test_la_region_se_dit_fictive(territoires) -> None:
    region = territoires.filter(pl.col("decoupage") == "RSS").row(0, named=True)
    assert (region["code"], "fictive" in region["nom"]) == ("20", True)


def test_chaque_lieu_a_ses_parents_et_chaque_mrc_un_seul_reseau(territoires, communautes) -> None:
    bas = territoires.filter(pl.col("decoupage").is_in(["communaute", "AD"]))
    assert bas.select("parent_mrc", "parent_rss", "rls").null_count().row(0) == (0, 0, 0)
    liens = communautes.select("parent_mrc", "rls").unique()
    assert liens.height == 10
    mrc = territoires.filter(pl.col("decoupage") == "MRC").select("code", "rls").rows()
    assert sorted(liens.rows()) == sorted(mrc)


def test_six_communautes_sur_dix_sont_des_municipalites(communautes) -> None:
    seules = (communautes["nom"] == communautes["municipalite"]).mean()
    assert seules == pytest.approx(0.6, abs=0.02)
    quartiers = communautes.filter(pl.col("nom") != pl.col("municipalite"))
    assert set(quartiers["municipalite"]) == set(noms.VILLES)
    assert (quartiers.group_by("municipalite").agg(pl.col("parent_mrc").n_unique())["parent_mrc"] == 1).all()


@pytest.mark.parametrize("decoupage", ENTIERS)
def test_polygones_valides_d_un_tenant_dans_la_zone(formes, territoires, decoupage) -> None:
    siennes = formes[decoupage]
    assert len(siennes) == (territoires["decoupage"] == decoupage).sum()
    assert shapely.is_valid(siennes).all()
    assert {g.geom_type for g in siennes} == {"Polygon"}
    assert shapely.within(siennes, ZONE).all()


@pytest.mark.parametrize("decoupage", ENTIERS)
def test_ni_recouvrement_ni_fissure(formes, decoupage) -> None:
    siennes = formes[decoupage]
    a, b = shapely.STRtree(siennes).query(siennes, predicate="intersects")
    commune = shapely.area(shapely.intersection(siennes[a[a < b]], siennes[b[a < b]])).sum()
    assert commune < 1e-9
    assert shapely.coverage_is_valid(siennes)
    assert shapely.area(siennes).sum() == pytest.approx(formes["RSS"][0].area, abs=1e-9)


def test_les_seuls_trous_sont_les_lacs(formes) -> None:
    assert len(formes["RSS"][0].interiors) == len(LACS)
    assert sum(len(g.interiors) for g in formes["communaute"]) == 0
    union = shapely.union_all(formes["communaute"])
    assert (union.geom_type, len(union.interiors)) == ("Polygon", len(LACS))


def test_peu_de_sommets_et_des_frontieres_sinueuses(formes) -> None:
    sommets = shapely.get_num_coordinates(formes["communaute"])
    assert sommets.max() <= 60
    assert np.median(sommets) > 20


def test_les_poids_de_chaque_aire_somment_a_un(composition, territoires, communautes) -> None:
    sommes = composition.group_by("ad").agg(pl.col("poids").sum(), parts=pl.len())
    assert sommes["poids"].to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (sommes["parts"] > 1).sum() == pytest.approx(25, abs=2)
    assert sommes["parts"].max() == 2
    assert (composition["poids"] > 0).all()
    assert set(composition["code"]) == set(communautes["code"])
    assert set(composition["ad"]) == set(territoires.filter(pl.col("decoupage") == "AD")["code"])
    assert composition["ad"].str.contains(r"^24\d{6}$").all()


def test_une_aire_a_de_400_a_700_habitants(composition, populations, code_de) -> None:
    """Habitants d'une communauté divisés par ses aires ; les deux toutes petites n'en ont qu'une."""
    aires = composition.group_by("code").agg(pl.col("poids").sum())
    habitants = (
        populations.filter((pl.col("decoupage") == "communaute") & (pl.col("annee") == 2021))
        .group_by("code")
        .agg(pl.col("effectif").sum())
        .join(aires, on="code")
    )
    petites = [code_de(nom) for nom in HABITANTS]
    parts = habitants.filter(~pl.col("code").is_in(petites))
    assert (parts["effectif"] / parts["poids"]).is_between(400, 700).all()
    assert habitants.filter(pl.col("code").is_in(petites))["poids"].to_list() == [1.0, 1.0]
