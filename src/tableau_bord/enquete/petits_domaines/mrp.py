"""Régression multiniveau et post-stratification : des cellules de l'échantillon à celles de la population."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines.mrp_laplace import Laplace, ajuster

METHODE = "régression multiniveau logistique (Laplace) et post-stratification (Park, Gelman et Bafumi, 2004)"
_NOEUDS = 60
_ORDRE = 12


@dataclass(frozen=True, eq=False)
class Cellules:
    """Des cellules, d'échantillon ou de population : `auxiliaires` (c, p), constante comprise ; `facteurs` : pour
    chaque effet aléatoire, son nom et le niveau de chaque cellule (c,).
    """

    auxiliaires: ArrayLike
    facteurs: Mapping[str, ArrayLike]


@dataclass(frozen=True, eq=False)
class Mrp:
    """Par domaine (m,), dans l'ordre des `etiquettes` : `valeur` (proportion moyenne a posteriori), `erreur_type`
    (écart type a posteriori), bornes prises à l'échelle logit ; `essais` de l'échantillon ; `modelise` : sans
    répondant, ou forcé. Sans population : `nan`.

    `beta`, `erreur_type_beta` (p,) ; `ecarts_types` : celui de chaque facteur, en logit, 0 s'il est `au_bord`.
    `probabilites` (c,) : celles des cellules de la population.
    """

    etiquettes: tuple[str, ...]
    valeur: Tableau
    erreur_type: Tableau
    borne_inf: Tableau
    borne_sup: Tableau
    essais: Tableau
    modelise: NDArray[np.bool_]
    beta: Tableau
    erreur_type_beta: Tableau
    ecarts_types: dict[str, float]
    au_bord: tuple[str, ...]
    probabilites: Tableau
    log_vraisemblance: float
    aic: float
    niveau: float
    methode: str


def mrp(
    succes: ArrayLike,
    essais: ArrayLike,
    echantillon: Cellules,
    population: Cellules,
    effectifs: ArrayLike,
    domaine: str = "communaute",
    niveau: float = 0.95,
    synthetiques: Collection[object] = (),
) -> Mrp:
    """Estimer une proportion par domaine : logit(p) = x'β + Σ_k v_k[niveau], v_k normal, puis Σ N p / Σ N.

    `succes`, `essais` (c,) : par cellule de l'échantillon, des nombres de personnes ou des effectifs efficaces
    (fractions permises) ; une cellule de zéro essai ne compte pas. `echantillon` et `population` : les mêmes auxiliaires
    et les mêmes facteurs, un ou plusieurs, croisés. `effectifs` (c',) : personnes de chaque cellule de la population.
    `domaine` : le facteur par lequel on publie. Un niveau jamais vu garde son a priori, de variance σ²_k.
    `synthetiques` : domaines qui nourrissent le modèle, mais dont la valeur ne doit pas dépendre de leur effet propre.

    Hypothèse : à cellule égale, répondre ne dépend pas de l'issue. La loi a posteriori de l'échelle logit est prise
    normale, l'incertitude de β et des variances comprise au premier ordre (Kass et Steffey, 1989) ; moyennes et
    variances des proportions en sortent sans tirage (quadrature, formule de Mehler).
    Lève CalculErreur : formes, facteurs ou effectifs incompatibles, valeurs manquantes, succès au-delà des essais,
    auxiliaires liées, un seul niveau par facteur, que des succès ou aucun, pas de maximum.
    Source : Gelman et Little (1997) ; Park, Gelman et Bafumi (2004).
    """
    y, n, x, z = _lire(succes, essais, echantillon, population)
    poids = _effectifs(effectifs, len(z))
    noms = list(echantillon.facteurs)
    if domaine not in noms:
        raise _erreur(
            f"Le domaine «\u00a0{domaine}\u00a0» n'est pas un facteur.", f"Facteurs\u00a0: {', '.join(noms)}."
        )
    niveaux = {f: _niveaux(echantillon.facteurs[f], population.facteurs[f], len(y), len(z), f) for f in noms}
    vus = n > 0
    rangs = np.stack([_rang(echantillon.facteurs[f], niveaux[f]) for f in noms])
    cibles = np.stack([_rang(population.facteurs[f], niveaux[f]) for f in noms])
    for f, r in zip(noms, rangs, strict=True):
        if len(np.unique(r[vus])) < 2:
            raise _erreur(f"Le facteur «\u00a0{f}\u00a0» n'a qu'un niveau observé.", "Retirez-le.")
    # Un niveau fantôme, jamais vu, par domaine forcé : son effet reste à l'a priori.
    k = noms.index(domaine)
    rang_domaine = cibles[k].copy()
    m = len(niveaux[domaine])
    force = np.isin(np.asarray(niveaux[domaine]), [str(s) for s in synthetiques])
    cibles[k] = np.where(force[rang_domaine], m + rang_domaine, rang_domaine)
    tailles = [len(niveaux[f]) for f in noms]
    tailles[k] = 2 * m if force.any() else m
    fait = ajuster(y[vus], n[vus], x[vus], rangs[:, vus], tailles)
    valeur, erreur, cellules = _post_stratifier(fait, z, cibles, poids, rang_domaine, m)
    repondants = np.bincount(rangs[k], n, m).astype(np.float64)
    bas, haut = _bornes(valeur, erreur, niveau)
    p = x.shape[1]
    return Mrp(
        niveaux[domaine], valeur, erreur, bas, haut, repondants, force | (repondants == 0), fait.beta,
        np.sqrt(np.diag(fait.covariance)[len(noms) :]), dict(zip(noms, fait.theta.tolist(), strict=True)),
        tuple(f for f, t in zip(noms, fait.theta, strict=True) if t == 0.0), cellules, fait.log_vraisemblance,
        2 * (p + len(noms)) - 2 * fait.log_vraisemblance, niveau, METHODE,
    )  # fmt: skip


def _post_stratifier(
    fait: Laplace, z: Tableau, cibles: NDArray[np.int64], poids: Tableau, domaine: NDArray[np.int64], m: int
) -> tuple[Tableau, Tableau, Tableau]:
    """Moyenne et écart type a posteriori des domaines (m,), moyenne des cellules (c,)."""
    moyenne, racine = fait.predire(z, cibles)
    s = np.sqrt((racine**2).sum(axis=1))
    # p(η) en polynômes d'Hermite normés : a_0 est la moyenne, cov(p_k, p_l) = Σ_j a_jk a_jl ρ_kl^j (Mehler, 1866).
    noeuds, passage = _hermite()
    p = special.expit(moyenne[:, None] + s[:, None] * noeuds)
    a = p @ passage
    valeur, erreur = np.full(m, np.nan), np.full(m, np.nan)
    for d in np.unique(domaine):
        ici = np.flatnonzero((domaine == d) & (poids > 0))
        if len(ici) == 0:
            continue
        part = poids[ici] / poids[ici].sum()
        valeur[d] = part @ a[ici, 0]
        reduit = racine[ici] / np.maximum(s[ici], 1e-300)[:, None]
        rho = reduit @ reduit.T
        puissance = np.ones_like(rho)
        variance = 0.0
        for j in range(1, _ORDRE + 1):
            puissance = puissance * rho
            q = part * a[ici, j]
            variance += float(q @ puissance @ q)
        erreur[d] = np.sqrt(max(variance, 0.0))
    return valeur, erreur, a[:, 0]


@lru_cache(maxsize=1)
def _hermite() -> tuple[Tableau, Tableau]:
    """Nœuds de Gauss-Hermite, et la matrice (nœuds, ordres) qui projette sur les polynômes normés."""
    noeuds, masses = np.polynomial.hermite_e.hermegauss(_NOEUDS)
    base = np.empty((_ORDRE + 1, _NOEUDS))
    base[0], base[1] = 1.0, noeuds
    for j in range(1, _ORDRE):
        base[j + 1] = (noeuds * base[j] - np.sqrt(j) * base[j - 1]) / np.sqrt(j + 1)
    return noeuds, np.asarray((masses / masses.sum() * base).T)


def _bornes(valeur: Tableau, erreur: Tableau, niveau: float) -> tuple[Tableau, Tableau]:
    largeur = stats.norm.ppf(0.5 + niveau / 2) * erreur / (valeur * (1 - valeur))
    centre = special.logit(valeur)
    return special.expit(centre - largeur), special.expit(centre + largeur)


def _lire(
    succes: ArrayLike, essais: ArrayLike, echantillon: Cellules, population: Cellules
) -> tuple[Tableau, Tableau, Tableau, Tableau]:
    y, n, x, z = (
        np.asarray(t, dtype=np.float64)
        for t in (succes, essais, echantillon.auxiliaires, population.auxiliaires)
    )
    x, z = (t[:, None] if t.ndim == 1 else t for t in (x, z))
    if y.ndim != 1 or n.shape != y.shape or x.shape[:1] != y.shape or z.shape[1:] != x.shape[1:]:
        raise _erreur(
            "Succès, essais et auxiliaires n'ont pas des formes compatibles.", "Une ligne par cellule."
        )
    if set(echantillon.facteurs) != set(population.facteurs) or not echantillon.facteurs:
        raise _erreur(
            "L'échantillon et la population n'ont pas les mêmes facteurs.", "Donnez-leur les mêmes noms."
        )
    if not all(np.isfinite(t).all() for t in (y, n, x, z)):
        raise _erreur("Une valeur manque dans les cellules.", "Complétez-la, ou retirez la cellule.")
    mauvais = (y < 0) | (y > n)
    if mauvais.any():
        raise _erreur(
            "Les succès dépassent les essais, ou sont négatifs.",
            "Vérifiez la cellule.",
            f"Cellule {int(np.argmax(mauvais)) + 1}",
        )
    if y.sum() == 0 or y.sum() == n.sum():
        raise _erreur("L'issue ne varie pas.", "Publiez l'estimation régionale.")
    if np.linalg.matrix_rank(x[n > 0]) < x.shape[1]:
        raise _erreur("Les variables auxiliaires sont liées entre elles.", "Retirez-en une.")
    return y, n, x, z


def _effectifs(effectifs: ArrayLike, taille: int) -> Tableau:
    poids = np.asarray(effectifs, dtype=np.float64)
    if poids.shape != (taille,) or not np.isfinite(poids).all() or (poids < 0).any() or poids.sum() <= 0:
        raise _erreur("Les effectifs de la population doivent être positifs.", "Un effectif par cellule.")
    return poids


def _niveaux(a: ArrayLike, b: ArrayLike, n: int, k: int, nom: str) -> tuple[str, ...]:
    """Les niveaux d'un facteur, de l'échantillon et de la population ; des nombres vont dans leur ordre."""
    ici, la = np.asarray(a), np.asarray(b)
    if ici.shape != (n,) or la.shape != (k,):
        raise _erreur(f"Le facteur «\u00a0{nom}\u00a0» n'a pas un niveau par cellule.", "Complétez-le.")
    vus, cibles = {str(v) for v in ici}, {str(v) for v in la}
    if not vus & cibles:
        raise _erreur(
            f"Le facteur «\u00a0{nom}\u00a0» n'a aucun niveau commun à l'échantillon et à la population.",
            "Écrivez les codes de la même façon.",
        )
    nombres = all(v.lstrip("-").isdigit() for v in vus | cibles)
    return tuple(sorted(vus | cibles, key=int if nombres else None))


def _rang(valeurs: ArrayLike, niveaux: tuple[str, ...]) -> NDArray[np.int64]:
    place = {nom: i for i, nom in enumerate(niveaux)}
    return np.array([place[str(v)] for v in np.asarray(valeurs)], dtype=np.int64)


def _erreur(quoi: str, remede: str, ou: str = "") -> CalculErreur:
    return CalculErreur("mrp", quoi, ou=ou, remede=remede)
