"""La liste des lots : ce qui a été versé, quand, et comment l'annuler."""

from __future__ import annotations

import getpass

import streamlit as st

from tableau_bord import importation
from tableau_bord.commun.francais import compter, date_longue, heure
from tableau_bord.gestes.annuler import annuler_lot
from tableau_bord.importation import Lot
from tableau_bord.interface import etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur


def auteur() -> str:
    """Nom de session de la personne devant le poste."""
    try:
        return getpass.getuser()
    except OSError:
        return "poste"


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
        if lot.annule_le is None:
            _annuler(ici, lot)
    st.html('<hr class="tb-filet">')


def _annuler(ici: Contexte, lot: Lot) -> None:
    with st.popover("Annuler ce lot", width="stretch"):
        st.markdown(
            "Tout ce que ce lot a apporté disparaît de la base. Les publications déjà faites restent figées."
        )
        if st.button("Oui, annuler ce lot", key=f"annuler_{lot.lot}", type="primary"):
            annuler_lot(ici.entrepot, lot.lot, auteur())
            st.session_state["lots_message"] = (
                f"Lot annulé\u00a0: {lot.fichier}. La base est revenue à l’état d’avant."
            )
            st.rerun()
