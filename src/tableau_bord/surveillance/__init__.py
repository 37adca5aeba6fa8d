"""Méthodes de surveillance, pures et vectorielles : tableaux en entrée, estimations en sortie.

| question | fonction | méthode |
|---|---|---|
| combien par 100 000 ? | `taux` | Byar ; Poisson exact sous 10 cas |
| quelle part ? | `proportion` | Wilson, en fraction |
| à structure d'âge égale ? | `taux_standardise_direct` | Dobson autour de Byar, ou Fay-Feuer |
| plus ou moins que le reste de la région ? | `comparer_au_reste` | Z, ou exact conditionnel |

Les tableaux se diffusent comme ceux de NumPy. Partout, zéro cas est un vrai zéro ; un manquant
(`nan`) et une population nulle ne donnent pas de nombre, mais un motif.
"""

from tableau_bord.surveillance.comparaison import Comparaison, comparer_au_reste
from tableau_bord.surveillance.proportions import proportion
from tableau_bord.surveillance.standardisation import taux_standardise_direct
from tableau_bord.surveillance.taux import taux

__all__ = ["Comparaison", "comparer_au_reste", "proportion", "taux", "taux_standardise_direct"]
