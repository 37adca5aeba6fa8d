"""Ce que chaque page légère répond : lecture, envoi, retrait. Appelé hors de la boucle d'événements."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from starlette.responses import Response

from tableau_bord.acces import Invitation
from tableau_bord.acces.reperage import reperer
from tableau_bord.commun.erreurs import AccesErreur, EntrepotErreur, TableauBordErreur
from tableau_bord.commun.francais import date_longue
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import envoyer, inviter, retirer_parole
from tableau_bord.serveur.salle import lieux, page, saisie
from tableau_bord.serveur.salle.gabarits import page_de_refus, rendre
from tableau_bord.serveur.salle.saisie import Saisie

TEMOIN = "tb_lecteur"
_A_CORRIGER = frozenset({"envoi_mal_forme", "declaration_absente"})
_STATUTS = {
    "jeton_expire": 410,
    "jeton_revoque": 410,
    "jeton_epuise": 410,
    "envoi_retire": 410,
    "actif_inconnu": 404,
    "portee_insuffisante": 405,
}


def refus(erreur: TableauBordErreur) -> Response:
    """La page d'une erreur ; jeton falsifié et code inconnu donnent la même, mot pour mot."""
    statut = _STATUTS.get(erreur.code)
    if statut is None:
        return page_de_refus(404 if isinstance(erreur, AccesErreur) else 500)
    return page_de_refus(statut, quoi=erreur.quoi, remede=erreur.remede)


def ouvrir_lien(jeton: str, temoin: str, compter: bool) -> Response:
    """La page d'un lien : ce que sa portée permet."""
    lieu = lieux.lieu_du_jeton(jeton, temoin)
    assert isinstance(lieu.source, Invitation)
    if lieu.ecrit:
        return page.premiere(lieu, saisie.vierge())
    if lieu.corrige or not compter:
        return page.premiere(lieu)
    visiteur = temoin or secrets.token_urlsafe(18)
    inviter.ouvrir_en_lecture(lieu.entrepot, jeton, visiteur)
    reponse = page.premiere(lieu)
    reste = datetime.fromisoformat(lieu.source.expire_le) - maintenant()
    # Le chemin borne le témoin à ce lien : il ne suit personne d'un lien à l'autre.
    reponse.set_cookie(
        TEMOIN,
        visiteur,
        max_age=max(1, int(reste.total_seconds())),
        path=lieu.adresse,
        httponly=True,
        samesite="lax",
    )
    return reponse


def ouvrir_rencontre(code: str) -> Response:
    """La page d'une rencontre ouverte : son état, la fiche, le formulaire."""
    return page.premiere(lieux.lieu_du_code(code), saisie.vierge())


def recevoir_par_lien(jeton: str, ecrit: Saisie) -> Response:
    """Garder un envoi par un lien ; le même, renvoyé, rend la même page."""
    lieu = lieux.lieu_du_jeton(jeton, lieux.usage_d_un_envoi(ecrit.envoi_id))
    if not lieu.ecrit:
        return page_de_refus(405)
    return _recevoir(lieu, ecrit)


def recevoir_en_rencontre(code: str, ecrit: Saisie) -> Response:
    """Garder un envoi dans une rencontre ouverte."""
    return _recevoir(lieux.lieu_du_code(code), ecrit)


def _recevoir(lieu: lieux.Lieu, ecrit: Saisie) -> Response:
    if not ecrit.confirmee and (alertes := reperer(ecrit.texte)):
        return page.premiere(lieu, ecrit, alertes=alertes)
    try:
        recu = envoyer.envoyer(
            lieu.entrepot,
            lieu.source,
            ecrit.envoi_id,
            ecrit.texte,
            ecrit.savoir,
            ecrit.fins,
            ecrit.jours_demandes,
            ecrit.declaration,
            enjeux=ecrit.enjeux,
            genre=ecrit.genre,
        )
    except EntrepotErreur as erreur:
        return page.premiere(lieu, ecrit, erreur, statut=503)
    except AccesErreur as erreur:
        if erreur.code not in _A_CORRIGER:
            raise
        return page.premiere(lieu, ecrit, erreur, statut=422)
    jusqua = date_longue(date.fromisoformat(recu.jusqua))
    return rendre("recu.html", code=recu.code_lisible, jusqua=jusqua, adresse=lieu.adresse)


def page_de_retrait(adresse: str, code: str = "", erreur: TableauBordErreur | None = None) -> Response:
    """Le formulaire de retrait ; `code` : ce qui a été tapé, gardé après une erreur."""
    return rendre("retrait.html", 422 if erreur else 200, adresse=adresse, code=code, erreur=erreur)


def retirer(bases: tuple[Entrepot, ...], adresse: str, code: str) -> Response:
    """Effacer l'envoi de ce code dans la première base qui le connaît."""
    inconnu: AccesErreur | None = None
    for entrepot in bases:
        try:
            retirer_parole.retirer(entrepot, code)
        except AccesErreur as erreur:
            inconnu = erreur
            continue
        return rendre(
            "message.html",
            titre="Votre texte est retiré",
            suite="Il est effacé. Il n’en reste qu’une empreinte, qui ne permet pas de le relire.",
        )
    return page_de_retrait(adresse, code[:24], inconnu)
