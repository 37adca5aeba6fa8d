"""Une base de direction semée une fois, copiée pour chaque essai de valise."""

import shutil

import pytest

from tableau_bord.entrepot import Entrepot
from tests.gestes.valise_semee import maison


@pytest.fixture(scope="session")
def semee(tmp_path_factory):
    """Le fichier d'une base de direction : du fin, du publié, des textes, des rôles."""
    fichier = tmp_path_factory.mktemp("maison") / "maison.duckdb"
    maison(fichier).fermer()
    return fichier


@pytest.fixture
def chez_nous(semee, tmp_path):
    """Une copie à soi, ouverte."""
    shutil.copy(semee, tmp_path / "maison.duckdb")
    entrepot = Entrepot(tmp_path / "maison.duckdb")
    yield entrepot
    entrepot.fermer()
