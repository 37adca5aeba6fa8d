"""Point d'entrée : thème, langue, puis la porte (identité, menu, page). Rien d'autre."""

import streamlit as st

from tableau_bord.interface import contexte, francisation, porte, theme

st.set_page_config(page_title="Tableau de bord des communautés", page_icon="static/icone.png", layout="wide")
theme.appliquer()
francisation.poser()
contexte.fixer_base()
porte.ouvrir()
