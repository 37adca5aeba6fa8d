"""Recettes d'un versement : celle qu'on reconnaît, ce qui a changé depuis, celle qu'on garde."""

from __future__ import annotations

import streamlit as st

from tableau_bord.commun.francais import compter, typographier
from tableau_bord.gestes import examiner
from tableau_bord.gestes import recettes as gestes
from tableau_bord.gestes.examiner import Proposition
from tableau_bord.importation import Plan
from tableau_bord.interface import cadre, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

AUCUNE = "Aucune recette"


def choisir(ici: Contexte, premiere: Proposition) -> tuple[str | None, str | None]:
    """La feuille d'un classeur à plusieurs feuilles, et la recette à suivre."""
    feuilles = premiere.tableau.feuilles
    noms = [AUCUNE, *(r.nom for r in examiner.recettes_connues(ici.entrepot))]
    reconnue = premiere.recette.nom if premiere.recette else AUCUNE
    gauche, droite = st.columns(2)
    with gauche:
        recette = st.selectbox("Recette de lecture", noms, index=noms.index(reconnue))
    feuille = None
    if len(feuilles) > 1:
        with droite:
            feuille = st.selectbox(
                "Feuille ou fichier à lire",
                feuilles,
                index=feuilles.index(premiere.tableau.feuille) if premiere.tableau.feuille in feuilles else 0,
            )
    meme = recette == reconnue and (feuille is None or feuille == premiere.tableau.feuille)
    if meme:
        return None, None
    return feuille, "" if recette == AUCUNE else recette


def dire(proposition: Proposition) -> None:
    """La recette suivie et ce qui diffère d'elle ; un tableau large mis en long."""
    if proposition.recette:
        r = proposition.recette
        st.html(
            f'<p class="tb-ligne"><strong>Recette suivie\u00a0: {sur(r.nom)}</strong>, version {r.version}. '
            f"{sur(typographier(r.description))}</p>"
        )
        for phrase in proposition.changements:
            st.html(f'<p class="tb-ligne">▲ {sur(phrase)}</p>')
    if proposition.depliage:
        d = proposition.depliage
        combien = compter(len(d.colonnes), "colonne mise", "colonnes mises")
        cadre.second(f"Tableau large\u00a0: {combien} en lignes. {d.raison}")


def retenir(ici: Contexte, proposition: Proposition, plan: Plan) -> None:
    """Garder le choix de l'analyste sous un nom, pour le prochain fichier semblable."""
    if message := st.session_state.pop("recette_message", ""):
        etats.reussite(message)
    cadre.section("Garder cette lecture comme recette")
    cadre.second("Le prochain fichier semblable sera lu de la même façon, et ce qui a changé sera dit.")
    depart = proposition.recette.nom if proposition.recette and not proposition.recette.fournie else ""
    gauche, droite = st.columns([2, 1], vertical_alignment="bottom")
    with gauche:
        nom = st.text_input("Nom de la recette", depart, placeholder="Cas par RLS, chaque semaine")
    with droite:
        voulu = st.button("Garder la recette", disabled=not nom.strip(), width="stretch")
    if voulu:
        gardee = gestes.retenir(ici.entrepot, nom, proposition, plan, ici.qui)
        st.session_state["recette_message"] = f"Recette gardée\u00a0: {gardee.nom}, version {gardee.version}."
        st.rerun()
