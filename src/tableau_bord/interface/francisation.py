"""Les libellés natifs de Streamlit en français : un seul script, `static/fr.js`.

Servi par la couche ASGI (`serveur.application`), il entre dans la page avant Streamlit. Sous
`streamlit run app.py`, un composant invisible le pose ; une garde dans le script l'empêche de
tourner deux fois.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

FICHIER = Path(__file__).resolve().parents[3] / "static" / "fr.js"
CLE = "tb_francisation"
_servie = False


def annoncer_servie() -> None:
    """Noter que la couche ASGI sert le script : le composant devient inutile."""
    global _servie
    _servie = True


def script() -> str:
    """Texte de `static/fr.js`."""
    return FICHIER.read_text(encoding="utf-8")


def poser() -> None:
    """Poser le script dans la page si la couche ASGI ne le sert pas ; à appeler dans app.py."""
    if _servie:
        return
    with st.container(key=CLE):
        _composant()(key=f"{CLE}_composant")


@cache
def _composant() -> ComponentRenderer:
    return st.components.v2.component(
        "tableau_bord_francisation", js=f"{script()}\nexport default () => {{}};\n"
    )
