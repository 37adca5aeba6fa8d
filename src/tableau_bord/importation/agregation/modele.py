"""Les mots d'une agrégation : ce qu'on compte, les règles nommées, les motifs d'écart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum

import polars as pl

from tableau_bord.entrepot.moteur_modele import Source
from tableau_bord.importation.modele import TableauLu


class Doublons(StrEnum):
    """Que faire d'une personne qui paraît plusieurs fois."""

    GARDER = "garder"
    PREMIER = "premier"
    DERNIER = "dernier"
    UN_PAR_PERIODE = "un-par-periode"
    UN_PAR_PERIODE_ET_TERRITOIRE = "un-par-periode-et-territoire"


REGLES_DE_DOUBLONS: Mapping[Doublons, str] = {
    Doublons.GARDER: "chaque ligne est un évènement, même si la même personne y revient",
    Doublons.PREMIER: "une personne compte une seule fois, à sa première date (à date égale, le plus petit code de territoire)",
    Doublons.DERNIER: "une personne compte une seule fois, à sa dernière date (à date égale, le plus grand code de territoire)",
    Doublons.UN_PAR_PERIODE: "une personne compte une fois par période, à sa première date (à date égale, le plus petit code de territoire)",
    Doublons.UN_PAR_PERIODE_ET_TERRITOIRE: "une personne compte une fois par période dans chaque territoire où elle paraît",
}


class Pas(StrEnum):
    """La longueur d'une période."""

    ANNEE = "annee"
    MOIS = "mois"
    JOUR = "jour"

    @property
    def diviseur(self) -> int:
        """De la date AAAAMMJJ à la période, par division entière."""
        return {Pas.ANNEE: 10_000, Pas.MOIS: 100, Pas.JOUR: 1}[self]


class Ecart(IntEnum):
    """Pourquoi une ligne n'est pas comptée ; le premier motif rencontré, dans cet ordre, est le sien."""

    HORS_FILTRE = 1
    SANS_TERRITOIRE = 2
    TERRITOIRE_INCONNU = 3
    SANS_RATTACHEMENT = 4
    SANS_PERIODE = 5
    PERIODE_ILLISIBLE = 6
    SEXE_ILLISIBLE = 7
    AGE_ILLISIBLE = 8
    HORS_TRANCHES = 9
    SANS_PERSONNE = 10


MOTS_DES_ECARTS: Mapping[Ecart, str] = {
    Ecart.HORS_FILTRE: "hors du filtre, ou sans la valeur qui en décide",
    Ecart.SANS_TERRITOIRE: "sans territoire",
    Ecart.TERRITOIRE_INCONNU: "territoire inconnu de la base",
    Ecart.SANS_RATTACHEMENT: "territoire connu, sans rattachement au découpage demandé",
    Ecart.SANS_PERIODE: "sans période",
    Ecart.PERIODE_ILLISIBLE: "période illisible, trop vague pour le pas choisi, ou hors de 1900 à 2100",
    Ecart.SEXE_ILLISIBLE: "sexe absent ou illisible",
    Ecart.AGE_ILLISIBLE: "âge absent ou illisible",
    Ecart.HORS_TRANCHES: "âge hors des tranches",
    Ecart.SANS_PERSONNE: "sans numéro de personne",
}


class GenreColonne(StrEnum):
    """La nature d'une colonne du fichier ; tout est texte dans un CSV."""

    TEXTE = "texte"
    ENTIER = "entier"
    FLOTTANT = "flottant"
    DATE = "date"
    INSTANT = "instant"
    AUTRE = "autre"


@dataclass(frozen=True, eq=False)
class FichierOuvert:
    """Un grand fichier reconnu. `echantillon` : ses premières lignes, en texte, qui ne sortent jamais.

    `bordees` : les colonnes de texte dont les valeurs peuvent avoir des espaces autour (toutes, dans un CSV ;
    dans un Parquet, celles où l'échantillon en montre). `lignes` : combien il en a, s'il le dit (Parquet).
    """

    source: Source
    genres: Mapping[str, GenreColonne]
    echantillon: TableauLu
    bordees: frozenset[str]
    lignes: int | None = None

    @property
    def nom(self) -> str:
        """Le nom du fichier."""
        return self.echantillon.nom

    def lue(self, sql: str, colonne: str) -> str:
        """Une colonne dans le type d'une table d'écritures : texte sans espaces autour, ou entier.

        `sql` : ce qui la désigne dans la requête. Un nombre à virgule n'est pas un code : il devient nul.
        """
        genre = self.genres[colonne]
        if genre is GenreColonne.TEXTE:
            return f"TRIM({sql})" if colonne in self.bordees else sql
        if genre is GenreColonne.ENTIER:
            return f"CAST({sql} AS BIGINT)"
        return f"CASE WHEN ABS({sql}) < 1e15 AND {sql} = FLOOR({sql}) THEN CAST({sql} AS BIGINT) END"

    def pleine(self, sql: str, colonne: str) -> str:
        """Comme `lue`, un texte vide valant une absence."""
        lue = self.lue(sql, colonne)
        return f"NULLIF({lue}, '')" if self.genres[colonne] is GenreColonne.TEXTE else lue


@dataclass(frozen=True)
class Tranche:
    """Une classe d'âge, bornes comprises, et comment elle s'écrit au tableau."""

    debut: int
    fin: int
    libelle: str


@dataclass(frozen=True)
class Plan:
    """Quelle colonne joue quel rôle. `periode` : une colonne, ou une période fixe si `periode_fixe` la dit."""

    territoire: str
    periode: str = ""
    periode_fixe: str = ""
    pas: Pas = Pas.ANNEE
    sexe: str = ""
    age: str = ""
    tranches: tuple[Tranche, ...] = ()
    personne: str = ""
    doublons: Doublons = Doublons.GARDER
    filtre: str = ""


@dataclass(frozen=True, eq=False)
class Lieux:
    """Les territoires d'un décompte. `ecritures` : ecrit, code (nul : connu, sans rattachement).

    `codes` : ce que compte chaque rang, du plus petit code au plus grand.
    """

    ecritures: pl.DataFrame
    codes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Decompte:
    """Ce qu'un moteur a compté. `cases` : code, periode, sexe (T, F, M), age, effectif.

    `ecarts` : lignes par motif ; `retenues` : lignes comptées, doublons compris ; `doublons` : lignes que la
    règle a réunies à une autre.
    """

    cases: pl.DataFrame
    ecarts: Mapping[Ecart, int]
    retenues: int
    doublons: int

    @property
    def lues(self) -> int:
        """Toutes les lignes du fichier."""
        return self.retenues + sum(self.ecarts.values())

    @property
    def evenements(self) -> int:
        """Ce qui est compté, une fois les doublons réunis."""
        return self.retenues - self.doublons
