"""Tout le SQL des registres : une version par ligne, ajoutée, jamais réécrite."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

COLONNES = ("registre", "fiche", "version", "quand", "auteur", "contenu")
EN_VIGUEUR = f"""
    SELECT {", ".join(COLONNES)} FROM (
        SELECT {", ".join(COLONNES)}, ROW_NUMBER() OVER (PARTITION BY fiche ORDER BY version DESC) AS place
        FROM registres WHERE registre = $registre
    ) rangees WHERE place = 1 ORDER BY quand DESC, fiche
"""
VERSIONS = f"""
    SELECT {", ".join(COLONNES)} FROM registres
    WHERE registre = $registre AND fiche = $fiche ORDER BY version DESC
"""
DERNIERE_VERSION = """
    SELECT COALESCE(MAX(version), 0) AS n FROM registres WHERE registre = $registre AND fiche = $fiche
"""
AJOUTER = """
    INSERT INTO registres (registre, fiche, version, quand, auteur, contenu)
    VALUES ($registre, $fiche, $version, $quand, $auteur, $contenu)
"""
TABLES_D_UNE_INVITATION = ("invitation_usages", "invitation_revocations", "invitations")


def en_vigueur(entrepot: Entrepot, registre: str) -> pl.DataFrame:
    """La dernière version de chaque fiche, de la plus récente : colonnes `COLONNES`."""
    return entrepot.lire(EN_VIGUEUR, registre=registre)


def versions(lecteur: Entrepot | Transaction, registre: str, fiche: str) -> pl.DataFrame:
    """L'histoire d'une fiche, de la plus récente : colonnes `COLONNES`."""
    return lecteur.lire(VERSIONS, registre=registre, fiche=fiche)


def ajouter(t: Transaction, registre: str, fiche: str, quand: str, auteur: str, contenu: str) -> int:
    """Ajouter une version ; rend son numéro. Deux gestes simultanés se le disputent, `ecrire` reprend."""
    version = int(t.lire(DERNIERE_VERSION, registre=registre, fiche=fiche)["n"][0]) + 1
    t.executer(
        AJOUTER,
        registre=registre,
        fiche=fiche,
        version=version,
        quand=quand,
        auteur=auteur,
        contenu=contenu,
    )
    return version


def effacer_invitation(t: Transaction, invitation: str) -> None:
    """Effacer un lien expiré et ce qu'on en a compté ; les envois qu'il a apportés restent."""
    for table in TABLES_D_UNE_INVITATION:
        t.executer(f"DELETE FROM {table} WHERE invitation = $invitation", invitation=invitation)
