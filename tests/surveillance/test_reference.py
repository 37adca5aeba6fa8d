"""Témoins : valeurs publiées (PHEindicatormethods) et tables exactes, jamais nos propres sorties."""

import json

import numpy as np
import pytest

from tableau_bord.surveillance import proportion, taux, taux_standardise_direct

pytestmark = pytest.mark.reel


@pytest.fixture(scope="module")
def temoins(partage):
    texte = (partage / "reference" / "valeurs_de_reference.json").read_text(encoding="utf-8")
    return {t["id"]: t for t in json.loads(texte)["surveillance"]}


def test_byar_sur_65_evenements(temoins):
    e = taux(65, 1, base=1)
    assert [float(e.borne_inf), float(e.borne_sup)] == pytest.approx(temoins["byar_65"]["ic95"], rel=1e-6)


def test_wilson_65_sur_100(temoins):
    e = proportion(65, 100)
    assert [float(e.borne_inf), float(e.borne_sup)] == pytest.approx(
        temoins["wilson_65_100"]["ic95"], rel=1e-6
    )


def test_dobson_19_strates(temoins):
    t = temoins["dsr_big"]
    e = taux_standardise_direct(t["cas"], t["population"], t["population_type"], base=t["base"])
    obtenu = [float(e.valeur), float(e.borne_inf), float(e.borne_sup)]
    assert obtenu == pytest.approx(t["dobson95"], abs=5e-7)


def test_wilson_reproduit_les_bornes_publiees_d_un_indicateur_anglais(partage):
    """Fingertips, indicateur 241, Angleterre 2018 : 6,9316 (6,9244 à 6,9388)."""
    import polars as pl

    lu = pl.read_csv(
        partage / "donnees_reelles" / "profils_fingertips" / "healthdata.csv", infer_schema_length=0
    )
    nombres = [
        pl.col(c).cast(pl.Float64, strict=False) for c in ("Count", "Denominator", "LowerCI", "UpperCI")
    ]
    sien = lu.with_columns(nombres).filter(
        (pl.col("IndicatorId") == "241")
        & (pl.col("Denominator") > 0)
        & (pl.col("Count") <= pl.col("Denominator"))
    )
    sien = sien.drop_nulls(["Count", "LowerCI", "UpperCI"])
    assert sien.height > 100
    e = proportion(sien["Count"].to_numpy(), sien["Denominator"].to_numpy())
    publiees = sien.select("LowerCI", "UpperCI").to_numpy()
    np.testing.assert_allclose(100 * np.c_[e.borne_inf, e.borne_sup], publiees, rtol=3e-4)
