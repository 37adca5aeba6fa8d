"""Un modèle de petits domaines se juge : ses résidus, son accord avec le direct, ce qu'il gagne et qui il bouge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.commun.francais import compter, enumerer, nombre, pluriel, pourcentage

# `shapiro` ne garantit plus sa valeur p au-delà.
_SHAPIRO_MAX = 5000


@dataclass(frozen=True)
class Normalite:
    """Shapiro-Wilk (`w`, `p`), `asymetrie` (0 pour une loi normale) et `aplatissement` (3) ; `nan` sans dispersion."""

    w: float
    p: float
    asymetrie: float
    aplatissement: float


@dataclass(frozen=True)
class Droite:
    """Direct = `ordonnee` + `pente` · modèle, moindres carrés ; `p` : test F conjoint de (0, 1).

    Le modèle resserre vers x'β : la pente attendue dépasse 1, d'autant plus que γ est petit. Elle se lit, elle ne
    condamne pas.
    """

    ordonnee: float
    pente: float
    erreur_type_ordonnee: float
    erreur_type_pente: float
    f: float
    p: float


@dataclass(frozen=True)
class Bouge:
    """Un domaine et son écart modèle − direct, aussi en erreurs types du direct (`ecart_reduit`)."""

    etiquette: str
    direct: float
    modele: float
    ecart: float
    ecart_reduit: float


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """Des domaines qui ont une estimation directe et une valeur de modèle non synthétique (`domaines` d'entre eux).

    `residus` (m,) : (direct − modèle) ÷ erreur type directe, `nan` ailleurs ; `normalite_effets` et
    `correlation_synthetique` : None sans valeurs synthétiques. `wald`, `wald_p` : Σ (direct − modèle)² ÷ (ψ + EQM),
    rapporté à un khi-deux de `domaines` degrés (Brown et al., 2001) ; direct et modèle se tenant, le test pardonne :
    il dénonce un mauvais modèle, il n'en prouve pas un bon. `couverture` : part des intervalles directs contenant le
    modèle. Coefficients de variation médians, et `gain_cv` : médiane de 1 − CV modèle ÷ CV direct. `bouges` : du plus
    déplacé au moins.
    """

    domaines: int
    residus: Tableau
    normalite_residus: Normalite
    normalite_effets: Normalite | None
    droite: Droite
    correlation_synthetique: float | None
    wald: float
    wald_p: float
    couverture: float
    niveau: float
    cv_direct: float
    cv_modele: float
    gain_cv: float
    bouges: tuple[Bouge, ...]

    @property
    def phrases(self) -> tuple[str, ...]:
        """Le jugement, en phrases imprimables : l'ampleur des écarts, jamais l'estimation directe d'un domaine."""
        d = self.droite
        verdict = "s'écarte" if self.wald_p < 0.05 else "ne s'écarte pas"
        noms = [
            f"{b.etiquette} ({'+' if b.ecart_reduit > 0 else ''}{nombre(b.ecart_reduit, 1)})"
            for b in self.bouges
        ]
        return (
            _dire_normalite("Résidus", self.normalite_residus),
            *(
                [_dire_normalite("Effets des domaines", self.normalite_effets)]
                if self.normalite_effets
                else []
            ),
            f"Direct selon le modèle\u00a0: ordonnée {nombre(d.ordonnee, 3)}, pente {nombre(d.pente, 2)} (erreur type"
            f" {nombre(d.erreur_type_pente, 2)})\u00a0; 0 et 1 sans biais, la pente dépassant un peu 1 parce que le"
            " modèle resserre.",
            f"Dans l'ensemble, le modèle {verdict} du direct (Wald {nombre(self.wald, 1)} pour"
            f" {compter(self.domaines, 'domaine')}, p = {nombre(self.wald_p, 3)})\u00a0; ce test pardonne beaucoup.",
            f"{pourcentage(self.couverture, 0)} des intervalles directs à {pourcentage(self.niveau, 0)} contiennent la"
            " valeur du modèle.",
            f"Le coefficient de variation médian passe de {pourcentage(self.cv_direct)} à"
            f" {pourcentage(self.cv_modele)}\u00a0: gain médian de {pourcentage(self.gain_cv, 0)}.",
            f"{pluriel(len(noms), 'Domaine le plus déplacé', 'Domaines les plus déplacés')}, en erreurs types du"
            f" direct\u00a0: {enumerer(noms)}.",
        )


def diagnostiquer(
    direct: ArrayLike,
    variance: ArrayLike,
    valeur: ArrayLike,
    erreur_type: ArrayLike,
    synthetique: ArrayLike | None = None,
    modelise: ArrayLike | None = None,
    etiquettes: Sequence[str] | None = None,
    niveau: float = 0.95,
    bouges: int = 5,
) -> Diagnostics:
    """Confronter les valeurs d'un modèle aux estimations directes ; tout (m,), dans la même unité.

    `direct` et `variance` (d'échantillonnage, lissée) : `nan` sans répondant ; `valeur`, `erreur_type` : du modèle ;
    `synthetique` : x'β, pour juger les effets ; `modelise` : les domaines à valeur synthétique, laissés de côté.
    À usage interne : `bouges` porte des estimations directes qui ne se publient pas toutes.
    Lève CalculErreur : formes différentes, variance directe nulle, moins de cinq domaines à comparer, ou valeurs du
    modèle toutes égales.
    Source : Brown, Chambers, Heady et Heasman (2001) ; Kreutzmann et al. (2019), R emdi.
    """
    y, psi, m, e = (np.asarray(t, dtype=np.float64) for t in (direct, variance, valeur, erreur_type))
    ecarte = np.zeros(y.shape, dtype=bool) if modelise is None else np.asarray(modelise, dtype=bool)
    if y.ndim != 1 or {t.shape for t in (psi, m, e, ecarte)} != {y.shape}:
        raise _erreur("Les tableaux n'ont pas le même nombre de domaines.", "Une valeur par domaine.")
    ici = np.isfinite(y) & np.isfinite(psi) & np.isfinite(m) & np.isfinite(e) & ~ecarte
    if ici.sum() < 5:
        raise _erreur(f"{int(ici.sum())} domaines à comparer.", "Il en faut au moins cinq.")
    if (psi[ici] <= 0).any():
        raise _erreur("Une variance directe n'est pas positive.", "Lissez d'abord les variances.")
    residus = np.full(y.shape, np.nan)
    residus[ici] = (y[ici] - m[ici]) / np.sqrt(psi[ici])
    effets, correlation = None, None
    if synthetique is not None:
        s = np.asarray(synthetique, dtype=np.float64)
        effets = _normalite(m[ici] - s[ici])
        constant = np.ptp(s[ici]) == 0 or np.ptp(y[ici]) == 0
        correlation = float("nan") if constant else float(np.corrcoef(y[ici], s[ici])[0, 1])
    n = int(ici.sum())
    wald = float(np.sum((y[ici] - m[ici]) ** 2 / (psi[ici] + e[ici] ** 2)))
    couverture = float(np.mean(np.abs(residus[ici]) <= stats.norm.ppf(0.5 + niveau / 2)))
    cv_direct, cv_modele, gain = _cv(y[ici], np.sqrt(psi[ici]), m[ici], e[ici])
    noms = etiquettes if etiquettes is not None else [str(i + 1) for i in range(len(y))]
    rangs = np.argsort(-np.abs(np.where(ici, residus, 0.0)), kind="stable")[: min(bouges, n)]
    plus = tuple(
        Bouge(str(noms[i]), float(y[i]), float(m[i]), float(m[i] - y[i]), float(-residus[i])) for i in rangs
    )
    return Diagnostics(
        n, residus, _normalite(residus[ici]), effets, _droite(y[ici], m[ici]), correlation, wald,
        float(stats.chi2.sf(wald, n)), couverture, niveau, cv_direct, cv_modele, gain, plus,
    )  # fmt: skip


def _normalite(x: Tableau) -> Normalite:
    centre = x - x.mean()
    deux = float(np.mean(centre**2))
    # Des effets tous nuls (σ² = 0) n'ont pas de loi à juger.
    if deux <= 1e-24 * max(1.0, float(np.mean(x**2))):
        return Normalite(*[float("nan")] * 4)
    w, p = stats.shapiro(x) if len(x) <= _SHAPIRO_MAX else (float("nan"), float("nan"))
    trois, quatre = float(np.mean(centre**3)), float(np.mean(centre**4))
    return Normalite(float(w), float(p), trois / deux**1.5, quatre / deux**2)


def _droite(y: Tableau, m: Tableau) -> Droite:
    if np.ptp(m) <= 1e-9 * max(float(np.abs(m).max()), 1e-300):
        raise _erreur("Le modèle donne la même valeur partout.", "Ajoutez des variables auxiliaires.")
    x = np.column_stack([np.ones(len(m)), m])
    croise = x.T @ x
    b = np.linalg.solve(croise, x.T @ y)
    reste = float(np.sum((y - x @ b) ** 2)) / (len(y) - 2)
    erreurs = np.sqrt(reste * np.diag(np.linalg.inv(croise)))
    ecart = b - np.array([0.0, 1.0])
    f = float(ecart @ croise @ ecart) / 2 / reste if reste > 0 else float("nan")
    return Droite(
        float(b[0]), float(b[1]), float(erreurs[0]), float(erreurs[1]), f, float(stats.f.sf(f, 2, len(y) - 2))
    )


def _cv(y: Tableau, erreur_y: Tableau, m: Tableau, erreur_m: Tableau) -> tuple[float, float, float]:
    """CV médians et gain médian, sur les domaines où ni le direct ni le modèle n'est nul."""
    ici = (y != 0) & (m != 0)
    if not ici.any():
        return (float("nan"),) * 3
    a, b = erreur_y[ici] / np.abs(y[ici]), erreur_m[ici] / np.abs(m[ici])
    return float(np.median(a)), float(np.median(b)), float(np.median(1 - b / a))


def _dire_normalite(quoi: str, n: Normalite) -> str:
    if np.isnan(n.asymetrie):
        return f"{quoi}\u00a0: tous égaux, rien à juger."
    if np.isnan(n.p):
        verdict = "trop nombreux pour Shapiro-Wilk"
    else:
        verdict = "pas de signe contre la loi normale" if n.p >= 0.05 else "loi normale douteuse"
        verdict += f" (Shapiro-Wilk W = {nombre(n.w, 3)}, p = {nombre(n.p, 3)})"
    return (
        f"{quoi}\u00a0: {verdict}\u00a0; asymétrie {nombre(n.asymetrie, 2)}, aplatissement"
        f" {nombre(n.aplatissement, 2)} (0 et 3 pour une loi normale)."
    )


def _erreur(quoi: str, remede: str) -> CalculErreur:
    return CalculErreur("diagnostiquer", quoi, remede=remede)
