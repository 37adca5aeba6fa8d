"""Verser des polygones : les lire, proposer leur découpage, tout écrire d'un coup ou rien."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import acces, importation, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.francais import compter, enumerer, nombre
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.actifs_lieux import autres_noms
from tableau_bord.gestes.empreintes import empreinte, identifiant_de, trace_du_lot
from tableau_bord.importation import (
    Lot,
    alias,
    archive,
)
from tableau_bord.importation.codes import nom_nu
from tableau_bord.territoires import PlanGeometries

POLYGONES = "polygones"
POLYGONAUX = frozenset({".shp", ".geojson", ".json", ".topojson", ".gpkg"})
COMPAGNONS = frozenset({".dbf", ".shx", ".prj", ".cpg"})


@dataclass(frozen=True)
class ExamenPolygones:
    """Des polygones lus : attributs, plan proposé et empreinte du versement. `autres_noms` : colonne retenue comme alias."""

    attributs: pl.DataFrame
    plan: PlanGeometries
    version: str
    fichier: str
    empreinte: str
    notes: tuple[str, ...] = ()
    autres_noms: str = ""


def est_geographique(nom: str, contenu: bytes | None = None) -> bool:
    """Vrai si l'extension annonce des polygones ; une archive, si elle en contient.

    `contenu` : à donner pour une archive, qui peut aussi porter un tableau.
    """
    extension = Path(nom).suffix.lower()
    if extension == ".zip":
        return contenu is None or archive.contient(contenu, nom, POLYGONAUX)
    return extension in POLYGONAUX | COMPAGNONS


def examiner_polygones(
    entrepot: Entrepot, fichiers: Mapping[str, bytes], *, epsg: int | None = None, couche: str = ""
) -> ExamenPolygones:
    """Lire des polygones et proposer leur découpage. Lève TerritoireErreur s'ils ne se lisent pas."""
    lus = territoires.lire_polygones(entrepot, fichiers, epsg=epsg, couche=couche)
    attributs = lus.cadre
    versions = [c for c in attributs.columns if c.lower() == "version"]
    version = str(attributs[versions[0]][0]) if versions else maintenant().date().isoformat()
    tout = b"".join(fichiers[n] for n in sorted(fichiers))
    principal = next(
        (n for n in sorted(fichiers) if n.lower().endswith((".shp", "json", ".gpkg", ".zip"))), ""
    )
    plan = territoires.proposer_plan(attributs)
    return ExamenPolygones(attributs, plan, version, principal, empreinte(tout), lus.notes)


def verser_polygones(entrepot: Entrepot, examen: ExamenPolygones, qui: Identite) -> Lot:
    """Écrire des polygones comme un lot.

    Lève AccesErreur sans le droit de verser ; TerritoireErreur : codes en double, version déjà présente.
    """
    acces.exiger(qui, Droit.VERSER)
    plan = examen.plan
    reunis = territoires.reunir(examen.attributs, plan.colonne_code, plan.colonne_nom)
    decoupages = territoires.territoires_depuis_geometries(reunis, plan, examen.version, examen.fichier)
    identifiant = identifiant_de(
        entrepot, examen.empreinte, f"{examen.plan}{examen.version}{examen.autres_noms}", examen.fichier
    )
    phrase = " ".join(
        f"{nombre(d.territoires.height)} {territoires.libelle(d.decoupage, d.territoires.height)}."
        for d in decoupages
    )
    alias_retenus, repris = alias_des_polygones(examen, reunis)
    phrase = " ".join([phrase, *phrases_des_alias(alias_retenus, repris)])
    lot = Lot(
        identifiant, POLYGONES, examen.fichier, examen.empreinte, qui.auteur, maintenant(),
        examen.attributs.height, f"Version {examen.version}. {phrase}",
    )  # fmt: skip

    def geste(t: Transaction) -> None:
        importation.inscrire(t, lot)
        territoires.supprimer_lot(t, lot.lot)
        for d in decoupages:
            territoires.inscrire(t, d, lot.lot)
        for ecrit, code in alias_retenus.items():
            alias.retenir(t, plan.decoupage, ecrit, code, qui.auteur, source=examen.fichier)
        acces.consigner(t, qui, "verser", lot.lot, trace_du_lot(lot))

    entrepot.ecrire(geste)
    return lot


def alias_des_polygones(
    examen: ExamenPolygones, reunis: pl.DataFrame | None = None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Ce que la colonne des autres noms fera retenir : écriture → code ; et les écritures ambiguës, laissées.

    Est ambiguë celle que plusieurs polygones portent, ou qui est le nom d'un autre : un alias l'emporte sur un nom.
    """
    if not examen.autres_noms:
        return {}, ()
    plan = examen.plan
    attributs = examen.attributs if reunis is None else reunis
    uniques, repris = autres_noms(attributs, plan.colonne_code, plan.colonne_nom, examen.autres_noms)
    noms: dict[str, set[str]] = {}
    for code, nom in attributs.select(plan.colonne_code, plan.colonne_nom).iter_rows():
        noms.setdefault(nom_nu(str(nom or "")), set()).add(str(code).strip())
    pris = tuple(e for e, code in uniques.items() if noms.get(nom_nu(e), set()) - {code})
    return {e: c for e, c in uniques.items() if e not in pris}, (*repris, *pris)


def phrases_des_alias(retenus: Mapping[str, str], repris: Sequence[str], *, fait: bool = True) -> list[str]:
    """« 29 autres noms retenus. », « Portés par plusieurs, non retenus : Pas de table. » ; `fait` : le lot est écrit."""
    mots = (
        ("autre nom retenu", "autres noms retenus")
        if fait
        else ("autre nom à retenir", "autres noms à retenir")
    )
    dits = [f"{compter(len(retenus), *mots)}."] if retenus else []
    return [*dits, *([f"Portés par plusieurs, non retenus\u00a0: {enumerer(repris)}."] if repris else [])]


def corriger_polygones(examen: ExamenPolygones, **champs: object) -> ExamenPolygones:
    """Rendre le même examen avec un plan ou une version corrigés par l'analyste."""
    plan = {k: v for k, v in champs.items() if k in {"decoupage", "colonne_code", "colonne_nom", "parents"}}
    version = str(champs.get("version", examen.version))
    autres = str(champs.get("autres_noms", examen.autres_noms))
    return replace(examen, plan=replace(examen.plan, **plan), version=version, autres_noms=autres)  # type: ignore[arg-type]
