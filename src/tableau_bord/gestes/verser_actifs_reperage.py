"""Ce qu'un inventaire lu dit par rapport à la base : où sont ses actifs, quels territoires il nomme, ce qui n'y est plus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tableau_bord import territoires
from tableau_bord.actifs import depot
from tableau_bord.actifs.modele import Actif, Etat
from tableau_bord.actifs.rattachement import AIDES, Situeur
from tableau_bord.actifs.versement import bornes
from tableau_bord.actifs.versement.lignes import Lus, composer
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.actifs_lieux import EXACT, Correspondance, rapprocher, situer
from tableau_bord.importation import Anomalie, Gravite

Situes = tuple[tuple[Actif, ...], dict[str, tuple[float, float]], tuple[Anomalie, ...]]


def situer_au_fichier(entrepot: Entrepot, lus: Lus, decoupage: str) -> Situes:
    """Les actifs situés, les positions proposées, ce qui cloche avec sa ligne ; sans polygone, les bornes du Québec."""
    actifs, positions, anomalies = situer(entrepot, composer(lus, {}), decoupage)
    lignes = lus.premieres_lignes
    if not Situeur(entrepot, decoupage).codes:
        proposees, hors = bornes.reperer(actifs, lignes)
        return actifs, proposees, (*hors, *anomalies)
    # `situer` nomme dans l'ordre chaque actif placé hors de tout territoire.
    hors_d_eux = iter([a.actif for a in actifs if a.latitude is not None and not a.dessertes])
    datees = [
        replace(x, ligne=lignes.get(next(hors_d_eux, ""))) if x.regle in AIDES else x for x in anomalies
    ]
    return actifs, positions, tuple(datees)


def rapprocher_au_fichier(entrepot: Entrepot, lus: Lus, decoupage: str) -> tuple[Correspondance, ...]:
    """Par le nom ou par un alias ; un code écrit tel quel désigne son territoire."""
    codes = set(territoires.territoires_de(entrepot, decoupage)["code"])
    return tuple(
        Correspondance(c.ecrit, EXACT, c.ecrit) if c.nature != EXACT and c.ecrit in codes else c
        for c in rapprocher(entrepot, lus.ecritures, decoupage)
    )


def absents(entrepot: Entrepot, source: str, actifs: Sequence[Actif]) -> tuple[Anomalie, ...]:
    """Ce que la même source avait donné et qui n'est plus au fichier : gardé, signalé une fois."""
    connus = depot.par_source(entrepot, source)
    ouverts = connus.filter(~pl.col("etat").is_in([Etat.FERME.value, Etat.FUSIONNE.value]))
    n = len(set(ouverts["actif"]) - {a.actif for a in actifs})
    if not n:
        return ()
    dit = compter(n, "actif de cette source n’est plus", "actifs de cette source ne sont plus")
    return (
        Anomalie(
            None, "", str(n), "absent du fichier", Gravite.SIGNALEE, f"{dit} au fichier.",
            "Gardé tel quel. S’il n’existe plus, fermez-le depuis sa fiche.",
        ),
    )  # fmt: skip
