"""Les codes d'absence des producteurs et leur motif : « n.d. », « .. », « x », « F », « <5 ». Jamais zéro."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.estimations import Motif

_NON = Motif.NON_DISPONIBLE.value
ABSENCES: dict[str, str] = {
    **dict.fromkeys(
        (
            "",
            "n.d.",
            "n.d",
            "nd",
            "n/d",
            "na",
            "n/a",
            "n.a.",
            "n.a",
            "#n/a",
            "..",
            "...",
            "…",
            ".",
            "-",
            "--",
            "–",
            "—",
        ),
        _NON,
    ),
    **dict.fromkeys(
        ("s.o.", "so", "nan", "null", "none", "no data", "non disponible", "manquant", "vide"), _NON
    ),
    **dict.fromkeys(
        ("#ref!", "#valeur!", "#value!", "#div/0!", "#nom?", "#name?", "#nul!", "-999", "-9999"), _NON
    ),
    **dict.fromkeys(
        ("x", "*", "**", "***", "masqué", "masque", "supprimé", "confidentiel"), Motif.MASQUE.value
    ),
    **dict.fromkeys(("suppressed", "data suppressed"), Motif.MASQUE.value),
    "f": Motif.TROP_INCERTAIN.value,
}
"""Codes d'absence (en minuscules) et leur motif : jamais zéro."""
_PETIT = r"^(?:<|≤|<=|moins de)\s*\d+$"


def motifs(colonne: pl.Series) -> pl.Series:
    """Motif d'absence de chaque case : code reconnu ou vide ; nul si elle porte autre chose."""
    bas = colonne.fill_null("").str.strip_chars().str.to_lowercase()
    motifs = bas.replace_strict(ABSENCES, default=None, return_dtype=pl.String)
    return motifs.set(bas.str.contains(_PETIT), Motif.MASQUE.value)
