"""Lire une feuille de classeur (XLSX, XLS, ODS) en grille de texte."""

from __future__ import annotations

import html
import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import fastexcel
import polars as pl
import pyarrow as pa
from polars.exceptions import PolarsError

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import archive, refus
from tableau_bord.importation.modele import LIGNE

Region = tuple[int, int, int, int]
"""Cellules fusionnées : première ligne (dès 1), première colonne (dès 0), dernière ligne, dernière colonne."""
_MINUIT = r"^(\d{4}-\d{2}-\d{2}) 00:00:00$"
_FEUILLE_DEMESUREE = 64 * 2**20
EXTENSIONS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})
_PANNES = (fastexcel.FastExcelError, pa.ArrowException, PolarsError)
_PANIQUE = "PanicException"
"""Une panique de Rust devant un classeur abîmé : sa classe ne s'importe pas."""
_OLE = b"\xd0\xcf\x11\xe0"


class Grille(NamedTuple):
    """Une feuille lue. `cadre` : colonnes `c0`…, `_ligne`. `fusions` : par ligne, colonne → dernière colonne."""

    cadre: pl.DataFrame
    feuille: str
    feuilles: tuple[str, ...]
    remarques: tuple[str, ...]
    fusions: dict[int, dict[int, int]]


def est_classeur(contenu: bytes, nom: str) -> bool:
    """D'après le contenu ; l'extension ne sert qu'à mieux refuser un faux."""
    if contenu.startswith(_OLE):
        return True
    if contenu.startswith(b"PK\x03\x04") and _contient_un_classeur(contenu):
        return True
    return Path(nom).suffix.lower() in EXTENSIONS and _pas_du_texte(contenu)


def _contient_un_classeur(contenu: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as ouvert:
            noms = ouvert.namelist()
    except archive.PANNES:
        return False
    return any(n.startswith("xl/workbook") for n in noms) or "content.xml" in noms


def _pas_du_texte(contenu: bytes) -> bool:
    """Un CSV renommé « .xls » reste un CSV : il commence par des signes lisibles."""
    return contenu.startswith(b"PK") or b"\x00" in contenu[:4000]


def grille(contenu: bytes, nom: str, feuille: str | None) -> Grille:
    """Cellules de la feuille, son nom, toutes les feuilles.

    Sans choix, la première feuille dont une rangée a deux cellules. Lève ImportationErreur : abîmé,
    protégé par un mot de passe, piégé, feuille absente.
    """
    if archive.est_zip(contenu):
        archive.verifier(contenu, nom)
    if est_protege(contenu):
        raise _protege(nom)
    try:
        lu = fastexcel.read_excel(contenu)
        feuilles = tuple(lu.sheet_names)
        if feuille and feuille not in feuilles:
            raise refus.feuille_absente(nom, feuille, feuilles)
        choisie, cadre = _choisir(lu, (feuille,) if feuille else feuilles)
        regions = fusions(contenu, choisie)
        cadre = _remplir_vers_le_bas(cadre, regions)
    except ImportationErreur:
        raise
    except BaseException as erreur:
        if not isinstance(erreur, _PANNES) and type(erreur).__name__ != _PANIQUE:
            raise
        if re.search(r"password|encrypt", str(erreur), re.IGNORECASE):
            raise _protege(nom) from erreur
        raise refus.illisible(nom, "Ce classeur ne s'ouvre pas.") from erreur
    return Grille(cadre, choisie, feuilles, _remarques(choisie, feuilles), _largeurs(regions))


def fusions(contenu: bytes, feuille: str) -> list[Region]:
    """Les cellules fusionnées d'une feuille XLSX ; aucune pour un autre format, ou une feuille démesurée."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as ouvert:
            classeur = ouvert.read("xl/workbook.xml").decode("utf-8")
            liens = ouvert.read("xl/_rels/workbook.xml.rels").decode("utf-8")
            rang = _attribut(classeur, "sheet", "name", feuille, "r:id")
            chemin = _attribut(liens, "Relationship", "Id", rang, "Target")
            membre = ouvert.getinfo(chemin.lstrip("/") if chemin.startswith("/") else f"xl/{chemin}")
            if membre.file_size > _FEUILLE_DEMESUREE:
                return []
            suite = ouvert.read(membre).rpartition(b"</sheetData>")[2].decode("utf-8")
    except archive.PANNES:
        return []
    trouvees = re.findall(
        r'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})([1-9]\d{0,6}):([A-Z]{1,3})(\d{1,7})"', suite
    )
    return [(int(h), _colonne(g), int(b), _colonne(d)) for g, h, d, b in trouvees]


def _attribut(xml: str, balise: str, cle: str, valeur: str, voulu: str) -> str:
    """L'attribut voulu de la balise dont la clé a cette valeur ; lève KeyError."""
    for attributs in re.findall(rf"<(?:\w+:)?{balise}\s([^>]*)>", xml):
        lus = {k: html.unescape(v) for k, v in re.findall(r'([\w:]+)="([^"]*)"', attributs)}
        if lus.get(cle) == valeur:
            return lus[voulu]
    raise KeyError(valeur)


def _colonne(lettres: str) -> int:
    """« A » → 0, « AA » → 26."""
    return sum((ord(x) - 64) * int(26**i) for i, x in enumerate(reversed(lettres))) - 1


def _remplir_vers_le_bas(cadre: pl.DataFrame, regions: list[Region]) -> pl.DataFrame:
    """Une région écrite une fois pour tous ses territoires vaut pour chacune de ses lignes."""
    remplies: dict[str, pl.Series] = {}
    for haut, gauche, bas, droite in regions:
        nom = f"c{gauche}"
        if gauche == droite and haut < min(bas, cadre.height) and nom in cadre.columns:
            colonne = remplies.get(nom, cadre[nom])
            remplies[nom] = colonne.scatter(range(haut, min(bas, cadre.height)), colonne[haut - 1])
    return cadre.with_columns(remplies.values())


def _largeurs(regions: list[Region]) -> dict[int, dict[int, int]]:
    """Par ligne : première et dernière colonne de chaque cellule fusionnée en largeur."""
    larges: dict[int, dict[int, int]] = {}
    for haut, gauche, bas, droite in regions:
        for ligne in range(haut, bas + 1) if droite > gauche and bas - haut < 10 else ():
            larges.setdefault(ligne, {})[gauche] = droite
    return larges


def est_protege(contenu: bytes) -> bool:
    """Vrai pour un XLSX chiffré (un paquet dans un fichier OLE) ou un ODS chiffré."""
    if contenu.startswith(_OLE):
        return "EncryptedPackage".encode("utf-16-le") in contenu
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as ouvert:
            return b"encryption-data" in ouvert.read("META-INF/manifest.xml")
    except archive.PANNES:
        return False


def _protege(nom: str) -> ImportationErreur:
    return ImportationErreur(
        "classeur_protege",
        "Ce classeur est protégé par un mot de passe.",
        ou=f"Fichier «\u00a0{nom}\u00a0»",
        remede="Ouvrez-le dans votre tableur, enlevez le mot de passe, enregistrez, puis versez-le de nouveau.",
    )


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
    brut.columns = [f"c{i}" for i in range(brut.width)]
    return (
        brut.with_columns(pl.all().str.replace(_MINUIT, "$1"))
        .with_row_index(LIGNE, 1)
        .cast({LIGNE: pl.Int64})
    )


def _remarques(choisie: str, feuilles: tuple[str, ...]) -> tuple[str, ...]:
    autres = [f"«\u00a0{f}\u00a0»" for f in feuilles if f != choisie]
    if not autres:
        return ()
    pas_lues = compter(len(autres), "autre feuille n'est pas lue", "autres feuilles ne sont pas lues")
    return (f"Feuille lue\u00a0: «\u00a0{choisie}\u00a0». {pas_lues}\u00a0: {enumerer(autres)}.",)
