"""Sous la liste : ajouter, verser, modifier en lot, exporter."""

from __future__ import annotations

import streamlit as st

from tableau_bord.acces import Droit, peut
from tableau_bord.actifs import Approche, Etat
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import actifs as gestes
from tableau_bord.interface import actifs_exports, actifs_saisie, actifs_versement, cadre, erreurs
from tableau_bord.interface.actifs import Choix, noter
from tableau_bord.interface.contexte import Contexte

EN_LOT_MAX = 200


def afficher(ici: Contexte, choix: Choix) -> None:
    """Chaque geste, replié, à qui en a le droit."""
    if peut(ici.qui, Droit.TENIR_ACTIFS):
        with st.expander("Ajouter un actif"):
            actifs_saisie.ajouter(ici, choix.lieu)
        with st.expander("Modifier plusieurs actifs d’un coup"):
            _en_lot(ici, choix)
        with st.expander("Verser un inventaire"):
            actifs_versement.afficher(ici)
    actifs_exports.afficher(ici, choix)


def _en_lot(ici: Contexte, choix: Choix) -> None:
    n = choix.trouves.height
    if not n or n > EN_LOT_MAX:
        cadre.second(
            f"Filtrez d’abord\u00a0: de 1 à {EN_LOT_MAX} actifs à la fois, {compter(n, 'trouvé', 'trouvés')} ici."
        )
        return
    noms = dict(choix.trouves.select("actif", "nom").iter_rows())
    vises = st.multiselect(
        "Lesquels",
        list(noms),
        list(noms) if n <= 25 else [],
        format_func=lambda a: noms[a] or "Sans nom",
        placeholder="Choisir",
    )
    quoi = st.selectbox("Que changer", ["Vérifiés aujourd’hui", "Ajouter des enjeux", "Approche", "État"])
    enjeux: list[str] = []
    approches: list[Approche] = []
    etat = Etat.EN_SERVICE
    if quoi == "Ajouter des enjeux":
        enjeux = st.multiselect(
            "Enjeux", list(choix.enjeux), format_func=choix.enjeux.__getitem__, placeholder="Choisir"
        )
    elif quoi == "Approche":
        approches = st.multiselect(
            "Approche", list(Approche), format_func=lambda a: a.value.capitalize(), placeholder="Choisir"
        )
    elif quoi == "État":
        etat = st.selectbox(
            "État", [Etat.EN_SERVICE, Etat.SUSPENDU], format_func=lambda e: e.value.capitalize()
        )
    if not st.button(f"Appliquer à {compter(len(vises), 'actif')}", disabled=not vises):
        return
    with erreurs.garde():
        if quoi == "Vérifiés aujourd’hui":
            faits = gestes.verifier(ici.entrepot, ici.qui, vises)
        elif quoi == "Ajouter des enjeux":
            faits = gestes.ajouter_enjeux(ici.entrepot, ici.qui, vises, enjeux)
        else:
            champs = {"approches": tuple(approches)} if quoi == "Approche" else {"etat": etat}
            faits = gestes.modifier(ici.entrepot, ici.qui, vises, champs, "en lot")
        noter(f"{compter(faits, 'actif changé', 'actifs changés')}, une révision chacun.")
