"""Comprendre un fichier d'indicateurs, ou un cube relu : clés, nombres, motifs, contrôles."""

from __future__ import annotations

from typing import TypedDict

import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import compter
from tableau_bord.importation import controles, refus, regles
from tableau_bord.importation.absences import avec_prudence
from tableau_bord.importation.chantier import CORRIGER, RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.cles import poser_cles
from tableau_bord.importation.codes import TOTAL
from tableau_bord.importation.lieux import situer
from tableau_bord.importation.modele import RANG, Comprehension, Genre, Gravite, Plan, Role, TableauLu
from tableau_bord.importation.nombres import Lecture, decimale_sure, expliquer, lire_nombres
from tableau_bord.importation.regles import ContexteControle

CLE = ["decoupage", "code", "indicateur", "periode", "sexe", "age"]
NOMBRES = {
    "effectif": Role.EFFECTIF,
    "denominateur": Role.DENOMINATEUR,
    "valeur": Role.VALEUR,
    "borne_inf": Role.BORNE_INF,
    "borne_sup": Role.BORNE_SUP,
}
RETENUES = [*CLE, *NOMBRES, "motif"]
Z_95 = 1.959963984540054
COMPTES = frozenset({"effectif", "denominateur"})
_FORMULE_NEUTRALISEE = r"^'([=+\-@\t\r])"


class _Indices(TypedDict):
    usage: str
    repli: str
    imposee: bool
    choisie: bool


def comprendre_indicateurs(
    tableau: TableauLu, plan: Plan, territoires: pl.DataFrame, contexte: ContexteControle
) -> Comprehension:
    """Valeurs d'indicateurs ; un cube est relu à l'identique, sans rien refaire."""
    c = lire_indicateurs(tableau, plan, territoires)
    controles.lignes_repetees(c)
    return c.conclure(controler_indicateurs(c, c.retenues(RETENUES), contexte))


def lire_indicateurs(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Chantier:
    """Situer, poser clés, nombres et motifs : tout ce qui se juge ligne par ligne."""
    if not any(plan.colonne(r) for r in (Role.EFFECTIF, Role.VALEUR)):
        raise refus.colonnes_manquantes(tableau.nom, [Role.EFFECTIF, Role.VALEUR], tableau.colonnes)
    c = Chantier(tableau, plan)
    if plan.genre is Genre.CUBE:
        c.brut = c.brut.with_columns(pl.col(pl.String).str.replace(_FORMULE_NEUTRALISEE, "$1"))
    situer(c, territoires)
    poser_cles(c)
    lectures = poser_nombres(c, NOMBRES)
    _poser_motif(c, lectures)
    _bornes_de_l_erreur_type(c)
    _strates_de_cote(c)
    _refuser_negatifs(c)
    return c


def controler_indicateurs(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> pl.DataFrame:
    """Ce qui se juge en comparant des lignes entre elles ; rend les valeurs que rien n'a retirées."""
    uniques = controles.doublons(c, valeurs, CLE)
    if c.plan.genre is not Genre.INDICATEURS:
        return uniques
    regles.controler(c, uniques, contexte)
    return uniques.join(c.retenues([]), on=RANG, how="semi", maintain_order="left")


def poser_nombres(c: Chantier, roles: dict[str, Role]) -> dict[str, Lecture]:
    """Lire et poser chaque nombre ; refuser ce qui n'est ni un nombre ni un code d'absence."""
    presentes = {nom: s for nom, role in roles.items() if (s := c.cellules(role)) is not None}
    lectures = {
        nom: lire_nombres(s, entiers=nom in COMPTES, **_indices(c, presentes, nom))
        for nom, s in presentes.items()
    }
    for nom, role in roles.items():
        lecture = lectures.get(nom)
        c.poser(lecture.valeurs.alias(nom) if lecture else c.constante(nom, None).cast(pl.Float64))
        if lecture:
            _juger_nombres(c, str(c.plan.colonne(role)), lecture)
    return lectures


def _indices(c: Chantier, presentes: dict[str, pl.Series], nom: str) -> _Indices:
    """Ce qui aide à lire « 1,234 » : Excel écrit des points, un cube des virgules ; sinon les voisines."""
    if c.plan.decimale:
        return {"usage": c.plan.decimale, "repli": "", "imposee": True, "choisie": True}
    if c.tableau.feuille or c.plan.genre is Genre.CUBE:
        return {"usage": "." if c.tableau.feuille else ",", "repli": "", "imposee": True, "choisie": False}
    voisines = {d for autre, s in presentes.items() if autre != nom and (d := decimale_sure(s))}
    usage = voisines.pop() if len(voisines) == 1 else ""
    return {
        "usage": usage,
        "repli": "," if c.tableau.separateur == ";" else "",
        "imposee": False,
        "choisie": False,
    }


def _juger_nombres(c: Chantier, colonne: str, lecture: Lecture) -> None:
    if lecture.decision:
        c.remarques.append(f"Colonne {citer(colonne)}\u00a0: {lecture.decision}")
    if prudents := 0 if lecture.simple else int(avec_prudence(c.brut[colonne]).sum()):
        dits = compter(prudents, "valeur est marquée", "valeurs sont marquées")
        c.remarques.append(
            f"Colonne {citer(colonne)}\u00a0: {dits} «\u00a0E\u00a0», à prendre avec prudence."
        )
    c.juger(
        lecture.fautives, colonne, "nombre illisible", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} n'est pas un nombre. {expliquer(v)} {RIEN_ENREGISTRE}", CORRIGER),
    )  # fmt: skip
    c.juger(
        lecture.ambigues, colonne, "nombre ambigu", Gravite.REFUSEE,
        lambda v: (
            f"{citer(v)} peut se lire de deux façons, et rien dans la colonne ne tranche. {RIEN_ENREGISTRE}",
            "Écrivez les milliers sans séparateur, ou une décimale de plus ou de moins.",
        ),
    )  # fmt: skip


def _poser_motif(c: Chantier, lectures: dict[str, Lecture]) -> None:
    """Un motif seulement là où il n'y a rien à montrer ni à calculer.

    La valeur masquée ou trop incertaine à la source le reste, même si l'effectif est donné.
    """
    if c.plan.genre is Genre.CUBE:
        declare = c.cellules(Role.MOTIF)
        c.poser((declare if declare is not None else c.constante("motif", None)).alias("motif"))
        return
    motifs = {
        n: lectures[n].motifs if n in lectures else c.constante(n, None) for n in ("valeur", "effectif")
    }
    ordinaire = Motif.NON_DISPONIBLE.value
    cadre = c.sortie.with_columns(**{f"_{n}": m for n, m in motifs.items()})
    complet = pl.col("effectif").is_not_null() & (
        pl.col("denominateur").is_not_null() | pl.lit("valeur" not in lectures)
    )
    voulu = pl.coalesce(
        *(pl.when(pl.col(m) != ordinaire).then(pl.col(m)) for m in ("_valeur", "_effectif")),
        pl.lit(ordinaire),
    )
    motif = (
        pl.when(pl.col("valeur").is_not_null())
        .then(None)
        .when(pl.col("_valeur").is_not_null() & (pl.col("_valeur") != ordinaire))
        .then(pl.col("_valeur"))
        .when(complet)
        .then(None)
        .otherwise(voulu)
    )
    c.poser(cadre.select(motif.cast(pl.String).alias("motif")).to_series())


def _refuser_negatifs(c: Chantier) -> None:
    for nom in COMPTES:
        if colonne := c.plan.colonne(NOMBRES[nom]):
            c.juger(
                c.sortie[nom] < 0, colonne, "nombre négatif", Gravite.REFUSEE,
                lambda v: (f"{citer(v)} est négatif. Un compte vaut zéro ou plus. {RIEN_ENREGISTRE}", CORRIGER),
            )  # fmt: skip


def _bornes_de_l_erreur_type(c: Chantier) -> None:
    """Valeur ± 1,96 erreur type, là où le fichier donne l'erreur type et pas de bornes (loi normale)."""
    cellules = c.cellules(Role.ERREUR_TYPE)
    if cellules is None:
        return
    lecture = lire_nombres(cellules, **_indices(c, {"erreur_type": cellules}, "erreur_type"))
    _juger_nombres(c, str(c.plan.colonne(Role.ERREUR_TYPE)), lecture)
    demi = Z_95 * lecture.valeurs
    sans = c.sortie["borne_inf"].is_null() & c.sortie["borne_sup"].is_null()
    for nom, borne in (("borne_inf", c.sortie["valeur"] - demi), ("borne_sup", c.sortie["valeur"] + demi)):
        c.poser(borne.zip_with(sans, c.sortie[nom]).alias(nom))


def _strates_de_cote(c: Chantier) -> None:
    """Les lignes d'une strate (quintile, milieu, groupe) ne sont pas celles de tout le territoire."""
    for colonne in (k.colonne for k in c.plan.colonnes if k.role is Role.STRATE):
        c.juger(
            c.brut[colonne].is_not_null() & ~c.brut[colonne].str.contains(TOTAL).fill_null(False),
            colonne, "strate", Gravite.DE_COTE,
            lambda v: (f"strate {citer(v)}, mise de côté\u00a0: ce n'est pas tout le territoire.", "Rien à faire\u00a0: les strates se liront avec les inégalités."),
        )  # fmt: skip
