"""Lisser des variances d'échantillonnage : aucune n'est gardée nulle, et celles de peu de gens le sont moins au hasard."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

METHODES = {
    "effet-plan-commun": "variance d'une proportion régionale à effet de plan commun",
    "log-log": "fonction de variance log-log de l'effectif (Wolter, 2007)",
}


@dataclass(frozen=True, eq=False)
class VariancesLissees:
    """`variance` (m,), toujours positive là où il y a un effectif ; `lissee` (m,) dit lesquelles ont changé."""

    variance: Tableau
    lissee: NDArray[np.bool_]
    methode: str


def lisser_variances(
    direct: ArrayLike,
    variance: ArrayLike,
    effectif: ArrayLike,
    methode: str = "effet-plan-commun",
    minimum: float = 0.0,
) -> VariancesLissees:
    """Donner une variance positive à chaque domaine, par une fonction nommée ; (m,) chacun.

    `direct` : estimations ; `variance` : celles du plan, nulles à 0 % ou 100 %, `nan` permis ; `effectif` : répondants.
    Sont lissées les variances nulles, absentes, et celles des domaines de moins de `minimum` répondants ; un domaine
    sans répondant garde `nan`. « effet-plan-commun » : ψ = d · P(1 − P)/n, où P est la proportion régionale et d le
    rapport d'ensemble des variances du plan à celles d'un tirage simple. « log-log » : log ψ = a + b log n, ajusté sur
    les variances positives, retour corrigé par la moyenne des résidus exponentiés (Duan, 1983).
    Lève CalculErreur : méthode inconnue, moins de trois variances positives, ou proportions hors de [0, 1].
    """
    if methode not in METHODES:
        raise CalculErreur(
            "lissage_des_variances", f"Fonction de variance inconnue\u00a0: «\u00a0{methode}\u00a0».",
            remede=f"Choisissez parmi {', '.join(METHODES)}.",
        )  # fmt: skip
    y, psi, n = (np.asarray(t, dtype=np.float64) for t in (direct, variance, effectif))
    vus = np.isfinite(y) & (n > 0)
    bonnes = vus & np.isfinite(psi) & (psi > 0)
    if bonnes.sum() < 3:
        raise CalculErreur(
            "lissage_des_variances", "Moins de trois domaines ont une variance positive.",
            remede="Regroupez des domaines, ou publiez l'estimation régionale.",
        )  # fmt: skip
    lisse = np.full(y.shape, np.nan)
    if methode == "log-log":
        x = np.column_stack([np.ones(int(bonnes.sum())), np.log(n[bonnes])])
        b, *_ = np.linalg.lstsq(x, np.log(psi[bonnes]), rcond=None)
        correction = float(np.exp(np.log(psi[bonnes]) - x @ b).mean())
        lisse[vus] = np.exp(b[0] + b[1] * np.log(n[vus])) * correction
    else:
        if ((y[vus] < 0) | (y[vus] > 1)).any():
            raise CalculErreur(
                "lissage_des_variances",
                "L'effet de plan commun vaut pour des proportions.",
                remede="Prenez log-log.",
            )
        p = float(n[vus] @ y[vus] / n[vus].sum())
        simple = y[bonnes] * (1 - y[bonnes]) / n[bonnes]
        lisse[vus] = p * (1 - p) / n[vus] * float(psi[bonnes].sum() / simple.sum())
    change = vus & (~bonnes | (n < minimum))
    return VariancesLissees(np.where(change, lisse, np.where(vus, psi, np.nan)), change, METHODES[methode])
