"""Qui atteint quoi, et pour combien : les poids w_ij, pleins ou creux selon ce qui va le plus vite."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tableau_bord.actifs.acces_geographique.entrees import (
    DEUX_AIRES,
    ENRICHIE,
    METHODES,
    Poids,
    Tableau,
    lire_paliers,
    refus,
)

CREUX_SOUS = 0.25
"""Part de couples à portée en deçà de laquelle on ne garde qu'eux."""
BLOC = 64
Matrice = Any
"""Un tableau plein, un `csr_array` ou `ParBlocs` : tous savent `w @ r`, `w.T @ p` et `w[lignes]`."""


def ponderer(couts: Tableau, rayon: float, methode: str, poids: Poids | None) -> Matrice:
    """Les poids w_ij (C, P), nuls à `rayon` et au-delà ; une matrice creuse si peu de couples sont à portée.

    Lève CalculErreur si la méthode et les poids ne vont pas ensemble.
    """
    if methode not in METHODES:
        raise refus(
            f"La méthode «\u00a0{methode}\u00a0» n'existe pas.",
            "methode",
            f"Choisissez parmi {', '.join(METHODES)}.",
        )
    a_portee = couts < rayon
    if methode == DEUX_AIRES:
        return ParBlocs(a_portee)
    paliers = lire_paliers(poids) if methode == ENRICHIE else ()
    if methode != ENRICHIE and not callable(poids):
        raise refus("La gravité demande une fonction du coût.", "poids", "Par exemple lambda c: 1 / c.")
    places = np.flatnonzero(a_portee)
    proches = couts.ravel()[places]
    valeurs = _par_paliers(proches, paliers) if paliers else _par_fonction(proches, poids)
    if places.size > CREUX_SOUS * couts.size:
        plein = np.zeros_like(couts)
        plein.ravel()[places] = valeurs
        return plein
    n, m = couts.shape
    debuts = np.searchsorted(places, np.arange(n + 1) * m).astype(np.int32)
    colonnes = (places - np.repeat(np.arange(n) * m, np.diff(debuts))).astype(np.int32)
    return csr_array((valeurs, colonnes, debuts), shape=couts.shape)


class ParBlocs:
    """Des poids 0 ou 1 gardés en booléens ; convertis par blocs qui tiennent dans le cache du processeur."""

    def __init__(self, a_portee: NDArray[np.bool_]) -> None:
        self._a_portee = a_portee

    @property
    def T(self) -> ParBlocs.Transposee:  # noqa: N802
        """De quoi écrire `w.T @ p`."""
        return ParBlocs.Transposee(self)

    def __getitem__(self, lignes: NDArray[np.intp]) -> NDArray[np.bool_]:
        return self._a_portee[lignes]

    def __matmul__(self, r: Tableau) -> Tableau:
        rendu = np.empty((self._a_portee.shape[0], *r.shape[1:]))
        for tranche, bloc in self._blocs():
            rendu[tranche] = bloc @ r
        return rendu

    def _blocs(self) -> Iterator[tuple[slice, Tableau]]:
        n, m = self._a_portee.shape
        tampon = np.empty((BLOC, m))
        for debut in range(0, n, BLOC):
            tranche = slice(debut, min(debut + BLOC, n))
            bloc = tampon[: tranche.stop - debut]
            bloc[:] = self._a_portee[tranche]
            yield tranche, bloc

    class Transposee:
        """La même, transposée."""

        def __init__(self, pleine: ParBlocs) -> None:
            self._pleine = pleine

        def __matmul__(self, p: Tableau) -> Tableau:
            somme = np.zeros((self._pleine._a_portee.shape[1], *p.shape[1:]))
            for tranche, bloc in self._pleine._blocs():
                somme += bloc.T @ p[tranche]
            return somme


def sans_rien(w: Matrice, valeur: Tableau) -> NDArray[np.intp]:
    """Les lignes de w toutes nulles ; on ne regarde que celles dont l'accès est nul."""
    nulles = np.flatnonzero(~(valeur > 0).any(axis=1) if valeur.ndim == 2 else ~(valeur > 0))
    lignes = w[nulles]
    plein: Tableau = lignes.toarray() if isinstance(lignes, csr_array) else lignes
    vides: NDArray[np.intp] = nulles[~(plein > 0).any(axis=1)]
    return vides


def _par_paliers(proches: Tableau, paliers: tuple[tuple[float, float], ...]) -> Tableau:
    valeurs = np.zeros_like(proches)
    for borne, poids in reversed(paliers):
        valeurs[proches < borne] = poids
    return valeurs


def _par_fonction(proches: Tableau, poids: Poids | None) -> Tableau:
    assert callable(poids)
    valeurs = np.asarray(poids(proches), dtype=np.float64)
    if valeurs.shape != proches.shape or not np.isfinite(valeurs).all() or (valeurs < 0).any():
        raise refus(
            "La fonction de poids rend un poids négatif ou infini.",
            "poids",
            "Donnez une fonction finie, de zéro ou plus.",
        )
    return valeurs
