"""Compter, dans la population simulée, ce que la surveillance publierait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from donnees.simulation.geographie import Geographie
from donnees.simulation.modeles import (
    CAUSES,
    DECES,
    EXEMPLE,
    MODELES,
    PERIODES,
    SANS_DONNEE,
    SE_DEGRADE,
    Modele,
)
from donnees.simulation.personnes import Annee, Facteurs

Comptes = NDArray[np.float64]
SEXES = {"T": (0, 1), "F": (0,), "M": (1,)}
_REPERE = 2019
PARTS = {"part_0_17": (0, 17), "part_65_plus": (65, 120)}


@dataclass
class Recolte:
    """Effectifs et dénominateurs cumulés : (indicateur, période, sexe) → tableau par communauté."""

    effectifs: dict[tuple[str, str, str], Comptes] = field(
        default_factory=lambda: defaultdict(lambda: np.zeros(0))
    )
    denominateurs: dict[tuple[str, str, str], Comptes] = field(default_factory=dict)
    verites: dict[tuple[str, str], Comptes] = field(default_factory=dict)


def probabilites(modele: Modele, geo: Geographie, f: Facteurs, annee: int, propre: Comptes) -> Comptes:
    """Probabilité vraie par communauté : facteurs, dérive, effet propre, histoires particulières."""
    lin = (
        modele.privation * f.privation
        + modele.cohesion * f.cohesion
        + propre
        + modele.derive * (annee - _REPERE)
    )
    lin = lin.copy()
    mauvais = modele.privation > 0
    degrade, exemple = geo.noms.index(SE_DEGRADE), geo.noms.index(EXEMPLE)
    lin[degrade] += (0.09 if mauvais else -0.07) * (annee - 2015) * (abs(modele.privation) > 0.1)
    if modele.code in {"diplomation_secondaire", "confiance_voisins"}:
        lin[exemple] += 0.45
    if modele.code == "aines_vivant_seuls":
        lin[exemple] += 0.55
    if modele.taux:
        return np.asarray(modele.base * np.exp(lin))
    return np.asarray(1 / (1 + (1 / modele.base - 1) * np.exp(-lin)))


def recolter(rng: np.random.Generator, geo: Geographie, f: Facteurs, annees: Sequence[Annee]) -> Recolte:
    """Parcourir les années et compter chaque indicateur dans ses périodes."""
    recolte, n = Recolte(), len(geo.codes)
    par_annee = {a.annee: a for a in annees}
    for modele in MODELES:
        propre = rng.normal(0, 0.11, n)
        for periode in PERIODES[modele.rythme]:
            nom = str(periode[0]) if len(periode) == 1 else f"{periode[0]}-{periode[-1]}"
            for an in periode:
                _compter(rng, recolte, modele, nom, par_annee[an], geo, f, propre)
    return recolte


def _compter(
    rng: np.random.Generator,
    recolte: Recolte,
    modele: Modele,
    periode: str,
    annee: Annee,
    geo: Geographie,
    f: Facteurs,
    propre: Comptes,
) -> None:
    n = len(geo.codes)
    visees = (annee.age >= modele.ages[0]) & (annee.age <= modele.ages[1])
    if modele.sexe:
        visees &= annee.sexe == 0
    if modele.code in PARTS:
        presentes, touchees = np.ones(len(annee.age), dtype=bool), visees
    elif modele.cause:
        presentes, touchees = visees, None
    else:
        if modele.fraction < 1:
            visees &= rng.random(len(visees)) < modele.fraction
        p = probabilites(modele, geo, f, annee.annee, propre)
        _noter(recolte.verites, (modele.code, periode), p)
        presentes = visees
        touchees = visees & (rng.random(len(visees)) < p[annee.communaute])
    for sexe, codes in SEXES.items():
        if sexe != "T" and not modele.par_sexe:
            continue
        ici = np.isin(annee.sexe, codes)
        deno = np.bincount(annee.communaute[presentes & ici], minlength=n).astype(float)
        effectif = (
            _deces(annee, modele, codes, n)
            if touchees is None
            else np.bincount(annee.communaute[touchees & ici], minlength=n).astype(float)
        )
        _ajouter(recolte.effectifs, (modele.code, periode, sexe), effectif)
        _ajouter(recolte.denominateurs, (modele.code, periode, sexe), deno)


def _deces(annee: Annee, modele: Modele, sexes: tuple[int, ...], n: int) -> Comptes:
    garde = np.isin(annee.deces_sexe, sexes)
    garde &= (annee.deces_age >= modele.ages[0]) & (annee.deces_age <= modele.ages[1])
    if modele.cause != DECES:
        garde &= annee.deces_cause == list(CAUSES).index(modele.cause)
    return np.bincount(annee.deces_communaute[garde], minlength=n).astype(float)


def _ajouter(comptes: dict[tuple[str, str, str], Comptes], cle: tuple[str, str, str], x: Comptes) -> None:
    comptes[cle] = comptes[cle] + x if cle in comptes and len(comptes[cle]) else x


def _noter(verites: dict[tuple[str, str], Comptes], cle: tuple[str, str], p: Comptes) -> None:
    """Moyenne des probabilités d'une période, année par année."""
    verites.setdefault(cle, np.zeros((0, len(p))))
    verites[cle] = np.vstack([verites[cle], p])


def valeurs(recolte: Recolte, geo: Geographie, hierarchie: pl.DataFrame, f: Facteurs) -> pl.DataFrame:
    """Toutes les cases, des communautés à la région ; l'absente l'est partout, les sommes sont exactes."""
    codes = pl.Series("code", geo.codes)
    ages = {m.code: m.libelle_age for m in MODELES}
    morceaux = [
        pl.DataFrame({"code": codes, "effectif": e, "denominateur": recolte.denominateurs[cle]}).with_columns(
            indicateur=pl.lit(cle[0]), periode=pl.lit(cle[1]), sexe=pl.lit(cle[2]), age=pl.lit(ages[cle[0]])
        )
        for cle, e in recolte.effectifs.items()
    ]
    absente = geo.codes[geo.noms.index(SANS_DONNEE)]
    communautes = pl.concat(morceaux)
    presentes = communautes.filter(pl.col("code") != absente)
    niveaux = [_sommer(presentes, hierarchie, niveau) for niveau in ("RLS", "MRC", "RSS")]
    cases = pl.concat([presentes.with_columns(decoupage=pl.lit("communaute")), *niveaux], how="diagonal")
    vides = communautes.filter(pl.col("code") == absente).with_columns(
        decoupage=pl.lit("communaute"), effectif=None, denominateur=None, motif=pl.lit("non disponible")
    )
    return (
        pl.concat([cases, vides, _idms(geo, f)], how="diagonal_relaxed")
        .select(
            "decoupage",
            "code",
            "indicateur",
            "periode",
            "sexe",
            "age",
            "effectif",
            "denominateur",
            "valeur",
            "motif",
        )
        .sort("indicateur", "decoupage", "periode", "sexe", "code")
    )


def _sommer(presentes: pl.DataFrame, hierarchie: pl.DataFrame, niveau: str) -> pl.DataFrame:
    liens = hierarchie.select("code", parent=pl.col(niveau))
    return (
        presentes.join(liens, on="code")
        .group_by("parent", "indicateur", "periode", "sexe", "age", maintain_order=True)
        .agg(pl.col("effectif", "denominateur").sum())
        .rename({"parent": "code"})
        .with_columns(decoupage=pl.lit(niveau))
    )


def _idms(geo: Geographie, f: Facteurs) -> pl.DataFrame:
    """Quintiles simulés : 5 est le plus défavorisé ; « importés », jamais recalculés par l'application."""
    parties = []
    for code, facteur in (("idms_materiel", f.privation), ("idms_social", -f.cohesion)):
        quintile = np.searchsorted(np.quantile(facteur, [0.2, 0.4, 0.6, 0.8]), facteur) + 1.0
        parties.append(
            pl.DataFrame({"code": geo.codes, "valeur": quintile}).with_columns(indicateur=pl.lit(code))
        )
    absente = geo.codes[geo.noms.index(SANS_DONNEE)]
    return pl.concat(parties).with_columns(
        decoupage=pl.lit("communaute"),
        periode=pl.lit("2021"),
        sexe=pl.lit("T"),
        age=pl.lit("tous"),
        valeur=pl.when(pl.col("code") != absente).then(pl.col("valeur")),
        motif=pl.when(pl.col("code") == absente).then(pl.lit("non disponible")),
    )


def populations(annees: Sequence[Annee], geo: Geographie, hierarchie: pl.DataFrame) -> pl.DataFrame:
    """Population par communauté, MRC, RLS et RSS, sexe et classe de cinq ans (90 et plus ouverte)."""
    n = len(geo.codes)
    parties = []
    for a in annees:
        classe = np.minimum(a.age // 5, 18)
        comptes = np.bincount((a.communaute * 2 + a.sexe) * 19 + classe, minlength=n * 38)
        parties.append(
            pl.DataFrame(
                {
                    "code": np.repeat(geo.codes, 38),
                    "annee": np.full(n * 38, a.annee, dtype=np.int32),
                    "sexe": np.tile(np.repeat(["F", "M"], 19), n),
                    "age_debut": np.tile(np.arange(19, dtype=np.int32) * 5, n * 2),
                    "effectif": comptes.astype(float),
                }
            )
        )
    base = pl.concat(parties)
    niveaux = [base.with_columns(decoupage=pl.lit("communaute"))]
    for niveau in ("RLS", "MRC", "RSS"):
        niveaux.append(
            base.join(hierarchie.select("code", parent=pl.col(niveau)), on="code")
            .group_by("parent", "annee", "sexe", "age_debut", maintain_order=True)
            .agg(pl.col("effectif").sum())
            .rename({"parent": "code"})
            .with_columns(decoupage=pl.lit(niveau))
        )
    fin = pl.when(pl.col("age_debut") == 90).then(120).otherwise(pl.col("age_debut") + 4).cast(pl.Int32)
    return (
        pl.concat(niveaux, how="diagonal")
        .with_columns(age_fin=fin)
        .select("decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif")
        .sort("decoupage", "code", "annee", "sexe", "age_debut")
    )
