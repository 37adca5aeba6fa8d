"""Cinq classes nommées autour d'une valeur de référence, pour une carte. Pur.

Règle, imprimée sous chaque carte : les classes ont toutes la même largeur, un **pas** ; c'est le
nombre rond (1, 2 ou 5 fois une puissance de dix) le plus proche de l'étalement habituel entre
territoires, soit l'écart entre quartiles divisé par 1,349. La classe du milieu contient la
référence en son centre, à l'arrondi des bornes près ; deux classes de chaque côté, la
dernière ouverte. Une valeur égale à une borne va dans la classe du dessus. La classe est dite
**incertaine** quand l'intervalle touche trois classes ou plus.

Une valeur masquée n'entre ni dans l'étalement, ni dans une classe : la changer ne change rien.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np

from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import INSECABLE, nombre
from tableau_bord.indicateurs.ecriture import MASQUES, avec_unite, montrable
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Nature

_ECART_NORMAL = 1.349
_MINIMUM_POUR_QUARTILES = 4
_CLASSES_TOUCHEES = 3


class Etat(StrEnum):
    """Ce qu'on sait de la classe d'un territoire."""

    SURE = "sûre"
    INCERTAINE = "incertaine"
    MASQUEE = "masquée"
    ABSENTE = "absente"


@dataclass(frozen=True)
class Classement:
    """Bornes intérieures (quatre), pas et décimales des bornes ; classe (1 à 5) et état de chacun.

    `etalement` est absent s'il y a moins de quatre valeurs ou si les quartiles se touchent ; le pas
    est alors le nombre rond le plus proche du dixième de la référence.
    """

    bornes: tuple[float, float, float, float]
    pas: float
    decimales: int
    etalement: float | None
    reference: float
    classes: tuple[int | None, ...]
    etats: tuple[Etat, ...]

    def combien(self, classe: int) -> int:
        """Combien de territoires dans cette classe, incertains compris."""
        return sum(c == classe for c in self.classes)

    def combien_en(self, etat: Etat) -> int:
        """Combien de territoires dans cet état."""
        return sum(e is etat for e in self.etats)


def classer(
    valeurs: Sequence[float | None],
    bornes_inf: Sequence[float | None],
    bornes_sup: Sequence[float | None],
    reference: float | None,
    motifs: Sequence[Motif | None] | None = None,
) -> Classement:
    """Ranger des valeurs en cinq classes ; sans référence, la médiane en tient lieu."""
    raisons = motifs or [None] * len(valeurs)
    lisibles = [_lisible(v) if m is None else None for v, m in zip(valeurs, raisons, strict=True)]
    connues = [v for v in lisibles if v is not None]
    centre = reference if reference is not None else float(np.median(connues)) if connues else 0.0
    etalement = _etalement(connues)
    pas = _rond(etalement if etalement is not None else abs(centre) / 10 or 1.0)
    grain = _grain(pas)
    decimales = max(0, -math.floor(math.log10(grain) + 1e-9))
    debut = round((centre - pas / 2) / grain) * grain
    b = [round(debut + k * pas, decimales) for k in (-1, 0, 1, 2)]
    juges = [
        _juger(v, bas, haut, m, b)
        for v, bas, haut, m in zip(lisibles, bornes_inf, bornes_sup, raisons, strict=True)
    ]
    classes, etats = tuple(c for c, _ in juges), tuple(e for _, e in juges)
    return Classement((b[0], b[1], b[2], b[3]), pas, decimales, etalement, centre, classes, etats)


def classer_cases(cases: Sequence[CaseCarte], reference: float | None) -> Classement:
    """`classer`, pour les cases d'une carte."""
    return classer(
        [c.valeur for c in cases],
        [c.borne_inf for c in cases],
        [c.borne_sup for c in cases],
        reference,
        [None if montrable(c) else c.motif or Motif.NON_DISPONIBLE for c in cases],
    )


def _lisible(x: float | None) -> float | None:
    return None if x is None or math.isnan(x) else x


def _etalement(connues: Sequence[float]) -> float | None:
    if len(connues) < _MINIMUM_POUR_QUARTILES:
        return None
    q1, q3 = np.quantile(connues, [0.25, 0.75])
    return float(q3 - q1) / _ECART_NORMAL if q3 > q1 else None


def _rond(x: float) -> float:
    """Le nombre 1, 2 ou 5 fois une puissance de dix le plus proche de x, en proportion."""
    puissance = 10.0 ** math.floor(math.log10(x))
    return min((k * puissance for k in (1, 2, 5, 10)), key=lambda r: abs(math.log(r / x)))


def _grain(pas: float) -> float:
    """L'arrondi des bornes : à l'unité de rang pour un pas de 2 ou 5, à la moitié pour un pas de 1."""
    rang = 10.0 ** math.floor(math.log10(pas) + 1e-9)
    return rang / 2 if round(pas / rang) == 1 else rang


def _juger(
    valeur: float | None,
    bas: float | None,
    haut: float | None,
    motif: Motif | None,
    bornes: Sequence[float],
) -> tuple[int | None, Etat]:
    if motif in MASQUES:
        return None, Etat.MASQUEE
    if valeur is None:
        return None, Etat.ABSENTE
    classe = bisect_right(bornes, valeur) + 1
    if bas is None or haut is None or math.isnan(bas) or math.isnan(haut):
        return classe, Etat.SURE
    touchees = bisect_right(bornes, haut) - bisect_right(bornes, bas) + 1
    return classe, Etat.INCERTAINE if touchees >= _CLASSES_TOUCHEES else Etat.SURE


def mots(indicateur: Indicateur, nom_reference: str = "la région") -> tuple[str, str, str, str, str]:
    """Les cinq noms, de la classe 1 à la classe 5 : une fréquence, jamais un jugement."""
    mot = "fréquent" if indicateur.nature in (Nature.PROPORTION, Nature.ENQUETE) else "élevé"
    milieu = "Comme dans la région" if nom_reference == "la région" else f"Proche de {nom_reference}"
    return (
        f"Nettement moins {mot}",
        f"Un peu moins {mot}",
        milieu,
        f"Un peu plus {mot}",
        f"Nettement plus {mot}",
    )


def bornes_en_mots(classement: Classement, indicateur: Indicateur) -> tuple[str, str, str, str, str]:
    """« moins de 26 % », « de 26 à 31 % », …, « 41 % et plus »."""
    textes = [nombre(b, classement.decimales) for b in classement.bornes]
    courte = avec_unite(0, indicateur).partition(INSECABLE)[2]
    fin = f"{INSECABLE}{courte}" if courte else ""
    positive = indicateur.nature is not Nature.IMPORTE
    # Un taux ne descend pas sous zéro : « de −1 à 1 » ne se dit pas.
    milieux = [
        f"moins de {b}{fin}" if positive and borne < 0 else f"de {a} à {b}{fin}"
        for borne, (a, b) in zip(classement.bornes, pairwise(textes), strict=False)
    ]
    return (f"moins de {textes[0]}{fin}", milieux[0], milieux[1], milieux[2], f"{textes[3]}{fin} et plus")


def regle(classement: Classement, indicateur: Indicateur, nom_reference: str = "la région") -> str:
    """La règle des bornes, avec ses nombres, à imprimer sous la carte."""
    pas = nombre(classement.pas, max(0, -math.floor(math.log10(classement.pas) + 1e-9)))
    etalement = nombre(classement.etalement, classement.decimales + 1)
    origine = (
        f"le nombre rond le plus proche de l’étalement habituel entre territoires ({etalement}, soit "
        "l’écart entre quartiles divisé par 1,349)"
        if classement.etalement is not None
        else "un nombre rond proche du dixième de la référence, faute d’assez de valeurs différentes"
    )
    centre = nombre(classement.reference, max(indicateur.decimales, classement.decimales))
    return (
        f"Bornes\u00a0: des classes larges de {pas}, {origine}, autour de {centre} ({nom_reference}). "
        "Classe incertaine\u00a0: l’intervalle touche au moins trois classes."
    )
