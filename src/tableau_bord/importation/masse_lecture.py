"""Lire un grand fichier de texte par tranches : le début pour comprendre, puis tout, mémoire bornée."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from tableau_bord.importation import refus
from tableau_bord.importation.lecture import lire_tableau
from tableau_bord.importation.modele import LIGNE, TableauLu
from tableau_bord.importation.nombres import decimale_sure

SEUIL = 48 * 2**20
"""Au-delà de tant d'octets, un fichier de texte se lit par tranches."""
SONDE = 4 * 2**20
_BLOC = 16 * 2**20
_NOMS_ARROW = {"utf-8-sig": "utf8", "utf-8": "utf8", "mêlé": "utf8"}


def est_binaire(chemin: Path) -> bool:
    """Vrai pour un classeur, une archive ou du Parquet, qui ne se lisent pas par tranches."""
    with chemin.open("rb") as flux:
        tete = flux.read(4)
    return tete in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1"} or tete.startswith(b"\x1f\x8b")


def sonder(chemin: Path, nom: str) -> TableauLu:
    """Lire le début d'un grand fichier, de quoi proposer le rôle des colonnes.

    Lève ImportationErreur : binaire, illisible, classeur trop grand.
    """
    with chemin.open("rb") as flux:
        debut = flux.read(SONDE)
    entier = chemin.stat().st_size <= SONDE
    coupe = debut if entier else _lignes_entieres(debut, nom)
    return lire_tableau(coupe, nom)


def _lignes_entieres(debut: bytes, nom: str) -> bytes:
    if debut.startswith((b"\xff\xfe", b"\xfe\xff")):
        return debut[: len(debut) // 2 * 2]
    coupe = debut.rpartition(b"\n")[0]
    if not coupe:
        raise refus.illisible(nom, "Aucune fin de ligne dans les quatre premiers mégaoctets de ce fichier.")
    return coupe + b"\n"


def decimale_du_fichier(sonde: TableauLu) -> str:
    """La décimale que montrent les colonnes du début, si elles s'accordent ; sinon celle du séparateur."""
    dites = {d for c in sonde.colonnes if (d := decimale_sure(sonde.cadre[c]))}
    if len(dites) == 1:
        return dites.pop()
    return "," if sonde.separateur == ";" else "."


@dataclass
class _Boiteuses:
    """Les lignes qui n'ont pas le nombre de cellules de l'en-tête : notes de bas, ou fautes."""

    separateur: str
    notes: int = 0
    fautives: list[str] = field(default_factory=list)

    def noter(self, ligne: pacsv.InvalidRow) -> str:
        """Une seule cellule pleine est une note ou une source ; le reste se refuse."""
        cellules = [c for c in str(ligne.text).split(self.separateur) if c.strip(' "')]
        if len(cellules) <= 1:
            self.notes += 1
        else:
            self.fautives.append(str(ligne.text))
        return "skip"


def tranches(
    chemin: Path, sonde: TableauLu, hache: hashlib._Hash | None = None
) -> Iterator[tuple[TableauLu, float]]:
    """Les lignes de données par tranches, tout en texte, avec leur numéro, et la part lue.

    Une note de bas de tableau est laissée de côté. Lève ImportationErreur : ligne inégale, octets qui ne
    sont pas dans l'encodage du début du fichier.
    """
    taille = max(1, chemin.stat().st_size)
    boiteuses = _Boiteuses(sonde.separateur)
    suivante = sonde.entete_ligne + 1
    with chemin.open("rb") as flux:
        source = _Temoin(flux, hache)
        try:
            for lot in _lecteur(source, sonde, boiteuses):
                cadre = _cadre(pa.Table.from_batches([lot]), sonde)
                numeros = pl.int_range(suivante, suivante + cadre.height, dtype=pl.Int64, eager=True)
                suivante += cadre.height
                tranche = replace(sonde, cadre=cadre.with_columns(numeros.alias(LIGNE)))
                yield tranche, min(1.0, source.lus / taille)
        except (pa.ArrowInvalid, UnicodeDecodeError) as erreur:
            raise _illisible(sonde, suivante, erreur) from erreur
    if boiteuses.fautives:
        numero = _numero_de(chemin, sonde.encodage, boiteuses.fautives[0])
        raise refus.lignes_inegales(sonde.nom, numero, len(boiteuses.fautives))


def _illisible(sonde: TableauLu, ligne: int, erreur: Exception) -> Exception:
    encodage = isinstance(erreur, UnicodeDecodeError) or re.search("utf-?8", str(erreur), re.IGNORECASE)
    quoi = (
        f"Après la ligne {ligne}, des octets de ce fichier ne sont pas dans son encodage ({sonde.encodage})."
        if encodage
        else f"Après la ligne {ligne}, ce fichier ne se lit plus comme un tableau."
    )
    return refus.illisible(sonde.nom, quoi)


def _numero_de(chemin: Path, encodage: str, cherchee: str) -> int:
    """Le numéro d'une ligne d'après son texte : le lecteur par tranches ne le dit pas."""
    with chemin.open(encoding="utf-8" if encodage == "mêlé" else encodage, errors="replace") as flux:
        return next((rang for rang, ligne in enumerate(flux, 1) if ligne.rstrip("\r\n") == cherchee), 0)


class _Temoin:
    """Un flux qui compte et hache ce qu'il laisse lire."""

    closed = False

    def __init__(self, flux, hache: hashlib._Hash | None) -> None:  # type: ignore[no-untyped-def]
        self._flux, self._hache, self.lus = flux, hache, 0

    def read(self, combien: int = -1) -> bytes:
        lu: bytes = self._flux.read(combien)
        self.lus += len(lu)
        if self._hache:
            self._hache.update(lu)
        return lu

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """Le flux appartient à qui l'a ouvert."""


def _lecteur(source: _Temoin, sonde: TableauLu, boiteuses: _Boiteuses) -> pacsv.CSVStreamingReader:
    noms = [f"c{i}" for i in range(len(sonde.colonnes))]
    return pacsv.open_csv(
        pa.PythonFile(source, mode="r"),
        read_options=pacsv.ReadOptions(
            block_size=_BLOC,
            column_names=noms,
            skip_rows=sonde.entete_ligne,
            encoding=_NOMS_ARROW.get(sonde.encodage, sonde.encodage),
        ),
        parse_options=pacsv.ParseOptions(delimiter=sonde.separateur, invalid_row_handler=boiteuses.noter),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(noms, pa.string()), strings_can_be_null=False
        ),
    )


def _cadre(table: pa.Table, sonde: TableauLu) -> pl.DataFrame:
    cadre = pl.DataFrame(pl.from_arrow(table))
    cadre.columns = sonde.colonnes
    return cadre.with_columns(pl.all().str.strip_chars().replace("", None))
