"""Rapprocher codes et noms de territoires de ceux que la base connaît."""

from __future__ import annotations

import difflib
import re

import polars as pl

from tableau_bord.commun.francais import sans_accents

CODE_COLLE = r"^\s*(\d{1,8}(?:-\d{3})?)\s*[-–—:]\s+\S"
_TETE_COLLEE = re.compile(r"^\s*\d{1,8}(?:-\d{3})?\s*[-–—:]\s+")
_SIGLE = re.compile(r"^(?:l[ae] )?(?:rls|mrc|clsc|rts) ")
_ARTICLE = re.compile(r"^(?:de la|de l|des|du|de|d|la|le|les|l) ")
_SIGLES = r"^(?:RLS|MRC|CLSC|RTS)\s+(?:de\s+la\s+|de\s+l['’]\s*|de\s+|du\s+|des\s+|d['’]\s*)?"
TOTAL = r"(?i)^\s*(?:(?:sous-|grand )?total|ensemble|hors (?:québec|région|territoire)|inconnus?|non précisé|canada$|(?:le )?québec$|province)\b"


def nom_nu(nom: str) -> str:
    """Nom pour comparer : sans code collé, accents, tirets, sigle ni article de tête, « St- » déplié."""
    texte = _TETE_COLLEE.sub("", nom)
    texte = " ".join(re.sub(r"[^a-z0-9]+", " ", sans_accents(texte)).split())
    texte = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", texte))
    texte = _SIGLE.sub("", texte)
    return re.sub(_ARTICLE, "", _ARTICLE.sub("", texte)) or texte


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
    """decoupage, ecrit, connu : chaque écriture admise d'un code, zéros de tête perdus compris.

    Une écriture courte qui vaudrait deux codes du même découpage n'est pas admise.
    """
    connus = territoires.select("decoupage", connu="code").unique()
    exacts = connus.with_columns(ecrit=pl.col("connu"))
    courts = connus.with_columns(ecrit=cle_courte(pl.col("connu"))).filter(
        pl.len().over("decoupage", "ecrit") == 1
    )
    return pl.concat([exacts, courts]).unique(["decoupage", "ecrit"], keep="first", maintain_order=True)


def table_des_noms(territoires: pl.DataFrame) -> pl.DataFrame:
    """decoupage, ecrit (nom nu), connu ; nul si deux territoires du découpage portent ce nom."""
    nus = pl.col("nom").map_elements(nom_nu, return_dtype=pl.String)
    return (
        territoires.filter(pl.col("nom").is_not_null())
        .select("decoupage", "code", ecrit=nus)
        .group_by("decoupage", "ecrit", maintain_order=True)
        .agg(connu=pl.when(pl.col("code").n_unique() == 1).then(pl.col("code").first()))
    )


class Voisins:
    """Proposer le territoire le plus proche d'un code ou d'un nom inconnu, sans jamais l'imposer."""

    MAXIMUM = 50

    def __init__(self, territoires: pl.DataFrame) -> None:
        self.demandes = 0
        self.noms = {nom_nu(n): f"{n} ({c})" for c, n in territoires.select("code", "nom").iter_rows() if n}
        self.codes = {
            str(c): f"{n or ''} ({c})".strip() for c, n in territoires.select("code", "nom").iter_rows()
        }

    def proche(self, valeur: str) -> str:
        """« Coaticook (0514) », ou chaîne vide ; au plus `MAXIMUM` recherches, elles sont lentes."""
        self.demandes += 1
        if self.demandes > self.MAXIMUM:
            return ""
        cle = nom_nu(valeur)
        if cle in self.noms:
            return self.noms[cle]
        if valeur.strip().isdigit():
            trouves = difflib.get_close_matches(valeur.strip(), self.codes, n=1, cutoff=0.75)
            return self.codes[trouves[0]] if trouves else ""
        trouves = difflib.get_close_matches(cle, self.noms, n=1, cutoff=0.7)
        return self.noms[trouves[0]] if trouves else ""
