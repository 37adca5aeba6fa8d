"""Tout le SQL des rôles attribués : on ajoute, on lit, jamais on ne corrige."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = ("numero", "quand", "auteur", "genre", "valeur", "role", "donne")
DERNIER_NUMERO = "SELECT COALESCE(MAX(numero), 0) AS numero FROM attributions"
AJOUTER = f"INSERT INTO attributions ({', '.join(COLONNES)}) VALUES ({', '.join(f'${c}' for c in COLONNES)})"
EN_VIGUEUR = """
    SELECT a.genre, a.valeur, a.role, a.quand, a.auteur FROM attributions a
    WHERE a.donne AND a.numero = (
        SELECT MAX(b.numero) FROM attributions b
        WHERE b.genre = a.genre AND b.valeur = a.valeur AND b.role = a.role
    )
    ORDER BY a.genre, a.valeur, a.role
"""
HISTORIQUE = f"SELECT {', '.join(COLONNES)} FROM attributions ORDER BY numero"


def ajouter(t: Transaction, ligne: dict[str, object]) -> None:
    """Écrire une ligne au numéro suivant ; deux gestes simultanés se le disputent, `ecrire` reprend le second."""
    numero = int(t.lire(DERNIER_NUMERO)["numero"][0]) + 1
    t.executer(AJOUTER, numero=numero, **ligne)


def en_vigueur(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """Les rôles donnés et non retirés : genre, valeur, role, quand, auteur."""
    return lecteur.lire(EN_VIGUEUR)


def historique(entrepot: Entrepot) -> pl.DataFrame:
    """Tout ce qui a été attribué et retiré, dans l'ordre : colonnes `COLONNES`."""
    return entrepot.lire(HISTORIQUE)
