"""Les équations d'un calage, résolues par Newton pour une ou pour toutes les colonnes de poids à la fois."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.calage_totaux import Cible
from tableau_bord.enquete.plan import Calage, Entiers

_PRECIS, _ADMIS = 1e-12, 1e-9
_SINGULIERE, _AMORTIE = 1e-11, 1e-4
_TOURS, _MOITIES = 60, 20
_CASES, _CELLULES, _LIGNES = 1 << 18, 1 << 16, 8_192
_PEU = 8


@dataclass(frozen=True)
class Distance:
    """Le facteur F(u) d'un calage, u = x'λ, avec F(0) = F'(0) = 1, entre les bornes (Deville et Särndal, 1992)."""

    nom: str
    bas: float = -math.inf
    haut: float = math.inf

    @classmethod
    def lire(cls, nom: str, bornes: tuple[float, float] | None) -> Distance:
        """Lève CalculErreur pour une distance inconnue, ou des bornes qui n'encadrent pas 1."""
        if nom not in ("lineaire", "exponentielle", "logit"):
            raise CalculErreur(
                "distance",
                f"Distance de calage inconnue\u00a0: «\u00a0{nom}\u00a0».",
                remede="Choisissez «\u00a0lineaire\u00a0», «\u00a0exponentielle\u00a0» ou «\u00a0logit\u00a0».",
            )
        bas, haut = (-math.inf, math.inf) if bornes is None else (float(b) for b in bornes)
        if not bas < 1 < haut or (nom == "logit" and not (bas >= 0 and haut < math.inf)):
            raise CalculErreur(
                "bornes",
                "Les bornes d'un facteur encadrent 1, la basse strictement au-dessous."
                if bornes is not None
                else "La distance logit demande des bornes.",
                remede="Par exemple de 0,5 à 2,5.",
            )
        return cls(nom, bas, haut)

    @property
    def constante(self) -> bool:
        """F' vaut 1 partout : une seule matrice, un seul tour."""
        return self.nom == "lineaire" and math.isinf(self.bas) and math.isinf(self.haut)

    def facteurs(self, u: Tableau) -> Tableau:
        """F(u), même forme."""
        if self.nom == "logit":
            amplitude = self.haut - self.bas
            pente = amplitude / ((1 - self.bas) * (self.haut - 1))
            rang = special.expit(pente * u + math.log((1 - self.bas) / (self.haut - 1)))
            return np.asarray(self.bas + amplitude * rang)
        with np.errstate(over="ignore"):
            f = 1 + u if self.nom == "lineaire" else np.exp(u)
        return f if math.isinf(self.bas) and math.isinf(self.haut) else np.clip(f, self.bas, self.haut)

    def derivee(self, f: Tableau) -> Tableau:
        """F' là où F vaut `f`."""
        if self.nom == "logit":
            pente = 1 / ((1 - self.bas) * (self.haut - 1))
            return pente * (f - self.bas) * (self.haut - f)
        if self.nom == "exponentielle" and math.isinf(self.haut) and self.bas <= 0:
            return f
        dedans = (f > self.bas) & (f < self.haut)
        return np.where(dedans, f if self.nom == "exponentielle" else 1.0, 0.0)

    def primitive(self, u: Tableau) -> Tableau:
        """Φ(u), l'intégrale de F depuis 0."""
        if self.nom == "logit":
            amplitude = self.haut - self.bas
            pente = amplitude / ((1 - self.bas) * (self.haut - 1))
            depart = math.log((1 - self.bas) / (self.haut - 1))
            monte = np.logaddexp(0.0, pente * u + depart) - math.log1p(math.exp(depart))
            return np.asarray(self.bas * u + amplitude / pente * monte)
        if self.nom == "lineaire":
            dedans = np.clip(u, self.bas - 1, self.haut - 1)
            return np.asarray(dedans + dedans * dedans / 2 + self.facteurs(dedans) * (u - dedans))
        with np.errstate(over="ignore"):
            dedans = np.clip(u, math.log(self.bas) if self.bas > 0 else -math.inf, math.log(self.haut))
            return np.asarray(np.expm1(dedans) + self.facteurs(dedans) * (u - dedans))


@dataclass(frozen=True, eq=False)
class Solution:
    """Multiplicateurs λ (p, B) ; écarts (p, B) aux totaux ; `reussie` (B,) : tous à 1e-9 près ; tours faits."""

    multiplicateurs: Tableau
    ecarts: Tableau
    reussie: NDArray[np.bool_]
    tours: int


def resoudre(
    lignes: Tableau, poids: Tableau, totaux: Tableau, distance: Distance, depart: Tableau | None = None
) -> Solution:
    """Trouver λ tel que Σ w F(x'λ) x = totaux, pour chaque colonne de `poids` (G, B).

    Newton ; là où un pas entier ne divise pas l'écart par deux, on monte le dual concave T'λ − Σ w Φ(x'λ), pas à pas
    réduits. `lignes` (G, p), `totaux` (p,), `depart` (p, B). Une colonne qui n'avance plus s'arrête là, `reussie` à faux ;
    rien n'est levé.
    """
    unite = np.abs(lignes).max(axis=0)
    x = lignes if (unite == 1).all() else lignes / unite
    vise = (totaux / unite)[:, None]
    lam = np.zeros((x.shape[1], poids.shape[1])) if depart is None else depart * unite[:, None]
    toutes = np.arange(poids.shape[1])
    somme, h = _moments(x, poids, toutes, lam, distance, True)
    ampleur = np.maximum(np.abs(vise), np.abs(somme))
    ampleur[ampleur == 0] = 1.0
    ecart = vise - somme
    norme = np.abs(ecart / ampleur).max(axis=0)
    vives, tours = np.ones(len(norme), dtype=bool), 0
    while tours < _TOURS and len(a := np.flatnonzero((norme > _PRECIS) & vives)):
        tours += 1
        essai = lam[:, a] + _direction(h[a], ecart[:, a], _SINGULIERE)
        somme, pleine = _moments(x, poids, a, essai, distance, not distance.constante)
        lents = np.flatnonzero(~(np.abs((vise - somme) / ampleur[:, a]).max(axis=0) < norme[a] / 2))
        if len(lents) and not distance.constante:
            r = a[lents]
            pas = _monter(x, poids, r, lam[:, r], ecart[:, r], h[r], vise, distance)
            essai[:, lents] = lam[:, r] + pas
            somme[:, lents], pleine[lents] = _moments(x, poids, r, essai[:, lents], distance, True)
            vives[r[~pas.any(axis=0)]] = False
        nouvelle = np.abs((vise - somme) / ampleur[:, a]).max(axis=0)
        vives[a[(nouvelle <= _ADMIS) & (nouvelle >= norme[a] / 2)]] = False
        if distance.constante:
            vives[a[nouvelle >= norme[a]]] = False
            mieux = nouvelle < norme[a]
            a, essai, somme, nouvelle = a[mieux], essai[:, mieux], somme[:, mieux], nouvelle[mieux]
        else:
            h[a] = pleine
        lam[:, a], ecart[:, a], norme[a] = essai, vise - somme, nouvelle
    return Solution(lam / unite[:, None], ecart * unite[:, None], norme <= _ADMIS, tours)


def recaler(calage: Calage, poids: Tableau) -> Entiers:
    """Refaire un calage sur chaque colonne de `poids` (n, B), **sur place**.

    Rend les numéros des colonnes qui n'y arrivent pas (une catégorie vide, des bornes trop étroites) : elles gardent
    leurs poids. Lève CalculErreur si le calage n'a pas gardé ses totaux.
    """
    cible = Cible.du_calage(calage)
    reduite, constante = cible.reduire(calage.poids)
    distance = Distance.lire(calage.distance, calage.bornes)
    agreges = reduite.agreger(poids)
    depart = depart_a_l_echelle(reduite, constante, agreges, distance)
    solution = resoudre(reduite.lignes, agreges, reduite.totaux, distance, depart)
    lam = np.where(solution.reussie, solution.multiplicateurs, 0.0)
    _multiplier(poids, reduite, lam, distance)
    return np.flatnonzero(~solution.reussie).astype(np.int64)


def depart_a_l_echelle(
    cible: Cible, constante: Tableau | None, poids: Tableau, distance: Distance
) -> Tableau | None:
    """Le λ (p, B) qui met d'abord chaque colonne à la bonne somme : il évite à l'exponentielle de déborder."""
    if distance.nom != "exponentielle" or constante is None:
        return None
    rapport = (constante @ cible.totaux) / poids.sum(axis=0)
    if not (np.isfinite(rapport) & (rapport > 0)).all():
        return None
    return np.asarray(constante[:, None] * np.log(rapport))


def _multiplier(poids: Tableau, cible: Cible, lam: Tableau, distance: Distance) -> None:
    tranche = max(64, _CASES // max(poids.shape[1], 1))
    par_profil = None if cible.profil is None else distance.facteurs(cible.lignes @ lam)
    for debut in range(0, len(poids), tranche):
        ici = slice(debut, debut + tranche)
        if par_profil is None:
            poids[ici] *= distance.facteurs(cible.lignes[ici] @ lam)
        else:
            assert cible.profil is not None
            poids[ici] *= par_profil[cible.profil[ici]]


def _tranches(x: Tableau, w: Tableau, colonnes: Entiers) -> Iterator[tuple[Tableau, Tableau]]:
    """Les lignes de x et des `colonnes` de w, par paquets qui tiennent en mémoire cache."""
    pas = min(max(64, _CASES // len(colonnes)), max(64, _CELLULES // x.shape[1]), _LIGNES)
    for debut in range(0, len(x), pas):
        wc = w[debut : debut + pas]
        yield x[debut : debut + pas], wc if len(colonnes) == w.shape[1] else wc[:, colonnes]


def _moments(
    x: Tableau, w: Tableau, colonnes: Entiers, lam: Tableau, distance: Distance, normale: bool
) -> tuple[Tableau, Tableau]:
    """Σ w F x (p, b) et Σ w F' x x' (b, p, p) pour les `colonnes` (b,) de w, à leurs multiplicateurs λ (p, b)."""
    p, b = lam.shape
    i, j = np.triu_indices(p)
    peu = b < _PEU
    somme, h = np.zeros((p, b)), np.zeros((b, p, p) if peu else (len(i), b))
    for xc, wc in _tranches(x, w, colonnes):
        f = distance.facteurs(xc @ lam)
        somme += xc.T @ (wc * f)
        if not normale:
            continue
        v = wc if distance.constante else wc * distance.derivee(f)
        if peu:
            for k in range(b):
                h[k] += xc.T @ (v[:, k, None] * xc)
        else:
            h += (xc[:, i] * xc[:, j]).T @ v
    if peu:
        return somme, h
    pleine = np.empty((b, p, p))
    pleine[:, i, j] = h.T
    pleine[:, j, i] = h.T
    return somme, pleine


def _direction(h: Tableau, ecart: Tableau, plancher: float) -> Tableau:
    """Pas de Newton (p, B) ; les directions presque nulles de la matrice sont écartées, ou tenues au plancher."""
    d = np.sqrt(np.einsum("bii->bi", h))
    d[d == 0] = 1.0
    valeurs, vecteurs = np.linalg.eigh(h / (d[:, :, None] * d[:, None, :]))
    seuil = plancher * valeurs[:, -1:]
    if plancher > _SINGULIERE:
        valeurs = np.maximum(valeurs, np.where(seuil > 0, seuil, 1.0))
    inverse = np.divide(1.0, valeurs, out=np.zeros_like(valeurs), where=valeurs > seuil * (1 - 1e-9))
    fait = np.einsum("bik,bk->bi", vecteurs, inverse * np.einsum("bik,bi->bk", vecteurs, ecart.T / d))
    return np.asarray((fait / d).T)


def _monter(
    x: Tableau,
    w: Tableau,
    colonnes: Entiers,
    lam: Tableau,
    ecart: Tableau,
    h: Tableau,
    vise: Tableau,
    distance: Distance,
) -> Tableau:
    """Un pas (p, b) qui fait monter le dual d'au moins un dix-millième de sa pente ; nul si aucun n'y arrive."""
    direction = _direction(h, ecart, _AMORTIE)
    pente = (ecart * direction).sum(axis=0)
    depart, bruit = _dual(x, w, colonnes, lam, vise, distance)
    pas, reste = np.ones(len(colonnes)), np.arange(len(colonnes))
    for _ in range(_MOITIES):
        essai = lam[:, reste] + pas[reste] * direction[:, reste]
        valeur, _ = _dual(x, w, colonnes[reste], essai, vise, distance)
        monte = valeur - depart[reste] >= 1e-4 * pas[reste] * pente[reste] - 1e-14 * bruit[reste]
        reste = reste[~monte]
        if not len(reste):
            break
        pas[reste] /= 4
    pas[reste] = 0.0
    return direction * pas


def _dual(
    x: Tableau, w: Tableau, colonnes: Entiers, lam: Tableau, vise: Tableau, distance: Distance
) -> tuple[Tableau, Tableau]:
    """T'λ − Σ w Φ(x'λ) (b,), et la somme de ses grandeurs, qui dit l'arrondi."""
    phi, bruit = np.zeros(lam.shape[1]), np.abs(vise * lam).sum(axis=0)
    for xc, wc in _tranches(x, w, colonnes):
        p = wc * distance.primitive(xc @ lam)
        phi += p.sum(axis=0)
        bruit += np.abs(p).sum(axis=0)
    return (vise * lam).sum(axis=0) - phi, bruit
