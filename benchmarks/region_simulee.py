"""Une province simulée pour l'attaque : RLS et MRC qui se chevauchent, communautés, sexes, âges."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from tableau_bord.divulgation import INCONNUES, Attaque, Liens, attaquer, inconnues_du_registre, masquer_tout
from tableau_bord.divulgation.attaque import Avancer
from tableau_bord.divulgation.inconnues import IDENTITE
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.parametres import SeuilsDivulgation

SEUILS = SeuilsDivulgation(effectif=5, population=40)
AGES = (
    *("0 à 4 ans", "5 à 17 ans", "18 à 34 ans", "35 à 49 ans", "50 à 64 ans", "65 à 74 ans", "75 à 84 ans"),
    "85 ans et plus",
)
NIVEAUX = {"RLS": "rls", "MRC": "mrc", "RSS": "rss", "communaute": "communaute"}
REGISTRE_VIDE = pl.DataFrame(schema=INCONNUES)


def pieces(graine: int, rls: int = 96, mrc: int = 104, rss: int = 18) -> pl.DataFrame:
    """Les communautés : chacune dans un RLS, une MRC et une RSS ; deux à quatre par RLS, en chevauchement."""
    hasard = np.random.default_rng(graine)
    lignes = []
    for i in range(rls):
        centre = int(i * mrc / rls)
        voisines = hasard.choice([0, 1, -1, 2], size=hasard.integers(1, 4), replace=False)
        for m in sorted({min(max(centre + int(k), 0), mrc - 1) for k in voisines}):
            lignes.append((f"C{len(lignes):03d}", f"R{i:03d}", f"M{m:03d}", f"{1 + i * rss // rls:02d}"))
    return pl.DataFrame(lignes, schema=["communaute", "rls", "mrc", "rss"], orient="row")


def evenements(lieux: pl.DataFrame, graine: int) -> pl.DataFrame:
    """Un effectif et une population par communauté, sexe et âge."""
    hasard = np.random.default_rng(graine)
    lignes = []
    for communaute in lieux["communaute"]:
        taille = hasard.lognormal(7.6, 1.0)
        for sexe in "FM":
            for rang, age in enumerate(AGES):
                population = int(taille * hasard.uniform(0.05, 0.09)) + 41
                lignes.append(
                    (communaute, sexe, age, float(hasard.poisson(population * 0.012 * (1 + rang))), float(population))
                )  # fmt: skip
    colonnes = ["communaute", "sexe", "age", "effectif", "denominateur"]
    return lieux.join(pl.DataFrame(lignes, schema=colonnes, orient="row"), on="communaute")


def reviser(faits: pl.DataFrame, graine: int) -> pl.DataFrame:
    """Une case fine sur dix change d'une ou deux unités."""
    hasard = np.random.default_rng(graine)
    ecart = hasard.integers(-2, 3, faits.height) * (hasard.random(faits.height) < 0.1)
    return faits.with_columns(
        effectif=(pl.col("effectif") + pl.Series(ecart)).clip(0, pl.col("denominateur"))
    )


def cases(faits: pl.DataFrame, decoupages: tuple[str, ...], lot: str) -> pl.DataFrame:
    """Le cube de ces découpages, marges de sexe et d'âge comprises."""
    sexes = pl.concat([faits, faits.with_columns(sexe=pl.lit("T"))])
    tout = pl.concat([sexes, sexes.with_columns(age=pl.lit("tous"))])
    parties = [
        tout.group_by(pl.col(NIVEAUX[d]).alias("code"), "sexe", "age", maintain_order=True)
        .agg(pl.col("effectif", "denominateur").sum())
        .with_columns(decoupage=pl.lit(d))
        for d in decoupages
    ]
    return pl.concat(parties).with_columns(
        indicateur=pl.lit("cas"), periode=pl.lit("2021"), lot=pl.lit(lot), proportion=pl.lit(False),
        motif=pl.lit(None, dtype=pl.String),
    )  # fmt: skip


def liens(lieux: pl.DataFrame, *fines: pl.DataFrame) -> Liens:
    """Les communautés dans leurs RLS, MRC et RSS ; les RLS dans leur RSS.

    `fines` : ce que la base connaît, paru ou non (`cases`), du plus ancien au plus récent.
    """
    paires = [("communaute", "communaute", d, c) for d, c in (("RLS", "rls"), ("MRC", "mrc"), ("RSS", "rss"))]
    paires.append(("RLS", "rls", "RSS", "rss"))
    return Liens(
        pl.concat(
            lieux.select(
                pl.lit(e).alias("decoupage"), pl.col(c).alias("code"), pl.lit(p).alias("parent_decoupage"),
                pl.col(k).alias("parent_code"),
            )
            for e, c, p, k in paires
        ).unique(maintain_order=True),
        raisonner(pl.concat(fines), SEUILS).with_columns(seuil=pl.lit(SEUILS.effectif)) if fines else None,
    )  # fmt: skip


@dataclass
class Registre:
    """Des publications simulées successives."""

    connus: Liens
    parues: list[pl.DataFrame] = field(default_factory=list)
    fines: list[pl.DataFrame] = field(default_factory=list)

    def inconnues(self) -> pl.DataFrame:
        """Tout ce qui a paru, vu par l'attaquant."""
        if not self.parues:
            return REGISTRE_VIDE
        return inconnues_du_registre(pl.concat(self.parues), pl.concat(self.fines), SEUILS)

    def publier(
        self, contenu: pl.DataFrame, *, complement: bool = True, oublier: bool = False,
        avancer: Avancer = lambda part: None,
    ) -> pl.DataFrame:  # fmt: skip
        """Masquer et inscrire. `complement`, `oublier` : les contre-épreuves."""
        registre = REGISTRE_VIDE if oublier else self.inconnues()
        masquees = (
            masquer_tout(contenu, SEUILS, self.connus, registre, avancer)
            if complement
            else raisonner(contenu, SEUILS)
        )
        montre = pl.when(pl.col("raison").is_null()).then("effectif").alias("effectif")
        rang = len(self.parues) + 1
        self.parues.append(masquees.select(*IDENTITE, montre, "denominateur", "raison", rang=pl.lit(rang)))
        self.fines.append(contenu.select(*IDENTITE, "effectif", "denominateur"))
        return masquees

    def attaquer(self, complete: bool = False) -> Attaque:
        """Attaquer tout ce qui a paru."""
        return attaquer(self.inconnues(), self.connus, complete=complete)
