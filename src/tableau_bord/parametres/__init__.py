"""Paramètres datés, avec unité et justification : seuils, planchers."""

from tableau_bord.parametres.depot import (
    CoteQualite,
    SeuilsDivulgation,
    bornes_habitants,
    cotes_qualite,
    seuils_divulgation,
    tous,
)

__all__ = [
    "CoteQualite",
    "SeuilsDivulgation",
    "bornes_habitants",
    "cotes_qualite",
    "seuils_divulgation",
    "tous",
]
