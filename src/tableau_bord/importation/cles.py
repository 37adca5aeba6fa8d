"""Poser la clé d'une valeur : mesure, période, sexe, âge, depuis le fichier ou le plan."""

from __future__ import annotations

import polars as pl

from tableau_bord.importation import normes
from tableau_bord.importation.chantier import RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.modele import Genre, Gravite, Role


def poser_cles(c: Chantier) -> None:
    """Poser indicateur, periode, sexe et age ; ce que rien ne dit est bloquant, et se choisit à l'écran."""
    indicateur = _texte(c, Role.INDICATEUR, c.plan.indicateur)
    age = c.cellules(Role.AGE)
    mots = normes.par_uniques(age, normes.age_en_mots).fill_null(c.plan.age) if age is not None else None
    c.poser(
        indicateur.alias("indicateur"),
        (c.constante("age", c.plan.age) if mots is None else mots).alias("age"),
    )
    if indicateur.null_count():
        _bloquer(c, "mesure manquante", "la mesure", "Choisissez une mesure du dictionnaire.")
    poser_sexe(c)
    poser_periode(c)


def poser_sexe(c: Chantier) -> None:
    """Poser `sexe` : T, F ou M ; un mot inconnu est refusé."""
    cellules = c.cellules(Role.SEXE)
    if cellules is None:
        c.poser(c.constante("sexe", c.plan.sexe))
        return
    lus = normes.par_uniques(cellules, normes.sexe)
    c.juger(
        lus.is_null() & cellules.is_not_null(), str(c.plan.colonne(Role.SEXE)), "sexe inconnu", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} n'est pas un sexe connu. {RIEN_ENREGISTRE}", "Écrivez F, M ou T (les deux)."),
    )  # fmt: skip
    c.poser(lus.fill_null(c.plan.sexe).alias("sexe"))


def poser_periode(c: Chantier) -> None:
    """Poser `periode` : année, plage ou date ISO ; ce qui n'a pas d'année est refusé."""
    cellules = c.cellules(Role.PERIODE)
    if cellules is None:
        c.poser(c.constante("periode", normes.periode(c.plan.periode) if c.plan.periode else None))
        if c.brut.height and c.sortie["periode"][0] is None:
            _bloquer(
                c,
                "période manquante",
                "la période",
                "Écrivez l'année, la plage d'années ou la date des données.",
            )
        return
    lus = cellules if c.plan.genre is Genre.CUBE else normes.periodes(cellules)
    c.juger(
        lus.is_null(), str(c.plan.colonne(Role.PERIODE)), "période illisible", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} n'est pas une période. {RIEN_ENREGISTRE}", "Écrivez 2021, 2019-2023 ou 2020-09-16."),
    )  # fmt: skip
    c.poser(lus.alias("periode"))


def _texte(c: Chantier, role: Role, defaut: str | None) -> pl.Series:
    cellules = c.cellules(role)
    if cellules is None:
        return c.constante("texte", defaut)
    return cellules.fill_null(defaut) if defaut is not None else cellules


def _bloquer(c: Chantier, regle: str, quoi: str, geste: str) -> None:
    c.noter(regle, Gravite.BLOQUANTE, f"Rien ne dit {quoi} de ce fichier.", geste)
