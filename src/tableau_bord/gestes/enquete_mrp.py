"""La voie MRP : cellules territoire × sexe × âge de l'échantillon, post-stratifiées sur la population."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete.petits_domaines import Cellules, mrp
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, MesureDite
from tableau_bord.gestes.enquete_lieux import Niveau
from tableau_bord.gestes.enquete_marges import classer, classes_d_age, population_par_cellule
from tableau_bord.gestes.enquete_peser import Pesee

Tableau = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ModeleBrut:
    """Ce qu'un modèle rend avant étalonnage, (D,) ; `beta` et `erreur_beta` (p,), `ecart_type` σ, à cette `echelle`."""

    valeur: Tableau
    erreur_type: Tableau
    synthetique: Tableau
    synthetique_erreur: Tableau
    gamma: Tableau
    beta: Tableau
    erreur_beta: Tableau
    ecart_type: float
    echelle: str
    methode: str


def ajuster(
    entrepot: Entrepot,
    pesee: Pesee,
    niveau: Niveau,
    mesure: MesureDite,
    y: Tableau,
    x: Tableau,
    peu: NDArray[np.bool_],
) -> ModeleBrut:
    """Régression multiniveau sur les effectifs bruts des cellules (sexe et âge y portent les poids), puis population.

    `y` (n,) de 0, 1 et `nan` ; `x` (D, p) auxiliaires des territoires, constante comprise.
    Lève CalculErreur : sans marge « sexe et âge », avec un « parmi » (la population visée n'est pas connue par cellule),
    aires partagées, ou modèle qui ne s'ajuste pas.
    """
    dite = pesee.declaration
    marge = next((m for m in dite.marges if m.genre == SEXE_AGE), None)
    if marge is None or mesure.parmi or niveau.parts:
        raise CalculErreur(
            "mrp", "La post-stratification demande la marge «\u00a0sexe et âge\u00a0», toute la population visée et des territoires entiers.",
            remede="Choisissez le modèle de Fay-Herriot pour cette mesure.",
        )  # fmt: skip
    classes = classes_d_age(dite, marge.coupures)
    sexe, age = classer(pesee.fiches, dite, pesee.lieux, classes)
    population = population_par_cellule(entrepot, dite, niveau, classes)
    place = {c: i for i, c in enumerate(niveau.codes)}
    vus = np.isfinite(y) & (pesee.plan.poids > 0) & np.isin(niveau.etiquette.astype(str), niveau.codes)
    cles = list(zip(niveau.etiquette[vus], sexe[vus], age[vus], strict=True))
    essais, succes = Counter(cles), Counter(c for c, oui in zip(cles, y[vus], strict=True) if oui == 1)
    ici, partout = list(essais), [c for c in population if c[0] in place]
    if not partout:
        raise CalculErreur(
            "mrp", "La base n'a pas la population de ces territoires par sexe et par âge.",
            remede="Versez-la, ou choisissez le modèle de Fay-Herriot.",
        )  # fmt: skip
    echantillon, cible = _cellules(ici, place, x), _cellules(partout, place, x)
    nombres = np.array([succes[c] for c in ici], float), np.array([essais[c] for c in ici], float)
    personnes = np.array([population[c] for c in partout])
    forces = [c for c, p in zip(niveau.codes, peu, strict=True) if p]
    fait = mrp(*nombres, echantillon, cible, personnes, domaine="territoire", synthetiques=forces)
    nu = mrp(*nombres, echantillon, cible, personnes, domaine="territoire", synthetiques=niveau.codes)
    rangs = np.array([fait.etiquettes.index(c) if c in fait.etiquettes else -1 for c in niveau.codes])
    existe = rangs >= 0

    def ranger(valeurs: Tableau) -> Tableau:
        return np.where(existe, valeurs[rangs], np.nan)

    p = x.shape[1]
    return ModeleBrut(
        ranger(fait.valeur), ranger(fait.erreur_type), ranger(nu.valeur), ranger(nu.erreur_type),
        np.where(peu | ~existe, 0.0, np.nan), fait.beta[:p], fait.erreur_type_beta[:p], fait.ecarts_types["territoire"],
        "logit", fait.methode,
    )  # fmt: skip


def _cellules(cles: list[tuple[str, str, str]], place: dict[str, int], x: Tableau) -> Cellules:
    """Auxiliaires du territoire et sexe en effets fixes ; territoire et groupe d'âge × sexe en effets aléatoires."""
    rangs = np.array([place[c] for c, _, _ in cles])
    femme = np.array([0.5 if s == "F" else -0.5 for _, s, _ in cles])
    return Cellules(
        np.column_stack([x[rangs], femme]),
        {
            "territoire": np.array([c for c, _, _ in cles], dtype=object),
            "âge": np.array([a for _, _, a in cles], dtype=object),
        },
    )
