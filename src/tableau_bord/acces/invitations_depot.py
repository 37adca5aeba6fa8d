"""Tout le SQL des invitations : la clé de la base, les liens, leurs usages, leurs révocations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = (
    "invitation", "portee", "decoupage", "code", "creee_le", "expire_le", "usages", "note", "auteur",
)  # fmt: skip
CLE = "SELECT cle FROM invitation_cle WHERE rang = 1"
GARDER_CLE = "INSERT INTO invitation_cle (rang, cle) VALUES (1, $cle) ON CONFLICT (rang) DO NOTHING"
UNE = f"SELECT {', '.join(COLONNES)} FROM invitations WHERE invitation = $invitation"
AJOUTER = f"""
    INSERT INTO invitations ({", ".join(COLONNES)}) VALUES ({", ".join(f"${c}" for c in COLONNES)})
    ON CONFLICT (invitation) DO NOTHING
"""
ETAT = """
    SELECT (SELECT COUNT(*) FROM invitation_revocations r WHERE r.invitation = $invitation) AS revoquee,
           (SELECT COUNT(*) FROM invitation_usages u WHERE u.invitation = $invitation) AS faits,
           (SELECT COUNT(*) FROM invitation_usages u
            WHERE u.invitation = $invitation AND u.usage = $usage) AS deja
"""
RANGS = "SELECT rang FROM invitation_usages WHERE invitation = $invitation ORDER BY rang"
USER = """
    INSERT INTO invitation_usages (invitation, rang, usage, quand) VALUES ($invitation, $rang, $usage, $quand)
"""
REVOQUER = """
    INSERT INTO invitation_revocations (invitation, quand, auteur) VALUES ($invitation, $quand, $auteur)
    ON CONFLICT (invitation) DO NOTHING
"""
TOUTES = f"""
    SELECT {", ".join(f"i.{c}" for c in COLONNES)}, COALESCE(u.faits, 0) AS faits, r.quand AS revoquee_le
    FROM invitations i
    LEFT JOIN (SELECT invitation, COUNT(*) AS faits FROM invitation_usages GROUP BY invitation) u
        ON u.invitation = i.invitation
    LEFT JOIN invitation_revocations r ON r.invitation = i.invitation
    ORDER BY i.creee_le DESC, i.invitation
"""


@dataclass(frozen=True)
class Etat:
    """`faits` : usages comptés ; `deja` : celui qu'on demande en est un."""

    revoquee: bool
    faits: int
    deja: bool


def cle(lecteur: Entrepot | Transaction) -> str:
    """La clé de signature de cette base, en hexadécimal ; vide si aucun lien n'y a été émis."""
    lue = lecteur.lire(CLE)
    return str(lue["cle"][0]) if lue.height else ""


def garder_cle(t: Transaction, nouvelle: str) -> str:
    """La clé de la base ; `nouvelle` le devient si elle n'en avait pas."""
    t.executer(GARDER_CLE, cle=nouvelle)
    return cle(t)


def une(lecteur: Entrepot | Transaction, invitation: str) -> dict[str, Any] | None:
    """Les colonnes d'une invitation, ou rien."""
    lue = lecteur.lire(UNE, invitation=invitation)
    return lue.to_dicts()[0] if lue.height else None


def ajouter(t: Transaction, invitation: Mapping[str, Any]) -> None:
    """Écrire une invitation ; la même, reprise, ne change rien."""
    t.executer(AJOUTER, **{c: str(v) if c == "portee" else v for c, v in invitation.items()})


def etat(lecteur: Entrepot | Transaction, invitation: str, usage: str) -> Etat:
    """Où en est un lien, vu d'un usage (empreinte ; vide : aucun)."""
    lu = lecteur.lire(ETAT, invitation=invitation, usage=usage).row(0, named=True)
    return Etat(bool(lu["revoquee"]), int(lu["faits"]), bool(lu["deja"]))


def rangs(t: Transaction, invitation: str) -> set[int]:
    """Les rangs d'usage déjà pris."""
    return set(t.lire(RANGS, invitation=invitation)["rang"].to_list())


def user(t: Transaction, invitation: str, rang: int, usage: str, quand: str) -> None:
    """Prendre un rang ; un autre geste qui l'a pris entre-temps est un conflit, que `ecrire` reprend."""
    t.executer(USER, invitation=invitation, rang=rang, usage=usage, quand=quand)


def revoquer(t: Transaction, invitation: str, quand: str, auteur: str) -> None:
    """Révoquer ; la première révocation reste."""
    t.executer(REVOQUER, invitation=invitation, quand=quand, auteur=auteur)


def toutes(entrepot: Entrepot) -> pl.DataFrame:
    """Les invitations, de la plus récente : colonnes `COLONNES`, `faits`, `revoquee_le` (nul si en vigueur)."""
    return entrepot.lire(TOUTES)
