"""Une application d'essai : le même point d'entrée, le même registre, des pages minuscules."""

from __future__ import annotations

import shutil
from pathlib import Path

from tableau_bord.interface.navigation import PAGES

RACINE = Path(__file__).resolve().parents[2]

APP = """
import streamlit as st
from tableau_bord.interface import francisation, porte, theme

st.set_page_config(layout="wide")
theme.appliquer()
francisation.poser()
porte.ouvrir()
"""

PAGE = """
import streamlit as st
from tableau_bord.interface import cadre, profil

cadre.exiger_application()
cadre.ouvrir_page(
    "Titre {titre}", "Contexte", "Une <strong>phrase</strong>.",
    region="Région d’essai", fictive=True, profil=profil.courant(), publie_le="3 novembre 2026",
)
"""

GADGETS = """
import pandas as pd

st.file_uploader("Fichier", type=["csv"])
st.dataframe(pd.DataFrame({"nom": ["Anse", "Baie"], "n": [1111, 2345]}))
st.data_editor(pd.DataFrame({"nom": ["Anse"], "n": [1]}), num_rows="dynamic")
st.selectbox("Choix", ["a", "b"], index=None)
st.multiselect("Plusieurs", ["a", "b"])
st.number_input("Nombre", 0, 10)
st.text_input("Texte", max_chars=10)
st.date_input("Jour", "2026-01-01")
st.write("Search")
with st.container(key="essai_paroles"):
    st.html("<p>Close</p>")
"""

CARTE = """
import pydeck

VIDE = "data:application/json,%7B%22version%22%3A8%2C%22sources%22%3A%7B%7D%2C%22layers%22%3A%5B%5D%7D"
CARRE = [[-72, 46], [-71, 46], [-71, 47], [-72, 47], [-72, 46]]
st.pydeck_chart(
    pydeck.Deck(
        layers=[pydeck.Layer("PolygonLayer", [{"p": CARRE}], get_polygon="p", get_fill_color=[53, 129, 125])],
        map_style=VIDE,
        initial_view_state=pydeck.ViewState(latitude=46.5, longitude=-71.5, zoom=7),
    ),
    height=300,
)
"""

FIGURE = """
import plotly.graph_objects as go
from tableau_bord.interface import theme

figure = go.Figure(go.Scatter(x=[1, 2], y=[1, 2]), layout={"template": theme.GABARIT, "height": 200})
st.plotly_chart(figure, theme=None, config=theme.CONFIG_PLOTLY, alt="Deux points")
"""

SUITES = {"donnees": GADGETS, "carte": CARTE, "portrait": FIGURE}


def batir(dossier: Path) -> Path:
    """Écrire l'application d'essai dans `dossier` et rendre celui-ci."""
    (dossier / "pages").mkdir()
    (dossier / "app.py").write_text(APP, encoding="utf-8")
    for page in PAGES:
        texte = PAGE.format(titre=page.titre) + SUITES.get(page.adresse, "")
        (dossier / page.fichier).write_text(texte, encoding="utf-8")
    for nom in ("static", ".streamlit"):
        shutil.copytree(RACINE / nom, dossier / nom)
    return dossier
