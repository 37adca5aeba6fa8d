"""Jetons de couleur, feuille de style commune et gabarit Plotly (APPARENCE §2, §5, §11)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import plotly.graph_objects as go
import plotly.io as pio
import streamlit as st

FOND = "#FCFBF9"
PANNEAU = "#F4F2EC"
FILET = "#DBD9D2"
FILET_FORT = "#768384"
ENCRE = "#132529"
ENCRE2 = "#425357"
ACCENT = "#035350"
PLUS = "#1A619B"
MOINS = "#9B4819"
SEMBLABLE = "#444C4F"
SURVEILLANCE = "#6952A2"
TERRAIN = "#5E6B1E"
VECU = "#9A4060"
BANDE = "#E4E1D8"
CLASSES = ("#E1F1EB", "#AED6CC", "#72B1A8", "#35817D", "#024E4E")
"""Carte : cinq classes, de la moins à la plus fréquente."""
ENCRE_DES_CLASSES = (ENCRE, ENCRE, ENCRE, "#FFFFFF", "#FFFFFF")
"""Couleur du nom écrit sur chaque classe."""

FAMILLE = "Fira Tableau, Symboles Tableau, sans-serif"
GABARIT = "tableau"
CONFIG_PLOTLY: dict[str, bool] = {"displayModeBar": False, "scrollZoom": False}
"""À passer à `st.plotly_chart(..., theme=None, config=CONFIG_PLOTLY)`."""

_FEUILLE = Path(__file__).with_name("theme.css")


def appliquer() -> None:
    """Poser la feuille de style commune ; à appeler une fois par exécution, dans app.py."""
    enregistrer_gabarit()
    st.html(f"<style>{_feuille()}</style>")


@cache
def _feuille() -> str:
    return _FEUILLE.read_text(encoding="utf-8")


def enregistrer_gabarit() -> None:
    """Enregistrer le gabarit Plotly « tableau » ; sans effet s'il l'est déjà."""
    if GABARIT not in pio.templates:
        pio.templates[GABARIT] = _gabarit()


def _gabarit() -> go.layout.Template:
    axe = {"showgrid": False, "zeroline": False, "fixedrange": True}
    return go.layout.Template(
        layout={
            "font": {"family": FAMILLE, "size": 15, "color": ENCRE},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "separators": ",\u00a0",
            "colorway": [SURVEILLANCE, TERRAIN, VECU, ENCRE, FILET_FORT],
            "showlegend": False,
            "margin": {"l": 0, "r": 0, "t": 8, "b": 8},
            "hovermode": "closest",
            "dragmode": False,
            "hoverlabel": {
                "bgcolor": "#FFFFFF",
                "bordercolor": FILET_FORT,
                "align": "left",
                "font": {"family": FAMILLE, "size": 14, "color": ENCRE},
            },
            "xaxis": axe,
            "yaxis": axe,
        }
    )


enregistrer_gabarit()
