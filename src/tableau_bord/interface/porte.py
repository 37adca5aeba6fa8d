"""La porte : qui est là, son menu, puis la page s'il peut l'ouvrir."""

from __future__ import annotations

import streamlit as st

from tableau_bord.acces import Identite, Mode, exiger
from tableau_bord.interface import contexte, erreurs, identite, navigation, profil
from tableau_bord.interface.registre import Page

COMPTE_REQUIS = "Ce tableau de bord se lit avec un compte."
SANS_ROLE = "Votre compte n’a encore aucun rôle ici."


def ouvrir() -> None:
    """Tout ce qu'app.py fait d'une demande : identité, menu, profil, page ou refus."""
    with erreurs.garde():
        qui = identite.courante()
        courante = navigation.construire(qui)
        profil.bascule()
        _connexion(qui)
        if _laisser_passer(qui):
            courante.run()


def _laisser_passer(qui: Identite) -> bool:
    """Vrai si la page demandée s'ouvre ; sinon, dire pourquoi à sa place."""
    page = navigation.page_courante()
    if page is None:
        return False
    if qui.anonyme and qui.mode is Mode.SERVEUR:
        return _recevoir_le_visiteur(page)
    exiger(qui, page.droit)
    return True


def _recevoir_le_visiteur(page: Page) -> bool:
    if contexte.visite_ouverte(page):
        return True
    st.title("Se connecter", anchor=False)
    if refus := identite.refus():
        erreurs.montrer(refus)
    elif identite.connectee():
        st.html(
            f'<p class="tb-phrase">{SANS_ROLE}</p><p class="tb-second">Demandez-en un à la personne qui tient '
            "les accès dans votre direction, puis rechargez cette page.</p>"
        )
    else:
        st.html(
            f'<p class="tb-phrase">{COMPTE_REQUIS}</p><p class="tb-second">Certains territoires se lisent sans '
            "compte, par le lien ou le code QR de leur fiche.</p>"
        )
        identite.connexion("ecran")
    return False


def _connexion(qui: Identite) -> None:
    if qui.mode is Mode.SERVEUR:
        with st.sidebar:
            st.html('<hr class="tb-filet">')
            identite.connexion()
