"""Ce que git suit : aucun chemin de machine, aucune adresse de registre, le SQL à sa place."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[1]
# En deux morceaux : ce fichier est lui-même suivi.
CHEMINS_DE_MACHINE = tuple(f"/{fin}" for fin in ("work/", "root/", "tmp/bash", "home/", "Users/", "opt/pypi"))
REGISTRES = tuple(
    ".".join(parties)
    for parties in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("deb", "debian"),
        ("conda", "anaconda"),
    )
)
SQL = re.compile(
    r"\b(SELECT\b.+\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM"
    r"|(CREATE|ALTER|DROP)\s+(TABLE|VIEW|INDEX|SEQUENCE))\b",
    re.IGNORECASE | re.DOTALL,
)
ESSAIS = ("tests/", "benchmarks/")


@cache
def fichiers() -> tuple[str, ...]:
    """Ce que git suit ou suivra (ni ignoré, ni effacé), en chemins relatifs."""
    commande = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        fini = subprocess.run(commande, cwd=RACINE, capture_output=True, encoding="utf-8")
    except FileNotFoundError:
        fini = None
    if fini is None or fini.returncode:
        pytest.skip("ni dépôt git ni commande git : rien à lire")
    return tuple(nom for nom in sorted(set(fini.stdout.split("\0"))) if nom and (RACINE / nom).is_file())


def marques(contenu: bytes, cherchees: tuple[str, ...]) -> list[str]:
    """Les chaînes interdites présentes dans un contenu."""
    return [marque for marque in cherchees if marque.encode() in contenu]


def sql_dans(source: str) -> list[int]:
    """Les lignes d'un texte Python où une chaîne (hors docstring) contient du SQL."""
    arbre = ast.parse(source)
    docstrings = {
        id(noeud.body[0].value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and noeud.body
        and isinstance(noeud.body[0], ast.Expr)
    }
    return [
        noeud.lineno
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Constant | ast.JoinedStr)
        and id(noeud) not in docstrings
        and SQL.search(_texte(noeud))
    ]


def _texte(noeud: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(noeud, ast.Constant):
        return noeud.value if isinstance(noeud.value, str) else ""
    return " ".join(str(v.value) if isinstance(v, ast.Constant) else "x" for v in noeud.values)


def sql_permis(nom: str) -> bool:
    """Vrai là où le SQL a sa place : depot.py, SUJET_depot.py, migrations, entrepot ; les essais sont libres."""
    chemin = Path(nom)
    return (
        chemin.name == "depot.py"
        or chemin.name.endswith("_depot.py")
        or "migrations" in chemin.parts
        or nom.startswith(("src/tableau_bord/entrepot/", *ESSAIS))
    )


def test_aucun_chemin_de_machine() -> None:
    fautes = {nom: m for nom in fichiers() if (m := marques((RACINE / nom).read_bytes(), CHEMINS_DE_MACHINE))}
    assert not fautes


def test_aucune_adresse_de_registre() -> None:
    fautes = {nom: m for nom in fichiers() if (m := marques((RACINE / nom).read_bytes(), REGISTRES))}
    assert not fautes


def test_le_sql_est_a_sa_place() -> None:
    fautes = {
        nom: lignes
        for nom in fichiers()
        if nom.endswith(".py")
        and not sql_permis(nom)
        and (lignes := sql_dans((RACINE / nom).read_text(encoding="utf-8")))
    }
    assert not fautes


def test_les_fichiers_sql_sont_des_migrations() -> None:
    fautes = [nom for nom in fichiers() if nom.endswith(".sql") and Path(nom).parent.name != "migrations"]
    assert not fautes


def test_les_fautes_se_voient() -> None:
    """Contre-épreuve : chaque interdit est vu, et rien d'autre."""
    assert all(marques(f"voir {marque}x".encode(), CHEMINS_DE_MACHINE) for marque in CHEMINS_DE_MACHINE)
    assert all(marques(f"https://{registre}".encode(), REGISTRES) for registre in REGISTRES)
    assert sql_dans("x = 'select a from b'") == [1]
    assert sql_dans("def f(t):\n    return f'DELETE FROM {t}'")
    assert sql_dans("x = f'UPDATE {t} SET a = 1'")
    assert not sql_dans("def f():\n    '''Lire comme « SELECT a FROM b ».'''")
    assert not sql_dans("x = 'Choisissez un fichier à verser.'")
    assert not sql_permis("src/tableau_bord/indicateurs/lecture.py")
    assert not sql_permis("pages/portrait.py")
