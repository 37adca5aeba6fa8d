"""Tout le SQL des rencontres."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tableau_bord.entrepot import Entrepot, Transaction

_RENCONTRES = """
    SELECT r.code, r.decoupage, r.territoire, r.ouverte_le, r.expire_le, f.quand AS fermee_le
    FROM rencontres r LEFT JOIN rencontre_fermetures f ON f.code = r.code
"""
UNE = _RENCONTRES + "WHERE r.code = $code"
TOUTES = _RENCONTRES + "ORDER BY r.ouverte_le DESC, r.code"
AJOUTER = """
    INSERT INTO rencontres (code, decoupage, territoire, ouverte_le, expire_le, auteur)
    VALUES ($code, $decoupage, $territoire, $ouverte_le, $expire_le, $auteur)
"""
FERMER = """
    INSERT INTO rencontre_fermetures (code, quand, auteur) VALUES ($code, $quand, $auteur)
    ON CONFLICT (code) DO NOTHING
"""
ENVOIS_RECUS = "SELECT COUNT(*) AS n FROM envois WHERE source_genre = 'rencontre' AND source = $code"


def une(lecteur: Entrepot | Transaction, code: str) -> dict[str, Any] | None:
    """Les colonnes d'une rencontre et `fermee_le` (nul si ouverte), ou rien."""
    lue = lecteur.lire(UNE, code=code)
    return lue.to_dicts()[0] if lue.height else None


def toutes(lecteur: Entrepot | Transaction) -> list[dict[str, Any]]:
    """Les rencontres, de la plus récente."""
    return lecteur.lire(TOUTES).to_dicts()


def ajouter(t: Transaction, ligne: Mapping[str, str]) -> None:
    """Écrire une rencontre."""
    t.executer(AJOUTER, **ligne)


def fermer(t: Transaction, code: str, quand: str, auteur: str) -> None:
    """Fermer ; la première fermeture reste."""
    t.executer(FERMER, code=code, quand=quand, auteur=auteur)


def envois_recus(lecteur: Entrepot | Transaction, code: str) -> int:
    """Combien d'envois cette rencontre garde encore."""
    return int(lecteur.lire(ENVOIS_RECUS, code=code)["n"][0])
