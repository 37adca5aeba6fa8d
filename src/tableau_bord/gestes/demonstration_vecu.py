"""Les actifs, les paroles et les propositions de la démonstration, inventés ; versés une fois, à l'ouverture."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tableau_bord.acces import Identite, Role, Source, codes_retrait, envois, envois_depot
from tableau_bord.actifs import Actif, Genre, coder, depot, propositions
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.actifs import poser
from tableau_bord.paroles import Etiquettes, GenreDeParole
from tableau_bord.paroles import depot as paroles_depot

DOSSIER = Path(__file__).resolve().parents[3] / "donnees" / "demonstration"
ACTIFS, PAROLES = "actifs.json", "paroles.json"
AUTEUR = Identite("Programme de simulation", frozenset({Role.TERRAIN}))
SOURCE = Source("rencontre", "DEMONSTRATION", "communaute", "")
JOURS = 1_200


def peupler(entrepot: Entrepot, dossier: Path = DOSSIER) -> bool:
    """Verser le vécu de la démonstration s'il n'y est pas ; rend vrai s'il vient de l'être.

    Une démonstration bâtie avant qu'il existe le reçoit à son ouverture, sans que rien soit republié.
    """
    fiches = actifs_livres(dossier)
    if not fiches or depot.lire(entrepot, [fiches[0].actif]):
        return False
    lus = json.loads((dossier / PAROLES).read_text(encoding="utf-8"))

    def geste(t: Transaction) -> None:
        poser(t, AUTEUR, fiches, "inscrire", "Inventaire inventé de la démonstration.")
        for parole in lus["paroles"]:
            _confier(t, parole, lus["raison"])
        for p in lus["propositions"]:
            _proposer(t, p)

    entrepot.ecrire(geste)
    return True


def actifs_livres(dossier: Path = DOSSIER) -> list[Actif]:
    """Les fiches livrées, dans leur ordre."""
    fichier = dossier / ACTIFS
    if not fichier.exists():
        return []
    vides = json.loads(coder.en_texte(Actif("", Genre.LIEU, "")))
    return [coder.de_texte(json.dumps(vides | f)) for f in json.loads(fichier.read_text(encoding="utf-8"))]


def _confier(t: Transaction, parole: dict[str, Any], raison: str) -> None:
    source = Source(SOURCE.genre, SOURCE.id, SOURCE.decoupage, parole["code"])
    envoi = envois.preparer(
        source, _cle(parole["texte"]), parole["texte"], parole["savoir"], parole["fins"], JOURS, True
    )
    envois.garder(t, envoi, codes_retrait.nouveau_sel(), codes_retrait.nouveau_sel())
    if etat := parole["etat"]:
        envois_depot.decider(
            t, envoi.envoi, maintenant().isoformat(), AUTEUR.auteur, etat, raison if etat == "refusé" else ""
        )
    paroles_depot.attacher(
        t, envoi.envoi, Etiquettes(GenreDeParole(parole["genre"]), tuple(parole["enjeux"]))
    )


def _proposer(t: Transaction, p: dict[str, Any]) -> None:
    source = Source("invitation", SOURCE.id, SOURCE.decoupage, p["code"])
    cle = _cle(f"{p['geste']}{p['actif']}{p['champs']}")
    propositions.garder(
        t, propositions.preparer(source, cle, p["geste"], p["actif"], p["champs"], p["mot"], p["savoir"])
    )


def _cle(texte: str) -> str:
    """Un identifiant d'envoi tiré du texte : la même démonstration, les mêmes clés."""
    return hashlib.sha256(b"demonstration:" + texte.encode()).hexdigest()[:40]
