"""Mettre sexe et âge dans les mots de l'entrepôt."""

from __future__ import annotations

import polars as pl

_SEXES = {
    "f": "F", "feminin": "F", "féminin": "F", "femme": "F", "femmes": "F", "filles": "F", "2": "F", "female": "F",
    "m": "M", "h": "M", "masculin": "M", "homme": "M", "hommes": "M", "garçons": "M", "1": "M", "male": "M",
    "t": "T", "total": "T", "ensemble": "T", "les deux": "T", "sexes réunis": "T", "3": "T", "persons": "T",
}  # fmt: skip
AGE_OUVERT = 120


def sexe(colonne: str | None, defaut: str) -> pl.Expr:
    """« Féminin », « 2 », « F » → F ; M ; T pour les deux. Un mot inconnu reste tel quel."""
    if colonne is None:
        return pl.lit(defaut)
    texte = pl.col(colonne).str.strip_chars()
    return texte.str.to_lowercase().replace_strict(_SEXES, default=texte).fill_null(defaut)


def ages(colonne: pl.Series) -> pl.DataFrame:
    """Âge simple ou classe → age_debut, age_fin (120 : classe ouverte).

    « 90 » est ouvert s'il est le dernier âge simple et que la série commence à 0 ou 1.
    """
    nu = colonne.str.strip_chars().str.replace_all("\u00a0", " ")
    debut = nu.str.extract(r"^(\d{1,3})", 1).cast(pl.Int32, strict=False)
    debut = debut.fill_null(pl.select(pl.when(nu.str.contains(r"(?i)^moins d.?un an")).then(0)).to_series())
    fin = nu.str.extract(r"^\d{1,3}\s*(?:-|–|à|a)\s*(\d{1,3})", 1).cast(pl.Int32, strict=False)
    ouvert = nu.str.contains(r"(?i)(\+|et plus|ou plus|et \+)")
    simple = fin.is_null() & ~ouvert
    dernier = debut.filter(simple).max()
    premier = debut.min()
    if isinstance(dernier, int) and isinstance(premier, int) and dernier >= 80 and premier <= 1:
        ouvert = ouvert | (simple & (debut == dernier))
    bout = pl.select(pl.when(ouvert).then(AGE_OUVERT).otherwise(fin.fill_null(debut))).to_series()
    return pl.DataFrame({"age_debut": debut, "age_fin": bout.cast(pl.Int32)})
