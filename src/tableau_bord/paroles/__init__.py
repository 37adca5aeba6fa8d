"""Paroles : récits et phrases ; où ils se lisent, quel enjeu ils éclairent."""

from tableau_bord.paroles.depot import attacher
from tableau_bord.paroles.etiquettes import etiqueter
from tableau_bord.paroles.lecture import en_paroles, lire, par_enjeu, par_savoir
from tableau_bord.paroles.modele import Etiquettes, GenreDeParole, Parole

__all__ = [
    "Etiquettes",
    "GenreDeParole",
    "Parole",
    "attacher",
    "en_paroles",
    "etiqueter",
    "lire",
    "par_enjeu",
    "par_savoir",
]
