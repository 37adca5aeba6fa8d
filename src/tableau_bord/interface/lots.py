"""La liste des lots : ce qui a été versé, quand, et comment l'annuler."""

from __future__ import annotations

from functools import partial

import polars as pl
import streamlit as st

from tableau_bord import importation, rapports
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import compter, date_longue, heure
from tableau_bord.gestes import exporter
from tableau_bord.gestes.annuler import annuler_lot
from tableau_bord.importation import Lot, comparer
from tableau_bord.interface import cadre, erreurs, etats, tableaux
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

COMPARABLES = frozenset({"indicateurs", "cube", "population"})


def afficher(ici: Contexte) -> None:
    """Tous les lots, du plus récent au plus ancien."""
    if message := st.session_state.pop("lots_message", ""):
        etats.reussite(message)
    tous = importation.lots(ici.entrepot)
    if not tous:
        etats.vide(
            "Aucun lot n’a encore été versé.", "Chaque fichier versé devient un lot, qu’on peut annuler."
        )
    for lot in tous:
        _un_lot(ici, lot)
    _comparer(ici, [x for x in tous if x.annule_le is None and x.genre in COMPARABLES])


def _un_lot(ici: Contexte, lot: Lot) -> None:
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    with gauche:
        etat = f" Annulé le {date_longue(lot.annule_le)}." if lot.annule_le else ""
        st.html(
            f'<p class="tb-fort">{sur(lot.fichier)}</p><p class="tb-second">{compter(lot.lignes, "ligne")} '
            f"({sur(lot.genre)}), versées le {date_longue(lot.quand)} à {heure(lot.quand)} par {sur(lot.auteur)}."
            f"{etat} {sur(lot.resume)} Empreinte SHA-256\u00a0: {lot.empreinte[:16]}…</p>"
        )
    with droite:
        if lot.rapport not in ("", "{}"):
            st.download_button(
                "Rapport (PDF)",
                partial(_rapport, ici, lot),
                f"rapport-{lot.fichier.rsplit('.', 1)[0]}.pdf",
                "application/pdf",
                on_click="ignore",
                key=f"rapport_{lot.lot}",
                width="stretch",
            )
        if lot.annule_le is None:
            _annuler(ici, lot)
    st.html('<hr class="tb-filet">')


def _annuler(ici: Contexte, lot: Lot) -> None:
    with st.popover("Annuler ce lot", width="stretch"):
        st.markdown(
            "Tout ce que ce lot a apporté disparaît de la base. Les publications déjà faites restent figées."
        )
        if st.button("Oui, annuler ce lot", key=f"annuler_{lot.lot}", type="primary"):
            annuler_lot(ici.entrepot, lot.lot, ici.qui)
            st.session_state["lots_message"] = (
                f"Lot annulé\u00a0: {lot.fichier}. La base est revenue à l’état d’avant."
            )
            st.rerun()


def _rapport(ici: Contexte, lot: Lot) -> bytes:
    exporter.noter(ici.entrepot, ici.qui, Profil.DSP, "rapport de versement", {"lot": lot.lot})
    return rapports.rapport_pdf(
        lot.rapport, empreinte=lot.empreinte, auteur=lot.auteur, quand=lot.quand, lot=lot.lot
    )


def _comparer(ici: Contexte, lots: list[Lot]) -> None:
    """Deux versements du même tableau : ce qui est venu, parti, changé."""
    if len(lots) < 2:
        return
    cadre.section("Comparer deux lots")
    noms = {x.lot: f"{x.fichier}, {date_longue(x.quand)} à {heure(x.quand)}" for x in lots}
    gauche, droite = st.columns(2)
    with gauche:
        ancien = st.selectbox("Ancien lot", list(noms), index=1, format_func=noms.__getitem__)
    with droite:
        nouveau = st.selectbox("Nouveau lot", list(noms), index=0, format_func=noms.__getitem__)
    sans_periode = st.checkbox(
        "Comparer sans regarder la période", help="Pour deux jours, ou deux années, d’un même tableau."
    )
    if ancien == nouveau or not st.button("Comparer"):
        return
    with erreurs.garde():
        c = comparer.comparer_lots(ici.entrepot, ancien, nouveau, sans_periode=sans_periode)
        for phrase in c.phrases:
            st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
        if c.plus_gros_ecarts.height:
            cadre.second("Les plus gros écarts")
            ecarts = importation.apercu(_ecarts(c.plus_gros_ecarts))
            tableaux.defilant(
                {n: [x or "" for x in ecarts[n].to_list()] for n in ecarts.columns}, "Les plus gros écarts"
            )


def _ecarts(cadre_: pl.DataFrame) -> pl.DataFrame:
    montrees = {
        "code": "Code", "indicateur": "Mesure", "periode": "Période", "annee": "Année", "sexe": "Sexe", "age": "Âge",
        "ancien": "Ancien", "nouveau": "Nouveau", "ecart": "Écart",
    }  # fmt: skip
    return cadre_.head(10).select(pl.col(c).alias(n) for c, n in montrees.items() if c in cadre_.columns)
