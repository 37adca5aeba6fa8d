"""Les contrôles appliqués à un fichier : ce que chacun cherche, et son seuil, à régler ou à taire."""

from __future__ import annotations

import streamlit as st

from tableau_bord.importation.regles import REGLES, Reglages, Regle
from tableau_bord.interface import cadre


def regler() -> Reglages:
    """Montrer les règles réglables ; rend les réglages choisis pour ce fichier."""
    reglables = [r for r in REGLES.values() if r.reglable]
    with st.expander(f"Contrôles appliqués ({len(REGLES)} règles, {len(reglables)} réglables)"):
        cadre.second(
            "Chaque règle s’applique à ce fichier. Un seuil changé ici ne vaut que pour ce versement."
        )
        choix = {r.code: _une_regle(r) for r in reglables}
    return Reglages.lire({code: x for code, x in choix.items() if x is not None})


def _une_regle(regle: Regle) -> float | bool | None:
    gauche, droite = st.columns([3, 1], vertical_alignment="bottom")
    with gauche:
        active = st.checkbox(
            f"{regle.nom[:1].upper()}{regle.nom[1:]}",
            value=True,
            help=regle.explication,
            key=f"regle_{regle.code}",
        )
    if not active:
        return False
    if regle.seuil is None:
        return None
    with droite:
        seuil = st.number_input(
            f"Seuil ({regle.unite})" if regle.unite else "Seuil",
            min_value=0.0,
            value=float(regle.seuil),
            format="%g",
            key=f"seuil_{regle.code}",
        )
    return None if seuil == regle.seuil else float(seuil)
