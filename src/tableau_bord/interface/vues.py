"""Les vues d'une page, gardées dans l'adresse ; seulement celles que la personne peut ouvrir."""

from __future__ import annotations

import streamlit as st

from tableau_bord.acces import exiger
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.interface import identite, navigation

PARAMETRE = "vue"


def choisir(noms: tuple[str, ...]) -> str:
    """Poser le choix de vue (quatre au plus) et rendre la vue choisie, la première permise par défaut.

    `noms` : toutes les vues de la page. Celles que le registre réserve à d'autres ne sont pas offertes.
    Lève AccesErreur si l'adresse en demande une qui n'est pas permise, ou si aucune ne l'est.
    """
    permises = _permises(noms)
    demandee = st.query_params.get(PARAMETRE, permises[0] if permises else noms[0])
    if demandee in noms and demandee not in permises:
        _refuser(demandee)
    vue = st.segmented_control(
        "Vue de la page",
        permises,
        default=permises[0],
        key=PARAMETRE,
        bind="query-params",
        label_visibility="collapsed",
    )
    return vue if vue in permises else permises[0]


def _permises(noms: tuple[str, ...]) -> tuple[str, ...]:
    page = navigation.page_courante()
    if page is None:
        return noms
    siennes = page.vues_permises(identite.courante())
    return tuple(nom for nom in noms if nom in siennes)


def _refuser(demandee: str) -> None:
    page = navigation.page_courante()
    vue = next((v for v in page.vues if v.nom == demandee), None) if page else None
    if vue is not None:
        exiger(identite.courante(), vue.droit)
    raise AccesErreur(
        "vue_fermee", "Cette vue ne vous est pas ouverte.", remede="Choisissez une page de votre menu."
    )
