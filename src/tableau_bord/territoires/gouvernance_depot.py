"""Tout le SQL de la gouvernance des données autochtones : une version par ligne, ajoutée, jamais réécrite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = (
    *("decoupage", "code", "version", "quand", "auteur", "statut", "affichage"),
    *("partie", "signee_le", "jusqua", "portee", "document", "note"),
)
DECOUPAGES_NOMMES = ("communaute", "communaute_statistique", "municipalite", "CLSC")
"""Là où un nom désigne une communauté ; un RLS ou une MRC en réunit plusieurs."""
_NOMMES = ", ".join(f"'{d}'" for d in DECOUPAGES_NOMMES)
_DERNIERES = f"""
    SELECT {", ".join(COLONNES)} FROM (
        SELECT {", ".join(COLONNES)},
               ROW_NUMBER() OVER (PARTITION BY decoupage, code ORDER BY version DESC) AS place
        FROM gouvernance_autochtone
    ) rangees WHERE place = 1
"""
_PORTENT_LE_NOM = f"""
    SELECT DISTINCT t.decoupage, t.code, t.nom, n.nation FROM territoires t
    JOIN communautes_autochtones n ON n.nom = LOWER(t.nom)
    WHERE t.decoupage IN ({_NOMMES}) AND n.presumee = $presumee AND NOT EXISTS (
        SELECT 1 FROM gouvernance_autochtone g WHERE g.decoupage = t.decoupage AND g.code = t.code
    )
"""
EN_VIGUEUR = _DERNIERES + " ORDER BY decoupage, code"
VERSIONS = f"""
    SELECT {", ".join(COLONNES)} FROM gouvernance_autochtone
    WHERE decoupage = $decoupage AND code = $code ORDER BY version DESC
"""
PORTENT_LE_NOM = _PORTENT_LE_NOM + " ORDER BY decoupage, code, nom"
NON_AFFICHES = f"""
    SELECT decoupage, code FROM ({_DERNIERES}) d
    WHERE statut <> 'ordinaire'
      AND NOT (statut = 'entente' AND affichage AND signee_le <= $jour AND $jour <= jusqua)
    UNION
    SELECT decoupage, code FROM ({_PORTENT_LE_NOM}) p
    ORDER BY decoupage, code
"""
DERNIERE_VERSION = """
    SELECT COALESCE(MAX(version), 0) AS n FROM gouvernance_autochtone
    WHERE decoupage = $decoupage AND code = $code
"""
EXISTE = "SELECT COUNT(*) AS n FROM territoires WHERE decoupage = $decoupage AND code = $code"
AJOUTER = f"""
    INSERT INTO gouvernance_autochtone ({", ".join(COLONNES)})
    VALUES ({", ".join(f"${c}" for c in COLONNES)})
"""


def non_affiches(entrepot: Entrepot, jour: str) -> pl.DataFrame:
    """Les territoires qu'on n'affiche pas ce jour-là (ISO) : decoupage, code."""
    return entrepot.lire(NON_AFFICHES, jour=jour, presumee=True)


def en_vigueur(entrepot: Entrepot) -> pl.DataFrame:
    """La dernière version de chaque territoire inscrit : colonnes `COLONNES`."""
    return entrepot.lire(EN_VIGUEUR)


def versions(entrepot: Entrepot, decoupage: str, code: str) -> pl.DataFrame:
    """L'histoire d'un territoire, de la plus récente : colonnes `COLONNES`."""
    return entrepot.lire(VERSIONS, decoupage=decoupage, code=code)


def portent_le_nom(entrepot: Entrepot, presumee: bool) -> pl.DataFrame:
    """Les territoires non inscrits qui portent le nom d'une communauté : decoupage, code, nom, nation.

    `presumee` : vrai pour les noms sans équivoque, faux pour ceux qu'une municipalité porte aussi.
    """
    return entrepot.lire(PORTENT_LE_NOM, presumee=presumee)


def existe(lecteur: Entrepot | Transaction, decoupage: str, code: str) -> bool:
    """Vrai si la base a ce territoire, dans une version ou une autre."""
    return bool(lecteur.lire(EXISTE, decoupage=decoupage, code=code)["n"][0])


def ajouter(t: Transaction, ligne: Mapping[str, Any]) -> int:
    """Ajouter une version (colonnes `COLONNES` sauf version) ; rend son numéro.

    Deux gestes simultanés se disputent le numéro : `ecrire` reprend le second.
    """
    cle = {c: ligne[c] for c in ("decoupage", "code")}
    version = int(t.lire(DERNIERE_VERSION, **cle)["n"][0]) + 1
    t.executer(AJOUTER, **{**ligne, "version": version})
    return version
