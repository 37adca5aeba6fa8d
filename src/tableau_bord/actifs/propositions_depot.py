"""Tout le SQL des propositions : ce qu'on propose de changer à l'inventaire, et ce qui en est décidé."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = (
    *("proposition", "actif", "geste", "recu_le", "source_genre", "source", "decoupage", "code"),
    *("savoir", "mot", "contenu"),
)
AJOUTER = (
    f"INSERT INTO actif_propositions ({', '.join(COLONNES)}) VALUES ({', '.join(f'${c}' for c in COLONNES)})"
)
UNE = f"SELECT {', '.join(COLONNES)} FROM actif_propositions WHERE proposition = $proposition"
FILE = f"""
    SELECT {", ".join(f"p.{c}" for c in COLONNES)}, COALESCE(d.decision, 'en attente') AS etat,
           d.quand AS decide_le, d.auteur AS decide_par, d.role AS decide_role, d.raison
    FROM actif_propositions p LEFT JOIN (
        SELECT proposition, quand, auteur, role, decision, raison,
               ROW_NUMBER() OVER (PARTITION BY proposition ORDER BY rang DESC) AS place FROM actif_decisions
    ) d ON d.proposition = p.proposition AND d.place = 1
    ORDER BY p.recu_le, p.proposition
"""
DERNIER_RANG = "SELECT COALESCE(MAX(rang), 0) AS rang FROM actif_decisions WHERE proposition = $proposition"
DECIDER = """
    INSERT INTO actif_decisions (proposition, rang, quand, auteur, role, decision, raison)
    VALUES ($proposition, $rang, $quand, $auteur, $role, $decision, $raison)
"""
DERNIERE_DECISION = """
    SELECT decision, raison FROM actif_decisions
    WHERE proposition = $proposition AND rang = (SELECT MAX(rang) FROM actif_decisions WHERE proposition = $proposition)
"""


def ajouter(t: Transaction, ligne: Mapping[str, Any]) -> None:
    """Écrire une proposition."""
    t.executer(AJOUTER, **ligne)


def une(lecteur: Entrepot | Transaction, proposition: str) -> dict[str, Any] | None:
    """Une proposition, ou rien."""
    lue = lecteur.lire(UNE, proposition=proposition)
    return lue.to_dicts()[0] if lue.height else None


def file(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """Toutes, de la plus ancienne : `COLONNES`, etat (« en attente », « accepté », « refusé »), decide_le, decide_par, decide_role, raison."""
    return lecteur.lire(FILE)


def decider(
    t: Transaction, proposition: str, quand: str, auteur: str, role: str, decision: str, raison: str
) -> int:
    """Ajouter une décision ; rend son rang."""
    rang = int(t.lire(DERNIER_RANG, proposition=proposition)["rang"][0]) + 1
    t.executer(
        DECIDER, proposition=proposition, rang=rang, quand=quand, auteur=auteur, role=role, decision=decision, raison=raison,
    )  # fmt: skip
    return rang


def derniere_decision(t: Transaction, proposition: str) -> tuple[str, str] | None:
    """(décision, raison) en vigueur, ou rien."""
    lue = t.lire(DERNIERE_DECISION, proposition=proposition)
    return (str(lue["decision"][0]), str(lue["raison"][0])) if lue.height else None
