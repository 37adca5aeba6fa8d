"""Petits domaines : quand l'échantillon d'une communauté est trop mince pour parler seul."""

from tableau_bord.enquete.petits_domaines.choix import RegleDeChoix, Voie, choisir
from tableau_bord.enquete.petits_domaines.etalonnage import Etalonnage, etalonner
from tableau_bord.enquete.petits_domaines.fay_herriot import FayHerriot, fay_herriot
from tableau_bord.enquete.petits_domaines.variances import VariancesLissees, lisser_variances

__all__ = [
    "Etalonnage",
    "FayHerriot",
    "RegleDeChoix",
    "VariancesLissees",
    "Voie",
    "choisir",
    "etalonner",
    "fay_herriot",
    "lisser_variances",
]
