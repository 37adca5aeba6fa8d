"""Petits domaines : quand l'échantillon d'une communauté est trop mince pour parler seul."""

from tableau_bord.enquete.petits_domaines.choix import RegleDeChoix, Voie, choisir
from tableau_bord.enquete.petits_domaines.diagnostics import Diagnostics, diagnostiquer
from tableau_bord.enquete.petits_domaines.etalonnage import Etalonnage, etalonner
from tableau_bord.enquete.petits_domaines.fay_herriot import FayHerriot, fay_herriot
from tableau_bord.enquete.petits_domaines.mrp import Cellules, Mrp, mrp
from tableau_bord.enquete.petits_domaines.transformations import FayHerriotTransforme, fay_herriot_transforme
from tableau_bord.enquete.petits_domaines.unites import ModeleUnites, modele_unites
from tableau_bord.enquete.petits_domaines.variances import VariancesLissees, lisser_variances

__all__ = [
    "Cellules",
    "Diagnostics",
    "Etalonnage",
    "FayHerriot",
    "FayHerriotTransforme",
    "ModeleUnites",
    "Mrp",
    "RegleDeChoix",
    "VariancesLissees",
    "Voie",
    "choisir",
    "diagnostiquer",
    "etalonner",
    "fay_herriot",
    "fay_herriot_transforme",
    "lisser_variances",
    "modele_unites",
    "mrp",
]
