"""Le programme linéaire que l'on résout souvent : même matrice, bornes et coûts qui changent, départ à chaud.

Source : Huangfu et Hall (2018), « Parallelizing the dual revised simplex method », doi:10.1007/s12532-017-0130-5 (HiGHS).
"""

from __future__ import annotations

import highspy
import numpy as np
from highspy._core import _Highs
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Vecteur = NDArray[np.float64]
TOLERANCE = 1e-6
_INFINI = 1e30


class Programme:
    """min c·x sous bas ≤ A x ≤ haut et x entre ses bornes. `A` : (rangées, colonnes), creuse."""

    def __init__(self, matrice: csr_matrix, bas: Vecteur, haut: Vecteur, x_bas: Vecteur, x_haut: Vecteur):
        # La classe publique imprime un en-tête à sa première construction ; sa base, non.
        self._solveur = _Highs()
        for option, valeur in (
            ("log_to_console", False),
            ("output_flag", False),
            ("threads", 1),
            ("presolve", "off"),
        ):
            self._solveur.setOptionValue(option, valeur)
        lp, colonnes = highspy.HighsLp(), matrice.tocsc()
        lp.num_row_, lp.num_col_ = matrice.shape
        lp.col_cost_ = np.zeros(matrice.shape[1])
        lp.col_lower_, lp.col_upper_ = _fini(x_bas), _fini(x_haut)
        lp.row_lower_, lp.row_upper_ = _fini(bas), _fini(haut)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_ = colonnes.indptr, colonnes.indices
        lp.a_matrix_.value_ = colonnes.data
        self._solveur.passModel(lp)

    def borner(self, colonnes: NDArray[np.signedinteger], bas: Vecteur, haut: Vecteur) -> None:
        """Changer les bornes de quelques colonnes."""
        indices = np.asarray(colonnes, dtype=np.int32)
        self._solveur.changeColsBounds(indices.size, indices, _fini(bas), _fini(haut))

    def couter(self, colonnes: NDArray[np.signedinteger], couts: Vecteur) -> None:
        """Changer les coûts de quelques colonnes."""
        indices = np.asarray(colonnes, dtype=np.int32)
        self._solveur.changeColsCost(indices.size, indices, np.asarray(couts, dtype=np.float64))

    def resoudre(self) -> Vecteur | None:
        """Un point optimal, ou rien si aucun point n'est possible. Lève RuntimeError si le solveur cale."""
        self._solveur.run()
        etat = self._solveur.getModelStatus()
        if etat == highspy.HighsModelStatus.kOptimal:
            return np.array(self._solveur.getSolution().col_value)
        if etat in (
            highspy.HighsModelStatus.kInfeasible,
            highspy.HighsModelStatus.kUnboundedOrInfeasible,
        ):
            return None
        raise RuntimeError(f"le solveur s'est arrêté sans conclure : {etat}")


def _fini(bornes: Vecteur) -> Vecteur:
    return np.clip(np.asarray(bornes, dtype=np.float64), -_INFINI, _INFINI)
