"""Rapprocher codes et noms de territoires de ceux que la base connaît."""

from __future__ import annotations

import difflib
import re

import polars as pl

from tableau_bord.commun.francais import sans_accents
from tableau_bord.importation.modele import TableauLu

CODE_COLLE = r"^\s*([0-9]{2,8}(?:-[0-9]{3})?)\s*[-–—]\s+"
_ARTICLES = re.compile(r"^(rls|mrc|clsc|rts|la mrc|le rls)\s+(de la |de l |des |du |de |d )?")
_PART_MINIMALE = 0.5


def nom_nu(nom: str) -> str:
    """Nom pour comparer : sans accents, tirets, sigle ni article de tête, « St- » déplié."""
    texte = re.sub(r"^\s*[0-9]{2,8}\s*[-–—]\s+", "", nom)
    texte = " ".join(re.sub(r"[^a-z0-9]+", " ", sans_accents(texte)).split())
    texte = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", texte))
    return _ARTICLES.sub("", texte)


def extraire_code(colonne: pl.Series) -> pl.Series:
    """Le code seul : « 0111 - RLS de Kamouraska » → « 0111 »."""
    return colonne.str.extract(CODE_COLLE, 1).fill_null(colonne).str.strip_chars()


def table_des_codes(territoires: pl.DataFrame) -> pl.DataFrame:
    """Écriture du code (exacte, ou sans ses zéros de tête si c'est sans ambiguïté) → code."""
    exacts = territoires.select("decoupage", "code", ecrit="code").unique()
    courts = (
        territoires.select("decoupage", "code", ecrit=pl.col("code").str.strip_chars_start("0"))
        .unique()
        .filter(pl.len().over("decoupage", "ecrit") == 1)
    )
    return pl.concat([exacts, courts]).unique(["decoupage", "ecrit"], keep="first", maintain_order=True)


def table_des_noms(territoires: pl.DataFrame) -> pl.DataFrame:
    """Nom nu → code, avec `ambigu` si deux territoires du découpage le portent."""
    return (
        territoires.select(
            "decoupage", "code", ecrit=pl.col("nom").map_elements(nom_nu, return_dtype=pl.String)
        )
        .unique()
        .group_by("decoupage", "ecrit", maintain_order=True)
        .agg(pl.col("code").first(), ambigu=pl.col("code").n_unique() > 1)
    )


def deviner_decoupage(tableau: TableauLu, territoires: pl.DataFrame) -> tuple[str, str, float]:
    """Découpage, colonne du code et part de valeurs reconnues ; sans code, par les noms."""
    meilleur = ("", "", 0.0)
    if territoires.is_empty():
        return meilleur
    codes = table_des_codes(territoires)
    for colonne in tableau.colonnes:
        valeurs = extraire_code(tableau.cadre[colonne].drop_nulls()).unique()
        if valeurs.len() < 2 and tableau.cadre.height > 2:
            continue
        for decoupage in codes["decoupage"].unique().sort().to_list():
            connus = codes.filter(pl.col("decoupage") == decoupage)["ecrit"].implode()
            part = float(valeurs.is_in(connus).mean() or 0)  # type: ignore[arg-type]
            plus_precis = (part, valeurs.len()) > (meilleur[2], _distinctes(tableau, meilleur[1]))
            if part >= _PART_MINIMALE and plus_precis:
                meilleur = (decoupage, colonne, part)
    return meilleur if meilleur[0] else _par_noms(tableau, territoires)


def _distinctes(tableau: TableauLu, colonne: str) -> int:
    return tableau.cadre[colonne].n_unique() if colonne else 0


def _par_noms(tableau: TableauLu, territoires: pl.DataFrame) -> tuple[str, str, float]:
    parts = [
        (part_de_noms_connus(tableau.cadre[c], territoires, d), str(d))
        for c in tableau.colonnes
        for d in territoires["decoupage"].unique().sort().to_list()
    ]
    part, decoupage = max(parts, default=(0.0, ""))
    return (decoupage, "", part) if part >= _PART_MINIMALE else ("", "", 0.0)


def part_de_noms_connus(colonne: pl.Series, territoires: pl.DataFrame, decoupage: str) -> float:
    """Part des valeurs distinctes qui sont des noms de ce découpage."""
    distinctes = colonne.drop_nulls().unique()
    if not decoupage or distinctes.is_empty() or distinctes.len() > 20_000:
        return 0.0
    noms = {nom_nu(n) for n in territoires.filter(pl.col("decoupage") == decoupage)["nom"].to_list()}
    return sum(nom_nu(v) in noms for v in distinctes.to_list()) / distinctes.len()


def proche(valeur: str, noms: list[str]) -> str:
    """Le nom connu le plus proche, ou chaîne vide."""
    trouves = difflib.get_close_matches(nom_nu(valeur), [nom_nu(n) for n in noms], n=1, cutoff=0.7)
    return next((n for n in noms if trouves and nom_nu(n) == trouves[0]), "")
