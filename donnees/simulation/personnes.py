"""Faire vivre une population dix ans : naître, vieillir, partir, arriver, mourir."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation.geographie import AIRES_PAR_COMMUNAUTE, Geographie
from donnees.simulation.modeles import (
    ANNEES,
    CAUSES,
    EXEMPLE,
    GRANDE,
    MIEUX_QU_ATTENDU,
    SE_DEGRADE,
    TROP_PETITE,
)

Entiers = NDArray[np.int64]
_TAILLES = {TROP_PETITE: 340, GRANDE: 7300, EXEMPLE: 3400}


@dataclass(frozen=True)
class Facteurs:
    """Facteurs latents des communautés, centrés réduits, corrélés dans l'espace."""

    privation: NDArray[np.float64]
    cohesion: NDArray[np.float64]


@dataclass(frozen=True)
class Annee:
    """Une année vue de près : les personnes présentes et les décès.

    `communaute`, `ad`, `sexe` (0 : F, 1 : M), `age` : une case par personne présente au 1er juillet.
    `deces_*` : une case par décès ; `deces_cause` suit `CAUSES`, −1 pour autre.
    """

    annee: int
    ad: Entiers
    sexe: Entiers
    age: Entiers
    deces_communaute: Entiers
    deces_sexe: Entiers
    deces_age: Entiers
    deces_cause: Entiers

    @property
    def communaute(self) -> Entiers:
        """Communauté de chaque personne."""
        return self.ad // AIRES_PAR_COMMUNAUTE


def facteurs(rng: np.random.Generator, geo: Geographie) -> Facteurs:
    """Tirer privation et cohésion ; quelques communautés ont leur histoire."""
    distances = np.linalg.norm((geo.centres[:, None] - geo.centres[None]) * (1.0, 1.5), axis=2)
    racine = np.linalg.cholesky(np.exp(-distances / 0.25) + 0.15 * np.eye(len(distances)))
    privation, cohesion = (_reduire(racine @ rng.normal(size=len(distances))) for _ in range(2))
    rang = {nom: k for k, nom in enumerate(geo.noms)}
    privation[rang[MIEUX_QU_ATTENDU]], cohesion[rang[MIEUX_QU_ATTENDU]] = 1.6, 2.3
    privation[rang[SE_DEGRADE]], cohesion[rang[SE_DEGRADE]] = 0.4, -0.5
    privation[rang[EXEMPLE]], cohesion[rang[EXEMPLE]] = -0.2, 1.7
    return Facteurs(privation, cohesion)


def _reduire(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((x - x.mean()) / x.std())


def vivre(rng: np.random.Generator, geo: Geographie, f: Facteurs) -> Iterator[Annee]:
    """Rendre chaque année de `ANNEES`, dans l'ordre."""
    tailles = np.clip(rng.lognormal(np.log(3300), 0.38, len(geo.codes)), 1500, 5900)
    for nom, taille in _TAILLES.items():
        tailles[geo.noms.index(nom)] = taille
    vieillesse = rng.normal(0, 3.0, len(geo.codes)) + 1.5 * f.cohesion
    ad, sexe, age = _installer(rng, tailles.astype(int), vieillesse)
    croissance = rng.normal(0.006, 0.008, len(geo.codes))
    for annee in ANNEES:
        meurt = rng.random(len(age)) < _mortalite(age, sexe, f.privation[ad // AIRES_PAR_COMMUNAUTE])
        causes = rng.choice(
            [*range(len(CAUSES)), -1], meurt.sum(), p=[*CAUSES.values(), 1 - sum(CAUSES.values())]
        )
        yield Annee(annee, ad, sexe, age, ad[meurt] // AIRES_PAR_COMMUNAUTE, sexe[meurt], age[meurt], causes)
        ad, sexe, age = _annee_suivante(rng, ad, sexe, age, meurt, croissance, vieillesse)


def _installer(
    rng: np.random.Generator, tailles: Entiers, vieillesse: NDArray[np.float64]
) -> tuple[Entiers, Entiers, Entiers]:
    communaute = np.repeat(np.arange(len(tailles)), tailles)
    ad = communaute * AIRES_PAR_COMMUNAUTE + rng.integers(0, AIRES_PAR_COMMUNAUTE, len(communaute))
    return ad, rng.integers(0, 2, len(ad)), _ages(rng, vieillesse[communaute])


def _ages(rng: np.random.Generator, decalage: NDArray[np.float64]) -> Entiers:
    """Pyramide québécoise approchée : plateau jusqu'à 65 ans, puis décroissance."""
    plateau = rng.random(len(decalage)) < 0.86
    jeunes = rng.uniform(0, 68, len(decalage))
    vieux = 65 + rng.exponential(9.5, len(decalage))
    return np.clip(np.where(plateau, jeunes, vieux) + decalage * (jeunes > 20), 0, 103).astype(np.int64)


def _mortalite(age: Entiers, sexe: Entiers, privation: NDArray[np.float64]) -> NDArray[np.float64]:
    """Gompertz par âge et sexe, modulé par la privation (moins aux grands âges)."""
    log_taux = -10.75 + 0.096 * age + 0.38 * sexe + 0.16 * privation * np.clip(1.2 - age / 110, 0.2, 1.0)
    return np.minimum(np.exp(log_taux) + 0.003 * (age == 0), 0.6)


def _annee_suivante(
    rng: np.random.Generator,
    ad: Entiers,
    sexe: Entiers,
    age: Entiers,
    meurt: NDArray[np.bool_],
    croissance: NDArray[np.float64],
    vieillesse: NDArray[np.float64],
) -> tuple[Entiers, Entiers, Entiers]:
    part = rng.random(len(age)) < 0.018
    reste = ~(meurt | part)
    meres = reste & (sexe == 0) & (age >= 18) & (age <= 42) & (rng.random(len(age)) < 0.068)
    visee = np.bincount(ad // AIRES_PAR_COMMUNAUTE, minlength=len(croissance)) * (1 + croissance)
    presents = np.bincount(ad[reste] // AIRES_PAR_COMMUNAUTE, minlength=len(croissance))
    naissances = np.bincount(ad[meres] // AIRES_PAR_COMMUNAUTE, minlength=len(croissance))
    arrivees = np.maximum(np.rint(visee - presents - naissances), 0).astype(int)
    nouveaux = _installer(rng, arrivees, vieillesse)
    bebes = ad[meres]
    return (
        np.r_[ad[reste], bebes, nouveaux[0]],
        np.r_[sexe[reste], rng.integers(0, 2, len(bebes)), nouveaux[1]],
        np.r_[age[reste] + 1, np.zeros(len(bebes), dtype=np.int64), np.minimum(nouveaux[2], 90)],
    )
