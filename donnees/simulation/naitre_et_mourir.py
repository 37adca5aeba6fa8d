"""Les lois de la vie : qui naît, à quel âge on arrive, de quoi et quand on meurt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Tableau = NDArray[np.float64]
AGES = np.arange(104)
CAUSES = ("cardiovasculaire", "tumeurs", "suicide")
_BORNES = np.array([30, 50, 65, 75])
_PARTS = np.array(
    [[0.04, 0.07, 0.20], [0.15, 0.27, 0.08], [0.22, 0.42, 0.02], [0.24, 0.42, 0.006], [0.29, 0.25, 0.002]]
)
"""Part de chaque cause (colonnes de `CAUSES`) parmi les décès, de 0–29 ans à 75 ans et plus."""
PYRAMIDE = np.interp(
    AGES, [0, 20, 32, 45, 60, 70, 80, 90, 103], [0.98, 1.05, 1.15, 1.2, 1.42, 1.15, 0.62, 0.2, 0]
)
_ARRIVEES = np.interp(AGES, [0, 15, 25, 35, 50, 65, 80, 103], [1.4, 0.7, 2.2, 2.0, 0.8, 0.8, 0.3, 0])
_FECONDITE = np.interp(AGES, [15, 20, 25, 30, 35, 40, 45], [0, 0.03, 0.095, 0.115, 0.07, 0.015, 0], 0, 0)
_DEPARTS = np.interp(AGES, [0, 17, 22, 30, 45, 70, 103], [0.014, 0.016, 0.06, 0.03, 0.012, 0.008, 0.01])


def ages(rng: np.random.Generator, vieillesse: Tableau, arrivants: bool = False) -> NDArray[np.int64]:
    """Un âge par personne ; `vieillesse` penche la pyramide vers les plus âgés."""
    poids = _ARRIVEES if arrivants else PYRAMIDE
    penchee = poids * np.exp(np.outer(np.unique(vieillesse), AGES - 45) * 0.004)
    cumul = np.cumsum(penchee / penchee.sum(1, keepdims=True), axis=1)
    ligne = np.searchsorted(np.unique(vieillesse), vieillesse)
    tirage = rng.random(len(vieillesse))
    resultat = np.empty(len(vieillesse), dtype=np.int64)
    for k in range(len(cumul)):
        ici = ligne == k
        resultat[ici] = np.searchsorted(cumul[k], tirage[ici])
    return np.asarray(np.minimum(resultat, AGES[-1]))


def mortalite(
    age: Tableau, homme: NDArray[np.int8], communaute: Tableau, aisance: NDArray[np.float32]
) -> Tableau:
    """Probabilité de mourir dans l'année : âge, sexe, communauté et aisance, de moins en moins aux grands âges."""
    attenue = np.clip(1.2 - age / 110, 0.2, 1.0)
    log_taux = -11.2 + 0.0995 * age + 0.36 * homme + attenue * (communaute - 0.15 * aisance)
    jeunes = np.where(age < 1, 0.004, np.where(age < 15, 0.0001, 0.0004)) * (age < 40)
    return np.asarray(np.minimum(np.exp(log_taux) + jeunes, 0.6))


def parts_des_causes(age: NDArray[np.integer]) -> Tableau:
    """Une ligne par personne, une colonne par cause de `CAUSES`."""
    return np.asarray(_PARTS[np.searchsorted(_BORNES, age, side="right")])


def causes(rng: np.random.Generator, age: NDArray[np.integer]) -> NDArray[np.int64]:
    """Cause de chaque décès, rang dans `CAUSES` ; −1 pour une autre."""
    rang = (rng.random(len(age))[:, None] > np.cumsum(parts_des_causes(age), axis=1)).sum(1)
    return np.where(rang == len(CAUSES), -1, rang)


def deviennent_meres(
    rng: np.random.Generator, age: NDArray[np.integer], femme: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Vrai pour une femme qui a un enfant dans l'année."""
    return np.asarray(femme & (rng.random(len(age)) < _FECONDITE[age]))


def partent(rng: np.random.Generator, age: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Vrai pour une personne qui quitte la région ; surtout au début de la vingtaine."""
    return np.asarray(rng.random(len(age)) < _DEPARTS[age])
