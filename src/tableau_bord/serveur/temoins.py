"""Les témoins : HttpOnly, SameSite, Secure, quel que soit le morceau du programme qui les pose."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LUS_PAR_LE_NAVIGATEUR = frozenset({"_streamlit_xsrf"})
"""Streamlit le relit en JavaScript et le renvoie dans un en-tête : c'est sa raison d'être (streamlit 1.67).

Les autres (`_streamlit_user`, `_streamlit_user_tokens`, `_streamlit_session`) ne servent qu'au serveur.
"""


class Temoins:
    """Compléter chaque `Set-Cookie`, réponses HTTP et ouvertures de websocket comprises."""

    def __init__(self, suivante: ASGIApp, https: bool = False) -> None:
        self.suivante, self.https = suivante, https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Laisser passer en réécrivant les témoins."""

        async def envoyer(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": [self._reecrire(*e) for e in message.get("headers", ())]}
            await send(message)

        await self.suivante(scope, receive, envoyer)

    def _reecrire(self, nom: bytes, valeur: bytes) -> tuple[bytes, bytes]:
        if nom.lower() != b"set-cookie":
            return nom, valeur
        return nom, durcir(valeur.decode("latin-1"), self.https).encode("latin-1")


def durcir(temoin: str, https: bool) -> str:
    """Un `Set-Cookie` avec `SameSite=Lax` (ou `Strict` s'il l'est), `HttpOnly` sauf exception, `Secure` en https."""
    tete, *attributs = (morceau.strip() for morceau in temoin.split(";"))
    gardes, meme_site = [], "Lax"
    for attribut in attributs:
        cle, _, valeur = attribut.partition("=")
        if cle.strip().lower() == "samesite":
            meme_site = "Strict" if valeur.strip().lower() == "strict" else "Lax"
        elif cle.strip().lower() not in ("httponly", "secure", ""):
            gardes.append(attribut)
    if tete.partition("=")[0].strip() not in LUS_PAR_LE_NAVIGATEUR:
        gardes.append("HttpOnly")
    gardes.append(f"SameSite={meme_site}")
    return "; ".join([tete, *gardes, *(["Secure"] if https else [])])
