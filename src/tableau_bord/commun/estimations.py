"""Le résultat d'une méthode : des estimations avec leur incertitude."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Tableau = NDArray[np.float64]


class Motif(StrEnum):
    """Pourquoi une valeur est absente. Zéro, manquant et masqué sont trois choses différentes."""

    SANS_POPULATION = "sans population"
    MASQUE = "masqué"
    MASQUE_COMPLEMENT = "masqué par complément"
    NON_DISPONIBLE = "non disponible"
    TROP_INCERTAIN = "trop incertain"
    NON_COMPARABLE = "non comparable"


@dataclass(frozen=True)
class Estimations:
    """Estimations et incertitude, tableaux de même forme (même pour un scalaire).

    `valeur`, `erreur_type`, `borne_inf`, `borne_sup` : float64, `nan` là où il n'y a pas de
    nombre ; `motif` y porte alors la raison (chaîne vide ailleurs). `methode` nomme la méthode
    case par case ou, si elle est la même partout, en une seule chaîne. `etiquettes` nomme les
    domaines, `effet_plan` n'existe que pour une enquête.

    Lève ValueError si les formes diffèrent : c'est un bogue, pas une erreur d'usager.
    """

    valeur: Tableau
    erreur_type: Tableau
    borne_inf: Tableau
    borne_sup: Tableau
    methode: str | NDArray[np.str_] = ""
    motif: NDArray[np.str_] | None = None
    etiquettes: tuple[str, ...] = field(default=())
    effet_plan: Tableau | None = None

    def __post_init__(self) -> None:
        formes = {np.shape(t) for t in (self.valeur, self.erreur_type, self.borne_inf, self.borne_sup)}
        if len(formes) != 1:
            raise ValueError(f"formes différentes : {sorted(formes)}")
        for nom in ("valeur", "erreur_type", "borne_inf", "borne_sup"):
            tableau = np.array(getattr(self, nom), dtype=np.float64)
            tableau.setflags(write=False)
            object.__setattr__(self, nom, tableau)

    @property
    def forme(self) -> tuple[int, ...]:
        """Forme commune des tableaux."""
        return self.valeur.shape
