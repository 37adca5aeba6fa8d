"""Bâtir et servir l'application : Streamlit, ses couches, /sante et le script de langue."""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit import file_util
from streamlit.runtime.pages_manager import PagesManager

from tableau_bord import VERSION, VERSION_CALCUL
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.interface import erreurs, francisation
from tableau_bord.serveur.couches import (
    BoucleSeulement,
    Entetes,
    PageFrancaise,
    est_boucle,
    politique_de_contenu,
)

RACINE = Path(__file__).resolve().parents[3]
ADRESSE = "127.0.0.1"
PORT = 8501
PORT_MAXIMAL = 65_535
Reponse = Callable[[Request], Awaitable[Response]]
_UN_AN = "public, max-age=31536000, immutable"


def application(racine: Path = RACINE, *, adresse: str = ADRESSE) -> st.App:
    """Bâtir l'application ASGI autour de `racine/app.py`.

    Si `adresse`, celle de l'écoute, est sur la boucle locale, personne d'autre n'entre.
    """
    PagesManager.uses_pages_directory = False
    os.environ["FORWARDED_ALLOW_IPS"] = ""
    francisation.annoncer_servie()
    demarrage = secrets.token_hex(8)
    script = francisation.script().encode("utf-8")
    empreinte = hashlib.sha256(script).hexdigest()[:12]
    balise = f'<script src="/fr.js?v={empreinte}" data-demarrage="{demarrage}"></script>'
    page = Path(file_util.get_static_dir()) / "index.html"
    couches = [Middleware(BoucleSeulement)] if est_boucle(adresse) else []
    couches += [
        Middleware(Entetes, politique=politique_de_contenu(page)),
        Middleware(PageFrancaise, balise=balise),
    ]
    return st.App(
        racine / "app.py",
        routes=[Route("/sante", _sante(demarrage)), Route("/fr.js", _script(script))],
        middleware=couches,
        on_script_error=erreurs.montrer_bogue,
    )


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


def servir(adresse: str = ADRESSE, port: int = PORT, *, racine: Path = RACINE) -> None:
    """Servir jusqu'à Ctrl+C, en disant l'adresse à ouvrir.

    Lève TableauBordErreur si l'adresse ou le port ne peut pas être pris.
    """
    prise = _prendre(adresse, port)
    try:
        _Serveur(_reglages(application(racine, adresse=adresse), adresse, prise)).run(sockets=[prise])
    finally:
        prise.close()


def _reglages(app: st.App, adresse: str, prise: socket.socket) -> uvicorn.Config:
    _taire_uvicorn()
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


def _taire_uvicorn() -> None:
    """Ne garder que les erreurs d'uvicorn (un filtre : Streamlit remet les niveaux à sa façon)."""
    for nom in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "websockets"):
        logging.getLogger(nom).addFilter(_erreurs_seulement)


def _erreurs_seulement(trace: logging.LogRecord) -> bool:
    return trace.levelno >= logging.ERROR


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


def _prendre(adresse: str, port: int) -> socket.socket:
    """Prendre le port avant tout le reste, pour dire clairement qu'il est occupé."""
    if not 0 <= port <= PORT_MAXIMAL:
        raise _refus(adresse, port, OverflowError())
    try:
        famille, genre, protocole, _, lieu = socket.getaddrinfo(adresse, port, type=socket.SOCK_STREAM)[0]
        prise = socket.socket(famille, genre, protocole)
        try:
            if os.name == "posix":
                prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            prise.bind(lieu)
            prise.listen(2048)
        except BaseException:
            prise.close()
            raise
    except OSError as cause:
        raise _refus(adresse, port, cause) from cause
    return prise


def _refus(adresse: str, port: int, cause: Exception) -> TableauBordErreur:
    if getattr(cause, "errno", None) == errno.EADDRINUSE:
        return TableauBordErreur(
            "port_occupe",
            f"le port {port} est déjà pris.",
            ou="Ouverture du tableau de bord",
            remede=f"Le tableau de bord est peut-être déjà ouvert\u00a0: essayez http://{adresse}:{port}, "
            "ou choisissez un autre port.",
        )
    return TableauBordErreur(
        "adresse_refusee",
        f"l’adresse {adresse}, port {port}, ne peut pas être prise.",
        ou="Ouverture du tableau de bord",
        remede="Vérifiez l’adresse\u00a0; un port sous 1024 est souvent réservé.",
    )
