"""Verser un tableau : ce qu'on en comprend, ce qu'on corrige, ce qui entre ; rien n'est écrit avant l'accord."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import nombre
from tableau_bord.gestes import examiner, verser
from tableau_bord.gestes.examiner import Examen, Proposition
from tableau_bord.importation import Lot, Plan, masse_lecture
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import (
    cadre,
    versement_compris,
    versement_controles,
    versement_lieux,
    versement_recettes,
    versement_roles,
)
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

MEMOIRE = "versement_en_cours"


Joint = tuple[str, bytes] | None


def afficher(
    ici: Contexte, nom: str, contenu: bytes, terminer: Callable[[Lot], None], dictionnaire: Joint = None
) -> None:
    """Montrer ce qui a été compris, laisser corriger, verser."""
    marque = hashlib.sha256(contenu).hexdigest()
    with st.spinner("Lecture du fichier…"):
        premiere = _proposer(ici, nom, contenu, marque, None, None, dictionnaire)
    feuille, recette = versement_recettes.choisir(ici, premiere)
    proposition = _proposer(ici, nom, contenu, marque, feuille, recette, dictionnaire)
    cadre.section("Ce que contient le fichier")
    versement_recettes.dire(proposition)
    plan, nouvelle = versement_roles.corriger(ici, proposition)
    reglages = versement_controles.regler()
    examen = _examiner(ici, nom, contenu, proposition, plan, reglages)
    noms = {
        i.code: i.nom for i in [*indicateurs.indicateurs(ici.entrepot), *([nouvelle] if nouvelle else [])]
    }
    versement_compris.afficher(proposition, examen, noms)
    versement_lieux.rapprocher(ici, examen)
    _verser(ici, examen, nouvelle, terminer)
    versement_recettes.retenir(ici, proposition, plan)


def _proposer(
    ici: Contexte,
    nom: str,
    contenu: bytes,
    marque: str,
    feuille: str | None,
    recette: str | None,
    dictionnaire: Joint,
) -> Proposition:
    """Lire une fois chaque choix de feuille et de recette ; l'écran se redessine souvent."""
    memoire = st.session_state.setdefault(MEMOIRE, {})
    cle = (
        ici.base.nom,
        ici.entrepot.version,
        nom,
        marque,
        feuille,
        recette,
        dictionnaire and dictionnaire[0],
    )
    if memoire.get("proposition", (None,))[0] != cle:
        if len(contenu) > masse_lecture.SEUIL:
            lu = _proposer_grand(ici, nom, contenu, recette)
        else:
            lu = examiner.proposer(
                ici.entrepot, contenu, nom, feuille=feuille, recette=recette, dictionnaire=dictionnaire
            )
        memoire["proposition"] = (cle, lu)
    retenue: Proposition = memoire["proposition"][1]
    return retenue


def _proposer_grand(ici: Contexte, nom: str, contenu: bytes, recette: str | None) -> Proposition:
    with TemporaryDirectory() as dossier:
        chemin = Path(dossier) / Path(nom).name
        chemin.write_bytes(contenu)
        return examiner.proposer_grand(ici.entrepot, chemin, recette=recette)


def _examiner(  # type: ignore[no-untyped-def]
    ici: Contexte, nom: str, contenu: bytes, proposition: Proposition, plan: Plan, reglages
) -> Examen:
    """Comprendre une fois chaque plan ; un grand fichier montre son avancement et s'arrête sur demande."""
    if len(contenu) <= masse_lecture.SEUIL:
        return examiner.examiner(ici.entrepot, proposition, plan, reglages)
    memoire = st.session_state.setdefault(MEMOIRE, {})
    cle = (ici.base.nom, ici.entrepot.version, proposition.tableau.nom, len(contenu), repr(plan))
    if memoire.get("examen", (None,))[0] != cle:
        memoire["examen"] = (cle, _examiner_grand(ici, nom, contenu, proposition, plan))
    retenu: Examen = memoire["examen"][1]
    return retenu


def _examiner_grand(ici: Contexte, nom: str, contenu: bytes, proposition: Proposition, plan: Plan) -> Examen:
    place = st.empty()
    with place.container():
        barre = st.progress(0.0, text="Lecture du fichier, ligne par ligne")
        # Presser le bouton relance le script : le prochain pas de la barre arrête la lecture.
        if st.button("Arrêter la lecture"):
            st.stop()

    def avancer(part: float) -> None:
        barre.progress(part, text=f"Lecture du fichier\u00a0: {100 * part:.0f}\u00a0%")

    with TemporaryDirectory() as dossier:
        chemin = Path(dossier) / Path(nom).name
        chemin.write_bytes(contenu)
        corrigee = examiner.avec_plan(proposition, plan)
        examen = examiner.examiner_grand(ici.entrepot, chemin, corrigee, avancer)
    place.empty()
    return examen


def _verser(
    ici: Contexte, examen: Examen, nouvelle: Indicateur | None, terminer: Callable[[Lot], None]
) -> None:
    lu = examen.comprehension
    rien = not lu.lignes_retenues
    if st.button("Verser ce lot", type="primary", disabled=lu.bloquante or rien):
        _ecrire(ici, examen, nouvelle, terminer, sans=False)
    if lu.bloquante and not lu.bloquee and not rien:
        une = lu.lignes_refusees == 1
        en_cause = "la ligne refusée" if une else f"les {nombre(lu.lignes_refusees)}\u00a0lignes refusées"
        st.html(
            f'<p class="tb-second">Un lot entre en entier ou pas du tout. Pour verser les autres lignes, '
            f"laissez de côté {sur(en_cause)}\u00a0: le lot gardera la trace de ce choix.</p>"
        )
        if st.button(f"Verser sans {en_cause}"):
            _ecrire(ici, examen, nouvelle, terminer, sans=True)


def _ecrire(
    ici: Contexte, examen: Examen, nouvelle: Indicateur | None, terminer: Callable[[Lot], None], *, sans: bool
) -> None:
    lot = verser.verser(
        ici.entrepot, examen, ici.qui, nouvel_indicateur=nouvelle, sans_les_lignes_en_cause=sans
    )
    st.session_state.pop(MEMOIRE, None)
    terminer(lot)
