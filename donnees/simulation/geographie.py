"""Une région crédible : communautés, MRC, réseaux locaux et aires de diffusion, contigus et nommés."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import Polygon

from donnees.simulation import noms
from donnees.simulation.contour import Deformation, terres
from donnees.simulation.decoupe import decouper, raccorder, reunir, voisinage
from donnees.simulation.germes import Germes, semer
from donnees.simulation.hasard import flux
from donnees.simulation.ilots import Ilots, peupler
from donnees.simulation.lieux import Lieux, nommer

Entiers = NDArray[np.int64]
Formes = dict[str, Polygon]


@dataclass(frozen=True)
class Geographie:
    """Communautés, dans l'ordre de leurs codes, et tout ce qui les contient ou les compose.

    `mrc`, `rls` : codes des parents de chaque communauté. `centres` : en kilomètres. `formes` :
    découpage, puis code, puis polygone en longitude et latitude.
    """

    codes: list[str]
    noms: list[str]
    municipalites: list[str]
    mrc: list[str]
    rls: list[str]
    noms_mrc: dict[str, str]
    noms_rls: dict[str, str]
    centres: NDArray[np.float64]
    ilots: Ilots
    formes: dict[str, Formes]

    def rang(self, nom: str) -> int:
        """Rang d'une communauté d'après son nom."""
        return self.noms.index(nom)


def construire(graine: int) -> Geographie:
    """Tirer la géographie ; tout dépend de la graine."""
    terre = terres(flux(graine, "contour"))
    germes = semer(flux(graine, "germes"), terre, len(noms.QUARTIERS) + len(noms.MUNICIPALITES))
    polygones = decouper(terre, germes.ilots, Deformation(flux(graine, "deformation")))
    voisins = voisinage(polygones)
    communaute = raccorder(germes.ilots_communaute, voisins)
    mrc = _mrc_d_un_tenant(germes, communaute, polygones)
    lieux = nommer(flux(graine, "noms"), germes, mrc, _au_bord_d_un_lac(terre, germes, communaute))
    return _assembler(graine, lieux, polygones, lieux.rangs[communaute], voisins)


def _mrc_d_un_tenant(germes: Germes, communaute: Entiers, polygones: list[Polygon]) -> Entiers:
    formes = [
        shapely.coverage_union_all([polygones[i] for i in np.flatnonzero(communaute == c)])
        for c in range(len(germes.communautes))
    ]
    return raccorder(germes.mrc, voisinage(formes))


def _au_bord_d_un_lac(terre: Polygon, germes: Germes, communaute: Entiers) -> NDArray[np.bool_]:
    """Vrai pour une communauté dont un îlot est à moins de trois kilomètres d'un lac."""
    lacs = shapely.union_all([Polygon(trou) for trou in terre.interiors])
    pres = shapely.distance(shapely.points(germes.ilots), lacs) < 3
    return np.bincount(communaute, pres, len(germes.communautes)) > 0


def _assembler(
    graine: int,
    lieux: Lieux,
    polygones: list[Polygon],
    communaute: Entiers,
    voisins: dict[int, dict[int, float]],
) -> Geographie:
    ilots = peupler(flux(graine, "ilots"), communaute, voisins, lieux)
    codes, mrc, rls = (np.array(x) for x in (lieux.codes, lieux.mrc, lieux.rls))
    formes = {
        "communaute": reunir(polygones, codes[communaute]),
        "AD": reunir(polygones, np.array(ilots.codes_ad)[ilots.ad]),
        "MRC": reunir(polygones, mrc[communaute]),
        "RLS": reunir(polygones, rls[communaute]),
        "RSS": reunir(polygones, np.full(len(communaute), noms.REGION[0])),
    }
    return Geographie(
        lieux.codes,
        lieux.noms,
        lieux.municipalites,
        lieux.mrc,
        lieux.rls,
        lieux.noms_mrc,
        lieux.noms_rls,
        lieux.centres,
        ilots,
        formes,
    )
