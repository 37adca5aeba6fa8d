"""Test d'indépendance de deux variables d'enquête (Rao-Scott)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.plan import PlanSondage, etiquettes
from tableau_bord.enquete.variance import covariance


@dataclass(frozen=True)
class RaoScott:
    """`statistique` F, ses deux degrés de liberté et `valeur_p` ; `khi2` de Pearson sur les parts pondérées."""

    statistique: float
    degres_numerateur: float
    degres_denominateur: float
    valeur_p: float
    khi2: float
    methode: str = "Rao-Scott, correction du second ordre"


def rao_scott(plan: PlanSondage, lignes: ArrayLike, colonnes: ArrayLike) -> RaoScott:
    """Indépendance de deux variables catégorielles (n,) ; une étiquette vide met la personne hors du test.

    Le khi-deux de Pearson des parts pondérées, divisé par la trace des effets de plan généralisés, suit F à
    tr²/tr(Δ²) et tr²/tr(Δ²) · degrés du plan (Rao et Scott, 1984, second ordre ; R svychisq, statistic="F").
    Lève CalculErreur si une variable a moins de deux catégories.
    """
    (noms_l, il), (noms_c, ic) = etiquettes(lignes, plan.effectif), etiquettes(colonnes, plan.effectif)
    nl, nc = len(noms_l), len(noms_c)
    if nl < 2 or nc < 2 or il is None or ic is None:
        raise CalculErreur(
            "rao_scott",
            "Le test demande deux catégories ou plus de chaque côté.",
            remede="Vérifiez le codage des variables.",
        )
    dedans = (il >= 0) & (ic >= 0)
    cases = np.zeros((plan.effectif, nl * nc))
    cases[np.flatnonzero(dedans), (il * nc + ic)[dedans]] = 1.0
    taille = float(plan.poids @ dedans)
    p = (plan.poids @ cases) / taille
    v = _covariance_des_parts(plan, cases, dedans, p, taille)
    n = float((dedans & (plan.poids > 0)).sum())
    attendu = np.outer(p.reshape(nl, nc).sum(axis=1), p.reshape(nl, nc).sum(axis=0)).ravel()
    with np.errstate(divide="ignore", invalid="ignore"):
        khi2 = n * float(np.nansum(np.where(attendu > 0, (p - attendu) ** 2 / attendu, 0.0)))
    inverse = np.divide(1.0, p, out=np.zeros_like(p), where=p > 0)
    c = _contrastes(nl, nc)
    simple = (np.diag(p) - np.outer(p, p)) / n
    denominateur = c.T @ (inverse[:, None] * simple * inverse[None, :]) @ c
    numerateur = c.T @ (inverse[:, None] * v * inverse[None, :]) @ c
    delta = np.linalg.solve(denominateur, numerateur)
    trace = float(np.trace(delta))
    ddl = trace**2 / float(np.trace(delta @ delta))
    f = khi2 / trace
    bas = ddl * plan.degres_de_liberte
    return RaoScott(f, ddl, bas, float(stats.f.sf(f, ddl, bas)), khi2)


def _covariance_des_parts(
    plan: PlanSondage,
    cases: Tableau,
    dedans: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    p: Tableau,
    taille: float,
) -> Tableau:
    if plan.poids_replication is None:
        return covariance(plan, (cases - dedans[:, None] * p) / taille)
    w = plan.poids_replication
    parts = (w.T @ cases) / (w.T @ dedans.astype(float))[:, None]
    # La covariance par polarisation : la même règle d'échelle et de centre que les variances.
    centre = parts.mean(axis=0) if plan.centre == "moyenne" else p
    assert plan.echelle is not None and plan.echelles is not None
    ecart = (parts - centre) * np.sqrt(plan.echelles)[:, None]
    return np.asarray(plan.echelle * ecart.T @ ecart)


def _contrastes(nl: int, nc: int) -> Tableau:
    """Colonnes d'interaction, débarrassées des effets principaux : (nl · nc, (nl − 1)(nc − 1))."""
    rang, c = np.divmod(np.arange(nl * nc), nc)
    principaux = np.column_stack(
        [
            np.ones(nl * nc),
            *((rang == i) * 1.0 for i in range(1, nl)),
            *((c == j) * 1.0 for j in range(1, nc)),
        ]
    )
    croises = np.column_stack([((rang == i) & (c == j)) * 1.0 for j in range(1, nc) for i in range(1, nl)])
    q, _ = np.linalg.qr(principaux)
    return np.asarray(croises - q @ (q.T @ croises))
