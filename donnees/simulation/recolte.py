"""Compter, dans la population simulée, ce que la surveillance publierait, et garder la vérité à part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from donnees.simulation.evenements import Tirage, effets, tirer
from donnees.simulation.facteurs import Facteurs
from donnees.simulation.geographie import Geographie
from donnees.simulation.mesure import PART, PERIODES, Modele
from donnees.simulation.modeles import MODELES
from donnees.simulation.personnes import Annee

Tableau = NDArray[np.float64]
SEXES = {"T": (0, 1), "F": (0,), "M": (1,)}


@dataclass
class Compte:
    """Une case par communauté, cumulée sur les années d'une période.

    `visees` et `observees` : personnes ; `touchees` : effectif ; `somme` et `carres` : probabilités
    vraies des personnes visées, et leurs carrés.
    """

    visees: Tableau
    observees: Tableau
    touchees: Tableau
    somme: Tableau
    carres: Tableau

    def ajouter(self, autre: Compte) -> Compte:
        """La somme des deux, case par case."""
        return Compte(*(getattr(self, c) + getattr(autre, c) for c in self.__dataclass_fields__))


@dataclass
class Recolte:
    """Les comptes par (indicateur, période, sexe), et la pente vraie par indicateur."""

    comptes: dict[tuple[str, str, str], Compte] = field(default_factory=dict)
    pentes: dict[str, Tableau] = field(default_factory=dict)


def recolter(graine: int, geo: Geographie, f: Facteurs, annees: Sequence[Annee]) -> Recolte:
    """Parcourir les indicateurs et compter chacun dans ses périodes."""
    recolte = Recolte()
    par_annee = {a.annee: a for a in annees}
    for modele in MODELES:
        propres = effets(graine, modele, geo, f)
        recolte.pentes[modele.code] = propres.pente
        for periode in PERIODES[modele.rythme]:
            for an in periode:
                tirage = tirer(graine, modele, par_annee[an], propres)
                _noter(recolte, modele, _nom(periode), par_annee[an], tirage, len(geo.codes))
    return recolte


def _nom(periode: tuple[int, ...]) -> str:
    return str(periode[0]) if len(periode) == 1 else f"{periode[0]}-{periode[-1]}"


def _noter(recolte: Recolte, modele: Modele, periode: str, annee: Annee, tirage: Tirage, n: int) -> None:
    for sexe in SEXES if modele.par_sexe else ("T",):
        cle = (modele.code, periode, sexe)
        compte = _compter(annee, tirage, np.isin(annee.personnes.sexe, SEXES[sexe]), n)
        recolte.comptes[cle] = recolte.comptes[cle].ajouter(compte) if cle in recolte.comptes else compte


def _compter(annee: Annee, tirage: Tirage, ici: NDArray[np.bool_], n: int) -> Compte:
    def par_communaute(choix: NDArray[np.bool_], poids: Tableau | None = None) -> Tableau:
        retenues = choix & ici
        return np.bincount(annee.communaute[retenues], None if poids is None else poids[retenues], n).astype(
            float
        )

    return Compte(
        par_communaute(tirage.visees),
        par_communaute(tirage.observees),
        par_communaute(tirage.touchees),
        par_communaute(tirage.visees, tirage.probabilite),
        par_communaute(tirage.visees, tirage.probabilite**2),
    )


def verite(recolte: Recolte, geo: Geographie) -> pl.DataFrame:
    """Probabilité vraie par communauté, indicateur, période et sexe, avec l'écart type du hasard.

    `ecart_type` : celui de la proportion observée autour de `probabilite`. `pente` : changement vrai
    par an, en logit (proportion) ou en log (taux).
    """
    sans_hasard = {m.code for m in MODELES if m.cause == PART}
    taux = {m.code for m in MODELES if m.taux}
    parties = [
        _verite_d_un_compte(compte, geo).with_columns(
            indicateur=pl.lit(code),
            periode=pl.lit(periode),
            sexe=pl.lit(sexe),
            echelle=pl.lit("log" if code in taux else "logit"),
            pente=pl.Series(recolte.pentes[code].round(6)),
        )
        for (code, periode, sexe), compte in recolte.comptes.items()
        if code not in sans_hasard
    ]
    colonnes = ["code", "indicateur", "periode", "sexe", "probabilite", "ecart_type", "echelle", "pente"]
    return pl.concat(parties).select(colonnes).sort("indicateur", "periode", "sexe", "code")


def _verite_d_un_compte(compte: Compte, geo: Geographie) -> pl.DataFrame:
    n = np.maximum(compte.visees, 1)
    p, dispersion = compte.somme / n, np.maximum(compte.carres / n - (compte.somme / n) ** 2, 0)
    variance = (p * (1 - p) - compte.observees / n * dispersion) / np.maximum(compte.observees, 1)
    return pl.DataFrame(
        {"code": geo.codes, "probabilite": p.round(8), "ecart_type": np.sqrt(variance).round(8)}
    )
