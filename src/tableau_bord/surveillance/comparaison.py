"""Comparer une communauté au reste de sa région, communauté exclue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from tableau_bord.surveillance.entrees import (
    Tableau,
    choisir,
    motifs,
    refuser,
    tableaux,
    verifier_fraction,
)

NOM = "comparer_au_reste"
ATTENDUS_POUR_Z = 20
Z_POISSON = "Z sur le log des taux"
Z_BINOMIAL = "Z sur le log des rapports de cotes"
EXACT_POISSON = "binomial conditionnel exact, double de la plus petite queue"
EXACT_BINOMIAL = "hypergéométrique exact, double de la plus petite queue"


@dataclass(frozen=True)
class Comparaison:
    """Résultat d'une comparaison, tableaux de même forme.

    `taux_reste` : cas ÷ population du reste (fraction). `rapport` : taux ÷ taux du reste. `signe` :
    −1 significativement plus bas, 0, +1 plus haut. `signal_bas_impossible` : même zéro cas ne
    serait pas significatif. `motif` : chaîne vide là où la comparaison existe.
    """

    taux_reste: Tableau
    rapport: Tableau
    valeur_p: Tableau
    signe: NDArray[np.int8]
    methode: NDArray[np.str_]
    signal_bas_impossible: NDArray[np.bool_]
    motif: NDArray[np.str_]


def comparer_au_reste(
    cas: ArrayLike,
    population: ArrayLike,
    cas_region: ArrayLike,
    population_region: ArrayLike,
    seuil: float = 0.01,
    modele: str = "poisson",
) -> Comparaison:
    """Comparer au reste de la région, bilatéral, au seuil donné.

    Hypothèses : communauté et reste indépendants (d'où l'exclusion). `modele` « poisson » pour des
    taux, « binomial » pour des proportions (le caractère peut être fréquent). Z quand communauté et
    reste attendent chacun au moins 20 cas (et, pour une proportion, 20 non-cas) et qu'aucun n'est
    nul ; sinon test exact conditionnel au total, valeur p = double de la plus petite queue, au plus 1
    (Fisher ; toujours cohérente avec un intervalle à queues égales).
    Paramètres : formes compatibles ; `cas` ≤ `cas_region`, `population` ≤ `population_region`.
    Retourne une `Comparaison` ; manquant, population nulle ou reste vide : motif, jamais un signal.
    Lève CalculErreur : négatif, contradiction, formes, seuil, modèle.
    Source : INSPQ, comparaison au reste du Québec (Julious, Nicholl et George, 2001) ;
    Przyborowski et Wilenski (1940) pour le test conditionnel.
    """
    verifier_fraction(NOM, "seuil", seuil)
    z_de, exact_de, noms = choisir(NOM, "modele", modele, _MODELES)
    o, n, om, nm = tableaux(
        NOM, cas=cas, population=population, cas_region=cas_region, population_region=population_region
    )
    refuser(NOM, (o > om) | (n > nm), "la communauté dépasse sa région.", "La région doit la comprendre.")
    if modele == "binomial":
        refuser(NOM, (o > n) | (om > nm), "il y a plus de cas que de personnes.", "Vérifiez le dénominateur.")
    absent = np.isnan(o + n + om + nm)
    vide = ~absent & ((n == 0) | (nm - n == 0))
    utile = ~(absent | vide)
    o, n, om, nm = (np.where(utile, x, 1.0) for x in (o, n, om, nm))
    n, nm = np.where(utile, n, 1.0), np.where(utile, nm, 2.0)
    assez = utile & _assez(o, n, om, nm, modele)
    p = np.where(assez, z_de(o, n, om, nm), np.nan)
    exact = utile & ~assez
    if exact.any():
        p[exact] = exact_de(o[exact], n[exact], om[exact], nm[exact])
    bas_impossible = utile & (exact_de(np.zeros_like(o), n, om, nm) >= seuil)
    reste = (om - o) / (nm - n)
    ecart = np.sign(o * (nm - n) - (om - o) * n)
    signe = np.where(utile & (p < seuil), ecart, 0).astype(np.int8)
    with np.errstate(divide="ignore", invalid="ignore"):
        rapport = np.where(utile & (reste > 0), (o / n) / reste, np.nan)
    return Comparaison(
        np.where(utile, reste, np.nan),
        rapport,
        p,
        signe,
        np.where(utile, np.where(assez, noms[0], noms[1]), "").astype(np.str_),
        bas_impossible,
        motifs(absent, vide),
    )


def _assez(o: Tableau, n: Tableau, om: Tableau, nm: Tableau, modele: str) -> NDArray[np.bool_]:
    """Assez d'attendus de part et d'autre pour l'approximation normale, et aucun zéro."""
    part = n / nm
    lot = [om * part, om * (1 - part)]
    nuls = (o == 0) | (om - o == 0)
    if modele == "binomial":
        lot += [(nm - om) * part, (nm - om) * (1 - part)]
        nuls |= (o == n) | (om - o == nm - n)
    assez: NDArray[np.bool_] = (np.minimum.reduce(lot) >= ATTENDUS_POUR_Z) & ~nuls
    return assez


def _z_poisson(o: Tableau, n: Tableau, om: Tableau, nm: Tableau) -> Tableau:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = (np.log(o / n) - np.log((om - o) / (nm - n))) / np.sqrt(1 / o + 1 / (om - o))
    return np.asarray(2 * special.ndtr(-np.abs(z)))


def _z_binomial(o: Tableau, n: Tableau, om: Tableau, nm: Tableau) -> Tableau:
    a, b, c, d = o, n - o, om - o, (nm - n) - (om - o)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log(a * d / (b * c)) / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return np.asarray(2 * special.ndtr(-np.abs(z)))


def _exact_poisson(o: Tableau, n: Tableau, om: Tableau, nm: Tableau) -> Tableau:
    """Cas ~ Binomiale(cas de la région, part de population), sous l'égalité des taux."""
    loi = stats.binom(np.rint(om), n / nm)
    return _deux_queues(loi.cdf(np.rint(o)), loi.sf(np.rint(o) - 1))


def _exact_binomial(o: Tableau, n: Tableau, om: Tableau, nm: Tableau) -> Tableau:
    """Cas ~ Hypergéométrique(population de la région, cas de la région, population)."""
    loi = stats.hypergeom(np.rint(nm), np.rint(om), np.rint(n))
    return _deux_queues(loi.cdf(np.rint(o)), loi.sf(np.rint(o) - 1))


def _deux_queues(basse: Tableau, haute: Tableau) -> Tableau:
    double: Tableau = np.minimum(1.0, 2 * np.minimum(basse, haute))
    return double


_Loi = Callable[[Tableau, Tableau, Tableau, Tableau], Tableau]
_MODELES: dict[str, tuple[_Loi, _Loi, tuple[str, str]]] = {
    "poisson": (_z_poisson, _exact_poisson, (Z_POISSON, EXACT_POISSON)),
    "binomial": (_z_binomial, _exact_binomial, (Z_BINOMIAL, EXACT_BINOMIAL)),
}
