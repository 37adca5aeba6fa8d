"""Agréger un très grand fichier : reconnaître ses colonnes, composer une requête, en lire le décompte.

| question | fonction |
|---|---|
| qu'est ce fichier | `ouvrir` |
| une colonne identifie-t-elle des personnes | `refuser_identifiantes` |
| où se compte ce que le fichier écrit | `lieux` |
| quelle requête, la même sur tout moteur | `demander` |
| qu'a compté le moteur | `lire_decompte` |
"""

from tableau_bord.importation.agregation.decompte import lire as lire_decompte
from tableau_bord.importation.agregation.depot import LIEUX_MAXIMUM, TRANCHES_MAXIMUM, demander
from tableau_bord.importation.agregation.modele import (
    MOTS_DES_ECARTS,
    REGLES_DE_DOUBLONS,
    Decompte,
    Doublons,
    Ecart,
    FichierOuvert,
    GenreColonne,
    Lieux,
    Pas,
    Plan,
    Tranche,
)
from tableau_bord.importation.agregation.source import ouvrir, refuser_identifiantes
from tableau_bord.importation.agregation.tables import lieux, lire_tranches

__all__ = [
    "LIEUX_MAXIMUM",
    "MOTS_DES_ECARTS",
    "REGLES_DE_DOUBLONS",
    "TRANCHES_MAXIMUM",
    "Decompte",
    "Doublons",
    "Ecart",
    "FichierOuvert",
    "GenreColonne",
    "Lieux",
    "Pas",
    "Plan",
    "Tranche",
    "demander",
    "lieux",
    "lire_decompte",
    "lire_tranches",
    "ouvrir",
    "refuser_identifiantes",
]
