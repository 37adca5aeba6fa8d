"""Méthodes de surveillance, pures et vectorielles : tableaux en entrée, estimations en sortie."""

from tableau_bord.surveillance.comparaison import Comparaison, comparer_au_reste
from tableau_bord.surveillance.proportions import proportion
from tableau_bord.surveillance.standardisation import taux_standardise_direct
from tableau_bord.surveillance.taux import taux

__all__ = ["Comparaison", "comparer_au_reste", "proportion", "taux", "taux_standardise_direct"]
