"""L'accès aux actifs d'un enjeu, territoire par territoire, avec ce qu'on n'en sait pas ; refaisable à la main."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord import indicateurs, parametres, territoires
from tableau_bord.acces import Profil
from tableau_bord.actifs import Filtre, inventaire
from tableau_bord.actifs.acces_geographique import (
    acces,
    acces_incertain,
    autour,
    distance_au_plus_proche,
    distances,
    population_desservie,
)
from tableau_bord.actifs.versement import matrice_depot
from tableau_bord.actifs.versement.matrice import en_tableau
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import cle_de_tri, en_lettres, nombre
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import besoins_formes
from tableau_bord.gestes.acces_offre import Offre, placer

PALIERS = ((1 / 3, 1.0), (2 / 3, 0.68), (1.0, 0.22))
"""E2SFCA : poids par tiers du rayon (Luo et Qi, 2009)."""
METHODES = {
    "2sfca": "Tout ce qui est à moins du rayon compte pareil",
    "e2sfca": "Ce qui est proche compte plus, par paliers",
    "gravite": "Ce qui est proche compte plus, de façon continue",
}
TIRAGES, COUPLES_MAX, GRAINE = 200, 60_000_000, 20261126
AGES = {"": (0, 999), "0-17": (0, 17), "18-64": (18, 64), "65+": (65, 999)}


@dataclass(frozen=True)
class Demande:
    """Ce qu'on veut savoir. `rayon` : km, ou minutes avec une `matrice` ; `ages` : clé d'`AGES`."""

    decoupage: str
    filtre: Filtre
    rayon: float
    methode: str = "2sfca"
    ages: str = ""
    matrice: str = ""


@dataclass(frozen=True)
class LieuAccessible:
    """Un territoire. `acces` : offre pour 1 000 personnes, de `bas` à `haut` ; `distance` : au plus proche, dans l'unité du coût."""

    code: str
    nom: str
    population: float
    acces: float
    bas: float
    haut: float
    distance: float | None


@dataclass(frozen=True)
class AccesLu:
    """Le résultat. `lieux` : en ordre alphabétique ; `tus` : territoires sans population connue, ou sous le plancher.

    `offre_partagee`, `somme` : les deux membres de l'invariant Σ P·A = Σ offre ; `offre_perdue` : hors de portée de tous.
    """

    demande: Demande
    lieux: tuple[LieuAccessible, ...]
    offre: Offre
    desservis: float
    population: float
    offre_partagee: float
    somme: float
    offre_perdue: float
    methode: str
    unite_cout: str
    tus: int
    tirages: int
    annee: int

    @property
    def ensemble(self) -> float | None:
        """L'offre partagée pour 1 000 personnes, toute la région ensemble."""
        return 1_000 * self.offre_partagee / self.population if self.population else None

    @property
    def phrase(self) -> str:
        """« Six personnes sur dix vivent à moins de 5 km d'au moins un des 12 actifs. »."""
        n = len(set(self.offre.actif))
        if not n or not self.population:
            return "Aucun actif de ce choix ne peut être placé sur la carte."
        dixiemes = round(10 * self.desservis / self.population)
        qui = {0: "Presque personne ne vit", 10: "Presque tout le monde vit"}.get(
            dixiemes,
            f"{en_lettres(dixiemes, feminin=True).capitalize()} personne{'s' if dixiemes > 1 else ''} sur dix viv{'ent' if dixiemes > 1 else 't'}",
        )
        combien = f"d’au moins un des {nombre(n)} actifs" if n > 1 else "du seul actif"
        return f"{qui} à moins de {nombre(self.demande.rayon, int(self.demande.rayon % 1 > 0))}\u00a0{self.unite_cout} {combien}."


def calculer(entrepot: Entrepot, profil: Profil, demande: Demande) -> AccesLu:
    """Calculer l'accès. Au profil table, un territoire sous le plancher de population n'entre pas dans le calcul.

    Lève CalculErreur si aucune population n'est connue, ou si l'invariant est rompu.
    """
    gens, annee, tus = _population(entrepot, profil, demande)
    lieux = besoins_formes.points(entrepot, demande.decoupage)
    aires = lieux.aires.join(gens, on="code").with_columns(population=pl.col("population") * pl.col("part"))
    offre = placer(inventaire(entrepot, Profil.TABLE), demande.filtre, demande.decoupage, lieux.lieux)
    couts, unite = _couts(entrepot, demande, aires, offre)
    population = aires["population"].to_numpy()
    poids = _poids(demande)
    central = acces(population, offre.centrale(), couts, demande.rayon, demande.methode, poids)
    n = _tirages(offre, couts.size)
    bas, haut = (
        _bornes(demande, population, offre, couts, aires, n, poids) if n else (central.valeur, central.valeur)
    )
    proche, _ = distance_au_plus_proche(couts)
    par_lieu = _par_lieu(aires, central.valeur, bas, haut, proche)
    desservis, total = population_desservie(population, couts, demande.rayon)
    noms = dict(territoires.territoires_de(entrepot, demande.decoupage).select("code", "nom").iter_rows())
    rendus = [LieuAccessible(x["code"], noms.get(x["code"], x["code"]), *(x[c] for c in ("population", "acces", "bas", "haut", "distance")))
              for x in par_lieu.to_dicts()]  # fmt: skip
    return AccesLu(
        demande, tuple(sorted(rendus, key=lambda x: cle_de_tri(x.nom))), offre, desservis, total, central.offre_partagee, central.somme,
        central.offre_perdue, central.methode, unite, tus, n, annee,
    )  # fmt: skip


def _population(entrepot: Entrepot, profil: Profil, demande: Demande) -> tuple[pl.DataFrame, int, int]:
    debut, fin = AGES[demande.ages]
    lue = (
        indicateurs.population_d_ages(entrepot, demande.decoupage, debut, fin)
        if demande.ages
        else indicateurs.population_totale(entrepot, demande.decoupage)
    )
    affiches = territoires.territoires_de(entrepot, demande.decoupage).select("code")
    plancher = parametres.seuils_divulgation(entrepot, profil.value).population
    gens = lue.join(affiches, on="code", how="semi").filter(pl.col("population") >= max(plancher, 1))
    if gens.is_empty():
        raise CalculErreur(
            "sans_population", "Aucune population n'est connue pour ce découpage et ces âges.", ou="Accès",
            remede="Versez la population, ou choisissez tous les âges.",
        )  # fmt: skip
    return gens.select("code", "population"), int(gens["annee"][0]), affiches.height - gens.height


def _couts(
    entrepot: Entrepot, demande: Demande, aires: pl.DataFrame, offre: Offre
) -> tuple[NDArray[np.float64], str]:
    if not demande.matrice:
        return distances(aires["longitude"], aires["latitude"], offre.longitude, offre.latitude), "km"
    lus = matrice_depot.couts(entrepot, demande.matrice, demande.decoupage)
    unites = matrice_depot.matrices(entrepot).filter(pl.col("matrice") == demande.matrice)["unite"]
    codes, actifs = aires["code"].unique(maintain_order=True).to_list(), list(dict.fromkeys(offre.actif))
    entre = en_tableau(lus, codes, actifs)
    # Chaque aire d'un territoire a le trajet du territoire ; chaque part d'un actif, celui de l'actif.
    lignes = [codes.index(c) for c in aires["code"]]
    couts = entre[np.ix_(lignes, [actifs.index(a) for a in offre.actif])]
    return couts, str(unites[0]) if unites.len() else "minutes"


def _poids(demande: Demande):  # type: ignore[no-untyped-def]
    if demande.methode == "e2sfca":
        return [(part * demande.rayon, poids) for part, poids in PALIERS]
    if demande.methode == "gravite":
        return lambda c: np.exp(-0.5 * (3 * c / demande.rayon) ** 2)
    return None


def _tirages(offre: Offre, couples: int) -> int:
    """Combien de tirages : aucun si tout est connu ; moins quand la région est grande."""
    if not (offre.inconnues or offre.approchees) or not couples:
        return 0
    return int(min(TIRAGES, max(20, COUPLES_MAX // couples)))


def _bornes(demande: Demande, population: NDArray[np.float64], offre: Offre, couts: NDArray[np.float64], aires: pl.DataFrame,
            n: int, poids: object) -> tuple[NDArray[np.float64], NDArray[np.float64]]:  # fmt: skip
    hasard = np.random.default_rng(GRAINE)
    lons, lats = autour(offre.longitude, offre.latitude, offre.rayon_km, n, GRAINE)

    def tirages() -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        for lon, lat in zip(lons, lats, strict=True):
            # Une matrice importée donne le coût : la position ne le change plus.
            c = couts if demande.matrice else distances(aires["longitude"], aires["latitude"], lon, lat)
            yield offre.tirer(hasard), c

    lus = acces_incertain(population, tirages(), demande.rayon, demande.methode, poids)  # type: ignore[arg-type]
    return lus.borne_inf, lus.borne_sup


def _par_lieu(aires: pl.DataFrame, valeur: NDArray[np.float64], bas: NDArray[np.float64], haut: NDArray[np.float64],
              proche: NDArray[np.float64]) -> pl.DataFrame:  # fmt: skip
    """Moyennes pesées par la population de chaque aire, pour 1 000 personnes ; la distance, sur les aires qui en ont une."""
    p = pl.col("population")
    joints = aires.with_columns(acces=1_000 * pl.Series(valeur), bas=1_000 * pl.Series(bas), haut=1_000 * pl.Series(haut),
                                distance=pl.Series(proche).fill_nan(None))  # fmt: skip
    a_distance = p.filter(pl.col("distance").is_not_null()).sum()
    return joints.group_by("code").agg(
        population=p.sum(), acces=(pl.col("acces") * p).sum() / p.sum(), bas=(pl.col("bas") * p).sum() / p.sum(),
        haut=(pl.col("haut") * p).sum() / p.sum(),
        distance=pl.when(a_distance > 0).then((pl.col("distance") * p).sum() / a_distance),
    ).sort("code")  # fmt: skip
