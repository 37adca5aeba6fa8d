"""Vérifier ce qu'on calcule : formes, signes, paliers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur

Tableau = NDArray[np.float64]
Paliers = Sequence[tuple[float, float]]
Poids = Paliers | Callable[[Tableau], Tableau]
DEUX_AIRES, ENRICHIE, GRAVITE = "2sfca", "e2sfca", "gravite"
METHODES = (DEUX_AIRES, ENRICHIE, GRAVITE)


def refus(quoi: str, ou: str, remede: str) -> CalculErreur:
    """L'erreur d'une entrée."""
    return CalculErreur("acces_mal_pose", quoi, ou=ou, remede=remede)


def lire_couts(couts: ArrayLike) -> Tableau:
    """La matrice (communautés, points) ; NaN et infini : injoignable. Lève CalculErreur si elle n'en est pas une ou compte un négatif."""
    lus = np.asarray(couts, dtype=np.float64)
    if lus.ndim != 2:
        raise refus(
            "Les coûts ne forment pas une matrice (communautés, points).",
            "couts",
            "Une ligne par communauté.",
        )
    # Le minimum d'abord : une seule passe quand tout va bien ; un manquant le rend `nan`.
    if lus.size and not lus.min() >= 0 and (lus < 0).any():
        raise refus(
            "Un coût est négatif.", "couts", "Un coût est une distance ou une durée, de zéro ou plus."
        )
    return lus


def lire_quantites(valeurs: ArrayLike, n: int, nom: str) -> Tableau:
    """Un vecteur (n,) ou une table (n, groupes) de nombres finis, zéro compris. Lève CalculErreur sinon."""
    lues = np.asarray(valeurs, dtype=np.float64)
    if lues.ndim not in (1, 2) or lues.shape[0] != n:
        raise refus(
            f"«\u00a0{nom}\u00a0» compte {lues.shape} valeurs, la matrice des coûts en attend {n}.", nom,
            "Donnez une ligne par communauté, une par point.",
        )  # fmt: skip
    if not np.isfinite(lues).all() or (lues < 0).any():
        raise refus(
            "Une quantité manque ou est négative.", nom,
            "Un manquant n'est pas zéro\u00a0: retirez la communauté ou le point, ou donnez-lui un nombre.",
        )  # fmt: skip
    return lues


def lire_rayon(rayon: float) -> float:
    """Un rayon fini et positif. Lève CalculErreur sinon."""
    if not (np.isfinite(rayon) and rayon > 0):
        raise refus(
            "Le rayon doit être positif.", "rayon", "Donnez une distance ou une durée au-dessus de zéro."
        )
    return float(rayon)


def lire_paliers(paliers: object) -> tuple[tuple[float, float], ...]:
    """Des couples (coût, poids) aux coûts croissants et aux poids de 0 à 1 qui ne croissent pas. Lève CalculErreur sinon."""
    try:
        lus = tuple((float(c), float(p)) for c, p in paliers)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as erreur:
        raise refus(
            "Les paliers sont des couples (coût, poids).", "poids", "Par exemple [(10, 1), (20, 0,68)]."
        ) from erreur
    couts, poids = [c for c, _ in lus], [p for _, p in lus]
    croissants = all(a < b for a, b in zip([0.0, *couts], couts, strict=False))
    if (
        not lus
        or not croissants
        or poids != sorted(poids, reverse=True)
        or not 0 <= poids[-1] <= poids[0] <= 1
    ):
        raise refus(
            "Les paliers ne se suivent pas.", "poids",
            "Coûts croissants au-dessus de zéro, poids de 1 à 0 qui ne remontent pas.",
        )  # fmt: skip
    return lus
