"""Situer une parole : son genre, ses enjeux, qui l'a saisie ; vérifiés avant d'écrire."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord import indicateurs
from tableau_bord.acces import textes
from tableau_bord.entrepot import Entrepot
from tableau_bord.paroles.modele import Etiquettes, GenreDeParole


def etiqueter(entrepot: Entrepot, genre: str, enjeux: Sequence[str] = (), tiers: str = "") -> Etiquettes:
    """Vérifier ce qui situe une parole, sans rien écrire. `tiers` : le rôle de qui saisit pour une autre personne.

    Lève AccesErreur « envoi_mal_forme » si le genre n'est pas de la liste ou si un enjeu n'est pas de la base.
    """
    if genre not in tuple(GenreDeParole):
        raise textes.mal_forme(
            "Ce genre de parole n'est pas dans la liste.", "Choisissez une phrase ou un récit."
        )
    connus = [enjeu.enjeu for enjeu in indicateurs.enjeux(entrepot)] if enjeux else []
    if any(enjeu not in connus for enjeu in enjeux):
        raise textes.mal_forme("Un de ces enjeux n'existe pas ici.", "Choisissez-le dans la liste.")
    return Etiquettes(GenreDeParole(genre), tuple(e for e in connus if e in enjeux), tiers)
