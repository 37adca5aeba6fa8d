"""Paramètres datés, avec unité et justification : seuils, planchers."""

from tableau_bord.parametres.depot import SeuilsDivulgation, bornes_habitants, seuils_divulgation, tous

__all__ = ["SeuilsDivulgation", "bornes_habitants", "seuils_divulgation", "tous"]
