"""Les réglages des contrôles en vigueur un jour donné, lus de la table des seuils datés."""

from __future__ import annotations

from datetime import date

import polars as pl

from tableau_bord import parametres
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation.regles import REGLES, Reglages

PREFIXE = "import."
"""« import.parties_contre_total » : un seuil ; « import.parties_contre_total.active » : 0 la désactive."""
_ACTIVE = ".active"


def reglages_en_vigueur(entrepot: Entrepot, jour: date | None = None) -> Reglages:
    """Les seuils et les règles désactivées que disent les seuils datés ; le reste garde son défaut.

    Le plus récent en vigueur l'emporte. Une clé qui ne nomme plus aucune règle est ignorée : une vieille
    base s'ouvre. Lève ImportationErreur si une règle qui ne se règle pas y est réglée.
    """
    lignes = parametres.tous(entrepot).filter(
        pl.col("cle").str.starts_with(PREFIXE) & (pl.col("en_vigueur_du") <= (jour or aujourd_hui()))
    )
    dites = {
        cle.removeprefix(PREFIXE): valeur
        for cle, valeur in lignes.sort("en_vigueur_du").select("cle", "valeur").iter_rows()
    }
    choix: dict[str, object] = {c: v for c, v in dites.items() if c in REGLES}
    eteintes = {c.removesuffix(_ACTIVE) for c, v in dites.items() if c.endswith(_ACTIVE) and v == 0}
    return Reglages.lire(choix | dict.fromkeys(eteintes & set(REGLES), False))
