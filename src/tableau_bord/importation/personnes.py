"""Reconnaître, à l'agencement des colonnes, un fichier d'une ligne par personne."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from tableau_bord.commun.francais import enumerer
from tableau_bord.importation import normes
from tableau_bord.importation.chantier import citer

_SONDE = 20_000
_POSTAL = r"(?i)^\s*[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ \u00a0-]?\d[ABCEGHJ-NPRSTV-Z]\d\s*$"
_DATE = (
    r"^\s*(?:(?:18|19|20)\d\d[-/.]?(?:0?[1-9]|1[0-2])[-/.]?(?:0?[1-9]|[12]\d|3[01])|\d{1,2}[-/.]\d{1,2}[-/.](?:18|19|20)\d\d)"
    r"(?:[T ]\d\d:\d\d.*)?\s*$"
)
_NAISSANCE = r".*\b(naissance|ddn|dob|birth ?date|date of birth|birth|ne le|nee le|date nais\w*)\b.*"
_PRENOM = r".*\b(prenoms?|first ?name|given ?name|forename)\b.*"
_NOM = (
    r"noms?|noms? (de famille|complets?|et prenoms?|usager|patient|client|personne|de l usager|du patient)|"
    r"(last|sur|family|full) ?name|patronyme|usager|patient|beneficiaire"
)
_SEXE, _AGE = r".*\b(sexe|sex|genre|gender)\b.*", r"(ages?|age .*|.* age)"
_EFFECTIF = (
    r"(effectifs?|nombre.*|nb.*|n|count.*|total.*|population.*|pop|cas|deces|taux.*|valeur|value|rate|poids.*|"
    r"pct.*|pourcentage.*|proportion.*|denominat.*|numerat.*|frequence.*|.*\bcases)"
)
_PART = 0.5
_UNIQUES_MINIMALES = 3


@dataclass(frozen=True)
class _Vue:
    """Une colonne en bref, sur un large échantillon : son nom nu et ce que sont ses valeurs (parts de 0 à 1)."""

    colonne: str
    nom: str
    postal: float
    dates: float
    ages: float
    sexes: float
    unique: bool
    texte: bool

    def dit(self, motif: str) -> bool:
        """Le nom de la colonne le dit-il ?"""
        return re.fullmatch(motif, self.nom) is not None

    @property
    def naissance(self) -> bool:
        """Des dates au jour, sous un nom qui parle de naissance."""
        return self.dates >= _PART and self.dit(_NAISSANCE)

    @property
    def sexe(self) -> bool:
        """Des sexes ; des nombres seulement si le nom le dit."""
        return self.sexes >= 0.9 and (self.texte or self.dit(_SEXE))

    @property
    def age(self) -> bool:
        """Des âges, simples ou en classes, sous un nom qui le dit, ou une naissance."""
        return (self.ages >= 0.9 and self.dit(_AGE)) or self.naissance


def agencement(cadre: pl.DataFrame) -> tuple[str, str] | None:
    """Ce qui fait de chaque ligne une personne, et la colonne qui le montre ; None pour un tableau agrégé.

    `cadre` : les cellules en texte, sans `_ligne`. Les formes se lisent sur les 20 000 premières lignes.
    """
    vues = [_vue(cadre.height, nom, cadre[nom]) for nom in cadre.columns]
    naissance = next((v for v in vues if v.naissance), None)
    nomme = next((v for v in vues if v.texte and (v.dit(_PRENOM) or v.dit(_NOM))), None)
    sexe, age = next((v for v in vues if v.sexe), None), next((v for v in vues if v.age), None)
    if naissance and nomme:
        return f"un nom ({citer(nomme.colonne)}) avec une date de naissance", naissance.colonne
    postal = next((v for v in vues if v.postal >= _PART), None)
    if postal and sexe and age:
        return "un code postal à six positions avec l'âge et le sexe", postal.colonne
    return _une_ligne_par_personne(vues, sexe, age)


def _une_ligne_par_personne(vues: list[_Vue], sexe: _Vue | None, age: _Vue | None) -> tuple[str, str] | None:
    """Un numéro différent à chaque ligne, l'âge, le sexe et une date au jour, sans rien qui compte."""
    if sexe is None or age is None or any(v.dit(_EFFECTIF) for v in vues):
        return None
    date = next((v for v in vues if v.dates >= _PART), None)
    numero = next((v for v in vues if v.unique and v not in (age, sexe, date)), None)
    montre = numero or (age if age.naissance else None)
    if date is None or montre is None:
        return None
    colonnes = dict.fromkeys(v.colonne for v in (numero, age, sexe, date) if v)
    return f"une ligne par personne ({enumerer([citer(c) for c in colonnes])})", montre.colonne


def _vue(hauteur: int, nom: str, colonne: pl.Series) -> _Vue:
    pleines = colonne.head(_SONDE).drop_nulls()
    distinctes = pleines.unique()
    sonde = distinctes.head(500).to_list()
    nombres = pleines.str.strip_chars().str.contains(r"^[-+]?[\d\s.,]+$")
    return _Vue(
        nom,
        normes.nu(re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", nom)),
        _part(pleines.str.contains(_POSTAL)),
        _part(pleines.str.contains(_DATE)),
        sum(normes.bornes_d_age(t) is not None for t in sonde) / max(1, len(sonde)),
        sum(normes.sexe(t) is not None for t in sonde) / max(1, len(sonde)) if len(sonde) <= 6 else 0.0,
        hauteur >= _UNIQUES_MINIMALES and colonne.null_count() == 0 and colonne.n_unique() == hauteur,
        _part(nombres) < _PART,
    )


def _part(masque: pl.Series) -> float:
    return float(masque.sum()) / masque.len() if masque.len() else 0.0


_ADRESSE = r".*\b(adresse|address|rue|street|no civique)\b.*"
_DOUTEUX = r".*\b(nas|nam|ramq|tel|telephone|phone|cell|naissance|dossier)\b.*"


def nom_douteux(colonne: str) -> bool:
    """Vrai si une colonne de nombres, par son nom, pourrait identifier quelqu'un."""
    return re.fullmatch(_DOUTEUX, normes.nu(colonne)) is not None


def colonne_identifiante(cadre: pl.DataFrame) -> tuple[str, str] | None:
    """Ce qui, dans une seule colonne de texte, dit qui est quelqu'un, et la colonne ; None sinon.

    Plus sévère qu'`agencement` : une ligne par personne est attendue, mais rien qui la nomme ni la situe à sa porte.
    """
    for colonne in cadre.columns:
        vue = _vue(cadre.height, colonne, cadre[colonne])
        if (
            vue.texte
            and (vue.dit(_PRENOM) or vue.dit(_NOM))
            and cadre[colonne].n_unique() > cadre.height // 2
        ):
            return "des noms de personnes", colonne
        if vue.naissance:
            return "des dates de naissance", colonne
        if vue.postal >= _PART:
            return "des codes postaux à six positions", colonne
        if vue.texte and vue.dit(_ADRESSE):
            return "des adresses", colonne
    return None
