"""Placer les noms de lieux sur une carte : coupe, boîte, collisions. Pur, écran et papier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from tableau_bord.commun.francais import lieu
from tableau_bord.indicateurs.modele import CaseCarte
from tableau_bord.rapports import plan

_LARGEUR_SIGNE = 0.52
_PART_DEDANS, _PART_ENTIERE = 0.5, 0.97


@dataclass(frozen=True)
class Etiquette:
    """Un nom placé : ses lignes, son centre et sa boîte, en pixels."""

    code: str
    lignes: tuple[str, ...]
    x: float
    y: float
    boite: BaseGeometry


def placer_noms(
    cases: Sequence[CaseCarte], plates: Sequence[BaseGeometry], corps: float, tous: bool, cadre: plan.Cadre
) -> list[Etiquette]:
    """Placer les noms, les plus grands territoires d'abord, sans que deux se touchent ni sortent.

    `tous` : un nom peut déborder un peu de son territoire ; sinon il doit y tenir.
    """
    permis, seuil = plan.boite_du_cadre(cadre), _PART_DEDANS if tous else _PART_ENTIERE
    poses: list[Etiquette] = []
    for case, forme in sorted(zip(cases, plates, strict=True), key=lambda paire: -paire[1].area):
        visible = forme.intersection(permis)
        if visible.is_empty:
            continue
        etiquette, part = _meilleure(case, visible, corps)
        libre = permis.contains(etiquette.boite) and not any(
            etiquette.boite.intersects(p.boite) for p in poses
        )
        if part >= seuil and libre:
            poses.append(etiquette)
    return poses


def _meilleure(case: CaseCarte, forme: BaseGeometry, corps: float) -> tuple[Etiquette, float]:
    """La coupe du nom qui tient le mieux dans le territoire, et la part de sa boîte qui y tient."""
    partie = max(shapely.get_parts(forme), key=lambda p: p.area)
    x, y = shapely.maximum_inscribed_circle(partie, tolerance=2.0).coords[0]
    essais = [_etiquette(case.code, lignes, float(x), float(y), corps) for lignes in decoupes(case.nom)]
    parts = [(e, partie.intersection(e.boite).area / e.boite.area) for e in essais]
    return max(parts, key=lambda paire: (round(paire[1], 2), -len(paire[0].lignes)))


def _etiquette(code: str, lignes: tuple[str, ...], x: float, y: float, corps: float) -> Etiquette:
    demi_l = _LARGEUR_SIGNE / 2 * corps * max(map(len, lignes)) + 2
    demi_h = 0.58 * corps * len(lignes) + 1
    return Etiquette(code, lignes, x, y, shapely.box(x - demi_l, y - demi_h, x + demi_l, y + demi_h))


def decoupes(nom: str) -> list[tuple[str, ...]]:
    """Un nom de lieu sur une, deux, puis trois lignes, coupé aux traits d'union et aux espaces."""
    coupes = [i + 1 for i, c in enumerate(nom) if c in "- " and 1 < i < len(nom) - 2]
    facons = [ou for n in (0, 1, 2) for ou in _meilleurs_endroits(coupes, n, len(nom))]
    return [_trancher(nom, ou) for ou in facons]


def _meilleurs_endroits(coupes: Sequence[int], combien: int, longueur: int) -> list[tuple[int, ...]]:
    """La façon de couper en `combien + 1` lignes qui donne la plus courte ligne longue, s'il y en a."""
    choix = list(combinations(coupes, combien))
    return [min(choix, key=lambda ou: max(b - a for a, b in pairwise((0, *ou, longueur))))] if choix else []


def _trancher(nom: str, ou: tuple[int, ...]) -> tuple[str, ...]:
    return tuple(lieu(nom[a:b].strip()) for a, b in pairwise((0, *ou, len(nom))))


def couper_le_nom(nom: str, signes: int) -> tuple[str, ...]:
    """Le nom en aussi peu de lignes que possible d'au plus `signes` signes, trois lignes au plus."""
    facons = decoupes(nom)
    return next((f for f in facons if max(map(len, f)) <= signes), facons[-1])
