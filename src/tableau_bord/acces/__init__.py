"""Qui voit quoi : pour l'instant, les deux profils étanches."""

from tableau_bord.acces.profils import Profil

__all__ = ["Profil"]
