"""Caler les poids d'une enquête sur des totaux de population : a posteriori, ratissage, linéaire, logit, rognage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.commun.francais import compter, nombre, pourcentage
from tableau_bord.enquete import calage_explications as dire
from tableau_bord.enquete.calage_solveur import Distance, depart_a_l_echelle, recaler, resoudre
from tableau_bord.enquete.calage_totaux import Cible, Marges
from tableau_bord.enquete.plan import Calage, Entiers, PlanSondage

_ECHELLE_DOUTEUSE = 2.0
_PART_NON_RECALEE = 0.05
ROGNAGE = "rognage"


def caler(
    plan: PlanSondage,
    auxiliaires: ArrayLike | Marges,
    totaux: ArrayLike | None = None,
    distance: str = "lineaire",
    bornes: tuple[float, float] | None = None,
) -> PlanSondage:
    """Caler un plan : Σ_i w_i x_i = totaux, au plus près des poids de départ (Deville et Särndal, 1992).

    `auxiliaires` (n, p) et `totaux` (p,), ou des `Marges` seules. `distance` : « lineaire » (tronquée s'il y a des
    `bornes`), « exponentielle » (le ratissage) ou « logit », dont les `bornes` (bas, haut) du facteur encadrent 1. Des
    colonnes liées sont admises si leurs totaux le sont aussi. Les lignes d'auxiliaires identiques sont calées ensemble.

    Rend le plan calé ; `.facteurs` (n,) = poids après ÷ avant, et `calages[-1].avertissements` dit un facteur d'échelle
    douteux. Sa variance passe par les résidus de la régression aux poids d'avant (R survey `calibrate`). Un plan qui a
    des réplications les recale une à une ; celle qui n'y arrive pas garde ses poids, ce qui gonfle la variance : son
    numéro est dans `calages[-1].non_recalees`, et au-delà de 5 % le calage est refusé.

    Lève CalculErreur (« totaux », « auxiliaires », « marges_incompatibles », « cellule_vide », « bornes », « calage »,
    « poids_negatifs », « replications ») : quelle marge, quel écart, quoi faire.
    """
    return _caler(plan, Cible.lire(plan.effectif, auxiliaires, totaux), distance, bornes)


def stratification_a_posteriori(
    plan: PlanSondage, etiquettes: ArrayLike, population: Mapping[Any, float]
) -> PlanSondage:
    """Mettre chaque catégorie à son effectif de population : le calage linéaire à une marge (R `postStratify`).

    `etiquettes` (n,), ou (n, v) croisées et des clés v-uplets ; `population` : effectif de chaque catégorie.
    """
    return caler(plan, Marges.lire({"strate": etiquettes}, {"strate": population}))


def ratisser(plan: PlanSondage, marges: Marges) -> PlanSondage:
    """Ratisser sur des marges (Deming et Stephan, 1940) : les poids du calage exponentiel.

    Les facteurs sont ceux de la procédure itérative à convergence, trouvés par Newton. L'erreur type est celle de R
    survey `rake` : résidus d'une régression **sans** poids sur les marges (`caler(…, "exponentielle")` la pondère, comme
    R `calibrate(calfun="raking")`). Mêmes erreurs que `caler`.
    """
    return _caler(plan, Cible.lire(plan.effectif, marges, None), "exponentielle", None, ponderee=False)


def rogner(
    plan: PlanSondage,
    bornes: tuple[float, float] | None = None,
    quantiles: tuple[float, float] | None = None,
    fois_mediane: float | None = None,
    redistribution: str = "proportionnelle",
) -> PlanSondage:
    """Ramener les poids extrêmes à des bornes, et rendre aux autres ce qu'on leur ôte.

    Une seule règle : `bornes` (min, max) du poids, `quantiles` (par exemple 0,01 et 0,99) des poids positifs, ou un
    plafond de `fois_mediane` fois leur médiane. `redistribution` : « proportionnelle » aux poids non rognés, « egale »
    (R `trimWeights`) ou « aucune » (la somme change). On recommence tant qu'un poids dépasse ; un poids rogné reste à sa
    borne. Les facteurs du rognage sont tenus pour fixes : la variance et les réplications les reportent tels quels.
    Lève CalculErreur (« rognage ») : règle mal dite, ou bornes qui ne laissent pas loger la somme des poids.
    """
    bas, haut = _bornes_de_rognage(plan.poids, bornes, quantiles, fois_mediane)
    if redistribution not in ("proportionnelle", "egale", "aucune"):
        raise _rognage_mal_dit(f"Redistribution inconnue\u00a0: «\u00a0{redistribution}\u00a0».")
    apres = _rogner(plan.poids, bas, haut, redistribution)
    facteurs = np.divide(apres, plan.poids, out=np.ones_like(apres), where=plan.poids > 0)
    calage = Calage(
        np.zeros((plan.effectif, 0)), plan.poids, facteurs, ROGNAGE, totaux=np.zeros(0), bornes=(bas, haut)
    )
    repliques = plan.poids_replication
    return replace(
        plan,
        poids=apres,
        poids_replication=None if repliques is None else repliques * facteurs[:, None],
        calages=(*plan.calages, calage),
    )


def verifier_echelle(plan: PlanSondage, population: float, tolerance: float = 0.25) -> None:
    """Lever CalculErreur (« echelle_des_poids ») si la somme des poids s'écarte de la population de plus de `tolerance`.

    À appeler avant d'estimer ou de publier un total ; `population` en personnes, `tolerance` relative.
    """
    somme = float(plan.poids.sum())
    if abs(somme / population - 1) > tolerance:
        raise CalculErreur(
            "echelle_des_poids",
            dire.echelle(somme, population),
            remede="Multipliez les poids par le facteur que donne leur documentation, ou calez-les.",
        )


def rejouer(calages: tuple[Calage, ...], poids: Tableau) -> list[Entiers]:
    """Refaire une suite de calages sur les colonnes de `poids` (n, B), **sur place** ; rend les échecs de chacun."""
    echecs = []
    for calage in calages:
        if calage.distance == ROGNAGE:
            poids *= calage.facteurs[:, None]
            echecs.append(np.zeros(0, dtype=np.int64))
        else:
            echecs.append(recaler(calage, poids))
    return echecs


def _caler(
    plan: PlanSondage,
    cible: Cible,
    nom: str,
    bornes: tuple[float, float] | None,
    *,
    ponderee: bool = True,
) -> PlanSondage:
    distance = Distance.lire(nom, bornes)
    reduite, constante = cible.reduire(plan.poids)
    population = None if constante is None else float(constante @ reduite.totaux)
    avertissements = _avertir(float(plan.poids.sum()), population)
    facteurs = _facteurs(plan.poids, reduite, constante, distance, avertissements)
    calage = Calage(
        cible.lignes, plan.poids, facteurs, nom, cible.noms, cible.totaux, bornes, cible.profil, ponderee,
        avertissements=avertissements,
    )  # fmt: skip
    repliques = plan.poids_replication
    if repliques is not None:
        repliques = np.array(repliques, dtype=np.float64)
        calage = replace(calage, non_recalees=_recaler_tout(calage, repliques))
    return replace(
        plan,
        poids=plan.poids * facteurs,
        poids_replication=repliques,
        calages=(*plan.calages, calage),
    )


def _facteurs(
    poids: Tableau,
    cible: Cible,
    constante: Tableau | None,
    distance: Distance,
    avertissements: tuple[str, ...],
) -> Tableau:
    w = cible.agreger(poids)[:, None]
    bornes = (distance.bas, distance.haut)
    bornees = bool(np.isfinite(bornes).any())
    if bornees:
        try:
            dire.verifier_les_bornes(cible.lignes, w[:, 0], cible.totaux, cible.noms, bornes)
        except CalculErreur as e:
            raise _avec(e, avertissements) from None
    solution = resoudre(
        cible.lignes, w, cible.totaux, distance, depart_a_l_echelle(cible, constante, w, distance)
    )
    if not solution.reussie[0]:
        erreur = dire.non_convergence(
            distance.nom, bornes if bornees else None, cible.noms, cible.totaux, solution.ecarts[:, 0],
            solution.tours, cible.lignes, w[:, 0],
        )  # fmt: skip
        raise _avec(erreur, avertissements)
    facteurs = cible.etendre(distance.facteurs(cible.lignes @ solution.multiplicateurs[:, 0]))
    negatifs = (facteurs < 0) & (poids > 0)
    if negatifs.any():
        i = int(np.argmin(np.where(negatifs, facteurs, 0.0)))
        raise _avec(dire.poids_negatifs(int(negatifs.sum()), i, float(facteurs[i])), avertissements)
    return facteurs


def _avec(erreur: CalculErreur, avertissements: tuple[str, ...]) -> CalculErreur:
    """La même erreur, précédée du facteur d'échelle douteux qui en est souvent la cause."""
    if not avertissements:
        return erreur
    return CalculErreur(
        erreur.code,
        " ".join((*avertissements, erreur.quoi)),
        ou=erreur.ou,
        remede="Corrigez d'abord le facteur d'échelle des poids.",
    )


def _avertir(somme: float, population: float | None) -> tuple[str, ...]:
    if population is None or population <= 0:
        return ()
    rapport = population / somme
    douteux = not 1 / _ECHELLE_DOUTEUSE <= rapport <= _ECHELLE_DOUTEUSE
    return (dire.echelle(somme, population),) if douteux else ()


def _recaler_tout(calage: Calage, repliques: Tableau) -> tuple[int, ...]:
    echecs = recaler(calage, repliques)
    combien, total = len(echecs), repliques.shape[1]
    if combien > _PART_NON_RECALEE * total:
        raise CalculErreur(
            "replications",
            f"{compter(combien, 'réplication')} sur {nombre(total)} ({pourcentage(combien / total)}) ne se recalent pas.",
            ou=f"Réplication {int(echecs[0]) + 1}",
            remede="Regroupez les catégories de peu de répondants.",
        )
    return tuple(int(b) for b in echecs)


def _bornes_de_rognage(
    poids: Tableau,
    bornes: tuple[float, float] | None,
    quantiles: tuple[float, float] | None,
    fois_mediane: float | None,
) -> tuple[float, float]:
    if sum(x is not None for x in (bornes, quantiles, fois_mediane)) != 1:
        raise _rognage_mal_dit("Le rognage prend une seule règle.")
    positifs = poids[poids > 0]
    if quantiles is not None:
        if not 0 <= quantiles[0] < quantiles[1] <= 1:
            raise _rognage_mal_dit("Les quantiles d'un rognage vont de 0 à 1, le bas d'abord.")
        bas, haut = (float(q) for q in np.quantile(positifs, quantiles))
    elif fois_mediane is not None:
        bas, haut = 0.0, fois_mediane * float(np.median(positifs))
    else:
        assert bornes is not None
        bas, haut = (float(b) for b in bornes)
    if not 0 <= bas < haut:
        raise _rognage_mal_dit("Les bornes d'un rognage sont positives, la basse d'abord.")
    return bas, haut


def _rognage_mal_dit(quoi: str) -> CalculErreur:
    return CalculErreur(
        "rognage",
        quoi,
        remede="Donnez des bornes, des quantiles ou un multiple de la médiane\u00a0; et une redistribution"
        " «\u00a0proportionnelle\u00a0», «\u00a0egale\u00a0» ou «\u00a0aucune\u00a0».",
    )


def _rogner(poids: Tableau, bas: float, haut: float, redistribution: str) -> Tableau:
    w = poids.copy()
    vifs = w > 0
    rognes = np.zeros(len(w), dtype=bool)
    somme = w.sum()
    while (dehors := vifs & ((w < bas) | (w > haut))).any():
        rognes |= dehors
        w[dehors] = np.clip(w[dehors], bas, haut)
        libres = vifs & ~rognes
        manque = somme - w.sum()
        if redistribution == "aucune":
            break
        if not libres.any() or w[libres].sum() + manque <= 0:
            raise CalculErreur(
                "rognage",
                f"Des poids de {dire.ecrire(bas)} à {dire.ecrire(haut)} ne peuvent totaliser {dire.ecrire(float(somme))}"
                f" à {compter(int(vifs.sum()), 'répondant')}.",
                remede="Élargissez les bornes du rognage.",
            )
        if redistribution == "egale":
            w[libres] += manque / libres.sum()
        else:
            w[libres] *= 1 + manque / w[libres].sum()
    return w
