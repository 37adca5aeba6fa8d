"""Les échantillons d'écoles de Californie (R survey) et leurs plans."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete import PlanSondage


@dataclass(frozen=True)
class Ecoles:
    """Un échantillon d'écoles : colonnes en nombres ou en textes, et le plan qui l'a tiré."""

    tableau: pl.DataFrame
    plan: PlanSondage

    def nombres(self, colonne: str) -> Tableau:
        return self.tableau[colonne].cast(pl.Float64).to_numpy()

    def textes(self, colonne: str) -> np.ndarray:
        return self.tableau[colonne].to_numpy()


def _lire(fichier: Path) -> pl.DataFrame:
    return pl.read_csv(fichier, null_values=["NA", ""], infer_schema_length=None)


@pytest.fixture(scope="session")
def strates(partage: Path) -> Ecoles:
    """200 écoles tirées par strate (`apistrat`)."""
    t = _lire(partage / "donnees_reelles" / "enquete_api" / "api_strat.csv")
    return Ecoles(t, PlanSondage(t["pw"].to_numpy(), strates=t["stype"].to_numpy(), fpc=t["fpc"].to_numpy()))


@pytest.fixture(scope="session")
def grappes(partage: Path) -> Ecoles:
    """15 districts entiers (`apiclus1`)."""
    t = _lire(partage / "donnees_reelles" / "enquete_api" / "api_clus1.csv")
    return Ecoles(t, PlanSondage(t["pw"].to_numpy(), grappes=t["dnum"].to_numpy(), fpc=t["fpc"].to_numpy()))


@pytest.fixture(scope="session")
def deux_degres(partage: Path) -> Ecoles:
    """40 districts, puis jusqu'à 5 écoles de chacun (`apiclus2`)."""
    t = _lire(partage / "donnees_reelles" / "enquete_api" / "api_clus2.csv")
    deux = t.select("dnum", "snum").to_numpy()
    return Ecoles(t, PlanSondage(t["pw"].to_numpy(), grappes=deux, fpc=t.select("fpc1", "fpc2").to_numpy()))
