"""Décoder un fichier de texte : encodage, grille de cellules et lignes d'origine."""

from __future__ import annotations

import csv
import re
from itertools import zip_longest

import polars as pl
from polars.exceptions import PolarsError

from tableau_bord.commun.francais import compter
from tableau_bord.importation import refus
from tableau_bord.importation.modele import LIGNE

_BOMS = (
    *((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig")),
    *((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
_BINAIRES = (
    b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
_NULS_AU_BORD = re.compile(r'\A\x00+|(?<=[;,\t|"\n])\x00+|\x00+(?=[;,\t|"\n]|\Z)')
_COMMANDES = bytes([*range(9), *range(14, 26), *range(27, 32)])
_ECHANTILLON = 8192
_PART_BINAIRE = 0.01
_CELLULE_TROP_HAUTE = 200
"""Une rangée de plus de lignes que cela vient d'un guillemet jamais refermé."""
csv.field_size_limit(2**30)


def decoder(contenu: bytes, nom: str) -> tuple[str, str, tuple[str, ...]]:
    """Rendre le texte, son encodage et des remarques ; lignes terminées par « \\n ».

    BOM d'abord, puis UTF-8, UTF-16 sans marque, UTF-8 et Windows-1252 mêlés, enfin Windows-1252.
    Lève ImportationErreur si ce n'est pas du texte.
    """
    encodage, remarques = _encodage(contenu, nom), []
    if encodage == "mêlé":
        texte = "\n".join(_ligne_melee(brute) for brute in contenu.split(b"\n"))
        remarques.append("Deux encodages se mêlent dans ce fichier\u00a0: chaque ligne est lue dans le sien.")
    else:
        try:
            texte = contenu.decode(encodage, errors="replace" if encodage == "cp1252" else "strict")
        except UnicodeDecodeError as erreur:
            raise refus.illisible(nom) from erreur
    texte = texte.replace("\r\n", "\n").replace("\r", "\n")
    if nuls := texte.count("\0"):
        if nuls > len(texte) * _PART_BINAIRE:
            raise refus.illisible(nom)
        ligne = texte[: texte.index("\0")].count("\n") + 1
        remarques.append(
            f"Octets nuls, le premier à la ligne\u00a0{ligne}\u00a0: retirés au bord d'une case, lus «\u00a0\ufffd\u00a0» ailleurs."
        )
        texte = _NULS_AU_BORD.sub("", texte).replace("\0", "\ufffd")
    return texte, encodage, tuple(remarques)


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
    return len(debut) - len(debut.translate(None, _COMMANDES)) > len(debut) * _PART_BINAIRE


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


def grille(texte: str, sep: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Découper en cellules de texte, colonnes `c0`, `c1`…, et `_ligne` ; rend aussi des remarques."""
    lignes = texte.count("\n") + (not texte.endswith("\n"))
    rapide = _par_polars(texte, sep, lignes)
    return (rapide, ()) if rapide is not None else _par_csv(texte, sep)


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
    lue.columns = [f"c{i}" for i in range(lue.width)]
    return lue.with_row_index(LIGNE, 1).cast({LIGNE: pl.Int64})


def _guillemets_reguliers(texte: str, sep: str) -> bool:
    combien = texte.count('"')
    if not combien:
        return True
    s = re.escape(sep)
    cellule = re.compile(rf'(?:\A|(?<=[{s}\n]))"[^"\n]*(?:""[^"\n]*)*"(?=[{s}\n]|\Z)')
    return sum(trouvee[0].count('"') for trouvee in cellule.finditer(texte)) == combien


def _par_csv(texte: str, sep: str) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """La voie patiente : cellules sur plusieurs lignes, rangées inégales, guillemets fautifs."""
    lignes = texte.removesuffix("\n").split("\n")
    rangees: list[list[str]] = []
    debuts: list[int] = []
    fautives: list[int] = []
    source = _Source(lignes)
    while source.ici < len(lignes):
        try:
            for rangee in csv.reader(source, delimiter=sep, skipinitialspace=True, strict=True):
                rangees.append(rangee)
                debuts.append(source.depuis + 1)
                source.depuis = source.ici
        except csv.Error:
            source.ici = source.depuis
            rangees.append(_rangee_fautive(next(source), sep, len(rangees[-1]) if rangees else 0))
            source.depuis = source.ici
            debuts.append(source.ici)
            fautives.append(source.ici)
    colonnes = list(zip_longest(*rangees, fillvalue=""))
    cadre = pl.DataFrame({f"c{i}": pl.Series(c, dtype=pl.String) for i, c in enumerate(colonnes)})
    return cadre.with_columns(pl.Series(LIGNE, debuts, dtype=pl.Int64)), _remarque_des_guillemets(fautives)


class _Source:
    """Les lignes une à une ; une rangée ouverte depuis trop de lignes est une faute."""

    def __init__(self, lignes: list[str]) -> None:
        self.lignes, self.depuis, self.ici = lignes, 0, 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if self.ici >= len(self.lignes):
            raise StopIteration
        if self.ici - self.depuis >= _CELLULE_TROP_HAUTE:
            raise csv.Error
        self.ici += 1
        return self.lignes[self.ici - 1] + "\n"


def _rangee_fautive(ligne: str, sep: str, largeur: int) -> list[str]:
    """Lire seule une ligne au guillemet fautif : sans guillemets, sauf si eux seuls donnent la largeur ordinaire."""
    nue = [_sans_guillemets(c.strip()) for c in ligne.rstrip("\n").split(sep)]
    citee = next(csv.reader([ligne], delimiter=sep, skipinitialspace=True), [])
    return citee if len(nue) != largeur == len(citee) else nue


def _sans_guillemets(cellule: str) -> str:
    if len(cellule) > 1 and cellule[0] == cellule[-1] == '"':
        return cellule[1:-1].replace('""', '"')
    return cellule.strip('"') if cellule.count('"') == 1 else cellule


def _remarque_des_guillemets(fautives: list[int]) -> tuple[str, ...]:
    if not fautives:
        return ()
    lignes = compter(len(fautives), "ligne a un guillemet fautif", "lignes ont un guillemet fautif")
    return (f"{lignes} (la première\u00a0: ligne {fautives[0]})\u00a0: chacune est lue seule, à vérifier.",)
