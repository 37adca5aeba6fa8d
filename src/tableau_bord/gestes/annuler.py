"""Annuler un lot : tout ce qu'il a apporté disparaît, ce qu'il remplaçait revient."""

from __future__ import annotations

from tableau_bord import indicateurs, territoires
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import depot


def annuler_lot(entrepot: Entrepot, lot: str, auteur: str) -> depot.Lot:
    """Annuler un lot, d'un seul coup. Les publications restent figées à leur version.

    Lève ImportationErreur si le lot n'existe pas.
    """
    depot.un_lot(entrepot, lot)

    def geste(t: Transaction) -> None:
        indicateurs.supprimer_lot(t, lot)
        territoires.supprimer_lot(t, lot)
        depot.annuler(t, lot, auteur)

    entrepot.ecrire(geste)
    return depot.un_lot(entrepot, lot)
