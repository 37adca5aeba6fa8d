"""L'application d'essai, pour AppTest."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.interface import bac_a_sable


@pytest.fixture(scope="session")
def bac(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dossier de l'application d'essai."""
    return bac_a_sable.batir(tmp_path_factory.mktemp("bac_interface"))


@pytest.fixture
def ouverte(bac: Path) -> AppTest:
    """L'application d'essai, ouverte à l'accueil."""
    return AppTest.from_file(str(bac / "app.py"), default_timeout=20).run()


@pytest.fixture
def html():
    """Lire tout le HTML posé par `st.html`, d'un seul tenant."""

    def _html(essai: AppTest) -> str:
        return "\n".join(element.proto.body for element in essai.get("html"))

    return _html
