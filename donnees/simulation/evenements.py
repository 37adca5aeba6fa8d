"""Ce qui arrive à chaque personne, selon sa communauté, son âge, son sexe et ses traits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from donnees.simulation import histoires
from donnees.simulation.facteurs import Facteurs
from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.mesure import DECES, PART, REPERE, Modele
from donnees.simulation.modeles import CONDITIONS
from donnees.simulation.naitre_et_mourir import CAUSES, parts_des_causes
from donnees.simulation.personnes import Annee, pentes_des_deces

Tableau = NDArray[np.float64]
Choix = NDArray[np.bool_]
_PROPRE = 0.11
_PENTE_PROPRE = 0.008
_TRAITS = 0.8


@dataclass(frozen=True)
class Effets:
    """Ce que la communauté change à un indicateur : `niveau` l'année repère, `pente` par an."""

    niveau: Tableau
    pente: Tableau


@dataclass(frozen=True)
class Tirage:
    """Personnes `visees`, `observees` (une enquête n'en joint qu'une part), `touchees`, et leur probabilité.

    `probabilite` : une case par personne de l'année, zéro hors des visées.
    """

    visees: Choix
    observees: Choix
    touchees: Choix
    probabilite: Tableau


def effets(graine: int, modele: Modele, geo: Geographie, f: Facteurs) -> Effets:
    """Effets de la communauté sur un indicateur, toujours les mêmes pour une même graine."""
    if modele.cause:
        return Effets(np.zeros(len(geo.codes)), pentes_des_deces(geo))
    rng = flux(graine, "effets", modele.code)
    propre = rng.normal(0, _PROPRE, len(geo.codes))
    histoire = histoires.pentes(modele, geo.noms)
    niveau = modele.privation * f.privation + modele.cohesion * f.cohesion + propre
    niveau += histoires.niveaux(modele, geo.noms, CONDITIONS) + histoire * (REPERE - histoires.DEBUT)
    return Effets(niveau, modele.derive + histoire + rng.normal(0, _PENTE_PROPRE, len(geo.codes)))


def tirer(graine: int, modele: Modele, annee: Annee, effets: Effets) -> Tirage:
    """Tirer un indicateur pour toute une année ; refait à l'identique, personne par personne."""
    gens = annee.personnes
    visees = (gens.age >= modele.ages.debut) & (gens.age <= modele.ages.fin)
    if modele.visees == "F":
        visees &= gens.sexe == 0
    if modele.cause == PART:
        return Tirage(np.ones_like(visees), np.ones_like(visees), visees, visees.astype(float))
    if modele.cause:
        return _deces(modele, annee, visees)
    rng = flux(graine, "evenements", modele.code, annee.annee)
    probabilite = np.zeros(len(visees))
    probabilite[visees] = _probabilite(modele, annee, effets, visees)
    touchees = visees & (rng.random(len(visees)) < probabilite)
    observees = visees
    if modele.observee < 1:
        observees = visees & (rng.random(len(visees)) < modele.observee)
    return Tirage(visees, observees, touchees & observees, probabilite)


def _probabilite(modele: Modele, annee: Annee, effets: Effets, visees: Choix) -> Tableau:
    gens, communaute = annee.personnes[visees], annee.communaute[visees]
    lieu = effets.niveau + effets.pente * (annee.annee - REPERE)
    lin = lieu[communaute] + modele.par_age * (gens.age - modele.pivot) / 10
    lin += modele.femme * (0.5 - gens.sexe if modele.visees == "FM" else 0)
    lin += _TRAITS * (modele.cohesion * gens.lien - modele.privation * gens.aisance)
    if modele.taux:
        return np.asarray(np.minimum(modele.base * np.exp(lin), 0.9))
    return np.asarray(1 / (1 + (1 / modele.base - 1) * np.exp(-lin)))


def _deces(modele: Modele, annee: Annee, visees: Choix) -> Tirage:
    """Les décès ne sont pas tirés ici : ils viennent de la vie des personnes."""
    risque, touchees = annee.risque * visees.astype(float), annee.meurt & visees
    if modele.cause != DECES:
        rang = CAUSES.index(modele.cause)
        risque = risque * parts_des_causes(annee.personnes.age)[:, rang]
        touchees = touchees & (annee.cause == rang)
    return Tirage(visees, visees, touchees, risque)
