"""Moyenne, total, proportion, ratio et quantile d'une enquête, avec leur erreur type, par domaine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Estimations, Motif, Tableau
from tableau_bord.enquete import intervalles
from tableau_bord.enquete.plan import Entiers, PlanSondage, etiquettes
from tableau_bord.enquete.variance import variance_replications, variances

_CASES_PAR_BLOC = 4_000_000


def moyenne(
    plan: PlanSondage, y: ArrayLike, domaine: ArrayLike | None = None, niveau: float = 0.95
) -> Estimations:
    """Moyenne de Hájek Σ w y / Σ w, linéarisée : un domaine n'est pas un sous-fichier, le plan entier y reste.

    `y` (n,) ou (n, k), dans son unité ; `nan` met la personne hors du domaine de cette variable (na.rm=TRUE de R).
    `domaine` (n,) : étiquettes, vide pour hors domaine. Rend (D,) ou (D, k) dans l'ordre de `etiquettes` ; sans domaine,
    () ou (k,). Intervalle à t de (unités primaires − strates) degrés de liberté. `effet_plan` : variance ÷ celle d'un
    tirage aléatoire simple sans remise de même taille (R survey, deff=TRUE). Un domaine sans répondant n'a pas de nombre.
    Lève CalculErreur pour des formes incompatibles. Source : Särndal, Swensson et Wretman (1992), 5.7 et 10.
    """
    entree = _Entree.lire(plan, y, domaine)
    return _sortir(entree, *_hajek(plan, entree), _t(plan, niveau), "moyenne de Hájek, linéarisation")


def total(
    plan: PlanSondage, y: ArrayLike, domaine: ArrayLike | None = None, niveau: float = 0.95
) -> Estimations:
    """Total Σ w y (Horvitz-Thompson), mêmes formes que `moyenne` ; un `nan` compte pour hors du domaine."""
    entree = _Entree.lire(plan, y, domaine)
    somme, variance, effet = _par_bloc(plan, entree, _influence_total)
    if plan.poids_replication is not None:
        somme, variance = _repliquer(plan, entree, lambda num, den: num)
    return _sortir(entree, somme, variance, effet, _t(plan, niveau), "total pondéré, linéarisation")


def proportion(
    plan: PlanSondage,
    y: ArrayLike,
    domaine: ArrayLike | None = None,
    niveau: float = 0.95,
    methode: str = "logit",
) -> Estimations:
    """Part de ceux qui ont le caractère, en fraction ; `y` vaut 0 ou 1 (ou `nan`), formes de `moyenne`.

    `methode` de l'intervalle : « logit » (R svyciprop), « korn-graubard » (bêta sur la taille effective ; Korn et
    Graubard, 1998) ou « wilson » (sur la taille effective). À 0 % ou 100 %, l'erreur type est nulle : l'intervalle
    devient celui de Korn-Graubard sur la taille effective de Kish, et la méthode le dit.
    Lève CalculErreur si `y` a d'autres valeurs que 0 et 1, ou si la méthode est inconnue.
    """
    entree = _Entree.lire(plan, y, domaine)
    bonnes = np.isnan(entree.brut) | (entree.brut == 0) | (entree.brut == 1)
    if not bonnes.all():
        i = int(np.argmax(~bonnes.all(axis=1)))
        raise CalculErreur(
            "proportion", "Un caractère vaut 0 ou 1.", ou=f"Ligne {i + 1}", remede="Recodez la variable."
        )
    valeur, variance, effet = _hajek(plan, entree)
    n, kish, _ = _tailles(plan, entree)
    fait = intervalles.proportion(
        valeur, np.sqrt(variance), n, kish, plan.degres_de_liberte, niveau, methode, plan.effectif
    )
    return _sortir(entree, valeur, variance, effet, lambda v, e: (fait.inf, fait.sup), fait.methode)


def ratio(
    plan: PlanSondage,
    numerateur: ArrayLike,
    denominateur: ArrayLike,
    domaine: ArrayLike | None = None,
    niveau: float = 0.95,
) -> Estimations:
    """Ratio de deux totaux Σ w y / Σ w x, linéarisé ; (n,) chacun, rend (D,) ou ().

    Lève CalculErreur pour des formes différentes. Un dénominateur nul n'a pas de nombre.
    """
    haut, bas = np.asarray(numerateur, float), np.asarray(denominateur, float)
    if haut.shape != bas.shape or haut.ndim != 1:
        raise CalculErreur(
            "ratio",
            "Numérateur et dénominateur n'ont pas la même longueur.",
            remede="Une valeur par personne, pour chacun.",
        )
    entree = _Entree.lire(plan, np.where(np.isnan(bas), np.nan, haut), domaine, np.nan_to_num(bas)[:, None])
    return _sortir(entree, *_hajek(plan, entree), _t(plan, niveau), "ratio, linéarisation", effet_dit=False)


def quantile(
    plan: PlanSondage, y: ArrayLike, p: float, niveau: float = 0.95, domaine: ArrayLike | None = None
) -> Estimations:
    """Quantile d'ordre `p` de `y` (n,) : la plus petite valeur dont la part cumulée pondérée atteint p.

    C'est `qrule="math"` de R svyquantile (type 1 de Hyndman et Fan, 1996), avec l'intervalle de Woodruff (1952)
    `interval.type="mean"` : on inverse la répartition aux bornes de l'intervalle de la part sous le quantile. Erreur
    type : largeur ÷ (2 t). Lève CalculErreur si `p` n'est pas dans ]0, 1[.
    """
    if not 0 < p < 1:
        raise CalculErreur(
            "quantile",
            f"L'ordre d'un quantile est entre 0 et 1\u00a0; reçu {p:g}.",
            remede="Par exemple 0,5 pour la médiane.",
        )
    entree = _Entree.lire(plan, y, domaine)
    if entree.brut.shape[1] != 1:
        raise CalculErreur(
            "quantile", "Un quantile prend une variable à la fois.", remede="Appelez-le pour chacune."
        )
    t = float(stats.t.ppf((1 + niveau) / 2, plan.degres_de_liberte))
    valeur = np.full((entree.domaines, 1), np.nan)
    bornes = np.full((2, entree.domaines, 1), np.nan)
    tri = [_repartition(plan, entree, d) for d in range(entree.domaines)]
    for d, (v, part) in enumerate(tri):
        if len(v):
            valeur[d, 0] = _inverser(v, part, p)
    seuil = valeur[np.maximum(entree.numero, 0), 0] if entree.numero is not None else valeur[0, 0]
    sous = np.where(np.isnan(entree.brut[:, 0]), np.nan, (entree.brut[:, 0] <= seuil).astype(float))
    part_sous = moyenne(plan, sous, domaine, niveau)
    for d, (v, part) in enumerate(tri):
        if len(v):
            milieu = float(np.atleast_1d(part_sous.valeur)[d])
            ecart = t * float(np.atleast_1d(part_sous.erreur_type)[d])
            bornes[:, d, 0] = [
                _inverser(v, part, min(max(q, 0.0), 1.0)) for q in (milieu - ecart, milieu + ecart)
            ]
    erreur = (bornes[1] - bornes[0]) / (2 * t)
    return _sortir(
        entree,
        valeur,
        erreur * erreur,
        np.full_like(valeur, np.nan),
        lambda v, e: (bornes[0], bornes[1]),
        "quantile «\u00a0math\u00a0» (Hyndman-Fan 1), intervalle de Woodruff",
        effet_dit=False,
    )


@dataclass(frozen=True)
class Kish:
    """Perte due aux poids inégaux : `effet` = n Σw² / (Σw)², `effectif` = (Σw)² / Σw² (Kish, 1965)."""

    effet: float
    effectif: float


def kish(poids: ArrayLike) -> Kish:
    """Effet de plan et taille effective de Kish de poids (n,), nuls écartés."""
    w = np.asarray(poids, dtype=np.float64)
    w = w[w > 0]
    effectif = float(w.sum() ** 2 / (w @ w))
    return Kish(len(w) / effectif, effectif)


@dataclass(frozen=True)
class _Entree:
    """Variables mises en colonnes : `haut` et `bas` (n, k), nuls hors du domaine de la variable ; `brut` avec les nan."""

    brut: Tableau
    haut: Tableau
    bas: Tableau
    noms: tuple[str, ...]
    numero: Entiers | None
    scalaire: bool

    @property
    def domaines(self) -> int:
        return 1 if self.numero is None else len(self.noms)

    @classmethod
    def lire(
        cls, plan: PlanSondage, y: ArrayLike, domaine: ArrayLike | None, bas: Tableau | None = None
    ) -> _Entree:
        brut = np.asarray(y, dtype=np.float64)
        scalaire = brut.ndim == 1
        brut = brut[:, None] if scalaire else brut
        if brut.ndim != 2 or len(brut) != plan.effectif:
            raise CalculErreur(
                "variable",
                "La variable n'a pas une ligne par personne.",
                remede=f"Il en faut {plan.effectif}.",
            )
        noms, numero = etiquettes(domaine, plan.effectif)
        dits = np.isfinite(brut)
        return cls(
            brut, np.where(dits, brut, 0.0), dits * (1.0 if bas is None else bas), noms, numero, scalaire
        )

    def bloc(self, debut: int, fin: int) -> Tableau:
        """Indicatrices (n, fin − début) des domaines du bloc ; une colonne de 1 sans domaine."""
        if self.numero is None:
            return np.ones((len(self.haut), 1))
        return np.asarray(self.numero[:, None] == np.arange(debut, fin)[None, :], dtype=np.float64)

    def sommes(self, w: Tableau, valeurs: Tableau) -> Tableau:
        """Σ w · valeurs par domaine : (D, k)."""
        ponderees = w[:, None] * valeurs
        if self.numero is None:
            return np.asarray(ponderees.sum(axis=0, keepdims=True))
        dedans = self.numero >= 0
        rangs = self.numero[dedans]
        return np.column_stack(
            [np.bincount(rangs, weights=c, minlength=self.domaines) for c in ponderees[dedans].T]
        )


Influence = Callable[[_Entree, Tableau, Tableau, Tableau], Tableau]


def _influence_hajek(entree: _Entree, valeur: Tableau, bas: Tableau, dedans: Tableau) -> Tableau:
    """(y − θ x) / Σ w x dans le domaine, zéro ailleurs : (n, domaines du bloc × k)."""
    e = (entree.haut[:, None, :] - entree.bas[:, None, :] * valeur[None]) / bas[None]
    return np.asarray((dedans[:, :, None] * e).reshape(len(dedans), -1))


def _influence_total(entree: _Entree, valeur: Tableau, bas: Tableau, dedans: Tableau) -> Tableau:
    return np.asarray((dedans[:, :, None] * entree.haut[:, None, :]).reshape(len(dedans), -1))


def _hajek(plan: PlanSondage, entree: _Entree) -> tuple[Tableau, Tableau, Tableau]:
    valeur, variance, effet = _par_bloc(plan, entree, _influence_hajek)
    if plan.poids_replication is not None:
        valeur, variance = _repliquer(plan, entree, _quotient)
    return valeur, variance, effet


def _par_bloc(plan: PlanSondage, entree: _Entree, influence: Influence) -> tuple[Tableau, Tableau, Tableau]:
    """Estimation, variance linéarisée et effet de plan, (D, k) ; par blocs de domaines pour borner la mémoire."""
    haut, bas = entree.sommes(plan.poids, entree.haut), entree.sommes(plan.poids, entree.bas)
    est_total = influence is _influence_total
    valeur = haut if est_total else _quotient(haut, bas)
    variance = np.full_like(valeur, np.nan)
    if plan.poids_replication is None or plan.strates is not None or plan.grappes is not None:
        pas = max(1, _CASES_PAR_BLOC // entree.haut.size)
        sur = np.where(bas == 0, np.nan, bas)
        for debut in range(0, entree.domaines, pas):
            fin = min(debut + pas, entree.domaines)
            z = influence(entree, valeur[debut:fin], sur[debut:fin], entree.bloc(debut, fin))
            variance[debut:fin] = variances(plan, np.nan_to_num(z)).reshape(fin - debut, -1)
    n, _, poids = _tailles(plan, entree)
    centre = _quotient(haut, poids)
    carres = entree.sommes(plan.poids, entree.haut**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        dispersion = (carres / poids - centre**2) * n / (n - 1)
        simple = dispersion / n * (poids - n) / poids * (poids**2 if est_total else 1.0)
        effet = np.where(simple > 0, variance / simple, np.nan)
    return valeur, variance, effet


def _repliquer(
    plan: PlanSondage, entree: _Entree, forme: Callable[[Tableau, Tableau], Tableau]
) -> tuple[Tableau, Tableau]:
    """Estimation aux poids de sondage, variance par les réplications : (D, k) chacune."""
    w = plan.poids_replication
    assert w is not None
    valeur = forme(entree.sommes(plan.poids, entree.haut), entree.sommes(plan.poids, entree.bas))
    repliques = np.empty((w.shape[1], *valeur.shape))
    rangs = np.zeros(len(w), dtype=np.int64) if entree.numero is None else entree.numero
    ordre = np.argsort(rangs, kind="stable")
    bornes = np.searchsorted(rangs[ordre], np.arange(entree.domaines + 1))
    for d in range(entree.domaines):
        lignes = ordre[bornes[d] : bornes[d + 1]]
        wd = w[lignes].T
        repliques[:, d] = forme(wd @ entree.haut[lignes], wd @ entree.bas[lignes])
    variance = variance_replications(plan, valeur, repliques)
    return valeur, np.where(np.isnan(valeur), np.nan, variance)


def _tailles(plan: PlanSondage, entree: _Entree) -> tuple[Tableau, Tableau, Tableau]:
    """Répondants de poids positif, taille effective de Kish et somme des poids, (D, k)."""
    dits = np.isfinite(entree.brut).astype(np.float64)
    un = (plan.poids > 0).astype(np.float64)
    n, s, s2 = entree.sommes(un, dits), entree.sommes(plan.poids, dits), entree.sommes(plan.poids**2, dits)
    return n, _quotient(s * s, s2), s


def _quotient(haut: Tableau, bas: Tableau) -> Tableau:
    forme = np.broadcast_shapes(haut.shape, bas.shape)
    return np.asarray(np.divide(haut, bas, out=np.full(forme, np.nan), where=bas != 0))


def _t(plan: PlanSondage, niveau: float) -> Callable[[Tableau, Tableau], tuple[Tableau, Tableau]]:
    t = float(stats.t.ppf((1 + niveau) / 2, plan.degres_de_liberte))
    return lambda v, e: (v - t * e, v + t * e)


def _repartition(plan: PlanSondage, entree: _Entree, d: int) -> tuple[Tableau, Tableau]:
    """Valeurs distinctes triées du domaine et part cumulée de leurs poids."""
    ici = np.isfinite(entree.brut[:, 0]) & (plan.poids > 0)
    if entree.numero is not None:
        ici &= entree.numero == d
    valeurs, rang = np.unique(entree.brut[ici, 0], return_inverse=True)
    cumul = np.cumsum(np.bincount(rang, weights=plan.poids[ici], minlength=len(valeurs)).astype(np.float64))
    return valeurs, np.asarray(cumul / cumul[-1] if len(cumul) else cumul)


def _inverser(valeurs: Tableau, part: Tableau, p: float) -> float:
    """La plus petite valeur de part cumulée p ou plus, à l'arrondi des sommes près."""
    return float(valeurs[min(int(np.searchsorted(part, p - 1e-12 * max(p, 1e-3))), len(valeurs) - 1)])


def _sortir(
    entree: _Entree,
    valeur: Tableau,
    variance: Tableau,
    effet: Tableau,
    bornes: Callable[[Tableau, Tableau], tuple[Tableau, Tableau]],
    methode: str | np.ndarray[tuple[int, ...], np.dtype[np.str_]],
    *,
    effet_dit: bool = True,
) -> Estimations:
    erreur = np.sqrt(np.maximum(variance, 0.0))
    bas, haut = bornes(valeur, erreur)
    motif = np.where(np.isnan(valeur), str(Motif.NON_DISPONIBLE), "")

    def forme(t: Tableau) -> Tableau:
        t = t[:, 0] if entree.scalaire else t
        return t[0] if entree.numero is None else t

    dite = methode if isinstance(methode, str) else forme(methode)  # type: ignore[arg-type]
    return Estimations(
        forme(valeur), forme(erreur), forme(bas), forme(haut), dite, forme(motif),  # type: ignore[arg-type]
        entree.noms, forme(effet) if effet_dit else None,
    )  # fmt: skip
