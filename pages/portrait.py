"""Portrait : mesuré, présent, raconté ; puis les mesures, les actifs, les paroles ou dix ans."""

import streamlit as st

from tableau_bord.interface import contexte, portrait, portrait_actifs, portrait_paroles, portrait_tete

ici = contexte.courant()
lieu = contexte.territoire_de_l_adresse(ici)
if lieu is None:
    portrait.choisir(ici)
    st.stop()

lu = portrait.lire(ici, lieu)
portrait.entete(ici, lu.chiffres)
portrait_tete.afficher(lu)
vue = portrait.vues_et_gestes(ici, lu.chiffres)
if vue == "Actifs":
    portrait_actifs.afficher(ici, lu)
elif vue == "Paroles":
    portrait_paroles.afficher(ici, lu)
elif vue == "Dix ans":
    portrait.dix_ans(ici, lu.chiffres)
else:
    portrait.chiffres(ici, lu.chiffres)
    portrait_tete.au_pied(ici, lu)
portrait.mentions(ici, lu.chiffres)
