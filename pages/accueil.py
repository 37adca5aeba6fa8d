"""Accueil : trouver sa communauté, savoir par où commencer, voir où en sont les données."""

import streamlit as st

from tableau_bord.interface import accueil, contexte, navigation, recherche, rencontre

ici = contexte.courant()
if not ici.base.territoires:
    accueil.commencer_ma_region(ici)
    st.stop()

ici.ouvrir_page("Trouver votre communauté", phrase_html=accueil.phrase(ici))
rencontre.afficher(ici)
choix, bouton, carte = st.columns([2.2, 0.9, 1.2], vertical_alignment="bottom")
with choix:
    lieu = recherche.afficher(ici, cle="accueil_lieu")
with bouton:
    if st.button("Ouvrir le portrait", type="primary", disabled=lieu is None, width="stretch") and lieu:
        navigation.aller("portrait", territoire=lieu.code, decoupage=lieu.decoupage)
with carte:
    navigation.lien("carte", "La trouver sur la carte")

gauche, droite = st.columns(2, gap="large")
with gauche:
    accueil.par_ou_commencer(ici)
with droite:
    accueil.ou_en_sont_les_donnees(ici)
accueil.changer_de_base(ici)
