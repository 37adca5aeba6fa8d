"""Lire un fichier tel qu'il sort de l'outil, tout en texte, chaque ligne avec son numéro d'origine."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import replace

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import archive, classeur, colonnaire, entetes, refus, texte
from tableau_bord.importation.colonnes_jointes import noms_uniques
from tableau_bord.importation.modele import LIGNE, TableauLu

SEPARATEURS = (";", "\t", "|", ",")
_LIGNES_SONDEES = 100
_BALISES = ("<!doctype html", "<html", "<head", "<body", "<table", "<?xml", "<!--", "<script", "<meta")
DANS = " › "
"""Joint, dans une archive, le fichier et la feuille : « cas.xlsx › Données »."""


def lire_tableau(contenu: bytes, nom: str, feuille: str | None = None) -> TableauLu:
    """Lire un CSV, un TSV, un classeur (XLSX, XLS, ODS), un Parquet, ou celui qu'un ZIP ou un GZIP contient.

    Tout est en texte. L'encodage, le séparateur, la feuille et l'en-tête, même sur plusieurs lignes, se
    reconnaissent au contenu ; ce qui a été décidé se lit dans `remarques`. `feuille` choisit la feuille
    d'un classeur ou le fichier d'une archive (« cas.xlsx › Données » pour les deux) ; `feuilles` les liste.

    Lève ImportationErreur : vide, binaire, page Web, illisible, protégé, archive piégée, feuille absente.
    """
    if not contenu.strip():
        raise refus.vide(nom)
    if archive.est_zip(contenu) and not classeur.est_classeur(contenu, nom):
        return _de_l_archive(contenu, nom, feuille)
    if archive.est_gzip(contenu):
        return _du_gzip(contenu, nom)
    return _simple(contenu, nom, feuille)


def _simple(contenu: bytes, nom: str, feuille: str | None) -> TableauLu:
    """Lire ce qui n'est pas compressé : classeur, Parquet ou texte."""
    if not contenu.strip():
        raise refus.vide(nom)
    if classeur.est_classeur(contenu, nom):
        g = classeur.grille(contenu, nom, feuille)
        return _tableau(g.cadre, nom, g.remarques, g.fusions, feuille=g.feuille, feuilles=g.feuilles)
    if colonnaire.est_parquet(contenu):
        return colonnaire.lire(contenu, nom)
    lu, encodage, decidees = texte.decoder(contenu, nom)
    if not lu.strip():
        raise refus.vide(nom)
    refuser_une_page(lu, nom)
    coupe = separateur(lu)
    cadre, remarques = texte.grille(lu, coupe)
    return _tableau(cadre, nom, (*decidees, *remarques), {}, encodage=encodage, separateur=coupe)


def _de_l_archive(contenu: bytes, nom: str, feuille: str | None) -> TableauLu:
    """Un seul tableau dans l'archive : le lire ; plusieurs : celui que nomme `feuille`, sinon le plus gros."""
    fichiers = archive.tableaux(contenu, nom)
    if len(fichiers) == 1 and feuille not in fichiers:
        lu = _simple(archive.extraire(contenu, nom, fichiers[0]), _dans(nom, fichiers[0]), feuille)
        return replace(lu, nom=nom)
    fichier, _, onglet = (feuille or fichiers[0]).partition(DANS)
    lu = _simple(archive.extraire(contenu, nom, fichier), _dans(nom, fichier), onglet or None)
    onglets = [fichier + DANS + f for f in lu.feuilles] if len(lu.feuilles) > 1 else []
    choisie = fichier + DANS + lu.feuille if onglets else fichier
    autres = [f"«\u00a0{f}\u00a0»" for f in fichiers if f != fichier]
    dite = f"Fichier lu dans l'archive\u00a0: «\u00a0{fichier}\u00a0». {_pas_lus(autres)}" if autres else ""
    return replace(
        lu,
        nom=nom,
        feuille=choisie,
        feuilles=(*fichiers, *onglets),
        remarques=(dite, *lu.remarques) if dite else lu.remarques,
    )


def _pas_lus(autres: list[str]) -> str:
    nommes = enumerer(autres) if len(autres) <= 6 else f"{', '.join(autres[:6])}…"
    return f"{compter(len(autres), 'autre ne l’est pas', 'autres ne le sont pas')}\u00a0: {nommes}."


def _du_gzip(contenu: bytes, nom: str) -> TableauLu:
    ouvert = archive.degonfler(contenu, nom)
    if archive.est_zip(ouvert) or archive.est_gzip(ouvert):
        raise refus.illisible(nom, "Cette archive en contient une autre.")
    return _simple(ouvert, nom, None)


def refuser_une_page(lu: str, nom: str) -> None:
    """Lève ImportationErreur si le texte est une page Web ou du XML : un tableau n'y est pas lu."""
    if not lu[:2000].lstrip("\ufeff \n\t").lower().startswith(_BALISES):
        return
    titre = re.search(r"<title[^>]*>([^<]{1,120})", lu[:20_000], re.IGNORECASE)
    mots = " ".join(re.sub(r"[^\w .,-]", " ", titre[1]).split()) if titre else ""
    intitule = f", intitulée «\u00a0{mots}\u00a0»" if mots else ""
    raise ImportationErreur(
        "page_web",
        f"Ce fichier est une page Web{intitule}, pas un tableau.",
        ou=f"Fichier «\u00a0{nom}\u00a0»",
        remede="Le site a sans doute rendu une page d'erreur ou de connexion\u00a0: téléchargez de nouveau le tableau.",
    )


def _dans(nom: str, fichier: str) -> str:
    return f"{nom}{DANS}{fichier}"


def _tableau(
    grille: pl.DataFrame, nom: str, remarques: tuple[str, ...], fusions: entetes.Fusions, **origine: object
) -> TableauLu:
    """Trouver l'en-tête, nommer les colonnes, laisser de côté titres et notes."""
    propre = _propre(grille)
    if propre.is_empty():
        raise refus.vide(nom)
    tete = entetes.trouver(propre, fusions)
    corps, notes = entetes.sans_notes(propre.slice(tete.donnees))
    if corps.is_empty():
        raise refus.sans_lignes(nom)
    sans_entete = tete.donnees == tete.debut
    dites = (*remarques, *_remarques(tete, notes))
    ligne = 0 if sans_entete else int(propre[LIGNE][tete.donnees - 1])
    return TableauLu(nom, _nommer(corps, tete.noms), remarques=dites, entete_ligne=ligne, **origine)  # type: ignore[arg-type]


def separateur(lu: str) -> str:
    """Celui qui coupe le plus régulièrement les lignes sans laisser d'autre séparateur dans les cellules."""
    tete = [ligne for ligne in lu[:400_000].split("\n") if ligne.strip()][:_LIGNES_SONDEES]
    notes = {candidat: _note(tete, candidat) for candidat in SEPARATEURS}
    return max(SEPARATEURS, key=lambda candidat: notes[candidat])


def _note(lignes: list[str], candidat: str) -> float:
    """Part de lignes de même largeur, moins ce qui reste d'autres séparateurs dans leurs cellules."""
    try:
        rangees = list(csv.reader(lignes, delimiter=candidat, skipinitialspace=True))
    except csv.Error:
        return 0.0
    largeurs = Counter(len(r) for r in rangees if len(r) > 1)
    if not largeurs or _une_seule_colonne(lignes, [len(r) for r in rangees], candidat):
        return 0.0
    largeur, combien = largeurs.most_common(1)[0]
    cellules = [c for r in rangees if len(r) == largeur for c in r]
    autres = re.compile("|".join(_isole(s) for s in SEPARATEURS if s != candidat))
    return combien / len(rangees) - 0.5 * sum(bool(autres.search(c)) for c in cellules) / len(cellules)


def _une_seule_colonne(lignes: list[str], largeurs: list[int], candidat: str) -> bool:
    """Vrai si ce séparateur ne coupe que des décimales sous un titre, ou que la moindre part des lignes."""
    debut = next(i for i, n in enumerate(largeurs) if n > 1)
    if largeurs[debut:].count(1) > len(largeurs[debut:]) / 2:
        return True
    decimales = candidat == "," and max(largeurs) == 2 and not any(re.search(_isole(","), x) for x in lignes)
    return decimales and largeurs[0] == 1


def _isole(signe: str) -> str:
    """Une virgule entre deux chiffres est une décimale, pas un séparateur."""
    return r"(?<!\d),|,(?!\d)" if signe == "," else re.escape(signe)


def _propre(grille: pl.DataFrame) -> pl.DataFrame:
    """Cellules sans espaces autour, vides devenues nulles, lignes vides retirées."""
    if grille.is_empty():
        return grille
    cellules = [c for c in grille.columns if c != LIGNE]
    propres = grille.with_columns(pl.col(cellules).str.strip_chars().replace("", None))
    return propres.filter(pl.any_horizontal(pl.col(cellules).is_not_null())).select(LIGNE, *cellules)


def _nommer(corps: pl.DataFrame, noms: tuple[str | None, ...]) -> pl.DataFrame:
    """Donner aux colonnes un nom unique ; une colonne sans nom ni valeur disparaît."""
    cellules = [c for c in corps.columns if c != LIGNE]
    gardees = [
        (c, n) for c, n in zip(cellules, noms, strict=True) if n or corps[c].null_count() < corps.height
    ]
    uniques = noms_uniques([n or f"Colonne {int(c[1:]) + 1}" for c, n in gardees])
    return corps.select(*(pl.col(c).alias(n) for (c, _), n in zip(gardees, uniques, strict=True)), LIGNE)


def _remarques(tete: entetes.Entete, notes: int) -> list[str]:
    dites = []
    if tete.debut:
        titres = compter(tete.debut, "ligne de titre laissée", "lignes de titre laissées")
        dites.append(f"{titres} de côté au-dessus de l'en-tête.")
    if tete.donnees - tete.debut > 1:
        dites.append(
            f"L'en-tête tient sur {tete.donnees - tete.debut}\u00a0lignes, jointes par «\u00a0|\u00a0»."
        )
    if notes:
        laissees = compter(notes, "ligne de note laissée", "lignes de note laissées")
        dites.append(f"{laissees} de côté sous le tableau.")
    if tete.donnees == tete.debut:
        dites.append("Ce fichier n'a pas d'en-tête\u00a0: ses colonnes sont numérotées.")
    return dites
