"""Couverture des intervalles à 95 % par tranche de nombre attendu (CONCEPTION §5).

Le nombre attendu est connu de la simulation, jamais l'observé. Graine et tirages sont fixés avant
de regarder. Chaque couverture vient avec son erreur Monte-Carlo (EMC) : méthodes prudentes, au moins
95 % − 2 EMC ; Wilson, de 93 % − 2 EMC à 97 % + 2 EMC dans les tranches publiables. Dobson, qui se tait
sous 10 cas, est jugé à partir de 20 attendus ; de 10 à 19, sa couverture sachant au moins 10 cas est
rapportée sans seuil.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.registre import ECHEC, REUSSI, Nombre, Resultat
from tableau_bord.surveillance import proportion, taux, taux_standardise_direct

Tableau = NDArray[np.float64]
Intervalles = tuple[Tableau, Tableau, Tableau]
Tirage = Callable[[np.random.Generator, Tableau], Intervalles]
MOINS_DE_5, DE_5_A_9, DE_10_A_19, DES_20 = "moins de 5", "de 5 à 9", "de 10 à 19", "20 et plus"
TRANCHES = {MOINS_DE_5: (0.5, 5), DE_5_A_9: (5, 10), DE_10_A_19: (10, 20), DES_20: (20, 200)}
PUBLIABLES = (DE_5_A_9, DE_10_A_19, DES_20)
STRATES = 12
PLANCHER, BANDE = 0.95, (0.93, 0.97)
INSECABLE = "\u00a0"


@dataclass(frozen=True)
class Methode:
    """Une façon de tirer des intervalles : tranches rapportées, tranches jugées, règle du jugement."""

    tirer: Tirage
    prudente: bool
    rapportees: tuple[str, ...]
    jugees: tuple[str, ...]


@dataclass(frozen=True)
class Couverture:
    """Part des intervalles qui contiennent la vérité, son EMC, largeur médiane relative à la vérité."""

    part: float
    emc: float
    largeur: float


def executer(tirages: int, graine: int = 20_261_124) -> Resultat:
    """Tirer, estimer, compter les intervalles qui contiennent la vérité ; avec la contre-épreuve de Wald."""
    chiffres: dict[str, Nombre] = {"tirages par tranche": tirages}
    echecs = []
    for nom, methode in METHODES.items():
        for tranche in methode.rapportees:
            mesure = mesurer(nom, tranche, tirages, graine)
            chiffres |= _rapporter(f"{nom}, {tranche}", mesure)
            if tranche in methode.jugees and not acceptable(mesure, methode.prudente):
                echecs.append(f"{nom}, {tranche}")
    contre = mesurer(WALD, MOINS_DE_5, tirages, graine)
    chiffres |= _rapporter(f"contre-épreuve, {WALD}, {MOINS_DE_5}", contre)
    if acceptable(contre, prudente=True) or acceptable(contre, prudente=False):
        echecs.append("la contre-épreuve n'a pas échoué")
    texte = "Toutes les tranches tiennent." if not echecs else f"Hors seuil{INSECABLE}: {', '.join(echecs)}."
    return Resultat(ECHEC if echecs else REUSSI, chiffres, texte)


def mesurer(nom: str, tranche: str, tirages: int, graine: int) -> Couverture:
    """Mesurer une méthode dans une tranche, avec ses propres nombres aléatoires."""
    toutes = {**METHODES, WALD: CONTRE_EPREUVE}
    rng = np.random.default_rng([graine, list(toutes).index(nom), list(TRANCHES).index(tranche)])
    bas, haut, verite = toutes[nom].tirer(rng, rng.uniform(*TRANCHES[tranche], tirages))
    dit = ~np.isnan(bas)
    couvre = ((bas <= verite) & (verite <= haut))[dit]
    largeur = float(np.median(((haut - bas) / verite)[dit]))
    return Couverture(float(couvre.mean()), float(couvre.std() / np.sqrt(len(couvre))), largeur)


def acceptable(mesure: Couverture, prudente: bool) -> bool:
    """Juger une couverture, à deux EMC près."""
    if prudente:
        return mesure.part >= PLANCHER - 2 * mesure.emc
    return BANDE[0] - 2 * mesure.emc <= mesure.part <= BANDE[1] + 2 * mesure.emc


def _rapporter(titre: str, mesure: Couverture) -> dict[str, Nombre]:
    return {
        f"{titre}{INSECABLE}: couverture (%)": round(100 * mesure.part, 2),
        f"{titre}{INSECABLE}: EMC (points)": round(100 * mesure.emc, 2),
        f"{titre}{INSECABLE}: largeur relative médiane": round(mesure.largeur, 3),
    }


def _taux(rng: np.random.Generator, attendus: Tableau) -> Intervalles:
    e = taux(rng.poisson(attendus), 1000.0, base=1000)
    return e.borne_inf, e.borne_sup, attendus


def _wilson(rng: np.random.Generator, attendus: Tableau) -> Intervalles:
    taille = rng.integers(250, 4000, attendus.shape)
    p = attendus / taille
    e = proportion(rng.binomial(taille, p), taille)
    return e.borne_inf, e.borne_sup, p


def _standardise(methode: str) -> Tirage:
    def tirer(rng: np.random.Generator, attendus: Tableau) -> Intervalles:
        """Douze strates d'âge : risque croissant (de 1 à 33), population type plus jeune."""
        population = rng.integers(150, 600, (len(attendus), STRATES)).astype(float)
        intensite = np.exp(np.linspace(-2, 1.5, STRATES)) * population
        par_strate = intensite * (attendus / intensite.sum(-1))[:, None]
        types = np.linspace(1.4, 0.6, STRATES)
        verite = (par_strate / population * types / types.sum()).sum(-1) * 1000
        e = taux_standardise_direct(rng.poisson(par_strate), population, types, base=1000, methode=methode)
        return e.borne_inf, e.borne_sup, verite

    return tirer


def _wald(rng: np.random.Generator, attendus: Tableau) -> Intervalles:
    o = rng.poisson(attendus)
    demi = 1.96 * np.sqrt(o)
    return o - demi, o + demi, attendus


TOUTES = tuple(TRANCHES)
METHODES = {
    "Byar ou exact": Methode(_taux, True, TOUTES, TOUTES),
    "Wilson": Methode(_wilson, False, TOUTES, PUBLIABLES),
    "Dobson": Methode(_standardise("dobson"), True, (DE_10_A_19, DES_20), (DES_20,)),
    "Fay-Feuer": Methode(_standardise("fay-feuer"), True, TOUTES, TOUTES),
}
WALD = "Wald"
CONTRE_EPREUVE = Methode(_wald, True, TOUTES, TOUTES)
