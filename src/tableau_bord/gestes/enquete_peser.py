"""Peser : des fiches et d'une déclaration, un plan calé sur la population ; rien n'est gardé."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tableau_bord import enquete
from tableau_bord.acces import Droit, Identite, exiger
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import nombre
from tableau_bord.enquete import PlanSondage, RapportCalage
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.gestes.enquete_lieux import Lieux, situer
from tableau_bord.gestes.enquete_marges import lire_marges
from tableau_bord.importation.fiches import Fiches


@dataclass(frozen=True, eq=False)
class Pesee:
    """Un échantillon pesé : répondants rangés par territoire (`lieux.ordre`), plan d'avant et plan calé, leur rapport.

    `population` visée, en personnes, et l'année où on la connaît ; `remarques` : ce qu'il faut savoir, en phrases.
    """

    declaration: Declaration
    fiches: Fiches
    lieux: Lieux
    avant: PlanSondage
    plan: PlanSondage
    rapport: RapportCalage | None
    population: float | None
    annee: int | None
    remarques: tuple[str, ...]


def peser(entrepot: Entrepot, fiches: Fiches, dite: Declaration, qui: Identite) -> Pesee:
    """Bâtir le plan, vérifier l'échelle des poids, caler sur les marges déclarées.

    Lève AccesErreur sans le droit de verser ; CalculErreur et ImportationErreur : déclaration incomplète, poids nuls,
    négatifs ou manquants, strate à une grappe, marges incompatibles, calage qui ne converge pas, échelle fausse.
    """
    exiger(qui, Droit.VERSER)
    dite.verifier()
    lieux = situer(entrepot, fiches, dite)
    avant = _plan(fiches, dite, lieux)
    marges = lire_marges(entrepot, fiches, dite, lieux)
    remarques = [*fiches.remarques, *lieux.remarques]
    if marges.population:
        _verifier_echelle(avant, marges.population, dite)
    else:
        remarques.append(
            "La base n'a pas la population de ces territoires\u00a0: l'échelle des poids n'a pas pu être vérifiée."
        )
    if marges.marges is None:
        remarques.append("Aucune marge\u00a0: les poids du fichier sont gardés tels quels.")
        return Pesee(
            dite, fiches, lieux, avant, avant, None, marges.population, marges.annee, tuple(remarques)
        )
    cale = enquete.caler(avant, marges.marges, distance=dite.distance, bornes=dite.bornes)
    if dite.rognage:
        cale = enquete.rogner(cale, fois_mediane=dite.rognage)
    rapport = enquete.rapport_de_calage(avant, cale)
    return Pesee(
        dite, fiches, lieux, avant, cale, rapport, marges.population, marges.annee,
        (*remarques, *rapport.avertissements),
    )  # fmt: skip


def _plan(fiches: Fiches, dite: Declaration, lieux: Lieux) -> PlanSondage:
    o = lieux.ordre
    repetes = None
    if dite.replications:
        serie = fiches.serie(dite.replications)
        if len(serie) < 2:
            raise CalculErreur(
                "replications", f"Aucune suite de colonnes «\u00a0{dite.replications}1, {dite.replications}2…\u00a0».",
                ou=f"Fichier «\u00a0{fiches.nom}\u00a0»", remede="Donnez le début commun de leurs noms.",
            )  # fmt: skip
        repetes = np.column_stack([fiches.nombres(c)[o] for c in serie])
    textes = {c: fiches.textes(c)[o] for c in (*dite.strates, *dite.grappes)}
    return PlanSondage(
        fiches.nombres(dite.poids)[o],
        strates=np.column_stack([textes[c] for c in dite.strates]) if dite.strates else None,
        grappes=np.column_stack([textes[c] for c in dite.grappes]) if dite.grappes else None,
        fpc=np.column_stack([fiches.nombres(c)[o] for c in dite.fpc]) if dite.fpc else None,
        poids_replication=repetes,
        echelle=dite.echelle,
        grappe_unique=dite.grappe_unique,
    )


def _verifier_echelle(plan: PlanSondage, population: float, dite: Declaration) -> None:
    try:
        enquete.verifier_echelle(plan, population)
    except CalculErreur as erreur:
        raise CalculErreur(
            erreur.code, erreur.quoi, ou=f"Colonne «\u00a0{dite.poids}\u00a0», somme {nombre(float(plan.poids.sum()))}",
            remede="Vérifiez la colonne des poids, les âges visés et la région\u00a0; ou multipliez les poids par le facteur de leur documentation.",
        ) from None  # fmt: skip
