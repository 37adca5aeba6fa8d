"""Les îlots : où chacun habite ; réunis, ils font les aires de diffusion et les communautés."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation.germes import HABITANTS_PAR_ILOT
from donnees.simulation.histoires import HABITANTS
from donnees.simulation.lieux import Lieux

Entiers = NDArray[np.int64]
AIRES_PARTAGEES = 24


@dataclass(frozen=True)
class Ilots:
    """Un îlot par case : rang de sa communauté, rang de son aire, habitants visés, part de l'aire."""

    communaute: Entiers
    ad: Entiers
    habitants: Entiers
    part: NDArray[np.float64]
    codes_ad: list[str]


def peupler(
    rng: np.random.Generator, communaute: Entiers, voisins: dict[int, dict[int, float]], lieux: Lieux
) -> Ilots:
    """Numéroter les aires par communauté ; une vingtaine d'îlots voisins se partagent une même aire."""
    part = np.ones(len(communaute))
    maitre = np.arange(len(communaute))
    for principal, second in _paires(rng, communaute, voisins, lieux):
        maitre[second] = principal
        part[principal] = np.round(rng.uniform(0.55, 0.9), 2)
        part[second] = round(1 - part[principal], 2)
    aires = sorted(set(maitre.tolist()), key=lambda k: (communaute[k], k))
    rang = {k: r for r, k in enumerate(aires)}
    ad = np.array([rang[k] for k in maitre.tolist()])
    habitants = np.rint(HABITANTS_PAR_ILOT * rng.uniform(0.93, 1.12, len(aires))[ad] * part).astype(np.int64)
    for nom, combien in HABITANTS.items():
        habitants[communaute == lieux.noms.index(nom)] = combien
    return Ilots(communaute, ad, habitants, part, [f"2420{r + 1:04d}" for r in range(len(aires))])


def _paires(
    rng: np.random.Generator, communaute: Entiers, voisins: dict[int, dict[int, float]], lieux: Lieux
) -> list[tuple[int, int]]:
    """Couples d'îlots voisins, dans deux communautés d'une même MRC, sans réemploi."""
    n_ilots = np.bincount(communaute)
    possibles = sorted(
        (a, b)
        for a, autour in voisins.items()
        for b in autour
        if communaute[a] != communaute[b]
        and lieux.mrc[communaute[a]] == lieux.mrc[communaute[b]]
        and min(n_ilots[communaute[a]], n_ilots[communaute[b]]) > 3
    )
    pris: set[int] = set()
    paires: list[tuple[int, int]] = []
    for k in rng.permutation(len(possibles)):
        a, b = possibles[k]
        if len(paires) < AIRES_PARTAGEES and not {a, b} & pris:
            paires.append((a, b))
            pris |= {a, b}
    return paires
