"""Comparer une communauté au reste de sa région, calés ensemble : ils ne sont pas indépendants."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Estimations, Motif, Tableau
from tableau_bord.enquete.plan import Entiers, PlanSondage, etiquettes
from tableau_bord.enquete.variance import variance_replications, variances

_CASES_PAR_BLOC = 4_000_000


@dataclass(frozen=True, eq=False)
class EcartsAuReste:
    """Par domaine (D,) : sa `valeur`, celle du `reste` sans lui, et leur `ecart` avec son incertitude.

    `valeur_p` bilatérale (t, degrés du plan) ; `signe` : −1 plus bas, 0 rien de sûr, +1 plus haut, au seuil donné.
    Sans répondant d'un côté ou de l'autre, ou si l'écart n'a pas de variance : `nan`, signe 0 et un motif.
    """

    valeur: Tableau
    reste: Tableau
    ecart: Estimations
    valeur_p: Tableau
    signe: NDArray[np.int8]


def comparer_au_reste(
    plan: PlanSondage, y: ArrayLike, domaine: ArrayLike, niveau: float = 0.95, seuil: float = 0.01
) -> EcartsAuReste:
    """Écart entre la moyenne de chaque domaine et celle du reste, domaine exclu.

    `y` (n,) dans son unité, `nan` hors du domaine de la variable ; `domaine` (n,) : étiquettes ; vide, la personne n'est
    ni d'un domaine, ni du reste. La variance est celle de l'écart lui-même, covariance comprise : par les réplications
    recalées si le plan en a, par linéarisation (résidus de calage) sinon. Les traiter comme indépendants la fausserait.
    Lève CalculErreur s'il y a moins de deux domaines. Source : Korn et Graubard (1999), 5.
    """
    brut = np.asarray(y, dtype=np.float64)
    noms, numero = etiquettes(domaine, plan.effectif)
    if numero is None or len(noms) < 2:
        raise CalculErreur("domaine", "Il faut deux domaines pour comparer.", remede="Vérifiez la colonne.")
    dits = np.isfinite(brut) & (numero >= 0)
    colonnes = np.column_stack([np.where(dits, brut, 0.0), dits])
    ici = _sommes(plan.poids[:, None], colonnes, numero, len(noms))[..., 0]
    reste = ici.sum(axis=0) - ici
    valeur, autre = _quotient(ici[:, 0], ici[:, 1]), _quotient(reste[:, 0], reste[:, 1])
    if plan.poids_replication is not None:
        variance = _par_replications(plan, colonnes, numero, valeur - autre)
    else:
        variance = _par_linearisation(plan, colonnes, numero, (valeur, ici[:, 1]), (autre, reste[:, 1]))
    voie = "réplications" if plan.poids_replication is not None else "linéarisation"
    return juger(plan.degres_de_liberte, noms, valeur, autre, variance, niveau, seuil, voie)


def _par_replications(plan: PlanSondage, colonnes: Tableau, numero: Entiers, ecart: Tableau) -> Tableau:
    assert plan.poids_replication is not None
    sommes = _sommes(plan.poids_replication, colonnes, numero, len(ecart))
    autres = sommes.sum(axis=0) - sommes
    repliques = (_quotient(sommes[:, 0], sommes[:, 1]) - _quotient(autres[:, 0], autres[:, 1])).T
    # Une réplique où le domaine s'est vidé ne dit rien de l'écart : sans elle, pas de variance.
    return variance_replications(plan, ecart, repliques)


def _par_linearisation(
    plan: PlanSondage,
    colonnes: Tableau,
    numero: Entiers,
    ici: tuple[Tableau, Tableau],
    reste: tuple[Tableau, Tableau],
) -> Tableau:
    variance = np.full(len(ici[0]), np.nan)
    pas = max(1, _CASES_PAR_BLOC // len(colonnes))
    y, dits = colonnes[:, :1], colonnes[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        for debut in range(0, len(variance), pas):
            bloc = slice(debut, debut + pas)
            dedans = numero[:, None] == np.arange(len(variance))[None, bloc]
            z = np.where(
                dedans,
                (y - dits * ici[0][bloc]) / ici[1][bloc],
                -(y - dits * reste[0][bloc]) / reste[1][bloc],
            )
            variance[bloc] = variances(plan, np.nan_to_num(z, posinf=0.0, neginf=0.0))
    return variance


def _sommes(w: NDArray[np.floating], colonnes: Tableau, numero: Entiers, domaines: int) -> Tableau:
    """Σ w · colonne par domaine et par jeu de poids : (D, 2, B), en un produit par domaine."""
    sortie = np.zeros((domaines, colonnes.shape[1], w.shape[1]))
    ordre = np.argsort(numero, kind="stable")
    bornes = np.searchsorted(numero[ordre], np.arange(domaines + 1))
    for d in range(domaines):
        lignes = ordre[bornes[d] : bornes[d + 1]]
        sortie[d] = colonnes[lignes].T @ w[lignes]
    return sortie


def _quotient(haut: Tableau, bas: Tableau) -> Tableau:
    return np.asarray(np.divide(haut, bas, out=np.full(haut.shape, np.nan), where=bas != 0))


def juger(
    degres: int,
    noms: tuple[str, ...],
    valeur: Tableau,
    autre: Tableau,
    variance: Tableau,
    niveau: float,
    seuil: float,
    voie: str,
) -> EcartsAuReste:
    """Les écarts et leur test, de la `valeur` de chaque domaine, de celle des autres et de la `variance` de l'écart."""
    ecart, erreur = valeur - autre, np.sqrt(np.maximum(variance, 0.0))
    # Une réplication rend un zéro exact à l'arrondi près : ce n'est pas une certitude.
    muette = ~(erreur > 1e-12 * np.maximum(np.abs(valeur), np.abs(autre)))
    ecart, erreur = np.where(muette, np.nan, ecart), np.where(muette, np.nan, erreur)
    marge = float(stats.t.ppf((1 + niveau) / 2, degres)) * erreur
    p = np.asarray(2 * stats.t.sf(np.abs(ecart) / erreur, degres))
    signe = np.where(p < seuil, np.sign(ecart), 0).astype(np.int8)
    absents = np.isnan(valeur) | np.isnan(autre)
    motif = np.where(absents, str(Motif.NON_DISPONIBLE), np.where(muette, str(Motif.TROP_INCERTAIN), ""))
    dit = Estimations(ecart, erreur, ecart - marge, ecart + marge, f"écart au reste, {voie}", motif, noms)
    return EcartsAuReste(valeur, autre, dit, p, signe)
