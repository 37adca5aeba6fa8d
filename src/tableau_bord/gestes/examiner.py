"""Examiner un fichier : le lire, proposer comment, dire ce qu'on en comprend ; rien ne s'écrit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.empreintes import empreinte
from tableau_bord.importation import (
    Comprehension,
    Genre,
    Plan,
    TableauLu,
    alias,
    identifiants,
    masse,
    masse_lecture,
    recettes,
    recettes_depot,
    recettes_fournies,
    refus,
)
from tableau_bord.importation.colonnes_jointes import renommer
from tableau_bord.importation.depliage import Depliage, deplier, proposer_depliage
from tableau_bord.importation.masse import Avancer
from tableau_bord.importation.recettes import Recette
from tableau_bord.importation.reglages_dates import reglages_en_vigueur
from tableau_bord.importation.regles import ContexteControle, Reglages


@dataclass(frozen=True)
class Proposition:
    """Un tableau lu et le plan proposé, avant d'en tirer des valeurs.

    `recette` : celle qui a été reconnue ou choisie ; `changements` : ce qui diffère d'elle, en phrases.
    `lu` : le tableau tel qu'il est au fichier, avant d'être mis en long.
    """

    tableau: TableauLu
    plan: Plan
    empreinte: str
    recette: Recette | None = None
    changements: tuple[str, ...] = ()
    depliage: Depliage | None = None
    lu: TableauLu | None = None


@dataclass(frozen=True)
class Examen:
    """Un tableau lu, le rôle de ses colonnes et ce qu'on en a compris ; rien n'est encore écrit."""

    tableau: TableauLu
    plan: Plan
    comprehension: Comprehension
    empreinte: str
    phrases: tuple[str, ...]
    recette: str = ""


def proposer(
    entrepot: Entrepot,
    contenu: bytes,
    nom: str,
    *,
    feuille: str | None = None,
    genre: Genre | None = None,
    recette: str | None = None,
    dictionnaire: tuple[str, bytes] | None = None,
) -> Proposition:
    """Lire un tableau et proposer le rôle de ses colonnes ; ce qu'il ne dit pas reste à compléter.

    `dictionnaire` : nom et contenu du fichier joint qui dit ce que signifient les codes de colonnes.

    `recette` : un nom, ou une chaîne vide pour n'en suivre aucune ; None, celle que le fichier fait
    reconnaître. Lève ImportationErreur : fichier illisible, qui identifie des personnes, recette inconnue.
    """
    lu = importation.lire_tableau(contenu, nom, feuille)
    if dictionnaire:
        lu = renommer(lu, importation.lire_tableau(dictionnaire[1], dictionnaire[0]))
    identifiants.refuser_personnes(lu)
    return _proposer(entrepot, lu, empreinte(contenu), genre, recette)


def avec_plan(proposition: Proposition, plan: Plan) -> Proposition:
    """La même lecture, avec le plan que l'analyste a corrigé."""
    return replace(proposition, plan=plan)


def reproposer(entrepot: Entrepot, proposition: Proposition, genre: Genre) -> Proposition:
    """Le même fichier, lu comme un autre genre : la recette ne vaut plus."""
    return _proposer(entrepot, proposition.lu or proposition.tableau, proposition.empreinte, genre, "")


def recettes_connues(entrepot: Entrepot) -> tuple[Recette, ...]:
    """Celles de la base, puis celles livrées avec le programme dont le nom n'est pas repris."""
    de_la_base = recettes_depot.toutes(entrepot)
    pris = {r.nom for r in de_la_base}
    return (*de_la_base, *(r for r in recettes_fournies.charger() if r.nom not in pris))


def _proposer(
    entrepot: Entrepot, lu: TableauLu, empreinte: str, genre: Genre | None, nom_recette: str | None
) -> Proposition:
    choisie = _recette(entrepot, lu, nom_recette) if genre is None else None
    tableau, depliage = _mettre_en_long(lu, choisie)
    voulu = choisie.plan.genre if choisie else genre
    plan = importation.proposer(tableau, lieux_connus(entrepot), indicateurs.indicateurs(entrepot), voulu)
    changements: tuple[str, ...] = ()
    if choisie:
        plan, changements = recettes.appliquer(choisie, tableau, plan)
    return Proposition(tableau, plan, empreinte, choisie, changements, depliage, lu)


def _mettre_en_long(lu: TableauLu, recette: Recette | None) -> tuple[TableauLu, Depliage | None]:
    """Comme le dit la recette, sinon comme le fichier le propose."""
    depliage = recettes.depliage_pour(recette, lu) if recette else proposer_depliage(lu)
    return (deplier(lu, depliage), depliage) if depliage else (lu, None)


def _recette(entrepot: Entrepot, lu: TableauLu, nom: str | None) -> Recette | None:
    connues = recettes_connues(entrepot)
    if nom is None:
        return recettes.reconnaitre(lu, connues)
    if not nom:
        return None
    trouvee = next((r for r in connues if r.nom == nom), None)
    return trouvee or recettes_depot.une(entrepot, nom)


def lieux_connus(entrepot: Entrepot) -> pl.DataFrame:
    """Territoires de la base, et les écritures que l'analyste a rapprochées d'eux."""
    return alias.avec_alias(territoires.noms_et_parents(entrepot), alias.tous(entrepot), aujourd_hui())


def contexte_des_controles(entrepot: Entrepot, reglages: Reglages | None = None) -> ContexteControle:
    """Ce que les contrôles savent du dehors : le dictionnaire, les rattachements, les réglages, le jour."""
    return ContexteControle(
        {i.code: i for i in indicateurs.indicateurs(entrepot)},
        territoires.rattachements_connus(entrepot),
        reglages or reglages_en_vigueur(entrepot),
        aujourd_hui(),
    )


def examiner(
    entrepot: Entrepot, proposition: Proposition, plan: Plan | None = None, reglages: Reglages | None = None
) -> Examen:
    """Dire ce qu'on comprend d'un tableau lu. `plan` : celui que l'analyste a corrigé.

    Lève ImportationErreur si la base n'a pas de territoires ou s'il manque un rôle indispensable.
    """
    tableau, choisi = proposition.tableau, plan or proposition.plan
    contexte = contexte_des_controles(entrepot, reglages)
    lu = importation.comprendre(tableau, choisi, lieux_connus(entrepot), contexte)
    return _examen(proposition, choisi, lu, proposition.empreinte)


def _examen(proposition: Proposition, plan: Plan, comprehension: Comprehension, empreinte: str) -> Examen:
    phrases = importation.resume(comprehension, plan, proposition.tableau)
    recette = (
        f"{proposition.recette.nom}, version {proposition.recette.version}" if proposition.recette else ""
    )
    return Examen(proposition.tableau, plan, comprehension, empreinte, tuple(phrases), recette)


def est_grand(chemin: Path) -> bool:
    """Vrai si ce fichier doit se lire par tranches."""
    return chemin.stat().st_size > masse_lecture.SEUIL and not masse_lecture.est_binaire(chemin)


def proposer_grand(
    entrepot: Entrepot, chemin: Path, genre: Genre | None = None, recette: str | None = None
) -> Proposition:
    """Comme `proposer`, d'après le début d'un grand fichier ; l'empreinte se calcule à l'examen."""
    sonde = masse_lecture.sonder(chemin, chemin.name)
    identifiants.refuser_personnes(sonde)
    proposition = _proposer(entrepot, sonde, "", genre, recette)
    if proposition.depliage:
        raise refus.trop_grand_pour(chemin.name, "tableau large")
    return proposition


def examiner_grand(
    entrepot: Entrepot, chemin: Path, proposition: Proposition, avancer: Avancer = lambda part: None
) -> Examen:
    """Comprendre un grand fichier par tranches ; `avancer` reçoit la part lue et peut tout arrêter."""
    lu = masse.comprendre_en_masse(
        chemin,
        proposition.tableau,
        proposition.plan,
        lieux_connus(entrepot),
        avancer,
        contexte_des_controles(entrepot),
    )
    return _examen(proposition, proposition.plan, lu.comprehension, lu.empreinte)
