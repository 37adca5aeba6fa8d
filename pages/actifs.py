"""Actifs : ce que les communautés ont ; liste, à vérifier, réseau, fiche d'un actif."""

import streamlit as st

from tableau_bord.interface import (
    actifs,
    actifs_fiche,
    actifs_liste,
    actifs_outils,
    actifs_reseau,
    actifs_verifier,
    contexte,
    vues,
)

ici = contexte.courant()
lu = actifs.lire(ici)
if cle := st.query_params.get("actif", ""):
    actifs_fiche.afficher(ici, lu, cle)
    st.stop()

actifs.entete(ici, lu)
vue = vues.choisir(("Liste", "À vérifier", "Réseau"))
if vue == "Réseau":
    choix = actifs.tout(ici, lu)
    actifs_reseau.afficher(choix, (ici.entrepot.chemin, ici.entrepot.version, ici.profil.value))
    st.stop()

choix = actifs.choisir(ici, lu, a_verifier=vue == "À vérifier")
if vue == "À vérifier":
    actifs_verifier.afficher(ici, choix)
else:
    actifs_liste.afficher(ici, choix)
    actifs_outils.afficher(ici, choix)
