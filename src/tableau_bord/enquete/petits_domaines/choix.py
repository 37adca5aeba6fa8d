"""Direct, modèle, synthétique ou rien : la règle, écrite pour être lue et imprimée."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.francais import nombre, pourcentage


class Voie(StrEnum):
    """Ce qui se publie d'une communauté."""

    DIRECT = "direct"
    MODELE = "modèle"
    SYNTHETIQUE = "synthétique"
    RIEN = "rien"


@dataclass(frozen=True)
class RegleDeChoix:
    """`seuil` : répondants, et répondants ayant (ou n'ayant pas) le caractère ; `cv_direct`, `cv_modele` : coefficients
    de variation au-delà desquels l'un, puis l'autre, ne se publie pas.
    """

    seuil: int = 5
    cv_direct: float = 0.166
    cv_modele: float = 0.333

    @property
    def phrase(self) -> str:
        """La règle, en une phrase imprimable."""
        return (
            f"Sous {nombre(self.seuil)} répondants, ou {nombre(self.seuil)} répondants ayant ou n'ayant pas le caractère,"
            f" la valeur est synthétique\u00a0: elle ne doit rien à ces réponses. Sinon, l'estimation directe si son"
            f" coefficient de variation est d'au plus {pourcentage(self.cv_direct, 1)}\u00a0; à défaut, le modèle."
            f" Au-delà de {pourcentage(self.cv_modele, 1)}, rien n'est publié."
        )


def choisir(
    repondants: ArrayLike,
    avec_caractere: ArrayLike,
    cv_direct: ArrayLike,
    cv_modele: ArrayLike,
    cv_synthetique: ArrayLike,
    regle: RegleDeChoix | None = None,
) -> NDArray[np.str_]:
    """La voie de chaque domaine (m,), valeurs de `Voie`.

    `repondants`, `avec_caractere` : effectifs non pondérés ; zéro personne ayant le caractère est sous le seuil. `cv_*` :
    erreur type ÷ estimation, `nan` si elle n'existe pas.
    """
    r = regle or RegleDeChoix()
    n, x = np.asarray(repondants, float), np.asarray(avec_caractere, float)
    direct, modele, synthetique = (
        np.nan_to_num(np.asarray(c, float), nan=np.inf) for c in (cv_direct, cv_modele, cv_synthetique)
    )
    peu = (n < r.seuil) | (x < r.seuil) | (n - x < r.seuil)
    return np.select(
        [peu & (synthetique <= r.cv_modele), peu, direct <= r.cv_direct, modele <= r.cv_modele],
        [str(Voie.SYNTHETIQUE), str(Voie.RIEN), str(Voie.DIRECT), str(Voie.MODELE)],
        str(Voie.RIEN),
    )
