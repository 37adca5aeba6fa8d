"""Lire un fichier Parquet, tout en texte : nombres sans perte, entiers sans « .0 », nul reste nul."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tableau_bord.commun.francais import enumerer
from tableau_bord.importation import refus
from tableau_bord.importation.colonnes_jointes import noms_uniques
from tableau_bord.importation.modele import LIGNE, TableauLu

_MARQUE = b"PAR1"
_SIMPLES = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Binary, pl.Null)
_PANNES = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError, pl.exceptions.PolarsError)
_ENTIER_SUR = 2**53
"""Au-delà, un flottant ne distingue plus deux entiers voisins."""


def est_parquet(contenu: bytes) -> bool:
    """D'après la marque de tête."""
    return contenu.startswith(_MARQUE)


def lire(contenu: bytes, nom: str) -> TableauLu:
    """Lire un Parquet ; `_ligne` est le rang de l'enregistrement, de 1 à n.

    Un entier écrit en virgule flottante se lit sans « .0 » ; NaN et nul deviennent nul ; une date à
    minuit se lit AAAA-MM-JJ. Une colonne de listes, de structures ou d'un type inconnu est laissée, et dite.

    Lève ImportationErreur : abîmé, sans colonne lisible, sans ligne.
    """
    cadre = ouvrir(contenu, nom)
    laissees = [
        c for c, t in cadre.schema.items() if not (t.is_numeric() or t.is_temporal() or t in _SIMPLES)
    ]
    gardees = [c for c in cadre.columns if c not in laissees]
    if not gardees:
        raise refus.illisible(nom, "Ce fichier Parquet n'a aucune colonne de texte ou de nombres.")
    if not cadre.height:
        raise refus.sans_lignes(nom)
    textes = [en_texte(cadre[c]).alias(n) for c, n in zip(gardees, noms_uniques(gardees), strict=True)]
    numeros = pl.int_range(1, cadre.height + 1, dtype=pl.Int64, eager=True).alias(LIGNE)
    return TableauLu(nom, pl.DataFrame([*textes, numeros]), remarques=_remarques(laissees), entete_ligne=0)


def ouvrir(contenu: bytes, nom: str) -> pl.DataFrame:
    """`pyarrow` plutôt que polars : un fichier abîmé y lève une erreur.

    `validate` voit le texte qui n'en est pas, `column_names` les noms illisibles, avant que polars n'en
    panique ; s'il panique quand même, c'est un refus.
    """
    try:
        table = pq.ParquetFile(io.BytesIO(contenu)).read()
        table.validate(full=True)
        return pl.DataFrame(
            pl.from_arrow(table.rename_columns(table.column_names).replace_schema_metadata(None))
        )
    except BaseException as erreur:
        if not isinstance(erreur, _PANNES) and type(erreur).__name__ != "PanicException":
            raise
        raise refus.illisible(nom, "Ce fichier Parquet est abîmé ou incomplet.") from erreur


def en_texte(colonne: pl.Series) -> pl.Series:
    """Une colonne typée en texte, sans perte ; vide et NaN deviennent nuls."""
    genre = colonne.dtype
    if genre.is_float():
        return _flottants(colonne)
    if isinstance(genre, pl.Decimal):
        return colonne.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_chars_end(".")
    if isinstance(genre, pl.Datetime):
        texte = colonne.dt.to_string("iso:strict") if genre.time_zone else colonne.dt.to_string("iso")
        return (
            texte.str.replace(r"[ T]00:00:00(\.0+)?$", "")
            .str.replace(r"(\.\d*?)0+$", "$1")
            .str.strip_chars_end(".")
        )
    if isinstance(genre, pl.Duration):
        return colonne.dt.to_string("iso")
    if genre == pl.Binary:
        return colonne.cast(pl.String, strict=False).str.strip_chars().replace("", None)
    return colonne.cast(pl.String).str.strip_chars().replace("", None)


def _flottants(colonne: pl.Series) -> pl.Series:
    """L'écriture la plus courte qui redonne le nombre, sans exposant."""
    propre = colonne.fill_nan(None)
    large = propre.cast(pl.Float64)
    entiere = (large == large.round(0)) & (large.abs() < _ENTIER_SUR)
    textes = pl.select(
        pl.when(entiere.fill_null(False))
        .then(large.cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(propre.cast(pl.String).str.replace(r"\.0$", ""))
        .alias(colonne.name)
    ).to_series()
    longs = textes.filter(textes.str.contains("e", literal=True)).unique().to_list()
    return textes.replace({t: np.format_float_positional(float(t), trim="-") for t in longs})


def _remarques(laissees: list[str]) -> tuple[str, ...]:
    if not laissees:
        return ()
    liste = enumerer([f"«\u00a0{c}\u00a0»" for c in laissees])
    return (f"Laissé de côté, faute d'être du texte, des nombres ou des dates\u00a0: {liste}.",)
