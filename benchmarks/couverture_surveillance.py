"""Couverture des intervalles à 95 % par tranche de nombre attendu (CONCEPTION §5).

Le nombre attendu est connu de la simulation, jamais l'observé. Graine et tirages sont fixés avant
de regarder.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from benchmarks.registre import ECHEC, REUSSI, Resultat
from tableau_bord.surveillance import proportion, taux, taux_standardise_direct

Tableau = NDArray[np.float64]
TRANCHES = {"moins de 5": (0.5, 5), "de 5 à 9": (5, 10), "de 10 à 19": (10, 20), "20 et plus": (20, 200)}
STRATES = 12
PUBLIABLES = ("de 5 à 9", "de 10 à 19", "20 et plus")


def executer(tirages: int, graine: int = 20_261_124) -> Resultat:
    """Tirer, estimer, compter les intervalles qui contiennent la vérité ; avec la contre-épreuve de Wald."""
    rng = np.random.default_rng(graine)
    chiffres: dict[str, float | int | str] = {"tirages par tranche": tirages}
    echecs = []
    for methode, (tirer, prudente) in _METHODES.items():
        for tranche, bornes in TRANCHES.items():
            couvre, largeur = tirer(rng, tirages, bornes)
            part, emc = float(couvre.mean()), float(couvre.std() / np.sqrt(len(couvre)))
            chiffres[f"{methode}, {tranche}\u00a0: couverture (%)"] = round(100 * part, 2)
            chiffres[f"{methode}, {tranche}\u00a0: largeur relative médiane"] = round(
                float(np.median(largeur)), 3
            )
            if not _acceptable(methode, tranche, part, emc, prudente):
                echecs.append(f"{methode}, {tranche}")
    wald, _ = _wald(rng, tirages, TRANCHES["moins de 5"])
    chiffres["contre-épreuve, Wald, moins de 5\u00a0: couverture (%)"] = round(100 * float(wald.mean()), 2)
    if wald.mean() > 0.93:
        echecs.append("la contre-épreuve n'a pas échoué")
    texte = "Toutes les tranches tiennent." if not echecs else f"Hors seuil\u00a0: {', '.join(echecs)}."
    return Resultat(ECHEC if echecs else REUSSI, chiffres, texte)


def _acceptable(methode: str, tranche: str, part: float, emc: float, prudente: bool) -> bool:
    if methode == "Dobson" and tranche != "20 et plus":
        return True  # sous 20 attendus : rapporté, sans seuil
    if prudente:
        return part >= 0.95 - 2 * emc
    return tranche not in PUBLIABLES or 0.93 - 2 * emc <= part <= 0.97 + 2 * emc


def _couvre(bas: Tableau, haut: Tableau, verite: Tableau) -> tuple[NDArray[np.bool_], Tableau]:
    dit = ~np.isnan(bas)
    return ((bas <= verite) & (verite <= haut))[dit], ((haut - bas) / verite)[dit]


def _taux(rng: np.random.Generator, n: int, bornes: tuple[float, float]):  # type: ignore[no-untyped-def]
    attendus = rng.uniform(*bornes, n)
    e = taux(rng.poisson(attendus), np.full(n, 1000.0), base=1000)
    return _couvre(e.borne_inf, e.borne_sup, attendus)


def _wilson(rng: np.random.Generator, n: int, bornes: tuple[float, float]):  # type: ignore[no-untyped-def]
    attendus, taille = rng.uniform(*bornes, n), rng.integers(250, 4000, n)
    p = attendus / taille
    e = proportion(rng.binomial(taille, p), taille)
    return _couvre(e.borne_inf, e.borne_sup, p)


def _standardise(methode: str) -> Callable[..., tuple[NDArray[np.bool_], Tableau]]:
    def tirer(rng: np.random.Generator, n: int, bornes: tuple[float, float]):  # type: ignore[no-untyped-def]
        population = rng.integers(150, 600, (n, STRATES)).astype(float)
        profil = np.exp(np.linspace(-2, 1.5, STRATES))
        intensite = profil * population
        attendus = intensite * (rng.uniform(*bornes, n) / intensite.sum(-1))[:, None]
        types = np.linspace(1.4, 0.6, STRATES)
        verite = (attendus / population * types / types.sum()).sum(-1) * 1000
        e = taux_standardise_direct(rng.poisson(attendus), population, types, base=1000, methode=methode)
        return _couvre(e.borne_inf, e.borne_sup, verite)

    return tirer


def _wald(rng: np.random.Generator, n: int, bornes: tuple[float, float]):  # type: ignore[no-untyped-def]
    attendus = rng.uniform(*bornes, n)
    o = rng.poisson(attendus)
    return _couvre(o - 1.96 * np.sqrt(o), o + 1.96 * np.sqrt(o), attendus)


_METHODES = {
    "Byar ou exact": (_taux, True),
    "Wilson": (_wilson, False),
    "Dobson": (_standardise("dobson"), True),
    "Fay-Feuer": (_standardise("fay-feuer"), True),
}
