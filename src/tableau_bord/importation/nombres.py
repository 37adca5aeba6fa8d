"""Reconnaître un nombre écrit à la française ou à l'anglaise, et un code d'absence."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.estimations import Motif

ABSENCES = {
    "n.d.": Motif.NON_DISPONIBLE,
    "n.d": Motif.NON_DISPONIBLE,
    "nd": Motif.NON_DISPONIBLE,
    "n/d": Motif.NON_DISPONIBLE,
    "na": Motif.NON_DISPONIBLE,
    "n.a.": Motif.NON_DISPONIBLE,
    "..": Motif.NON_DISPONIBLE,
    "...": Motif.NON_DISPONIBLE,
    "-": Motif.NON_DISPONIBLE,
    "–": Motif.NON_DISPONIBLE,
    "—": Motif.NON_DISPONIBLE,
    "non disponible": Motif.NON_DISPONIBLE,
    "x": Motif.MASQUE,
    "masqué": Motif.MASQUE,
    "<5": Motif.MASQUE,
    "< 5": Motif.MASQUE,
    "f": Motif.TROP_INCERTAIN,
}
"""Codes d'absence (en minuscules) et leur motif : jamais zéro."""
ESPACES = "[\\s\u00a0\u202f'’]"
_FORME = r"^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$"


def nombres(colonne: pl.Series) -> pl.Series:
    """Lire une colonne de texte en Float64 ; nul là où ce n'est pas un nombre.

    La virgule est décimale, sauf si toute la colonne l'emploie comme milliers anglais (1,234).
    """
    nu = colonne.str.replace_all(ESPACES, "").str.replace_all("\u2212", "-").str.replace(r"%$", "")
    nu = _decimales(nu)
    return nu.set(~nu.str.contains(_FORME).fill_null(False), None).cast(pl.Float64)


def _decimales(nu: pl.Series) -> pl.Series:
    if nu.str.contains(r"^\d{1,3}(,\d{3})+\.\d+$").any():
        return nu.str.replace_all(",", "")
    if nu.str.contains(r"^\d{1,3}(\.\d{3})+,\d+$").any():
        return nu.str.replace_all(r"\.", "").str.replace(",", ".", literal=True)
    return nu.str.replace(",", ".", literal=True)


def motifs(colonne: pl.Series) -> pl.Series:
    """Motif d'absence de chaque case : code reconnu ou vide ; nul si elle porte autre chose."""
    bas = colonne.fill_null("").str.strip_chars().str.to_lowercase()
    table = {"": Motif.NON_DISPONIBLE.value, **{k: v.value for k, v in ABSENCES.items()}}
    return bas.replace_strict(table, default=None, return_dtype=pl.String)


def expliquer(valeur: str) -> str:
    """Dire pourquoi un texte n'est pas un nombre (« Le dernier signe est la lettre O. »)."""
    for rang, signe in enumerate(valeur):
        if signe.isalpha():
            place = "Le dernier signe" if rang == len(valeur) - 1 else f"Le signe {rang + 1}"
            return f"{place} est la lettre {signe}."
    return "On attend des chiffres, une virgule et des espaces."
