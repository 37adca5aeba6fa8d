"""Verser une matrice de temps ou de distances, calculée ailleurs, de chaque territoire à chaque actif."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from tableau_bord.actifs.versement import phrases
from tableau_bord.actifs.versement.matrice import COLONNES
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import verser_matrice
from tableau_bord.gestes.empreintes import empreinte
from tableau_bord.gestes.verser_matrice import UNITES, ExamenMatrice
from tableau_bord.importation import Lot, rapport
from tableau_bord.interface import cadre, erreurs, tableaux
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.territoires import ORDRE

RANG, MEMOIRE = "actifs_versement_rang", "matrice_en_cours"
LIBELLES = {"origine": "Colonne de l’origine", "destination": "Colonne de la destination", "cout": "Colonne du temps ou de la distance"}  # fmt: skip
MONTREES = 12


def afficher(ici: Contexte, terminer: Callable[[Lot], None]) -> None:
    """Tout le geste, du dépôt au lot écrit."""
    cadre.second(
        "Trois colonnes\u00a0: le territoire d’origine, l’actif de destination, le temps ou la distance. "
        "Rien n’est écrit avant votre accord."
    )
    depot = st.file_uploader(
        "Fichier de temps",
        ["csv", "tsv", "txt", "xlsx", "zip"],
        key=f"matrice_{st.session_state.get(RANG, 0)}",
    )
    if depot is None:
        st.session_state.pop(MEMOIRE, None)
        return
    with erreurs.garde():
        _verser(ici, depot.name, depot.getvalue(), terminer)


def _verser(ici: Contexte, nom: str, contenu: bytes, terminer: Callable[[Lot], None]) -> None:
    gauche, milieu, droite = st.columns(3)
    with gauche:
        titre = st.text_input("Nom de la matrice", nom.rsplit(".", 1)[0])
    with milieu:
        unite = st.selectbox("Unité", UNITES)
    with droite:
        decoupage = st.selectbox(
            "Découpage des origines", [d for d in ORDRE if d != "AD"], format_func=nom_du_decoupage
        )
    colonnes = _colonnes(nom, contenu)
    if colonnes is None:
        return
    examen = _examiner(ici, nom, contenu, colonnes, decoupage)
    cadre.section("Ce qui a été compris")
    st.markdown(f"**{examen.phrase}**")
    _signaler(examen)
    if st.button("Verser cette matrice", type="primary", disabled=examen.couples.is_empty()):
        terminer(verser_matrice.verser(ici.entrepot, ici.qui, examen, titre, unite))


def _examiner(
    ici: Contexte, nom: str, contenu: bytes, colonnes: dict[str, str], decoupage: str
) -> ExamenMatrice:
    """Lire une fois chaque choix ; l'écran se redessine à chaque clic."""
    cle = (ici.base.nom, ici.entrepot.version, nom, empreinte(contenu), tuple(colonnes.items()), decoupage)
    garde = st.session_state.get(MEMOIRE)
    if garde is None or garde[0] != cle:
        with st.spinner("Lecture du fichier…"):
            lu = verser_matrice.examiner(ici.entrepot, contenu, nom, colonnes=colonnes, decoupage=decoupage)
        garde = st.session_state[MEMOIRE] = (cle, lu)
    examen: ExamenMatrice = garde[1]
    return examen


def _colonnes(nom: str, contenu: bytes) -> dict[str, str] | None:
    """Les trois colonnes choisies, ou rien tant qu'il en manque une."""
    toutes, proposees = verser_matrice.proposer(contenu, nom)
    choisies = {}
    for place, role in zip(st.columns(3), COLONNES, strict=True):
        rang = toutes.index(proposees[role]) if role in proposees else None
        with place:
            choisies[role] = st.selectbox(
                LIBELLES[role], toutes, index=rang, placeholder="Choisir", key=f"matrice_{role}_{nom}"
            )
    manque = [r for r, c in choisies.items() if not c]
    if manque or len(set(choisies.values())) < len(COLONNES):
        cadre.second("Choisissez trois colonnes différentes.")
        return None
    return {r: c for r, c in choisies.items() if c}


def _signaler(examen: ExamenMatrice) -> None:
    if not examen.anomalies:
        return
    comptes = [f"{regle}\u00a0: {nombre(n)}" for regle, n in phrases.par_regle(examen.anomalies).items()]
    st.markdown("\u00a0; ".join(comptes) + ".")
    montrees = examen.anomalies[:MONTREES]
    colonnes = {
        "Ligne": [nombre(a.ligne) if a.ligne else "" for a in montrees],
        "Ce qui est signalé": [a.message for a in montrees],
        "Valeur": [a.valeur for a in montrees],
        "Quoi faire": [a.geste for a in montrees],
    }
    tableaux.afficher(colonnes, "Ce qui est signalé", f"anomalies_matrice_{examen.empreinte[:8]}")
    st.download_button(
        f"Télécharger {compter(len(examen.anomalies), 'signalement', 'signalements')} (CSV)",
        lambda: rapport.anomalies_en_csv(examen.anomalies), "matrice-a-regarder.csv", "text/csv", on_click="ignore",
    )  # fmt: skip
