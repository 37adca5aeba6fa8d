"""Situer chaque territoire face au reste de sa région : écart en étalements habituels, sens favorable respecté."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.besoins_modele import Lieu
from tableau_bord.indicateurs import CarteLue
from tableau_bord.indicateurs.ecriture import montrable
from tableau_bord.indicateurs.modele import Indicateur, Sens

_ECART_NORMAL = 1.349
_QUARTILES_MIN = 4
Compte = tuple[float, float]
Situation = tuple[float | None, float | None]


def situer(
    entrepot: Entrepot, profil: Profil, carte: CarteLue | None, lieux: Sequence[Lieu]
) -> list[Situation]:
    """(valeur du reste, position) de chacun ; la position est positive quand le besoin est plus grand que dans le reste."""
    if carte is None:
        return [(None, None)] * len(lieux)
    regions = _regions(entrepot, profil, carte)
    meres = _meres(entrepot, carte.decoupage)
    connus = [c for x in lieux if (c := _compte(x)) is not None]
    ensemble = (sum(e for e, _ in connus), sum(d for _, d in connus))
    echelle = _etalement([x.case.valeur for x in lieux if x.case.valeur is not None])
    return [
        _un(x, regions.get(meres.get(x.code, ""), ensemble), carte.indicateur, echelle) for x in lieux
    ]  # fmt: skip


def _un(lieu: Lieu, tout: Compte, indicateur: Indicateur, echelle: float | None) -> Situation:
    compte = _compte(lieu)
    if compte is None or tout[1] - compte[1] <= 0:
        return None, None
    reste = (tout[0] - compte[0]) / (tout[1] - compte[1]) * indicateur.base
    if echelle is None or lieu.case.valeur is None or indicateur.sens is Sens.NEUTRE:
        return reste, None
    sens = 1 if indicateur.sens is Sens.BAS else -1
    return reste, sens * (lieu.case.valeur - reste) / echelle


def _compte(lieu: Lieu) -> Compte | None:
    c = lieu.case
    return (
        None if c.valeur is None or c.effectif is None or not c.denominateur else (c.effectif, c.denominateur)
    )


def _regions(entrepot: Entrepot, profil: Profil, carte: CarteLue) -> dict[str, Compte]:
    try:
        lue = indicateurs.carte(entrepot, profil, "RSS", carte.indicateur.code, carte.periode)
    except IndicateurErreur:
        return {}
    if lue.periode != carte.periode:
        return {}
    return {
        c.code: (c.effectif, c.denominateur)
        for c in lue.cases
        if montrable(c) and c.effectif is not None and c.denominateur
    }


def _meres(entrepot: Entrepot, decoupage: str) -> dict[str, str]:
    tous = territoires.rattachements_connus(entrepot)
    siens = tous.filter((tous["decoupage"] == decoupage) & (tous["parent_decoupage"] == "RSS"))
    return dict(siens.select("code", "parent_code").iter_rows())


def _etalement(valeurs: Sequence[float]) -> float | None:
    if len(valeurs) < _QUARTILES_MIN:
        return None
    q1, q3 = np.quantile(valeurs, [0.25, 0.75])
    return float(q3 - q1) / _ECART_NORMAL if q3 > q1 else None
