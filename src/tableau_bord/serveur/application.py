"""Bâtir et servir l'application : Streamlit, ses couches selon le mode, /sante, les pages légères."""

from __future__ import annotations

import hashlib
import os
import secrets
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.formparsers import MultiPartParser
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit import file_util
from streamlit.runtime.pages_manager import PagesManager

from tableau_bord import VERSION, VERSION_CALCUL
from tableau_bord.acces import Mode
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases, rencontre
from tableau_bord.interface import erreurs, francisation
from tableau_bord.serveur import configuration, salle
from tableau_bord.serveur.couches import Entetes, PageFrancaise, politique_de_contenu
from tableau_bord.serveur.journal_technique import taire_uvicorn
from tableau_bord.serveur.limites import Limites
from tableau_bord.serveur.portes import BoucleSeulement, HotesPermis, SalleSeulement
from tableau_bord.serveur.prise import prendre
from tableau_bord.serveur.temoins import Temoins

RACINE = Path(__file__).resolve().parents[3]
ADRESSE = "127.0.0.1"
PORT = 8501
Reponse = Callable[[Request], Awaitable[Response]]
_UN_AN = "public, max-age=31536000, immutable"


def application(racine: Path = RACINE, *, mode: Mode | None = None, adresse: str = ADRESSE) -> st.App:
    """Bâtir l'application ASGI autour de `racine/app.py`, et poser TABLEAU_BORD_MODE.

    `mode` : celui de TABLEAU_BORD_MODE s'il n'est pas donné, sinon « poste ». `adresse` : celle de l'écoute.
    Lève AccesErreur si le poste écouterait hors de la boucle, ou s'il manque au serveur de quoi reconnaître
    les gens ; au mode rencontre, si la base n'est pas une valise.
    """
    choisi = configuration.mode_demande(mode)
    couches = _couches_du_mode(choisi, adresse)
    os.environ[configuration.VARIABLE_MODE] = choisi.value
    PagesManager.uses_pages_directory = False
    # Au-delà de 1 Mo, Starlette verserait un fichier déposé sur le disque : une fiche n'y va jamais.
    MultiPartParser.spool_max_size = sys.maxsize
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    francisation.annoncer_servie()
    demarrage = secrets.token_hex(8)
    script = francisation.script().encode("utf-8")
    empreinte = hashlib.sha256(script).hexdigest()[:12]
    balise = f'<script src="/fr.js?v={empreinte}" data-demarrage="{demarrage}"></script>'
    page = Path(file_util.get_static_dir()) / "index.html"
    return st.App(
        racine / "app.py",
        routes=[
            Route("/sante", _sante(demarrage)),
            Route("/fr.js", _script(script)),
            *salle.routes(choisi is Mode.RENCONTRE),
        ],
        middleware=[
            Middleware(Entetes, politique=politique_de_contenu(page)),
            *couches,
            Middleware(PageFrancaise, balise=balise),
        ],
        on_script_error=erreurs.montrer_bogue,
    )


def _couches_du_mode(mode: Mode, adresse: str) -> list[Middleware]:
    """Témoins, porte et limites : la porte d'abord ferme, les limites comptent ensuite ce qu'elle répond."""
    if mode is Mode.SERVEUR:
        reglages = configuration.lire_reglages()
        return [
            Middleware(Temoins, https=reglages.https),
            Middleware(HotesPermis, hotes=reglages.hotes),
            Middleware(Limites, refus=salle.page_de_refus, mandataires=reglages.mandataires),
        ]
    if mode is Mode.RENCONTRE:
        os.environ["TABLEAU_BORD_OUVRIR"] = bases.REGION
        rencontre.refuser_si_fine(ouvrir(bases.chemin(bases.REGION)))
        return [
            Middleware(Temoins),
            Middleware(Limites, refus=salle.page_de_refus),
            Middleware(SalleSeulement, ouverte=salle.rencontre_de_la_salle, refus=salle.page_fermee),
        ]
    configuration.exiger_boucle(adresse)
    return [
        Middleware(Temoins),
        Middleware(BoucleSeulement),
        Middleware(Limites, refus=salle.page_de_refus),
    ]


def _sante(demarrage: str) -> Reponse:
    async def sante(_demande: Request) -> Response:
        etat = {
            "etat": "en service",
            "version": VERSION,
            "version_calcul": VERSION_CALCUL,
            "demarrage": demarrage,
        }
        return JSONResponse(etat, headers={"cache-control": "no-store"})

    return sante


def _script(contenu: bytes) -> Reponse:
    async def script(_demande: Request) -> Response:
        return Response(contenu, media_type="text/javascript", headers={"cache-control": _UN_AN})

    return script


def servir(
    adresse: str = ADRESSE, port: int = PORT, *, mode: Mode | None = None, racine: Path = RACINE
) -> None:
    """Servir jusqu'à Ctrl+C, en disant l'adresse à ouvrir ; `mode` comme pour `application`.

    Lève TableauBordErreur si l'adresse ou le port ne peut pas être pris, ou si le mode le refuse.
    """
    app = application(racine, mode=mode, adresse=adresse)
    prise = prendre(adresse, port)
    try:
        _Serveur(_reglages(app, adresse, prise)).run(sockets=[prise])
    finally:
        prise.close()


def _reglages(app: st.App, adresse: str, prise: socket.socket) -> uvicorn.Config:
    taire_uvicorn()
    return uvicorn.Config(
        app,
        host=adresse,
        port=prise.getsockname()[1],
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        forwarded_allow_ips="",
        ws_max_size=200 * 1024 * 1024,
        timeout_graceful_shutdown=3,
    )


class _Serveur(uvicorn.Server):
    """uvicorn, qui dit son adresse en français une fois ouvert."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Ouvrir, puis le dire."""
        await super().startup(sockets=sockets)
        if self.started:
            print(f"Le tableau de bord est ouvert\u00a0: {_adresse_web(self.config)}")
            print("Pour l’arrêter\u00a0: Ctrl+C.", flush=True)


def _adresse_web(reglages: uvicorn.Config) -> str:
    hote = {"0.0.0.0": "localhost", "::": "localhost"}.get(reglages.host, reglages.host)
    return f"http://{f'[{hote}]' if ':' in hote else hote}:{reglages.port}"
