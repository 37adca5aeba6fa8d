"""Croiser besoins et appuis, calcul pur : classes par tiers, valeur attendue selon la défavorisation.

Les tiers se prennent au rang moyen : des ex æquo vont toujours ensemble, tous égaux font la classe du milieu, et
renverser le sens d'une mesure échange la première et la troisième classe. Ce qui manque ou est masqué n'entre nulle part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from tableau_bord.commun.erreurs import CalculErreur

TERRITOIRES_MIN = 3
"""En deçà, aucun tiers ne se fait."""
ATTENDUS_MIN = 8
"""En deçà, aucune valeur attendue ne se calcule."""
_EPSILON = 1e-12
Nombres = Sequence[float | None]


@dataclass(frozen=True)
class Terciles:
    """Classe (1 à 3) de chacun, ou rien ; `bornes` entre classes, là où deux classes se touchent.

    `instables` : l'intervalle traverse une borne.
    """

    classes: tuple[int | None, ...]
    bornes: tuple[float, ...]
    instables: tuple[bool, ...]


@dataclass(frozen=True)
class Droite:
    """`attendu` = `ordonnee` + `pente` × x, par moindres carrés pondérés ; `r2` de 0 à 1 ; `n` territoires."""

    ordonnee: float
    pente: float
    r2: float
    n: int

    def attendu(self, x: float) -> float:
        """La valeur que la droite donne en x."""
        return self.ordonnee + self.pente * x


def terciles(valeurs: Nombres, bas: Nombres, haut: Nombres) -> Terciles:
    """Trois classes de même taille autant que les ex æquo le permettent, et qui en est instable.

    Rang moyen r parmi n : classe 1 si (r − ½)/n < ⅓, classe 3 si (r − ½)/n > ⅔, classe 2 sinon. Une borne est à
    mi-chemin de deux valeurs voisines de classes différentes. Moins de trois valeurs : aucune classe.
    """
    connus = [k for k, v in enumerate(valeurs) if v is not None and np.isfinite(v)]
    if len(connus) < TERRITOIRES_MIN:
        return Terciles((None,) * len(valeurs), (), (False,) * len(valeurs))
    x = np.array([valeurs[k] for k in connus], dtype=np.float64)
    places = (rankdata(x, method="average") - 0.5) / x.size
    rangs = np.where(places < 1 / 3 - _EPSILON, 1, np.where(places > 2 / 3 + _EPSILON, 3, 2))
    classes: list[int | None] = [None] * len(valeurs)
    for k, rang in zip(connus, rangs, strict=True):
        classes[k] = int(rang)
    bornes = _bornes(x, rangs)
    return Terciles(tuple(classes), bornes, instables(classes, bas, haut, bornes))


def instables(
    classes: Sequence[int | None], bas: Nombres, haut: Nombres, bornes: Sequence[float]
) -> tuple[bool, ...]:
    """Vrai là où l'intervalle traverse une borne ; sans classe ou sans intervalle, faux."""
    return tuple(
        c is not None and b is not None and h is not None and any(b < borne < h for borne in bornes)
        for c, b, h in zip(classes, bas, haut, strict=True)
    )


def _bornes(x: NDArray[np.float64], rangs: NDArray[np.int_]) -> tuple[float, ...]:
    presents = sorted({int(r) for r in rangs})
    return tuple(float(x[rangs == a].max() + x[rangs == b].min()) / 2 for a, b in pairwise(presents))


def ajuster(y: ArrayLike, x: ArrayLike, poids: ArrayLike) -> Droite | None:
    """La droite de y sur x par moindres carrés pondérés ; rien s'il y a trop peu de points ou si x ne varie pas.

    `y`, `x`, `poids` : (n,), finis, poids positifs. Lève CalculErreur sinon.
    """
    ys, xs, w = (np.asarray(v, dtype=np.float64) for v in (y, x, poids))
    if (
        not (ys.shape == xs.shape == w.shape)
        or not all(np.isfinite(v).all() for v in (ys, xs, w))
        or (w <= 0).any()
    ):
        raise CalculErreur(
            "attendu_mal_pose", "Une valeur manque, ou un poids n'est pas positif.", ou="Valeur attendue",
            remede="Retirez les territoires sans valeur avant de calculer.",
        )  # fmt: skip
    if ys.size < ATTENDUS_MIN or np.ptp(xs) <= _EPSILON * max(1.0, float(np.abs(xs).max())):
        return None
    mx, my = np.average(xs, weights=w), np.average(ys, weights=w)
    pente = float((w * (xs - mx) * (ys - my)).sum() / (w * (xs - mx) ** 2).sum())
    total = float((w * (ys - my) ** 2).sum())
    reste = float((w * (ys - my - pente * (xs - mx)) ** 2).sum())
    return Droite(float(my - pente * mx), pente, max(0.0, 1 - reste / total) if total > 0 else 0.0, ys.size)
