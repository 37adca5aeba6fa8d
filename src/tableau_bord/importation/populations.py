"""Comprendre un fichier de population : territoire, année, sexe, âge, effectif, sans compter deux fois."""

from __future__ import annotations

import polars as pl

from tableau_bord.importation import controles, normes, refus, regles
from tableau_bord.importation.chantier import CORRIGER, DE_COTE, ETAT, RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.cles import poser_periode, poser_sexe
from tableau_bord.importation.lieux import situer
from tableau_bord.importation.mesures import poser_nombres
from tableau_bord.importation.modele import RANG, Comprehension, Gravite, Plan, Role, TableauLu
from tableau_bord.importation.regles import ContexteControle

CLE = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin"]
_TOTAL_REFAIT = "Rien à faire\u00a0: un total se refait de ses parties."


def comprendre_population(
    tableau: TableauLu, plan: Plan, territoires: pl.DataFrame, contexte: ContexteControle
) -> Comprehension:
    """Population par territoire, année, sexe et âge ; totaux de sexe ou d'âge de côté si le détail est là."""
    if plan.colonne(Role.EFFECTIF) is None:
        raise refus.colonnes_manquantes(tableau.nom, [Role.EFFECTIF], tableau.colonnes)
    c = Chantier(tableau, plan)
    situer(c, territoires)
    poser_periode(c)
    c.poser(c.sortie["periode"].str.extract(r".*((?:19|20)\d{2})", 1).cast(pl.Int32).alias("annee"))
    poser_sexe(c)
    _poser_age(c)
    poser_nombres(c, {"effectif": Role.EFFECTIF})
    _juger_effectif(c)
    _totaux_de_cote(c)
    valeurs = controles.doublons(c, c.retenues([*CLE, "effectif"]), CLE)
    controles.ages_disjoints(c, valeurs)
    regles.controler(c, valeurs, contexte)
    valeurs = valeurs.join(c.retenues([]), on=RANG, how="semi", maintain_order="left")
    return c.conclure(valeurs)


def _poser_age(c: Chantier) -> None:
    cellules = c.cellules(Role.AGE)
    ages, remarque = normes.ages(c.constante("age", "tous") if cellules is None else cellules)
    c.poser(*ages.get_columns())
    if remarque:
        c.remarques.append(remarque)
    if cellules is not None:
        c.juger(
            ages["age_debut"].is_null(), str(c.plan.colonne(Role.AGE)), "âge illisible", Gravite.REFUSEE,
            lambda v: (f"{citer(v)} n'est pas un âge. {RIEN_ENREGISTRE}", "Écrivez 4, 0-4, ou 90 et plus."),
        )  # fmt: skip


def _juger_effectif(c: Chantier) -> None:
    colonne = str(c.plan.colonne(Role.EFFECTIF))
    c.juger(
        c.sortie["effectif"] < 0, colonne, "nombre négatif", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} est négatif. Une population vaut zéro ou plus. {RIEN_ENREGISTRE}", CORRIGER),
    )  # fmt: skip
    c.juger(
        c.sortie["effectif"].is_null() & (c.sortie[ETAT] != DE_COTE), colonne, "population absente", Gravite.DE_COTE,
        lambda v: (f"{citer(v or 'case vide')}, population absente, mise de côté.", "La source ne la donne pas\u00a0: elle reste manquante."),
    )  # fmt: skip


def _totaux_de_cote(c: Chantier) -> None:
    """« T » à côté de F et M, « tous les âges » à côté des âges : les garder compterait deux fois."""
    sexes, debut, fin = c.sortie["sexe"], c.sortie["age_debut"], c.sortie["age_fin"]
    if colonne := c.plan.colonne(Role.SEXE):
        detail = (sexes != "T").fill_null(False)
        _de_cote(c, (sexes == "T") & detail.any(), colonne)
    if colonne := c.plan.colonne(Role.AGE):
        tous = ((debut == 0) & (fin == normes.AGE_OUVERT)).fill_null(False)
        _de_cote(c, tous & bool((~tous & debut.is_not_null()).any()), colonne)


def _de_cote(c: Chantier, masque: pl.Series, colonne: str) -> None:
    c.juger(
        masque, colonne, "ligne de total", Gravite.DE_COTE,
        lambda v: (f"{citer(v)} additionne d'autres lignes, mise de côté.", _TOTAL_REFAIT),
    )  # fmt: skip
