"""Assembler la simulation et écrire ses fichiers, toujours les mêmes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from donnees.simulation import actifs, enquete, facteurs, paroles, recolte, tableaux, territoires
from donnees.simulation.absences import idms
from donnees.simulation.echantillon import echantillon
from donnees.simulation.geographie import construire
from donnees.simulation.hasard import GRAINE
from donnees.simulation.histoires import SANS_DONNEE
from donnees.simulation.personnes import vivre
from tableau_bord.gestes.demonstration import MASQUES, masquer
from tableau_bord.gestes.demonstration_vecu import ACTIFS, PAROLES

RACINE = Path(__file__).resolve().parents[2]
DEMONSTRATION = RACINE / "donnees" / "demonstration"
VERITE = RACINE / "tests" / "donnees" / "verite"
EMPREINTES = RACINE / "tests" / "donnees" / "empreintes.txt"


@dataclass(frozen=True)
class Simulation:
    """Tout ce que la simulation produit ; `verite` reste hors de l'application."""

    territoires: pl.DataFrame
    geometries: pl.DataFrame
    composition: pl.DataFrame
    populations: pl.DataFrame
    valeurs: pl.DataFrame
    deces: pl.DataFrame
    echantillon: bytes
    enquete: bytes
    verite: pl.DataFrame


TABLEAUX = ("territoires", "geometries", "composition", "populations", "valeurs", "deces")


def simuler(graine: int = GRAINE, echelle: float = 1.0) -> Simulation:
    """Tirer géographie, facteurs et dix ans de vie, puis compter ; `echelle` réduit la population."""
    geo = construire(graine)
    f = facteurs.tirer(graine, geo)
    annees = list(vivre(graine, geo, f, echelle))
    comptes = recolte.recolter(graine, geo, f, annees)
    populations = tableaux.populations(annees, geo)
    return Simulation(
        territoires.territoires(geo),
        territoires.geometries(geo),
        territoires.composition(geo),
        populations,
        tableaux.valeurs(graine, comptes, geo, idms(geo, f)),
        tableaux.deces(annees, geo, SANS_DONNEE),
        echantillon(graine, geo, populations),
        enquete.enquete(graine, geo, f, annees),
        recolte.verite(comptes, geo),
    )


def ecrire(simulation: Simulation, demonstration: Path, verite: Path) -> None:
    """Écrire les fichiers, compressés, triés : mêmes entrées, mêmes octets."""
    demonstration.mkdir(parents=True, exist_ok=True)
    verite.mkdir(parents=True, exist_ok=True)
    for nom in TABLEAUX:
        _parquet(getattr(simulation, nom), demonstration / f"{nom}.parquet")
    _parquet(simulation.verite, verite / "verite.parquet")
    (demonstration / "echantillon_a_verser.csv").write_bytes(simulation.echantillon)
    (demonstration / "enquete_fictive_2022.csv").write_bytes(simulation.enquete)
    _parquet(masquer(demonstration), demonstration / MASQUES)
    ecrire_le_vecu(simulation.territoires, simulation.geometries, demonstration)


def ecrire_le_vecu(lieux: pl.DataFrame, formes: pl.DataFrame, demonstration: Path) -> None:
    """Écrire l'inventaire, les paroles et les propositions, qui ne dépendent que des territoires."""
    inventaire = actifs.en_json(actifs.composer(lieux, formes))
    (demonstration / ACTIFS).write_text(inventaire, encoding="utf-8")
    (demonstration / PAROLES).write_text(paroles.en_json(paroles.composer(lieux)), encoding="utf-8")


def _parquet(tableau: pl.DataFrame, fichier: Path) -> None:
    tableau.write_parquet(fichier, compression="zstd", compression_level=12, statistics=False)


def empreintes(*dossiers: Path) -> str:
    """Une ligne par fichier : empreinte SHA-256, deux espaces, nom."""
    fichiers = sorted(
        f for dossier in dossiers for f in dossier.iterdir() if f.suffix in {".parquet", ".csv", ".json"}
    )
    return "".join(f"{hashlib.sha256(f.read_bytes()).hexdigest()}  {f.name}\n" for f in fichiers)
