"""Les recettes de lecture : celles de la base, celles livrées ; exporter, reprendre, oublier."""

from __future__ import annotations

from functools import partial

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import date_longue, typographier
from tableau_bord.gestes import examiner
from tableau_bord.gestes import recettes as gestes
from tableau_bord.importation.recettes import Recette, en_toml
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.interface.texte import sur, sur_markdown
from tableau_bord.interface.versement_roles import GENRES, ROLES

MESSAGE = "recettes_message"


def afficher(ici: Contexte) -> None:
    """Toutes les recettes, et de quoi en reprendre une d'un fichier."""
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
    cadre.second(
        "Une recette dit comment lire un fichier qui revient\u00a0: elle est reconnue au prochain versement, "
        "qui signale ce qui a changé."
    )
    toutes = examiner.recettes_connues(ici.entrepot)
    _groupe(ici, "Recettes de cette base", [r for r in toutes if not r.fournie])
    _groupe(ici, "Recettes livrées avec le programme", [r for r in toutes if r.fournie])
    _reprendre(ici)


def _groupe(ici: Contexte, titre: str, recettes: list[Recette]) -> None:
    cadre.section(titre)
    if not recettes:
        etats.vide(
            "Aucune recette n’a encore été gardée.",
            "Au bas d’un versement, «\u00a0Garder cette lecture comme recette\u00a0» en fait une.",
        )
    for recette in recettes:
        with st.expander(sur_markdown(f"{recette.nom}, version {recette.version}")):
            _une_recette(ici, recette)


def _une_recette(ici: Contexte, r: Recette) -> None:
    noms = {i.code: i.nom for i in indicateurs.indicateurs(ici.entrepot)}
    if r.description:
        cadre.second(typographier(r.description))
    champs = [
        ("Genre", GENRES[r.plan.genre]),
        ("Découpage", nom_du_decoupage(r.plan.decoupage) if r.plan.decoupage else ""),
        ("Mesure", noms.get(r.plan.indicateur or "", r.plan.indicateur or "")),
        ("Période", f"d’après\u00a0: {r.periode.value}"),
        *((f"Colonne «\u00a0{c.colonne}\u00a0»", ROLES[c.role]) for c in r.plan.colonnes),
        ("Gardée", "" if r.fournie else f"le {date_longue(r.quand)} par {r.auteur}"),
    ]
    lignes = "".join(
        f'<div class="tb-champ"><dt>{sur(nom)}</dt><dd>{sur(valeur)}</dd></div>'
        for nom, valeur in champs
        if valeur
    )
    st.html(f'<dl class="tb-fiche">{lignes}</dl>')
    gauche, droite = st.columns(2)
    with gauche:
        st.download_button(
            "Exporter cette recette",
            partial(en_toml, r),
            f"{r.nom}.toml",
            "application/toml",
            on_click="ignore",
            key=f"exporter_{r.nom}",
        )
    if not r.fournie:
        with droite:
            if st.button("Oublier cette recette", key=f"oublier_{r.nom}"):
                gestes.oublier(ici.entrepot, r.nom, ici.qui)
                st.session_state[MESSAGE] = f"Recette oubliée\u00a0: {r.nom}. Son historique reste."
                st.rerun()


def _reprendre(ici: Contexte) -> None:
    cadre.section("Reprendre une recette")
    depot = st.file_uploader("Fichier de recette (.toml)", type=["toml"], key="recette_a_reprendre")
    if depot and st.button("Garder cette recette", type="primary"):
        with erreurs.garde():
            gardee = gestes.reprendre(
                ici.entrepot, depot.getvalue().decode("utf-8", errors="replace"), depot.name, ici.qui
            )
            st.session_state[MESSAGE] = f"Recette gardée\u00a0: {gardee.nom}, version {gardee.version}."
            st.rerun()
