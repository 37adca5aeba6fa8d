"""Portrait : forces d'abord, mesures face au reste de la région, dix ans."""

import streamlit as st

from tableau_bord.interface import contexte, portrait

ici = contexte.courant()
lieu = contexte.territoire_de_l_adresse(ici)
if lieu is None:
    portrait.choisir(ici)
    st.stop()

lu = portrait.lire(ici, lieu)
portrait.entete(ici, lu)
portrait.forces(lu)
vue = portrait.vues_et_gestes(ici, lu)
if vue == "Dix ans":
    portrait.dix_ans(ici, lu)
else:
    portrait.chiffres(ici, lu)
portrait.mentions(ici, lu)
