"""L'accès géographique, calcul pur : aires flottantes (2SFCA, E2SFCA, gravité), distances, population desservie."""

from tableau_bord.actifs.acces_geographique.aires_flottantes import AccesCalcule, acces
from tableau_bord.actifs.acces_geographique.distances import (
    distance_au_plus_proche,
    distances,
    population_desservie,
)
from tableau_bord.actifs.acces_geographique.incertitude import acces_incertain, autour

__all__ = [
    "AccesCalcule",
    "acces",
    "acces_incertain",
    "autour",
    "distance_au_plus_proche",
    "distances",
    "population_desservie",
]
