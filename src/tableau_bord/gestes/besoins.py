"""Croiser, pour un enjeu, ce qu'on mesure et ce qu'on a : territoire par territoire, sans palmarès.

Au profil table, rien que le cube publié (`indicateurs.carte`). Les actifs se lisent au profil table à tous les profils :
un actif fermé ne soutient personne. Un territoire sans aucun actif inscrit n'est pas à zéro : il n'est pas inventorié.
"""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import polars as pl

from tableau_bord import actifs, indicateurs, parametres
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import cle_de_tri
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import besoins_calcul as calcul
from tableau_bord.gestes.besoins_formes import sans_mesure
from tableau_bord.gestes.besoins_modele import Attente, Croisement, Lieu
from tableau_bord.gestes.besoins_reste import situer
from tableau_bord.indicateurs import CarteLue, Enjeu
from tableau_bord.indicateurs.ecriture import montrable
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Sens

__all__ = ["DEFAVORISATION", "MILLE", "Croisement", "Lieu", "croiser"]

DEFAVORISATION = "faible_revenu"
MILLE = 1_000.0
_NORMALE = 1.959963984540054
NON_MESURE = "non mesuré"


def croiser(
    entrepot: Entrepot,
    profil: Profil,
    enjeu: str,
    decoupage: str,
    indicateur: str | None = None,
    defavorisation: str | None = None,
) -> Croisement:
    """Croiser besoins et actifs d'un enjeu. `indicateur`, `defavorisation` : rien, le choix par défaut.

    Lève IndicateurErreur si l'enjeu n'existe pas. Une mesure ou une défavorisation qui ne se lit pas ici est laissée.
    """
    lu = indicateurs.un_enjeu(entrepot, enjeu)
    lisibles = indicateurs.dernieres_periodes(entrepot, profil, decoupage)
    toutes = {i.code: i for i in indicateurs.indicateurs(entrepot) if i.code in lisibles}
    mesures = tuple(toutes[c] for c in lu.indicateurs if c in toutes)
    carte = _mesurer(entrepot, profil, decoupage, _choisir(mesures, indicateur))
    lieux = _cases(entrepot, profil, decoupage, carte)
    situes = [
        replace(x, reste=r, position=p)
        for x, (r, p) in zip(lieux, situer(entrepot, profil, carte, lieux), strict=True)
    ]
    avec = _appuyer(entrepot, lu, decoupage, situes)
    classes, bornes_besoin, bornes_appuis = _classer(avec, carte)
    offertes = tuple(
        i for i in toutes.values() if i.sens is not Sens.NEUTRE and (carte is None or i != carte.indicateur)
    )
    attente, finis = _attendre(entrepot, profil, carte, classes, offertes, defavorisation)
    return Croisement(
        lu, decoupage, carte.indicateur if carte else None, carte.periode if carte else "",
        carte.reference if carte else None, carte.nom_reference if carte else "", tuple(finis), bornes_besoin,
        bornes_appuis, attente, mesures, offertes,
    )  # fmt: skip


def _choisir(mesures: tuple[Indicateur, ...], demandee: str | None) -> Indicateur | None:
    """Celle qu'on demande, sinon la première qui a un sens favorable, sinon la première."""
    orientees = [i for i in mesures if i.sens is not Sens.NEUTRE]
    voulue = [i for i in mesures if i.code == demandee]
    return next(iter((*voulue, *orientees, *mesures)), None)


def _mesurer(
    entrepot: Entrepot, profil: Profil, decoupage: str, mesure: Indicateur | None
) -> CarteLue | None:
    if mesure is None:
        return None
    try:
        return indicateurs.carte(entrepot, profil, decoupage, mesure.code)
    except IndicateurErreur:
        return None


def _cases(entrepot: Entrepot, profil: Profil, decoupage: str, carte: CarteLue | None) -> list[Lieu]:
    cases = carte.cases if carte else sans_mesure(entrepot, decoupage)
    plancher = parametres.seuils_divulgation(entrepot, profil.value).population
    gens = indicateurs.population_totale(entrepot, decoupage).filter(pl.col("population") >= plancher)
    population = dict(gens.select("code", "population").iter_rows())
    return [
        Lieu(_taire(c), population=population.get(c.code))
        for c in sorted(cases, key=lambda c: cle_de_tri(c.nom))
    ]


def _taire(case: CaseCarte) -> CaseCarte:
    """Une case qui ne se montre pas ne garde aucun nombre : rien de ce qui suit ne peut le lire."""
    if montrable(case):
        return case
    motif = case.motif or Motif.NON_DISPONIBLE
    bornes = (case.borne_inf, case.borne_sup) if motif is Motif.TROP_INCERTAIN else (None, None)
    return CaseCarte(case.code, case.nom, case.anneaux, None, None, None, *bornes, motif)


def _appuyer(entrepot: Entrepot, enjeu: Enjeu, decoupage: str, lieux: list[Lieu]) -> list[Lieu]:
    """Les actifs de l'enjeu, pesés par leur fraîcheur ; l'intervalle tient chacun pour présent avec cette chance."""
    lu = actifs.inventaire(entrepot, Profil.TABLE)
    inventories = set(actifs.par_territoire(lu, decoupage)["code"])
    siens = actifs.chercher(lu, actifs.Filtre(enjeux=(enjeu.enjeu,)))
    comptes = {r["code"]: r for r in actifs.par_territoire(lu, decoupage, siens).iter_rows(named=True)}
    variances = _variances(lu, decoupage, siens)
    return [
        _avec(x, comptes.get(x.code, {}), variances.get(x.code, 0.0)) if x.code in inventories else x
        for x in lieux
    ]


def _variances(lu: actifs.Inventaire, decoupage: str, siens: pl.DataFrame) -> dict[str, float]:
    ici = lu.dessertes.filter(pl.col("decoupage") == decoupage).join(
        siens.select("actif", "fraicheur"), on="actif"
    )
    f = pl.col("fraicheur")
    return dict(ici.group_by("code").agg(v=(f * (1 - f)).sum()).iter_rows())


def _avec(lieu: Lieu, compte: dict[str, object], variance: float) -> Lieu:
    nombre, poids = int(compte.get("nombre", 0)), float(compte.get("poids", 0.0))  # type: ignore[call-overload, arg-type]
    complet = replace(lieu, nombre=nombre, poids=poids, derniere=str(compte.get("derniere", "") or ""))
    if not lieu.population or lieu.population <= 0:
        return complet
    marge, echelle = _NORMALE * sqrt(variance), MILLE / lieu.population
    bas, haut = max(0.0, poids - marge), min(float(nombre), poids + marge)
    return replace(complet, pour_mille=poids * echelle, bas=bas * echelle, haut=haut * echelle)


def _classer(
    lieux: list[Lieu], carte: CarteLue | None
) -> tuple[list[Lieu], tuple[float, ...], tuple[float, ...]]:
    """Les deux classes de chacun. Sans aucun actif de l'enjeu : « peu d'appuis », quels que soient les autres."""
    sens = _signe(carte)
    oriente = [None if x.case.valeur is None or not sens else sens * x.case.valeur for x in lieux]
    paires = [_oriente(x.case, sens) for x in lieux]
    besoin = calcul.terciles(oriente, [a for a, _ in paires], [b for _, b in paires])
    taux = [x.pour_mille for x in lieux]
    bas, haut = [x.bas for x in lieux], [x.haut for x in lieux]
    brut = calcul.terciles(taux, bas, haut)
    appuis = tuple(1 if c is not None and t == 0 else c for c, t in zip(brut.classes, taux, strict=True))
    classes = [
        replace(x, besoin=b, besoin_instable=bi, appuis=a, appuis_instable=ai)
        for x, b, bi, a, ai in zip(
            lieux, besoin.classes, besoin.instables, appuis, brut.instables, strict=True
        )
    ]
    return classes, tuple(sorted(b * sens for b in besoin.bornes)), brut.bornes


def _signe(carte: CarteLue | None) -> int:
    """+1 si plus haut veut dire plus de besoin, −1 si c'est l'inverse, 0 sans sens favorable."""
    return {Sens.BAS: 1, Sens.HAUT: -1}.get(carte.indicateur.sens, 0) if carte else 0


def _oriente(case: CaseCarte, sens: int) -> tuple[float | None, float | None]:
    if not sens or case.valeur is None or case.borne_inf is None or case.borne_sup is None:
        return None, None
    bas, haut = sorted((sens * case.borne_inf, sens * case.borne_sup))
    return bas, haut


def _attendre(
    entrepot: Entrepot,
    profil: Profil,
    carte: CarteLue | None,
    lieux: list[Lieu],
    offertes: tuple[Indicateur, ...],
    demandee: str | None,
) -> tuple[Attente, list[Lieu]]:
    """La valeur attendue de chacun selon la défavorisation, et qui fait mieux."""
    if carte is None or not _signe(carte):
        return Attente(None, None), lieux
    code = demandee or DEFAVORISATION
    mesure = next((i for i in offertes if i.code == code), None)
    if mesure is None:
        return Attente(None, None, meme=carte.indicateur.code == code), lieux
    x = _mesurer(entrepot, profil, carte.decoupage, mesure)
    lues = {c.code: c.valeur for c in x.cases if montrable(c) and c.valeur is not None} if x else {}
    points = [
        (y, lues[p.code], p.case.denominateur or 1.0)
        for p in lieux
        if (y := p.case.valeur) is not None and p.code in lues
    ]
    droite = calcul.ajuster([y for y, _, _ in points], [v for _, v, _ in points], [n for _, _, n in points])
    attente = Attente(mesure, droite, x.periode if x else "")
    if droite is None:
        return attente, lieux
    return attente, [_juger(p, droite.attendu(lues[p.code]), _signe(carte)) if p.case.valeur is not None and p.code in lues else p
                     for p in lieux]  # fmt: skip


def _juger(lieu: Lieu, attendu: float, sens: int) -> Lieu:
    bas, haut = _oriente(lieu.case, sens)
    return replace(
        lieu, attendu=attendu, mieux=haut is not None and bas is not None and haut < sens * attendu
    )
