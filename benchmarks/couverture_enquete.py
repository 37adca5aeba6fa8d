"""Des enquêtes imaginaires auprès des adultes des Trois-Lacs, dont on connaît la vérité (CONCEPTION §5).

La population finie ne change pas : quatre caractères y sont tirés une fois, par le modèle de la
démonstration. D'une enquête à l'autre ne changent que les personnes tirées et celles qui répondent.
Un adulte par ménage, plus d'invités dans les MRC qui ont payé un suréchantillon, des jeunes hommes qui
répondent cinq fois moins que les femmes âgées : les poids comptent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import expit

from donnees.simulation import facteurs
from donnees.simulation.evenements import effets, tirer
from donnees.simulation.geographie import Geographie, construire
from donnees.simulation.hasard import GRAINE as GRAINE_DES_TROIS_LACS
from donnees.simulation.hasard import flux
from donnees.simulation.modeles import MODELES
from donnees.simulation.personnes import Annee, vivre
from tableau_bord import surveillance
from tableau_bord.commun.estimations import Estimations
from tableau_bord.enquete import Marges, PlanSondage, caler, proportion
from tableau_bord.enquete.petits_domaines import FayHerriot, FayHerriotTransforme, etalonner

Tableau = NDArray[np.float64]
Entiers = NDArray[np.int64]
CARACTERES = ("diabete", "tabagisme", "detresse_psychologique", "sante_percue_positive")
AUXILIAIRES = ("faible_revenu", "participation_electorale")
ANNEE, RECENSEMENT, AGE_ADULTE = 2022, 2021, 18
GROUPES = np.array([25, 35, 45, 55, 65, 75])
BORD, Z95 = 1e-4, float(stats.norm.ppf(0.975))
SANS_EFFET, SANS_POIDS = "sans effet de plan", "sans poids ni calage"
TAUX_DE_SONDAGE, INVITES = (0.03, 0.05, 0.09), 70
MENAGES = ((0.10, 0.30, 0.35, 0.25), (0.20, 0.60, 0.15, 0.05), (0.45, 0.50, 0.05, 0.0))


@dataclass(frozen=True, eq=False)
class Population:
    """Les adultes (N,), rangés par communauté, et ce qu'on sait d'eux ; (C, K) par communauté et caractère.

    `inclusion` : probabilité d'être tiré ; `reponse` : de répondre si on l'est ; `attendus` : nombre attendu de
    répondants ayant le caractère ; `verite` : sa proportion ; `auxiliaires` (C, p), constante comprise.
    """

    communaute: Entiers
    sexe_age: Entiers
    inclusion: Tableau
    reponse: Tableau
    caracteres: NDArray[np.bool_]
    codes: NDArray[np.str_]
    adultes: Tableau
    verite: Tableau
    attendus: Tableau
    auxiliaires: Tableau


@lru_cache(maxsize=1)
def population() -> Population:
    """Les adultes de 2022 de la démonstration, toujours les mêmes."""
    graine = GRAINE_DES_TROIS_LACS
    geo = construire(graine)
    f = facteurs.tirer(graine, geo)
    vues = {a.annee: a for a in vivre(graine, geo, f) if a.annee in (RECENSEMENT, ANNEE)}
    annee, avant = vues[ANNEE], vues[RECENSEMENT]
    adultes = np.flatnonzero(annee.personnes.age >= AGE_ADULTE)
    adultes = adultes[np.argsort(annee.communaute[adultes], kind="stable")]
    ou, age = annee.communaute[adultes], annee.personnes.age[adultes].astype(float)
    sexe = annee.personnes.sexe[adultes]
    combien = np.bincount(ou).astype(float)
    inclusion = _inclusion(geo, ou, age, combien)
    reponse = 1 / (1 + np.exp(0.1 - 0.04 * (age - 50) + 0.6 * sexe))
    a = np.column_stack([_avoir(graine, code, annee, geo, f)[0][adultes] for code in CARACTERES])
    connues = [_part(avant.communaute, *_avoir(graine, code, avant, geo, f)) for code in AUXILIAIRES]
    connues.append(np.bincount(ou, age >= 65) / combien)
    return Population(
        ou,
        2 * np.digitize(age, GROUPES) + sexe,
        inclusion,
        reponse,
        a,
        np.array(geo.codes),
        combien,
        _sommes(ou, a.astype(float), len(combien)) / combien[:, None],
        _sommes(ou, a * (inclusion * reponse)[:, None], len(combien)),
        np.column_stack([np.ones(len(combien)), *connues]),
    )


def _avoir(
    graine: int, code: str, annee: Annee, geo: Geographie, f: facteurs.Facteurs
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Qui a le caractère, et qui est visé : le tirage de la démonstration, mais tout le monde est observé."""
    modele = next(m for m in MODELES if m.code == code)
    tout = replace(modele, rythme="annuel", fraction=1.0)
    fait = tirer(graine, tout, annee, effets(graine, tout, geo, f))
    return fait.touchees, fait.visees


def _part(ou: Entiers, ont: NDArray[np.bool_], vises: NDArray[np.bool_]) -> Tableau:
    return np.asarray(np.bincount(ou, ont) / np.bincount(ou, vises))


def _inclusion(geo: Geographie, ou: Entiers, age: Tableau, combien: Tableau) -> Tableau:
    """Un adulte par ménage : la chance d'être tiré est l'inverse du nombre d'adultes du ménage."""
    rng = flux(GRAINE_DES_TROIS_LACS, "enquete", "menages")
    cumul = np.cumsum(MENAGES, axis=1)[np.digitize(age, (25, 65))]
    chance = 1 / (1 + (rng.random(len(age))[:, None] > cumul).sum(axis=1))
    _, mrc = np.unique(geo.mrc, return_inverse=True)
    invites = np.rint(np.maximum(np.array(TAUX_DE_SONDAGE)[mrc % 3] * combien, INVITES))
    chance[(combien <= 2 * INVITES)[ou]] = 1.0
    invites = np.where(combien <= 2 * INVITES, combien, invites)
    return np.asarray(chance * (invites / np.bincount(ou, chance))[ou])


@dataclass(frozen=True, eq=False)
class Enquete:
    """Ce que l'analyste reçoit : le plan aux poids de sondage, le même calé, réponses et communauté de chacun.

    `repondants` (C,) ; `ayant` (C, K) : répondants ayant le caractère.
    """

    brut: PlanSondage
    cale: PlanSondage
    y: Tableau
    domaine: NDArray[np.str_]
    repondants: Tableau
    ayant: Tableau


def enqueter(pop: Population, rng: np.random.Generator) -> Enquete:
    """Tirer (systématique à probabilités inégales, ordre au hasard), perdre des répondants, caler."""
    ordre = np.lexsort((rng.random(len(pop.communaute)), pop.communaute))
    pi, ou = pop.inclusion[ordre], pop.communaute[ordre]
    fin = np.cumsum(pi)
    invites = np.rint(np.bincount(ou, pi))
    fin += (rng.random(len(invites)) - (np.cumsum(invites) - invites))[ou]
    tires = ordre[np.floor(fin) > np.floor(fin - pi)]
    qui = np.sort(tires[rng.random(len(tires)) < pop.reponse[tires]])
    la, y = pop.communaute[qui], pop.caracteres[qui].astype(float)
    domaine = pop.codes[la]
    brut = PlanSondage(1 / pop.inclusion[qui], strates=domaine, fpc=pop.adultes[la])
    cale = caler(brut, _marges(pop, qui), distance="exponentielle")
    nombre = np.asarray(np.bincount(la, minlength=len(pop.codes)), dtype=np.float64)
    return Enquete(brut, cale, y, domaine, nombre, _sommes(la, y, len(pop.codes)))


def _sommes(ou: Entiers, y: Tableau, lieux: int) -> Tableau:
    """Somme de chaque colonne par lieu : (lieux, K)."""
    return np.asarray(np.column_stack([np.bincount(ou, c, lieux) for c in y.T]), dtype=np.float64)


def _marges(pop: Population, qui: Entiers) -> Marges:
    regionale = dict(enumerate(np.bincount(pop.sexe_age).tolist()))
    par_communaute = dict(zip(pop.codes.tolist(), pop.adultes.tolist(), strict=True))
    return Marges.lire(
        {"sexe et âge": pop.sexe_age[qui], "communauté": pop.codes[pop.communaute[qui]]},
        {"sexe et âge": regionale, "communauté": par_communaute},
    )


@dataclass(frozen=True)
class Bornes:
    """Estimation et intervalle, (C, K) : une case par communauté et caractère, `nan` si rien n'est dit."""

    valeur: Tableau
    bas: Tableau
    haut: Tableau

    @classmethod
    def de(cls, e: Estimations | FayHerriotTransforme) -> Bornes:
        return cls(e.valeur, e.borne_inf, e.borne_sup)

    @classmethod
    def autour(cls, valeur: Tableau, demi: Tableau) -> Bornes:
        return cls(valeur, valeur - demi, valeur + demi)


def directes(e: Enquete, direct: Estimations) -> dict[str, Bornes]:
    """Les autres intervalles du direct, et ce qu'il serait sans ses protections."""
    v, n = direct.valeur, np.broadcast_to(e.repondants[:, None], direct.valeur.shape)
    simple, naif = surveillance.proportion(v * n, n), surveillance.proportion(e.ayant, n)
    return {
        "direct calé, logit, t de la communauté": _logit(direct, stats.t.ppf(0.975, n - 1)),
        "direct calé, Korn-Graubard": Bornes.de(proportion(e.cale, e.y, e.domaine, methode="korn-graubard")),
        "direct calé, Wilson": Bornes.de(proportion(e.cale, e.y, e.domaine, methode="wilson")),
        "direct calé, Wald": Bornes.autour(v, Z95 * direct.erreur_type),
        "direct sans calage, logit": Bornes.de(proportion(e.brut, e.y, e.domaine)),
        SANS_EFFET: Bornes(v, simple.borne_inf, simple.borne_sup),
        SANS_POIDS: Bornes.de(naif),
    }


def _logit(direct: Estimations, t: Tableau) -> Bornes:
    """Le même intervalle à un autre quantile ; à 0 % ou 100 %, celui de `proportion`."""
    v, fixe = direct.valeur, direct.erreur_type == 0
    p = np.where(fixe, 0.5, v)
    centre, demi = np.log(p / (1 - p)), t * direct.erreur_type / (p * (1 - p))
    bas, haut = expit(centre - demi), expit(centre + demi)
    return Bornes(v, np.where(fixe, direct.borne_inf, bas), np.where(fixe, direct.borne_sup, haut))


def etalonnees(fait: FayHerriot | FayHerriotTransforme, direct: Tableau, adultes: Tableau) -> Bornes:
    """Étalonner sur l'estimation régionale (le direct est calé sur les adultes de chaque communauté)."""
    region = float(adultes @ direct / adultes.sum())
    etalon = etalonner(fait.valeur, fait.erreur_type, adultes, region)
    return en_logit(etalon.valeur, etalon.erreur_type)


def en_logit(valeur: Tableau, erreur: Tableau) -> Bornes:
    """Intervalle à 95 % sur l'échelle logit, comme la page."""
    p = np.clip(valeur, BORD, 1 - BORD)
    centre, demi = np.log(p / (1 - p)), Z95 * erreur / (p * (1 - p))
    return Bornes(p, expit(centre - demi), expit(centre + demi))


def compter(b: Bornes, verite: Tableau, ici: NDArray[np.bool_]) -> dict[str, float]:
    """Intervalles dits, intervalles qui couvrent, sommes des largeurs et des carrés d'erreur, dans les cases `ici`."""
    dit = ici & ~np.isnan(b.valeur)
    return {
        "dits": float(dit.sum()),
        "couvre": float(((b.bas <= verite) & (verite <= b.haut))[dit].sum()),
        "largeur": float((b.haut - b.bas)[dit].sum()),
        "carre": float(((b.valeur - verite)[dit] ** 2).sum()),
    }
