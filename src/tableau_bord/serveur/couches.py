"""Les couches ASGI pures, posées devant Streamlit : sous quels en-têtes, en quelle langue."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tableau_bord.serveur.portes import est_legere

TITRE = "Tableau de bord des communautés"
SANS_SCRIPT = "Cette page a besoin de JavaScript. Activez-le dans le navigateur, puis rechargez."
_SCRIPT_EN_LIGNE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)
_CONDITIONS = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
_ENTETES_FIXES = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_LAISSES = ("content-security-policy", "referrer-policy")


class Entetes:
    """Poser les en-têtes de sécurité sur chaque réponse HTTP ; une page légère garde les siens, plus stricts."""

    def __init__(self, suivante: ASGIApp, politique: str) -> None:
        self.suivante = suivante
        self.fixes = {**_ENTETES_FIXES, "content-security-policy": politique}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compléter la réponse."""
        if scope["type"] != "http":
            await self.suivante(scope, receive, send)
            return

        async def envoyer(message: Message) -> None:
            if message["type"] == "http.response.start":
                entetes = MutableHeaders(scope=message)
                for nom, valeur in self.fixes.items():
                    if nom not in _LAISSES or not est_legere(scope["path"]):
                        entetes[nom] = valeur
                    else:
                        entetes.setdefault(nom, valeur)
                if "access-control-allow-origin" in entetes:
                    del entetes["access-control-allow-origin"]
            await send(message)

        await self.suivante(scope, receive, envoyer)


class PageFrancaise:
    """Rendre la coquille HTML de Streamlit française et y poser le script de langue."""

    def __init__(self, suivante: ASGIApp, balise: str) -> None:
        self.suivante = suivante
        self.balise = balise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Réécrire les réponses HTML, et elles seules."""
        if scope["type"] != "http" or not _demande_une_page(scope):
            await self.suivante(scope, receive, send)
            return
        entetes = [(nom, valeur) for nom, valeur in scope["headers"] if nom not in _CONDITIONS]
        debut: Message = {}
        morceaux: list[bytes] = []

        async def envoyer(message: Message) -> None:
            nonlocal debut
            if message["type"] == "http.response.start":
                debut = message
                if _est_html(message):
                    return
            elif message["type"] == "http.response.body" and _est_html(debut):
                morceaux.append(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._rendre(debut, b"".join(morceaux), scope["method"], send)
                return
            await send(message)

        await self.suivante({**scope, "headers": entetes}, receive, envoyer)

    async def _rendre(self, debut: Message, corps: bytes, methode: str, send: Send) -> None:
        page = (
            corps if methode == "HEAD" else franciser_page(corps.decode("utf-8"), self.balise).encode("utf-8")
        )
        entetes = MutableHeaders(scope=debut)
        for nom in ("etag", "last-modified", "accept-ranges", "content-encoding"):
            if nom in entetes:
                del entetes[nom]
        if methode != "HEAD":
            entetes["content-length"] = str(len(page))
        entetes["cache-control"] = "no-store"
        entetes["content-language"] = "fr-CA"
        await send(debut)
        await send({"type": "http.response.body", "body": page, "more_body": False})


def _demande_une_page(scope: Scope) -> bool:
    """Une page de Streamlit ; les pages légères sont déjà françaises et sans le script de langue."""
    chemin = scope["path"]
    if scope["method"] not in ("GET", "HEAD") or est_legere(chemin):
        return False
    return not chemin.startswith(("/static/", "/media/", "/_stcore/"))


def _est_html(debut: Message) -> bool:
    return bool(debut) and Headers(raw=debut["headers"]).get("content-type", "").startswith("text/html")


def franciser_page(page: str, balise: str) -> str:
    """Langue, titre, repli sans JavaScript et script de langue, posé avant ceux de Streamlit."""
    page = page.replace('<html lang="en">', '<html lang="fr-CA">', 1)
    page = page.replace("<title>Streamlit</title>", f"<title>{TITRE}</title>", 1)
    page = re.sub(r'\s*<link rel="service-desc"[^>]*>', "", page, count=1)
    page = re.sub(
        r"(?s)<noscript>.*?</noscript>", f"<noscript><p>{SANS_SCRIPT}</p></noscript>", page, count=1
    )
    return page.replace("<head>", f"<head>\n    {balise}", 1)


def politique_de_contenu(page: Path) -> str:
    """Écrire la politique de contenu ; les empreintes viennent des scripts en ligne de `page`.

    `blob:` : composants v2 et ouvriers de deck.gl ; `'wasm-unsafe-eval'` : deck.gl ;
    `'unsafe-inline'` des styles : ceux que Streamlit compose dans la page.
    """
    empreintes = _empreintes(page.read_text(encoding="utf-8"))
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self' 'wasm-unsafe-eval' blob:", *empreintes)),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _empreintes(page: str) -> Iterable[str]:
    for script in _SCRIPT_EN_LIGNE.findall(page):
        condense = hashlib.sha256(script.encode("utf-8")).digest()
        yield f"'sha256-{base64.b64encode(condense).decode('ascii')}'"
