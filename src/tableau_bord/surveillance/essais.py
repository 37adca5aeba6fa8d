"""Essais d'égalité entre une communauté et le reste de sa région : Z, et exacts conditionnels.

Ici, tout est propre : tableaux de même forme, sans manquant, communauté et reste peuplés.

« Bilatéral », pour un essai exact : le double de la plus petite queue, au plus 1. Des trois choix usuels
(avec les petites vraisemblances de `scipy.stats.binomtest` et Blaker), c'est le seul dont l'intervalle
assorti est à queues égales, comme ceux de `taux` : l'essai et l'intervalle ne se contredisent jamais, et
la valeur p varie sans saut avec la population (Fay, 2010, doi:10.32614/RJ-2010-008). Sous l'égalité,
un faux signal haut a au plus seuil/2 de chances, un faux signal bas aussi.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from tableau_bord.surveillance.entrees import Masque, Tableau

ATTENDUS_POUR_Z = 20
Z_POISSON = "Z sur le log des taux"
Z_BINOMIAL = "Z sur le log des rapports de cotes"
EXACT_POISSON = "binomial conditionnel exact, double de la plus petite queue"
EXACT_BINOMIAL = "hypergéométrique exact, double de la plus petite queue"


@dataclass(frozen=True)
class Table:
    """Effectifs d'une comparaison : la communauté, et la région qui la comprend."""

    cas: Tableau
    population: Tableau
    cas_region: Tableau
    population_region: Tableau

    @property
    def cas_reste(self) -> Tableau:
        """Cas de la région hors de la communauté."""
        return self.cas_region - self.cas

    @property
    def population_reste(self) -> Tableau:
        """Population de la région hors de la communauté."""
        return self.population_region - self.population

    def sur(self, cases: Masque) -> Table:
        """Garder quelques cases, à plat."""
        return Table(
            self.cas[cases], self.population[cases], self.cas_region[cases], self.population_region[cases]
        )

    def lignes(self, proportion: bool) -> list[tuple[Tableau, Tableau]]:
        """Couples (communauté, reste) : les cas ; pour une proportion, aussi les non-cas."""
        autres = (self.population - self.cas, self.population_reste - self.cas_reste)
        return [(self.cas, self.cas_reste), *([autres] if proportion else [])]


@dataclass(frozen=True)
class Modele:
    """Un modèle de comparaison : ses deux essais, leurs noms, et s'il porte sur une proportion."""

    nom_z: str
    nom_exact: str
    proportion: bool
    ecart: Callable[[Table], Tableau]
    queues: Callable[[Table], tuple[Tableau, Tableau]]


def permet_z(t: Table, modele: Modele) -> Masque:
    """20 attendus ou plus de part et d'autre sous l'égalité, et aucun zéro observé."""
    plus_petite = np.minimum(t.population, t.population_reste)
    permis = np.ones(plus_petite.shape, dtype=np.bool_)
    for ici, ailleurs in t.lignes(modele.proportion):
        attendus = (ici + ailleurs) * plus_petite / t.population_region
        permis &= (attendus >= ATTENDUS_POUR_Z) & (ici > 0) & (ailleurs > 0)
    return permis


def valeur_p(t: Table, modele: Modele) -> tuple[Tableau, Masque]:
    """Valeur p de l'essai qui convient à chaque case, et si c'est le Z."""
    z = permet_z(t, modele)
    p = np.empty(z.shape)
    p[z] = _z(t.sur(z), modele)
    p[~z] = _exact(t.sur(~z), modele)
    return p, z


def plus_petite_valeur_p_basse(t: Table, modele: Modele) -> Tableau:
    """Valeur p du plus petit nombre de cas possible à totaux fixés : zéro, sauf si le caractère déborde."""
    plancher = np.maximum(t.cas_region - t.population_reste, 0.0) if modele.proportion else 0.0 * t.cas
    return _exact(replace(t, cas=plancher), modele)


def _z(t: Table, modele: Modele) -> Tableau:
    variance = _somme([1 / x for ligne in t.lignes(modele.proportion) for x in ligne])
    return np.asarray(2 * special.ndtr(-np.abs(modele.ecart(t)) / np.sqrt(variance)))


def _somme(termes: Sequence[Tableau]) -> Tableau:
    return np.asarray(np.sum(termes, axis=0))


def _exact(t: Table, modele: Modele) -> Tableau:
    basse, haute = modele.queues(t)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(basse, haute)))


def _ecart_log_taux(t: Table) -> Tableau:
    return np.asarray(np.log(t.cas / t.population) - np.log(t.cas_reste / t.population_reste))


def _ecart_log_cotes(t: Table) -> Tableau:
    (cas, cas_reste), (autres, autres_reste) = t.lignes(proportion=True)
    return np.asarray(np.log(cas / autres) - np.log(cas_reste / autres_reste))


def _queues_binomiales(t: Table) -> tuple[Tableau, Tableau]:
    """À total fixé et taux égaux, cas ~ Binomiale(cas de la région, part de la population)."""
    from scipy import stats  # à l'usage : l'importer coûte une demi-seconde au démarrage

    loi = stats.binom(np.rint(t.cas_region), t.population / t.population_region)
    return loi.cdf(np.rint(t.cas)), loi.sf(np.rint(t.cas) - 1)


def _queues_hypergeometriques(t: Table) -> tuple[Tableau, Tableau]:
    """À total fixé et proportions égales, cas ~ Hypergéométrique (Fisher)."""
    from scipy import stats

    loi = stats.hypergeom(np.rint(t.population_region), np.rint(t.cas_region), np.rint(t.population))
    return loi.cdf(np.rint(t.cas)), loi.sf(np.rint(t.cas) - 1)


MODELES = {
    "poisson": Modele(Z_POISSON, EXACT_POISSON, False, _ecart_log_taux, _queues_binomiales),
    "binomial": Modele(Z_BINOMIAL, EXACT_BINOMIAL, True, _ecart_log_cotes, _queues_hypergeometriques),
}
