"""Les estimations directes d'un niveau : valeur, intervalle, réplications, comparaison au reste, effectifs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tableau_bord import enquete
from tableau_bord.enquete import PlanSondage, intervalles
from tableau_bord.gestes.enquete_lieux import Niveau

Tableau = NDArray[np.float64]
METHODE = "logit"


@dataclass(frozen=True, eq=False)
class Directes:
    """Par territoire de `niveau.codes` et par mesure, (D, k), en fraction ; `repliques` (B, D, k).

    `repondants`, `effectif` : non pondérés (avec parts pour une aire partagée) ; `poids` : population estimée.
    """

    valeur: Tableau
    erreur_type: Tableau
    borne_inf: Tableau
    borne_sup: Tableau
    methode: NDArray[Any]
    effet_plan: Tableau
    brut: Tableau
    repondants: Tableau
    effectif: Tableau
    poids: Tableau
    reste: Tableau
    valeur_p: Tableau
    signe: NDArray[np.int8]
    repliques: Tableau


def estimer_directement(plan: PlanSondage, repete: PlanSondage, y: Tableau, niveau: Niveau) -> Directes:
    """`plan` calé donne valeurs et erreurs types ; `repete`, ses réplications ; `y` (n, k) de 0, 1 et `nan`."""
    d, k, b = len(niveau.codes), y.shape[1], repete.poids_replication.shape[1]  # type: ignore[union-attr]
    place = {c: i for i, c in enumerate(niveau.codes)}
    tableaux = {
        c: np.full((d, k), np.nan)
        for c in ("valeur", "erreur_type", "borne_inf", "borne_sup", "effet_plan", "reste", "valeur_p")
    }
    methode = np.full((d, k), "", dtype=object)
    signe, repliques = np.zeros((d, k), dtype=np.int8), np.full((b, d, k), np.nan)
    etiquette = np.array([c if c not in niveau.parts else "" for c in niveau.etiquette], dtype=str)
    if (etiquette != "").any():
        rangs = np.array([place[c] for c in np.unique(etiquette) if c])
        fait = enquete.proportion(plan, y, etiquette, methode=METHODE)
        for nom in ("valeur", "erreur_type", "borne_inf", "borne_sup", "effet_plan"):
            tableaux[nom][rangs] = np.reshape(getattr(fait, nom), (len(rangs), k))
        methode[rangs] = np.reshape(np.broadcast_to(fait.methode, np.shape(fait.valeur)), (len(rangs), k))
        moyennes = enquete.moyennes_par_domaine(repete, y, etiquette)
        repliques[:, rangs] = moyennes.repliques
        if len(rangs) > 1:
            ecarts = moyennes.comparer()
            tableaux["reste"][rangs], tableaux["valeur_p"][rangs] = ecarts.reste, ecarts.valeur_p
            signe[rangs] = ecarts.signe
    for code, part in niveau.parts.items():
        _partagee(plan, repete, y, part, place[code], tableaux, methode, repliques)
    n, x, w = _compter(plan, y, niveau, place)
    return Directes(
        **{c: tableaux[c] for c in ("valeur", "erreur_type", "borne_inf", "borne_sup")}, methode=methode,
        effet_plan=tableaux["effet_plan"], brut=np.divide(x, n, out=np.full(n.shape, np.nan), where=n > 0),
        repondants=n, effectif=x, poids=w, reste=tableaux["reste"], valeur_p=tableaux["valeur_p"], signe=signe, repliques=repliques,
    )  # fmt: skip


def _partagee(
    plan: PlanSondage,
    repete: PlanSondage,
    y: Tableau,
    part: Tableau,
    rang: int,
    tableaux: dict[str, Tableau],
    methode: NDArray[Any],
    repliques: Tableau,
) -> None:
    """Une communauté dont des aires sont partagées : le ratio Σ w p y / Σ w p, sa variance linéarisée."""
    for j in range(y.shape[1]):
        dits = np.isfinite(y[:, j]) & (part > 0)
        if not dits.any():
            continue
        haut, bas = np.where(dits, part * np.nan_to_num(y[:, j]), 0.0), np.where(dits, part, 0.0)
        fait = enquete.ratio(plan, haut, bas)
        p, e = np.atleast_1d(fait.valeur), np.atleast_1d(fait.erreur_type)
        kish = np.array([enquete.kish(plan.poids[dits] * part[dits]).effectif])
        bornes = intervalles.proportion(
            p, e, np.array([float(dits.sum())]), kish, plan.degres_de_liberte, 0.95, METHODE, plan.effectif
        )
        tableaux["valeur"][rang, j], tableaux["erreur_type"][rang, j] = p[0], e[0]
        tableaux["borne_inf"][rang, j], tableaux["borne_sup"][rang, j] = bornes.inf[0], bornes.sup[0]
        methode[rang, j] = f"{bornes.methode[0]}, aires partagées"
        w = repete.poids_replication
        assert w is not None
        sommes = w.T @ np.column_stack([haut, bas])
        repliques[:, rang, j] = np.divide(
            sommes[:, 0], sommes[:, 1], out=np.full(len(sommes), np.nan), where=sommes[:, 1] > 0
        )


def _compter(
    plan: PlanSondage, y: Tableau, niveau: Niveau, place: dict[str, int]
) -> tuple[Tableau, Tableau, Tableau]:
    """Répondants, ayant le caractère, population estimée : (D, k) chacun."""
    rang = np.array([place.get(c, -1) if c not in niveau.parts else -1 for c in niveau.etiquette])
    sorties = [np.zeros((len(place), y.shape[1])) for _ in range(3)]
    vus = plan.poids > 0
    for j in range(y.shape[1]):
        dits = np.isfinite(y[:, j]) & vus
        plein = np.nan_to_num(y[:, j])
        for sortie, masse in zip(sorties, (dits * 1.0, dits * plein, dits * plan.poids), strict=True):
            ici = rang >= 0
            sortie[:, j] = np.bincount(rang[ici], weights=masse[ici], minlength=len(place))
            for code, part in niveau.parts.items():
                sortie[place[code], j] = masse @ part
    return sorties[0], sorties[1], sorties[2]
