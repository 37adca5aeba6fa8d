"""Situer un point hors ligne : le territoire qui le contient ; et dire quand une position semble fausse."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from tableau_bord import territoires
from tableau_bord.entrepot import Entrepot

SIGNE, INVERSEES, AILLEURS = (
    "longitude positive",
    "latitude et longitude inversées",
    "hors de tout territoire",
)
AIDES = {
    SIGNE: "Au Québec, la longitude est négative\u00a0: ajoutez le signe moins.",
    INVERSEES: "Échangez les deux nombres\u00a0: la latitude est autour de 45 à 62, la longitude de −80 à −57.",
    AILLEURS: "Vérifiez la position, ou laissez-la vide et dites seulement le territoire desservi.",
}
PAQUET = 50_000


class Situeur:
    """Les polygones d'un découpage, prêts à situer beaucoup de points."""

    def __init__(self, entrepot: Entrepot, decoupage: str) -> None:
        lus = territoires.geometries_ecran(entrepot, decoupage)
        formes = lus.filter(lus["wkb_ecran"].is_not_null()) if lus.height else lus
        self.codes: list[str] = formes["code"].to_list() if formes.height else []
        self._formes = (
            shapely.from_wkb(formes["wkb_ecran"].to_list()) if formes.height else np.empty(0, dtype=object)
        )
        self._arbre = shapely.STRtree(self._formes)

    def situer(self, longitude: Sequence[float | None], latitude: Sequence[float | None]) -> list[str | None]:
        """Le code du territoire qui contient chaque point ; rien s'il n'a pas de position ou s'il est hors de tous.

        Un point sur une limite va au premier code. Degrés WGS 84.
        """
        lon, lat = _nombres(longitude), _nombres(latitude)
        trouves: list[str | None] = [None] * lon.size
        for debut in range(0, lon.size, PAQUET):
            points = shapely.points(lon[debut : debut + PAQUET], lat[debut : debut + PAQUET])
            rangs, formes = self._arbre.query(points, predicate="intersects")
            for rang, forme in sorted(zip(rangs.tolist(), formes.tolist(), strict=True), reverse=True):
                trouves[debut + rang] = self.codes[forme]
        return trouves

    def reperer(self, longitude: float, latitude: float) -> tuple[str, tuple[float, float] | None]:
        """(ce qui cloche, position proposée) d'un point ; ("", None) s'il est dans un territoire.

        On ne propose que ce qui tombe dans un territoire : rien n'est corrigé d'office.
        """
        if not self.codes or self.situer([longitude], [latitude])[0]:
            return "", None
        for raison, essai in (
            (SIGNE, (-longitude, latitude)),
            (INVERSEES, (latitude, longitude)),
            (INVERSEES, (-latitude, longitude)),
        ):
            if self.situer([essai[0]], [essai[1]])[0]:
                return raison, essai
        return (SIGNE, None) if longitude > 0 else (AILLEURS, None)


def points_representatifs(entrepot: Entrepot, decoupage: str) -> dict[str, tuple[float, float]]:
    """Code → (longitude, latitude) d'un point sûrement à l'intérieur du territoire."""
    lus = territoires.geometries_ecran(entrepot, decoupage)
    return {
        code: (point.x, point.y)
        for code, wkb in lus.select("code", "wkb_ecran").iter_rows()
        if wkb and not (point := shapely.point_on_surface(shapely.from_wkb(wkb))).is_empty
    }


def _nombres(valeurs: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if v is None else v for v in valeurs], dtype=np.float64)
