"""La fraîcheur : la confiance qu'on garde dans un actif, selon l'âge de sa dernière vérification.

Fraîcheur = 0,5 ^ (jours depuis la vérification ÷ demi-vie). Jamais vérifié : la part `jamais` de la règle,
qui décroît de même depuis le jour où il fut affirmé, s'il est connu. De 0 à 1 ; un actif compte pour elle.
Aucune source québécoise ne donne de demi-vie : la règle est datée, se règle et s'imprime.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from tableau_bord.commun.francais import nombre

TOUS = "*"
A_VERIFIER_SOUS = 0.5
"""En deçà, l'actif est « à vérifier cette année »."""


@dataclass(frozen=True)
class Regle:
    """Une règle en vigueur. `demi_vie_jours` > 0 ; `jamais` : part de 0 à 1 d'un actif jamais vérifié."""

    genre: str
    en_vigueur_du: str
    demi_vie_jours: float
    jamais: float
    justification: str = ""

    @property
    def phrase(self) -> str:
        """La règle en clair."""
        return (
            f"la confiance baisse de moitié tous les {nombre(self.demi_vie_jours)} jours\u00a0; "
            f"un actif jamais vérifié compte pour {nombre(self.jamais, 2)}"
        )


def en_vigueur(regles: pl.DataFrame, jour: date) -> dict[str, Regle]:
    """Genre → règle en vigueur ce jour-là ; « * » vaut pour les genres qui n'en ont pas."""
    lues = regles.filter(pl.col("en_vigueur_du") <= jour.isoformat()).sort("en_vigueur_du")
    noms = ("genre", "en_vigueur_du", "demi_vie_jours", "jamais", "justification")
    return {r["genre"]: Regle(*(r[n] for n in noms)) for r in lues.to_dicts()}


def calculer(inventaire: pl.DataFrame, regles: dict[str, Regle], jour: date) -> pl.Series:
    """La fraîcheur (0 à 1) de chaque ligne, d'après genre, verifie_le et affirme_le.

    Une date à venir vaut aujourd'hui. Sans aucune date, la part `jamais` entière.
    """
    genres = inventaire["genre"]
    demi = genres.replace_strict({g: r.demi_vie_jours for g, r in regles.items()}, default=regles[TOUS].demi_vie_jours,
                                 return_dtype=pl.Float64)  # fmt: skip
    jamais = genres.replace_strict({g: r.jamais for g, r in regles.items()}, default=regles[TOUS].jamais,
                                   return_dtype=pl.Float64)  # fmt: skip
    cadre = inventaire.select("verifie_le", "affirme_le").with_columns(demi=demi, jamais=jamais)
    verifie = pl.col("verifie_le") != ""
    depuis = pl.when(verifie).then("verifie_le").otherwise("affirme_le").str.to_date("%Y-%m-%d", strict=False)
    jours = (pl.lit(jour) - depuis).dt.total_days().clip(0).fill_null(0)
    return cadre.select(
        (pl.when(verifie).then(1.0).otherwise("jamais") * pl.lit(0.5).pow(jours / pl.col("demi"))).alias(
            "fraicheur"
        )
    ).to_series()
