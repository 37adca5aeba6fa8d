"""Les refus de lecture, une formulation chacun."""

from __future__ import annotations

from collections.abc import Iterable

from tableau_bord.commun.erreurs import ImportationErreur

_FICHIER = "Fichier «\u00a0{}\u00a0»"


def vide(nom: str) -> ImportationErreur:
    """Fichier sans contenu."""
    return ImportationErreur(
        "fichier_vide",
        "Ce fichier est vide.",
        ou=_FICHIER.format(nom),
        remede="Réexportez-le depuis votre outil.",
    )


def illisible(nom: str, quoi: str = "Ce fichier n'est pas un tableau lisible.") -> ImportationErreur:
    """Binaire renommé, classeur abîmé…"""
    return ImportationErreur(
        "fichier_illisible",
        quoi,
        ou=_FICHIER.format(nom),
        remede="Versez un CSV, un classeur XLSX, XLS ou ODS, un Parquet, ou une archive ZIP ou GZIP de l'un d'eux. Rien n'a été enregistré.",
    )


def sans_lignes(nom: str) -> ImportationErreur:
    """Un en-tête, et rien dessous."""
    return ImportationErreur(
        "aucune_ligne",
        "Ce fichier n'a qu'un en-tête, aucune ligne de données.",
        ou=_FICHIER.format(nom),
        remede="Réexportez-le depuis votre outil.",
    )


def feuille_absente(nom: str, feuille: str, feuilles: Iterable[str]) -> ImportationErreur:
    """La feuille demandée n'est pas dans le classeur."""
    return ImportationErreur(
        "feuille_absente",
        f"Ce classeur n'a pas de feuille «\u00a0{feuille}\u00a0».",
        ou=_FICHIER.format(nom),
        remede=f"Feuilles\u00a0: {', '.join(feuilles)}.",
    )


def colonnes_manquantes(nom: str, roles: Iterable[str], presentes: Iterable[str]) -> ImportationErreur:
    """Un rôle indispensable n'a pas de colonne."""
    nommes = " ni ".join(f"«\u00a0{r}\u00a0»" for r in roles)
    return ImportationErreur(
        "colonnes_manquantes",
        f"Aucune colonne ne porte le rôle {nommes}.",
        ou=_FICHIER.format(nom),
        remede=f"Colonnes lues\u00a0: {', '.join(list(presentes)[:12])}. Donnez ce rôle à l'une d'elles.",
    )


def sans_territoires(decoupage: str | None) -> ImportationErreur:
    """La base ne connaît aucun territoire de ce découpage."""
    quoi = (
        f"Cette base n'a pas de territoires «\u00a0{decoupage}\u00a0»."
        if decoupage
        else "Cette base n'a pas de territoires."
    )
    return ImportationErreur(
        "sans_territoires",
        quoi,
        ou="Territoires",
        remede="Versez d'abord les territoires\u00a0: polygones, ou liste de codes et de noms.",
    )


def champ_manquant(quoi: str, remede: str) -> ImportationErreur:
    """Le fichier ne dit pas la mesure ou la période, et l'analyste non plus."""
    return ImportationErreur("champ_manquant", quoi, ou="Ce que contient le fichier", remede=remede)


def trop_grand_pour(nom: str, genre: str) -> ImportationErreur:
    """Ce genre de fichier se comprend d'un seul tenant."""
    return ImportationErreur(
        "trop_grand",
        f"Ce fichier est trop grand pour être versé comme «\u00a0{genre}\u00a0».",
        ou=_FICHIER.format(nom),
        remede="Découpez-le par année ou par territoire. Seuls les indicateurs se versent par millions de lignes.",
    )


def change_pendant_la_lecture(nom: str) -> ImportationErreur:
    """Le fichier n'est plus celui qu'on a commencé à lire."""
    return ImportationErreur(
        "fichier_change",
        "Ce fichier a changé pendant sa lecture.",
        ou=_FICHIER.format(nom),
        remede="Attendez que son écriture soit finie, puis recommencez. Rien n'a été enregistré.",
    )


def lignes_inegales(nom: str, premiere: int, combien: int) -> ImportationErreur:
    """Un grand fichier dont des lignes n'ont pas le nombre de cellules de l'en-tête."""
    return ImportationErreur(
        "lignes_inegales",
        f"{combien} ligne(s) n'ont pas le même nombre de cellules que l'en-tête.",
        ou=f"Fichier «\u00a0{nom}\u00a0», ligne {premiere}",
        remede="Corrigez ces lignes (séparateur dans une cellule, guillemet manquant). Rien n'a été enregistré.",
    )
