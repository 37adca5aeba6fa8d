"""Réattaquer quelques cases en nombres entiers, par un autre solveur (scipy.optimize.milp)."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp

from tableau_bord.divulgation.protections import protections
from tableau_bord.divulgation.relations import Liens
from tableau_bord.divulgation.systeme import LATENTE, Systeme, composantes, construire

SECONDES = 60.0


def reattaquer(publie: pl.DataFrame, connus: Liens, combien: int, graine: int) -> tuple[int, list[str]]:
    """Tirer des cases cachées ; rendre combien ont été jugées, et celles qui se resserrent.

    Un point entier trouvé avant la limite de temps prouve que la case peut prendre cette valeur ;
    une borne non atteinte dans le temps compte comme resserrée.
    """
    systeme = construire(publie, connus)
    masque = ~(systeme.montre | systeme.avant)
    cachees = np.flatnonzero(masque & (systeme.nature != LATENTE))
    choisies = np.random.default_rng(graine).permutation(cachees)[:combien]
    resserrees = [
        str(systeme.inconnues.row(int(uid))[:6])
        for colonnes, rangees in composantes(systeme.matrice, masque)
        for uid in choisies[np.isin(choisies, colonnes)]
        if not _tient(systeme, masque, colonnes, rangees, int(uid))
    ]
    return choisies.size, resserrees


def _tient(systeme: Systeme, masque, colonnes, rangees, uid: int) -> bool:  # type: ignore[no-untyped-def]
    connus = np.where(masque, 0.0, np.nan_to_num(systeme.vrai))
    acquis = (systeme.matrice @ connus)[rangees]
    contraintes = LinearConstraint(
        systeme.matrice[rangees][:, colonnes], systeme.bas[rangees] - acquis, systeme.haut[rangees] - acquis
    )
    k = int(np.flatnonzero(colonnes == uid)[0])
    vues = []
    for sens in (1.0, -1.0):
        cout = np.zeros(colonnes.size)
        cout[k] = sens
        rendu = milp(
            cout, constraints=contraintes, integrality=np.ones(colonnes.size),
            bounds=Bounds(0, np.floor(systeme.borne[colonnes])), options={"time_limit": SECONDES},
        )  # fmt: skip
        if rendu.x is None:
            return False
        vues.append(round(float(rendu.x[k])))
    exigee = protections(systeme, np.array([uid]), np.array([True]))
    return not bool(exigee.manque(np.array(vues[:1], float), np.array(vues[1:], float))[0])
