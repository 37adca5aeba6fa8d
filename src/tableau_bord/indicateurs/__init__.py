"""Indicateurs : dictionnaire, valeurs, populations, lecture d'un portrait et d'une carte."""

from tableau_bord.indicateurs.calcul import annee_de_fin, calculer
from tableau_bord.indicateurs.depot import (
    COLONNES_CASE,
    codes_corriges,
    contenus,
    indicateurs,
    inscrire_indicateurs,
    inserer_parties,
    inserer_population,
    inserer_valeurs,
    lots_cites,
    nombre_de_valeurs,
    population_d_ages,
    population_detaillee,
    population_par_annee,
    population_totale,
    supprimer_lot,
    valeurs_d_un_indicateur,
)
from tableau_bord.indicateurs.dictionnaire import charger, glossaire
from tableau_bord.indicateurs.enjeux import Enjeu, enjeux, inscrire_enjeu, suivre_les_enjeux, un_enjeu
from tableau_bord.indicateurs.lecture import CarteLue, Portrait, carte, portrait, series
from tableau_bord.indicateurs.source import dernieres_periodes, lire_cases, periodes

__all__ = [
    "COLONNES_CASE",
    "CarteLue",
    "Enjeu",
    "Portrait",
    "annee_de_fin",
    "calculer",
    "carte",
    "charger",
    "codes_corriges",
    "contenus",
    "dernieres_periodes",
    "enjeux",
    "glossaire",
    "indicateurs",
    "inscrire_enjeu",
    "inscrire_indicateurs",
    "inserer_parties",
    "inserer_population",
    "inserer_valeurs",
    "lire_cases",
    "lots_cites",
    "nombre_de_valeurs",
    "periodes",
    "population_d_ages",
    "population_detaillee",
    "population_par_annee",
    "population_totale",
    "portrait",
    "series",
    "suivre_les_enjeux",
    "supprimer_lot",
    "un_enjeu",
    "valeurs_d_un_indicateur",
]
