"""Où une mesure se place sur l'épine : pur, commun à l'écran et à l'imprimé.

x = (valeur − reste) × sens / étalement habituel, borné à ±3,1. L'étalement habituel est l'écart
entre les quartiles des territoires divisé par 1,349 (l'écart-type d'une loi normale qui aurait ces
quartiles) ; sans quartiles, la demi-largeur de l'intervalle. Une mesure de sens neutre se place
dans le sens de sa valeur : à droite veut alors dire plus élevé, et elle est rangée à part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tableau_bord.indicateurs.ecriture import montrable
from tableau_bord.indicateurs.modele import Mesure, Sens

BORNE = 3.1
_ECART_NORMAL = 1.349


@dataclass(frozen=True)
class Position:
    """Une rangée de l'épine, en étalements habituels ; `bande` est absente sans quartiles."""

    x: float
    bas: float | None
    haut: float | None
    bande: tuple[float, float] | None
    deborde: bool


@dataclass(frozen=True)
class Rangement:
    """Les mesures dans l'ordre reçu : à sens, neutres, puis sans position."""

    orientees: tuple[tuple[Mesure, Position], ...]
    neutres: tuple[tuple[Mesure, Position], ...]
    sans_position: tuple[Mesure, ...]


def ranger(mesures: Sequence[Mesure]) -> Rangement:
    """Répartir sans jamais trier par valeur ; les absentes vont à la fin."""
    situees = [(m, situer(m)) for m in mesures]
    placees = [(m, p) for m, p in situees if p is not None]
    return Rangement(
        tuple((m, p) for m, p in placees if m.indicateur.sens is not Sens.NEUTRE),
        tuple((m, p) for m, p in placees if m.indicateur.sens is Sens.NEUTRE),
        tuple(m for m, p in situees if p is None),
    )


def situer(mesure: Mesure) -> Position | None:
    """Placer une mesure, ou rien si sa valeur ou son reste ne se montre pas."""
    if not montrable(mesure) or mesure.valeur is None or mesure.reste is None or mesure.reste.valeur is None:
        return None
    reste, sens = mesure.reste.valeur, -1 if mesure.indicateur.sens is Sens.BAS else 1
    echelle = _etalement(mesure, mesure.valeur - reste)

    def placer(nombres: tuple[float | None, float | None]) -> tuple[float, float] | None:
        places = sorted((n - reste) * sens / echelle for n in nombres if n is not None)
        return (places[0], places[1]) if len(places) == 2 else None

    x = (mesure.valeur - reste) * sens / echelle
    bornes = placer((mesure.borne_inf, mesure.borne_sup))
    bande = placer(mesure.quartiles) if mesure.quartiles else None
    deborde = any(abs(n) > BORNE for n in (x, *(bornes or ())))
    bas, haut = (_borner(bornes[0]), _borner(bornes[1])) if bornes else (None, None)
    return Position(_borner(x), bas, haut, (_borner(bande[0]), _borner(bande[1])) if bande else None, deborde)


def _etalement(mesure: Mesure, ecart: float) -> float:
    if mesure.quartiles and mesure.quartiles[1] > mesure.quartiles[0]:
        return (mesure.quartiles[1] - mesure.quartiles[0]) / _ECART_NORMAL
    if mesure.borne_inf is not None and mesure.borne_sup is not None and mesure.borne_sup > mesure.borne_inf:
        return (mesure.borne_sup - mesure.borne_inf) / 2
    return abs(ecart) or 1.0


def _borner(x: float) -> float:
    return min(max(x, -BORNE), BORNE)
