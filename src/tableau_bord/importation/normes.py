"""Mettre sexe, âge, période et niveau géographique dans les mots de l'entrepôt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

import polars as pl

from tableau_bord.commun.francais import sans_accents

AGE_OUVERT = 120
_DERNIER_AGE_SIMPLE = 80
_SEXES = {
    **dict.fromkeys(
        ("f", "feminin", "femme", "femmes", "fille", "filles", "female", "females", "women", "2"), "F"
    ),
    **dict.fromkeys(
        ("m", "h", "masculin", "homme", "hommes", "garcon", "garcons", "male", "males", "men", "1"), "M"
    ),
    **dict.fromkeys(
        ("t", "total", "ensemble", "tous", "les deux", "deux sexes", "les deux sexes", "sexes reunis"), "T"
    ),
    **dict.fromkeys(("persons", "both", "both sexes", "total sexe", "f m", "hommes et femmes"), "T"),
}
_TOUS_AGES = frozenset(
    (
        "tous",
        "tous ages",
        "tous les ages",
        "total",
        "ensemble",
        "all ages",
        "total age",
        "age total",
        "tout age",
    )
)
_NIVEAUX = {
    **dict.fromkeys(("rls", "reseau local de services", "reseaux locaux de services"), "RLS"),
    **dict.fromkeys(("rss", "region sociosanitaire", "regions sociosanitaires"), "RSS"),
    **dict.fromkeys(("rts", "reseau territorial de services", "reseaux territoriaux de services"), "RTS"),
    **dict.fromkeys(("clsc", "territoire de clsc", "territoires de clsc"), "CLSC"),
    **dict.fromkeys(("mrc", "municipalite regionale de comte"), "MRC"),
    **dict.fromkeys(("communaute", "communaute locale", "communautes"), "communaute"),
    **dict.fromkeys(("municipalite", "municipalites", "census subdivision", "sdr"), "municipalite"),
    **dict.fromkeys(
        ("quebec", "qc", "province", "province territory", "prov", "le quebec", "ensemble du quebec"),
        "quebec",
    ),
    **dict.fromkeys(("ad", "da", "aire de diffusion", "dissemination area"), "AD"),
    "communaute statistique": "communaute_statistique",
}
_CLASSE = re.compile(r"^(\d{1,3}) ?(?:-|–|a|to) ?(\d{1,3})$")
_OUVERTE = re.compile(r"^(\d{1,3}) ?(?:\+|et plus|ou plus|et \+)$")
_MOINS = re.compile(r"^(?:moins (?:de|d['’])|<) ?(\d{1,3}|un)$")
_PLAGE = re.compile(r"^((?:19|20)\d{2})\s*(?:-|–|/|à|a|au|_)\s*((?:19|20)\d{2})$")
_EXERCICE = re.compile(r"^((?:19|20)\d{2})\s*/\s*(\d{2})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
_JOUR = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d{2})$")


def nu(texte: str) -> str:
    """Minuscules sans accents, un espace pour toute ponctuation."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", sans_accents(texte)).split())


def par_uniques(colonne: pl.Series, traduire: Callable[[str], str | None]) -> pl.Series:
    """Appliquer une règle à chaque valeur distincte, puis à la colonne ; nul là où elle ne dit rien."""
    distinctes = colonne.drop_nulls().unique().to_list()
    table = {d: traduire(d) for d in distinctes}
    return colonne.replace_strict(table, default=None, return_dtype=pl.String)


def sexe(texte: str) -> str | None:
    """« Féminin », « 2 », « F » → F ; M ; T pour les deux ; None si le mot est inconnu."""
    return _SEXES.get(nu(texte))


def niveau(texte: str) -> str | None:
    """« Réseau local de services » → RLS ; None si le mot est inconnu."""
    return _NIVEAUX.get(nu(texte))


def age_en_mots(texte: str) -> str:
    """L'âge d'un indicateur, tel qu'écrit, sauf les façons de dire « tous »."""
    return "tous" if nu(texte) in _TOUS_AGES else " ".join(texte.split())


@lru_cache(maxsize=10_000)
def bornes_d_age(texte: str) -> tuple[int, int, bool] | None:
    """Début, fin, « âge simple » : « 65 ans et plus » → (65, 120, False) ; None si illisible."""
    if nu(texte) in _TOUS_AGES:
        return 0, AGE_OUVERT, False
    t = " ".join(re.sub(r"\b(?:ans?|yrs?|years?)\b", " ", sans_accents(texte)).split())
    if trouve := _CLASSE.match(t):
        debut, fin = int(trouve[1]), int(trouve[2])
        return (debut, fin, False) if debut <= fin <= AGE_OUVERT else None
    if trouve := _OUVERTE.match(t):
        return int(trouve[1]), AGE_OUVERT, False
    if trouve := _MOINS.match(t):
        return 0, (1 if trouve[1] == "un" else int(trouve[1])) - 1, False
    return (int(t), int(t), True) if t.isdigit() and int(t) <= AGE_OUVERT else None


def ages(colonne: pl.Series) -> tuple[pl.DataFrame, str]:
    """Colonnes age_debut, age_fin (nulles si illisible), et une phrase si le dernier âge simple est ouvert.

    « 90 » vaut « 90 et plus » s'il est le dernier âge simple d'une série qui commence à 0 ou 1.
    """
    distincts = colonne.drop_nulls().unique().to_list()
    lus = {d: b for d in distincts if (b := bornes_d_age(d))}
    simples = [b[0] for b in lus.values() if b[2]]
    ouvert = max(simples, default=0) if simples and min(simples) <= 1 else 0
    suivi = any(b[0] == ouvert + 1 for b in lus.values())
    ouvert = ouvert if ouvert >= _DERNIER_AGE_SIMPLE and not suivi else 0
    debuts = {d: b[0] for d, b in lus.items()}
    fins = {d: AGE_OUVERT if b[2] and ouvert and b[0] == ouvert else b[1] for d, b in lus.items()}
    cadre = pl.DataFrame(
        {
            "age_debut": colonne.replace_strict(debuts, default=None, return_dtype=pl.Int32),
            "age_fin": colonne.replace_strict(fins, default=None, return_dtype=pl.Int32),
        }
    )
    return cadre, f"L'âge {ouvert}, dernier de la série, est lu {ouvert}\u00a0ans et plus." if ouvert else ""


def periodes(colonne: pl.Series) -> pl.Series:
    """Année, plage ou date ISO ; une date à barres obliques est lue jour/mois si toute la colonne le permet."""
    distinctes = colonne.drop_nulls().unique().to_list()
    jour_d_abord = all(_date(d, False) for d in distinctes if _JOUR.match(d))
    return par_uniques(colonne, lambda t: periode(t, not jour_d_abord))


def periode(texte: str, mois_d_abord: bool = False) -> str | None:
    """« 2021 », « 2019-2023 », « 2020-09-16 » ; None si aucune année ne s'y lit."""
    t = re.sub(r"^(\d{4})[.,]0$", r"\1", texte.strip())
    if trouve := _ISO.match(t):
        return _valide(int(trouve[1]), int(trouve[2]), int(trouve[3]))
    if _JOUR.match(t):
        return _date(t, mois_d_abord)
    if trouve := _PLAGE.match(t):
        return f"{trouve[1]}-{trouve[2]}" if trouve[1] < trouve[2] else None
    if trouve := _EXERCICE.match(t):
        return f"{trouve[1]}-{trouve[1][:2]}{trouve[2]}"
    return t if re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", t) else None


def _date(texte: str, mois_d_abord: bool) -> str | None:
    trouve = _JOUR.match(texte)
    if not trouve:
        return None
    a, b, annee = (int(x) for x in trouve.groups())
    return _valide(annee, a, b) if mois_d_abord else _valide(annee, b, a)


def _valide(annee: int, mois: int, jour: int) -> str | None:
    try:
        return date(annee, mois, jour).isoformat()
    except ValueError:
        return None


def periode_du_nom(nom: str) -> str | None:
    """« tableau-rls20200916_115801.csv » → 2020-09-16 ; « 2019-2023 » et « 2021 » aussi."""
    if trouve := re.search(r"(?<!\d)(20\d{2})[-_]?(0[1-9]|1[0-2])[-_]?([0-2]\d|3[01])(?!\d)", nom):
        return _valide(*(int(x) for x in trouve.groups()))
    if trouve := re.search(r"(?<!\d)((?:19|20)\d{2})\s*[-_aà]+\s*((?:19|20)\d{2})(?!\d)", nom):
        return "-".join(trouve.groups())
    trouve = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", nom)
    return trouve.group(1) if trouve else None
