"""Une région publiée dans un fichier, et les pages légères servies dessus."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware

from tableau_bord import acces
from tableau_bord.acces import Portee, rencontres
from tableau_bord.entrepot import Entrepot, ouvrir
from tableau_bord.gestes import publier
from tableau_bord.gestes.inviter import inviter
from tableau_bord.serveur import salle
from tableau_bord.serveur.limites import Limites
from tableau_bord.serveur.tentatives import Compteurs
from tests.graines import ORDINAIRE, semer
from tests.serveur.asgi import Reponse

QUI = acces.au_poste("essai")
BON = [
    ("texte", "On s’entraide à l’épicerie."),
    ("savoir", "vecu"),
    ("fins", "seance"),
    ("jours", "365"),
    ("declaration", "oui"),
]


def region(chemin: Path) -> Entrepot:
    """La base semée et publiée, ouverte comme l'application l'ouvre."""
    entrepot = ouvrir(chemin)
    semer(entrepot)
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), QUI)
    return entrepot


def pages(compteurs: Compteurs | None = None) -> Starlette:
    """Les pages légères et leurs limites, sans Streamlit."""
    couche = Middleware(Limites, refus=salle.page_de_refus, compteurs=compteurs or Compteurs())
    return Starlette(routes=salle.routes(), middleware=[couche])


def lien(entrepot: Entrepot, portee: Portee = Portee.ECRIRE, code: str = ORDINAIRE, usages: int = 100) -> str:
    """L'adresse d'un lien d'invitation."""
    return "/i/" + inviter(entrepot, QUI, portee, "communaute", code, 7, usages)[1]


def rencontre(entrepot: Entrepot, code: str = ORDINAIRE) -> rencontres.Rencontre:
    """Une rencontre ouverte."""
    neuve = rencontres.preparer("communaute", code, 4)
    entrepot.ecrire(lambda t: rencontres.inscrire(t, neuve, QUI.auteur))
    return neuve


def identifiant(page: Reponse) -> str:
    """L'identifiant d'envoi que porte la page."""
    trouve = re.search(r'name="envoi_id" value="([^"]+)"', page.texte)
    assert trouve, page.texte[:500]
    return trouve[1]


def code_de_retrait(page: Reponse) -> str:
    """Le code à noter, sur la page « Bien reçu »."""
    trouve = re.search(r"<strong>([A-Z0-9]{4}(?:-[A-Z0-9]{4}){2})</strong>", page.texte)
    assert trouve, page.texte[:500]
    return trouve[1]
