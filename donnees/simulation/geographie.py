"""Une région crédible : côtes irrégulières, lacs, communautés contiguës aux frontières partagées."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Point, Polygon

from donnees.simulation import noms

CENTRE = (-71.3, 48.15)
AIRES_PAR_COMMUNAUTE = 8
PAS_DES_FRONTIERES = 0.012


@dataclass(frozen=True)
class Geographie:
    """Communautés (codes, noms, municipalités, MRC, polygones) et leurs aires de diffusion."""

    codes: list[str]
    noms: list[str]
    municipalites: list[str]
    mrc: NDArray[np.int64]
    polygones: list[Polygon]
    centres: NDArray[np.float64]
    ad: list[str]
    ad_communaute: NDArray[np.int64]


def construire(rng: np.random.Generator) -> Geographie:
    """Tirer la géographie ; tout dépend de `rng`."""
    contour = _contour(rng)
    germes_mrc = _germes(rng, contour, len(noms.MRC), 80)
    n_quartiers = sum(noms.VILLES.values())
    total = n_quartiers + len(noms.MUNICIPALITES)
    centres = _centres(rng, contour, germes_mrc, total)
    cellules = _cellules(rng, contour, centres)
    mrc = np.argmin(np.linalg.norm(centres[:, None] - germes_mrc[None], axis=2), axis=1)
    intitules, municipalites = _nommer(n_quartiers)
    codes = [f"20-{rang + 1:03d}" for rang in range(total)]
    ordre = _anse_d_abord(intitules)
    ad = [f"2420{rang + 1:04d}" for rang in range(total * AIRES_PAR_COMMUNAUTE)]
    return Geographie(
        codes,
        [intitules[i] for i in ordre],
        [municipalites[i] for i in ordre],
        mrc[ordre],
        [cellules[i] for i in ordre],
        centres[ordre],
        ad,
        np.repeat(np.arange(total), AIRES_PAR_COMMUNAUTE),
    )


def _anse_d_abord(intitules: list[str]) -> list[int]:
    """Ranger par nom, Anse-aux-Huards en premier : c'est l'exemple des pages."""
    return sorted(range(len(intitules)), key=lambda i: (intitules[i] != "Anse-aux-Huards", intitules[i]))


def _nommer(n_quartiers: int) -> tuple[list[str], list[str]]:
    villes = [v for v, n in noms.VILLES.items() for _ in range(n)]
    return (
        list(noms.QUARTIERS[:n_quartiers]) + list(noms.MUNICIPALITES),
        villes + list(noms.MUNICIPALITES),
    )


def _contour(rng: np.random.Generator) -> Polygon:
    """Un disque aux bords découpés par des harmoniques, moins trois lacs."""
    angles = np.linspace(0, 2 * np.pi, 420, endpoint=False)
    rayon = 1.0 + sum(
        rng.normal(0, 0.16 / k**0.9) * np.cos(k * angles + rng.uniform(0, 2 * np.pi)) for k in range(2, 40)
    )
    region = Polygon(
        np.c_[CENTRE[0] + 1.15 * rayon * np.cos(angles), CENTRE[1] + 0.62 * rayon * np.sin(angles)]
    ).buffer(0)
    for dx, dy, taille in ((-0.32, 0.12, 0.15), (0.28, -0.06, 0.13), (0.62, 0.2, 0.09)):
        bord = 1 + sum(
            rng.normal(0, 0.12 / k) * np.cos(k * angles + rng.uniform(0, 6.28)) for k in range(2, 14)
        )
        lac = Polygon(
            np.c_[
                CENTRE[0] + dx + taille * 1.7 * bord * np.cos(angles),
                CENTRE[1] + dy + taille * 0.6 * bord * np.sin(angles),
            ]
        )
        region = region.difference(lac.buffer(0))
    return max(getattr(region, "geoms", [region]), key=lambda g: g.area)


def _germes(rng: np.random.Generator, contour: Polygon, n: int, tours: int) -> NDArray[np.float64]:
    """Points étalés dans la région, par relaxation de Lloyd."""
    nuage = _points_dans(rng, contour, 6000)
    germes = nuage[rng.choice(len(nuage), n, replace=False)]
    for _ in range(tours):
        proches = np.argmin(((nuage[:, None] - germes[None]) ** 2).sum(2), axis=1)
        germes = np.array(
            [nuage[proches == k].mean(0) if (proches == k).any() else germes[k] for k in range(n)]
        )
    return germes


def _points_dans(rng: np.random.Generator, contour: Polygon, n: int) -> NDArray[np.float64]:
    ouest, sud, est, nord = contour.bounds
    points = rng.uniform((ouest, sud), (est, nord), (4 * n, 2))
    return points[shapely.contains_xy(contour, points)][:n]


def _centres(
    rng: np.random.Generator, contour: Polygon, germes: NDArray[np.float64], total: int
) -> NDArray[np.float64]:
    """Quartiers serrés autour de quatre villes, municipalités étalées ailleurs."""
    villes = []
    for (_, combien), germe in zip(noms.VILLES.items(), germes[[0, 2, 5, 7]], strict=True):
        angles = rng.uniform(0, 2 * np.pi, 200)
        rayons = 0.16 * np.sqrt(rng.uniform(0, 1, 200))
        tas = np.c_[germe[0] + 1.5 * rayons * np.cos(angles), germe[1] + rayons * np.sin(angles)]
        tas = tas[shapely.contains_xy(contour, tas)]
        villes.append(_ecarter(tas, combien))
    campagne = _germes(rng, contour, total - sum(len(v) for v in villes), 40)
    campagne = campagne + rng.normal(0, 0.012, campagne.shape)
    return np.vstack([*villes, campagne])


def _ecarter(tas: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    """Choisir `n` points éloignés les uns des autres (le plus loin d'abord)."""
    choisis = [0]
    for _ in range(n - 1):
        loin = np.min(np.linalg.norm(tas[:, None] - tas[choisis][None], axis=2), axis=1)
        choisis.append(int(np.argmax(loin)))
    return tas[choisis]


def _cellules(rng: np.random.Generator, contour: Polygon, centres: NDArray[np.float64]) -> list[Polygon]:
    """Cellules de Voronoï d'un plan déformé : frontières sinueuses, partagées au sommet près.

    Le plan est pavé de petits carreaux ; chacun va au centre le plus proche après déformation lisse.
    """
    onde = _deformation(rng)
    ouest, sud, est, nord = contour.bounds
    xs, ys = np.arange(ouest, est, PAS_DES_FRONTIERES), np.arange(sud, nord, PAS_DES_FRONTIERES * 0.7)
    grille = np.array([(x, y) for x in xs for y in ys])
    proches = np.argmin(((onde(grille)[:, None] - onde(centres)[None]) ** 2 * (1.0, 2.2)).sum(2), axis=1)
    carreaux = shapely.box(
        grille[:, 0],
        grille[:, 1],
        grille[:, 0] + PAS_DES_FRONTIERES * 1.0001,
        grille[:, 1] + PAS_DES_FRONTIERES * 0.70007,
    )
    carreaux = shapely.set_precision(carreaux, 1e-4)
    brutes = [shapely.union_all(carreaux[proches == k]) for k in range(len(centres))]
    lisses = shapely.coverage_simplify(
        np.array([_principal(b) for b in _reparer(brutes)]), PAS_DES_FRONTIERES * 1.35
    )
    return [_principal(shapely.intersection(c, contour)) for c in lisses]


def _reparer(brutes: list[Polygon]) -> list[Polygon]:
    """Donner les îlots détachés à la voisine qui les touche, pour que chaque communauté soit d'un tenant."""
    principales = [_principal(b) for b in brutes]
    for k, brute in enumerate(brutes):
        for ilot in getattr(brute, "geoms", []):
            if ilot.equals(principales[k]):
                continue
            contacts = [
                (ilot.boundary.intersection(p.boundary).length if p.distance(ilot) == 0 else 0.0)
                for p in principales
            ]
            contacts[k] = 0.0
            voisine = int(np.argmax(contacts))
            principales[voisine] = shapely.union(principales[voisine], ilot)
    return principales


def _principal(forme: Polygon) -> Polygon:
    parties = [g for g in getattr(forme, "geoms", [forme]) if g.geom_type == "Polygon"]
    return max(parties, key=lambda g: g.area)


def _deformation(rng: np.random.Generator):  # type: ignore[no-untyped-def]
    vagues = [(rng.uniform(8, 45, 2), rng.uniform(0, 6.28, 2), rng.normal(0, 0.0075, 2)) for _ in range(12)]

    def onde(points: NDArray[np.float64]) -> NDArray[np.float64]:
        deplace = points.copy()
        for frequence, phase, amplitude in vagues:
            deplace += amplitude * np.sin(points[:, ::-1] * frequence + phase)
        return deplace

    return onde


def contient(polygone: Polygon, x: float, y: float) -> bool:
    """Vrai si le point est dans le polygone."""
    return bool(polygone.contains(Point(x, y)))
