"""Moyennes de plusieurs indicateurs par domaine, avec toutes leurs réplications, en un seul passage sur les poids."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Estimations, Motif, Tableau
from tableau_bord.enquete.ecarts import EcartsAuReste, juger
from tableau_bord.enquete.plan import Entiers, PlanSondage, etiquettes
from tableau_bord.enquete.variance import variance_replications

_LIGNES = 8_192


@dataclass(frozen=True, eq=False)
class MoyennesParDomaine:
    """`valeur` (D, k) aux poids de sondage, `repliques` (B, D, k), `repondants` (D, k), dans l'ordre de `etiquettes`.

    `erreur_type` (D, k) vient des réplications ; nulle part de nombre (`nan`) sans répondant. `reste` (D, k) : la moyenne
    des autres domaines réunis, `erreur_ecart` (D, k) l'erreur type de valeur − reste, calés ensemble.
    """

    valeur: Tableau
    erreur_type: Tableau
    repliques: Tableau
    repondants: Entiers
    etiquettes: tuple[str, ...]
    degres_de_liberte: int
    reste: Tableau
    erreur_ecart: Tableau

    def estimations(self, niveau: float = 0.95) -> Estimations:
        """Les mêmes, (D, k), avec un intervalle à t de (unités primaires − strates) degrés de liberté."""
        t = float(stats.t.ppf((1 + niveau) / 2, self.degres_de_liberte))
        marge = t * self.erreur_type
        motif = np.where(np.isnan(self.valeur), str(Motif.NON_DISPONIBLE), "")
        return Estimations(
            self.valeur, self.erreur_type, self.valeur - marge, self.valeur + marge,
            "moyenne de Hájek, réplications", motif, self.etiquettes,
        )  # fmt: skip

    def comparer(self, niveau: float = 0.95, seuil: float = 0.01) -> EcartsAuReste:
        """Chaque domaine contre les autres, (D, k) : les nombres de `comparer_au_reste`, sans relire les poids."""
        return juger(
            self.degres_de_liberte,
            self.etiquettes,
            self.valeur,
            self.reste,
            self.erreur_ecart**2,
            niveau,
            seuil,
            "réplications",
        )


def moyennes_par_domaine(
    plan: PlanSondage, y: ArrayLike, domaine: ArrayLike | None = None
) -> MoyennesParDomaine:
    """Moyenne de Hájek Σ w y / Σ w de k indicateurs par domaine, à chaque réplication.

    `y` (n,) ou (n, k), dans son unité : un `nan` met la personne hors du domaine de cet indicateur, ses dénominateurs
    en sont refaits. `domaine` (n,) : étiquettes, vide pour hors domaine ; rien pour l'ensemble. Les mêmes nombres que
    `moyenne`, réplique par réplique, par produits matriciels sur les tranches de chaque domaine : le plus vite si les
    personnes sont déjà rangées par domaine. Une réplique où un domaine n'a plus de poids y vaut `nan` : la variance
    se fait sans elle, au prorata.
    Lève CalculErreur : plan sans réplications, formes incompatibles, aucun domaine.
    """
    w = plan.poids_replication
    if w is None:
        raise CalculErreur(
            "replications",
            "Le plan n'a pas de réplications.",
            remede="Appelez d'abord «\u00a0replications\u00a0».",
        )
    brut = np.asarray(y, dtype=np.float64)
    brut = brut[:, None] if brut.ndim == 1 else brut
    if brut.ndim != 2 or len(brut) != plan.effectif:
        raise CalculErreur(
            "variable", "La variable n'a pas une ligne par personne.", remede=f"Il en faut {plan.effectif}."
        )
    noms, tranches = _tranches(domaine, plan.effectif)
    colonnes = _Colonnes.lire(brut)
    d, b = len(tranches), w.shape[1]
    k, m = colonnes.haut.shape[1], colonnes.bas.shape[1]
    gauche = np.hstack([colonnes.haut, colonnes.bas])
    sommes = np.zeros((d, k + m, b))
    simples, combien = np.zeros((d, k + m)), np.zeros((d, m), dtype=np.int64)
    for i, lignes in enumerate(tranches):
        _sommer(sommes[i], gauche, w, lignes)
        simples[i] = plan.poids[lignes] @ gauche[lignes]
        combien[i] = np.count_nonzero(colonnes.bas[lignes] * (plan.poids[lignes] > 0)[:, None], axis=0)
    denominateur = colonnes.denominateur
    valeur = _quotient(simples[:, :k], simples[:, k:][:, denominateur])
    repliques = np.empty((b, d, k))
    for i in range(d):
        repliques[:, i] = _quotient(sommes[i, :k], sommes[i, k:][denominateur]).T
    autres = simples.sum(axis=0) - simples
    reste = _quotient(autres[:, :k], autres[:, k:][:, denominateur])
    ecarts, tout = np.empty_like(repliques), sommes.sum(axis=0)
    for i in range(d):
        hors = tout - sommes[i]
        ecarts[:, i] = repliques[:, i] - _quotient(hors[:k], hors[k:][denominateur]).T
    return MoyennesParDomaine(
        valeur,
        np.sqrt(_variance(plan, valeur, repliques)),
        repliques,
        combien[:, denominateur],
        noms,
        plan.degres_de_liberte,
        reste,
        np.sqrt(_variance(plan, valeur - reste, ecarts)),
    )


@dataclass(frozen=True, eq=False)
class _Colonnes:
    """`haut` (n, k) : y, zéro s'il manque ; `bas` (n, m) : un masque par façon de manquer ; `denominateur` (k,)."""

    haut: Tableau
    bas: Tableau
    denominateur: Entiers

    @classmethod
    def lire(cls, brut: Tableau) -> _Colonnes:
        dits = np.isfinite(brut)
        if dits.all():
            return cls(brut, np.ones((len(brut), 1)), np.zeros(brut.shape[1], dtype=np.int64))
        masques, lequel = np.unique(np.packbits(dits, axis=0), axis=1, return_inverse=True)
        bas = np.unpackbits(masques, axis=0, count=len(brut)).astype(np.float64)
        return cls(np.where(dits, brut, 0.0), bas, lequel.astype(np.int64))


def _tranches(domaine: ArrayLike | None, n: int) -> tuple[tuple[str, ...], list[slice | Entiers]]:
    """Étiquettes triées et lignes de chaque domaine : une tranche si elles se suivent, leurs numéros sinon."""
    if domaine is None:
        return (), [slice(0, n)]
    brut = np.asarray(domaine)
    if brut.shape != (n,):
        etiquettes(brut, n)
    tetes = np.flatnonzero(np.concatenate([[True], np.asarray(brut[1:] != brut[:-1], dtype=bool)]))
    noms, rang = etiquettes(brut[tetes], len(tetes))
    if rang is None or not noms:
        raise CalculErreur("domaine", "Aucune personne n'a de domaine.", remede="Vérifiez la colonne.")
    fins = np.append(tetes[1:], n)
    if np.bincount(rang[rang >= 0], minlength=len(noms)).max() == 1:
        places = {int(r): slice(int(a), int(b)) for r, a, b in zip(rang, tetes, fins, strict=True)}
        return noms, [places[i] for i in range(len(noms))]
    numero = np.repeat(rang, fins - tetes)
    ordre = np.argsort(numero, kind="stable")
    bornes = np.searchsorted(numero[ordre], np.arange(len(noms) + 1))
    return noms, [ordre[a:b] for a, b in pairwise(bornes)]


def _sommer(sortie: Tableau, gauche: Tableau, w: NDArray[np.floating], lignes: slice | Entiers) -> None:
    """Ajouter gauche' w (k, B) des lignes d'un domaine à `sortie`, par paquets qui bornent la copie."""
    if isinstance(lignes, slice) and w.dtype == np.float64:
        np.matmul(gauche[lignes].T, w[lignes], out=sortie)
        return
    rangs = np.arange(len(w))[lignes] if isinstance(lignes, slice) else lignes
    for debut in range(0, len(rangs), _LIGNES):
        ici = rangs[debut : debut + _LIGNES]
        sortie += gauche[ici].T @ w[ici].astype(np.float64, copy=False)


def _quotient(haut: Tableau, bas: Tableau) -> Tableau:
    return np.asarray(np.divide(haut, bas, out=np.full(haut.shape, np.nan), where=bas != 0))


def _variance(plan: PlanSondage, valeur: Tableau, repliques: Tableau) -> Tableau:
    manquent = np.isnan(repliques)
    if not manquent.any():
        return variance_replications(plan, valeur, repliques)
    assert plan.echelle is not None and plan.echelles is not None
    combien = (~manquent).sum(axis=0)
    dites = np.where(manquent, 0.0, repliques)
    centre = dites.sum(axis=0) / np.maximum(combien, 1) if plan.centre == "moyenne" else valeur
    ecart = np.where(manquent, 0.0, repliques - centre)
    prorata = np.where(combien > 1, (len(repliques) - 1) / np.maximum(combien - 1, 1), np.nan)
    variance = prorata * plan.echelle * np.tensordot(plan.echelles, ecart * ecart, axes=(0, 0))
    return np.asarray(np.where(np.isnan(valeur), np.nan, variance))
