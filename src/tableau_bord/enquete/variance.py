"""Variance d'un total pondéré : linéarisation de Taylor à plusieurs degrés, résidus de calage, ou réplications."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.plan import Calage, Etage, GrappeUnique, PlanSondage


def covariance(plan: PlanSondage, influence: Tableau) -> Tableau:
    """Matrice (k, k) de covariance de Σ_i w_i z_i, `influence` z (n, k), par linéarisation.

    Chaque degré ajoute, strate par strate, f · (1 − n/N) · n/(n − 1) · Σ (u − ū)², u étant les totaux par unité et f
    le produit des taux de sondage des degrés précédents (Särndal, Swensson et Wretman, 1992, 4.3 ; R survey
    `svyrecvar`). Un plan calé emploie les résidus pondérés par les poids d'avant.
    Lève CalculErreur si une strate n'a qu'une grappe et que la règle est de refuser.
    """
    u = residus_ponderes(plan, influence)
    somme = np.zeros((u.shape[1], u.shape[1]))
    for etage in plan.etages:
        centre, coefficient, correction = ecarts(plan, etage, u)
        somme += correction * (centre.T @ (coefficient[:, None] * centre))
    return somme


def variances(plan: PlanSondage, influence: Tableau) -> Tableau:
    """La diagonale de `covariance`, sans bâtir la matrice : (k,)."""
    u = residus_ponderes(plan, influence)
    somme = np.zeros(u.shape[1])
    for etage in plan.etages:
        centre, coefficient, correction = ecarts(plan, etage, u)
        somme += correction * np.einsum("ij,ij,i->j", centre, centre, coefficient)
    return somme


def residus_ponderes(plan: PlanSondage, influence: Tableau) -> Tableau:
    """w · (z − X B), les calages défaits du dernier au premier ; w · z sans calage. Un rognage multiplie z."""
    z = np.asarray(influence, dtype=np.float64)
    z = z[:, None] if z.ndim == 1 else z
    poids = plan.poids
    for calage in reversed(plan.calages):
        if not calage.auxiliaires.shape[1]:
            z, poids = z * calage.facteurs[:, None], poids / calage.facteurs
            continue
        ajuste = calage.auxiliaires @ coefficients(calage, z)
        z = z - (ajuste if calage.profil is None else ajuste[calage.profil])
    return poids[:, None] * z


def coefficients(calage: Calage, z: Tableau) -> Tableau:
    """Régression de z sur les auxiliaires : B (p, k) ; des colonnes liées sont admises.

    Aux poids d'avant le calage, ou sans poids (le ratissage de R). Les lignes de même profil sont d'abord sommées.
    """
    x, w = calage.auxiliaires, calage.poids if calage.regression_ponderee else np.ones(len(z))
    wz = w[:, None] * z
    if calage.profil is not None:
        n = len(calage.profil)
        somme = sparse.csr_array((np.ones(n), (calage.profil, np.arange(n))), shape=(len(x), n))
        w, wz = somme @ w, somme @ wz
    normale = x.T @ (w[:, None] * x)
    # À colonnes de même norme, sinon une variable loin de zéro ferait perdre la moitié des chiffres.
    norme = np.sqrt(np.diag(normale))[:, None]
    norme[norme == 0] = 1.0
    inverse = np.linalg.pinv(normale / norme / norme.T, hermitian=True)
    return np.asarray(inverse @ (x.T @ wz / norme) / norme)


def ecarts(plan: PlanSondage, etage: Etage, u: Tableau) -> tuple[Tableau, Tableau, float]:
    """Totaux par unité, centrés dans leur strate (P, k) ; coefficient (P,) de chaque carré ; correction d'ensemble."""
    unites, strates = len(etage.strate), len(etage.tirees)
    lignes = np.arange(len(etage.unite))
    totaux = sparse.csr_array((np.ones(len(lignes)), (etage.unite, lignes)), shape=(unites, len(lignes))) @ u
    par_strate = sparse.csr_array(
        (np.ones(unites), (etage.strate, np.arange(unites))), shape=(strates, unites)
    )
    moyennes = (par_strate @ totaux) / etage.tirees[:, None]

    reste = 1 - etage.tirees / etage.population
    seule = (etage.tirees == 1) & (reste > 1e-7)
    regle, correction = plan.grappe_unique, 1.0
    coefficient = etage.facteur * np.maximum(reste, 0.0) * etage.tirees / np.maximum(etage.tirees - 1, 1)
    if seule.any():
        if regle == GrappeUnique.REFUSER:
            i = int(np.argmax(seule))
            raise CalculErreur(
                "grappe_unique", "Une seule grappe tirée\u00a0: sa variance ne se calcule pas.",
                ou=f"Strate {etage.noms[i]}" + (f" et {seule.sum() - 1} autres" if seule.sum() > 1 else ""),
                remede="Regroupez la strate avec une voisine, ou choisissez une règle de grappe unique.",
            )  # fmt: skip
        if regle == GrappeUnique.AJUSTER:
            moyennes[seule] = 0.0
        else:
            coefficient[seule] = 0.0
        if regle == GrappeUnique.MOYENNE:
            if seule.all():
                raise CalculErreur(
                    "grappe_unique",
                    "Toutes les strates n'ont qu'une grappe.",
                    remede="Choisissez une autre règle.",
                )
            correction = strates / (strates - int(seule.sum()))
    return totaux - moyennes[etage.strate], coefficient[etage.strate], correction


def variance_replications(plan: PlanSondage, estimation: Tableau, repliques: Tableau) -> Tableau:
    """echelle · Σ_b echelles_b (θ_b − centre)² ; `repliques` (B, …), `estimation` (…) ; rend (…)."""
    assert plan.echelle is not None and plan.echelles is not None
    centre = repliques.mean(axis=0) if plan.centre == "moyenne" else estimation
    ecart = repliques - centre
    return plan.echelle * np.tensordot(plan.echelles, ecart * ecart, axes=(0, 0))
