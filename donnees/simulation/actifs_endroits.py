"""Où sont les actifs : des communautés très entourées, d'autres peu, quelques-unes sans rien d'inscrit.

Besoins et actifs ne s'accordent pas toujours : c'est ce que la page des besoins montre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from donnees.simulation.actifs_lecture import Modele
from donnees.simulation.histoires import EXEMPLE, MIEUX_QU_ATTENDU, S_AMELIORE, SANS_DONNEE, SE_DEGRADE

ENTOURE, PEU_ENTOURE = 7.0, 0.5
SANS_ACTIF = frozenset({
    "Portage-Neuf", "Rivière-à-Loutre", "Sainte-Zoé", "Les Trois-Fermes", "Pointe-Sèche", "Lac-Épinay", "Saint-Gontran",
})  # fmt: skip
"""Rien d'inscrit : les cinq premières ont pourtant de grands besoins."""
_POIDS = {
    EXEMPLE: 12.0, MIEUX_QU_ATTENDU: 14.0, S_AMELIORE: ENTOURE, SANS_DONNEE: 5.0, "La Sablière": ENTOURE,
    "Notre-Dame-du-Quai": ENTOURE, "Faubourg-Nord": ENTOURE, "Île-du-Milieu": ENTOURE, "Val-Brumeux": 5.0,
    "Le Plateau": 4.0, "Saint-Clovis-du-Lac": 5.0, SE_DEGRADE: PEU_ENTOURE, "Sainte-Philomène-des-Bois": PEU_ENTOURE,
    "Ville-Haute": PEU_ENTOURE, "Les Cheminots": PEU_ENTOURE, "La Passe": PEU_ENTOURE, "Rapide-Gris": PEU_ENTOURE,
}  # fmt: skip


@dataclass(frozen=True)
class Endroit:
    """Une communauté : son code, ses noms, sa forme."""

    code: str
    nom: str
    municipalite: str
    mrc: str
    nom_mrc: str
    forme: shapely.Geometry


def endroits(territoires: pl.DataFrame, geometries: pl.DataFrame) -> list[Endroit]:
    """Les communautés, par code."""
    mrc = dict(territoires.filter(pl.col("decoupage") == "MRC").select("code", "nom").iter_rows())
    formes = dict(geometries.filter(pl.col("decoupage") == "communaute").select("code", "wkb").iter_rows())
    lues = territoires.filter(pl.col("decoupage") == "communaute").sort("code")
    return [
        Endroit(
            t["code"],
            t["nom"],
            t["municipalite"],
            t["parent_mrc"],
            mrc[t["parent_mrc"]],
            shapely.from_wkb(formes[t["code"]]),
        )
        for t in lues.iter_rows(named=True)
    ]


def placer(hasard: np.random.Generator, modele: Modele, lieux: list[Endroit]) -> list[Endroit]:
    """Où va ce modèle : à l'endroit dit, une fois par MRC, ou au sort, jamais deux fois dans une municipalité."""
    if modele.endroit:
        return [x for x in lieux if x.nom == modele.endroit]
    poids = np.array([0.0 if x.nom in SANS_ACTIF else _POIDS.get(x.nom, 1.0) for x in lieux])
    ordre = hasard.choice(len(lieux), size=int((poids > 0).sum()), replace=False, p=poids / poids.sum())
    choisis: list[Endroit] = []
    for rang in ordre:
        lieu = lieux[rang]
        pareil = [c.mrc if modele.partout else c.municipalite for c in choisis]
        if (lieu.mrc if modele.partout else lieu.municipalite) not in pareil:
            choisis.append(lieu)
        if not modele.partout and len(choisis) == modele.fois:
            break
    return choisis


def point(hasard: np.random.Generator, forme: shapely.Geometry) -> tuple[float, float]:
    """(longitude, latitude) au hasard, nettement à l'intérieur ; cinq décimales, un mètre."""
    dedans = forme.buffer(-0.12 * float(np.sqrt(forme.area)))
    dedans = forme if dedans.is_empty else dedans
    ouest, sud, est, nord = dedans.bounds
    for _ in range(200):
        lon, lat = hasard.uniform(ouest, est), hasard.uniform(sud, nord)
        if dedans.contains(shapely.Point(lon, lat)):
            return round(float(lon), 5), round(float(lat), 5)
    milieu = forme.point_on_surface()
    return round(float(milieu.x), 5), round(float(milieu.y), 5)
