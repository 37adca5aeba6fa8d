"""Lire les paroles : acceptées, consenties pour cette fin, non échues, d'un territoire qui s'affiche."""

from __future__ import annotations

import polars as pl

from tableau_bord import territoires
from tableau_bord.acces import consentements
from tableau_bord.acces.envois import Fin, Savoir
from tableau_bord.commun.francais import sans_accents
from tableau_bord.entrepot import Entrepot
from tableau_bord.paroles import depot
from tableau_bord.paroles.modele import GenreDeParole, Parole

COLONNES = (
    *("envoi", "recu_le", "decoupage", "code", "savoir", "genre", "enjeux", "tiers", "texte", "jusqua"),
)


def lire(
    entrepot: Entrepot,
    fin: Fin = Fin.CHIFFRES,
    decoupage: str | None = None,
    code: str | None = None,
    enjeu: str | None = None,
    mots: str = "",
    *,
    avec_plus_petits: bool = False,
) -> pl.DataFrame:
    """Les paroles qu'on peut montrer pour cette fin, de la plus récente.

    Colonnes : envoi, recu_le (instant ISO), decoupage, code, savoir, genre, enjeux (liste de codes), tiers (rôle
    de qui a saisi, ou vide), texte, jusqua (ISO). `mots` : tous doivent y être, accents et casse ignorés.
    `avec_plus_petits` : compter aussi, pour le territoire demandé, les paroles de ceux qu'il contient.
    """
    if avec_plus_petits and decoupage and code:
        lues = _avec_plus_petits(entrepot, consentements.utilisables(entrepot, fin), decoupage, code)
    else:
        lues = consentements.utilisables(entrepot, fin, decoupage, code)
    situees = _situer(entrepot, territoires.sans_non_affiches(entrepot, lues))
    if enjeu:
        situees = situees.filter(pl.col("enjeux").list.contains(enjeu))
    return _chercher(situees, mots).sort("recu_le", "envoi", descending=[True, False]).select(COLONNES)


def en_paroles(lues: pl.DataFrame) -> tuple[Parole, ...]:
    """Les lignes de `lire`, une dataclass chacune."""
    return tuple(
        Parole(**{**ligne, "genre": GenreDeParole(ligne["genre"]), "enjeux": tuple(ligne["enjeux"])})
        for ligne in lues.iter_rows(named=True)
    )


def par_savoir(lues: pl.DataFrame) -> dict[str, int]:
    """Savoir → nombre de paroles ; les trois y sont, zéro compris."""
    comptes = dict(lues.group_by("savoir").len().iter_rows())
    return {savoir.value: comptes.get(savoir.value, 0) for savoir in Savoir}


def par_enjeu(lues: pl.DataFrame) -> dict[str, int]:
    """Code d'enjeu → nombre de paroles ; une parole qui en éclaire deux compte pour les deux."""
    return dict(
        lues.explode("enjeux").drop_nulls("enjeux").group_by("enjeux").len().sort("enjeux").iter_rows()
    )


def _avec_plus_petits(entrepot: Entrepot, lues: pl.DataFrame, decoupage: str, code: str) -> pl.DataFrame:
    dedans = territoires.rattachements_connus(entrepot).filter(
        (pl.col("parent_decoupage") == decoupage) & (pl.col("parent_code") == code)
    )
    lui = pl.DataFrame({"decoupage": [decoupage], "code": [code]})
    vises = pl.concat([lui, dedans.select("decoupage", "code")]).unique()
    return lues.join(vises, on=["decoupage", "code"], how="semi")


def _situer(entrepot: Entrepot, lues: pl.DataFrame) -> pl.DataFrame:
    """Ce qui fut confié avant qu'on situe les paroles est une phrase, sans enjeu."""
    rien = pl.lit([], dtype=pl.List(pl.String))
    if lues.is_empty():
        return lues.with_columns(genre=pl.lit(""), tiers=pl.lit(""), enjeux=rien)
    enjeux = depot.enjeux(entrepot).group_by("envoi").agg(enjeux=pl.col("enjeu").sort())
    return (
        lues.join(depot.toutes(entrepot), on="envoi", how="left")
        .join(enjeux, on="envoi", how="left")
        .with_columns(
            pl.col("genre").fill_null(GenreDeParole.PHRASE.value),
            pl.col("tiers").fill_null(""),
            pl.col("enjeux").fill_null(rien),
        )
    )


def _chercher(lues: pl.DataFrame, mots: str) -> pl.DataFrame:
    cherches = sans_accents(mots).split()
    if not cherches or lues.is_empty():
        return lues
    nus = [sans_accents(texte) for texte in lues["texte"]]
    return lues.filter(pl.Series([all(mot in nu for mot in cherches) for nu in nus], dtype=pl.Boolean))
