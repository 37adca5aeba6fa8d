"""Divulgation : masquage primaire, cube publié, registre des publications."""

from tableau_bord.divulgation.depot import (
    COLONNES_CASE,
    Publication,
    cases_publiees,
    contenus_courants,
    inscrire,
    publications,
    raisons_de_masque,
    retirer,
)
from tableau_bord.divulgation.masquage import RAISONS, masquer

__all__ = [
    "COLONNES_CASE",
    "RAISONS",
    "Publication",
    "cases_publiees",
    "contenus_courants",
    "inscrire",
    "masquer",
    "publications",
    "raisons_de_masque",
    "retirer",
]
