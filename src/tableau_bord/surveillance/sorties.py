"""Rendre des cases : le motif là où il n'y a pas de nombre, le nombre ailleurs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tableau_bord.commun.estimations import Estimations, Motif
from tableau_bord.surveillance.entrees import Masque, Tableau

Textes = NDArray[np.str_]


def motifs(absent: Masque, sans_population: Masque) -> Textes:
    """Motif par case : « non disponible » d'abord, puis « sans population », sinon chaîne vide."""
    if not (absent.any() or sans_population.any()):
        return np.full(absent.shape, "")
    return np.where(
        absent, Motif.NON_DISPONIBLE.value, np.where(sans_population, Motif.SANS_POPULATION.value, "")
    ).astype(np.str_)


def utiles(motif: Textes) -> Masque:
    """Cases sans motif : celles qu'une méthode calcule."""
    return np.asarray(motif == "", dtype=np.bool_)


def etaler(valeurs: NDArray[Any], utile: Masque, vide: object) -> NDArray[Any]:
    """Remettre en place ce qui a été calculé sur les seules cases utiles ; `vide` ailleurs."""
    valeurs = np.asarray(valeurs)
    if utile.all() and valeurs.shape == utile.shape:
        return valeurs
    sortie = np.full(utile.shape, vide, dtype=valeurs.dtype)
    sortie[utile] = valeurs
    return sortie


def estimations(
    motif: Textes, valeur: Tableau, erreur_type: Tableau, bornes: tuple[Tableau, Tableau], methode: Textes
) -> Estimations:
    """Emballer ce qui a été calculé sur les cases utiles : `nan` et méthode vide là où il y a un motif."""
    utile = utiles(motif)
    bas, haut = bornes
    return Estimations(
        etaler(valeur, utile, np.nan),
        etaler(erreur_type, utile, np.nan),
        etaler(bas, utile, np.nan),
        etaler(haut, utile, np.nan),
        methode=etaler(methode, utile, ""),
        motif=motif,
    )
