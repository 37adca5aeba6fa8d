"""Écrire pareil codes et noms de territoires, puis les chercher parmi ceux que la base connaît."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import polars as pl

from tableau_bord.commun.francais import sans_accents

CODE_COLLE = r"^\s*(\d{1,8}(?:-\d{3})?)\s*[-–—:]\s+\S"
_TETE_COLLEE = re.compile(r"^\s*\d{1,8}(?:-\d{3})?\s*[-–—:]\s+")
_SIGLE = re.compile(r"^(?:l[ae] )?(?:rls|mrc|clsc|rts) ")
_ARTICLE = re.compile(r"^(?:de la|de l|des|du|de|d|la|le|les|l) ")
_SIGLES = r"^(?:RLS|MRC|CLSC|RTS)\s+(?:de\s+la\s+|de\s+l['’]\s*|de\s+|du\s+|des\s+|d['’]\s*)?"
_RENVOI = re.compile(r"\s*(?<!\d)\d{1,2}$")
_DETACHER = {ord("&"): " et ", **{ord(e): f" {i} " for i, e in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")}}
_PARENTHESE = r"\s*\([^()]*\)\s*$"
TOTAL = r"(?i)^\s*(?:(?:sous-|grand )?total|ensemble|hors (?:québec|région|territoire)|inconnus?|non précisé|canada$|(?:le )?québec$|province)\b"


def nom_litteral(nom: str) -> str:
    """Minuscules sans accents, apostrophes ni tirets, « & » lu « et » ; article et sigle gardés."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", sans_accents(nom.translate(_DETACHER))).split())


@lru_cache(maxsize=100_000)
def nom_nu(nom: str) -> str:
    """Nom pour comparer : sans code collé, accents, tirets, sigle ni article de tête, « St- » déplié."""
    texte = nom_litteral(_TETE_COLLEE.sub("", nom))
    texte = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", texte))
    texte = _SIGLE.sub("", texte)
    return re.sub(_ARTICLE, "", _ARTICLE.sub("", texte)) or texte


def sans_renvois(nu: str) -> list[str]:
    """Les lectures d'un nom nu privé d'un, puis de deux… chiffres de renvoi : « romaine 2 6 » → « romaine 2 », « romaine »."""
    lectures: list[str] = []
    while (court := _RENVOI.sub("", nu)) != nu and court and len(lectures) < 4:
        lectures.append(court)
        nu = court
    return lectures


def par_valeurs(colonne: pl.Series, lire: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """Appliquer une lecture vectorisée aux seules valeurs distinctes : dix millions de lignes en ont peu."""
    valeurs = colonne.drop_nulls().unique()
    lues = lire(valeurs)
    return colonne.replace_strict(valeurs, lues, default=None, return_dtype=lues.dtype)


def combinaisons(cadre: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Numéro de combinaison de chaque ligne (colonnes de texte), et les combinaisons distinctes, colonne `id`.

    Un numéro est un entier de 64 bits : se joindre par lui coûte bien moins que par trois textes.
    """
    numero = pl.Series("id", [0], dtype=pl.Int64).new_from_index(0, cadre.height)
    for colonne in cadre.get_columns():
        # Des catégories à part : celles par défaut resteraient en mémoire pour tout le processus.
        lu = colonne.cast(pl.Categorical(pl.Categories.random()))
        numero = numero * (colonne.n_unique() + 1) + (lu.to_physical().cast(pl.Int64) + 1).fill_null(0)
    return numero.alias("id"), cadre.with_columns(id=numero).unique("id", maintain_order=True)


def extraire_code(colonne: pl.Series) -> pl.Series:
    """Le code seul : « 0111 - RLS de Kamouraska » → « 0111 »."""
    return colonne.str.extract(CODE_COLLE, 1).fill_null(colonne).str.strip_chars()


def nom_seul(colonne: pl.Series, sigle: bool = False) -> pl.Series:
    """Le nom sans code collé ; `sigle` : sans « RLS de » non plus, que le découpage dit déjà."""
    nom = colonne.str.replace(_TETE_COLLEE.pattern, "").str.strip_chars()
    if not sigle:
        return nom
    court = nom.str.replace(_SIGLES, "")
    return nom.zip_with(court.str.len_chars() == 0, court)


def cle_courte(code: pl.Expr) -> pl.Expr:
    """Le code sans ses zéros de tête : « 0514 » et « 514 » se rejoignent."""
    return code.str.strip_chars_start("0")


def table_des_codes(territoires: pl.DataFrame) -> pl.DataFrame:
    """decoupage, ecrit, connu : chaque écriture admise d'un code, zéros de tête perdus et alias compris.

    Une écriture courte qui vaudrait deux codes du même découpage n'est pas admise.
    """
    connus = territoires.select("decoupage", connu="code").unique(maintain_order=True)
    exacts = connus.with_columns(ecrit=pl.col("connu"))
    courts = connus.with_columns(ecrit=cle_courte(pl.col("connu"))).filter(
        pl.len().over("decoupage", "ecrit") == 1
    )
    retenus = territoires.filter(_est_alias(territoires)).select("decoupage", connu="code", ecrit="nom")
    return pl.concat([exacts, retenus, courts]).unique(
        ["decoupage", "ecrit"], keep="first", maintain_order=True
    )


def ecritures(territoires: pl.DataFrame) -> pl.DataFrame:
    """decoupage, ecrit (nom nu), code, nom : « Bedford (CT) » se cherche aussi « Bedford ».

    Un alias l'emporte sur les noms de la base : là où il y en a un, ils ne sont pas rendus.
    """
    noms = territoires.filter(pl.col("nom").is_not_null()).select(
        "decoupage", "code", "nom", alias=_est_alias(territoires)
    )
    courts = noms.with_columns(court=pl.col("nom").str.replace(_PARENTHESE, "")).filter(
        (pl.col("court") != pl.col("nom")) & (pl.col("court") != "")
    )
    tous = pl.concat([noms.with_columns(court=pl.col("nom")), courts])
    nus = pl.col("court").map_elements(nom_nu, return_dtype=pl.String)
    return (
        tous.with_columns(ecrit=nus)
        .filter(pl.col("alias") | ~pl.col("alias").any().over("decoupage", "ecrit"))
        .select("decoupage", "ecrit", "code", "nom")
        .unique(["decoupage", "ecrit", "code"], maintain_order=True)
    )


def table_des_noms(territoires: pl.DataFrame) -> pl.DataFrame:
    """decoupage, ecrit (nom nu), connu ; nul si deux territoires du découpage portent ce nom."""
    return (
        ecritures(territoires)
        .group_by("decoupage", "ecrit", maintain_order=True)
        .agg(connu=pl.when(pl.col("code").n_unique() == 1).then(pl.col("code").first()))
    )


def _est_alias(territoires: pl.DataFrame) -> pl.Expr:
    return pl.col("alias").fill_null(False) if "alias" in territoires.columns else pl.lit(False)


def chercher(cles: pl.DataFrame, territoires: pl.DataFrame) -> pl.DataFrame:
    """Ajouter à decoupage, ecrit (code), nom, id : par_code, nu, ambigu, par_nom, lu (sans renvoi).

    `cles` : les combinaisons distinctes du fichier. `nu` est la lecture retenue du nom ; `lu` dit la
    même, là seulement où des chiffres de renvoi ont été retirés. `par_nom` est nul si le nom est inconnu ou ambigu.
    """
    lignes = cles.with_columns(
        court=cle_courte(pl.col("ecrit")),
        nu=pl.col("nom").map_elements(nom_nu, return_dtype=pl.String, skip_nulls=True),
    )
    noms = table_des_noms(territoires)
    lectures = lignes.select("decoupage", "nu").unique().drop_nulls()
    lectures = lectures.join(noms, left_on=["decoupage", "nu"], right_on=["decoupage", "ecrit"], how="anti")
    lignes = lignes.join(_renvois(lectures, noms), on=["decoupage", "nu"], how="left", maintain_order="left")
    lignes = lignes.with_columns(nu=pl.coalesce("lu", "nu"))
    table = table_des_codes(territoires)
    exacts = joindre(lignes, table, "ecrit")
    ambigus = noms.filter(pl.col("connu").is_null()).with_columns(connu="ecrit")
    return lignes.with_columns(
        par_code=exacts.zip_with(exacts.is_not_null(), joindre(lignes, table, "court")),
        par_nom=joindre(lignes, noms, "nu"),
        ambigu=joindre(lignes, ambigus, "nu").is_not_null(),
    ).drop("court")


def joindre(cles: pl.DataFrame, table: pl.DataFrame, sur: str) -> pl.Series:
    """Le code `connu` que la table donne à chaque (decoupage, `sur`), dans l'ordre des clés."""
    jointe = cles.join(
        table, left_on=["decoupage", sur], right_on=["decoupage", "ecrit"], how="left", maintain_order="left"
    )
    return jointe["connu"]


def _renvois(inconnus: pl.DataFrame, noms: pl.DataFrame) -> pl.DataFrame:
    """decoupage, nu, lu : pour chaque nom inconnu, la plus longue lecture sans renvoi qui soit connue."""
    lectures = pl.col("nu").map_elements(sans_renvois, return_dtype=pl.List(pl.String))
    return (
        inconnus.filter(pl.col("nu").str.contains(r"\d$"))
        .with_columns(lu=lectures)
        .explode("lu", empty_as_null=True)
        .drop_nulls("lu")
        .join(noms.select("decoupage", lu="ecrit"), on=["decoupage", "lu"], how="semi", maintain_order="left")
        .unique(["decoupage", "nu"], keep="first", maintain_order=True)
    )


def fautes_de_frappe(code: str) -> dict[str, tuple[float, str]]:
    """Les codes à une faute de frappe de celui-ci, score et raison ; la moins grave l'emporte."""
    rendus: dict[str, tuple[float, str]] = {}
    for i in range(len(code)):
        for c in "0123456789":
            rendus[code[:i] + c + code[i + 1 :]] = (0.75, "Un chiffre change.")
            rendus.setdefault(code[:i] + c + code[i:], (0.6, "Un chiffre de plus."))
        rendus.setdefault(code[:i] + code[i + 1 :], (0.55, "Un chiffre de moins."))
    for i in range(len(code) - 1):
        rendus[code[:i] + code[i + 1] + code[i] + code[i + 2 :]] = (0.8, "Deux chiffres inversés.")
    rendus.pop(code, None)
    for zeros in range(1, 4):
        rendus["0" * zeros + code] = (0.9, "Zéros de tête perdus.")
    return rendus
