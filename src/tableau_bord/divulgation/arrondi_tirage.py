"""Tirer l'arrondi d'un tableau lié : sans biais tant qu'il se décompose, élargi s'il le faut.

Les restes r, sur la base b, forment un point intérieur du polytope des arrondis additifs. On l'écrit
comme moyenne pondérée d'arrondis entiers, un sommet à la fois, et on en tire un selon son poids :
l'espérance de chaque case est alors sa vraie valeur. C'est l'idée de Cox (1987) ; sa marche sur les
cycles suppose un tableau à deux entrées, un sommet fractionnaire demande ici un programme en nombres
entiers. Si la décomposition s'arrête en chemin, le dernier arrondi trouvé prend le poids restant.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, eye, hstack, vstack

from tableau_bord.divulgation.programme import Programme
from tableau_bord.divulgation.systeme import Vecteur

# Des nœuds et non des secondes : le même tableau donne le même arrondi sur toutes les machines.
NOEUDS = 5_000
# Tout arrondi additif convient ; les coûts ne servent qu'à varier : le premier trouvé suffit.
PREMIER_VENU = 10.0
ENTIER = 1e-6
_PENALITE = 1_000.0


@dataclass(frozen=True)
class Tableau:
    """`matrice` d = `droite`, d étant le nombre de multiples ajoutés au plancher de chaque case.

    `reste` : vraie valeur moins le plancher, de 0 à `base` exclue. `sous` et `sur` : jusqu'où un
    élargissement peut descendre et monter sans quitter 0 … population.
    """

    matrice: csr_matrix
    droite: Vecteur
    reste: Vecteur
    base: float
    sous: Vecteur
    sur: Vecteur


class Hasard:
    """Les nombres d'une composante : ceux de chacune de ses cases, et celui de la composante entière."""

    def __init__(self, de: Callable[[int, str], float], taille: int):
        self._de, self._taille = de, taille

    def couts(self, usage: str) -> Vecteur:
        """Un nombre de [0, 1[ par case."""
        return np.array([self._de(k, usage) for k in range(self._taille)])

    def commun(self, usage: str) -> float:
        """Un nombre de [0, 1[ pour toute la composante."""
        return self._de(0, f"commun {usage}")


def tirer(tableau: Tableau, hasard: Hasard) -> Vecteur | None:
    """Les multiples à ajouter à chaque plancher : 0 ou 1, ou −1 à 2 s'il faut élargir ; rien si impossible."""
    contraint = np.abs(tableau.matrice @ (tableau.reste / tableau.base) - tableau.droite) > ENTIER
    voisins = (_au_plus_pres if contraint.any() else _decomposer)(tableau, hasard)
    return voisins if voisins is not None else _elargir(tableau, hasard)


def _decomposer(tableau: Tableau, hasard: Hasard) -> Vecteur | None:
    """Un arrondi tiré selon son poids dans la décomposition des restes."""
    reste, poids = tableau.reste.copy(), tableau.base
    solveur = _Sommets(tableau)
    dernier: Vecteur | None = None
    for etape in range(reste.size + int(tableau.base)):
        bas = (reste >= poids - ENTIER).astype(float)
        haut = (reste > ENTIER).astype(float)
        sommet = solveur.chercher(2 * hasard.couts(f"sommet {etape}") - 1, bas, haut)
        if sommet is None:
            break
        dernier = sommet
        part = float(np.where(sommet > 0.5, reste, poids - reste).min())
        if hasard.commun(f"choix {etape}") * poids < part:
            break
        reste, poids = reste - part * sommet, poids - part
    return dernier


def _au_plus_pres(tableau: Tableau, hasard: Hasard) -> Vecteur | None:
    """Des arrondis déjà parus déplacent les sommes : chaque case suit son tirage autant qu'il se peut."""
    couts = hasard.couts("seule") - tableau.reste / tableau.base
    haut = (tableau.reste > ENTIER).astype(float)
    return _Sommets(tableau).chercher(couts, np.zeros(haut.size), haut)


class _Sommets:
    """Les arrondis additifs d'un tableau : sommet du programme linéaire, entier du premier coup ou non."""

    def __init__(self, tableau: Tableau):
        self.tableau, self.n = tableau, tableau.reste.size
        self.colonnes = np.arange(self.n, dtype=np.int32)
        self.programme = Programme(
            tableau.matrice, tableau.droite, tableau.droite, np.zeros(self.n), np.ones(self.n)
        )

    def chercher(self, couts: Vecteur, bas: Vecteur, haut: Vecteur) -> Vecteur | None:
        self.programme.borner(self.colonnes, bas, haut)
        self.programme.couter(self.colonnes, couts)
        point = self.programme.resoudre()
        if point is None:
            return None
        entier = np.round(point)
        if np.abs(point - entier).max() < ENTIER:
            return entier
        return _en_entiers(couts, self.tableau.matrice, self.tableau.droite, bas, haut, PREMIER_VENU)


def _elargir(tableau: Tableau, hasard: Hasard) -> Vecteur | None:
    """Laisser le moins de cases possible prendre un multiple plus loin, sans quitter 0 … population."""
    n = tableau.reste.size
    voisin = (tableau.reste > ENTIER).astype(float)
    bas, haut = -tableau.sous, np.fmin(voisin + 1, np.fmax(tableau.sur, voisin))
    # d − e ≤ voisin et d + e ≥ 0, e valant 1 pour une case élargie.
    ecarts = vstack([hstack([eye(n), -eye(n)]), hstack([-eye(n), -eye(n)])])
    sommes = hstack([tableau.matrice, csr_matrix(tableau.matrice.shape)])
    trouve = _en_entiers(
        np.concatenate([hasard.couts("large") - tableau.reste / tableau.base, np.full(n, _PENALITE)]),
        sommes.tocsr(), tableau.droite,
        np.concatenate([bas, np.zeros(n)]), np.concatenate([haut, np.ones(n)]), 0.01,
        LinearConstraint(ecarts.tocsr(), -np.inf, np.concatenate([voisin, np.zeros(n)])),
    )  # fmt: skip
    return None if trouve is None else trouve[:n]


def _en_entiers(
    couts: Vecteur, matrice: csr_matrix, droite: Vecteur, bas: Vecteur, haut: Vecteur, ecart: float,
    *autres: LinearConstraint,
) -> Vecteur | None:  # fmt: skip
    rendu = milp(
        couts, constraints=[LinearConstraint(matrice, droite, droite), *autres], integrality=np.ones(couts.size),
        bounds=Bounds(bas, haut), options={"node_limit": NOEUDS, "mip_rel_gap": ecart},
    )  # fmt: skip
    return None if rendu.x is None else np.round(rendu.x)
