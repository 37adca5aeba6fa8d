"""La fiche en vigueur et ses versions : qui, quand, pourquoi, ce qui a changé ; rétablir."""

from __future__ import annotations

import streamlit as st

from tableau_bord.commun.francais import date_longue, heure
from tableau_bord.gestes.dictionnaire import consequence, retablir
from tableau_bord.indicateurs import historique
from tableau_bord.indicateurs.historique import Version, differences
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.dictionnaire_fiche import changements_html, fiche_html
from tableau_bord.interface.texte import sur

MESSAGE = "dico_message"


def afficher(ici: Contexte, fiche: Indicateur) -> None:
    """La fiche, puis ses versions, de la plus récente à l'origine."""
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
    cadre.section(fiche.nom)
    st.html(fiche_html(fiche))
    cadre.section("Historique")
    toutes = historique.versions(ici.entrepot, fiche.code)
    if not toutes:
        etats.vide(
            "Cette fiche n’a jamais été modifiée à l’écran.",
            "À la première modification, la version d’aujourd’hui est gardée.",
        )
        return
    for version, precedente in zip(toutes, (*toutes[1:], None), strict=True):
        _une(ici, version, precedente, fiche)


def _une(ici: Contexte, version: Version, precedente: Version | None, fiche: Indicateur) -> None:
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    with gauche:
        st.html(
            f'<hr class="tb-filet"><p class="tb-fort">Version {version.version}, {date_longue(version.quand)} à '
            f'{heure(version.quand)}</p><p class="tb-second">Par {sur(version.auteur)}. {sur(version.raison)}</p>'
        )
        if precedente is not None:
            st.html(changements_html(differences(precedente.indicateur, version.indicateur)))
    if version.indicateur != fiche:
        with droite, st.popover("Rétablir cette version", width="stretch"):
            _retablir(ici, version, fiche)


def _retablir(ici: Contexte, version: Version, fiche: Indicateur) -> None:
    st.markdown("Elle devient une version nouvelle\u00a0: rien de l’historique ne se perd.")
    st.html(changements_html(differences(fiche, version.indicateur)))
    effet = consequence(ici.entrepot, version.indicateur)
    if effet.phrase:
        cadre.second(effet.phrase)
    if st.button("Oui, rétablir", key=f"dico_retablir_{version.version}", type="primary"):
        with erreurs.garde():
            retablir(ici.entrepot, version.code, version.version, ici.qui)
            st.session_state[MESSAGE] = (
                f"Version {version.version} rétablie. Elle porte un nouveau numéro dans l’historique."
            )
            st.rerun()
