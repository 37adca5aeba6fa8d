"""Lire une feuille de classeur (XLSX, XLS, ODS) en grille de texte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import fastexcel
import polars as pl

from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import refus
from tableau_bord.importation.modele import LIGNE

EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_OLE = b"\xd0\xcf\x11\xe0"


def est_classeur(contenu: bytes, nom: str) -> bool:
    """D'après le contenu ; l'extension ne sert qu'à mieux refuser un faux."""
    if contenu.startswith(_OLE):
        return True
    if contenu.startswith(b"PK\x03\x04") and _contient_un_classeur(contenu):
        return True
    return Path(nom).suffix.lower() in EXTENSIONS and _pas_du_texte(contenu)


def _contient_un_classeur(contenu: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            noms = archive.namelist()
    except zipfile.BadZipFile:
        return False
    return any(n.startswith("xl/") for n in noms) or "content.xml" in noms


def _pas_du_texte(contenu: bytes) -> bool:
    """Un CSV renommé « .xls » reste un CSV : il commence par des signes lisibles."""
    return contenu.startswith(b"PK") or b"\x00" in contenu[:4000]


def grille(
    contenu: bytes, nom: str, feuille: str | None
) -> tuple[pl.DataFrame, str, tuple[str, ...], tuple[str, ...]]:
    """Cellules de la feuille (colonnes `c0`…, `_ligne`), son nom, toutes les feuilles, remarques.

    Sans choix, la première feuille dont une rangée a deux cellules. Lève ImportationErreur.
    """
    try:
        lu = fastexcel.read_excel(contenu)
        feuilles = tuple(lu.sheet_names)
        if feuille and feuille not in feuilles:
            raise refus.feuille_absente(nom, feuille, feuilles)
        choisie, cadre = _choisir(lu, (feuille,) if feuille else feuilles)
    except fastexcel.FastExcelError as erreur:
        raise refus.illisible(nom, "Ce classeur ne s'ouvre pas.") from erreur
    return cadre, choisie, feuilles, _remarques(choisie, feuilles)


def _choisir(lu: fastexcel.ExcelReader, candidates: tuple[str, ...]) -> tuple[str, pl.DataFrame]:
    premiere: tuple[str, pl.DataFrame] | None = None
    for nom in candidates:
        cadre = _cellules(lu, nom)
        if premiere is None:
            premiere = (nom, cadre)
        if cadre.height > 1 and cadre.width > 2:
            return nom, cadre
    return premiere or ("", pl.DataFrame())


def _cellules(lu: fastexcel.ExcelReader, feuille: str) -> pl.DataFrame:
    """Toutes les cellules en texte ; `skip_rows=0` garde les lignes vides, donc les vrais numéros."""
    brut = lu.load_sheet(feuille, header_row=None, skip_rows=0, dtypes="string").to_polars()
    if not brut.width:
        return pl.DataFrame()
    nommee = brut.rename({c: f"c{i}" for i, c in enumerate(brut.columns)})
    return nommee.with_row_index(LIGNE, 1).cast({LIGNE: pl.Int64})


def _remarques(choisie: str, feuilles: tuple[str, ...]) -> tuple[str, ...]:
    autres = [f"«\u00a0{f}\u00a0»" for f in feuilles if f != choisie]
    if not autres:
        return ()
    pas_lues = compter(len(autres), "autre feuille n'est pas lue", "autres feuilles ne sont pas lues")
    return (f"Feuille lue\u00a0: «\u00a0{choisie}\u00a0». {pas_lues}\u00a0: {enumerer(autres)}.",)
