"""Lire un fichier tel qu'il sort de l'outil : encodage, séparateur, feuille, lignes d'origine."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import fastexcel
import polars as pl

from tableau_bord.importation import refus
from tableau_bord.importation.modele import LIGNE, TableauLu

CLASSEURS = {".xlsx", ".xlsm", ".xls", ".ods"}
SEPARATEURS = (";", ",", "\t", "|")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def lire_tableau(contenu: bytes, nom: str, feuille: str | None = None) -> TableauLu:
    """Lire un CSV ou un classeur, tout en texte.

    Lève ImportationErreur : vide, binaire, illisible, feuille absente.
    """
    if not contenu.strip():
        raise refus.vide(nom)
    if Path(nom).suffix.lower() in CLASSEURS:
        return _classeur(contenu, nom, feuille)
    if b"\x00" in contenu[:4000] and not contenu.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise refus.illisible(nom)
    return _texte(contenu, nom)


def _texte(contenu: bytes, nom: str) -> TableauLu:
    encodage = _encodage(contenu)
    try:
        texte = contenu.decode(encodage)
    except UnicodeDecodeError as erreur:
        raise refus.illisible(nom) from erreur
    separateur = _separateur(texte)
    lignes = _lignes(texte, separateur)
    if not lignes:
        raise refus.vide(nom)
    return _tableau(lignes, nom, encodage=encodage, separateur=separateur)


def _encodage(contenu: bytes) -> str:
    """BOM d'abord, UTF-8 s'il se décode, sinon Windows-1252 (Excel français)."""
    for marque, encodage in _BOMS:
        if contenu.startswith(marque):
            return encodage
    try:
        contenu.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252" if _est_cp1252(contenu) else "latin-1"
    return "utf-8"


def _est_cp1252(contenu: bytes) -> bool:
    return not any(octet in contenu for octet in b"\x81\x8d\x8f\x90\x9d")


def _separateur(texte: str) -> str:
    """Celui dont le compte par ligne est le plus régulier, à nombre de colonnes égal le plus grand."""
    tete = [ligne for ligne in texte.splitlines()[:60] if ligne.strip()]
    notes = {}
    for candidat in SEPARATEURS:
        comptes = Counter(len(r) for r in csv.reader(tete, delimiter=candidat, skipinitialspace=True))
        colonnes, combien = max(comptes.items(), key=lambda c: (c[1] * (c[0] > 1), c[0]))
        notes[candidat] = (combien * (colonnes > 1), colonnes)
    return max(notes, key=lambda s: notes[s])


def _lignes(texte: str, separateur: str) -> list[tuple[int, list[str]]]:
    """Lignes non vides et leur numéro dans le fichier."""
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, skipinitialspace=True)
    return [
        (lecteur.line_num, [c.strip() for c in ligne]) for ligne in lecteur if any(c.strip() for c in ligne)
    ]


def _tableau(lignes: list[tuple[int, list[str]]], nom: str, **champs: str) -> TableauLu:
    largeur = Counter(len(ligne) for _, ligne in lignes).most_common(1)[0][0]
    debut = next(i for i, (_, ligne) in enumerate(lignes) if len(ligne) == largeur)
    entetes = _uniques(lignes[debut][1])
    corps = [(n, ligne) for n, ligne in lignes[debut + 1 :]]
    pleines = [(n, (ligne + [""] * largeur)[:largeur]) for n, ligne in corps if len(ligne) > largeur // 2]
    ecartees = len(lignes) - 1 - len(pleines)
    donnees = {e: [ligne[i] or None for _, ligne in pleines] for i, e in enumerate(entetes)}
    cadre = pl.DataFrame(donnees, schema={e: pl.String for e in entetes}).with_columns(
        pl.Series(LIGNE, [n for n, _ in pleines], dtype=pl.Int64)
    )
    remarques = (
        (f"{ecartees} lignes de titre ou de note, sans les colonnes du tableau, mises de côté.",)
        if ecartees
        else ()
    )
    return TableauLu(nom, cadre, remarques=remarques, **champs)  # type: ignore[arg-type]


def _uniques(entetes: list[str]) -> list[str]:
    """Nommer les colonnes sans nom et distinguer les doublons."""
    vus: Counter[str] = Counter()
    noms = []
    for rang, entete in enumerate(entetes):
        nom = " ".join(entete.split()) or f"Colonne {rang + 1}"
        vus[nom] += 1
        noms.append(nom if vus[nom] == 1 else f"{nom} ({vus[nom]})")
    return noms


def _classeur(contenu: bytes, nom: str, feuille: str | None) -> TableauLu:
    try:
        classeur = fastexcel.read_excel(contenu)
        feuilles = tuple(classeur.sheet_names)
        choisie = feuille or feuilles[0]
        brut = classeur.load_sheet(choisie, header_row=None, dtypes="string").to_polars()
    except Exception as erreur:  # le lecteur de classeurs lève des types à lui
        raise refus.illisible(
            nom, "Ce classeur ne s'ouvre pas, ou la feuille demandée n'existe pas."
        ) from erreur
    lignes = [
        (rang + 1, [(c or "").strip() for c in ligne])
        for rang, ligne in enumerate(brut.iter_rows())
        if any(c and c.strip() for c in ligne)
    ]
    if not lignes:
        raise refus.vide(nom)
    lu = _tableau([(n, _sans_queue(ligne)) for n, ligne in lignes], nom, feuille=choisie)
    autres = [f for f in feuilles if f != choisie]
    remarques = lu.remarques + (
        (f"Feuille lue\u00a0: {choisie}. Autres feuilles\u00a0: {', '.join(autres)}.",) if autres else ()
    )
    return TableauLu(nom, lu.cadre, feuille=choisie, feuilles=feuilles, remarques=remarques)


def _sans_queue(ligne: list[str]) -> list[str]:
    return ligne
