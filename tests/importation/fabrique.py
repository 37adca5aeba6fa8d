"""De petits fichiers et une petite base de territoires, pour essayer l'importation."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import xlsxwriter

from tableau_bord import importation
from tableau_bord.importation import Anomalie, Comprehension, Genre, Plan

TERRITOIRES = pl.DataFrame(
    {
        "decoupage": ["RLS"] * 4 + ["RSS"] * 2,
        "code": ["0511", "0514", "0515", "0611", "05", "06"],
        "nom": ["Granit", "Coaticook", "Sherbrooke", "Sainte-Élie-des-Monts", "Estrie", "Montréal"],
    }
)
AUCUN = TERRITOIRES.clear()
ENTETE = "NoRLS;RLS;Cas;Population;Taux"


def octets(texte: str, encodage: str = "utf-8") -> bytes:
    """Le contenu d'un fichier de texte."""
    return texte.encode(encodage)


def comprendre(
    texte: str,
    *,
    nom: str = "essai_2021.csv",
    genre: Genre | None = None,
    territoires: pl.DataFrame = TERRITOIRES,
    **plan: object,
) -> Comprehension:
    """Lire, proposer, compléter le plan (indicateur « cas » par défaut), comprendre."""
    tableau = importation.lire_tableau(octets(texte), nom)
    propose = importation.proposer(tableau, territoires, [], genre)
    if propose.genre is Genre.INDICATEURS and not any(c.role == "indicateur" for c in propose.colonnes):
        plan = {"indicateur": "cas", **plan}
    return importation.comprendre(tableau, replace(propose, **plan), territoires)  # type: ignore[arg-type]


def proposer(
    texte: str, nom: str = "essai.csv", territoires: pl.DataFrame = TERRITOIRES, **options: object
) -> Plan:
    """Le plan proposé pour ce texte."""
    tableau = importation.lire_tableau(octets(texte), nom)
    return importation.proposer(tableau, territoires, [], **options)  # type: ignore[arg-type]


def roles(plan: Plan) -> dict[str, str]:
    """Colonne → rôle."""
    return {c.colonne: c.role.value for c in plan.colonnes}


def de(comprehension: Comprehension, regle: str) -> list[Anomalie]:
    """Les anomalies d'une règle."""
    return [a for a in comprehension.anomalies if a.regle == regle]


def xlsx(**feuilles: Sequence[Sequence[object]]) -> bytes:
    """Un classeur, une liste de rangées par feuille."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        for nom, rangees in feuilles.items():
            feuille = classeur.add_worksheet(nom)
            for i, rangee in enumerate(rangees):
                for j, cellule in enumerate(rangee):
                    if cellule is not None:
                        feuille.write(i, j, cellule)
    return tampon.getvalue()


def ods(rangees: Sequence[Sequence[str]]) -> bytes:
    """Un classeur OpenDocument d'une feuille, cellules de texte."""
    cellules = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{c}</text:p></table:table-cell>' for c in r
        )
        + "</table:table-row>"
        for r in rangees
    )
    espaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="Feuille">{cellules}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", contenu)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return tampon.getvalue()
