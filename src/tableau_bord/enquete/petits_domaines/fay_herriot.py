"""Le modèle de Fay et Herriot (1979) : emprunter de la force aux communautés qui se ressemblent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

METHODES = {
    "reml": "Fay-Herriot, REML ; EQM de Prasad-Rao",
    "ml": "Fay-Herriot, maximum de vraisemblance ; EQM de Datta-Lahiri",
    "fh": "Fay-Herriot, moments de Fay et Herriot ; EQM de Datta, Rao et Smith",
}
_BORNE_HAUTE = 1e6


@dataclass(frozen=True, eq=False)
class FayHerriot:
    """Par domaine (m,) : `valeur` (EBLUP), `erreur_type` (√EQM), `gamma` (poids du direct), `synthetique` (x'β).

    `beta`, `erreur_type_beta` (p,) ; `variance_effet` σ² ; `gradient` : le score à σ², nul à la précision machine, ou
    négatif si `au_bord` (σ² = 0 : tout est synthétique). `modelise` (m,) : vrai pour un domaine sans estimation directe
    ou forcé, dont la valeur est synthétique (γ = 0). `log_vraisemblance` et `aic` : ceux du maximum de vraisemblance.
    """

    valeur: Tableau
    erreur_type: Tableau
    beta: Tableau
    erreur_type_beta: Tableau
    variance_effet: float
    gamma: Tableau
    synthetique: Tableau
    modelise: NDArray[np.bool_]
    gradient: float
    au_bord: bool
    log_vraisemblance: float
    aic: float
    methode: str


def fay_herriot(
    direct: ArrayLike,
    variance: ArrayLike,
    auxiliaires: ArrayLike,
    methode: str = "reml",
    synthetiques: ArrayLike | None = None,
) -> FayHerriot:
    """EBLUP des domaines sous y_i = x_i'β + v_i + e_i, v de variance σ² et e de variance connue.

    `direct` (m,) et `variance` (m,), dans la même unité ; `nan` pour un domaine sans répondant, prédit par x'β.
    `auxiliaires` (m, p), constante comprise, connues partout. `methode` de σ² : « reml », « ml » ou « fh ».
    `synthetiques` (m,) booléen : domaines qui nourrissent le modèle, mais dont la valeur rendue doit être synthétique
    (de l'EBLUP on remonterait au direct qu'on ne publie pas).

    EQM : g1 + g2 + 2 g3, biais d'ordre supérieur ôté pour « ml » et « fh » (Prasad et Rao, 1990 ; Datta et Lahiri,
    2000 ; Datta, Rao et Smith, 2005 ; R sae `mseFH`). Synthétique : σ² + x' var(β) x.
    Lève CalculErreur : variance nulle ou négative (à lisser d'abord), auxiliaires manquantes ou liées, moins de
    p + 2 domaines observés, méthode inconnue.
    """
    y, psi, x, vus = _lire(direct, variance, auxiliaires, methode)
    modelise = ~vus
    if synthetiques is not None:
        modelise |= np.asarray(synthetiques, dtype=bool)
    yv, pv, xv = y[vus], psi[vus], x[vus]
    score, info = _scores(methode, yv, pv, xv)
    sigma2, gradient = _resoudre(score, float(np.median(pv)))
    v = 1 / (pv + sigma2)
    q: Tableau = np.linalg.inv(xv.T @ (v[:, None] * xv)).astype(np.float64)
    beta = q @ (xv.T @ (v * yv))
    synthetique = x @ beta
    gamma = np.where(modelise, 0.0, sigma2 / (np.where(vus, psi, 1.0) + sigma2))
    valeur = synthetique + gamma * (np.where(vus, y, synthetique) - synthetique)
    eqm = np.where(modelise, sigma2 + np.einsum("ij,jk,ik->i", x, q, x), 0.0)
    ici = vus & ~modelise
    eqm[ici] = _eqm(methode, psi[ici], x[ici], sigma2, q, v, xv, info(sigma2))
    residus = yv - xv @ beta
    vraisemblance = -0.5 * float(np.sum(np.log(2 * np.pi / v)) + residus @ (v * residus))
    return FayHerriot(
        valeur, np.sqrt(np.maximum(eqm, 0.0)), beta, np.sqrt(np.diag(q)), sigma2, gamma, synthetique, modelise,
        gradient, sigma2 == 0.0, vraisemblance, 2 * (x.shape[1] + 1) - 2 * vraisemblance, METHODES[methode],
    )  # fmt: skip


def _lire(
    direct: ArrayLike, variance: ArrayLike, auxiliaires: ArrayLike, methode: str
) -> tuple[Tableau, Tableau, Tableau, NDArray[np.bool_]]:
    if methode not in METHODES:
        raise CalculErreur(
            "fay_herriot",
            f"Méthode inconnue\u00a0: «\u00a0{methode}\u00a0».",
            remede="Choisissez reml, ml ou fh.",
        )
    y, psi, x = (np.asarray(t, dtype=np.float64) for t in (direct, variance, auxiliaires))
    x = x[:, None] if x.ndim == 1 else x
    if y.ndim != 1 or psi.shape != y.shape or x.shape[:1] != y.shape:
        raise CalculErreur(
            "fay_herriot",
            "Direct, variance et auxiliaires n'ont pas le même nombre de domaines.",
            remede="Une ligne par domaine.",
        )
    if not np.isfinite(x).all():
        i = int(np.argmax(~np.isfinite(x).all(axis=1)))
        raise CalculErreur(
            "fay_herriot",
            "Une variable auxiliaire manque.",
            ou=f"Domaine {i + 1}",
            remede="Elles doivent être connues partout.",
        )
    vus = np.isfinite(y) & np.isfinite(psi)
    nulles = vus & (psi <= 0)
    if nulles.any():
        raise CalculErreur(
            "variance_nulle", f"{int(nulles.sum())} domaines ont une variance nulle.", ou=f"Domaine {int(np.argmax(nulles)) + 1}",
            remede="Lissez d'abord les variances\u00a0: 0 % d'un échantillon n'est pas une certitude.",
        )  # fmt: skip
    p = x.shape[1]
    if vus.sum() < p + 2:
        raise CalculErreur(
            "fay_herriot",
            f"{int(vus.sum())} domaines observés pour {p} coefficients.",
            remede="Retirez des variables auxiliaires.",
        )
    if np.linalg.matrix_rank(x[vus]) < p:
        raise CalculErreur(
            "fay_herriot", "Les variables auxiliaires sont liées entre elles.", remede="Retirez-en une."
        )
    return y, psi, x, vus


Fonction = Callable[[float], float]


def _scores(methode: str, y: Tableau, psi: Tableau, x: Tableau) -> tuple[Fonction, Fonction]:
    """L'équation à annuler en σ², et l'inverse de la variance asymptotique de σ²."""
    m, p = x.shape

    def ajuster(s: float) -> tuple[Tableau, Tableau, Tableau]:
        v = 1 / (psi + s)
        xv = v[:, None] * x
        q = np.linalg.inv(x.T @ xv)
        return v, xv @ q @ xv.T, v * (y - x @ (q @ (xv.T @ y)))  # V⁻¹, V⁻¹X Q X'V⁻¹, P y

    def score(s: float) -> float:
        v, retrait, py = ajuster(s)
        if methode == "fh":
            return float((py * py / v).sum() - (m - p))
        trace = v.sum() - (np.trace(retrait) if methode == "reml" else 0.0)
        return float(-0.5 * trace + 0.5 * (py @ py))

    def information(s: float) -> float:
        v = 1 / (psi + s)
        return float(v.sum() ** 2 / (2 * m)) if methode == "fh" else float((v @ v) / 2)

    return score, information


def _resoudre(score: Fonction, echelle: float) -> tuple[float, float]:
    """σ² ≥ 0 qui annule le score, à la précision machine ; 0 si le score y est déjà négatif."""
    if (au_bord := score(0.0)) <= 0:
        return 0.0, au_bord
    haut = echelle
    while score(haut) > 0:
        haut *= 4
        if haut > _BORNE_HAUTE * echelle:
            raise CalculErreur(
                "fay_herriot",
                "La variance de l'effet ne se laisse pas estimer.",
                remede="Vérifiez l'unité des variances.",
            )
    sigma2 = float(optimize.brentq(score, 0.0, haut, xtol=1e-300, rtol=4 * np.finfo(float).eps, maxiter=500))
    return sigma2, score(sigma2)


def _eqm(
    methode: str, psi: Tableau, x: Tableau, s: float, q: Tableau, v: Tableau, xv: Tableau, information: float
) -> Tableau:
    reste = psi / (psi + s)
    g1, g2 = s * reste, reste**2 * np.einsum("ij,jk,ik->i", x, q, x)
    g3 = reste**2 / (psi + s) / information
    biais = 0.0
    if methode == "ml":
        biais = -float(np.trace(q @ (xv.T @ ((v * v)[:, None] * xv)))) / float(v @ v)
    elif methode == "fh":
        m = len(v)
        biais = 2 * (m * float(v @ v) - v.sum() ** 2) / v.sum() ** 3
    return np.asarray(g1 + g2 + 2 * g3 - biais * reste**2)
