"""Enquête : peser des réponses individuelles jusqu'aux communautés ; le comité donne son avis sur les choix."""

import streamlit as st

from tableau_bord.interface import contexte, enquete, enquete_comite, profil, vues

ici = contexte.courant()
tete = st.container()
vue = vues.choisir(("Peser", "Comité"))
with tete:
    phrase = enquete.PHRASE_DU_COMITE if vue == "Comité" else enquete.PHRASE
    ici.ouvrir_page("Enquête", phrase_html=phrase)
if vue == "Comité":
    enquete_comite.afficher(ici)
elif profil.exiger_dsp(ici.profil):
    enquete.afficher(ici)
