"""Le sens des flèches (CONCEPTION §2) : import-linter pour le paquet, l'arbre syntaxique pour les pages."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_fichiers_suivis import sql_dans

RACINE = Path(__file__).resolve().parents[1]
PAQUET = RACINE / "src" / "tableau_bord"
LINTEUR = "from importlinter.cli import lint_imports_command as c; c(['--no-logo', '--no-cache'])"
INTERDITS_AUX_PAGES = {"duckdb", "polars", "pandas", "pyarrow", "numpy", "scipy", "statsmodels", "sqlite3"}
FERMES_AUX_PAGES = {"entrepot", "surveillance", "enquete", "serveur", "cli", "parametres"}
OUVERTS_AUX_PAGES = {"interface", "gestes", "commun"}
IDENTITE = {"login", "logout", "user", "context"}


# --- le paquet : import-linter -----------------------------------------------------------------


def _linter(racine: Path) -> subprocess.CompletedProcess[str]:
    environnement = {**os.environ, "PYTHONPATH": str(racine / "src"), "COLUMNS": "200", "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-c", LINTEUR], cwd=racine, env=environnement, capture_output=True, encoding="utf-8"
    )


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    """Une copie du paquet et de ses contrats, à abîmer sans risque."""
    shutil.copytree(
        PAQUET, tmp_path / "src" / "tableau_bord", ignore=shutil.ignore_patterns("__pycache__", "*.duckdb")
    )
    shutil.copy(RACINE / ".importlinter", tmp_path)
    return tmp_path


def test_les_fleches_vont_dans_un_sens() -> None:
    fini = _linter(RACINE)
    assert fini.returncode == 0, fini.stdout + fini.stderr


@pytest.mark.parametrize(
    ("module", "faute"),
    [
        ("commun/fautif.py", "import tableau_bord.entrepot"),
        ("commun/fautif.py", "from tableau_bord import surveillance"),
        ("surveillance/fautif.py", "import tableau_bord.indicateurs"),
        ("surveillance/fautif.py", "import tableau_bord.parametres"),
        ("territoires/fautif.py", "from tableau_bord.indicateurs import Indicateur"),
        ("indicateurs/fautif.py", "import duckdb"),
        ("gestes/fautif.py", "import duckdb"),
        ("gestes/fautif.py", "import streamlit as st"),
        ("rapports/fautif.py", "import plotly.graph_objects"),
        ("indicateurs/fautif.py", "def tard():\n    import pydeck"),
        ("interface/fautif.py", "import duckdb"),
        ("interface/fautif.py", "import tableau_bord.serveur"),
        ("cli/fautif.py", "import tableau_bord.interface"),
        ("nouveau/fautif.py", "import tableau_bord.commun"),
    ],
)
def test_un_import_qui_remonte_fait_tomber_le_contrat(copie: Path, module: str, faute: str) -> None:
    """Contre-épreuve : la même copie, saine, passe ; avec la faute, elle tombe."""
    fichier = copie / "src" / "tableau_bord" / module
    for paquet in {fichier.parent, *(_paquets_vises(copie, faute))}:
        _faire_paquet(paquet)
    if module.startswith("nouveau"):
        fichier.write_text(faute, encoding="utf-8")
        assert _linter(copie).returncode != 0
        return
    fichier.write_text("", encoding="utf-8")
    sain = _linter(copie)
    assert sain.returncode == 0, sain.stdout + sain.stderr
    fichier.write_text(faute, encoding="utf-8")
    fini = _linter(copie)
    assert fini.returncode != 0
    assert "is not allowed to import" in fini.stdout


def _paquets_vises(copie: Path, faute: str) -> list[Path]:
    """Le paquet interne qu'une faute importe : créé vide s'il n'est pas encore arrivé."""
    trouve = re.search(r"tableau_bord(?:\.| import )(\w+)", faute)
    return [copie / "src" / "tableau_bord" / trouve[1]] if trouve else []


def _faire_paquet(dossier: Path) -> None:
    module = dossier.with_suffix(".py")
    if module.exists():  # cli.py : le module devient un paquet du même nom
        dossier.mkdir()
        module.rename(dossier / "__init__.py")
    dossier.mkdir(exist_ok=True)
    (dossier / "__init__.py").touch()


# --- st.login et st.context : seulement dans interface/identite.py -------------------------------


def fautes_d_identite(source: str) -> list[str]:
    """Nommer les lectures de l'identité (`st.login`, `st.context`…) d'un texte Python."""
    arbre = ast.parse(source)
    alias = {"streamlit"}
    fautes = []
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            alias |= {a.asname for a in noeud.names if a.name == "streamlit" and a.asname}
        if isinstance(noeud, ast.ImportFrom) and noeud.module == "streamlit":
            fautes += [f"ligne {noeud.lineno} : {a.name}" for a in noeud.names if a.name in IDENTITE]
    for noeud in ast.walk(arbre):
        if (
            isinstance(noeud, ast.Attribute)
            and noeud.attr in IDENTITE
            and isinstance(noeud.value, ast.Name)
            and noeud.value.id in alias
        ):
            fautes.append(f"ligne {noeud.lineno} : {noeud.value.id}.{noeud.attr}")
    return fautes


def _fichiers_python() -> list[Path]:
    return sorted([*PAQUET.rglob("*.py"), *(RACINE / "pages").glob("*.py"), *RACINE.glob("app.py")])


def test_seule_l_identite_lit_l_identite() -> None:
    fautes = {
        str(fichier.relative_to(RACINE)): trouvees
        for fichier in _fichiers_python()
        if fichier != PAQUET / "interface" / "identite.py"
        and (trouvees := fautes_d_identite(fichier.read_text(encoding="utf-8")))
    }
    assert not fautes


@pytest.mark.parametrize(
    "source",
    [
        "import streamlit as st\nst.login()",
        "import streamlit as st\nx = st.context.headers",
        "import streamlit\nstreamlit.user",
        "from streamlit import context",
    ],
)
def test_une_lecture_d_identite_est_vue(source: str) -> None:
    assert fautes_d_identite(source)


# --- les pages : ni SQL, ni calcul, ni règle -----------------------------------------------------


def fautes_de_page(source: str) -> list[str]:
    """Nommer ce qu'une page ne doit pas faire : calcul, tableau, SQL, import trop profond."""
    fautes = []
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            fautes += [f"ligne {noeud.lineno} : {f}" for a in noeud.names if (f := _import_refuse(a.name))]
        elif isinstance(noeud, ast.ImportFrom):
            if noeud.level:
                fautes.append(f"ligne {noeud.lineno} : import relatif")
                continue
            module = noeud.module or ""
            noms = [f"{module}.{a.name}" if _est_un_module(module, a.name) else module for a in noeud.names]
            fautes += [f"ligne {noeud.lineno} : {f}" for nom in noms if (f := _import_refuse(nom))]
    return fautes + [f"ligne {ligne} : SQL" for ligne in sql_dans(source)]


def _est_un_module(parent: str, nom: str) -> bool:
    if parent == "tableau_bord":
        return nom.islower()
    if parent.split(".")[0] != "tableau_bord":
        return False
    chemin = PAQUET.joinpath(*parent.split(".")[1:], nom)
    return chemin.is_dir() or chemin.with_suffix(".py").exists()


def _import_refuse(module: str) -> str:
    """La raison d'un refus, ou une chaîne vide."""
    tete, *suite = module.split(".")
    if tete in INTERDITS_AUX_PAGES:
        return f"{tete} n'entre pas dans une page"
    if tete != "tableau_bord" or not suite:
        return ""
    if suite[0] in FERMES_AUX_PAGES:
        return f"une page n'importe pas {suite[0]}"
    if suite[0] not in OUVERTS_AUX_PAGES and len(suite) > 1:
        return f"une page importe {suite[0]} par sa tête, pas {module}"
    return ""


PAGES = sorted([*(RACINE / "pages").glob("*.py"), *RACINE.glob("app.py")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_une_page_demande_et_affiche(page: Path) -> None:
    assert not fautes_de_page(page.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "import duckdb",
        "import polars as pl",
        "import numpy.linalg",
        "from scipy import stats",
        "from tableau_bord.entrepot import ouvrir",
        "from tableau_bord import surveillance",
        "from tableau_bord.indicateurs.depot import lire",
        "from tableau_bord.indicateurs import depot",
        "import tableau_bord.indicateurs.modele",
        "from . import autre",
        "x = 'SELECT code FROM valeurs'",
        "x = f'''\n select a,\n b from {t} '''",
        "def f():\n    import polars",
    ],
)
def test_une_page_fautive_est_vue(source: str) -> None:
    assert fautes_de_page(source)


@pytest.mark.parametrize(
    "source",
    [
        "import streamlit as st\nfrom tableau_bord.interface import cadre",
        "from tableau_bord.gestes.publier import publier",
        "from tableau_bord.indicateurs import Indicateur",
        "from tableau_bord.commun import francais",
        "st.write('Choisissez une communauté, puis lisez son portrait.')",
    ],
)
def test_une_page_permise_ne_l_est_pas(source: str) -> None:
    assert not fautes_de_page(source)
