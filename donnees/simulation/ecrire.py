"""Assembler la simulation et écrire ses fichiers, toujours les mêmes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from donnees.simulation import noms, tableaux
from donnees.simulation.geographie import AIRES_PAR_COMMUNAUTE, Geographie, construire
from donnees.simulation.modeles import SANS_DONNEE
from donnees.simulation.personnes import facteurs, vivre

GRAINE = 20261121
RACINE = Path(__file__).resolve().parents[2]
DEMONSTRATION = RACINE / "donnees" / "demonstration"
VERITE = RACINE / "tests" / "donnees" / "verite"
_AIRES_PARTAGEES = 24


@dataclass(frozen=True)
class Simulation:
    """Tout ce que la simulation produit, en tableaux."""

    territoires: pl.DataFrame
    geometries: pl.DataFrame
    composition: pl.DataFrame
    populations: pl.DataFrame
    valeurs: pl.DataFrame
    verite: pl.DataFrame


def simuler(graine: int = GRAINE) -> Simulation:
    """Tirer géographie, facteurs, dix ans de vie, puis compter."""
    rng = np.random.default_rng(graine)
    geo = construire(rng)
    f = facteurs(rng, geo)
    annees = list(vivre(rng, geo, f))
    lien = hierarchie(geo)
    recolte = tableaux.recolter(rng, geo, f, annees)
    return Simulation(
        _territoires(geo, lien),
        _geometries(geo, lien),
        _composition(rng, geo),
        tableaux.populations(annees, geo, lien),
        tableaux.valeurs(recolte, geo, lien, f),
        _verite(recolte, geo),
    )


def hierarchie(geo: Geographie) -> pl.DataFrame:
    """Chaque communauté et ses parents : code, MRC, RLS, RSS."""
    return pl.DataFrame(
        {
            "code": geo.codes,
            "MRC": [f"2{m + 1:02d}" for m in geo.mrc],
            "RLS": [f"20{1 + m // 5}{1 + (m % 5) // 2}" for m in geo.mrc],
            "RSS": [noms.REGION[0]] * len(geo.codes),
        }
    )


def _territoires(geo: Geographie, lien: pl.DataFrame) -> pl.DataFrame:
    vide = pl.lit(None, dtype=pl.String)
    communautes = lien.select(
        decoupage=pl.lit("communaute"), code="code", nom=pl.Series(geo.noms), parent_mrc="MRC", parent_rss="RSS",
        municipalite=pl.Series(geo.municipalites), rls="RLS",
    )  # fmt: skip
    mrc = lien.select("MRC", "RLS", "RSS").unique().sort("MRC").select(
        decoupage=pl.lit("MRC"), code="MRC", nom=pl.col("MRC").str.slice(1).cast(pl.Int64).map_elements(
            lambda k: noms.MRC[k - 1], return_dtype=pl.String), parent_mrc=vide, parent_rss="RSS", municipalite=vide, rls="RLS",
    )  # fmt: skip
    rls = lien.select("RLS", "RSS").unique().sort("RLS").select(
        decoupage=pl.lit("RLS"), code="RLS", nom=pl.lit("Réseau local ") + pl.col("RLS"), parent_mrc=vide,
        parent_rss="RSS", municipalite=vide, rls=vide,
    )  # fmt: skip
    region = pl.DataFrame({"decoupage": ["RSS"], "code": [noms.REGION[0]], "nom": [noms.REGION[1]]})
    ad = pl.DataFrame({"decoupage": ["AD"] * len(geo.ad), "code": geo.ad, "nom": geo.ad})
    return pl.concat([communautes, mrc, rls, region, ad], how="diagonal")


def _geometries(geo: Geographie, lien: pl.DataFrame) -> pl.DataFrame:
    formes = {"communaute": dict(zip(geo.codes, geo.polygones, strict=True))}
    for niveau in ("MRC", "RLS", "RSS"):
        formes[niveau] = {
            str(parent): shapely.union_all([formes["communaute"][c] for c in groupe["code"]])
            for (parent,), groupe in lien.sort(niveau).group_by([niveau], maintain_order=True)
        }
    lignes = [(d, c, shapely.to_wkb(g)) for d, par_code in formes.items() for c, g in par_code.items()]
    return pl.DataFrame(
        lignes, schema={"decoupage": pl.String, "code": pl.String, "wkb": pl.Binary}, orient="row"
    )


def _composition(rng: np.random.Generator, geo: Geographie) -> pl.DataFrame:
    """Chaque aire est à sa communauté ; quelques-unes chevauchent la suivante."""
    poids = np.ones(len(geo.ad))
    partagees = rng.choice(len(geo.ad) - AIRES_PAR_COMMUNAUTE, _AIRES_PARTAGEES, replace=False)
    poids[partagees] = np.round(rng.uniform(0.55, 0.9, _AIRES_PARTAGEES), 2)
    lignes = [(geo.codes[c], a, p) for c, a, p in zip(geo.ad_communaute, geo.ad, poids, strict=True)]
    lignes += [
        (geo.codes[geo.ad_communaute[k] + 1], geo.ad[k], round(1 - poids[k], 2)) for k in sorted(partagees)
    ]
    return pl.DataFrame(lignes, schema=["code", "ad", "poids"], orient="row").sort("code", "ad")


def _verite(recolte: tableaux.Recolte, geo: Geographie) -> pl.DataFrame:
    parties = [
        pl.DataFrame({"code": geo.codes, "probabilite": p.mean(0)}).with_columns(
            indicateur=pl.lit(indicateur), periode=pl.lit(periode)
        )
        for (indicateur, periode), p in recolte.verites.items()
    ]
    return (
        pl.concat(parties)
        .select("code", "indicateur", "periode", "probabilite")
        .sort("indicateur", "periode", "code")
    )


def ecrire(simulation: Simulation, demonstration: Path, verite: Path) -> None:
    """Écrire les fichiers, compressés, triés : mêmes entrées, mêmes octets."""
    demonstration.mkdir(parents=True, exist_ok=True)
    verite.mkdir(parents=True, exist_ok=True)
    for nom in ("territoires", "geometries", "composition", "populations", "valeurs"):
        getattr(simulation, nom).write_parquet(
            demonstration / f"{nom}.parquet", compression="zstd", statistics=False
        )
    simulation.verite.write_parquet(verite / "verite.parquet", compression="zstd", statistics=False)
    (demonstration / "echantillon_a_verser.csv").write_bytes(echantillon(simulation))


def echantillon(simulation: Simulation) -> bytes:
    """Un petit fichier d'Excel français : Windows-1252, « ; », milliers, « n.d. », lignes Total par MRC."""
    communautes = simulation.territoires.filter(pl.col("decoupage") == "communaute").sort("parent_mrc", "nom")
    population = (
        simulation.populations.filter((pl.col("decoupage") == "communaute") & (pl.col("annee") == 2021))
        .group_by("code").agg(pl.col("effectif").sum())
    )  # fmt: skip
    menages = dict(population.iter_rows())
    rng = np.random.default_rng(7)
    lignes = ["Code;Communauté;Ménages inscrits;Ménages;Part (%)"]
    for _, groupe in communautes.group_by(["parent_mrc"], maintain_order=True):
        total = [0, 0]
        for ligne in groupe.to_dicts():
            m = round(menages[ligne["code"]] / 2.2)
            k = int(rng.binomial(m, rng.beta(4, 60)))
            manque = ligne["nom"] in {SANS_DONNEE, "Île-aux-Plumes"}
            part = f"{100 * k / m:.1f}".replace(".", ",")
            lignes.append(
                f"{ligne['code']};{ligne['nom']};{'n.d.' if manque else k};{_milliers(m)};{'n.d.' if manque else part}"
            )
            total = [total[0] + k, total[1] + m]
        lignes.append(
            f";Total;{_milliers(total[0])};{_milliers(total[1])};{100 * total[0] / total[1]:.1f}".replace(
                ".", ","
            )
        )
    return "\r\n".join(lignes).encode("cp1252", errors="replace") + b"\r\n"


def _milliers(n: int) -> str:
    return f"{n:,}".replace(",", "\u00a0")
