"""Mettre en long un tableau large : années, sexes ou âges en colonnes, seuls ou par niveaux d'en-tête."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import normes
from tableau_bord.importation.colonnes_jointes import (
    AGE,
    DIMENSIONS,
    MESURE,
    PERIODE,
    SEXE,
    Porte,
    lire_le_nom,
    noms_uniques,
)
from tableau_bord.importation.entetes import NIVEAU
from tableau_bord.importation.modele import LIGNE, Role, TableauLu
from tableau_bord.importation.vocabulaire import MESURES, NOMS, nom_decoupe

_ROLES = {PERIODE: Role.PERIODE, SEXE: Role.SEXE, AGE: Role.AGE}
_CHIFFRE = r"^[-+<≤(]?\s*\d"
_CELLULE = rf"{_CHIFFRE}|^.{{0,5}}$"
_DECIMALE = r"\d[.,]\d{1,2}$|\d[.,]\d{4,}$|^0[.,]\d|%$"
_SONDE = 200
_AGES_NUS_MINIMUM = 5


@dataclass(frozen=True)
class Depliage:
    """Comment mettre un tableau en long.

    `colonnes` : celles qu'on déplie. `niveaux` : colonnes créées (« Année » ou « Période », « Sexe »,
    « Âge », « Mesure »). `cases` : pour chaque colonne dépliée, ce que porte chaque niveau, ou None.
    `valeurs` : pour chaque colonne dépliée, la colonne qui reçoit ses cases (« Nombre », « Valeur », « Taux »…).
    """

    colonnes: tuple[str, ...]
    niveaux: tuple[str, ...]
    cases: tuple[tuple[str | None, ...], ...]
    valeurs: tuple[str, ...]
    raison: str = ""

    def en_dict(self) -> dict[str, Any]:
        """De quoi l'écrire dans une recette (listes, textes et nuls)."""
        return asdict(self)

    @classmethod
    def de_dict(cls, lu: Mapping[str, Any]) -> Depliage:
        """Le relire ; l'inverse de `en_dict`, même passé par JSON."""
        cases = tuple(tuple(c) for c in lu["cases"])
        return cls(
            tuple(lu["colonnes"]), tuple(lu["niveaux"]), cases, tuple(lu["valeurs"]), lu.get("raison", "")
        )


def proposer_depliage(tableau: TableauLu) -> Depliage | None:
    """Proposer de mettre en long ; None pour un tableau déjà long.

    Une dimension se déplie si, pour une même mesure, elle prend deux valeurs (trois pour l'âge, hommes et
    femmes pour le sexe) et qu'aucune autre colonne ne la porte déjà. Des mesures de rôles différents
    (effectif, population, taux) restent en colonnes ; les autres vont dans « Mesure ».
    """
    portes = {c: lu for c in tableau.colonnes if len(lu := lire_le_nom(c)) > 1 or MESURE not in lu}
    portes = {c: portes[c] for c in _chiffrees(tableau.cadre, list(portes))}
    _oublier_les_faux_ages(portes)
    prises = _deja_en_lignes(tableau.cadre, [c for c in tableau.colonnes if c not in portes])
    libres = [d for d in DIMENSIONS if d not in prises and _varie(portes, d)]
    partagees = [d for d in DIMENSIONS if d in libres or all(d in lu for lu in portes.values())]
    relus = {c: lire_le_nom(c, partagees) for c in portes}
    gardees = {c: lu for c, lu in relus.items() if any(d in lu for d in libres)}
    return _composer(tableau, gardees, partagees) if gardees else None


def _deja_en_lignes(cadre: pl.DataFrame, colonnes: list[str]) -> set[str]:
    """Les dimensions qu'une autre colonne porte déjà, avec plus d'une valeur."""
    dits = {c: next((r for r, m in NOMS if re.fullmatch(m, nom_decoupe(c))), None) for c in colonnes}
    return {d for d, r in _ROLES.items() for c, dit in dits.items() if dit is r and cadre[c].n_unique() > 1}


def _chiffrees(cadre: pl.DataFrame, colonnes: list[str]) -> list[str]:
    """Les colonnes faites de nombres et de codes d'absence ; aucune si rien n'est un nombre."""
    sonde = cadre.head(_SONDE)
    if not any(sonde.select(pl.col(colonnes).str.contains(_CHIFFRE).any()).row(0) if colonnes else ()):
        return []
    parts = sonde.select(pl.col(colonnes).str.contains(_CELLULE).mean()).row(0)
    return [c for c, part in zip(colonnes, parts, strict=True) if part is None or part >= 0.8]


def _oublier_les_faux_ages(portes: dict[str, Porte]) -> None:
    """« 1 », « 2 », « 3 » sont des âges s'ils sont nombreux et se suivent ; sinon, des noms quelconques."""
    nus = {c: int(lu[AGE]) for c, lu in portes.items() if lu.get(AGE, "").isdigit()}
    suite = sorted(set(nus.values()))
    if nus and (len(suite) < _AGES_NUS_MINIMUM or suite[-1] - suite[0] != len(suite) - 1 or suite[0] > 1):
        for c in nus:
            del portes[c]


def _varie(portes: Mapping[str, Porte], dimension: str) -> bool:
    groupes: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for lu in portes.values():
        if dimension in lu:
            autres = tuple(sorted((k, v) for k, v in lu.items() if k != dimension))
            groupes.setdefault(autres, set()).add(lu[dimension])
    if dimension == SEXE:
        return any({"F", "M"} <= {normes.sexe(s) for s in g} for g in groupes.values())
    return any(len(g) >= (3 if dimension == AGE else 2) for g in groupes.values())


def _composer(tableau: TableauLu, gardees: Mapping[str, Porte], dimensions: list[str]) -> Depliage | None:
    """Les niveaux et les colonnes de valeurs ; None si deux colonnes du fichier tombaient dans la même case."""
    coupees = {c: _couper(lu.get(MESURE, "")) for c, lu in gardees.items()}
    roles = {g: _grandeur(g) for _, g in coupees.values()}
    en_colonnes = None not in roles.values() and len(set(roles.values())) == len(roles)
    if not en_colonnes:
        nue = _nom_de_la_valeur(tableau.cadre, list(gardees))
        coupees = {c: (lu.get(MESURE, ""), nue) for c, lu in gardees.items()}
    niveaux = [*dimensions, *([MESURE] if any(m for m, _ in coupees.values()) else [])]
    dits = [lu | {MESURE: coupees[c][0]} for c, lu in gardees.items()]
    cases = tuple(tuple(dit.get(n) or None for n in niveaux) for dit in dits)
    annees = all(re.fullmatch(r"\d{4}", dit.get(PERIODE, "2000")) for dit in dits)
    nommes = tuple("Année" if n == PERIODE and annees else n for n in niveaux)
    raison = f"L'en-tête de {compter(len(cases), 'colonne')} dit\u00a0: {enumerer(nommes)}."
    valeurs = tuple(v for _, v in coupees.values())
    if len(set(zip(cases, valeurs, strict=True))) < len(cases):
        return None
    return Depliage(tuple(gardees), nommes, cases, valeurs, raison)


def _couper(mesure: str) -> tuple[str, str]:
    """« Diabète | Taux » → (« Diabète », « Taux ») ; sans niveau, tout est la grandeur."""
    parties = mesure.split(NIVEAU)
    for i, partie in enumerate(parties):
        if _grandeur(partie) is not None:
            return NIVEAU.join(parties[:i] + parties[i + 1 :]), partie
    return "", mesure


def _grandeur(texte: str) -> Role | None:
    role = next((r for r, m in NOMS if re.fullmatch(m, nom_decoupe(texte))), None)
    return role if role in MESURES else None


def _nom_de_la_valeur(cadre: pl.DataFrame, colonnes: list[str]) -> str:
    decimales = cadre.head(_SONDE).select(pl.col(colonnes).str.contains(_DECIMALE).any()).row(0)
    return "Valeur" if any(decimales) else "Nombre"


def deplier(tableau: TableauLu, depliage: Depliage) -> TableauLu:
    """Mettre en long : une ligne par ligne du fichier et par combinaison des niveaux ; `_ligne` est gardé.

    Une case vide reste nulle, comme la grandeur d'une combinaison sans colonne. Lève ImportationErreur si
    une colonne du dépliage manque au tableau.
    """
    pliees = depliage.colonnes
    if manquantes := [c for c in pliees if c not in tableau.cadre.columns]:
        raise ImportationErreur(
            "colonnes_manquantes",
            f"Colonnes à mettre en long, absentes de ce fichier\u00a0: {', '.join(manquantes[:8])}.",
            ou=f"Fichier «\u00a0{tableau.nom}\u00a0»",
            remede="Proposez de nouveau la mise en long, ou choisissez une autre recette.",
        )
    restes = [c for c in tableau.colonnes if c not in set(pliees)]
    long = _unpivoter(tableau.cadre, restes, depliage)
    noms = noms_uniques([*restes, *depliage.niveaux, *dict.fromkeys(depliage.valeurs)])
    cadre = long.sort(LIGNE, maintain_order=True).select(*long.columns[1:], LIGNE)
    cadre.columns = [*noms, LIGNE]
    dite = f"Tableau large mis en long\u00a0: {compter(len(pliees), 'colonne devenue', 'colonnes devenues')} des lignes."
    return replace(tableau, cadre=cadre, remarques=(*tableau.remarques, dite))


def _unpivoter(cadre: pl.DataFrame, restes: list[str], depliage: Depliage) -> pl.DataFrame:
    """`_ligne`, les colonnes qui restent, les niveaux, les valeurs ; noms provisoires qu'aucun fichier ne porte."""
    valeurs, cles = list(dict.fromkeys(depliage.valeurs)), list(dict.fromkeys(depliage.cases))
    ou = dict(zip(zip(depliage.cases, depliage.valeurs, strict=True), depliage.colonnes, strict=True))
    sources = [[ou.get((k, v), f"\0{i}\0{v}") for i, k in enumerate(cles)] for v in valeurs]
    vides = [pl.lit(None, pl.String).alias(s) for liste in sources for s in liste if s[0] == "\0"]
    large = cadre.with_columns(vides)
    long = large.unpivot(sources[0], index=[LIGNE, *restes], variable_name="\0", value_name="\0v0")
    niveaux = [
        pl.col("\0").replace_strict(sources[0], [k[i] for k in cles], return_dtype=pl.String).alias(f"\0n{i}")
        for i in range(len(depliage.niveaux))
    ]
    autres = [large.unpivot(s).to_series(1).alias(f"\0v{i}") for i, s in enumerate(sources) if i]
    return long.select(LIGNE, *restes, *niveaux, "\0v0", *autres)
