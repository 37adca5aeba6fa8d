"""Faire vivre une population dix ans : naître, vieillir, partir, arriver, mourir."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation import histoires
from donnees.simulation.facteurs import Facteurs
from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.mesure import ANNEES, REPERE
from donnees.simulation.naitre_et_mourir import AGES, ages, causes, deviennent_meres, mortalite, partent

Tableau = NDArray[np.float64]
_RECENSEMENT = 2021
_DERIVE_DES_DECES = -0.008
_SENSIBILITE = 0.16


@dataclass(frozen=True)
class Personnes:
    """Une case par personne. `sexe` : 0 femme, 1 homme. `aisance`, `lien` : traits gardés toute la vie,
    centrés réduits ; ils poussent chacun vers ses revenus, son logement, sa santé, son entourage.
    """

    ilot: NDArray[np.int32]
    sexe: NDArray[np.int8]
    age: NDArray[np.int8]
    aisance: NDArray[np.float32]
    lien: NDArray[np.float32]

    def __getitem__(self, choix: NDArray[np.bool_]) -> Personnes:
        return Personnes(*(getattr(self, c)[choix] for c in self.__dataclass_fields__))


@dataclass(frozen=True)
class Annee:
    """Une année vue de près : personnes présentes au 1er juillet, risque de chacune, décès de l'année."""

    annee: int
    personnes: Personnes
    communaute: NDArray[np.int64]
    risque: NDArray[np.float32]
    meurt: NDArray[np.bool_]
    cause: NDArray[np.int8]


def pentes_des_deces(geo: Geographie) -> Tableau:
    """Changement par an du log de la mortalité, par communauté."""
    return np.asarray(_DERIVE_DES_DECES + histoires.pentes_des_deces(geo.noms))


def vivre(graine: int, geo: Geographie, f: Facteurs, echelle: float = 1.0) -> Iterator[Annee]:
    """Rendre chaque année de `ANNEES`, dans l'ordre ; `echelle` réduit la population."""
    niveau = _SENSIBILITE * f.privation + histoires.niveaux_des_deces(geo.noms)
    gens = _installer(flux(graine, "installer"), _habitants(geo, f, ANNEES[0], echelle), geo, f)
    for annee in ANNEES:
        rng = flux(graine, "vivre", annee)
        communaute = geo.ilots.communaute[gens.ilot]
        propre = (niveau + pentes_des_deces(geo) * (annee - REPERE))[communaute]
        risque = mortalite(gens.age.astype(float), gens.sexe, propre, gens.aisance)
        meurt = rng.random(len(risque)) < risque
        cause = np.full(len(risque), -1, dtype=np.int8)
        cause[meurt] = causes(rng, gens.age[meurt])
        yield Annee(annee, gens, communaute, risque.astype(np.float32), meurt, cause)
        gens = _annee_suivante(rng, gens, meurt, _habitants(geo, f, annee + 1, echelle), geo, f)


def _habitants(geo: Geographie, f: Facteurs, annee: int, echelle: float) -> NDArray[np.int64]:
    """Habitants visés par îlot : ceux de la géographie l'année du recensement."""
    croissance = (1 + f.croissance[geo.ilots.communaute]) ** (annee - _RECENSEMENT)
    return np.rint(geo.ilots.habitants * croissance * echelle).astype(np.int64)


def _installer(
    rng: np.random.Generator,
    combien: NDArray[np.int64],
    geo: Geographie,
    f: Facteurs,
    arrivants: bool = False,
) -> Personnes:
    """Autant de personnes que dit `combien` dans chaque îlot, d'âges et de traits tirés."""
    ilot = np.repeat(np.arange(len(combien), dtype=np.int32), combien)
    vieillesse = f.vieillesse[geo.ilots.communaute[ilot]]
    return _personnes(rng, ilot, ages(rng, vieillesse, arrivants))


def _personnes(rng: np.random.Generator, ilot: NDArray[np.int32], age: NDArray[np.integer]) -> Personnes:
    n = len(ilot)
    return Personnes(
        ilot,
        rng.integers(0, 2, n).astype(np.int8),
        age.astype(np.int8),
        rng.normal(size=n).astype(np.float32),
        rng.normal(size=n).astype(np.float32),
    )


def _annee_suivante(
    rng: np.random.Generator,
    gens: Personnes,
    meurt: NDArray[np.bool_],
    visee: NDArray[np.int64],
    geo: Geographie,
    f: Facteurs,
) -> Personnes:
    """Retirer morts et partants, ajouter nouveau-nés et arrivants, vieillir d'un an."""
    restent = gens[~(meurt | partent(rng, gens.age))]
    meres = deviennent_meres(rng, restent.age, restent.sexe == 0)
    bebes = _personnes(rng, restent.ilot[meres], np.zeros(meres.sum(), dtype=np.int8))
    presents = np.bincount(np.r_[restent.ilot, bebes.ilot], minlength=len(visee))
    nouveaux = _installer(rng, np.maximum(visee - presents, 0), geo, f, arrivants=True)
    vieillis = np.minimum(restent.age + 1, AGES[-1]).astype(np.int8)
    parties = (
        Personnes(restent.ilot, restent.sexe, vieillis, restent.aisance, restent.lien),
        bebes,
        nouveaux,
    )
    return Personnes(*(np.concatenate([getattr(p, c) for p in parties]) for c in gens.__dataclass_fields__))
