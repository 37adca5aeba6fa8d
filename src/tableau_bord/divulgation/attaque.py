"""L'attaque : ce qu'un lecteur retrouverait de tout ce qui a été publié, par programmation linéaire.

L'attaquant sait 0 ≤ x ≤ population, toutes les sommes et tout ce qui a paru. Pour chaque case cachée
on cherche la plus petite et la plus grande valeur encore possibles.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from tableau_bord.divulgation.inconnues import IDENTITE
from tableau_bord.divulgation.programme import TOLERANCE, Programme
from tableau_bord.divulgation.protections import Protections, protections
from tableau_bord.divulgation.relations import Liens
from tableau_bord.divulgation.systeme import (
    LATENTE,
    MIROIR,
    PRIMAIRE,
    Booleens,
    Entiers,
    Systeme,
    Vecteur,
    composantes,
    construire,
)

Avancer = Callable[[float], None]
TENUE, FUITE, IMPOSSIBLE = "aucune case exposée", "des cases exposées", "système sans solution"


@dataclass(frozen=True)
class Attaque:
    """Ce que l'attaque a trouvé.

    `intervalles` : une ligne par case cachée — colonnes d'identité, raison, bas, haut, exposee. Sauf
    attaque complète, un intervalle est un minorant : assez large pour être protégé, on n'a pas cherché
    plus loin. `impossibles` : cases des composantes qu'aucune valeur ne satisfait ; c'est une faute,
    pas une protection. `programmes` : nombre de PL résolus.
    """

    intervalles: pl.DataFrame
    impossibles: int
    programmes: int

    @property
    def exposees(self) -> pl.DataFrame:
        """Les cases resserrées sous leur protection."""
        return self.intervalles.filter("exposee")

    @property
    def verdict(self) -> str:
        """`TENUE`, `FUITE` ou `IMPOSSIBLE`."""
        if self.impossibles:
            return IMPOSSIBLE
        return FUITE if self.exposees.height else TENUE


def attaquer(
    publie: pl.DataFrame,
    liens: Liens,
    avancer: Avancer = lambda part: None,
    *,
    complete: bool = False,
) -> Attaque:
    """Attaquer un jeu d'inconnues publiées (colonnes de `systeme.COLONNES`, seuil compris).

    `complete` : chercher l'intervalle exact de chaque case, même déjà reconnue protégée. `avancer`
    reçoit la part faite, de 0 à 1, et peut lever une exception pour tout arrêter.
    """
    systeme = construire(publie, liens)
    return attaquer_systeme(systeme, ~(systeme.montre | systeme.avant), avancer, complete=complete)


def attaquer_systeme(
    systeme: Systeme, masque: Booleens, avancer: Avancer = lambda part: None, *, complete: bool = False
) -> Attaque:
    """Attaquer un système déjà bâti ; `masque` : ce que le lecteur n'a jamais vu."""
    exigees = protections(systeme, np.arange(masque.size), masque)
    bas, haut = np.zeros(masque.size), systeme.borne.copy()
    impossibles = programmes = 0
    connus = np.where(masque, 0.0, np.nan_to_num(systeme.vrai))
    acquis = systeme.matrice @ connus
    contredit = _rangees_contredites(systeme, masque, acquis)
    parties = composantes(systeme.matrice, masque)
    faites, total = 0, sum(c.size for c, _ in parties) or 1
    for colonnes, rangees in parties:
        trouve = _Composante(systeme, colonnes, rangees, acquis).attaquer(exigees, complete)
        if trouve is None:
            impossibles += colonnes.size
        else:
            bas[colonnes], haut[colonnes], combien = trouve
            programmes += combien
        faites += colonnes.size
        avancer(faites / total)
    i = np.flatnonzero(masque & (systeme.nature != LATENTE))
    manque = exigees.manque(bas, haut)
    complements = (systeme.nature != PRIMAIRE) & (systeme.nature != MIROIR)
    manque[_su_d_avance(systeme, np.flatnonzero(manque & masque & complements), bas, haut)] = False
    intervalles = systeme.inconnues[i].select(*IDENTITE, "raison").with_columns(
        bas=pl.Series(bas[i]), haut=pl.Series(haut[i]), exposee=pl.Series(manque[i])
    )  # fmt: skip
    return Attaque(intervalles, impossibles + contredit, programmes)


def _su_d_avance(systeme: Systeme, exposees: Entiers, bas: Vecteur, haut: Vecteur) -> list[int]:
    """Les compléments que rien n'a resserrés depuis qu'ils ont paru cachés.

    Leur petite population, publique, ou ce qui avait paru avant eux les bornait déjà : les montrer
    trahirait d'autres cases, les cacher ne rend pas l'ignorance. Jamais une case cachée pour elle-même.
    """
    vues = systeme.montre | systeme.avant
    trouvees: list[int] = []
    for rang in np.unique(systeme.premier[exposees]):
        masque = ~(vues & (systeme.premier < rang))
        acquis = systeme.matrice @ np.where(masque, 0.0, np.nan_to_num(systeme.vrai))
        siennes = exposees[systeme.premier[exposees] == rang]
        for colonnes, rangees in composantes(systeme.matrice, masque):
            ici = np.flatnonzero(np.isin(colonnes, siennes))
            if not ici.size:
                continue
            morceau = _Composante(systeme, colonnes, rangees, acquis)
            for k in ici if morceau.ouvrir() else ():
                morceau.pousser(int(k), 1.0)
                morceau.pousser(int(k), -1.0)
                uid = colonnes[k]
                if bas[uid] <= morceau.bas[k] + TOLERANCE and haut[uid] >= morceau.haut[k] - TOLERANCE:
                    trouvees.append(int(uid))
    return trouvees


def _rangees_contredites(systeme: Systeme, masque: Booleens, acquis: Vecteur) -> int:
    """Sommes entièrement publiées qui ne tombent pas juste."""
    libres = np.asarray(abs(systeme.matrice) @ masque.astype(float)).ravel() == 0
    tort = (acquis < systeme.bas - TOLERANCE) | (acquis > systeme.haut + TOLERANCE)
    return int((libres & tort).sum())


class _Composante:
    """Un morceau indépendant du système : ses inconnues, son programme, et ce qu'on en a déjà vu."""

    def __init__(self, systeme: Systeme, colonnes: Entiers, rangees: Entiers, acquis: Vecteur):
        self.colonnes = colonnes
        matrice = systeme.matrice[rangees][:, colonnes]
        self.programme = Programme(
            matrice, systeme.bas[rangees] - acquis[rangees], systeme.haut[rangees] - acquis[rangees],
            np.zeros(colonnes.size), systeme.borne[colonnes],
        )  # fmt: skip
        self.programmes = 0

    def ouvrir(self) -> bool:
        """Chercher un premier point ; faux s'il n'y en a aucun."""
        point = self._resoudre()
        if point is None:
            return False
        self.bas, self.haut = point.copy(), point.copy()
        return True

    def attaquer(self, exigees: Protections, complete: bool) -> tuple[Vecteur, Vecteur, int] | None:
        if not self.ouvrir():
            return None
        morceau = Protections(
            exigees.bas[self.colonnes], exigees.haut[self.colonnes], exigees.largeur[self.colonnes]
        )
        for k in range(self.colonnes.size):
            if complete or morceau.manque(self.bas, self.haut)[k]:
                self.pousser(k, 1.0)
            if complete or morceau.manque(self.bas, self.haut)[k]:
                self.pousser(k, -1.0)
        return self.bas, self.haut, self.programmes

    def pousser(self, k: int, cout: float) -> None:
        colonne = np.array([k], dtype=np.int32)
        self.programme.couter(colonne, np.array([cout]))
        self._retenir(self._resoudre())
        self.programme.couter(colonne, np.array([0.0]))

    def _resoudre(self) -> Vecteur | None:
        self.programmes += 1
        return self.programme.resoudre()

    def _retenir(self, point: Vecteur | None) -> None:
        if point is None:
            raise RuntimeError("un système possible est devenu impossible : le solveur se contredit")
        np.fmin(self.bas, point, out=self.bas)
        np.fmax(self.haut, point, out=self.haut)
