"""Territoires : découpages datés, hiérarchie, composition en aires de diffusion, géométries."""

from tableau_bord.territoires.aires import REGLES, agreger
from tableau_bord.territoires.depot import (
    codes_connus,
    composition_de,
    decoupages,
    geometries_ecran,
    regle_de,
    supprimer_lot,
    territoire,
    territoires_de,
    voisins_de_region,
)
from tableau_bord.territoires.geometries import PlanGeometries, lire_geometries, proposer_plan
from tableau_bord.territoires.modele import ORDRE, Territoire, libelle
from tableau_bord.territoires.versement import Decoupage, inscrire, territoires_depuis_geometries

__all__ = [
    "ORDRE",
    "REGLES",
    "Decoupage",
    "PlanGeometries",
    "Territoire",
    "agreger",
    "codes_connus",
    "composition_de",
    "decoupages",
    "geometries_ecran",
    "inscrire",
    "libelle",
    "lire_geometries",
    "proposer_plan",
    "regle_de",
    "supprimer_lot",
    "territoire",
    "territoires_de",
    "territoires_depuis_geometries",
    "voisins_de_region",
]
