"""Les limites des pages légères : tentatives, taille et délai de ce qu'on y envoie."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tableau_bord.serveur.tentatives import Compteurs, Visite

TAILLE_MAX = 16 * 1024
DELAI = 15.0
_CHEMIN = re.compile(r"/([si])/([^/]+)(?:(/retrait)|/actifs(?:/.+)?)?")
Refus = Callable[[int, int], Response]
"""Fabrique une page de refus : code HTTP, secondes à attendre (0 : sans objet)."""


class Limites:
    """Refuser 429 (trop de tentatives), 413 (trop long), 408 (trop lent), sur les pages légères seules.

    Un jeton est signé : rien ne se devine, un bon jeton passe toujours. Un code de rencontre est court :
    passé 20 mauvais codes, une adresse n'en essaie plus d'autre que ceux qu'elle a déjà ouverts.
    `mandataires` : adresses dont on croit le dernier `X-Forwarded-For`, pour compter seulement.
    """

    def __init__(
        self,
        suivante: ASGIApp,
        refus: Refus,
        compteurs: Compteurs | None = None,
        mandataires: frozenset[str] = frozenset(),
    ) -> None:
        self.suivante, self.refus, self.mandataires = suivante, refus, mandataires
        self.compteurs = compteurs or Compteurs()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Vérifier, transmettre, puis compter ce qui a été répondu."""
        visite = self._visite(scope)
        if visite is None:
            await self.suivante(scope, receive, send)
        elif attente := self.compteurs.attente(visite):
            await self.refus(429, attente)(scope, receive, send)
        elif not visite.post:
            await self._transmettre(visite, scope, receive, send)
        else:
            await self._recevoir(visite, scope, receive, send)

    async def _recevoir(self, visite: Visite, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(DELAI):
                corps = await _lire(scope, receive)
        except TimeoutError:
            await self.refus(408, 0)(scope, receive, send)
            return
        if corps is None:
            await self.refus(413, 0)(scope, receive, send)
            return
        self.compteurs.envois.noter(visite.couple)
        await self._transmettre(visite, scope, _rejouer(corps, receive), send)

    async def _transmettre(self, visite: Visite, scope: Scope, receive: Receive, send: Send) -> None:
        remplacee = False

        async def envoyer(message: Message) -> None:
            nonlocal remplacee
            if message["type"] == "http.response.start" and (
                attente := self.compteurs.noter(visite, message["status"])
            ):
                remplacee = True
                await self.refus(429, attente)(scope, receive, send)
            if not remplacee:
                await send(message)

        await self.suivante(scope, receive, envoyer)

    def _visite(self, scope: Scope) -> Visite | None:
        if scope["type"] != "http":
            return None
        chemin, post = scope["path"], scope["method"] == "POST"
        if chemin == "/retrait":
            return Visite("r", "", self._appelant(scope), True, post)
        trouve = _CHEMIN.fullmatch(chemin)
        if trouve is None:
            return None
        return Visite(
            trouve[1], _empreinte(trouve[1], trouve[2]), self._appelant(scope), bool(trouve[3]), post
        )

    def _appelant(self, scope: Scope) -> str:
        adresse = str((scope.get("client") or ("?",))[0])
        if adresse in self.mandataires:
            suite = Headers(scope=scope).get("x-forwarded-for", "")
            adresse = suite.rpartition(",")[2].strip() or adresse
        return reseau(adresse)


def reseau(adresse: str) -> str:
    """L'adresse, ou son réseau /64 en IPv6 : un appareil y a autant d'adresses qu'il veut."""
    try:
        lue = ipaddress.ip_address(adresse.split("%")[0])
    except ValueError:
        return "?"
    if isinstance(lue, ipaddress.IPv6Address):
        return str(lue.ipv4_mapped or ipaddress.ip_network((lue, 64), strict=False))
    return str(lue)


def _empreinte(guichet: str, cle: str) -> str:
    propre = re.sub(r"[\s-]", "", cle).upper() if guichet == "s" else cle
    return hashlib.sha256(propre.encode("utf-8", "surrogatepass")).hexdigest()[:24]


async def _lire(scope: Scope, receive: Receive) -> bytes | None:
    """Le corps en entier, ou rien s'il dépasse la taille permise."""
    annonce = Headers(scope=scope).get("content-length", "")
    if annonce.isdigit() and int(annonce) > TAILLE_MAX:
        return None
    corps = bytearray()
    while True:
        message = await receive()
        corps += message.get("body", b"")
        if len(corps) > TAILLE_MAX:
            return None
        if message["type"] != "http.request" or not message.get("more_body", False):
            return bytes(corps)


def _rejouer(corps: bytes, receive: Receive) -> Receive:
    rendu = False

    async def rejouer() -> Message:
        nonlocal rendu
        if rendu:
            return await receive()
        rendu = True
        return {"type": "http.request", "body": corps, "more_body": False}

    return rejouer
