"""Un classeur vide à remplir, pour qui part de zéro : données, consignes et exemple."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import polars as pl
import xlsxwriter

from tableau_bord.importation.modele import Genre, Role
from tableau_bord.rapports.gabarits_contenu import COLONNES, CONSIGNES, EXEMPLES, LISTES, UNE_LIGNE, Colonne

_FORMAT_TEXTE = 49
LIGNES_VALIDEES = 10_000
"""Rangées qui portent listes déroulantes et format de texte."""
_TEXTES = frozenset(
    (Role.TERRITOIRE_CODE, Role.PARENT, Role.AD, Role.INDICATEUR, Role.PERIODE, Role.AGE, Role.TERRITOIRE_NOM)
)


def gabarit_xlsx(genre: Genre, territoires: pl.DataFrame | None = None) -> bytes:
    """Fabriquer le gabarit d'un genre : feuilles « Données », « Consignes » et « Exemple ».

    `territoires` : decoupage, code, nom ; une rangée par territoire est alors préparée. Les en-têtes sont
    ceux que `importation.proposer` reconnaît, les codes des cellules de texte (zéros de tête gardés).
    """
    colonnes = COLONNES[genre]
    tampon = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(tampon, options) as classeur:
        classeur.set_properties({"title": f"Gabarit\u00a0: {genre.value}"})
        donnees = _feuille(classeur, "Données", colonnes, _rangees(colonnes, territoires))
        _listes_deroulantes(donnees, colonnes)
        _ecrire_consignes(classeur, genre, colonnes)
        _feuille(classeur, "Exemple", colonnes, EXEMPLES[genre])
    return tampon.getvalue()


def entetes(genre: Genre) -> tuple[tuple[str, Role], ...]:
    """Les en-têtes du gabarit et le rôle que chacun doit recevoir."""
    return tuple((c.entete, c.role) for c in COLONNES[genre])


def _rangees(
    colonnes: Sequence[Colonne], territoires: pl.DataFrame | None
) -> list[tuple[str | float | None, ...]]:
    """Découpage, code et nom de chaque territoire, le reste vide."""
    if territoires is None:
        return []
    champs = {Role.DECOUPAGE: "decoupage", Role.TERRITOIRE_CODE: "code", Role.TERRITOIRE_NOM: "nom"}
    noms = [champs.get(c.role) for c in colonnes]
    return [tuple(t[n] if n else None for n in noms) for t in territoires.iter_rows(named=True)]


def _feuille(
    classeur: Any, nom: str, colonnes: Sequence[Colonne], rangees: Sequence[Sequence[str | float | None]]
) -> Any:
    """Une feuille : en-têtes figés, colonnes de codes au format de texte, rangées."""
    feuille = classeur.add_worksheet(nom)
    tete = classeur.add_format({"bold": True, "bg_color": "#E4E1D8", "border": 1, "border_color": "#DBD9D2"})
    texte = classeur.add_format({"num_format": _FORMAT_TEXTE})
    for j, c in enumerate(colonnes):
        feuille.set_column(j, j, c.largeur, texte if c.role in _TEXTES else None)
        feuille.write_string(0, j, c.entete, tete)
        for i, rangee in enumerate(rangees, 1):
            _ecrire(feuille, i, j, rangee[j], texte if c.role in _TEXTES else None)
    feuille.freeze_panes(1, 0)
    return feuille


def _ecrire(feuille: Any, i: int, j: int, cellule: str | float | None, forme: Any) -> None:
    if isinstance(cellule, str):
        feuille.write_string(i, j, cellule, forme)
    elif cellule is not None:
        feuille.write_number(i, j, cellule, forme)


def _listes_deroulantes(feuille: Any, colonnes: Sequence[Colonne]) -> None:
    for j, c in enumerate(colonnes):
        if permis := LISTES.get(c.role):
            regle = {
                "validate": "list",
                "source": list(permis),
                "error_type": "warning",
                "error_title": c.entete,
                "error_message": f"Choisissez dans la liste\u00a0: {', '.join(permis)}.",
            }
            feuille.data_validation(1, j, LIGNES_VALIDEES, j, regle)


def _ecrire_consignes(classeur: Any, genre: Genre, colonnes: Sequence[Colonne]) -> None:
    feuille = classeur.add_worksheet("Consignes")
    gras, ligne = (
        classeur.add_format({"bold": True}),
        classeur.add_format({"text_wrap": True, "valign": "top"}),
    )
    feuille.set_column(0, 0, 22)
    feuille.set_column(1, 1, 100, ligne)
    feuille.write_string(0, 0, "Consignes", gras)
    for i, phrase in enumerate((UNE_LIGNE[genre], *CONSIGNES), 1):
        feuille.write_string(i, 1, phrase, ligne)
    debut = len(CONSIGNES) + 3
    feuille.write_string(debut, 0, "Colonne", gras)
    feuille.write_string(debut, 1, "Ce qu'on y écrit", gras)
    for i, c in enumerate(colonnes, debut + 1):
        feuille.write_string(i, 0, c.entete)
        feuille.write_string(i, 1, c.consigne, ligne)
