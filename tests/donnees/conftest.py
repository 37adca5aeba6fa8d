"""Les fichiers de la démonstration, lus une fois pour tous les essais."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
import shapely

from donnees.simulation.ecrire import DEMONSTRATION, VERITE


def lire(nom: str) -> pl.DataFrame:
    return pl.read_parquet(DEMONSTRATION / f"{nom}.parquet")


@pytest.fixture(scope="session")
def valeurs() -> pl.DataFrame:
    return lire("valeurs")


@pytest.fixture(scope="session")
def comptees(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Les cases qui ont un effectif : tout sauf les quintiles importés et ce qui manque."""
    return valeurs.filter(pl.col("effectif").is_not_null())


@pytest.fixture(scope="session")
def populations() -> pl.DataFrame:
    return lire("populations")


@pytest.fixture(scope="session")
def deces() -> pl.DataFrame:
    return lire("deces")


@pytest.fixture(scope="session")
def composition() -> pl.DataFrame:
    return lire("composition")


@pytest.fixture(scope="session")
def territoires() -> pl.DataFrame:
    return lire("territoires")


@pytest.fixture(scope="session")
def communautes(territoires: pl.DataFrame) -> pl.DataFrame:
    return territoires.filter(pl.col("decoupage") == "communaute")


@pytest.fixture(scope="session")
def code_de(communautes: pl.DataFrame) -> Callable[[str], str]:
    """Du nom d'une communauté à son code."""
    return dict(communautes.select("nom", "code").iter_rows()).__getitem__


@pytest.fixture(scope="session")
def formes() -> dict[str, np.ndarray]:
    """Polygones par découpage, dans l'ordre des codes."""
    cadre = lire("geometries")
    groupes = cadre.group_by(["decoupage"], maintain_order=True)
    return {str(d): shapely.from_wkb(g["wkb"].to_numpy()) for (d,), g in groupes}


@pytest.fixture(scope="session")
def verite() -> pl.DataFrame:
    return pl.read_parquet(VERITE / "verite.parquet")
