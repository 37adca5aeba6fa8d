"""Lire un fichier tel qu'il sort de l'outil, tout en texte, chaque ligne avec son numéro d'origine."""

from __future__ import annotations

import re
from itertools import pairwise

import polars as pl

from tableau_bord.commun.francais import compter
from tableau_bord.importation import classeur, refus, texte
from tableau_bord.importation.modele import LIGNE, TableauLu

_SONDE = 200
_NOTE = re.compile(r"^(sources?|notes?|remarques?|légende|mise à jour|\*+|†|¹|nota)(?=\W|$)", re.IGNORECASE)
_NOMBRE = r"^[-+]?\d+(?:[.,]\d+)?$"
_ANNEE = r"^(?:19|20)\d{2}$"


def lire_tableau(contenu: bytes, nom: str, feuille: str | None = None) -> TableauLu:
    """Lire un CSV, un TSV ou un classeur (XLSX, XLS, ODS), tout en texte.

    L'encodage, le séparateur, la feuille et la ligne d'en-tête se reconnaissent au contenu ; ce qui a
    été décidé se lit dans `remarques`. Lève ImportationErreur : vide, binaire, illisible, feuille absente.
    """
    if not contenu.strip():
        raise refus.vide(nom)
    if classeur.est_classeur(contenu, nom):
        cadre, choisie, feuilles, remarques = classeur.grille(contenu, nom, feuille)
        return _tableau(cadre, nom, remarques, feuille=choisie, feuilles=feuilles)
    lu, encodage, remarque = texte.decoder(contenu, nom)
    if not lu.strip():
        raise refus.vide(nom)
    separateur = texte.separateur(lu)
    cadre, remarques = texte.grille(lu, separateur, nom)
    return _tableau(
        cadre,
        nom,
        (remarque, *remarques) if remarque else remarques,
        encodage=encodage,
        separateur=separateur,
    )


def _tableau(grille: pl.DataFrame, nom: str, remarques: tuple[str, ...], **origine: object) -> TableauLu:
    """Trouver l'en-tête, nommer les colonnes, laisser de côté titres et notes."""
    propre = _propre(grille)
    if propre.is_empty():
        raise refus.vide(nom)
    rang = _rang_de_l_entete(propre)
    sans_entete = _est_donnee(propre, rang)
    corps = propre.slice(rang if sans_entete else rang + 1)
    corps, notes = _sans_notes(corps)
    entete = [None] * (propre.width - 1) if sans_entete else list(propre.drop(LIGNE).row(rang))
    if corps.is_empty():
        raise refus.sans_lignes(nom)
    cadre = _nommer(corps, entete)
    dites = (*remarques, *_remarques(rang, notes, sans_entete))
    ligne = 0 if sans_entete else int(propre[LIGNE][rang])
    return TableauLu(nom, cadre, remarques=dites, entete_ligne=ligne, **origine)  # type: ignore[arg-type]


def _propre(grille: pl.DataFrame) -> pl.DataFrame:
    """Cellules sans espaces autour, vides devenues nulles, lignes vides retirées."""
    if grille.is_empty():
        return grille
    cellules = [c for c in grille.columns if c != LIGNE]
    propres = grille.with_columns(pl.col(cellules).str.strip_chars().replace("", None))
    return propres.filter(pl.any_horizontal(pl.col(cellules).is_not_null())).select(LIGNE, *cellules)


def _rang_de_l_entete(propre: pl.DataFrame) -> int:
    """Première ligne presque aussi remplie que la ligne ordinaire ; au-dessus, c'est un titre."""
    pleines = propre.head(_SONDE).select(pl.sum_horizontal(pl.exclude(LIGNE).is_not_null())).to_series()
    ordinaire = pleines.mode().max()
    seuil = 0.6 * (ordinaire if isinstance(ordinaire, int) else 1)
    return next((i for i, n in enumerate(pleines.to_list()) if n >= seuil), 0)


def _est_donnee(propre: pl.DataFrame, rang: int) -> bool:
    """Vrai si la ligne d'en-tête ressemble en tout à la suivante : le fichier n'a pas d'en-tête.

    Des années, ou des âges qui se suivent, font un en-tête de tableau large.
    """
    if propre.height <= rang + 1:
        return False
    premiere, seconde = propre.drop(LIGNE).slice(rang, 2).rows()
    hauts = [x for x in premiere if x and re.match(_NOMBRE, x) and not re.match(_ANNEE, x)]
    suite = len(hauts) > 1 and all(h.isdigit() for h in hauts) and _se_suivent([int(h) for h in hauts])
    pareilles = [
        bool(re.match(_NOMBRE, a or "")) == bool(re.match(_NOMBRE, b or ""))
        for a, b in zip(premiere, seconde, strict=True)
    ]
    return bool(hauts) and not suite and all(pareilles)


def _se_suivent(entiers: list[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(entiers))


def _sans_notes(corps: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Retirer, au bas du tableau, les lignes d'une seule cellule qui sont une source ou une note."""
    if corps.width < 4:
        return corps, 0
    notes = 0
    for rangee in corps.tail(50).drop(LIGNE).rows()[::-1]:
        seules = [c for c in rangee if c is not None]
        if len(seules) != 1 or not (_NOTE.match(seules[0]) or len(seules[0]) > 80):
            break
        notes += 1
    return corps.head(corps.height - notes), notes


def _nommer(corps: pl.DataFrame, entete: list[str | None]) -> pl.DataFrame:
    """Donner aux colonnes un nom unique ; une colonne sans nom ni valeur disparaît."""
    cellules = [c for c in corps.columns if c != LIGNE]
    gardees = [
        (c, e) for c, e in zip(cellules, entete, strict=True) if e or corps[c].null_count() < corps.height
    ]
    noms = _uniques([e or f"Colonne {int(c[1:]) + 1}" for c, e in gardees])
    return corps.select(*(pl.col(c).alias(n) for (c, _), n in zip(gardees, noms, strict=True)), LIGNE)


def _uniques(entetes: list[str]) -> list[str]:
    noms: list[str] = []
    for entete in entetes:
        base, rang = " ".join(entete.split()), 1
        nom = base
        while nom in noms or nom == LIGNE:
            rang += 1
            nom = f"{base} ({rang})"
        noms.append(nom)
    return noms


def _remarques(titres: int, notes: int, sans_entete: bool) -> list[str]:
    dites = []
    if titres:
        dites.append(
            f"{compter(titres, 'ligne de titre laissée', 'lignes de titre laissées')} de côté au-dessus de l'en-tête."
        )
    if notes:
        dites.append(
            f"{compter(notes, 'ligne de note laissée', 'lignes de note laissées')} de côté sous le tableau."
        )
    if sans_entete:
        dites.append("Ce fichier n'a pas d'en-tête\u00a0: ses colonnes sont numérotées.")
    return dites
