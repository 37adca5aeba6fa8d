"""Comprendre un tableau selon un plan : valeurs prêtes à verser, anomalies ligne par ligne."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tableau_bord.importation.listes import comprendre_composition, comprendre_territoires
from tableau_bord.importation.mesures import comprendre_indicateurs
from tableau_bord.importation.modele import Comprehension, Genre, Plan, TableauLu
from tableau_bord.importation.populations import comprendre_population
from tableau_bord.importation.regles import ContexteControle


def comprendre(
    tableau: TableauLu, plan: Plan, territoires: pl.DataFrame, contexte: ContexteControle | None = None
) -> Comprehension:
    """Tirer d'un tableau ce qui entrerait dans l'entrepôt, sans rien écrire.

    `territoires` : decoupage, code, nom. `valeurs` porte, selon le genre : indicateurs et cube —
    decoupage, code, indicateur, periode, sexe, age, effectif, denominateur, valeur, borne_inf,
    borne_sup, motif ; population — decoupage, code, annee, sexe, age_debut, age_fin, effectif ;
    territoires — decoupage, code, nom, parent, municipalite ; composition — code, ad, poids ; et
    `_ligne`. `contexte` : dictionnaire, rattachements et réglages des contrôles. Zéro reste zéro ; un code d'absence devient un motif, jamais un nombre.

    Lève ImportationErreur : colonne indispensable absente, aucun territoire, découpage que rien ne dit.
    Ce qui se corrige à l'écran (mesure, période) est une anomalie bloquante.
    """
    controles = _CONTROLES.get(plan.genre)
    if controles:
        return controles(tableau, plan, territoires, contexte or ContexteControle())
    return _LISTES[plan.genre](tableau, plan, territoires)


_CONTROLES: dict[Genre, Callable[[TableauLu, Plan, pl.DataFrame, ContexteControle], Comprehension]] = {
    Genre.INDICATEURS: comprendre_indicateurs,
    Genre.CUBE: comprendre_indicateurs,
    Genre.POPULATION: comprendre_population,
}
_LISTES: dict[Genre, Callable[[TableauLu, Plan, pl.DataFrame], Comprehension]] = {
    Genre.TERRITOIRES: comprendre_territoires,
    Genre.COMPOSITION: comprendre_composition,
}
