"""Garder, reprendre et oublier des recettes de lecture."""

from __future__ import annotations

from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.examiner import Proposition
from tableau_bord.importation import Plan, recettes, recettes_depot
from tableau_bord.importation.recettes import Recette


def retenir(entrepot: Entrepot, nom: str, proposition: Proposition, plan: Plan, auteur: str) -> Recette:
    """Garder le plan corrigé sous un nom ; rend la recette et sa version. Lève ImportationErreur sans nom."""
    lu = proposition.lu or proposition.tableau
    recette = recettes.depuis_plan(nom, lu, plan, auteur, depliage=proposition.depliage)
    return entrepot.ecrire(lambda t: recettes_depot.retenir(t, recette))


def reprendre(entrepot: Entrepot, texte: str, fichier: str) -> Recette:
    """Garder une recette venue d'un fichier TOML. Lève ImportationErreur s'il est fautif."""
    recette = recettes.depuis_toml(texte, fichier)
    return entrepot.ecrire(lambda t: recettes_depot.retenir(t, recette))


def oublier(entrepot: Entrepot, nom: str, auteur: str) -> None:
    """Ne plus proposer une recette ; son historique reste."""
    entrepot.ecrire(lambda t: recettes_depot.oublier(t, nom, auteur))
