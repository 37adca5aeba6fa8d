"""Carte : une mesure, ses classes nommées, son incertitude, son tableau."""

import streamlit as st

from tableau_bord.interface import carte_lecture as lecture
from tableau_bord.interface import contexte, etats

ici = contexte.courant()
choix = lecture.choix_de_l_adresse(ici)
if choix is None:
    ici.ouvrir_page("Carte", phrase_html="Rien à montrer sur une carte pour l’instant.")
    etats.vide(
        "Aucune mesure publiée n’est rattachée à un territoire.",
        "Versez des territoires, puis un tableau d’indicateurs, et publiez.",
    )
    st.stop()
lue = lecture.lire(ici, choix)
lecture.entete(ici, lue)
lecture.afficher(ici, lue)
lecture.autres_mesures(ici, lue)
lecture.tableau(lue)
lecture.telecharger(ici, lue)
