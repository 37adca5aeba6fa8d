"""Où placer les gens : MRC, villes, communautés, puis îlots de quelques centaines de personnes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from shapely.geometry import Polygon

from donnees.simulation import noms

Points = NDArray[np.float64]
Entiers = NDArray[np.int64]

HABITANTS_PAR_ILOT = 448
_NUAGE = 30_000
_RAYON_DES_VILLES = (11.5, 9.0, 8.0, 7.0)
_PART_DES_VILLES = (0.14, 0.09, 0.075, 0.06)


@dataclass(frozen=True)
class Germes:
    """Points d'où pousse la géographie : une ligne par communauté, puis une par îlot.

    `mrc` : rang de la MRC de chaque communauté. `ville` : rang de sa ville, −1 à la campagne.
    """

    communautes: Points
    mrc: Entiers
    ville: Entiers
    ilots: Points
    ilots_communaute: Entiers


def semer(rng: np.random.Generator, terre: Polygon, total: int) -> Germes:
    """Étaler MRC et villes, serrer les communautés près des villes, puis placer leurs îlots."""
    nuage = _points_dans(rng, terre, _NUAGE)
    mrc = _etaler(nuage, _au_hasard(rng, nuage, len(noms.MRC)), 40)
    villes = _places_des_villes(mrc)
    habitants = _peupler(rng, terre, nuage, mrc[villes])
    communautes = _etaler(habitants, _au_hasard(rng, habitants, total), 14)
    de_mrc = cKDTree(mrc).query(communautes)[1]
    ville = _quartiers(communautes, mrc[villes])
    dans_une_ville = ville >= 0
    de_mrc[dans_une_ville] = villes[ville[dans_une_ville]]
    ilots, appartenance = _ilots(rng, nuage, communautes, nombre_d_ilots(rng, ville))
    return Germes(communautes, de_mrc, ville, ilots, appartenance)


def nombre_d_ilots(rng: np.random.Generator, ville: Entiers) -> Entiers:
    """Combien d'îlots par communauté : de 2 000 à 6 000 habitants, sauf deux toutes petites et une grande."""
    tailles = np.clip(rng.lognormal(np.log(3480), 0.3, len(ville)), 2250, 5700)
    nombre = np.rint(tailles / HABITANTS_PAR_ILOT).astype(np.int64)
    campagne = np.flatnonzero(ville < 0)
    *petites, grande = rng.choice(campagne, 3, replace=False)
    nombre[petites], nombre[grande] = 1, 17
    return nombre


def _points_dans(rng: np.random.Generator, terre: Polygon, n: int) -> Points:
    ouest, sud, est, nord = terre.bounds
    points = rng.uniform((ouest, sud), (est, nord), (3 * n, 2))
    return np.asarray(points[shapely.contains_xy(terre, points)][:n])


def _au_hasard(rng: np.random.Generator, nuage: Points, n: int) -> Points:
    return nuage[rng.choice(len(nuage), n, replace=False)]


def _etaler(nuage: Points, germes: Points, tours: int) -> Points:
    """Relaxation de Lloyd : chaque germe va au milieu des points qui lui sont les plus proches."""
    for _ in range(tours):
        proches = cKDTree(germes).query(nuage)[1]
        combien = np.bincount(proches, minlength=len(germes))
        sommes = np.c_[
            np.bincount(proches, nuage[:, 0], len(germes)), np.bincount(proches, nuage[:, 1], len(germes))
        ]
        germes = np.where(combien[:, None] > 0, sommes / np.maximum(combien, 1)[:, None], germes)
    return germes


def _places_des_villes(mrc: Points) -> Entiers:
    """Quatre MRC éloignées l'une de l'autre, la plus au sud-ouest d'abord."""
    choisies = [int(np.argmin(mrc @ (1.0, 1.3)))]
    while len(choisies) < len(noms.VILLES):
        loin = np.linalg.norm(mrc[:, None] - mrc[choisies][None], axis=2).min(1)
        choisies.append(int(np.argmax(loin)))
    return np.array(choisies)


def _peupler(rng: np.random.Generator, terre: Polygon, nuage: Points, villes: Points) -> Points:
    """Le nuage, plus dense autour des villes."""
    foules = [nuage]
    for centre, rayon, part in zip(villes, _RAYON_DES_VILLES, _PART_DES_VILLES, strict=True):
        foule = rng.normal(centre, rayon / 2, (int(part * 2.6 * len(nuage)), 2))
        foules.append(foule[shapely.contains_xy(terre, foule)])
    return np.vstack(foules)


def _quartiers(communautes: Points, villes: Points) -> Entiers:
    """Les communautés les plus proches d'une ville en sont les quartiers."""
    ville = np.full(len(communautes), -1)
    for rang, (centre, combien) in enumerate(zip(villes, noms.VILLES.values(), strict=True)):
        libres = np.flatnonzero(ville < 0)
        ordre = np.argsort(np.linalg.norm(communautes[libres] - centre, axis=1), kind="stable")
        ville[libres[ordre[:combien]]] = rang
    return ville


def _ilots(
    rng: np.random.Generator, nuage: Points, communautes: Points, nombre: Entiers
) -> tuple[Points, Entiers]:
    proches = cKDTree(communautes).query(nuage)[1]
    ilots = []
    for k, n in enumerate(nombre):
        ici = nuage[proches == k]
        serres = communautes[k] + rng.normal(0, 0.3, (max(n - len(ici), 0), 2))
        ici = np.vstack([ici, serres])
        ilots.append(_etaler(ici, _au_hasard(rng, ici, n), 6) if n > 1 else communautes[k][None])
    return np.vstack(ilots), np.repeat(np.arange(len(communautes)), nombre)
