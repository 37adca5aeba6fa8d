"""Rapprocher les territoires qu'un fichier écrit autrement que la base ; proposer, jamais imposer."""

from __future__ import annotations

import streamlit as st

from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import rapprocher as gestes
from tableau_bord.gestes.examiner import Examen
from tableau_bord.gestes.rapprocher import Inconnus
from tableau_bord.importation.rapprochement import Candidat, Rapprochement
from tableau_bord.interface import cadre, etats
from tableau_bord.interface.contexte import Contexte

MONTRES = 25
AUCUN = Candidat("", "Aucun de ceux-ci", 0.0, "")


def rapprocher(ici: Contexte, examen: Examen) -> None:
    """Pour chaque écriture inconnue, les territoires possibles ; les choix retenus valent pour la suite."""
    if message := st.session_state.pop("lieux_message", ""):
        etats.reussite(message)
    inconnus = gestes.inconnus(ici.entrepot, examen)
    if not inconnus.rapprochements:
        return
    combien = compter(len(inconnus.rapprochements), "nom à rapprocher", "noms à rapprocher")
    cadre.section(f"Territoires\u00a0: {combien}")
    cadre.second(
        "Choisissez le territoire que chaque écriture désigne. La décision est datée, signée, et vaudra pour "
        "les prochains fichiers. Rien n’est rapproché sans vous."
    )
    choisis = {
        r.ecrit: choix.code
        for rang, r in enumerate(inconnus.rapprochements[:MONTRES])
        if (choix := _un_nom(examen, rang, r)).code
    }
    if len(inconnus.rapprochements) > MONTRES:
        cadre.second(f"Les {MONTRES} premiers sont ici\u00a0; les autres viendront ensuite.")
    libelle = compter(len(choisis), "rapprochement", "rapprochements") if choisis else "les rapprochements"
    if st.button(f"Retenir {libelle}", disabled=not choisis, key="retenir_lieux"):
        _retenir(ici, inconnus, choisis, examen.tableau.nom)


def _un_nom(examen: Examen, rang: int, r: Rapprochement) -> Candidat:
    options = [AUCUN, *r.candidats]
    choix = st.selectbox(
        f"«\u00a0{r.ecrit}\u00a0»",
        options,
        index=0,
        format_func=_en_mots,
        key=f"lieu_{examen.empreinte[:8]}_{rang}_{r.ecrit}",
    )
    return choix or AUCUN


def _en_mots(c: Candidat) -> str:
    if not c.code:
        return c.nom
    return f"{c.nom} ({c.code}), ressemblance {nombre(100 * c.score)}\u00a0%"


def _retenir(ici: Contexte, inconnus: Inconnus, choisis: dict[str, str], fichier: str) -> None:
    gestes.retenir(ici.entrepot, inconnus.decoupage, choisis, ici.qui, fichier)
    st.session_state["lieux_message"] = (
        f"{compter(len(choisis), 'rapprochement retenu', 'rapprochements retenus')}. Le fichier est relu avec eux."
    )
    st.rerun()
