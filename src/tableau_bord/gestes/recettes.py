"""Garder, reprendre et oublier des recettes de lecture."""

from __future__ import annotations

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.examiner import Proposition
from tableau_bord.importation import Plan, recettes, recettes_depot
from tableau_bord.importation.recettes import Recette


def retenir(entrepot: Entrepot, nom: str, proposition: Proposition, plan: Plan, qui: Identite) -> Recette:
    """Garder le plan corrigé sous un nom ; rend la recette et sa version. Lève ImportationErreur sans nom."""
    acces.exiger(qui, Droit.VERSER)
    lu = proposition.lu or proposition.tableau
    recette = recettes.depuis_plan(nom, lu, plan, qui.auteur, depliage=proposition.depliage)
    return _retenir(entrepot, recette, qui)


def reprendre(entrepot: Entrepot, texte: str, fichier: str, qui: Identite) -> Recette:
    """Garder une recette venue d'un fichier TOML. Lève ImportationErreur s'il est fautif."""
    acces.exiger(qui, Droit.VERSER)
    recette = recettes.depuis_toml(texte, fichier)
    return _retenir(entrepot, recette, qui)


def oublier(entrepot: Entrepot, nom: str, qui: Identite) -> None:
    """Ne plus proposer une recette ; son historique reste."""
    acces.exiger(qui, Droit.VERSER)

    def geste(t: Transaction) -> None:
        recettes_depot.oublier(t, nom, qui.auteur)
        acces.consigner(t, qui, "oublier une recette", nom)

    entrepot.ecrire(geste)


def _retenir(entrepot: Entrepot, recette: Recette, qui: Identite) -> Recette:
    def geste(t: Transaction) -> Recette:
        gardee = recettes_depot.retenir(t, recette)
        acces.consigner(t, qui, "retenir une recette", gardee.nom, {"version": gardee.version})
        return gardee

    return entrepot.ecrire(geste)
