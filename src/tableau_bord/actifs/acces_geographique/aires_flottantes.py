"""L'accès par aires flottantes en deux temps.

Premier temps : chaque point partage son offre entre ceux qu'il atteint, R_j = S_j / Σ_k P_k w_kj. Second temps :
chaque communauté additionne ce qui l'atteint, A_i = Σ_j w_ij R_j. D'où Σ_i P_i A_i = Σ_j S_j sur les points que
quelqu'un atteint : l'invariant est vérifié à chaque appel.

Luo et Wang (2003), doi:10.1068/b29120 (2SFCA) ; Luo et Qi (2009), doi:10.1016/j.healthplace.2009.06.002 (E2SFCA).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.actifs.acces_geographique.entrees import (
    DEUX_AIRES,
    ENRICHIE,
    GRAVITE,
    Poids,
    Tableau,
    lire_couts,
    lire_quantites,
    lire_rayon,
    refus,
)
from tableau_bord.actifs.acces_geographique.portee import Matrice, ponderer, sans_rien
from tableau_bord.commun.erreurs import CalculErreur

TOLERANCE = 1e-9
NOMS = {
    DEUX_AIRES: "aire flottante en deux temps (2SFCA, Luo et Wang, 2003)",
    ENRICHIE: "aire flottante en deux temps par paliers (E2SFCA, Luo et Qi, 2009)",
    GRAVITE: "aire flottante en deux temps, poids selon le coût (gravité)",
}


@dataclass(frozen=True)
class AccesCalcule:
    """L'accès de chaque communauté et de quoi le refaire.

    `valeur` : (C,) ou (C, G), offre par personne ; 0 là où rien n'est à portée. `ratios` : R_j (P,) ou (P, G), `nan`
    pour un point que personne n'atteint. `perdus` : indices de ces points ; `offre_perdue` : leur offre.
    `sans_acces` : indices des communautés sans point à portée. `offre_partagee`, `somme` : les deux membres de
    l'invariant. `methode` : la phrase à imprimer.
    """

    valeur: Tableau
    ratios: Tableau
    perdus: NDArray[np.intp]
    offre_perdue: float
    sans_acces: NDArray[np.intp]
    offre_partagee: float
    somme: float
    methode: str


def acces(
    population: ArrayLike,
    offre: ArrayLike,
    couts: ArrayLike,
    rayon: float,
    methode: str = "2sfca",
    poids: Poids | None = None,
) -> AccesCalcule:
    """Calculer l'accès de chaque communauté.

    Hypothèses : chacun va partout où il peut aller en moins de `rayon` ; un point sert à parts égales ceux qu'il atteint,
    au poids près.
    Paramètres : `population` (C,) personnes, ou (C, G) par groupe d'âge ; `offre` (P,), partagée entre tous les groupes, ou
    (P, G), propre à chacun ; `couts` (C, P), de la communauté au point, distance ou durée, NaN ou infini : injoignable ;
    compte seulement si coût < `rayon` ; `poids` : paliers [(10, 1.0), (20, 0.68)…] pour E2SFCA (au-delà du dernier, rien),
    ou fonction du coût pour la gravité, qu'elle suffit à choisir.
    Lève CalculErreur : formes, négatifs, manquants, rayon, paliers, méthode inconnue, poids négatifs, invariant rompu.
    Valeurs témoins : pysal/access, test_hospital_example (tests/actifs/acces_geographique).
    """
    c = lire_couts(couts)
    p, s = lire_quantites(population, c.shape[0], "population"), lire_quantites(offre, c.shape[1], "offre")
    methode = GRAVITE if callable(poids) else methode
    w = ponderer(c, lire_rayon(rayon), methode, poids)
    if s.ndim == 2 and (p.ndim != 2 or p.shape[1] != s.shape[1]):
        raise refus(
            "L'offre et la population n'ont pas les mêmes groupes.",
            "offre",
            "Donnez les mêmes groupes des deux côtés.",
        )
    demande = p.sum(axis=1) if p.ndim == 2 and s.ndim == 1 else p
    return _partager(demande, s, w, f"{NOMS[methode]}, rayon {rayon:g}")


def _partager(p: Tableau, s: Tableau, w: Matrice, methode: str) -> AccesCalcule:
    demande = w.T @ p
    servi = demande > 0
    with np.errstate(over="ignore", invalid="ignore"):
        ratios = np.divide(s, demande, out=np.zeros_like(demande), where=servi)
        valeur = w @ ratios
        partagee, somme = float((s * servi).sum()), float((p * valeur).sum())
    verifier_invariant(somme, partagee)
    personne = ~servi.any(axis=1) if servi.ndim == 2 else ~servi
    perdus = np.flatnonzero(personne)
    return AccesCalcule(
        valeur, np.where(servi, ratios, np.nan), perdus, float(s.sum() - partagee),
        sans_rien(w, valeur), partagee, somme, methode,
    )  # fmt: skip


def verifier_invariant(somme: float, partagee: float) -> None:
    """Lève CalculErreur si Σ P·A s'écarte de Σ offre de plus d'un milliardième : rien ne se montre alors."""
    # Écrit à l'envers : un débordement rend `nan`, que toute comparaison laisse passer.
    if not abs(somme - partagee) <= TOLERANCE * max(1.0, abs(partagee)):
        raise CalculErreur(
            "invariant_rompu", f"Σ P·A vaut {somme:.6g}, l'offre partagée {partagee:.6g}.", ou="Accès",
            remede="Le calcul n'est pas montré. Signalez-le avec les données qui l'ont produit.",
        )  # fmt: skip
