"""Tout le SQL du journal : on ajoute, on lit, jamais on ne corrige."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = ("numero", "quand", "auteur", "geste", "objet", "details", "precedente", "empreinte")
DERNIERE = "SELECT numero, empreinte FROM journal WHERE numero = (SELECT MAX(numero) FROM journal)"
AJOUTER = """
    INSERT INTO journal (numero, quand, auteur, geste, objet, details, precedente, empreinte)
    VALUES ($numero, $quand, $auteur, $geste, $objet, $details, $precedente, $empreinte)
"""
TOUT = f"SELECT {', '.join(COLONNES)} FROM journal ORDER BY numero"


def derniere(transaction: Transaction) -> tuple[int, str]:
    """Numéro et empreinte de la dernière ligne ; (0, "") si le journal est vide."""
    lue = transaction.lire(DERNIERE)
    return (int(lue["numero"][0]), str(lue["empreinte"][0])) if lue.height else (0, "")


def ajouter(transaction: Transaction, ligne: dict[str, object]) -> None:
    """Écrire une ligne ; deux gestes simultanés se disputent le numéro, `ecrire` reprend le second."""
    transaction.executer(AJOUTER, **ligne)


def tout(entrepot: Entrepot) -> pl.DataFrame:
    """Le journal entier, dans l'ordre : colonnes `COLONNES`."""
    return entrepot.lire(TOUT)
