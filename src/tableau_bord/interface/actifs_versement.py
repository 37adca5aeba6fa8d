"""Verser un inventaire d'actifs : déposer, lire ce qui est compris, rapprocher les territoires, écrire."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice

import streamlit as st

from tableau_bord.actifs.versement import phrases
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import verser_actifs
from tableau_bord.gestes.actifs_examen import ExamenActifs
from tableau_bord.gestes.empreintes import empreinte
from tableau_bord.importation import Anomalie, Lot, rapport
from tableau_bord.interface import actifs_versement_matrice, cadre, erreurs, etats, tableaux
from tableau_bord.interface.actifs_versement_roles import corriger_roles
from tableau_bord.interface.actifs_versement_territoires import rapprocher
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.territoires import ORDRE

MESSAGE, RANG, MEMOIRE = "actifs_versement_message", "actifs_versement_rang", "actifs_versement_en_cours"
EXTENSIONS = ["csv", "tsv", "txt", "xlsx", "xls", "ods", "json", "geojson", "zip"]
INVENTAIRE, MATRICE = "Un inventaire", "Des temps de déplacement"
PAR_REGLE, MONTREES = 3, 30


def afficher(ici: Contexte) -> None:
    """Tout le geste, du dépôt au lot écrit."""
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
    quoi = st.radio("Que verser", [INVENTAIRE, MATRICE], horizontal=True, key="actifs_versement_quoi")
    if quoi == MATRICE:
        actifs_versement_matrice.afficher(ici, terminer)
        return
    cadre.second(
        "CSV, classeur, GeoJSON, ou paquet HSDS (ZIP ou JSON), tel qu’il sort de votre outil. Rien n’est écrit avant votre accord."
    )
    depot = st.file_uploader(
        "Fichier d’inventaire", EXTENSIONS, key=f"inventaire_{st.session_state.get(RANG, 0)}"
    )
    if depot is None:
        st.session_state.pop(MEMOIRE, None)
        return
    with erreurs.garde():
        _verser(ici, depot.name, depot.getvalue())


def terminer(lot: Lot) -> None:
    """Dire ce qui est fait, vider le sélecteur, recharger."""
    st.session_state[MESSAGE] = f"Versé\u00a0: {lot.resume}"
    st.session_state[RANG] = st.session_state.get(RANG, 0) + 1
    st.session_state.pop(MEMOIRE, None)
    st.rerun()


def _verser(ici: Contexte, nom: str, contenu: bytes) -> None:
    gauche, droite = st.columns(2)
    with gauche:
        source = st.text_input(
            "D’où vient cet inventaire",
            nom.rsplit(".", 1)[0],
            help="La même source, reversée, met à jour ses actifs sans les doubler.",
        )
    with droite:
        decoupage = st.selectbox(
            "Découpage des territoires desservis",
            [d for d in ORDRE if d != "AD"],
            format_func=nom_du_decoupage,
        )
    with st.spinner("Lecture du fichier…"):
        examen = _examiner(ici, nom, contenu, None, None, decoupage, source)
    feuille = _feuille(examen)
    if feuille:
        examen = _examiner(ici, nom, contenu, feuille, None, decoupage, source)
    if examen.tableau is not None and (roles := corriger_roles(examen)) != examen.roles:
        examen = _examiner(ici, nom, contenu, feuille, roles, decoupage, source)
    cadre.section("Ce qui a été compris")
    st.markdown(f"**{examen.phrase}**")
    for remarque in examen.tableau.remarques if examen.tableau else ():
        cadre.second(remarque)
    choix = rapprocher(ici, examen)
    corriger = _signaler(examen)
    if st.button("Verser cet inventaire", type="primary"):
        terminer(verser_actifs.verser(ici.entrepot, ici.qui, examen, choix, corriger_positions=corriger))


def _feuille(examen: ExamenActifs) -> str | None:
    """La feuille choisie, si le classeur en a plusieurs et que ce n'est pas celle qui est lue."""
    tableau = examen.tableau
    if tableau is None or len(tableau.feuilles) < 2:
        return None
    rang = tableau.feuilles.index(tableau.feuille) if tableau.feuille in tableau.feuilles else 0
    choisie = st.selectbox("Feuille ou fichier à lire", tableau.feuilles, index=rang)
    return None if choisie == tableau.feuille else choisie


def _examiner(
    ici: Contexte, nom: str, contenu: bytes, feuille: str | None, roles: Mapping[str, Role] | None,
    decoupage: str, source: str,
) -> ExamenActifs:  # fmt: skip
    """Lire une fois chaque choix ; l'écran se redessine à chaque clic."""
    cle = (
        ici.base.nom, ici.entrepot.version, nom, empreinte(contenu), feuille,
        tuple(roles.items()) if roles else None, decoupage, source,
    )  # fmt: skip
    lus: dict[object, ExamenActifs] = st.session_state.setdefault(MEMOIRE, {})
    if cle not in lus:
        while len(lus) >= 3:
            del lus[next(iter(lus))]
        lus[cle] = verser_actifs.examiner(
            ici.entrepot, contenu, nom, feuille=feuille, roles=roles, decoupage=decoupage, source=source
        )
    return lus[cle]


def _signaler(examen: ExamenActifs) -> bool:
    """Ce qui manque ou surprend, par règle puis ligne par ligne ; rend s'il faut corriger les positions."""
    if not examen.anomalies:
        cadre.second("Rien à signaler.")
        return False
    cadre.section("À regarder")
    comptes = [f"{regle}\u00a0: {nombre(n)}" for regle, n in phrases.par_regle(examen.anomalies).items()]
    st.markdown("\u00a0; ".join(comptes) + ". Rien n’est jeté.")
    montrees = _exemples(examen)
    colonnes = {
        "Ligne": [nombre(a.ligne) if a.ligne else "" for a in montrees],
        "Ce qui est signalé": [a.message for a in montrees],
        "Valeur": [a.valeur if a.ligne else "" for a in montrees],
        "Quoi faire": [a.geste for a in montrees],
    }
    tableaux.afficher(colonnes, "Ce qui est signalé", f"anomalies_actifs_{examen.empreinte[:8]}")
    st.download_button(
        f"Télécharger {compter(len(examen.anomalies), 'signalement', 'signalements')} (CSV)",
        lambda: rapport.anomalies_en_csv(examen.anomalies), "inventaire-a-regarder.csv", "text/csv", on_click="ignore",
    )  # fmt: skip
    if not examen.positions:
        return False
    n = len(examen.positions)
    return st.checkbox(
        f"Corriger {compter(n, 'position dont le signe ou l’ordre est', 'positions dont le signe ou l’ordre est')} à l’envers"
    )


def _exemples(examen: ExamenActifs) -> list[Anomalie]:
    """Les premières de chaque règle, pour que la plus fréquente ne cache pas les autres."""
    par_regle = (islice((a for a in examen.anomalies if a.regle == r), PAR_REGLE) for r in examen.comptes)
    return [a for quelques in par_regle for a in quelques][:MONTREES]
