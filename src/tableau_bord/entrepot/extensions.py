"""Charger les extensions DuckDB depuis les paquets installés, sans réseau."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import duckdb

from tableau_bord.commun.erreurs import EntrepotErreur

PAQUETS = {"spatial": "duckdb_extension_spatial", "encodings": "duckdb_extension_encodings"}


def charger(curseur: duckdb.DuckDBPyConnection, nom: str) -> None:
    """Charger l'extension `nom` ; en l'absence de paquet (Linux ARM), l'installer du réseau.

    Lève EntrepotErreur si ni l'un ni l'autre n'est possible.
    """
    chemin = _chemin(PAQUETS[nom], nom)
    try:
        if chemin:
            litteral = str(chemin).replace("'", "''")
            curseur.execute(f"LOAD '{litteral}'")
        else:
            curseur.execute(f"INSTALL {nom}; LOAD {nom};")
    except duckdb.Error as erreur:
        raise EntrepotErreur(
            "extension_absente",
            f"L'extension DuckDB « {nom} » ne se charge pas.",
            remede="Relancez « python3 demarrer.py » pour réinstaller les paquets, ou branchez le réseau une fois.",
        ) from erreur


def _chemin(paquet: str, nom: str) -> Path | None:
    spec = importlib.util.find_spec(paquet)
    if spec is None or spec.origin is None:
        return None
    dossier = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
    fichier = dossier / f"{nom}.duckdb_extension"
    return fichier if fichier.exists() else None
