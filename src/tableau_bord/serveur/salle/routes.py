"""Les adresses des pages légères, et ce qui vaut pour toutes : origine, formulaire, pannes dites sans détail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.serveur.journal_technique import noter_panne
from tableau_bord.serveur.portes import hote_demande, origine_permise
from tableau_bord.serveur.salle import actifs, actifs_saisie, lieux, reponses, saisie
from tableau_bord.serveur.salle.gabarits import page_de_refus, servir_fichier

MOTS = 100
Page = Callable[[Request], Awaitable[Response]]
CHAMPS = 60
"""Un formulaire d'actif en a une vingtaine, et une case par enjeu."""


def routes(mode_rencontre: bool = False) -> list[Route]:
    """Les routes à poser devant Streamlit ; `/retrait`, sans lien, n'existe pas dans une salle."""
    toutes = [
        *(_route("/i/{jeton}", _lien), _route("/i/{jeton}/retrait", _retrait_par_lien)),
        *(_route("/s/{code}", _rencontre), _route("/s/{code}/retrait", _retrait_en_rencontre)),
        *_routes_des_actifs("i", "/i/{cle}/actifs"),
        *_routes_des_actifs("s", "/s/{cle}/actifs"),
        *(Route(f"/leger/{nom}", _fichier(nom)) for nom in ("salle.css", "salle.js")),
    ]
    return toutes if mode_rencontre else [*toutes, _route("/retrait", _retrait)]


def _routes_des_actifs(guichet: str, chemin: str) -> list[Route]:
    """La liste, l'ajout, une fiche ; un identifiant repris d'un fichier peut contenir une barre oblique."""
    return [
        Route(chemin, _gardee(partial(_actifs, guichet)), methods=["GET"]),
        _route(f"{chemin}/nouveau", partial(_actif_nouveau, guichet)),
        _route(f"{chemin}/{{actif:path}}", partial(_actif, guichet)),
    ]


def _route(chemin: str, page: Page) -> Route:
    return Route(chemin, _gardee(page), methods=["GET", "POST"])


def _gardee(page: Page) -> Page:
    """Une panne prévue devient sa page ; toute autre, une page sans détail et une ligne sans valeur."""

    async def gardee(demande: Request) -> Response:
        if demande.method == "POST" and not _vient_d_ici(demande):
            return page_de_refus(403)
        try:
            return await page(demande)
        except TableauBordErreur as erreur:
            return reponses.refus(erreur)
        except HTTPException:
            return page_de_refus(413)
        except Exception as erreur:
            noter_panne(erreur)
            return page_de_refus(500)

    return gardee


def _vient_d_ici(demande: Request) -> bool:
    """Vrai si ce formulaire a pu être envoyé par notre page.

    « no-referrer » rend `Origin: null` ; sans `Sec-Fetch-Site` (http d'une salle), il est admis : rien ici
    ne dépend d'un témoin, et qui forgerait l'envoi aurait déjà le code.
    """
    site = demande.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origine = demande.headers.get("origin")
    ici = hote_demande(demande.headers)
    return origine == "null" or origine_permise(demande.headers, lambda hote: hote == ici)


async def _champs(demande: Request) -> FormData:
    return await demande.form(max_files=0, max_fields=CHAMPS)


async def _lien(demande: Request) -> Response:
    jeton = demande.path_params["jeton"]
    if demande.method == "POST":
        ecrit = saisie.lire(await _champs(demande))
        return await run_in_threadpool(reponses.recevoir_par_lien, jeton, ecrit)
    temoin = demande.cookies.get(reponses.TEMOIN, "")[:64]
    return await run_in_threadpool(reponses.ouvrir_lien, jeton, temoin, demande.method == "GET")


async def _rencontre(demande: Request) -> Response:
    code = demande.path_params["code"]
    if demande.method == "POST":
        ecrit = saisie.lire(await _champs(demande))
        return await run_in_threadpool(reponses.recevoir_en_rencontre, code, ecrit)
    return await run_in_threadpool(reponses.ouvrir_rencontre, code)


async def _actifs(guichet: str, demande: Request) -> Response:
    question = demande.query_params
    mots, genre, rang = (question.get(nom, "")[:MOTS] for nom in ("mots", "genre", "page"))
    page = int(rang) if rang.isascii() and rang.isdecimal() and len(rang) < 7 else 1
    return await run_in_threadpool(actifs.lister, guichet, demande.path_params["cle"], mots, genre, page)


async def _actif_nouveau(guichet: str, demande: Request) -> Response:
    cle = demande.path_params["cle"]
    if demande.method == "POST":
        ecrit = actifs_saisie.lire(await _champs(demande))
        return await run_in_threadpool(actifs.recevoir_un_ajout, guichet, cle, ecrit)
    return await run_in_threadpool(actifs.formulaire_d_ajout, guichet, cle)


async def _actif(guichet: str, demande: Request) -> Response:
    cle, actif = demande.path_params["cle"], demande.path_params["actif"]
    if demande.method == "POST":
        ecrit = actifs_saisie.lire(await _champs(demande))
        return await run_in_threadpool(actifs.recevoir, guichet, cle, actif, ecrit)
    return await run_in_threadpool(actifs.montrer, guichet, cle, actif)


async def _retrait_par_lien(demande: Request) -> Response:
    jeton = demande.path_params["jeton"]
    base = await run_in_threadpool(lieux.base_du_jeton, jeton)
    return await _retirer(demande, (base,), f"/i/{jeton}/retrait")


async def _retrait_en_rencontre(demande: Request) -> Response:
    lieu = await run_in_threadpool(lieux.lieu_du_code, demande.path_params["code"])
    return await _retirer(demande, (lieu.entrepot,), f"{lieu.adresse}/retrait")


async def _retrait(demande: Request) -> Response:
    return await _retirer(demande, await run_in_threadpool(lieux.entrepots), "/retrait")


async def _retirer(demande: Request, bases: tuple[Entrepot, ...], adresse: str) -> Response:
    if demande.method != "POST":
        return reponses.page_de_retrait(adresse)
    code = (await _champs(demande)).get("code", "")
    return await run_in_threadpool(reponses.retirer, bases, adresse, code if isinstance(code, str) else "")


def _fichier(nom: str) -> Page:
    async def servir(_demande: Request) -> Response:
        return servir_fichier(nom)

    return servir
