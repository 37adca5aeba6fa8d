"""Gouvernance : qui a accès, ce qui attend d'être relu, le journal, les registres."""

from tableau_bord.interface import contexte, gouvernance, vues

ici = contexte.courant()
ici.ouvrir_page("Gouvernance", phrase_html=gouvernance.phrase(ici))
gouvernance.afficher(ici, vues.choisir(gouvernance.VUES))
