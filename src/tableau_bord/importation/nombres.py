"""Reconnaître un nombre écrit à la française ou à l'anglaise, et un code d'absence, sans deviner à tort."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.importation.absences import motifs

_MILLIERS = r"^[-+]?\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?:[.,]\d+)?$"
_ENTIER = r"^[-+]?\d+$"
_SIMPLE = r"^\d{1,15}$"
_SCIENCE = r"^[-+]?\d+(?:[.,]\d+)?[eE][-+]?\d+$"


@dataclass(frozen=True)
class Lecture:
    """Une colonne lue : nombres, motifs d'absence, textes refusés, nombres ambigus, ce qui a été décidé.

    `simple` : rien que des entiers sans signe.
    """

    valeurs: pl.Series
    motifs: pl.Series
    fautives: pl.Series
    ambigues: pl.Series
    decision: str = ""
    simple: bool = False


def lire_nombres(
    colonne: pl.Series,
    *,
    entiers: bool = False,
    usage: str = "",
    repli: str = "",
    imposee: bool = False,
    choisie: bool = False,
) -> Lecture:
    """Lire une colonne de texte en Float64.

    « 1,234 » peut être 1,234 ou 1 234 : la colonne entière en décide (« 12,5 » ou « 12.50 » s'y
    trouvent), sinon, pour un compte (`entiers`), le fait que toute la colonne s'écrive ainsi, sinon
    `usage` (la décimale des colonnes voisines : « , » ou « . »), sinon `repli` (celle qu'annonce le
    séparateur). Si rien ne tranche, ou si deux indices se contredisent, ces cases sont `ambigues` :
    ni lues ni arrondies. `imposee` : `usage` prime, si la colonne n'emploie que ce signe ; `choisie` :
    `usage` a été choisi pour tout le fichier, il prime toujours.
    """
    if colonne.str.contains(_SIMPLE).all():
        return _lire_simples(colonne)
    nu = _epurer(colonne)
    imposee = choisie or (imposee and not nu.str.contains("," if usage == "." else ".", literal=True).any())
    decimale, decision = (usage, "") if imposee else _decider(nu, entiers, usage, repli)
    valeurs = _convertir(nu, decimale)
    absents = motifs(colonne).set(valeurs.is_not_null(), None)
    ambigues = (valeurs.is_null() & _est_ambigu(nu)).fill_null(False)
    fautives = valeurs.is_null() & absents.is_null() & ~ambigues
    return Lecture(valeurs, absents, fautives, ambigues, decision)


def _lire_simples(colonne: pl.Series) -> Lecture:
    """La voie courte d'une colonne d'entiers sans signe, où seule une case vide manque."""
    jamais = pl.Series([False]).new_from_index(0, colonne.len())
    return Lecture(
        colonne.cast(pl.Float64).rename("valeurs"), _motifs_des_vides(colonne), jamais, jamais, simple=True
    )


def _motifs_des_vides(colonne: pl.Series) -> pl.Series:
    vide = pl.Series([Motif.NON_DISPONIBLE.value]).new_from_index(0, colonne.len())
    return vide.set(colonne.is_not_null(), None)


def decimale_sure(colonne: pl.Series) -> str:
    """« , » ou « . » si la colonne en porte la preuve et une seule, sinon chaîne vide."""
    if colonne.str.contains(_SIMPLE).all():
        return ""
    nu = _epurer(colonne)
    virgule, point = _preuve(nu, ",", "."), _preuve(nu, ".", ",")
    return "" if virgule == point else ("," if virgule else ".")


def _epurer(colonne: pl.Series) -> pl.Series:
    """Sans espaces autour, moins ordinaire, sans « % » ni « E » (à prendre avec prudence) final ni espaces de milliers bien placés."""
    nu = colonne.str.strip_chars().str.replace_all("\u2212", "-")
    nu = nu.str.replace(r"(\d\s*%?)\s*\(?E\)?$", "${1}").str.replace(r"\s*%$", "")
    groupes = nu.str.contains(_MILLIERS).fill_null(False)
    return nu.zip_with(~groupes, nu.str.replace_all(r"[ \u00a0\u202f\u2009'’]", "")) if groupes.any() else nu


def _ambigu(signe: str) -> str:
    return rf"^[-+]?[1-9]\d{{0,2}}[{signe}]\d{{3}}$"


def _une(signe: str) -> str:
    return rf"^[-+]?\d*[{signe}]\d+$"


def _mille(signe: str, decimale: str) -> str:
    """Plusieurs groupes de milliers, ou un groupe et une décimale : plus de doute."""
    return rf"^[-+]?[1-9]\d{{0,2}}(?:(?:[{signe}]\d{{3}}){{2,}}|(?:[{signe}]\d{{3}})+[{decimale}]\d+)$"


def _est_ambigu(nu: pl.Series) -> pl.Series:
    return nu.str.contains(_ambigu(",.")).fill_null(False)


def _preuve(nu: pl.Series, decimale: str, autre: str) -> bool:
    """La colonne emploie-t-elle, sans doute possible, ce signe comme décimale ?"""
    seule = nu.str.contains(_une(decimale)) & ~nu.str.contains(_ambigu(decimale))
    return bool(seule.any()) or bool(nu.str.contains(_mille(autre, decimale)).any())


def _decider(nu: pl.Series, entiers: bool, usage: str, repli: str) -> tuple[str, str]:
    """La décimale de la colonne, et la phrase qui le dit quand un nombre pouvait se lire de deux façons."""
    doute = nu.filter(_est_ambigu(nu))
    if doute.is_empty():
        return "", ""
    virgule, point = _preuve(nu, ",", "."), _preuve(nu, ".", ",")
    if virgule or point:
        choix = "" if virgule == point else ("," if virgule else ".")
        return _dire(doute, choix, "les autres nombres de la colonne le montrent")
    virgules = doute.str.contains(",", literal=True)
    if not (virgules.all() or not virgules.any()):
        return "", ""
    signe = "," if virgules.all() else "."
    autre = "." if signe == "," else ","
    if entiers and not _quatre_chiffres(nu) and usage in {"", autre}:
        return _dire(doute, autre, "tous les nombres de plus de trois chiffres y sont groupés")
    if usage == "." or (not entiers and usage == signe):
        return _dire(doute, usage, "c'est l'usage du reste du fichier")
    return _dire(
        doute, repli if repli == signe and not usage else "", "c'est l'usage des fichiers à points-virgules"
    )


def _quatre_chiffres(nu: pl.Series) -> bool:
    return bool(nu.str.contains(r"^[-+]?\d{4,}$").any())


def _dire(doute: pl.Series, decimale: str, raison: str) -> tuple[str, str]:
    if not decimale:
        return "", ""
    exemple = str(doute[0])
    decimal = decimale in exemple
    lu = exemple.replace(".", ",") if decimal else exemple.replace(",", "\u00a0").replace(".", "\u00a0")
    return decimale, f"«\u00a0{exemple}\u00a0» est lu {lu}\u00a0: {raison}."


def _convertir(nu: pl.Series, decimale: str) -> pl.Series:
    """Texte épuré → Float64 ; nul pour ce qui n'est pas un nombre, ou reste ambigu (`decimale` vide)."""
    t = pl.col("t")
    point = t.str.replace(",", ".", literal=True)
    milliers = t.str.replace_all("[,.]", "")
    decide = pl.when(t.str.contains(decimale, literal=True)).then(point).otherwise(milliers)
    choix = (
        pl.when(t.str.contains(_ENTIER))
        .then(t)
        .when(t.str.contains(_ambigu(",.")))
        .then(decide if decimale else pl.lit(None, dtype=pl.String))
        .when(t.str.contains(_une(",.")) | t.str.contains(_SCIENCE))
        .then(point)
        .when(t.str.contains(_mille(",", ".")))
        .then(t.str.replace_all(",", "", literal=True))
        .when(t.str.contains(_mille(".", ",")))
        .then(t.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
    )
    lus = nu.to_frame("t").select(choix.str.strip_prefix("+").cast(pl.Float64, strict=False)).to_series()
    absences = nu.str.contains(r"^-9{3,4}$").fill_null(False)
    return lus.set(absences | lus.is_infinite().fill_null(False), None).rename("valeurs")


def expliquer(valeur: str) -> str:
    """Dire pourquoi un texte n'est pas un nombre (« Le dernier signe est la lettre O. »)."""
    lettres = [i for i, signe in enumerate(valeur) if signe.isalpha()]
    if len(lettres) == 1 and any(signe.isdigit() for signe in valeur):
        return f"{_place(lettres[0], len(valeur))} est la lettre {valeur[lettres[0]]}."
    if not lettres and any(signe.isspace() for signe in valeur):
        return "Les espaces n'y séparent pas des groupes de trois chiffres."
    return "On attend des chiffres, une virgule et des espaces de milliers."


def _place(rang: int, longueur: int) -> str:
    if rang == longueur - 1:
        return "Le dernier signe"
    return "Le premier signe" if rang == 0 else f"Le {rang + 1}e signe"
