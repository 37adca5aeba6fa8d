"""Vérifier ce qu'une méthode reçoit ; dire où cela cloche."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Motif

Tableau = NDArray[np.float64]


def tableaux(methode: str, **entrees: ArrayLike) -> list[Tableau]:
    """Rendre les entrées en float64 de même forme, copiées ; refuser négatifs et formes incompatibles."""
    reels = {nom: np.asarray(x, dtype=np.float64) for nom, x in entrees.items()}
    for nom, valeurs in reels.items():
        _refuser_negatifs(methode, nom, valeurs)
    try:
        return [np.array(x) for x in np.broadcast_arrays(*reels.values())]
    except ValueError as erreur:
        formes = ", ".join(f"{nom} {x.shape}" for nom, x in reels.items())
        raise CalculErreur(
            "formes_incompatibles",
            f"les tableaux n'ont pas des formes compatibles ({formes}).",
            ou=methode,
            remede="Donnez un nombre par case dans chaque tableau.",
        ) from erreur


def _refuser_negatifs(methode: str, nom: str, valeurs: Tableau) -> None:
    mauvais = np.isinf(valeurs) | (valeurs < 0)
    if mauvais.any():
        raise CalculErreur(
            "nombre_hors_domaine",
            f"« {nom} » contient {valeurs[mauvais].flat[0]:g}.",
            ou=f"{methode}, case {int(np.flatnonzero(mauvais)[0])}",
            remede="Un effectif ou une population est un nombre fini, de zéro ou plus.",
        )


def refuser(methode: str, mauvais: NDArray[np.bool_], quoi: str, remede: str) -> None:
    """Lever CalculErreur sur la première case fautive."""
    if mauvais.any():
        raise CalculErreur(
            "entrees_contradictoires",
            quoi,
            ou=f"{methode}, case {int(np.flatnonzero(mauvais)[0])}",
            remede=remede,
        )


def verifier_fraction(methode: str, nom: str, x: float) -> None:
    """Exiger une fraction strictement entre 0 et 1 (niveau, seuil)."""
    if not 0 < x < 1:
        raise CalculErreur(
            "fraction_hors_domaine",
            f"« {nom} » vaut {x:g}.",
            ou=methode,
            remede="Donnez une fraction strictement entre 0 et 1, par exemple 0,95.",
        )


def choisir(methode: str, nom: str, x: str, permis: Mapping[str, Any]) -> Any:
    """Rendre ce que nomme `x`, ou dire les noms permis."""
    if x not in permis:
        raise CalculErreur(
            "choix_inconnu",
            f"« {x} » n'est pas un choix de « {nom} ».",
            ou=methode,
            remede=f"Choisissez l'un de : {', '.join(permis)}.",
        )
    return permis[x]


def motifs(absent: NDArray[np.bool_], sans_population: NDArray[np.bool_]) -> NDArray[np.str_]:
    """Motif par case : « non disponible », « sans population », ou chaîne vide."""
    return np.where(
        absent, Motif.NON_DISPONIBLE.value, np.where(sans_population, Motif.SANS_POPULATION.value, "")
    ).astype(np.str_)
