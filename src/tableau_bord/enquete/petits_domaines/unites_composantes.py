"""Variances et EQM du modèle au niveau des unités, à partir des seules sommes par domaine."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

# λ = σ²v/σ²e essayés d'abord : la vraisemblance profilée peut avoir deux bosses.
_LAMBDAS = np.concatenate([[0.0], np.logspace(-6, 6, 37)])


@dataclass(frozen=True, eq=False)
class Sommes:
    """Ce que le modèle retient des réponses, les auxiliaires mises en base orthonormée et `y` privé de son ajustement.

    `n`, `y` (m,) et `x` (m, p) : effectif et moyennes par domaine, 0 sans réponse. `depart` (p,) : l'ajustement ôté.
    `vers_beta` (p, p) ramène un coefficient à l'unité d'origine. `carres` : Σ y² ; `dedans` : Σ (y − ȳ)² après
    régression dans les domaines, et `libres` ses degrés de liberté.
    """

    n: Tableau
    y: Tableau
    x: Tableau
    depart: Tableau
    vers_beta: Tableau
    log_volume: float
    carres: float
    dedans: float
    libres: int

    @property
    def total(self) -> int:
        """Nombre de réponses."""
        return int(self.n.sum())


@dataclass(frozen=True, eq=False)
class Composantes:
    """σ²v (`effet`), σ²e (`residuelle`), β et sa variance `q` en base orthonormée.

    `covariance` (2, 2) de (σ²v, σ²e) ; `biais` (2,) de ces estimateurs, nul sauf pour le maximum de vraisemblance.
    """

    effet: float
    residuelle: float
    beta: Tableau
    q: Tableau
    covariance: Tableau
    biais: Tableau
    log_vraisemblance: float


def sommer(y: Tableau, x: Tableau, rang: NDArray[np.int64], m: int) -> Sommes:
    """Résumer les réponses `y` (n,), `x` (n, p), `rang` (n,) de leur domaine parmi `m`.

    Lève CalculErreur : auxiliaires liées, moins de deux domaines de plus que de coefficients libres, ou aucun domaine
    où deux réponses se comparent (σ²e ne s'estime pas).
    """
    n, p = x.shape
    if n <= p or np.linalg.matrix_rank(x) < p:
        raise CalculErreur(
            "modele_unites", "Les variables auxiliaires sont liées entre elles.", remede="Retirez-en une."
        )
    base, r = np.linalg.qr(x)
    depart = base.T @ y
    reste = y - base @ depart
    effectif = np.bincount(rang, minlength=m).astype(np.float64)
    diviseur = np.maximum(effectif, 1.0)
    moyenne_y = np.bincount(rang, reste, m) / diviseur
    moyenne_x = np.column_stack([np.bincount(rang, colonne, m) / diviseur for colonne in base.T])
    interne_x, interne_y = base - moyenne_x[rang], reste - moyenne_y[rang]
    ajuste, _, rang_interne, _ = np.linalg.lstsq(interne_x, interne_y, rcond=1e-10)
    domaines = int((effectif > 0).sum())
    libres = n - domaines - int(rang_interne)
    if libres <= 0 or domaines < 3:
        raise CalculErreur(
            "modele_unites",
            f"{n} réponses dans {domaines} domaines ne séparent pas la communauté de l'individu.",
            remede="Prenez le modèle de Fay-Herriot, ou retirez des variables auxiliaires.",
        )
    vers_beta = linalg.solve_triangular(r, np.eye(p))
    log_volume = float(np.log(np.abs(np.diag(r))).sum())
    dedans = float(np.sum((interne_y - interne_x @ ajuste) ** 2))
    return Sommes(
        effectif, moyenne_y, moyenne_x, depart, vers_beta, log_volume, float(reste @ reste), dedans, libres
    )


def composantes(s: Sommes, methode: str) -> Composantes:
    """Estimer σ²v et σ²e (« reml », « ml » ou « moments »), puis β par moindres carrés généralisés."""
    if methode == "moments":
        residuelle = s.dedans / s.libres
        # E(somme des carrés ordinaires) = (n − p) σ²e + η σ²v (Rao et Molina, 2015, éq. 7.1.7).
        eta = s.total - float(s.n @ (s.n * (s.x**2).sum(axis=1)))
        effet = max(0.0, (s.carres - (s.total - len(s.depart)) * residuelle) / eta)
        rapport = effet / residuelle
    else:
        rapport = _rapport(s, methode)
        residuelle = _ajuster(s, rapport)[2] / _degres(s, methode)
        effet = rapport * residuelle
    beta, interne, _ = _ajuster(s, rapport)
    q: Tableau = (residuelle * np.linalg.inv(interne)).astype(np.float64)
    information, biais = _precision(s, effet, residuelle, q, methode)
    return Composantes(
        effet, residuelle, beta, q, information, biais, _vraisemblance(s, rapport, residuelle, methode)
    )


def eqm(c: Composantes, n: Tableau, cible: Tableau, moyenne: Tableau) -> Tableau:
    """EQM de Prasad-Rao (m,) de `cible`'β + v ; `n` (m,), `cible` et `moyenne` (m, p) en base orthonormée.

    n = 0 donne σ²v + cible' var(β) cible. Source : Prasad et Rao (1990) ; Rao et Molina (2015), §7.2.
    """
    alpha = c.residuelle + n * c.effet
    gamma = n * c.effet / alpha
    bras = cible - gamma[:, None] * moyenne
    g1 = c.effet * c.residuelle / alpha
    g2 = np.einsum("ij,jk,ik->i", bras, c.q, bras)
    u = np.array([c.residuelle, -c.effet])
    g3 = n / alpha**3 * float(u @ c.covariance @ u)
    pente = np.stack([(1 - gamma) ** 2, n * (c.effet / alpha) ** 2])
    return np.asarray(g1 + g2 + 2 * g3 - c.biais @ pente)


def _degres(s: Sommes, methode: str) -> int:
    return s.total - (len(s.depart) if methode == "reml" else 0)


def _ajuster(s: Sommes, rapport: float) -> tuple[Tableau, Tableau, float]:
    """β, X'HX et la somme des carrés pondérée, où V = σ²e H⁻¹ et λ = `rapport`."""
    w = s.n * (rapport * s.n / (1 + rapport * s.n))
    interne = np.eye(s.x.shape[1]) - s.x.T @ (w[:, None] * s.x)
    droite = -s.x.T @ (w * s.y)
    beta: Tableau = np.linalg.solve(interne, droite).astype(np.float64)
    return beta, interne, float(s.carres - w @ s.y**2 - droite @ beta)


def _vraisemblance(s: Sommes, rapport: float, residuelle: float, methode: str) -> float:
    _, interne, carres = _ajuster(s, rapport)
    k = _degres(s, methode)
    double = k * np.log(2 * np.pi * residuelle) + np.log1p(rapport * s.n).sum() + carres / residuelle
    if methode == "reml":
        double += np.linalg.slogdet(interne)[1] + 2 * s.log_volume
    return float(-0.5 * double)


def _profil(s: Sommes, rapports: Tableau, methode: str) -> Tableau:
    """Log-vraisemblance profilée, à une constante près, en chaque λ de `rapports`."""
    lam_n = rapports[:, None] * s.n
    w = s.n * lam_n / (1 + lam_n)
    interne = np.eye(s.x.shape[1]) - np.einsum("lm,mi,mj->lij", w, s.x, s.x)
    droite = -(w * s.y) @ s.x
    beta = np.linalg.solve(interne, droite[:, :, None])[:, :, 0]
    carres = s.carres - w @ s.y**2 - (droite * beta).sum(axis=1)
    double = _degres(s, methode) * np.log(carres) + np.log1p(lam_n).sum(axis=1)
    if methode == "reml":
        double += np.linalg.slogdet(interne)[1]
    return np.asarray(-0.5 * double, dtype=np.float64)


def _score(s: Sommes, rapport: float, methode: str) -> float:
    """Dérivée, en λ, de la log-vraisemblance profilée."""
    beta, interne, carres = _ajuster(s, rapport)
    pente = (s.n / (1 + rapport * s.n)) ** 2
    trace = (s.n / (1 + rapport * s.n)).sum()
    if methode == "reml":
        trace -= np.trace(np.linalg.solve(interne, s.x.T @ (pente[:, None] * s.x)))
    ecart = s.y - s.x @ beta
    return float(-0.5 * (trace - _degres(s, methode) * (pente @ ecart**2) / carres))


def _rapport(s: Sommes, methode: str) -> float:
    """λ au sommet de la vraisemblance profilée, à la précision machine ; 0 s'il est au bord."""
    hauteur = _profil(s, _LAMBDAS, methode)
    i = int(np.argmax(hauteur))
    bas, haut = float(_LAMBDAS[max(i - 1, 0)]), float(_LAMBDAS[min(i + 1, len(_LAMBDAS) - 1)])
    if _score(s, bas, methode) <= 0:
        return 0.0
    if _score(s, haut, methode) >= 0:
        raise CalculErreur(
            "modele_unites",
            "La variance entre les communautés écrase celle des individus.",
            remede="Vérifiez que la réponse varie dans chaque communauté.",
        )
    return float(
        optimize.brentq(lambda lam: _score(s, lam, methode), bas, haut, xtol=1e-300, rtol=1e-14, maxiter=500)
    )


def _precision(s: Sommes, v: float, e: float, q: Tableau, methode: str) -> tuple[Tableau, Tableau]:
    """Covariance (2, 2) de (σ²v, σ²e) et biais (2,) du maximum de vraisemblance."""
    n, k = s.n[s.n > 0], s.total - len(s.depart)
    x = s.x[s.n > 0]
    biais = np.zeros(2)
    if methode == "moments":
        # Covariance exacte de deux formes quadratiques : la somme dans les domaines, l'ordinaire.
        croise = (n[:, None] * x) @ (n[:, None] * x).T
        eta, eta2 = n.sum() - np.trace(croise), float(np.sum((np.diag(n) - croise) ** 2))
        ordinaire = 2 * (e * e * k + 2 * e * v * eta + v * v * eta2)
        dans = 2 * e * e * s.libres
        passage = np.array([[1 / eta, -k / (eta * s.libres)], [0.0, 1 / s.libres]])
        return passage @ np.array([[ordinaire, dans], [dans, dans]]) @ passage.T, biais
    a = 1 / (e + n * v)
    info = 0.5 * np.array(
        [
            [np.sum((n * a) ** 2), np.sum(n * a * a)],
            [np.sum(n * a * a), (s.total - len(n)) / e**2 + np.sum(a * a)],
        ]
    )
    covariance: Tableau = np.linalg.inv(info).astype(np.float64)
    if methode == "ml":
        effet = x.T @ (((n * a) ** 2)[:, None] * x)
        reste = (np.eye(x.shape[1]) - x.T @ (n[:, None] * x)) / e**2 + x.T @ ((n * a * a)[:, None] * x)
        biais = -0.5 * covariance @ np.array([np.sum(q * effet), np.sum(q * reste)])
    return covariance, biais
