"""Repérer une position fausse quand la base n'a pas de polygones : les bornes du Québec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tableau_bord.actifs.modele import Actif
from tableau_bord.actifs.rattachement import AIDES, AILLEURS, INVERSEES, SIGNE
from tableau_bord.importation import Anomalie, Gravite

SUD, NORD, OUEST, EST = 44.9, 62.7, -79.9, -57.0
"""Degrés WGS 84 : le rectangle qui contient le Québec (Ressources naturelles et Forêts, limites du territoire)."""


def reperer(
    actifs: Sequence[Actif], lignes: Mapping[str, int]
) -> tuple[dict[str, tuple[float, float]], tuple[Anomalie, ...]]:
    """(actif → (longitude, latitude) proposée, anomalies) de ce qui est placé hors du Québec ; rien n'est corrigé.

    `lignes` : actif → sa ligne au fichier.
    """
    proposees, anomalies = {}, []
    for a in actifs:
        if a.longitude is None or a.latitude is None or _dedans(a.longitude, a.latitude):
            continue
        raison, proposee = _raison(a.longitude, a.latitude)
        if proposee:
            proposees[a.actif] = proposee
        anomalies.append(
            Anomalie(
                lignes.get(a.actif), "position", f"{a.latitude}, {a.longitude}", raison, Gravite.SIGNALEE,
                f"«\u00a0{a.nom}\u00a0»\u00a0: {raison}.", AIDES[raison],
            )
        )  # fmt: skip
    return proposees, tuple(anomalies)


def _raison(lon: float, lat: float) -> tuple[str, tuple[float, float] | None]:
    for raison, essai in ((SIGNE, (-lon, lat)), (INVERSEES, (lat, lon)), (INVERSEES, (-lat, lon))):
        if _dedans(*essai):
            return raison, essai
    return (SIGNE, None) if lon > 0 else (AILLEURS, None)


def _dedans(lon: float, lat: float) -> bool:
    return OUEST <= lon <= EST and SUD <= lat <= NORD
