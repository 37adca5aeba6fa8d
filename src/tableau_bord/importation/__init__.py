"""Importation : lire un fichier, en comprendre les colonnes, en tirer un lot."""

from tableau_bord.importation.comprendre import comprendre
from tableau_bord.importation.depot import Lot, annuler, inscrire, lots, un_lot
from tableau_bord.importation.lecture import lire_tableau
from tableau_bord.importation.modele import (
    Anomalie,
    ColonneComprise,
    Comprehension,
    Genre,
    Gravite,
    Plan,
    Role,
    TableauLu,
)
from tableau_bord.importation.rapport import apercu, en_csv, en_json, resume
from tableau_bord.importation.roles import proposer

__all__ = [
    "Anomalie",
    "ColonneComprise",
    "Comprehension",
    "Genre",
    "Gravite",
    "Lot",
    "Plan",
    "Role",
    "TableauLu",
    "annuler",
    "apercu",
    "comprendre",
    "en_csv",
    "en_json",
    "inscrire",
    "lire_tableau",
    "lots",
    "proposer",
    "resume",
    "un_lot",
]
