"""Régression logistique à effets aléatoires croisés, par approximation de Laplace : le moteur de `mrp`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize, special

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

Rangs = NDArray[np.int64]
# Sous cet écart type (en logit), un effet ne se distingue plus de zéro : sa variance est dite au bord.
_PLANCHER = 1e-3
# Variance d'un coefficient, auxiliaires réduites, au-delà de laquelle le sommet n'est qu'un plateau vers l'infini.
_PLAFOND = 400.0


@dataclass(frozen=True, eq=False)
class Laplace:
    """L'ajustement : paramètres ψ = (θ, β), θ (k,) écarts types des effets, et modes des effets réduits `u` (q,).

    `covariance` (k + p, k + p) de ψ, nulle pour un θ au bord ; `pente_u` (q, k + p) = dũ/dψ ; `racine` R (q, q) :
    la variance de u sachant ψ est R R'. `debuts` (k,) : où commence le bloc de chaque facteur dans u. `gradient` : sa
    plus grande composante au sommet, nulle à la précision machine.
    """

    theta: Tableau
    beta: Tableau
    u: Tableau
    covariance: Tableau
    pente_u: Tableau
    racine: Tableau
    debuts: Rangs
    log_vraisemblance: float
    gradient: float

    def predire(self, x: Tableau, rangs: Rangs) -> tuple[Tableau, Tableau]:
        """Moyenne a posteriori (c,) de l'échelle logit, et sa racine L (c, k + p + q) : covariance = L L'.

        `x` (c, p), `rangs` (k, c) ; propagation du premier ordre de ψ (Kass et Steffey, 1989).
        """
        places = rangs + self.debuts[:, None]

        def effet(tableau: Tableau) -> Tableau:  # ZΛ fois un tableau (q, …)
            return np.asarray(sum(t * tableau[place] for t, place in zip(self.theta, places, strict=True)))

        pente = np.hstack([self.u[places].T, x]) + effet(self.pente_u)
        valeurs, vecteurs = np.linalg.eigh(self.covariance)
        racine_psi = vecteurs * np.sqrt(np.maximum(valeurs, 0.0))
        return x @ self.beta + effet(self.u), np.hstack([pente @ racine_psi, effet(self.racine)])


class _Hessienne:
    """H = I + ΛZ'WZΛ, dont le bloc du plus grand facteur est diagonal : seul le complément de Schur se factorise.

    Une factorisation pleine de 134 lignes, multifils, prenait 65 ms sur une machine occupée, contre 0,2 ms au repos.
    """

    def __init__(self, h: Tableau, grand: Rangs, reste: Rangs) -> None:
        self.grand, self.reste = grand, reste
        self.d = np.diag(h)[grand]
        b = h[np.ix_(grand, reste)]
        self.y = b / self.d[:, None]
        self.schur = np.linalg.cholesky(h[np.ix_(reste, reste)] - b.T @ self.y)

    @property
    def log_determinant(self) -> float:
        return float(np.log(self.d).sum() + 2 * np.log(np.diag(self.schur)).sum())

    def resoudre(self, g: Tableau) -> Tableau:
        """H⁻¹ g (q,)."""
        fait = np.empty_like(g)
        droite = g[self.reste] - self.y.T @ g[self.grand]
        fait[self.reste] = np.linalg.solve(self.schur.T, np.linalg.solve(self.schur, droite))
        fait[self.grand] = g[self.grand] / self.d - self.y @ fait[self.reste]
        return fait

    def racine(self) -> Tableau:
        """R (q, q) telle que H⁻¹ = R R'."""
        q, coin = len(self.d) + len(self.reste), np.linalg.inv(self.schur).T
        fait = np.zeros((q, q))
        fait[self.grand, self.grand] = self.d**-0.5
        fait[np.ix_(self.grand, self.reste)] = -self.y @ coin
        fait[np.ix_(self.reste, self.reste)] = coin
        return fait


class _Modele:
    """Log-vraisemblance de Laplace et son gradient exact ; le dernier mode trouvé amorce le suivant."""

    def __init__(self, y: Tableau, n: Tableau, x: Tableau, rangs: Rangs, niveaux: list[int]) -> None:
        self.y, self.n, self.x, self.niveaux = y, n, x, niveaux
        self.debuts = np.concatenate([[0], np.cumsum(niveaux)[:-1]]).astype(np.int64)
        self.places = rangs + self.debuts[:, None]
        self.q, self.k = sum(niveaux), len(niveaux)
        self.u = np.zeros(self.q)
        g = int(np.argmax(niveaux))
        self.grand = self.debuts[g] + np.arange(niveaux[g])
        self.reste = np.setdiff1d(np.arange(self.q), self.grand)
        self.constante = float(
            np.sum(special.gammaln(n + 1) - special.gammaln(y + 1) - special.gammaln(n - y + 1))
        )

    def somme(self, c: Tableau) -> Tableau:
        """Z'c, pour c (c,)."""
        return np.concatenate(
            [np.bincount(p - d, c, m) for p, d, m in zip(self.places, self.debuts, self.niveaux, strict=True)]
        )

    def croise(self, w: Tableau) -> Tableau:
        """Z' diag(w) Z (q, q)."""
        paires = (self.places[:, None, :] * self.q + self.places[None, :, :]).ravel()
        plat = np.bincount(paires, np.tile(w, self.k * self.k), self.q * self.q)
        return np.asarray(plat.reshape(self.q, self.q))

    def mode(self, theta: Tableau, fixe: Tableau) -> tuple[Tableau, Tableau, _Hessienne]:
        """ũ par Newton, la prédiction η (c,) et H, factorisée."""
        echelle = np.repeat(theta, self.niveaux)

        def eta(u: Tableau) -> Tableau:
            return np.asarray(fixe + (echelle * u)[self.places].sum(axis=0))

        def hauteur(u: Tableau, e: Tableau) -> float:
            return float(self.y @ e - self.n @ np.logaddexp(0.0, e) - 0.5 * (u @ u))

        u, e = self.u, eta(self.u)
        atteint = hauteur(u, e)
        for _ in range(100):
            mu = special.expit(e)
            g = echelle * self.somme(self.y - self.n * mu) - u
            brute = np.outer(echelle, echelle) * self.croise(self.n * mu * (1 - mu))
            h = _Hessienne(brute + np.eye(self.q), self.grand, self.reste)
            pas = h.resoudre(g)
            gain = float(g @ pas)
            if gain < 1e-18 * (1 + abs(atteint)):
                break
            for moitie in range(40):
                essai = u + pas / 2**moitie
                e_essai = eta(essai)
                if (monte := hauteur(essai, e_essai)) >= atteint - 1e-12 * abs(atteint):
                    u, e, atteint = essai, e_essai, monte
                    break
        self.u = u
        return u, e, h

    def evaluer(self, psi: Tableau) -> tuple[float, Tableau, Tableau, Tableau]:
        """Log-vraisemblance, gradient (k + p,), dũ/dψ (q, k + p) et R (q, q), où H⁻¹ = R R'."""
        theta, beta = psi[: self.k], psi[self.k :]
        u, e, h = self.mode(theta, self.x @ beta)
        echelle = np.repeat(theta, self.niveaux)
        mu = special.expit(e)
        w, r = self.n * mu * (1 - mu), self.y - self.n * mu
        racine = h.racine()
        inverse = racine[:, h.reste] @ racine[:, h.reste].T
        inverse[h.grand, h.grand] += 1 / h.d
        directe = np.hstack([u[self.places].T, self.x])  # dη/dψ à u fixé
        second = np.column_stack([-echelle * self.somme(w * colonne) for colonne in directe.T])
        z_r, zwz = self.somme(r), self.croise(w)
        explicite = np.zeros(len(psi))
        for j, (debut, m) in enumerate(zip(self.debuts, self.niveaux, strict=True)):
            bloc = slice(int(debut), int(debut) + m)
            second[bloc, j] += z_r[bloc]
            explicite[j] = np.sum((inverse[bloc] * echelle) * zwz[bloc])
        pente_u = inverse @ second
        totale = directe + sum((echelle[:, None] * pente_u)[place] for place in self.places)
        levier = np.zeros(len(w))
        for i in self.places:
            for j in self.places:
                levier += echelle[i] * echelle[j] * inverse[i, j]
        gradient = directe.T @ r - 0.5 * (levier * w * (1 - 2 * mu)) @ totale - explicite
        valeur = self.y @ e - self.n @ np.logaddexp(0.0, e) - 0.5 * (u @ u)
        valeur += self.constante - 0.5 * h.log_determinant
        return float(valeur), np.asarray(gradient), np.asarray(pente_u), racine


def ajuster(y: Tableau, n: Tableau, x: Tableau, rangs: Rangs, niveaux: list[int]) -> Laplace:
    """Maximiser la vraisemblance de Laplace en (θ, β), comme `glmer(nAGQ = 1)`.

    `y`, `n` (c,) : succès et essais, n > 0 ; `x` (c, p) ; `rangs` (k, c) : le niveau de chaque facteur, de 0 à
    `niveaux`[k] − 1 ; un niveau sans cellule reste à son a priori. Source : Breslow et Clayton (1993) ; Bates et al.
    (2015). Lève CalculErreur si le sommet n'est pas atteint (succès séparés par une variable, le plus souvent).
    """
    base, r = np.linalg.qr(x)
    base, r = base * np.sqrt(len(y)), r / np.sqrt(len(y))
    modele = _Modele(y, n, base, rangs, niveaux)
    k, p = len(niveaux), x.shape[1]
    part = np.log((y.sum() + 0.5) / (n.sum() - y.sum() + 0.5))
    depart = np.concatenate([np.full(k, 0.5), part * np.linalg.lstsq(base, np.ones(len(y)), rcond=None)[0]])

    psi = _monter(modele, depart)
    psi, covariance = _affiner(modele, psi)
    valeur, gradient, pente_u, racine = modele.evaluer(psi)
    vers_beta = linalg.block_diag(np.eye(k), linalg.solve_triangular(r, np.eye(p)))
    vers_psi = linalg.block_diag(np.eye(k), r)
    reel = vers_beta @ psi
    libre = _libres(modele, psi)
    return Laplace(
        reel[:k], reel[k:], modele.u, vers_beta @ covariance @ vers_beta.T, pente_u @ vers_psi, racine,
        modele.debuts, valeur, float(np.abs(gradient[libre]).max()),
    )  # fmt: skip


def _monter(modele: _Modele, depart: Tableau) -> Tableau:
    """L-BFGS-B ; un θ échoué à zéro, où la pente est nulle par symétrie, repart s'il montait un peu plus haut."""
    k = modele.k
    bornes = [(0.0, 20.0)] * k + [(-50.0, 50.0)] * (len(depart) - k)

    def oppose(psi: Tableau) -> tuple[float, Tableau]:
        valeur, gradient, _, _ = modele.evaluer(psi)
        return -valeur, -gradient

    for _ in range(3):
        psi = optimize.minimize(
            oppose, depart, jac=True, method="L-BFGS-B", bounds=bornes,
            options={"ftol": 1e-12, "gtol": 1e-6, "maxiter": 500},
        ).x  # fmt: skip
        bord = np.flatnonzero(psi[:k] < _PLANCHER)
        psi[bord] = 0.0
        depart = psi.copy()
        for i in bord:
            essai = psi.copy()
            essai[i] = 20 * _PLANCHER
            if modele.evaluer(essai)[1][i] > 0:
                depart[i] = 0.15
        if (depart == psi).all():
            break
    return np.asarray(psi, dtype=np.float64)


def _libres(modele: _Modele, psi: Tableau) -> NDArray[np.intp]:
    """Les paramètres qui bougent : β, et θ hors du bord."""
    return np.flatnonzero((np.arange(len(psi)) >= modele.k) | (psi > 0))


def _affiner(modele: _Modele, psi: Tableau) -> tuple[Tableau, Tableau]:
    """Quelques pas de Newton sur le gradient exact, et l'inverse de la hessienne au sommet."""
    covariance = np.zeros((len(psi), len(psi)))
    for _ in range(8):
        libre = _libres(modele, psi)
        gradient = modele.evaluer(psi)[1][libre]
        racine = _hessienne(modele, psi, libre)
        if np.abs(gradient).max() < 1e-7:
            covariance[np.ix_(libre, libre)] = linalg.cho_solve(racine, np.eye(len(libre)))
            if np.diag(covariance).max() > _PLAFOND:
                break
            return psi, covariance
        psi = psi.copy()
        psi[libre] += linalg.cho_solve(racine, gradient)
        tete = psi[: modele.k]
        tete[tete < _PLANCHER] = 0.0
        if np.abs(psi).max() > 50:
            break
    raise _echec()


def _hessienne(modele: _Modele, psi: Tableau, libre: NDArray[np.intp]) -> tuple[Tableau, bool]:
    """Racine de Cholesky de l'opposé de la hessienne, par différences du gradient exact."""
    hessienne = np.empty((len(libre), len(libre)))
    for j, i in enumerate(libre):
        h = 1e-4 * max(1.0, abs(psi[i]))
        pas = np.zeros(len(psi))
        pas[i] = min(h, 0.5 * psi[i]) if i < modele.k else h
        montee, descente = (modele.evaluer(psi + signe * pas)[1][libre] for signe in (1, -1))
        hessienne[j] = (descente - montee) / (2 * pas[i])
    try:
        racine, bas = linalg.cho_factor(0.5 * (hessienne + hessienne.T))
    except linalg.LinAlgError as panne:
        raise _echec() from panne
    return racine, bool(bas)


def _echec() -> CalculErreur:
    return CalculErreur(
        "mrp",
        "La vraisemblance n'a pas de sommet.",
        remede="Une variable sépare sans doute les succès des échecs\u00a0: retirez-la, ou regroupez des niveaux.",
    )
