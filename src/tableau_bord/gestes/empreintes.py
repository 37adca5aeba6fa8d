"""L'empreinte d'un contenu et l'identifiant stable d'un versement : le même deux fois est refusé."""

from __future__ import annotations

import hashlib
import uuid

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import date_longue
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation import Lot

_ESPACE = uuid.UUID("5f0d3f0a-8b2e-4d8e-9f55-2f6f4a1f7c11")


def empreinte(contenu: bytes) -> str:
    """SHA-256 d'un contenu, en hexadécimal."""
    return hashlib.sha256(contenu).hexdigest()


def identifiant_de(entrepot: Entrepot, empreinte: str, plan: str, fichier: str) -> str:
    """Identifiant stable d'un versement ; refuse le même fichier, même lecture, déjà versé."""
    passes = [x for x in importation.lots(entrepot) if x.empreinte == empreinte]
    identifiant = ""
    for rang in range(len(passes) + 1):
        identifiant = str(uuid.uuid5(_ESPACE, f"{empreinte}|{plan}|{rang}"))
        ancien = next((x for x in passes if x.lot == identifiant), None)
        if ancien is None:
            break
        if ancien.annule_le is None:
            raise ImportationErreur(
                "deja_verse",
                f"Ce fichier a déjà été versé le {date_longue(ancien.quand)}, lu de la même façon.",
                ou=f"Fichier «\u00a0{fichier}\u00a0»",
                remede="Annulez d'abord ce lot si vous voulez le reprendre.",
            )
    return identifiant


def trace_du_lot(lot: Lot) -> dict[str, object]:
    """Ce que le journal retient d'un versement : fichier, genre, empreinte, lignes ; aucune valeur."""
    return {"fichier": lot.fichier, "genre": lot.genre, "empreinte": lot.empreinte, "lignes": lot.lignes}
