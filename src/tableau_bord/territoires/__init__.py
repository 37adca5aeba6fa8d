"""Territoires : découpages datés, hiérarchie, composition en aires de diffusion, géométries."""

from tableau_bord.territoires.aires import REGLES, agreger, appliquer_regle
from tableau_bord.territoires.depot import (
    codes_connus,
    composition_de,
    decoupages,
    geometries_ecran,
    noms_et_parents,
    rattachements_connus,
    regle_de,
    supprimer_lot,
    territoire,
    territoires_de,
    voisins_de_region,
)
from tableau_bord.territoires.doubles import reunir, signaler_les_doubles
from tableau_bord.territoires.geometries import PlanGeometries, lire_geometries, proposer_plan
from tableau_bord.territoires.gouvernance import (
    Gouvernance,
    Statut,
    exiger_affichable,
    gouvernances,
    non_affiches,
    sans_non_affiches,
)
from tableau_bord.territoires.modele import ORDRE, Territoire, libelle
from tableau_bord.territoires.polygones import PolygonesLus, lire_polygones
from tableau_bord.territoires.versement import Decoupage, inscrire, territoires_depuis_geometries

__all__ = [
    "ORDRE",
    "REGLES",
    "Decoupage",
    "Gouvernance",
    "PlanGeometries",
    "PolygonesLus",
    "Statut",
    "Territoire",
    "agreger",
    "appliquer_regle",
    "codes_connus",
    "composition_de",
    "decoupages",
    "exiger_affichable",
    "geometries_ecran",
    "gouvernances",
    "inscrire",
    "libelle",
    "lire_geometries",
    "lire_polygones",
    "noms_et_parents",
    "non_affiches",
    "proposer_plan",
    "rattachements_connus",
    "regle_de",
    "reunir",
    "sans_non_affiches",
    "signaler_les_doubles",
    "supprimer_lot",
    "territoire",
    "territoires_de",
    "territoires_depuis_geometries",
    "voisins_de_region",
]
