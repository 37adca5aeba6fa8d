"""Paroles : récits et phrases confiés ; en porter une pour quelqu'un, en retirer une."""

from tableau_bord.interface import contexte, paroles, paroles_porter

ici = contexte.courant()
paroles.entete(ici)
filtre = paroles.filtrer(ici)
paroles.liste(ici, filtre)
paroles_porter.afficher(ici, filtre.lieu)
paroles.inviter(ici)
paroles_porter.retirer(ici)
