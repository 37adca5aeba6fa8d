"""Vérifier ce qu'une méthode reçoit ; dire quoi, où, et quoi faire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur

Tableau = NDArray[np.float64]
Masque = NDArray[np.bool_]
Choix = TypeVar("Choix")


def tableaux(methode: str, **entrees: ArrayLike) -> list[Tableau]:
    """Rendre les entrées en float64 de même forme, copiées ; `nan` (manquant) passe.

    Lève CalculErreur sur un nombre négatif ou infini, ou si les formes ne se diffusent pas.
    """
    reels = {nom: np.asarray(x, dtype=np.float64) for nom, x in entrees.items()}
    for nom, valeurs in reels.items():
        _refuser_hors_domaine(methode, nom, valeurs)
    try:
        return [np.array(x) for x in np.broadcast_arrays(*reels.values())]
    except ValueError as erreur:
        raise _formes_incompatibles(methode, reels) from erreur


def verifier_strates(methode: str, **entrees: ArrayLike) -> None:
    """Exiger le même nombre de strates au dernier axe de chaque tableau : une strate ne se diffuse pas."""
    reels = {nom: np.asarray(x, dtype=np.float64) for nom, x in entrees.items()}
    if len({x.shape[-1:] or None for x in reels.values()}) != 1 or not all(x.ndim for x in reels.values()):
        raise _formes_incompatibles(methode, reels)


def _formes_incompatibles(methode: str, reels: Mapping[str, Tableau]) -> CalculErreur:
    formes = ", ".join(f"{nom} {x.shape}" for nom, x in reels.items())
    return CalculErreur(
        "formes_incompatibles",
        f"les tableaux n'ont pas des formes compatibles ({formes}).",
        ou=methode,
        remede="Donnez un nombre par case dans chaque tableau ; les strates, sur le dernier axe.",
    )


def _refuser_hors_domaine(methode: str, nom: str, valeurs: Tableau) -> None:
    mauvais = np.isinf(valeurs) | (valeurs < 0)
    if mauvais.any():
        raise CalculErreur(
            "nombre_hors_domaine",
            f"« {nom} » contient {_ecrire(float(valeurs[mauvais].flat[0]))}.",
            ou=_lieu(methode, mauvais),
            remede="Un effectif ou une population est un nombre fini, de zéro ou plus.",
        )


def refuser(methode: str, mauvais: Masque, quoi: str, remede: str) -> None:
    """Lever CalculErreur sur la première case où les entrées se contredisent."""
    if np.any(mauvais):
        raise CalculErreur("entrees_contradictoires", quoi, ou=_lieu(methode, mauvais), remede=remede)


def verifier_fraction(methode: str, nom: str, x: float) -> None:
    """Exiger une fraction strictement entre 0 et 1 (niveau, seuil)."""
    if not 0 < x < 1:
        raise CalculErreur(
            "fraction_hors_domaine",
            f"« {nom} » vaut {_ecrire(x)}.",
            ou=methode,
            remede="Donnez une fraction strictement entre 0 et 1, par exemple 0,95.",
        )


def verifier_base(methode: str, base: float) -> None:
    """Exiger un multiplicateur fini et strictement positif."""
    if not 0 < base < np.inf:
        raise CalculErreur(
            "base_hors_domaine",
            f"« base » vaut {_ecrire(base)}.",
            ou=methode,
            remede="Donnez un nombre strictement positif, par exemple 100 000.",
        )


def choisir(methode: str, nom: str, x: str, permis: Mapping[str, Choix]) -> Choix:
    """Rendre ce que nomme `x`, ou dire les noms permis."""
    if x not in permis:
        raise CalculErreur(
            "choix_inconnu",
            f"« {x} » n'est pas un choix de « {nom} ».",
            ou=methode,
            remede=f"Choisissez l'un de : {', '.join(permis)}.",
        )
    return permis[x]


def _lieu(methode: str, mauvais: Masque) -> str:
    return f"{methode}, case {int(np.flatnonzero(mauvais)[0])}"


def _ecrire(x: float) -> str:
    return f"{x:g}".replace(".", ",")
