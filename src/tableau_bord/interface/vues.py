"""Les vues d'une page, gardées dans l'adresse."""

from __future__ import annotations

import streamlit as st


def choisir(noms: tuple[str, ...]) -> str:
    """Poser le choix de vue (quatre au plus) et rendre la vue choisie, la première par défaut."""
    vue = st.segmented_control(
        "Vue de la page", noms, default=noms[0], key="vue", bind="query-params", label_visibility="collapsed"
    )
    return vue or noms[0]
