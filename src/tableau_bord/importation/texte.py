"""Décoder un fichier de texte : encodage, séparateur, grille de cellules et lignes d'origine."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise, zip_longest

import polars as pl
from polars.exceptions import PolarsError

from tableau_bord.importation import refus
from tableau_bord.importation.modele import LIGNE

SEPARATEURS = (";", "\t", "|", ",")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BINAIRES = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PAR1",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
)
_COMMANDES = bytes([*range(9), *range(14, 26), *range(27, 32)])
_ECHANTILLON = 8192
_LIGNES_SONDEES = 100
_CELLULE_TROP_HAUTE = 50
"""Une cellule de plus de lignes que cela vient d'un guillemet jamais refermé."""


def decoder(contenu: bytes, nom: str) -> tuple[str, str, str]:
    """Rendre le texte, son encodage et une remarque ; lignes terminées par « \\n ».

    BOM d'abord, puis UTF-8, UTF-16 sans marque, UTF-8 et Windows-1252 mêlés, enfin Windows-1252.
    Lève ImportationErreur si ce n'est pas du texte.
    """
    encodage, remarque = _encodage(contenu, nom), ""
    if encodage == "mêlé":
        texte = "\n".join(_ligne_melee(brute) for brute in contenu.split(b"\n"))
        remarque = "Deux encodages se mêlent dans ce fichier\u00a0: chaque ligne est lue dans le sien."
    else:
        try:
            texte = contenu.decode(encodage, errors="replace" if encodage == "cp1252" else "strict")
        except UnicodeDecodeError as erreur:
            raise refus.illisible(nom) from erreur
    return texte.replace("\r\n", "\n").replace("\r", "\n"), encodage, remarque


def _encodage(contenu: bytes, nom: str) -> str:
    for marque, encodage in _BOMS:
        if contenu.startswith(marque):
            return encodage
    if sans_marque := _utf16_sans_marque(contenu[:_ECHANTILLON]):
        return sans_marque
    if contenu.startswith(_BINAIRES) or _est_binaire(contenu[:_ECHANTILLON]):
        raise refus.illisible(nom)
    try:
        contenu.decode("utf-8")
    except UnicodeDecodeError:
        return "mêlé" if _a_du_vrai_utf8(contenu) else "cp1252"
    return "utf-8"


def _utf16_sans_marque(debut: bytes) -> str:
    """Du texte latin en UTF-16 a un octet nul sur deux, toujours du même côté."""
    pairs, impairs = debut[0::2].count(0), debut[1::2].count(0)
    if impairs > len(debut) * 0.3 and pairs < len(debut) * 0.02:
        return "utf-16-le"
    return "utf-16-be" if pairs > len(debut) * 0.3 and impairs < len(debut) * 0.02 else ""


def _est_binaire(debut: bytes) -> bool:
    return 0 in debut or len(debut) - len(debut.translate(None, _COMMANDES)) > len(debut) * 0.01


def _a_du_vrai_utf8(contenu: bytes) -> bool:
    """Vrai si une ligne accentuée au moins est de l'UTF-8 plausible."""
    return any(not brute.isascii() and _est_utf8_plausible(brute) for brute in contenu.split(b"\n"))


def _est_utf8_plausible(brute: bytes) -> bool:
    """« é », espace insécable et « » » de Windows-1252 font un signe chinois en UTF-8 : pas plausible ici."""
    try:
        texte = brute.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return all(signe < "\u0250" or "\u2000" <= signe <= "\u22ff" for signe in texte)


def _ligne_melee(brute: bytes) -> str:
    return brute.decode("utf-8") if _est_utf8_plausible(brute) else brute.decode("cp1252", errors="replace")


def separateur(texte: str) -> str:
    """Celui qui coupe le plus régulièrement les lignes sans laisser d'autre séparateur dans les cellules."""
    tete = [ligne for ligne in texte[:400_000].split("\n") if ligne.strip()][:_LIGNES_SONDEES]
    notes = {candidat: _note(tete, candidat) for candidat in SEPARATEURS}
    return max(SEPARATEURS, key=lambda candidat: notes[candidat])


def _note(lignes: list[str], candidat: str) -> float:
    """Part de lignes de même largeur, moins ce qui reste d'autres séparateurs dans leurs cellules."""
    try:
        rangees = list(csv.reader(lignes, delimiter=candidat, skipinitialspace=True))
    except csv.Error:
        return 0.0
    largeurs = Counter(len(r) for r in rangees if len(r) > 1)
    if not largeurs:
        return 0.0
    largeur, combien = largeurs.most_common(1)[0]
    cellules = [c for r in rangees if len(r) == largeur for c in r]
    autres = re.compile("|".join(_isole(s) for s in SEPARATEURS if s != candidat))
    return combien / len(rangees) - 0.5 * sum(bool(autres.search(c)) for c in cellules) / len(cellules)


def _isole(signe: str) -> str:
    """Une virgule entre deux chiffres est une décimale, pas un séparateur."""
    return r"(?<!\d),|,(?!\d)" if signe == "," else re.escape(signe)


def grille(texte: str, sep: str, nom: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Découper en cellules de texte, colonnes `c0`, `c1`…, et `_ligne` ; rend aussi des remarques."""
    lignes = texte.count("\n") + (not texte.endswith("\n"))
    rapide = _par_polars(texte, sep, lignes)
    return (rapide, ()) if rapide is not None else _par_csv(texte, sep, nom)


def _par_polars(texte: str, sep: str, lignes: int) -> pl.DataFrame | None:
    """La voie rapide, quand les guillemets sont réguliers et qu'une ligne du fichier fait une rangée."""
    if not _guillemets_reguliers(texte, sep):
        return None
    try:
        lue = pl.read_csv(
            texte.encode(),
            separator=sep,
            has_header=False,
            infer_schema=False,
            quote_char='"' if '"' in texte else None,
        )
    except PolarsError:
        return None
    if lue.height != lignes:
        return None
    return (
        lue.rename({c: f"c{i}" for i, c in enumerate(lue.columns)})
        .with_row_index(LIGNE, 1)
        .cast({LIGNE: pl.Int64})
    )


def _guillemets_reguliers(texte: str, sep: str) -> bool:
    combien = texte.count('"')
    if not combien:
        return True
    s = re.escape(sep)
    cellule = re.compile(rf'(?:\A|(?<=[{s}\n]))"[^"\n]*"(?=[{s}\n]|\Z)')
    return 2 * sum(1 for _ in cellule.finditer(texte)) == combien


def _par_csv(texte: str, sep: str, nom: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """La voie patiente : cellules sur plusieurs lignes, rangées inégales, guillemets fautifs."""
    try:
        rangees, debuts = _rangees(texte, sep, csv.QUOTE_MINIMAL)
        remarques: tuple[str, ...] = ()
        if any(b - a > _CELLULE_TROP_HAUTE for a, b in pairwise(debuts)):
            rangees, debuts = _rangees(texte, sep, csv.QUOTE_NONE)
            rangees = [[c.strip().strip('"') for c in r] for r in rangees]
            remarques = ("Un guillemet n'est jamais refermé\u00a0: les guillemets sont lus comme du texte.",)
    except csv.Error as erreur:
        raise refus.illisible(nom, "Une cellule de ce fichier est trop longue pour être lue.") from erreur
    colonnes = list(zip_longest(*rangees, fillvalue=""))
    cadre = pl.DataFrame({f"c{i}": pl.Series(c, dtype=pl.String) for i, c in enumerate(colonnes)})
    return cadre.with_columns(pl.Series(LIGNE, debuts[:-1], dtype=pl.Int64)), remarques


def _rangees(texte: str, sep: str, guillemets: int) -> tuple[list[list[str]], list[int]]:
    """Rangées et ligne où chacune commence ; la dernière borne est la fin du fichier."""
    lecteur = csv.reader(
        io.StringIO(texte, newline=""),
        delimiter=sep,
        skipinitialspace=True,
        quoting=guillemets,  # type: ignore[arg-type]
    )
    rangees, debuts = [], [1]
    for rangee in lecteur:
        rangees.append(rangee)
        debuts.append(lecteur.line_num + 1)
    return rangees, debuts
