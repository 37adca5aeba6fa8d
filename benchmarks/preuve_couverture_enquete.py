"""Estimations d'enquête par communauté : leurs intervalles couvrent-ils la vérité d'une population connue.

Jugés : le direct calé, linéarisation, intervalle logit ; Fay-Herriot sur l'échelle arc sinus, toutes ses
variances lissées « log-log », étalonné sur la région (ce que la page fait sans qu'on demande rien) ou non ;
Fay-Herriot en proportion, variances nulles lissées, étalonné. Les autres sont rapportés sans seuil.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from benchmarks.couverture_enquete import (
    SANS_EFFET,
    SANS_POIDS,
    Z95,
    Bornes,
    Enquete,
    Population,
    compter,
    directes,
    en_logit,
    enqueter,
    etalonnees,
    population,
)
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat
from tableau_bord.commun.estimations import Estimations
from tableau_bord.enquete import proportion, replications
from tableau_bord.enquete.petits_domaines import (
    FayHerriot,
    FayHerriotTransforme,
    Voie,
    choisir,
    fay_herriot,
    fay_herriot_transforme,
    lisser_variances,
)

NOM = "couverture_enquete"
DESCRIPTION = (
    "Couverture moyenne des intervalles à 95 % d'une enquête, direct calé et modèle, par nombre attendu de"
    " répondants ayant le caractère : 500 enquêtes dans la population des Trois-Lacs."
)
ENQUETES, GRAINE = 500, 20_270_114
UNE_SUR, REPLICATIONS = 5, 200
TRANCHES = {"moins de 5": (0, 5), "de 5 à 9": (5, 10), "de 10 à 19": (10, 20), "20 et plus": (20, np.inf)}
PUBLIABLES, SOUS_20 = tuple(TRANCHES)[1:], tuple(TRANCHES)[:3]
NULLE = "variance nulle"
BANDE, PLANCHER = (0.93, 0.97), 0.92
DIRECT = "direct calé, logit"
MODELES = ("EBLUP arc sinus étalonné", "EBLUP arc sinus", "EBLUP étalonné")
NULLES = "variances nulles gardées"
REGLE = "publié selon la règle"
REUSSITE = "Direct et modèles tiennent ; chaque contre-épreuve tombe."
PRESQUE_NUL, SEUIL, LISSER_SOUS = 1e-12, 5, 10
INSECABLE = "\u00a0"


@dataclass(frozen=True)
class Mesure:
    """Couverture, son erreur Monte-Carlo, largeur moyenne, racine de l'erreur quadratique moyenne (fractions) ; cases."""

    cases: int
    part: float
    emc: float
    largeur: float
    reqm: float


def executer(etat: Path) -> Resultat:
    """Les 500 enquêtes, sur deux cœurs ; graine et nombre sont fixés avant de regarder."""
    return prouver(etat, ENQUETES, GRAINE, processus=2)


def prouver(etat: Path, enquetes: int, graine: int, une_sur: int = UNE_SUR, processus: int = 0) -> Resultat:
    """Faire les enquêtes qui manquent au carnet, puis juger ; une enquête sur `une_sur` est répliquée.

    Un fil d'algèbre par processus : plusieurs, sur une machine occupée, vont dix fois moins vite. Si un
    processus est tué, le reste se fait ici, plus lentement.
    """
    carnet, mesurer_une = Carnet.ouvrir(etat), partial(une_enquete, graine=graine, une_sur=une_sur)
    if processus and len(carnet.lignes) < enquetes:
        un_fil = patch.dict(os.environ, OPENBLAS_NUM_THREADS="1")
        atelier = ProcessPoolExecutor(processus, get_context("spawn"))
        with suppress(BrokenProcessPool), un_fil, atelier:
            for ligne in atelier.map(mesurer_une, range(len(carnet.lignes), enquetes)):
                carnet.noter(ligne)
    return juger(carnet.completer(enquetes, mesurer_une)[:enquetes])


def une_enquete(rang: int, graine: int, une_sur: int) -> dict[str, Nombre]:
    """Tirer l'enquête `rang`, estimer de toutes les façons, compter par tranche."""
    pop = population()
    e = enqueter(pop, np.random.default_rng([graine, rang]))
    direct = proportion(e.cale, e.y, e.domaine)
    faites = {DIRECT: Bornes.de(direct), **directes(e, direct), **modelisees(e, direct, pop)}
    if rang % une_sur == 0:
        plan = replications(e.cale, REPLICATIONS, rang)
        faites["direct calé, logit, réplications"] = Bornes.de(proportion(plan, e.y, e.domaine))
    tranches = {nom: (pop.attendus >= a) & (pop.attendus < b) for nom, (a, b) in TRANCHES.items()}
    tranches[NULLE] = direct.erreur_type == 0
    return {
        f"{nom}|{tranche}|{quoi}": valeur
        for nom, bornes in faites.items()
        for tranche, ici in tranches.items()
        for quoi, valeur in compter(bornes, pop.verite, ici).items()
    }


def modelisees(e: Enquete, direct: Estimations, pop: Population) -> dict[str, Bornes]:
    """Les estimations par modèle, la valeur publiée selon la règle, et la contre-épreuve."""
    faits = [_un_caractere(e, direct, pop, k) for k in range(e.y.shape[1])]
    return {
        nom: Bornes(
            *(np.column_stack([getattr(fait[nom], c) for fait in faits]) for c in vars(faits[0][nom]))
        )
        for nom in faits[0]
    }


def _un_caractere(e: Enquete, direct: Estimations, pop: Population, k: int) -> dict[str, Bornes]:
    v, s, n, x = direct.valeur[:, k], direct.erreur_type[:, k], e.repondants, pop.auxiliaires
    nulle = s == 0
    angle = np.where(nulle, np.nan, s**2 / np.where(nulle, 1, 4 * v * (1 - v)))
    psi = lisser_variances(v, s**2, n, minimum=LISSER_SOUS).variance
    toutes = lisser_variances(v, s**2, n, "log-log", np.inf).variance
    stable = 1 / (4 * lisser_variances(np.arcsin(np.sqrt(v)), angle, n, "log-log", np.inf).variance)
    region = float(n @ v / n.sum())
    efficace = np.minimum(region * (1 - region) / psi, n)
    proportion_nue, arc = fay_herriot(v, psi, x), fay_herriot_transforme(v, stable, x)
    return {
        MODELES[0]: etalonnees(arc, v, pop.adultes),
        MODELES[1]: Bornes.de(arc),
        MODELES[2]: etalonnees(proportion_nue, v, pop.adultes),
        "EBLUP non étalonné": Bornes.autour(proportion_nue.valeur, Z95 * proportion_nue.erreur_type),
        "EBLUP étalonné, toutes lissées": etalonnees(fay_herriot(v, toutes, x), v, pop.adultes),
        "EBLUP arc sinus, effectif p(1 − p)/ψ": etalonnees(
            fay_herriot_transforme(v, efficace, x), v, pop.adultes
        ),
        REGLE: _publier(
            e, direct, lambda qui: fay_herriot_transforme(v, stable, x, synthetiques=qui), pop, k
        ),
        f"{REGLE}, Fay-Herriot nu": _publier(
            e, direct, lambda qui: fay_herriot(v, psi, x, synthetiques=qui), pop, k
        ),
        NULLES: etalonnees(fay_herriot(v, np.where(nulle, PRESQUE_NUL, psi), x), v, pop.adultes),
    }


def _publier(
    e: Enquete,
    direct: Estimations,
    faire: Callable[[NDArray[np.bool_]], FayHerriot | FayHerriotTransforme],
    pop: Population,
    k: int,
) -> Bornes:
    """Direct, modèle étalonné, synthétique ou rien : ce que la règle de la page publie."""
    v, s, n, ayant = direct.valeur[:, k], direct.erreur_type[:, k], e.repondants, e.ayant[:, k]
    peu = (n < SEUIL) | (ayant < SEUIL) | (n - ayant < SEUIL)
    modele = etalonnees(fait := faire(peu), v, pop.adultes)
    nu = faire(np.ones(len(v), dtype=bool))
    synthetique = en_logit(nu.valeur, nu.erreur_type)
    cv_direct = np.divide(s, v, out=np.full(len(v), np.nan), where=v > 0)
    voie = choisir(n, ayant, cv_direct, fait.erreur_type / modele.valeur, nu.erreur_type / synthetique.valeur)
    cas = [voie == str(x) for x in (Voie.DIRECT, Voie.MODELE, Voie.SYNTHETIQUE)]
    trois = (direct.valeur[:, k], direct.borne_inf[:, k], direct.borne_sup[:, k])
    paires = zip(trois, vars(modele).values(), vars(synthetique).values(), strict=True)
    return Bornes(*(np.select(cas, p, np.nan) for p in paires))


def mesurer(lignes: Sequence[dict[str, Nombre]], nom: str, *tranches: str) -> Mesure:
    """Mesurer une méthode dans des tranches réunies ; l'enquête est l'unité de l'erreur Monte-Carlo."""
    ici = [ligne for ligne in lignes if f"{nom}|{tranches[0]}|dits" in ligne]
    dits, couvre, largeur, carre = (
        np.array([[float(ligne[f"{nom}|{tr}|{quoi}"]) for tr in tranches] for ligne in ici]).sum(axis=1)
        for quoi in ("dits", "couvre", "largeur", "carre")
    )
    combien = max(float(dits.sum()), PRESQUE_NUL)
    part = float(couvre.sum()) / combien
    ecarts = (couvre - part * dits) / (combien / len(ici))
    emc = float(np.sqrt((ecarts**2).sum() / max(len(ici) - 1, 1) / len(ici)))
    reqm = float(np.sqrt(carre.sum() / combien))
    return Mesure(int(dits.sum()), part, emc, float(largeur.sum()) / combien, reqm)


def dans_la_bande(m: Mesure) -> bool:
    """De 93 % − 2 EMC à 97 % + 2 EMC."""
    return BANDE[0] - 2 * m.emc <= m.part <= BANDE[1] + 2 * m.emc


def au_plancher(m: Mesure) -> bool:
    """Au moins 92 % − 2 EMC."""
    return m.part >= PLANCHER - 2 * m.emc


def juger(lignes: Sequence[dict[str, Nombre]]) -> Resultat:
    """Juger le direct, le modèle, leurs erreurs quadratiques et les contre-épreuves."""
    echecs = [f"{DIRECT}, {tr}" for tr in PUBLIABLES if not dans_la_bande(mesurer(lignes, DIRECT, tr))]
    for nom in MODELES:
        echecs += [f"{nom}, {tr}" for tr in TRANCHES if not au_plancher(mesurer(lignes, nom, tr))]
        for tranches in (tuple(TRANCHES), *((tr,) for tr in SOUS_20)):
            if mesurer(lignes, nom, *tranches).reqm >= mesurer(lignes, DIRECT, *tranches).reqm:
                echecs.append(f"{nom} se trompe plus que le direct, {', '.join(tranches)}")
    muettes = [
        nom
        for nom in (SANS_EFFET, SANS_POIDS)
        if all(dans_la_bande(mesurer(lignes, nom, tr)) for tr in PUBLIABLES)
    ]
    gardees = mesurer(lignes, NULLES, NULLE)
    muettes += [NULLES] if not gardees.cases or au_plancher(gardees) else []
    echecs += [f"la contre-épreuve «{INSECABLE}{nom}{INSECABLE}» n'a pas échoué" for nom in muettes]
    texte = f"Hors seuil{INSECABLE}: {' ; '.join(echecs)}." if echecs else REUSSITE
    return Resultat(ECHEC if echecs else REUSSI, rapporter(lignes), texte)


def rapporter(lignes: Sequence[dict[str, Nombre]]) -> dict[str, Nombre]:
    """Une ligne par méthode et tranche ; puis les tranches réunies, et ce que la règle publie."""
    chiffres: dict[str, Nombre] = {"enquêtes": len(lignes)}
    for tranche in TRANCHES:
        chiffres[f"cases, {tranche}"] = mesurer(lignes[:1], DIRECT, tranche).cases
    for nom in dict.fromkeys(cle.split("|")[0] for ligne in lignes for cle in ligne):
        vues = (*TRANCHES, NULLE) if nom in (DIRECT, *MODELES, NULLES) else tuple(TRANCHES)
        chiffres |= {f"{nom}, {tr}": dire(mesurer(lignes, nom, tr)) for tr in vues}
    chiffres |= {
        f"{nom}, en tout": dire(mesurer(lignes, nom, *TRANCHES)) for nom in (DIRECT, *MODELES, REGLE)
    }
    for tranche in TRANCHES:
        publiees, toutes = (mesurer(lignes, nom, tranche).cases for nom in (REGLE, DIRECT))
        chiffres[f"{REGLE}, {tranche}{INSECABLE}: cases publiées (%)"] = round(100 * publiees / toutes, 1)
    return chiffres


def dire(m: Mesure) -> str:
    """Une mesure en une ligne, en points de pourcentage."""
    points = [f"{100 * x:.2f}".replace(".", ",") for x in (m.part, m.emc, m.largeur, m.reqm)]
    ligne = "{}{b}% (EMC{b}{}), largeur{b}{}, REQM{b}{}".format(*points, b=INSECABLE)
    return ligne if m.cases else "aucune case"
