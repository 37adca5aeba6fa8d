"""Petits domaines : quand l'échantillon d'une communauté est trop mince pour parler seul."""

from tableau_bord.enquete.petits_domaines.fay_herriot import FayHerriot, fay_herriot
from tableau_bord.enquete.petits_domaines.variances import VariancesLissees, lisser_variances

__all__ = ["FayHerriot", "VariancesLissees", "fay_herriot", "lisser_variances"]
