"""Les communautés qui ont une histoire, pour que chaque page ait quelque chose à dire."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from donnees.simulation.mesure import Modele

EXEMPLE = "Anse-aux-Huards"
SANS_DONNEE = "Lac-Sauvé"
TROP_PETITE = "Rapide-Gris"
PETITE = "Chemin-du-Roc"
HABITANTS = {TROP_PETITE: 45, PETITE: 350}
GRANDE = "Ville-Haute"
MIEUX_QU_ATTENDU = "Belle-Rive"
SE_DEGRADE = "Chute-à-Marin"
S_AMELIORE = "Vieux-Moulin"
DE_L_EAU = (SANS_DONNEE, MIEUX_QU_ATTENDU, SE_DEGRADE, "Île-du-Milieu")
FACTEURS = {
    EXEMPLE: (-0.2, 1.7),
    MIEUX_QU_ATTENDU: (1.6, 1.5),
    SE_DEGRADE: (0.2, -0.2),
    S_AMELIORE: (1.1, 0.3),
    TROP_PETITE: (0.3, 0.4),
}
"""Privation et cohésion des communautés à l'histoire voulue, en écarts types."""
DEBUT = 2014
_PENTES = {SE_DEGRADE: 0.055, S_AMELIORE: -0.05}
_RESULTAT_MIEUX = -0.6
_FORCES_DE_L_EXEMPLE = {"diplomation_secondaire": 0.5, "confiance_voisins": 0.35, "benevolat": 0.3}
_SEULS = {EXEMPLE: 0.5, S_AMELIORE: 0.55, "Île-du-Milieu": 0.4}
_PENTES_DES_DECES = {SE_DEGRADE: 0.035, S_AMELIORE: -0.02}
_NIVEAUX_DES_DECES = {MIEUX_QU_ATTENDU: -0.38, EXEMPLE: -0.12}

Tableau = NDArray[np.float64]


def niveaux(modele: Modele, noms: Sequence[str], conditions: frozenset[str]) -> Tableau:
    """Écart propre à chaque communauté, en logit ou en log, la première année."""
    effets = _par_nom(noms, {})
    if modele.code not in conditions:
        effets[noms.index(MIEUX_QU_ATTENDU)] = _RESULTAT_MIEUX * _defavorable(modele)
    if modele.code == "aines_vivant_seuls":
        effets += _par_nom(noms, _SEULS)
    effets[noms.index(EXEMPLE)] += _FORCES_DE_L_EXEMPLE.get(modele.code, 0.0)
    return effets


def pentes(modele: Modele, noms: Sequence[str]) -> Tableau:
    """Changement par an propre à chaque communauté : une se dégrade, une s'améliore."""
    return _par_nom(noms, _PENTES) * _defavorable(modele)


def niveaux_des_deces(noms: Sequence[str]) -> Tableau:
    """Écart propre à chaque communauté, en log de la mortalité, l'année repère."""
    return _par_nom(noms, _NIVEAUX_DES_DECES)


def pentes_des_deces(noms: Sequence[str]) -> Tableau:
    """Changement par an du log de la mortalité, propre à chaque communauté."""
    return _par_nom(noms, _PENTES_DES_DECES)


def _defavorable(modele: Modele) -> float:
    """Sens de ce qui va moins bien : 1 si la privation fait monter la mesure, −1 si elle la fait baisser."""
    return float(np.sign(modele.privation)) if abs(modele.privation) > 0.05 else 0.0


def _par_nom(noms: Sequence[str], valeurs: dict[str, float]) -> Tableau:
    return np.array([valeurs.get(nom, 0.0) for nom in noms])
