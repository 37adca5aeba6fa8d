"""Qui entre, selon le mode : la boucle seule, la boucle et une salle, ou les noms d'hôte d'un serveur.

L'adresse de l'appelant vient de la connexion (`scope["client"]`), jamais d'un en-tête.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

REFUS = "Ce poste n’est ouvert qu’à la personne qui est devant."
HOTE_INCONNU = "Ce serveur ne répond pas à ce nom."
FICHIERS_LEGERS = ("/leger/salle.css", "/leger/salle.js")
_SALLE = re.compile(r"/s/([^/]{1,24})(?:/retrait|/actifs(?:/.+)?)?")
_LEGERE = re.compile(r"/[si]/[^/]+(?:/retrait|/actifs(?:/.+)?)?|/retrait")
_METHODES = ("GET", "HEAD", "POST")


def est_boucle(hote: str) -> bool:
    """Vrai si ce nom ou cette adresse désigne la machine elle-même."""
    nom = hote.strip("[]").split("%")[0].lower()
    if nom == "localhost":
        return True
    try:
        adresse = ipaddress.ip_address(nom)
    except ValueError:
        return False
    reelle = getattr(adresse, "ipv4_mapped", None) or adresse
    return bool(reelle.is_loopback)


def est_legere(chemin: str) -> bool:
    """Vrai pour une page légère (`/s/CODE`, `/i/JETON`, `/retrait`) et ce dont elle a besoin."""
    return chemin in FICHIERS_LEGERS or bool(_LEGERE.fullmatch(chemin))


def sur_la_boucle(scope: Scope) -> bool:
    """Vrai si la connexion vient de la machine elle-même, quoi que disent les en-têtes."""
    appelant = scope.get("client")
    return appelant is not None and est_boucle(str(appelant[0]))


def hote_demande(entetes: Headers) -> str:
    """Le nom d'hôte de la demande, sans port, en minuscules ; vide s'il est illisible."""
    return _nom(f"//{entetes.get('host', '')}")


def origine_permise(entetes: Headers, permis: Callable[[str], bool]) -> bool:
    """Vrai si la demande ne vient pas d'une autre origine.

    Une page « no-referrer » envoie `Origin: null` à elle-même : seul `Sec-Fetch-Site`, qu'aucun script ne
    peut écrire, la distingue alors d'un cadre isolé d'ailleurs.
    """
    origine = entetes.get("origin", "")
    if origine == "null":
        return entetes.get("sec-fetch-site") == "same-origin"
    return not origine or permis(_nom(origine))


def _nom(adresse: str) -> str:
    try:
        return (urlsplit(adresse).hostname or "").lower()
    except ValueError:
        return ""


async def refuser(scope: Scope, receive: Receive, send: Send, reponse: Response, raison: str = REFUS) -> None:
    """Fermer un websocket (1008) ou rendre `reponse`."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": raison})
    else:
        await reponse(scope, receive, send)


class BoucleSeulement:
    """Refuser (403) tout appelant qui n'est pas sur la boucle locale, websocket compris.

    `Host` et `Origin` doivent aussi désigner la boucle : une page d'ailleurs ouverte dans le navigateur du
    poste, ou un nom détourné vers la boucle, n'entre pas.
    """

    def __init__(self, suivante: ASGIApp) -> None:
        self.suivante = suivante

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Laisser passer ou refuser."""
        if scope["type"] not in ("http", "websocket") or boucle_permise(scope):
            await self.suivante(scope, receive, send)
        else:
            await refuser(scope, receive, send, PlainTextResponse(REFUS, status_code=403))


def boucle_permise(scope: Scope) -> bool:
    """Vrai si appelant, `Host` et `Origin` désignent tous la machine elle-même."""
    entetes = Headers(scope=scope)
    return sur_la_boucle(scope) and est_boucle(hote_demande(entetes)) and origine_permise(entetes, est_boucle)


class SalleSeulement:
    """La boucle passe partout ; tout autre appelant n'atteint que les pages d'une rencontre ouverte.

    `ouverte` dit si un code est celui d'une rencontre ouverte (appelée hors de la boucle d'événements) ;
    `refus` fabrique la page 403.
    """

    def __init__(
        self, suivante: ASGIApp, ouverte: Callable[[str], bool], refus: Callable[[], Response]
    ) -> None:
        self.suivante, self.ouverte, self.refus = suivante, ouverte, refus

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Laisser passer ou refuser."""
        if scope["type"] not in ("http", "websocket") or await self._permis(scope):
            await self.suivante(scope, receive, send)
        else:
            await refuser(scope, receive, send, self.refus())

    async def _permis(self, scope: Scope) -> bool:
        if sur_la_boucle(scope):
            return boucle_permise(scope)
        if scope["type"] != "http" or scope["method"] not in _METHODES:
            return False
        if scope["path"] in FICHIERS_LEGERS:
            return bool(scope["method"] != "POST")
        trouve = _SALLE.fullmatch(scope["path"])
        return trouve is not None and await run_in_threadpool(self.ouverte, trouve[1])


class HotesPermis:
    """Au serveur : ne répondre qu'aux noms d'hôte permis, et jamais à une demande née d'une autre origine."""

    def __init__(self, suivante: ASGIApp, hotes: Iterable[str]) -> None:
        self.suivante, self.hotes = suivante, frozenset(h.lower() for h in hotes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Laisser passer ou refuser (421 pour un nom inconnu, 403 pour une autre origine)."""
        if scope["type"] not in ("http", "websocket"):
            await self.suivante(scope, receive, send)
            return
        entetes = Headers(scope=scope)
        if hote_demande(entetes) not in self.hotes:
            await refuser(scope, receive, send, PlainTextResponse(HOTE_INCONNU, 421), HOTE_INCONNU)
        elif not est_legere(scope.get("path", "")) and not origine_permise(entetes, self.hotes.__contains__):
            await refuser(scope, receive, send, PlainTextResponse(HOTE_INCONNU, 403), HOTE_INCONNU)
        else:
            await self.suivante(scope, receive, send)
