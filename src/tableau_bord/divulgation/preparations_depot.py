"""Tout le SQL des masques préparés."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

LIRE = """
    SELECT masques, exposees, deja_exposees, impossibles FROM preparations WHERE empreinte = $empreinte
"""
GARDER = """
    INSERT INTO preparations (empreinte, indicateur, quand, masques, exposees, deja_exposees, impossibles)
    VALUES ($empreinte, $indicateur, $quand, $masques, $exposees, $deja_exposees, $impossibles)
    ON CONFLICT (empreinte) DO NOTHING
"""
OUBLIER = "DELETE FROM preparations WHERE indicateur = $indicateur"


def lire(entrepot: Entrepot, empreinte: str) -> pl.DataFrame:
    """La préparation gardée sous cette empreinte, une ligne au plus."""
    return entrepot.lire(LIRE, empreinte=empreinte)


def garder(transaction: Transaction, **ligne: object) -> None:
    """Écrire une préparation ; la même, reprise, ne s'écrit qu'une fois."""
    transaction.executer(GARDER, **ligne)


def oublier(transaction: Transaction, indicateur: str) -> None:
    """Effacer celles d'un indicateur : publié, son registre a changé."""
    transaction.executer(OUBLIER, indicateur=indicateur)
