"""Paramètres datés, avec unité et justification : seuils, planchers."""

from tableau_bord.parametres.depot import (
    UNITES,
    CoteQualite,
    SeuilsDivulgation,
    bornes_habitants,
    cotes_qualite,
    inscrire_seuil,
    seuils_divulgation,
    tous,
)

__all__ = [
    "UNITES",
    "CoteQualite",
    "SeuilsDivulgation",
    "bornes_habitants",
    "cotes_qualite",
    "inscrire_seuil",
    "seuils_divulgation",
    "tous",
]
