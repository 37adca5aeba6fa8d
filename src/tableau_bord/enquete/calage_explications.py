"""Pourquoi un calage ne se fait pas : quelle marge, quel écart, quoi faire."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.commun.francais import compter, enumerer, nombre, pluriel, pourcentage

_SOMMES_EGALES = 1e-8
_PROFILS_POUR_CHERCHER = 20_000


def marges_depareillees(repondants: Iterable[str], population: Iterable[str]) -> CalculErreur:
    """Une marge n'a que ses répondants, ou que sa population."""
    seules = sorted(set(repondants) ^ set(population))
    noms = enumerer([f"«\u00a0{s}\u00a0»" for s in seules])
    return CalculErreur(
        "marges",
        f"{noms} : {pluriel(len(seules), 'la marge n’a', 'ces marges n’ont')} pas à la fois répondants et population."
        if seules
        else "Aucune marge n'est donnée.",
        remede="Donnez les mêmes marges des deux côtés.",
    )


def longueurs_differentes(longueurs: Collection[int]) -> CalculErreur:
    """Les marges ou le plan n'ont pas le même nombre de lignes."""
    dites = enumerer([nombre(x) for x in sorted(longueurs)])
    return CalculErreur(
        "marges",
        f"Les colonnes n'ont pas la même longueur\u00a0: {dites} lignes.",
        remede="Une étiquette par personne.",
    )


def formes(n: int, x: tuple[int, ...], t: tuple[int, ...]) -> CalculErreur:
    """La matrice et les totaux ne vont pas ensemble."""
    return CalculErreur(
        "totaux",
        f"Les auxiliaires sont de forme {x} et les totaux de forme {t}, pour {nombre(n)} personnes.",
        remede="Une ligne par personne, et un total par colonne.",
    )


def calage_sans_totaux() -> CalculErreur:
    """Un calage fait à la main n'a pas de quoi être rejoué."""
    return CalculErreur(
        "totaux",
        "Ce calage n'a pas gardé ses totaux\u00a0: il ne se rejoue pas.",
        remede="Calez le plan avec «\u00a0caler\u00a0».",
    )


def verifier_les_nombres(x: Tableau, totaux: Tableau, noms: tuple[str, ...]) -> None:
    """Lever CalculErreur pour un auxiliaire ou un total manquant."""
    fini = np.isfinite(x)
    if not fini.all():
        i, j = (int(k) for k in np.argwhere(~fini)[0])
        raise CalculErreur(
            "auxiliaires",
            f"L'auxiliaire «\u00a0{noms[j]}\u00a0» manque.",
            ou=f"Ligne {i + 1}",
            remede="Imputez-le ou retirez la personne.",
        )
    if not np.isfinite(totaux).all():
        j = int(np.argmin(np.isfinite(totaux)))
        raise total_invalide(noms[j], float(totaux[j]))


def total_invalide(nom: str, total: float) -> CalculErreur:
    """Un total manquant ou négatif."""
    dit = "manque" if not math.isfinite(total) else f"est négatif ({ecrire(total)})"
    return CalculErreur(
        "totaux",
        f"Le total de «\u00a0{nom}\u00a0» {dit}.",
        remede="Donnez l'effectif de population de chaque catégorie.",
    )


def verifier_les_sommes(sommes: Mapping[str, float]) -> None:
    """Lever CalculErreur si les marges ne totalisent pas la même population : quelle marge, quel écart."""
    noms, valeurs = list(sommes), np.array(list(sommes.values()))
    proches = np.abs(valeurs[:, None] - valeurs) <= _SOMMES_EGALES * np.maximum(valeurs[:, None], valeurs)
    if proches.all():
        return
    reference = int(np.argmax(proches.sum(axis=1)))
    autre = int(np.argmax(np.abs(valeurs - valeurs[reference])))
    ecart = valeurs[autre] - valeurs[reference]
    raise CalculErreur(
        "marges_incompatibles",
        f"Les marges ne s'additionnent pas\u00a0: «\u00a0{noms[autre]}\u00a0» totalise {ecrire(valeurs[autre])} personnes et"
        f" «\u00a0{noms[reference]}\u00a0» {ecrire(valeurs[reference])}, un écart de {ecrire(abs(ecart))}"
        f" ({pourcentage(abs(ecart) / valeurs[reference], 2)}).",
        remede="Prenez toutes les marges à la même population, à la même date.",
    )


def sans_total(nom: str, categorie: str, combien: int, ligne: int, connues: list[str]) -> CalculErreur:
    """Des répondants sans catégorie, ou d'une catégorie que la population ne connaît pas."""
    qui = compter(combien, "répondant")
    if categorie == "":
        return CalculErreur(
            "categorie_manquante",
            f"{qui} sans catégorie pour «\u00a0{nom}\u00a0».",
            ou=f"Ligne {ligne + 1}",
            remede="Imputez-la, ou donnez un total à une catégorie «\u00a0non précisé\u00a0».",
        )
    liste = enumerer([f"«\u00a0{c}\u00a0»" for c in connues[:8]]) + ("…" if len(connues) > 8 else "")
    return CalculErreur(
        "categorie_sans_total",
        f"La catégorie «\u00a0{nom} = {categorie}\u00a0» a {qui} et aucun total de population.",
        ou=f"Ligne {ligne + 1}",
        remede=f"Totaux connus\u00a0: {liste}.",
    )


def categorie_vide(nom: str, repondants: int, total: float) -> CalculErreur:
    """Une catégorie a une population et aucun répondant, ou des répondants et une population nulle."""
    if repondants:
        return CalculErreur(
            "categorie_sans_total",
            f"La catégorie «\u00a0{nom}\u00a0» a {compter(repondants, 'répondant')} et une population nulle.",
            remede="Corrigez le total, ou regroupez la catégorie avec une voisine.",
        )
    return CalculErreur(
        "cellule_vide",
        f"La catégorie «\u00a0{nom}\u00a0» compte {ecrire(total)} personnes en population et aucun répondant.",
        remede="Regroupez-la avec une catégorie voisine.",
    )


def verifier_les_vides(pleines: NDArray[np.bool_], totaux: Tableau, noms: tuple[str, ...]) -> None:
    """Lever CalculErreur si une colonne nulle pour tous ceux qui ont un poids vise un total."""
    for j in np.flatnonzero(~pleines & (totaux != 0)):
        raise CalculErreur(
            "cellule_vide",
            f"«\u00a0{noms[j]}\u00a0» vise {ecrire(totaux[j])} et personne n'y a de poids.",
            remede="Regroupez la catégorie avec une voisine.",
        )


def total_contredit(nom: str, total: float, impose: float) -> CalculErreur:
    """Le total d'une colonne liée aux autres n'est pas celui que les autres imposent."""
    return CalculErreur(
        "marges_incompatibles",
        f"Le total de «\u00a0{nom}\u00a0» est {ecrire(total)} et les autres marges imposent {ecrire(impose)},"
        f" un écart de {ecrire(abs(total - impose))}.",
        remede="Prenez toutes les marges à la même population, à la même date.",
    )


def echelle(somme: float, population: float) -> str:
    """La phrase d'un facteur d'échelle faux : les poids ne totalisent pas la population, de loin."""
    rapport = population / somme
    fois, sens = (rapport, "trop peu") if rapport > 1 else (1 / rapport, "trop")
    return (
        f"Les poids totalisent {ecrire(somme)} pour une population de {ecrire(population)},"
        f" {ecrire(fois)} fois {sens}\u00a0: le facteur d'échelle des poids paraît faux."
    )


def verifier_les_bornes(
    lignes: Tableau, poids: Tableau, totaux: Tableau, noms: tuple[str, ...], bornes: tuple[float, float]
) -> None:
    """Lever CalculErreur si une colonne demande à elle seule un facteur moyen hors des bornes."""
    positives = (lignes >= 0).all(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        facteur = np.where(positives, totaux / (poids @ lignes), 1.0)
    facteur = np.where(np.isfinite(facteur), facteur, 1.0)
    dehors = np.flatnonzero((facteur < bornes[0] * (1 - 1e-9)) | (facteur > bornes[1] * (1 + 1e-9)))
    if not len(dehors):
        return
    j = int(dehors[np.argmax(np.abs(np.log(np.maximum(facteur[dehors], 1e-300))))])
    trop = facteur[j] > bornes[1]
    borne = arrondir_haut(facteur[j]) if trop else arrondir_bas(facteur[j])
    autres = f" ({compter(len(dehors) - 1, 'autre')} aussi)" if len(dehors) > 1 else ""
    raise CalculErreur(
        "bornes",
        f"«\u00a0{noms[j]}\u00a0» demande un facteur moyen de {nombre(facteur[j], 3)}, hors des bornes"
        f" {_ecrire_bornes(bornes)}{autres}.",
        remede=f"Portez la borne {'haute' if trop else 'basse'} à {borne} ou {'plus' if trop else 'moins'},"
        " ou regroupez des catégories.",
    )


def non_convergence(
    distance: str,
    bornes: tuple[float, float] | None,
    noms: tuple[str, ...],
    totaux: Tableau,
    ecarts: Tableau,
    tours: int,
    lignes: Tableau,
    poids: Tableau,
) -> CalculErreur:
    """Le calage s'arrête avant ses totaux : la marge la plus loin, l'écart qui reste, les bornes qui suffiraient."""
    relatif = np.abs(ecarts) / np.maximum(np.abs(totaux), 1e-12 * np.abs(totaux).max())
    j = int(np.argmax(relatif))
    dites = "" if bornes is None else f", bornes {_ecrire_bornes(bornes)}"
    return CalculErreur(
        "calage",
        f"Le calage ({distance}{dites}) ne converge pas en {tours} {pluriel(tours, 'tour')}\u00a0:"
        f" «\u00a0{noms[j]}\u00a0» est à {ecrire(totaux[j] - ecarts[j])} pour {ecrire(totaux[j])} visé,"
        f" un écart de {ecrire(abs(ecarts[j]))}.",
        remede=_bornes_suffisantes(lignes, poids, totaux, bornes),
    )


def _bornes_suffisantes(
    lignes: Tableau, poids: Tableau, totaux: Tableau, bornes: tuple[float, float] | None
) -> str:
    """Par programmation linéaire, les bornes les plus proches de celles-ci qui admettent une solution."""
    bas, haut = (b if math.isfinite(b) else d for b, d in zip(bornes or (0.5, 2.0), (0.5, 2.0), strict=True))
    vivantes = poids > 0
    x, w = lignes[vivantes], poids[vivantes]
    g, p = x.shape
    if g > _PROFILS_POUR_CHERCHER:
        return "Élargissez les bornes ou regroupez des catégories."
    ampleur = np.maximum(np.abs(totaux), 1e-12)
    un, largeur = sparse.eye_array(g), np.ones((g, 1))
    trouve = optimize.linprog(
        np.append(np.zeros(g), 1.0),
        A_ub=sparse.block_array([[un, -(haut - 1) * largeur], [-un, -(1 - bas) * largeur]]),
        b_ub=np.repeat([1.0, -1.0], g),
        A_eq=np.vstack([w[:, None] * x / ampleur, np.zeros((1, p))]).T,
        b_eq=totaux / ampleur,
        method="highs",
    )
    if not trouve.success:
        return "Aucun poids positif n'atteint tous ces totaux\u00a0: regroupez des catégories ou retirez une marge."
    s = float(trouve.fun)
    if bornes is None:
        return "Ces totaux ne s'atteignent qu'avec des poids nuls\u00a0: regroupez des catégories."
    if s < 1 + 1e-6:
        return "Une solution existe tout au bord de ces bornes\u00a0: élargissez-les un peu."
    return (
        f"Élargissez les bornes au-delà de {arrondir_bas(max(1 - s * (1 - bas), 0.0))}"
        f" à {arrondir_haut(1 + s * (haut - 1))}, ou regroupez des catégories."
    )


def poids_negatifs(combien: int, ligne: int, facteur: float) -> CalculErreur:
    """Le calage linéaire sans bornes rend des poids négatifs."""
    return CalculErreur(
        "poids_negatifs",
        f"Le calage linéaire rend {compter(combien, 'poids négatif', 'poids négatifs')}"
        f" (facteur {nombre(facteur, 2)}).",
        ou=f"Ligne {ligne + 1}",
        remede="Donnez une borne basse de 0 ou plus, ou prenez la distance exponentielle.",
    )


def _ecrire_bornes(bornes: tuple[float, float]) -> str:
    bas = "sans minimum" if math.isinf(bornes[0]) else nombre(bornes[0], 2)
    return f"{bas} à {'sans maximum' if math.isinf(bornes[1]) else nombre(bornes[1], 2)}"


def ecrire(x: float) -> str:
    """Un effectif ou un rapport, sans décimales inutiles."""
    entier = abs(x - round(x)) < 1e-6 * max(abs(x), 1.0)
    return nombre(x, 0 if entier or abs(x) >= 10_000 else 2 if abs(x) >= 0.1 else 6)


def arrondir_haut(x: float) -> str:
    """Deux décimales, par excès."""
    return nombre(math.ceil(x * 100 - 1e-9) / 100, 2)


def arrondir_bas(x: float) -> str:
    """Deux décimales, par défaut."""
    return nombre(math.floor(x * 100 + 1e-9) / 100, 2)
