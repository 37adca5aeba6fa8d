"""Donner à chaque lieu son nom, son code et ses parents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation import noms
from donnees.simulation.germes import Germes
from donnees.simulation.histoires import DE_L_EAU, EXEMPLE, GRANDE, PETITE, TROP_PETITE
from tableau_bord.commun.francais import sans_accents

Entiers = NDArray[np.int64]
_MOTS_DE_L_EAU = ("Lac-", "Anse", "Baie", "Pointe", "Île", "Cap", "Portage", "Fond-de", "L’Islet")


@dataclass(frozen=True)
class Lieux:
    """Les communautés dans l'ordre de leurs codes ; `rangs` : du germe au rang de la communauté."""

    codes: list[str]
    noms: list[str]
    municipalites: list[str]
    mrc: list[str]
    rls: list[str]
    noms_mrc: dict[str, str]
    noms_rls: dict[str, str]
    centres: NDArray[np.float64]
    rangs: Entiers


def nommer(rng: np.random.Generator, germes: Germes, mrc: Entiers, lac: NDArray[np.bool_]) -> Lieux:
    """Nommer MRC, réseaux locaux, villes, quartiers et municipalités ; la communauté d'exemple a le code 001."""
    ordre_mrc = _du_centre_puis_en_tournant(germes, mrc)
    intitules = _intitules(rng, germes, mrc, lac, ordre_mrc[0])
    villes = list(noms.VILLES)
    ordre = sorted(range(len(intitules)), key=lambda k: (intitules[k] != EXEMPLE, sans_accents(intitules[k])))
    code_mrc = {m: f"2{rang + 1:02d}" for rang, m in enumerate(ordre_mrc)}
    reseau = _reseaux(germes, mrc, ordre_mrc)
    return Lieux(
        [f"{noms.REGION[0]}-{rang + 1:03d}" for rang in range(len(ordre))],
        [intitules[k] for k in ordre],
        [villes[germes.ville[k]] if germes.ville[k] >= 0 else intitules[k] for k in ordre],
        [code_mrc[int(mrc[k])] for k in ordre],
        [f"201{reseau[int(mrc[k])] + 1}" for k in ordre],
        dict(zip(code_mrc.values(), noms.MRC, strict=True)),
        {f"201{k + 1}": nom for k, nom in enumerate(noms.RLS)},
        germes.communautes[ordre],
        np.argsort(ordre),
    )


def _milieux(germes: Germes, mrc: Entiers) -> NDArray[np.float64]:
    return np.array([germes.communautes[mrc == m].mean(0) for m in range(len(noms.MRC))])


def _du_centre_puis_en_tournant(germes: Germes, mrc: Entiers) -> list[int]:
    """La MRC la plus au centre d'abord, puis les autres dans le sens horaire depuis l'ouest."""
    milieux = _milieux(germes, mrc)
    centre = int(np.argmin(np.linalg.norm(milieux, axis=1)))
    angles = np.mod(np.arctan2(milieux[:, 1], -milieux[:, 0]) + np.pi / 6, 2 * np.pi)
    return [centre, *(int(m) for m in np.argsort(angles) if m != centre)]


def _reseaux(germes: Germes, mrc: Entiers, ordre: list[int]) -> dict[int, int]:
    """Quatre réseaux locaux : ouest (avec le centre), nord, est, sud, MRC voisines ensemble."""
    reseau = {ordre[0]: 0}
    tour, parts = ordre[1:], (2, 2, 3, 2)
    debut = 0
    for rang, n in enumerate(parts):
        reseau.update(dict.fromkeys(tour[debut : debut + n], rang))
        debut += n
    return reseau


def _intitules(
    rng: np.random.Generator, germes: Germes, mrc: Entiers, lac: NDArray[np.bool_], centrale: int
) -> list[str]:
    """Un nom par germe : quartiers, communautés à l'histoire voulue, puis noms d'eau près de l'eau."""
    n_ilots = np.bincount(germes.ilots_communaute)
    minuscule, petite = (int(k) for k in np.argsort(n_ilots, kind="stable")[:2])
    choisis = {minuscule: TROP_PETITE, petite: PETITE, int(np.argmax(n_ilots)): GRANDE}
    campagne = [int(k) for k in rng.permutation(np.flatnonzero(germes.ville < 0)) if k not in choisis]
    bord = [k for k in campagne if lac[k]]
    choisis[next(k for k in bord if mrc[k] == centrale and 6 <= n_ilots[k] <= 9)] = EXEMPLE
    for nom in DE_L_EAU:
        choisis[next(k for k in bord if k not in choisis and n_ilots[k] >= 6)] = nom
    autres = [m for m in rng.permutation(noms.MUNICIPALITES).tolist() if m not in choisis.values()]
    autres.sort(key=lambda m: not m.startswith(_MOTS_DE_L_EAU))
    restants = sorted((k for k in campagne if k not in choisis), key=lambda k: not lac[k])
    choisis |= dict(zip(restants, autres, strict=True))
    quartiers = iter(rng.permutation(noms.QUARTIERS).tolist())
    return [choisis[k] if k in choisis else next(quartiers) for k in range(len(germes.ville))]
