"""Valeurs témoins de la section « surveillance » de reference/valeurs_de_reference.json."""

import json
from pathlib import Path
from typing import Any

import pytest

Temoins = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def temoins(partage: Path) -> Temoins:
    """Témoins par identifiant ; l'essai se saute si le fichier manque."""
    fichier = partage / "reference" / "valeurs_de_reference.json"
    if not fichier.is_file():
        pytest.skip("../shared/reference/valeurs_de_reference.json manque : valeurs témoins absentes")
    return {t["id"]: t for t in json.loads(fichier.read_text(encoding="utf-8"))["surveillance"]}
