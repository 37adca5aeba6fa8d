"""Point d'entrée : thème, langue, profil, navigation. Rien d'autre."""

import streamlit as st

from tableau_bord.interface import contexte, erreurs, francisation, navigation, profil, theme

st.set_page_config(page_title="Tableau de bord des communautés", page_icon="static/icone.png", layout="wide")
theme.appliquer()
francisation.poser()
contexte.fixer_base()
page = navigation.construire(profil.courant())
profil.bascule()
with erreurs.garde():
    page.run()
