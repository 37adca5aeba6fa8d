"""Le rapport d'un calage : ce que chaque marge était, ce qu'elle est devenue, et ce qu'il en coûte."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.calage_totaux import Cible, Marges
from tableau_bord.enquete.estimations import Kish, kish
from tableau_bord.enquete.plan import PlanSondage

QUANTILES = (0.0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1.0)


@dataclass(frozen=True)
class LigneDeMarge:
    """Une équation : répondants, somme des poids avant et après, total de population, écart après = après − total."""

    nom: str
    repondants: int
    avant: float
    apres: float
    total: float

    @property
    def ecart(self) -> float:
        """Ce qui reste après le calage, dans l'unité du total."""
        return self.apres - self.total


@dataclass(frozen=True)
class PoidsExtremes:
    """Poids positifs : plus petit, médian, plus grand ; `lignes` des dix plus grands, à partir de 0."""

    minimum: float
    mediane: float
    maximum: float
    lignes: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class RapportCalage:
    """`facteurs` : (ordre, quantile) des poids après ÷ avant ; `kish_*` : effet des poids inégaux et n effectif."""

    distance: str
    marges: tuple[LigneDeMarge, ...]
    facteurs: tuple[tuple[float, float], ...]
    extremes_avant: PoidsExtremes
    extremes_apres: PoidsExtremes
    kish_avant: Kish
    kish_apres: Kish
    avertissements: tuple[str, ...]
    replications: int
    non_recalees: tuple[int, ...]
    retirees: int


def rapport_de_calage(avant: PlanSondage, apres: PlanSondage, marges: Marges | None = None) -> RapportCalage:
    """Comparer un plan avant et après calage ; `marges` : celles du dernier vrai calage si on n'en donne pas.

    Effectifs en personnes, facteurs sans unité. Lève CalculErreur si les marges n'ont pas une ligne par personne.
    """
    vrais = [c for c in apres.calages if c.totaux is not None and len(c.totaux)]
    nouveaux = apres.calages[len(avant.calages) :]
    if marges is not None:
        lignes = _lignes(Cible.lire(apres.effectif, marges, None), avant.poids, apres.poids)
    else:
        lignes = _lignes(Cible.du_calage(vrais[-1]), avant.poids, apres.poids) if vrais else ()
    positifs = avant.poids > 0
    facteurs = np.quantile(apres.poids[positifs] / avant.poids[positifs], QUANTILES)
    return RapportCalage(
        distance=", ".join(c.distance for c in nouveaux),
        marges=lignes,
        facteurs=tuple(zip(QUANTILES, (float(f) for f in facteurs), strict=True)),
        extremes_avant=_extremes(avant.poids),
        extremes_apres=_extremes(apres.poids),
        kish_avant=kish(avant.poids),
        kish_apres=kish(apres.poids),
        avertissements=tuple(a for c in nouveaux for a in c.avertissements),
        replications=0 if apres.poids_replication is None else apres.poids_replication.shape[1],
        non_recalees=tuple(sorted({b for c in nouveaux for b in c.non_recalees})),
        retirees=max((c.retirees for c in nouveaux), default=0),
    )


def _lignes(cible: Cible, avant: Tableau, apres: Tableau) -> tuple[LigneDeMarge, ...]:
    x = cible.lignes
    combien = cible.agreger(np.ones(cible.effectif)) @ (x != 0)
    a, b = cible.agreger(avant) @ x, cible.agreger(apres) @ x
    return tuple(
        LigneDeMarge(nom, int(n), float(w0), float(w1), float(t))
        for nom, n, w0, w1, t in zip(cible.noms, combien, a, b, cible.totaux, strict=True)
    )


def _extremes(poids: Tableau) -> PoidsExtremes:
    positifs = poids[poids > 0]
    plus_grands = np.argsort(-poids, kind="stable")[:10]
    return PoidsExtremes(
        float(positifs.min()),
        float(np.median(positifs)),
        float(positifs.max()),
        tuple(int(i) for i in plus_grands if poids[i] > 0),
    )
