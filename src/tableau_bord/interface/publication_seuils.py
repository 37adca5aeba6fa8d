"""Les seuils datés et la variante de chaque source, à l'écran : ce qui est en vigueur, et comment le changer."""

from __future__ import annotations

import streamlit as st

from tableau_bord import indicateurs, parametres
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.commun.francais import date_longue, nombre
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.gestes.regler import regler_seuil
from tableau_bord.interface import cadre, erreurs, etats, tableaux
from tableau_bord.interface.contexte import Contexte

NOMS = {
    "effectif_minimal": "Effectif minimal montré",
    "population_minimale": "Population minimale",
    "arrondi_base": "Arrondi aléatoire contrôlé, au multiple de",
}
TOUTES = "Toutes les sources"


def afficher(ici: Contexte) -> None:
    """Ce qui est en vigueur au profil table, puis de quoi ajouter une ligne datée."""
    with st.expander("Seuils et variante de chaque source"):
        if message := st.session_state.pop("seuils_message", ""):
            etats.reussite(message)
        lignes = [
            x for x in parametres.tous(ici.entrepot).to_dicts() if x["profil"] == "table" and x["cle"] in NOMS
        ]
        tableaux.defilant(
            {
                "Règle": [NOMS[x["cle"]] for x in lignes],
                "Source": [TOUTES if x["source"] == "*" else x["source"] for x in lignes],
                "Valeur": [f"{nombre(x['valeur'])} {x['unite']}" for x in lignes],
                "En vigueur le": [date_longue(x["en_vigueur_du"]) for x in lignes],
                "Justification": [x["justification"] for x in lignes],
            },
            "Seuils de divulgation du profil table",
        )
        cadre.second(
            "L’arrondi remplace le masquage pour toute une source, jamais pour une partie\u00a0: "
            "tous ses effectifs paraissent à un multiple près. Une source qui a déjà paru garde sa variante."
        )
        _ajouter(ici)


def _ajouter(ici: Contexte) -> None:
    sources = sorted({i.source for i in indicateurs.indicateurs(ici.entrepot)})
    with st.form("seuil", clear_on_submit=True, border=False):
        cle = st.selectbox("Règle", list(NOMS), format_func=NOMS.__getitem__)
        source = st.selectbox("Source", [TOUTES, *sources])
        valeur = st.number_input("Valeur", min_value=0, max_value=5_000, value=5, step=1)
        du = st.date_input("En vigueur le", value=aujourd_hui(), format="YYYY-MM-DD")
        justification = st.text_input("Qui le demande, et pourquoi", max_chars=300)
        if not st.form_submit_button("Ajouter ce seuil"):
            return
    try:
        regler_seuil(
            ici.entrepot, ici.qui, cle, "*" if source == TOUTES else source, float(valeur), du, justification
        )
    except TableauBordErreur as erreur:
        erreurs.montrer(erreur)
        return
    st.session_state["seuils_message"] = (
        "Seuil ajouté. Il vaut pour la prochaine publication, pas pour ce qui a paru."
    )
    st.rerun()
