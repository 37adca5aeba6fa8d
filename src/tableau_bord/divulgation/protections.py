"""Ce qu'on exige de chaque case cachée : jusqu'où l'attaquant peut la resserrer (CONCEPTION §6)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tableau_bord.divulgation.systeme import LATENTE, MIROIR, PRIMAIRE, Booleens, Entiers, Systeme, Vecteur

PART_DE_LARGEUR = 0.15
TOLERANCE = 1e-4


@dataclass(frozen=True)
class Protections:
    """Par inconnue : l'intervalle reconstitué contient [bas, haut] et sa largeur atteint `largeur`.

    Une case à petit effectif (ou petite population) : 1 à min(seuil − 1, population). Petit
    complément : la même chose pour dénominateur − effectif. Une case masquée par complément, ou
    absente à la source : largeur d'au moins max(seuil ; 0,15 v), sans dépasser la population.
    """

    bas: Vecteur
    haut: Vecteur
    largeur: Vecteur

    def manque(self, vu_bas: Vecteur, vu_haut: Vecteur) -> Booleens:
        """Vrai là où l'intervalle [vu_bas, vu_haut] est sous la protection."""
        return (
            (vu_bas > self.bas + TOLERANCE)
            | (vu_haut < self.haut - TOLERANCE)
            | (vu_haut - vu_bas < self.largeur - TOLERANCE)
        )


def protections(systeme: Systeme, colonnes: Entiers, masque: Booleens) -> Protections:
    """Les exigences de quelques inconnues ; aucune (infinis) là où la case se montre ou est latente.

    `colonnes` : uids ; `masque`, de même taille : celles que le lecteur ne voit pas.
    """
    nature, seuil = systeme.nature[colonnes], systeme.seuil[colonnes]
    borne, vrai = systeme.borne[colonnes], systeme.vrai[colonnes]
    cachee = masque & (nature != LATENTE)
    miroir = cachee & (nature == MIROIR)
    primaire = cachee & (nature == PRIMAIRE) | miroir
    petit = np.fmin(seuil - 1, borne)
    exigee = primaire & (petit >= 1)
    bas = np.where(exigee, np.where(miroir, np.fmax(borne - petit, 0), 1.0), np.inf)
    haut = np.where(exigee, np.where(miroir, borne - 1, petit), -np.inf)
    large = np.fmin(np.fmax(seuil, PART_DE_LARGEUR * np.nan_to_num(vrai)), borne)
    return Protections(bas, haut, np.where(cachee & ~primaire, large, 0.0))
