"""Les marges d'un calage, tirées de la population de l'entrepôt ; mises en face des répondants."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord import indicateurs
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import Marges
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, TERRITOIRE, Declaration, MargeDite
from tableau_bord.gestes.enquete_lieux import Lieux, Niveau
from tableau_bord.importation import normes
from tableau_bord.importation.fiches import Fiches
from tableau_bord.territoires import libelle

AGE_OUVERT = 120


@dataclass(frozen=True, eq=False)
class MargesLues:
    """`marges` prêtes pour `caler`, ou rien ; `population` visée (personnes) ; `annee` de la population."""

    marges: Marges | None
    population: float | None
    annee: int | None


def lire_marges(entrepot: Entrepot, fiches: Fiches, dite: Declaration, lieux: Lieux) -> MargesLues:
    """Croiser la population connue et les répondants, dans l'ordre de `lieux`.

    Lève CalculErreur : population absente, coupure d'âge qui tombe au milieu d'une classe de la population, catégorie
    sans répondant ou sans total, marges qui ne s'additionnent pas.
    """
    annee = int(pl.select(indicateurs.annee_de_fin(pl.lit(dite.periode))).item() or 0)
    large = lieux.niveaux[-1]
    ensemble = _population(entrepot, large, annee)
    repondants: dict[str, NDArray[Any]] = {}
    totaux: dict[str, dict[Any, float]] = {}
    for marge in dite.marges:
        if marge.genre == SEXE_AGE:
            nom, etiquettes, effectifs = _sexe_age(fiches, dite, marge, lieux, ensemble)
        elif marge.genre == TERRITOIRE:
            nom, etiquettes, effectifs = _territoire(entrepot, dite, marge, lieux, annee)
        else:
            raise CalculErreur(
                "marges", f"Genre de marge inconnu\u00a0: «\u00a0{marge.genre}\u00a0».",
                remede=f"Choisissez «\u00a0{SEXE_AGE}\u00a0» ou «\u00a0{TERRITOIRE}\u00a0».",
            )  # fmt: skip
        repondants[nom], totaux[nom] = etiquettes, effectifs
    visee = _somme(ensemble, dite.age_min, dite.age_max) if ensemble.height else None
    if not repondants:
        return MargesLues(None, visee, _annee(ensemble))
    return MargesLues(Marges.lire(repondants, totaux), visee, _annee(ensemble))


def populations_visees(entrepot: Entrepot, dite: Declaration, niveau: Niveau) -> dict[str, float]:
    """Personnes visées de chaque territoire d'un niveau ; vide si la base ne les connaît pas."""
    annee = int(pl.select(indicateurs.annee_de_fin(pl.lit(dite.periode))).item() or 0)
    lue = _population(entrepot, niveau, annee).filter(_vises(dite.age_min, dite.age_max))
    return dict(lue.group_by("code").agg(pl.col("effectif").sum()).iter_rows())


def _population(entrepot: Entrepot, niveau: Niveau, annee: int) -> pl.DataFrame:
    lue = indicateurs.population_detaillee(entrepot, niveau.decoupage, annee)
    return lue.filter(pl.col("code").is_in(list(niveau.codes)))


def classes_d_age(dite: Declaration, coupures: tuple[int, ...]) -> list[tuple[int, int]]:
    """Groupes d'âge de la population visée, bornes comprises."""
    debuts = sorted({*(c for c in coupures if dite.age_min <= c <= dite.age_max), dite.age_min})
    return list(zip(debuts, [d - 1 for d in debuts[1:]] + [min(dite.age_max, AGE_OUVERT)], strict=True))


def classer(
    fiches: Fiches, dite: Declaration, lieux: Lieux, classes: list[tuple[int, int]]
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Sexe (F, M) et groupe d'âge (n,) de chaque répondant, dans l'ordre de `lieux` ; vide ou tel quel si illisible."""
    sexe = [normes.sexe(t) or "" if t else "" for t in fiches.textes(dite.sexe)[lieux.ordre]]
    age = [_situer(t, classes) for t in fiches.textes(dite.age)[lieux.ordre]]
    return np.array(sexe, dtype=object), np.array(age, dtype=object)


def population_par_cellule(
    entrepot: Entrepot, dite: Declaration, niveau: Niveau, classes: list[tuple[int, int]]
) -> dict[tuple[str, str, str], float]:
    """(code, sexe, groupe d'âge) → personnes ; vide si la base ne les connaît pas à ce niveau."""
    annee = int(pl.select(indicateurs.annee_de_fin(pl.lit(dite.periode))).item() or 0)
    lue = _population(entrepot, niveau, annee).filter(pl.col("sexe").is_in(["F", "M"]))
    cellules: dict[tuple[str, str, str], float] = {}
    for debut, fin in classes:
        _refuser_coupure(lue, debut)
        for code, sexe, effectif in (
            _dedans(lue, debut, fin).group_by("code", "sexe").agg(pl.col("effectif").sum()).iter_rows()
        ):
            cellules[code, sexe, _classe(debut, fin)] = float(effectif)
    return cellules


def _dedans(population: pl.DataFrame, debut: int, fin: int) -> pl.DataFrame:
    return population.filter((pl.col("age_debut") >= debut) & (pl.col("age_fin") <= max(fin, debut)))


def _sexe_age(
    fiches: Fiches, dite: Declaration, marge: MargeDite, lieux: Lieux, ensemble: pl.DataFrame
) -> tuple[str, NDArray[Any], dict[Any, float]]:
    lue = ensemble.filter(pl.col("sexe").is_in(["F", "M"]))
    if lue.is_empty():
        raise _sans_population(lieux.niveaux[-1].decoupage, "par sexe et par âge")
    classes = classes_d_age(dite, marge.coupures)
    effectifs: dict[Any, float] = {}
    for debut, fin in classes:
        _refuser_coupure(lue, debut)
        for sexe, effectif in (
            _dedans(lue, debut, fin).group_by("sexe").agg(pl.col("effectif").sum()).iter_rows()
        ):
            effectifs[(sexe, _classe(debut, fin))] = float(effectif)
    return "sexe et âge", np.column_stack(classer(fiches, dite, lieux, classes)), effectifs


def _territoire(
    entrepot: Entrepot, dite: Declaration, marge: MargeDite, lieux: Lieux, annee: int
) -> tuple[str, NDArray[Any], dict[Any, float]]:
    niveau = lieux.niveau(marge.decoupage)
    if niveau is None or niveau.parts:
        raise CalculErreur(
            "marges", f"Les répondants ne se rangent pas par {libelle(marge.decoupage)}.",
            remede=f"Découpages possibles\u00a0: {', '.join(n.decoupage for n in lieux.niveaux if not n.parts)}.",
        )  # fmt: skip
    lue = _population(entrepot, niveau, annee)
    if lue.is_empty():
        raise _sans_population(marge.decoupage, "")
    _refuser_coupure(lue, dite.age_min)
    effectifs = populations_visees(entrepot, dite, niveau)
    return libelle(marge.decoupage), niveau.etiquette, {c: float(effectifs.get(c, 0.0)) for c in niveau.codes}


def _classe(debut: int, fin: int) -> str:
    return f"{debut} ans et plus" if fin >= AGE_OUVERT else f"{debut} à {fin} ans"


def _situer(texte: str | None, classes: list[tuple[int, int]]) -> str:
    """La classe d'un âge, ou d'une classe d'âge qui tient dans une seule ; hors classe, l'âge tel quel."""
    bornes = normes.bornes_d_age(texte) if texte else None
    if bornes is None:
        return texte or ""
    debut, fin, _ = bornes
    for a, b in classes:
        if a <= debut and (fin <= b or (debut == fin)) and debut <= b:
            return _classe(a, b)
    return str(texte)


def _refuser_coupure(population: pl.DataFrame, coupure: int) -> None:
    traverse = population.filter((pl.col("age_debut") < coupure) & (pl.col("age_fin") >= coupure))
    if traverse.height:
        a, b = traverse["age_debut"][0], traverse["age_fin"][0]
        raise CalculErreur(
            "marges", f"La population est connue de {a} à {b}\u00a0ans d'un bloc\u00a0: {coupure}\u00a0ans tombe au milieu.",
            ou="Coupures d'âge", remede=f"Coupez à {a} ou à {b + 1}\u00a0ans.",
        )  # fmt: skip


def _vises(age_min: int, age_max: int) -> pl.Expr:
    return (pl.col("age_debut") >= age_min) & ((pl.col("age_fin") <= age_max) | (age_max >= AGE_OUVERT))


def _somme(population: pl.DataFrame, age_min: int, age_max: int) -> float:
    return float(population.filter(_vises(age_min, age_max))["effectif"].sum())


def _annee(population: pl.DataFrame) -> int | None:
    return int(population["annee"][0]) if population.height else None


def _sans_population(decoupage: str, comment: str) -> CalculErreur:
    return CalculErreur(
        "marges", f"La base n'a pas la population des territoires ({libelle(decoupage, 2)}) {comment}".strip() + ".",
        remede="Versez d'abord les estimations de population, ou retirez cette marge.",
    )  # fmt: skip
