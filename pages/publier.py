"""Publier : le geste daté qui rend des valeurs lisibles au profil table."""

from tableau_bord.interface import contexte, profil, publication, publication_seuils

ici = contexte.courant()
ici.ouvrir_page("Publier", phrase_html=publication.phrase(ici))
if profil.exiger_dsp(ici.profil):
    publication.a_publier(ici)
    publication_seuils.afficher(ici)
publication.registre(ici)
