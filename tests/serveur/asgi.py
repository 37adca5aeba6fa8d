"""Appeler une application ASGI comme le ferait un appareil dont on choisit l'adresse."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.applications import Starlette

BOUCLE, TELEPHONE = "127.0.0.1", "192.168.1.20"
BORNE = "----essai"


@dataclass(frozen=True)
class Reponse:
    """Ce qui est revenu ; `genre` distingue une réponse HTTP d'un websocket fermé."""

    genre: str
    statut: int
    entetes: list[tuple[str, str]]
    corps: bytes
    code: int = 0

    @property
    def texte(self) -> str:
        return self.corps.decode("utf-8")

    def entete(self, nom: str) -> str:
        return next((v for n, v in self.entetes if n == nom), "")


def appeler(
    app,
    chemin: str = "/",
    methode: str = "GET",
    *,
    client: str | None = BOUCLE,
    genre: str = "http",
    hote: str = "localhost:8501",
    corps: bytes = b"",
    morceaux: list[bytes] | None = None,
    **entetes: str,
) -> Reponse:
    """Une demande, une réponse ; `entetes` en snake_case."""
    nus, _, question = chemin.partition("?")
    bruts = {"host": hote, **{n.replace("_", "-"): v for n, v in entetes.items()}}
    scope: dict[str, Any] = {
        "type": genre, "method": methode, "path": unquote(nus), "raw_path": nus.encode(), "root_path": "",
        "query_string": question.encode(), "client": (client, 5) if client else None, "server": ("x", 80),
        "scheme": "ws" if genre == "websocket" else "http", "http_version": "1.1", "subprotocols": [], "state": {},
        "headers": [(n.encode(), v.encode("latin-1")) for n, v in bruts.items()],
    }  # fmt: skip
    if genre == "websocket":
        del scope["method"]
    suite = list(morceaux or [corps])
    recus: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if genre == "websocket":
            return {"type": "websocket.connect"}
        return {"type": "http.request", "body": suite.pop(0) if suite else b"", "more_body": bool(suite)}

    async def send(message: dict[str, Any]) -> None:
        recus.append(message)

    asyncio.run(app(scope, receive, send))
    debut = recus[0]
    recu = [(n.decode().lower(), v.decode("latin-1")) for n, v in debut.get("headers", [])]
    return Reponse(
        debut["type"],
        debut.get("status", 0),
        recu,
        b"".join(m.get("body", b"") for m in recus[1:]),
        debut.get("code", 0),
    )


def formulaire(champs: list[tuple[str, str]]) -> tuple[bytes, str]:
    """Un corps multipart et son type, comme un navigateur l'envoie."""
    parties = [
        f'--{BORNE}\r\nContent-Disposition: form-data; name="{nom}"\r\n\r\n{valeur}\r\n'.encode()
        for nom, valeur in champs
    ]
    return b"".join(parties) + f"--{BORNE}--\r\n".encode(), f"multipart/form-data; boundary={BORNE}"


def poster(app, chemin: str, champs: list[tuple[str, str]], **suite: Any) -> Reponse:
    """Envoyer un formulaire."""
    corps, genre = formulaire(champs)
    return appeler(
        app, chemin, "POST", corps=corps, content_type=genre, content_length=str(len(corps)), **suite
    )


def sans_streamlit(app: Any) -> Starlette:
    """Nos routes sous nos couches, sans lancer Streamlit (un seul par processus)."""
    return Starlette(routes=app._user_routes, middleware=app._user_middleware)
