"""Ce qu'un paquet charge vraiment, vu d'un processus neuf (CONCEPTION §2, STYLE habitude 1)."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[1]
PAQUET = RACINE / "src" / "tableau_bord"
ECRAN = {"streamlit", "plotly", "pydeck"}
DONNEES = {"duckdb", "polars", "pyarrow", "fastexcel", "xlsxwriter"}
AVEC_ECRAN = {"interface", "serveur"}
PURS = ("commun", "surveillance", "enquete")


def charges(module: str) -> set[str]:
    """Importer `module` dans un processus neuf ; rend les bibliothèques alors chargées."""
    programme = (
        f"import importlib, sys; importlib.import_module({module!r});"
        "print(*sorted({nom.split('.')[0] for nom in sys.modules}))"
    )
    fini = subprocess.run([sys.executable, "-c", programme], cwd=RACINE, capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr
    return set(fini.stdout.split())


def _exiger(paquet: str) -> None:
    if importlib.util.find_spec(f"tableau_bord.{paquet}") is None:
        pytest.skip(f"« {paquet} » arrive avec une étape ultérieure")


@pytest.mark.parametrize("paquet", PURS)
def test_un_paquet_pur_ne_charge_ni_ecran_ni_donnees(paquet: str) -> None:
    _exiger(paquet)
    assert not charges(f"tableau_bord.{paquet}") & (ECRAN | DONNEES)


PAQUETS = sorted(
    chemin.stem
    for chemin in PAQUET.iterdir()
    if (chemin / "__init__.py").exists() or (chemin.suffix == ".py" and chemin.stem != "__init__")
)


@pytest.mark.parametrize("paquet", [nom for nom in PAQUETS if nom not in AVEC_ECRAN])
def test_sans_interface_aucun_ecran_n_est_charge(paquet: str) -> None:
    assert not charges(f"tableau_bord.{paquet}") & ECRAN


def test_le_chargement_d_un_ecran_et_du_pilote_se_voit() -> None:
    """Contre-épreuve : ce que la maison sait charger, la mesure le voit."""
    assert "duckdb" in charges("tableau_bord.entrepot")
    assert "streamlit" in charges("streamlit")
