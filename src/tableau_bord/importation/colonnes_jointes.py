"""Les noms de colonnes : les rendre uniques, lire ce qu'ils portent, les traduire par un dictionnaire joint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter
from tableau_bord.importation import normes
from tableau_bord.importation.entetes import NIVEAU
from tableau_bord.importation.modele import LIGNE, TableauLu

PERIODE, SEXE, AGE, MESURE = "Période", "Sexe", "Âge", "Mesure"
_AN = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?:\s*(?:-|–|/|à|au|_)\s*(?:19|20)\d{2}|/\d{2}|-\d{2}(?:-\d{2})?)?(?!\d)"
)
_AGE = re.compile(
    r"(?i)(?:(?:moins (?:de |d['’])?|< ?)(?:un|\d+) ans?|\d+ ?(?:-|–|à|_) ?\d+ (?:ans|years|yrs)"
    r"|\d+ ans? ?(?:(?:et|ou) (?:plus|\+)|\+)|\d+ ans?)(?!\w)"
)
_CLASSE_NUE = re.compile(r"\d{1,3} ?(?:[-–à_]|to) ?\d{1,3}|\d{1,3} ?\+|\d{1,3}")
_MOT_DE_SEXE = re.compile(
    r"(?i)(?<![^\W_])(?:(?:hommes?|femmes?|masculin|f[ée]minin|gar[çc]ons?|filles?|males?|females?|men|women"
    r"|les deux sexes|sexes réunis)(?![^\W_])|(?:total|ensemble)(?=\+?(?:$|\s*[-–_,(])))\+?"
)
_LETTRE_DE_SEXE = re.compile(r"(?:^|(?<=[_ ]))[FHM](?:$|(?=[_ ]))")
_NAISSANT = re.compile(r"(?i)moins (?:de |d['’])?(?:un|1) an")
DIMENSIONS = (PERIODE, SEXE, AGE)
_MOTIFS = ((PERIODE, _AN), (AGE, _AGE), (SEXE, _MOT_DE_SEXE), (SEXE, _LETTRE_DE_SEXE))
_BORDS = " \t\u00a0_-–,;:()[]/|."
_LIEN = re.compile(r"(?i)\s+(?:en|de|pour|à|au|année)$")
Porte = dict[str, str]
"""Ce qu'un nom de colonne porte : Période, Sexe, Âge, et « Mesure » pour le reste."""
_LIBELLE = (
    r"(libelle|intitule|etiquette)s?( .*)?|.*\b(libelle|intitule|etiquette)s?( (court|francais|fr))?",
    r".*\b(noms? complets?|titres?|labels?|significations?)\b.*",
    r".*\b(descriptions?|definitions?|noms?|names?)\b.*",
)
"""Ce que dit le nom de la colonne des libellés, le plus sûr d'abord."""
_PART_MINIMALE = 0.5
_TROP_LONG = 160


def noms_uniques(entetes: Sequence[str]) -> list[str]:
    """Les mêmes noms, un rang entre parenthèses à ceux qui se répètent ; `_ligne` est réservé."""
    pris, rangs, noms = {LIGNE}, dict[str, int](), []
    for entete in entetes:
        base = " ".join(entete.split())
        nom, rang = base, rangs.get(base, 1)
        while nom in pris:
            rang += 1
            nom = f"{base} ({rang})"
        rangs[base] = rang
        pris.add(nom)
        noms.append(nom)
    return noms


def lire_le_nom(nom: str, dimensions: Sequence[str] = DIMENSIONS) -> Porte:
    """Défaire « 2021 | Hommes | Nombre », « Population, 2016 », « F_2021 », « 90 ans ou plus »."""
    lu: Porte = {}
    restes: list[str] = []
    for partie in nom.split(NIVEAU):
        reste = partie.strip(_BORDS)
        for dimension, motif in _MOTIFS:
            trouve = motif.search(reste) if dimension in dimensions and dimension not in lu else None
            if trouve:
                lu[dimension] = trouve[0]
                cotes = (reste[: trouve.start()].rstrip(_BORDS), reste[trouve.end() :].lstrip(_BORDS))
                reste = " ".join(c for c in cotes if c)
        if AGE in dimensions and AGE not in lu and _est_un_age(reste):
            lu[AGE], reste = reste.replace("_", "-"), ""
        restes.append(_LIEN.sub("", reste.strip(_BORDS)))
    mesure = NIVEAU.join(r for r in restes if r)
    if _NAISSANT.fullmatch(lu.get(AGE, "")):
        lu[AGE] = "0"
    return lu | {MESURE: mesure} if mesure else lu


def _est_un_age(reste: str) -> bool:
    return bool(_CLASSE_NUE.fullmatch(reste)) or normes.age_en_mots(reste) == "tous"


def renommer(tableau: TableauLu, dictionnaire: TableauLu) -> TableauLu:
    """Renommer les colonnes que le dictionnaire connaît ; les autres gardent leur nom, et c'est dit.

    La colonne des codes est celle du dictionnaire où se retrouvent le plus de colonnes du tableau (casse,
    accents et ponctuation à part) ; celle des libellés se reconnaît à son nom, sinon à ses textes. Un code
    écrit deux fois garde son premier libellé. Deux libellés pareils se distinguent par un rang.

    Lève ImportationErreur : le dictionnaire ne nomme aucune colonne du tableau, ou n'a pas de libellés.
    """
    codes = _colonne_des_codes(tableau, dictionnaire)
    libelles = _colonne_des_libelles(dictionnaire, codes)
    table = _table(dictionnaire.cadre, codes, libelles)
    nouveaux = noms_uniques([table.get(_cle(c)) or c for c in tableau.colonnes])
    cadre = tableau.cadre.select(
        *(pl.col(c).alias(n) for c, n in zip(tableau.colonnes, nouveaux, strict=True)), LIGNE
    )
    return replace(tableau, cadre=cadre, remarques=(*tableau.remarques, *_dire(tableau, dictionnaire, table)))


def _cle(nom: str) -> str:
    return normes.nu(nom) or nom


def _colonne_des_codes(tableau: TableauLu, dictionnaire: TableauLu) -> str:
    cherches = {_cle(c) for c in tableau.colonnes}
    notes = {
        c: len(cherches & {_cle(v) for v in dictionnaire.cadre[c].drop_nulls().unique().to_list()})
        for c in dictionnaire.colonnes
    }
    meilleure = max(notes, key=lambda c: notes[c], default="")
    if not meilleure or not notes[meilleure]:
        raise ImportationErreur(
            "dictionnaire_etranger",
            f"Aucune colonne de «\u00a0{tableau.nom}\u00a0» ne se trouve dans ce dictionnaire.",
            ou=f"Fichier «\u00a0{dictionnaire.nom}\u00a0»",
            remede=f"Il doit nommer des colonnes comme\u00a0: {', '.join(tableau.colonnes[:6])}.",
        )
    return meilleure


def _colonne_des_libelles(dictionnaire: TableauLu, codes: str) -> str:
    """D'après son nom ; à défaut, la colonne de textes la plus variée, ni nombres ni codes."""
    autres = [c for c in dictionnaire.colonnes if c != codes and _sont_des_mots(dictionnaire.cadre[c])]
    if not autres:
        raise ImportationErreur(
            "dictionnaire_sans_libelles",
            "Ce dictionnaire n'a pas de colonne de libellés.",
            ou=f"Fichier «\u00a0{dictionnaire.nom}\u00a0»",
            remede=f"À côté de «\u00a0{codes}\u00a0», donnez une colonne «\u00a0Libellé\u00a0».",
        )
    for motif in _LIBELLE:
        if dites := [c for c in autres if re.fullmatch(motif, normes.nu(c))]:
            return min(dites, key=lambda c: not normes.nu(c).endswith((" fr", " francais")))
    return max(autres, key=lambda c: dictionnaire.cadre[c].n_unique())


def _sont_des_mots(colonne: pl.Series) -> bool:
    textes = colonne.drop_nulls()
    if textes.is_empty():
        return False
    mots = textes.str.contains(r"\p{L}{2}") & (textes.str.len_chars() <= _TROP_LONG)
    return bool((mots.mean() or 0.0) >= _PART_MINIMALE)  # type: ignore[operator]


def _table(cadre: pl.DataFrame, codes: str, libelles: str) -> dict[str, str]:
    paires = (
        cadre.select(codes, libelles).drop_nulls().unique(subset=codes, keep="first", maintain_order=True)
    )
    table: dict[str, str] = {}
    for code, libelle in paires.iter_rows():
        table.setdefault(_cle(code), libelle)
    return table


def _dire(tableau: TableauLu, dictionnaire: TableauLu, table: dict[str, str]) -> list[str]:
    inconnues = [c for c in tableau.colonnes if _cle(c) not in table]
    combien = compter(len(tableau.colonnes) - len(inconnues), "colonne renommée", "colonnes renommées")
    dites = [f"{combien} d'après «\u00a0{dictionnaire.nom}\u00a0»."]
    if inconnues:
        suite = "…" if len(inconnues) > 6 else "."
        dites.append(f"Sans libellé dans ce dictionnaire\u00a0: {', '.join(inconnues[:6])}{suite}")
    return dites
