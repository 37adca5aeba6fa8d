"""Comparer une communauté au reste de sa région, communauté exclue."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.surveillance.entrees import Tableau, choisir, refuser, tableaux, verifier_fraction
from tableau_bord.surveillance.essais import MODELES, Modele, Table, plus_petite_valeur_p_basse, valeur_p
from tableau_bord.surveillance.sorties import Textes, etaler, motifs, utiles

NOM = "comparer_au_reste"


@dataclass(frozen=True)
class Comparaison:
    """Résultat d'une comparaison : tableaux de même forme, en lecture seule.

    `taux_reste` : cas ÷ population du reste (fraction). `rapport` : taux de la communauté ÷
    `taux_reste`, `nan` si le reste n'a aucun cas. `signe` : −1 significativement plus bas, 0, +1 plus
    haut. `signal_bas_impossible` : même zéro cas n'aurait pas été significatif ; l'absence de signal
    bas n'apprend alors rien. `motif` : chaîne vide là où la comparaison existe ; ailleurs, `nan`, signe
    0 et méthode vide.
    """

    taux_reste: Tableau
    rapport: Tableau
    valeur_p: Tableau
    signe: NDArray[np.int8]
    methode: Textes
    signal_bas_impossible: NDArray[np.bool_]
    motif: Textes

    def __post_init__(self) -> None:
        for champ in fields(self):
            getattr(self, champ.name).setflags(write=False)


def comparer_au_reste(
    cas: ArrayLike,
    population: ArrayLike,
    cas_region: ArrayLike,
    population_region: ArrayLike,
    seuil: float = 0.01,
    modele: str = "poisson",
) -> Comparaison:
    """Comparer une communauté au reste de sa région, en bilatéral, au seuil donné.

    Hypothèses : communauté et reste indépendants (d'où l'exclusion) ; recensement complet des cas. Des
    données d'enquête n'ont pas leur place ici : la variance de l'écart y vient des réplications.

    Paramètres : `cas` ≤ `cas_region` et `population` ≤ `population_region` (la région comprend la
    communauté), de formes compatibles, finis, zéro ou plus, `nan` pour un manquant ; un essai exact
    arrondit les effectifs à l'entier. `seuil` dans ]0, 1[ : significatif si p < seuil. `modele` :
    « poisson » pour des taux ; « binomial » pour des proportions, où la variance de Poisson, trop grande
    dès que le caractère est fréquent, tait de vrais écarts.

    Retourne une `Comparaison`. Z (log des taux ; log des cotes pour une proportion) quand communauté et
    reste attendent chacun 20 cas ou plus sous l'égalité (et 20 non-cas, pour une proportion) et qu'aucun
    n'est nul. Sinon, essai exact conditionnel au total (binomial ; hypergéométrique pour une
    proportion), valeur p : double de la plus petite queue, au plus 1 (voir `essais`). Manquant :
    « non disponible » ; communauté ou reste sans population : « sans population » ; jamais un signal.

    Lève CalculErreur : négatif, infini, communauté plus grande que sa région, plus de cas que de
    personnes (« binomial »), formes, seuil, modèle inconnu.

    Source : Z, Julious, Nicholl et George (2001), doi:10.1093/pubmed/23.1.40, suivis par l'INSPQ ; exact,
    Przyborowski et Wilenski (1940), doi:10.1093/biomet/31.3-4.313, et Fisher ; bilatéral, Fay (2010),
    doi:10.32614/RJ-2010-008.

    Valeurs témoins : rateratio.test et exactci (R), Gu et coll. → tests/surveillance/test_comparaison.py.
    """
    verifier_fraction(NOM, "seuil", seuil)
    regle = choisir(NOM, "modele", modele, MODELES)
    table = Table(
        *tableaux(
            NOM, cas=cas, population=population, cas_region=cas_region, population_region=population_region
        )
    )
    _refuser_contradictions(table, regle)
    manque = np.isnan(table.cas + table.population + table.cas_region + table.population_region)
    motif = motifs(manque, (table.population == 0) | (table.population_reste == 0))
    return _comparer(table, motif, seuil, regle)


def _refuser_contradictions(t: Table, regle: Modele) -> None:
    depasse = (t.cas > t.cas_region) | (t.population > t.population_region)
    refuser(NOM, depasse, "la communauté dépasse sa région.", "La région doit la comprendre.")
    if regle.proportion:
        trop = (t.cas > t.population) | (t.cas_reste > t.population_reste)
        refuser(NOM, trop, "il y a plus de cas que de personnes.", "Vérifiez le dénominateur.")


def _comparer(table: Table, motif: Textes, seuil: float, regle: Modele) -> Comparaison:
    utile = utiles(motif)
    t = table.sur(utile)
    p, par_z = valeur_p(t, regle)
    reste = t.cas_reste / t.population_reste
    rapport = np.divide(t.cas / t.population, reste, out=np.full(reste.shape, np.nan), where=reste > 0)
    ecart = np.sign(t.cas * t.population_reste - t.cas_reste * t.population)
    return Comparaison(
        taux_reste=etaler(reste, utile, np.nan),
        rapport=etaler(rapport, utile, np.nan),
        valeur_p=etaler(p, utile, np.nan),
        signe=etaler(np.where(p < seuil, ecart, 0).astype(np.int8), utile, 0),
        methode=etaler(np.where(par_z, regle.nom_z, regle.nom_exact), utile, ""),
        signal_bas_impossible=etaler(plus_petite_valeur_p_basse(t, regle) >= seuil, utile, False),
        motif=motif,
    )
