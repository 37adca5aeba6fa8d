"""Un fichier déposé reste en mémoire : le lecteur de formulaires ne se déverse pas sur disque."""

import asyncio

from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from tableau_bord.serveur import application

CORPS = (
    b'--x\r\nContent-Disposition: form-data; name="f"; filename="e.csv"\r\n\r\n'
    + b"a" * 3_000_000
    + b"\r\n--x--\r\n"
)


def _deposer() -> bool:
    """Lire un dépôt de trois mégaoctets ; rend vrai s'il s'est déversé dans un fichier temporaire."""

    async def recevoir():
        return {"type": "http.request", "body": CORPS, "more_body": False}

    async def lire() -> bool:
        entete = [(b"content-type", b"multipart/form-data; boundary=x")]
        demande = Request({"type": "http", "method": "PUT", "headers": entete}, recevoir)
        fichier = (await demande.form())["f"].file
        verse = bool(fichier._rolled)
        fichier.close()
        return verse

    return asyncio.run(lire())


def test_trois_megaoctets_restent_en_memoire(monkeypatch):
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 2**20)
    assert _deposer(), "contre-épreuve : sans la garde, il se déverse"
    application()
    assert not _deposer()
