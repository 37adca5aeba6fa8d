"""Ce que la connexion dit d'elle-même (`st.context`) : seul lecteur de la maison (CONCEPTION §2)."""

from __future__ import annotations

import streamlit as st


def au_telephone() -> bool:
    """Vrai si le navigateur se dit mobile ; sert au cadrage d'une carte, jamais à un droit."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")
