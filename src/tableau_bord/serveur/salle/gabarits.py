"""Rendre les pages légères : gabarits Jinja2 qui échappent tout, en-têtes stricts."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import jinja2
from starlette.responses import HTMLResponse, Response

DOSSIER = Path(__file__).resolve().parent
POLITIQUE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
ENTETES = {
    "content-security-policy": POLITIQUE,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
    "x-content-type-options": "nosniff",
    "content-language": "fr-CA",
}
GENRES = {"salle.css": "text/css", "salle.js": "text/javascript"}
_UN_JOUR = "public, max-age=86400"
REFUS = {
    403: (
        "Cette adresse n’est pas ouverte ici.",
        "Seules les pages d’une rencontre ouverte se lisent depuis un téléphone. Vérifiez le code affiché dans la salle.",
    ),
    404: (
        "Cette adresse n’ouvre rien.",
        "Vérifiez qu’elle est copiée en entier. Une rencontre se ferme après quelques heures\u00a0: demandez le code du jour.",
    ),
    405: ("Cette adresse ne se lit pas ainsi.", "Rouvrez le lien reçu."),
    408: (
        "L’envoi a pris trop de temps.",
        "Rien n’a été gardé. Revenez à la page précédente et recommencez.",
    ),
    413: (
        "L’envoi est trop long.",
        "Rien n’a été gardé. Revenez à la page précédente\u00a0: un texte compte au plus 2\u00a0000 caractères.",
    ),
    429: (
        "Trop de tentatives.",
        "Attendez {minutes}, puis recommencez. Si vous avez le bon code, demandez à la personne qui anime de vérifier.",
    ),
    500: (
        "Un problème est survenu.",
        "Rien n’a été gardé. Recommencez dans un instant\u00a0; si cela se répète, dites-le à qui vous a invité.",
    ),
}


@cache
def _milieu() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(DOSSIER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def rendre(
    gabarit: str, statut: int = 200, entetes: dict[str, str] | None = None, /, **champs: object
) -> Response:
    """Rendre un gabarit de ce dossier ; tout champ est échappé, sauf un `markupsafe.Markup`."""
    texte = (
        _milieu()
        .get_template(gabarit)
        .render(style=adresse("salle.css"), script=adresse("salle.js"), **champs)
    )
    return HTMLResponse(texte, statut, {**ENTETES, **(entetes or {})})


def page_de_refus(statut: int, attente: int = 0, quoi: str = "", remede: str = "") -> Response:
    """La page d'un refus ; `attente` en secondes (429). La même pour tout ce qui n'ouvre rien."""
    titre, suite = REFUS.get(statut, REFUS[500])
    minutes = max(1, -(-attente // 60))
    suite = suite.format(minutes="une minute" if minutes == 1 else f"{minutes}\u00a0minutes")
    entetes = {"retry-after": str(attente)} if attente else {}
    return rendre("message.html", statut, entetes, titre=quoi or titre, suite=remede or suite)


def page_fermee() -> Response:
    """La page de ce qui n'est pas ouvert à un appareil de la salle."""
    return page_de_refus(403)


@cache
def fichier(nom: str) -> tuple[bytes, str]:
    """Octets d'un fichier de style ou de script, et l'empreinte qui le nomme."""
    octets = (DOSSIER / nom).read_bytes()
    return octets, hashlib.sha256(octets).hexdigest()[:12]


def adresse(nom: str) -> str:
    """Adresse d'un fichier, qui change avec son contenu."""
    return f"/leger/{nom}?v={fichier(nom)[1]}"


def servir_fichier(nom: str) -> Response:
    """La feuille de style ou le script."""
    return Response(fichier(nom)[0], headers={"cache-control": _UN_JOUR}, media_type=GENRES[nom])
