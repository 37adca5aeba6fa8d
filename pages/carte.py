"""Carte : une mesure et son incertitude ; les besoins et les actifs d'un enjeu ; l'accès aux actifs."""

import streamlit as st

from tableau_bord.interface import acces_carte, besoins, contexte, etats, vues
from tableau_bord.interface import carte_lecture as lecture

ici = contexte.courant()
tete = st.container()
vue = vues.choisir(("Mesure", "Besoins × actifs", "Accès"))
if vue == "Besoins × actifs":
    besoins.afficher(ici, tete)
    st.stop()
if vue == "Accès":
    acces_carte.afficher(ici, tete)
    st.stop()
choix = lecture.choix_de_l_adresse(ici)
if choix is None:
    with tete:
        ici.ouvrir_page("Carte", phrase_html="Rien à montrer sur une carte pour l’instant.")
    etats.vide(
        "Aucune mesure publiée n’est rattachée à un territoire.",
        "Versez des territoires, puis un tableau d’indicateurs, et publiez.",
    )
    st.stop()
lue = lecture.lire(ici, choix)
with tete:
    lecture.entete(ici, lue)
lecture.afficher(ici, lue)
lecture.autres_mesures(ici, lue)
lecture.tableau(lue)
lecture.telecharger(ici, lue)
