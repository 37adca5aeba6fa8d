"""Les codes d'absence des producteurs et leur motif : « n.d. », « .. », « x », « F », « <5 ». Jamais zéro."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.estimations import Motif

_NON, _MASQUE = Motif.NON_DISPONIBLE.value, Motif.MASQUE.value
_INCERTAIN, _NON_COMPARABLE = Motif.TROP_INCERTAIN.value, Motif.NON_COMPARABLE.value
_VIDES = ("", "nan", "null", "none", "<na>", "nul", "vide", "blank", "missing", "manquant", "manquante")
_POINTS = ("..", "...", "…", ".", "-", "--", "---", "–", "––", "—", "\u2212", "‑", "?", "/", "//")
_SIGLES = ("n.d.", "n.d", "nd", "n/d", "n/d.", "na", "n/a", "n.a.", "n.a", "s.o.", "s.o", "so", "s/o")
_TABLEUR = (
    *("#n/a", "#n/d", "#na", "#ref!", "#valeur!", "#value!", "#div/0!", "#nom?", "#name?", "#nul!"),
    *("#null!", "#nombre!", "#num!", "#calc!", "#####"),
)
_SENTINELLES = ("-999", "-9999", "-99999", "-999,0", "-999.0", "-9999,0", "-9999.0")
ABSENCES: dict[str, str] = {
    **dict.fromkeys((*_VIDES, *_POINTS, *_SIGLES, *_TABLEUR, *_SENTINELLES), _NON),
    **dict.fromkeys(("x", "*", "**", "***", "suppr.", "conf.", "(x)", "c"), _MASQUE),
    **dict.fromkeys(("f", "(f)"), _INCERTAIN),
}
"""Codes d'absence (en minuscules) et leur motif : jamais zéro."""
_PHRASES: tuple[tuple[str, str], ...] = (
    (_NON_COMPARABLE, r"non comparables?|not comparable"),
    (_INCERTAIN, r"trop incertain|(non|peu) fiables?|imprécis|unreliable|data quality|qualité insuffisante"),
    (_MASQUE, r"confidenti|suppr|masqué|masque\b|disclosure|trop (peu|petit)|too (few|small)|petits? (nombre|effectif)"),
    (_NON, r"non (disponible|publié|diffusé|recueilli|déclaré|applicable)|indisponible|(aucune|pas de|sans) (donnée|valeur)"),
    (_NON, r"sans objet|manquante?|no (data|value)|(data|value)s? (is |are )?missing|not (available|applicable|published)"),
)  # fmt: skip
"""Motif et phrases qui le disent, la plus précise d'abord ; cherchées dans un texte sans chiffre."""
_PETIT = r"^\(?(?:<|≤|<=|&lt;|moins d[e'’]\s?|less than|fewer than)\s*(?:\d+|cinq|five|dix|ten)\)?$"
_TRANCHE = r"^[01]\s*(?:à|-|–|to)\s*\d$"
_A_EXAMINER = r"^\s*[^\d\s]|^\s*$|^\s*[01]\s*(?:à|-|–|to)\s*\d\s*$"
_AVEC_PRUDENCE = r"^\s*[-+]?\d[\d \u00a0\u202f]*(?:[.,]\d+)?\s*%?\s*\(?E\)?\s*$"


def motifs(colonne: pl.Series) -> pl.Series:
    """Motif d'absence de chaque case : code ou phrase reconnus, case vide ; nul si elle porte autre chose.

    « 1-4 », « 1 à 4 » et « <5 » sont des effectifs masqués. Une phrase n'est cherchée que dans une case
    sans chiffre : « 12 masqués » n'est pas une absence.
    """
    textes = colonne.fill_null("")
    distincts = textes.filter(textes.str.contains(_A_EXAMINER)).unique().rename("texte")
    connus = distincts.to_frame().with_columns(motif=_motif()).filter(pl.col("motif").is_not_null())
    table = dict(connus.iter_rows())
    return textes.replace_strict(table, default=None, return_dtype=pl.String).rename(colonne.name)


def avec_prudence(colonne: pl.Series) -> pl.Series:
    """Vrai là où un « E » (à utiliser avec prudence, Statistique Canada) suit un nombre : « 12,3E ».

    C'est un nombre avec une note : ni une absence, ni une puissance de dix (« 1,2E3 » en est une).
    """
    return colonne.str.contains(_AVEC_PRUDENCE).fill_null(False)


def _motif() -> pl.Expr:
    bas = pl.col("texte").str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase()
    sans_chiffre = ~bas.str.contains(r"\d")
    phrases = (pl.when(sans_chiffre & bas.str.contains(dit)).then(pl.lit(m)) for m, dit in _PHRASES)
    return pl.coalesce(
        bas.replace_strict(ABSENCES, default=None, return_dtype=pl.String),
        pl.when(bas.str.contains(_PETIT) | bas.str.contains(_TRANCHE)).then(pl.lit(_MASQUE)),
        *phrases,
    )
