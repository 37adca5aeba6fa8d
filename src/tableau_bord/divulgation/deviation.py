"""La déviation minimale : de combien déplacer quelles cases pour qu'une case cachée le reste.

Pour chaque case exposée, un PL : s'écarter de sa vraie valeur d'autant que la protection l'exige, en
déplaçant le moins possible de cases montrées ; celles qui bougent se masquent.

Source : Kelly, Golden et Assad (1992), « Cell suppression: Disclosure protection for sensitive tabular
data », doi:10.1002/net.3230220407 ; protections de CONCEPTION §6.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix, eye, hstack

from tableau_bord.divulgation.attaque import Avancer
from tableau_bord.divulgation.programme import Programme
from tableau_bord.divulgation.protections import Protections, protections
from tableau_bord.divulgation.systeme import Booleens, Entiers, Systeme, Vecteur

_BOUGE = 1e-7


class Chantier:
    """Une composante liée : son point vrai, son PL en écarts (montées, puis descentes), ce qu'on a vu."""

    def __init__(self, systeme: Systeme, colonnes: Entiers, rangees: Entiers, masque: Booleens):
        self.systeme, self.colonnes, self.masque, self.programmes = systeme, colonnes, masque.copy(), 0
        self.n = colonnes.size
        self.borne = systeme.borne[colonnes]
        matrice = systeme.matrice[rangees][:, colonnes]
        self.point, gardees = _point_vrai(matrice, systeme, colonnes, rangees)
        matrice, rangees = matrice[gardees], rangees[gardees]
        self.fige = systeme.avant[colonnes]
        acquis = matrice @ self.point
        self.prix = _prix(matrice, self.point)
        self.ecart_bas = np.where(self.fige, 0.0, self.point)
        self.ecart_haut = np.where(self.fige, 0.0, self.borne - self.point)
        self.programme = Programme(
            hstack([matrice, -matrice]).tocsr(), systeme.bas[rangees] - acquis, systeme.haut[rangees] - acquis,
            np.zeros(2 * self.n), np.concatenate([self.ecart_haut, self.ecart_bas]),
        )  # fmt: skip
        couts = np.where(self.masque, 0.0, self.prix)
        self.programme.couter(np.arange(2 * self.n), np.tile(couts, 2))
        self.bas, self.haut = self.point.copy(), self.point.copy()
        self.perdues = np.zeros(self.n, dtype=bool)
        self.seuil = systeme.seuil[colonnes]

    def proteger(self, avancer: Avancer) -> None:
        """Protéger toutes les cases cachées, puis celles qu'on cache en chemin."""
        faites = np.zeros(self.n, dtype=bool)
        while True:
            exigees = self._exigences()
            reste = np.flatnonzero(self.masque & ~faites & exigees.manque(self.bas, self.haut))
            if not reste.size:
                return
            for k in sorted(reste, key=lambda k: (not np.isfinite(exigees.bas[k]), self.point[k])):
                self._proteger_une(int(k), exigees)
                faites[k] = True
                avancer(float(faites.sum()) / max(1, int(self.masque.sum())))

    def _exigences(self) -> Protections:
        return protections(self.systeme, self.colonnes, self.masque)

    def _proteger_une(self, k: int, exigees: Protections) -> None:
        v, seuil = self.point[k], self.seuil[k]
        if np.isfinite(exigees.bas[k]):
            ok = self.haut[k] >= exigees.haut[k] - _BOUGE or self._monter(k, exigees.haut[k] - v, seuil)
            ok &= self.bas[k] <= exigees.bas[k] + _BOUGE or self._descendre(k, v - exigees.bas[k])
            self.perdues[k] = not ok
            return
        largeur = exigees.largeur[k]
        manque = largeur - (self.haut[k] - self.bas[k])
        if manque <= _BOUGE:
            return
        if self._monter(k, self.haut[k] + manque - v, 0.0) or self._descendre(k, v - self.bas[k] + manque):
            return
        self._au_plus_loin(k, largeur)
        self.perdues[k] = self.haut[k] - self.bas[k] < largeur - 1e-4

    def _monter(self, k: int, ecart: float, aisance: float) -> bool:
        """Pousser vers le haut ; d'abord un peu plus que l'exigé, pour élargir aussi ses compléments."""
        possible = self.ecart_haut[k]
        if aisance > ecart and possible >= aisance and self._ecarter(k, aisance):
            return True
        return possible >= ecart - _BOUGE and self._ecarter(k, min(ecart, possible))

    def _descendre(self, k: int, ecart: float) -> bool:
        possible = self.ecart_bas[k]
        return possible >= ecart - _BOUGE and self._ecarter(k + self.n, min(ecart, possible))

    def _ecarter(self, colonne: int, ecart: float) -> bool:
        """Imposer un écart à une case, masquer ce qui bouge avec elle."""
        if ecart <= 0:
            return True
        autre = (colonne + self.n) % (2 * self.n)
        deux = np.array([colonne, autre], dtype=np.int32)
        self.programme.borner(deux, np.array([ecart, 0.0]), np.array([ecart, 0.0]))
        solution = self.programme.resoudre()
        self.programmes += 1
        limites = np.concatenate([self.ecart_haut, self.ecart_bas])
        self.programme.borner(deux, np.zeros(2), limites[deux])
        if solution is None:
            return False
        self._retenir(solution)
        return True

    def _au_plus_loin(self, k: int, largeur: float) -> None:
        """Ni d'un côté ni de l'autre seulement : un peu des deux, jusqu'à la largeur ou au plus loin."""
        limites = np.concatenate([self.ecart_haut, self.ecart_bas])
        for colonne, deja in ((k, self.haut[k] - self.point[k]), (k + self.n, self.point[k] - self.bas[k])):
            manque = largeur - (self.haut[k] - self.bas[k])
            if manque <= _BOUGE:
                return
            un = np.array([colonne], dtype=np.int32)
            deux = np.array([colonne, (colonne + self.n) % (2 * self.n)], dtype=np.int32)
            plafond = min(limites[colonne], deja + manque)
            self.programme.borner(deux, np.zeros(2), np.array([plafond, 0.0]))
            self.programme.couter(un, np.array([-1e6]))
            solution = self.programme.resoudre()
            self.programmes += 1
            self.programme.couter(un, np.zeros(1))
            self.programme.borner(deux, np.zeros(2), limites[deux])
            if solution is not None:
                self._retenir(solution)

    def _retenir(self, solution: Vecteur) -> None:
        ecarts = solution[: self.n] - solution[self.n :]
        bougent = np.abs(ecarts) > _BOUGE
        nouvelles = np.flatnonzero(bougent & ~self.masque)
        if nouvelles.size:
            self.masque[nouvelles] = True
            self.programme.couter(
                np.concatenate([nouvelles, nouvelles + self.n]).astype(np.int32), np.zeros(2 * nouvelles.size)
            )
        np.fmin(self.bas, self.point + ecarts, out=self.bas)
        np.fmax(self.haut, self.point + ecarts, out=self.haut)


def _prix(matrice: csr_matrix, point: Vecteur) -> Vecteur:
    """Ce que coûte de masquer une case : plus si elle est grande, bien plus si elle est un total."""
    totaux = np.asarray((matrice > 0).sum(axis=0)).ravel()
    return (1.0 + np.log1p(np.fmax(point, 0.0))) * (1.0 + 3.0 * totaux)


def _point_vrai(
    matrice: csr_matrix, systeme: Systeme, colonnes: Entiers, rangees: Entiers
) -> tuple[Vecteur, Booleens]:
    """La vérité, complétée d'un point possible là où la base ne la sait pas ; rangées à garder.

    Une somme que la vérité contredit n'est pas un lien : elle est laissée de côté.
    """
    vrai = systeme.vrai[colonnes]
    connu = np.isfinite(vrai)
    bas, haut = systeme.bas[rangees], systeme.haut[rangees]
    if connu.all():
        somme = matrice @ vrai
        return vrai, (somme >= bas - 1e-6) & (somme <= haut + 1e-6)
    r, n = matrice.shape
    elastique = hstack([matrice, eye(r), -eye(r)]).tocsr()
    x_bas = np.concatenate([np.where(connu, vrai, 0.0), np.zeros(2 * r)])
    x_haut = np.concatenate([np.where(connu, vrai, systeme.borne[colonnes]), np.full(2 * r, np.inf)])
    programme = Programme(elastique, bas, haut, x_bas, x_haut)
    programme.couter(np.arange(n, n + 2 * r), np.ones(2 * r))
    solution = programme.resoudre()
    if solution is None:
        raise RuntimeError("un programme élastique a toujours une solution")
    return solution[:n], solution[n : n + r] + solution[n + r :] <= 1e-6
