"""Une ligne du journal en mots : le territoire par son nom, les dates en toutes lettres, les clés abrégées."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tableau_bord.commun.francais import compter, nombre
from tableau_bord.interface.gouvernance_commun import jour

_CLE = re.compile(r"[0-9a-f]{24,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.+-]+)?")
_TUS = frozenset({"empreinte", "decoupage", "code", "rang", "source"})
"""Ce qui ne s'écrit pas à l'écran : le fichier à télécharger le garde."""
NOMS = {
    "affichage": "affichage permis",
    "cases": "cases",
    "categorie": "catégorie",
    "decision": "décision",
    "expire_le": "jusqu’au",
    "jusqua": "jusqu’au",
    "masquees": "masquées",
    "portee": "portée",
    "registre": "registre",
    "role": "rôle",
}
VALEURS = {
    "avis": "avis reçus",
    "conservation": "conservation",
    "ecrire": "écrire",
    "efvp": "vie privée",
    "envois": "textes confiés",
    "invitations": "liens",
    "plan": "plan de surveillance",
}


def objet(texte: str, connus: Mapping[tuple[str, str], str]) -> str:
    """Ce sur quoi porte la ligne ; une clé s'abrège, un territoire se nomme."""
    if _CLE.fullmatch(texte):
        return f"{texte[:12]}…"
    decoupage, _, code = texte.partition(" ")
    return connus.get((decoupage, code), VALEURS.get(texte, texte))


def precisions(details: str, connus: Mapping[tuple[str, str], str]) -> str:
    """Les précisions d'une ligne : « Anse-aux-Huards (communauté), rôle animation, version 2 »."""
    lus: dict[str, Any] = json.loads(details)
    lieu = connus.get((str(lus.get("decoupage", "")), str(lus.get("code", ""))), "")
    parties = [
        _une(cle, valeur) for cle, valeur in lus.items() if cle not in _TUS and valeur not in ("", None)
    ]
    return ", ".join(partie for partie in (lieu, *parties) if partie)


def _une(cle: str, valeur: object) -> str:
    if cle == "usages" and isinstance(valeur, int):
        return compter(valeur, "usage")
    return f"{NOMS.get(cle, cle.replace('_', ' '))} {_valeur(valeur)}"


def _valeur(valeur: object) -> str:
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, int | float):
        return nombre(valeur)
    texte = str(valeur)
    if _DATE.fullmatch(texte):
        return jour(texte)
    return f"{texte[:12]}…" if _CLE.fullmatch(texte) else VALEURS.get(texte, texte)
