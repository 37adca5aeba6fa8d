"""Tout le SQL des paroles ; le texte et le consentement sont dans les envois (`acces`)."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.paroles.modele import Etiquettes

ATTACHER = """
    INSERT INTO paroles (envoi, genre, tiers) VALUES ($envoi, $genre, $tiers) ON CONFLICT (envoi) DO NOTHING
"""
ATTACHER_ENJEU = """
    INSERT INTO parole_enjeux (envoi, enjeu) VALUES ($envoi, $enjeu) ON CONFLICT (envoi, enjeu) DO NOTHING
"""
TOUTES = "SELECT envoi, genre, tiers FROM paroles ORDER BY envoi"
ENJEUX = "SELECT envoi, enjeu FROM parole_enjeux ORDER BY envoi, enjeu"


def attacher(t: Transaction, envoi: str, etiquettes: Etiquettes) -> None:
    """Situer un envoi ; ce qui l'est déjà ne change pas."""
    t.executer(ATTACHER, envoi=envoi, genre=etiquettes.genre.value, tiers=etiquettes.tiers)
    for enjeu in etiquettes.enjeux:
        t.executer(ATTACHER_ENJEU, envoi=envoi, enjeu=enjeu)


def toutes(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """envoi, genre, tiers."""
    return lecteur.lire(TOUTES)


def enjeux(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """envoi, enjeu."""
    return lecteur.lire(ENJEUX)
