"""Un paquet HSDS examiné comme les autres inventaires ; ses fiches brutes se gardent pour le rendre sans perte."""

from __future__ import annotations

import json

import polars as pl

from tableau_bord.actifs.hsds import Paquet
from tableau_bord.actifs.hsds import lire as lire_hsds
from tableau_bord.actifs.hsds.passage import vers_actifs
from tableau_bord.actifs.versement import points
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.actifs_examen import ExamenActifs
from tableau_bord.gestes.actifs_lieux import situer
from tableau_bord.gestes.empreintes import empreinte
from tableau_bord.importation import Anomalie, Gravite, archive


def reconnaitre(contenu: bytes, nom: str) -> Paquet | None:
    """Le paquet HSDS qu'un fichier contient, ou rien. Lève ImportationErreur si c'est un JSON qui n'en est pas un."""
    if points.est_geojson(contenu) or not (archive.est_zip(contenu) or contenu.lstrip()[:1] in (b"{", b"[")):
        return None
    try:
        return lire_hsds(contenu, nom)
    except ImportationErreur:
        if contenu.lstrip()[:1] in (b"{", b"["):
            raise
        return None


def examiner(
    entrepot: Entrepot, paquet: Paquet, contenu: bytes, nom: str, source: str, decoupage: str
) -> ExamenActifs:
    """L'examen d'un paquet : un actif par organisme, service et lieu."""
    actifs, positions, des_lieux = situer(entrepot, vers_actifs(paquet, source), decoupage)
    signalees = tuple(
        Anomalie(
            None,
            a.ou,
            a.valeur,
            a.code.replace("_", " "),
            Gravite.SIGNALEE,
            a.phrase,
            "Gardé tel quel dans la fiche d’origine.",
        )
        for a in paquet.anomalies
    )
    return ExamenActifs(
        nom, source, empreinte(contenu), decoupage, None, {}, None, actifs, (), (*signalees, *des_lieux), len(paquet.fiches),
        positions, paquet,
    )  # fmt: skip


def fiches(paquet: Paquet) -> pl.DataFrame:
    """Les fiches brutes à garder : ressource, id, rang, contenu (JSON)."""
    lignes = [
        (f.ressource, f.id, n, json.dumps(f.champs, ensure_ascii=False)) for n, f in enumerate(paquet.fiches)
    ]
    noms = {"ressource": pl.String, "id": pl.String, "rang": pl.Int32, "contenu": pl.String}
    return pl.DataFrame(lignes, schema=noms, orient="row")
