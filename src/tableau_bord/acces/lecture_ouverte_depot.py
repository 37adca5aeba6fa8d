"""Tout le SQL de la lecture sans compte : on ajoute, on lit, jamais on ne corrige."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = ("numero", "quand", "auteur", "decoupage", "code", "ouverte", "depuis", "jusqua")
DERNIER_NUMERO = "SELECT COALESCE(MAX(numero), 0) AS numero FROM lectures_ouvertes"
AJOUTER = (
    f"INSERT INTO lectures_ouvertes ({', '.join(COLONNES)}) VALUES ({', '.join(f'${c}' for c in COLONNES)})"
)
EN_VIGUEUR = """
    SELECT l.decoupage, l.code, l.depuis, l.jusqua FROM lectures_ouvertes l
    WHERE l.ouverte AND l.depuis <= $jour AND (l.jusqua = '' OR l.jusqua >= $jour) AND l.numero = (
        SELECT MAX(m.numero) FROM lectures_ouvertes m WHERE m.decoupage = l.decoupage AND m.code = l.code
    )
    ORDER BY l.decoupage, l.code
"""
HISTORIQUE = f"SELECT {', '.join(COLONNES)} FROM lectures_ouvertes ORDER BY numero"


def ajouter(t: Transaction, ligne: dict[str, object]) -> None:
    """Écrire une ligne au numéro suivant ; deux gestes simultanés se le disputent, `ecrire` reprend le second."""
    numero = int(t.lire(DERNIER_NUMERO)["numero"][0]) + 1
    t.executer(AJOUTER, numero=numero, **ligne)


def en_vigueur(lecteur: Entrepot | Transaction, jour: str) -> pl.DataFrame:
    """Les territoires ouverts ce jour-là (date ISO) : decoupage, code, depuis, jusqua."""
    return lecteur.lire(EN_VIGUEUR, jour=jour)


def historique(entrepot: Entrepot) -> pl.DataFrame:
    """Tout ce qui a été ouvert et fermé, dans l'ordre : colonnes `COLONNES`."""
    return entrepot.lire(HISTORIQUE)
