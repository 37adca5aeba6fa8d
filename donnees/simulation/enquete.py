"""L'enquête de démonstration : une ligne par répondant inventé, son plan de sondage, ses réponses codées."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from donnees.simulation import evenements
from donnees.simulation.facteurs import Facteurs
from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.mesure import Ages, Modele
from donnees.simulation.modeles import MODELES
from donnees.simulation.personnes import Annee

ANNEE = 2022
QUINZE_ET_PLUS = Ages(15, 120, "15 ans et plus")
REPONDANTS = 9_000
_REPONSE = ((15, 0.38), (25, 0.44), (45, 0.58), (65, 0.66), (75, 0.52))
"""Part qui répond, à partir de cet âge ; les hommes répondent moins."""
_HOMMES = 0.86
_EXPOSANT = 0.6
"""L'échantillon d'une MRC croît moins vite que sa population : les petites sont plus sondées."""
_SANS_REPONSE = 0.012
QUESTIONS: tuple[tuple[str, str, tuple[int, ...], tuple[int, ...]], ...] = (
    ("sante", "sante_percue_positive", (4, 5), (1, 2, 3)),
    ("confiance", "confiance_voisins", (3, 4), (1, 2)),
    ("soutien", "soutien_social", (1,), (0,)),
    ("benevolat", "benevolat", (1,), (0,)),
    ("insecurite", "insecurite_alimentaire", (1,), (0,)),
    ("tabac", "tabagisme", (1, 2), (3,)),
    ("detresse", "detresse_psychologique", (1,), (0,)),
)
"""Variable, mesure de la simulation, codes de qui a le caractère, codes des autres."""


def caracteres(
    graine: int, geo: Geographie, f: Facteurs, annee: Annee
) -> tuple[NDArray[np.int64], dict[str, NDArray[np.bool_]]]:
    """Rangs des personnes de 15 ans et plus, et qui d'entre elles a chaque caractère : la vérité de l'enquête."""
    rangs = np.flatnonzero(annee.personnes.age >= QUINZE_ET_PLUS.debut)
    vrais = {}
    for variable, code, _, _ in QUESTIONS:
        modele = next(m for m in MODELES if m.code == code)
        tirage = evenements.tirer(
            graine, _tout_le_monde(modele), annee, evenements.effets(graine, modele, geo, f)
        )
        vrais[variable] = tirage.touchees[rangs]
    return rangs, vrais


def enquete(graine: int, geo: Geographie, f: Facteurs, annees: list[Annee]) -> bytes:
    """Le fichier tel qu'il sortirait d'un outil : Windows-1252, « ; », virgule décimale.

    Plan : dix strates (les MRC), tirage aléatoire simple, réponse inégale selon l'âge et le sexe ; `poids` : population
    de la strate ÷ répondants. Une question sans réponse est vide.
    """
    annee = next(a for a in annees if a.annee == ANNEE)
    rng = flux(graine, "enquete")
    rangs, vrais = caracteres(graine, geo, f, annee)
    strate = np.asarray(geo.mrc)[annee.communaute[rangs]]
    choisis = _tirer(rng, annee, rangs, strate)
    ici = rangs[choisis]
    mrc, combien = np.unique(strate[choisis], return_counts=True)
    total = {m: int((strate == m).sum()) for m in mrc}
    poids = {m: total[m] / n for m, n in zip(mrc, combien, strict=True)}
    lignes = pl.DataFrame({
        "communaute": np.asarray(geo.codes)[annee.communaute[ici]],
        "strate": strate[choisis],
        "population_strate": [total[m] for m in strate[choisis]],
        "poids": [f"{poids[m]:.4f}".replace(".", ",") for m in strate[choisis]],
        "sexe": np.where(annee.personnes.sexe[ici] == 0, "F", "M"),
        "age": annee.personnes.age[ici].astype(int),
        **{v: _coder(rng, vrais[v][choisis], oui, non) for v, _, oui, non in QUESTIONS},
    }).sort("strate", "communaute", "age", "sexe", maintain_order=True)  # fmt: skip
    return lignes.write_csv(separator=";", line_terminator="\r\n").encode("cp1252")


def _tout_le_monde(modele: Modele) -> Modele:
    return replace(modele, rythme="annuel", fraction=1.0, ages=QUINZE_ET_PLUS)


def _tirer(
    rng: np.random.Generator, annee: Annee, rangs: NDArray[np.int64], strate: NDArray[np.str_]
) -> NDArray[np.int64]:
    """Places, parmi `rangs`, de qui fut tiré et a répondu."""
    _, numero, tailles = np.unique(strate, return_inverse=True, return_counts=True)
    age, sexe = annee.personnes.age[rangs], annee.personnes.sexe[rangs]
    seuils, parts = np.array(_REPONSE).T
    repond = parts[np.searchsorted(seuils, age, side="right") - 1] * np.where(sexe == 1, _HOMMES, 1.0)
    cible = REPONDANTS * tailles**_EXPOSANT / (tailles**_EXPOSANT).sum()
    moyenne = np.bincount(numero, weights=repond) / tailles
    taux = np.minimum(cible / tailles / moyenne, 0.9)
    return np.flatnonzero(rng.random(len(rangs)) < taux[numero] * repond)


def _coder(
    rng: np.random.Generator, vrai: NDArray[np.bool_], oui: tuple[int, ...], non: tuple[int, ...]
) -> list[int | None]:
    codes = np.where(vrai, rng.choice(oui, len(vrai)), rng.choice(non, len(vrai)))
    muets = rng.random(len(vrai)) < _SANS_REPONSE
    return [None if m else int(c) for c, m in zip(codes, muets, strict=True)]
