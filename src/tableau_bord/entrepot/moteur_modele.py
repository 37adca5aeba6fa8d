"""Ce qu'un moteur d'agrégation reçoit : des fichiers, de petites tables, une requête écrite une fois."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from tableau_bord.commun.erreurs import EntrepotErreur

LECTURE = "lecture"
FUSEAU = "America/Toronto"
"""Un horodatage qui connaît son fuseau se date à l'heure du Québec, quel que soit le moteur."""
CP1252 = "windows-1252"
Avancer = Callable[[float], None]
"""Reçoit la part faite, de 0 à 1."""


class Forme(StrEnum):
    """La forme d'un fichier à lire en flux."""

    PARQUET = "parquet"
    CSV = "csv"


@dataclass(frozen=True)
class Source:
    """Les fichiers à lire, tous faits pareil. `colonnes` : toutes, dans l'ordre.

    Le reste ne sert qu'au CSV : séparateur, encodage (`utf-8` ou `windows-1252`), lignes à sauter, en-tête
    compris.
    """

    fichiers: tuple[Path, ...]
    forme: Forme
    colonnes: tuple[str, ...]
    separateur: str = ";"
    encodage: str = "utf-8"
    a_sauter: int = 1

    @property
    def nommee(self) -> str:
        """« Fichier « cas.csv » », pour dire où."""
        noms = ", ".join(f.name for f in self.fichiers[:3])
        return f"Fichier «\u00a0{noms}{'…' if len(self.fichiers) > 3 else ''}\u00a0»"


@dataclass(frozen=True, eq=False)
class Demande:
    """Une requête en SQL de DuckDB, sans aucun texte de l'usager.

    `alias` : nom dans la vue `lecture` → colonne du fichier ; `tables` : les petites tables à joindre ;
    `parametres` : les valeurs des `$nom`.
    """

    source: Source
    alias: Mapping[str, str]
    tables: Mapping[str, pl.DataFrame]
    sql: str
    parametres: Mapping[str, str | float]


def memoire_insuffisante(mio: int, deborde: bool) -> EntrepotErreur:
    """Le calcul ne tient pas dans la mémoire permise."""
    remede = (
        "Donnez plus de mémoire (--memoire), ou un disque plus grand au répertoire de travail."
        if deborde
        else "Donnez un répertoire de travail (--travail\u00a0: sur disque, en 0700, effacé à la fin), ou plus de mémoire (--memoire)."
    )
    return EntrepotErreur(
        "memoire_insuffisante",
        f"Ce calcul ne tient pas dans {mio}\u00a0Mio de mémoire. Rien n'a été écrit.",
        ou="Agrégation",
        remede=remede,
    )


def disque_plein() -> EntrepotErreur:
    """Le débordement ne tient pas dans le répertoire de travail."""
    return EntrepotErreur(
        "disque_plein",
        "Le répertoire de travail est plein. Rien n'a été écrit.",
        ou="Agrégation",
        remede="Choisissez-le sur un disque plus grand (--travail), ou donnez plus de mémoire (--memoire).",
    )


def fichier_illisible(quoi: str, source: Source, remede: str) -> EntrepotErreur:
    """Un fichier que le moteur n'arrive pas à lire ; jamais le contenu d'une ligne."""
    return EntrepotErreur("fichier_illisible", f"{quoi} Rien n'a été écrit.", ou=source.nommee, remede=remede)
