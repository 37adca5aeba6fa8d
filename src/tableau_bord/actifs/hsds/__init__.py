"""HSDS 3 (Open Referral) : lire, écrire, comparer, passer aux actifs et en revenir."""

from tableau_bord.actifs.hsds.ecriture import Ecart, ecrire_csv, ecrire_json, equivaloir
from tableau_bord.actifs.hsds.lecture import lire, lire_fichiers
from tableau_bord.actifs.hsds.modele import Anomalie, Fiche, Noeud, Paquet

__all__ = [
    "Anomalie",
    "Ecart",
    "Fiche",
    "Noeud",
    "Paquet",
    "ecrire_csv",
    "ecrire_json",
    "equivaloir",
    "lire",
    "lire_fichiers",
]
