"""Annuler un lot : tout ce qu'il a apporté disparaît, ce qu'il remplaçait revient."""

from __future__ import annotations

from tableau_bord import acces, actifs, indicateurs, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import depot
from tableau_bord.indicateurs import enquetes


def annuler_lot(entrepot: Entrepot, lot: str, qui: Identite) -> depot.Lot:
    """Annuler un lot, d'un seul coup. Les publications restent figées à leur version.

    Un actif corrigé ou vérifié depuis le versement reste.

    Lève AccesErreur sans le droit de verser ; ImportationErreur si le lot n'existe pas.
    """
    acces.exiger(qui, Droit.VERSER)
    depot.un_lot(entrepot, lot)

    def geste(t: Transaction) -> None:
        indicateurs.supprimer_lot(t, lot)
        enquetes.supprimer_lot(t, lot)
        territoires.supprimer_lot(t, lot)
        actifs.supprimer_lot(t, lot)
        depot.annuler(t, lot, qui.auteur)
        acces.consigner(t, qui, "annuler", lot)

    entrepot.ecrire(geste)
    return depot.un_lot(entrepot, lot)
