"""Reconnaître un grand fichier, CSV ou Parquet, sans le lire en entier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.entrepot.moteur_modele import CP1252, Forme, Source
from tableau_bord.importation import colonnaire, identifiants, masse_lecture, refus
from tableau_bord.importation.agregation.modele import FichierOuvert, GenreColonne
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.modele import LIGNE, TableauLu

_ECHANTILLON = 20_000
_UTF8 = {"utf-8", "utf-8-sig"}
_SUFFIXES = {".parquet", ".pq", ".csv", ".txt", ".tsv"}


def ouvrir(chemin: Path, encodage: str = "") -> FichierOuvert:
    """Reconnaître un fichier, ou un dossier de fichiers tous faits pareil (ce qu'écrit Spark).

    `encodage` : « utf-8 » ou « windows-1252 » ; sinon, celui du début du fichier. Lève ImportationErreur :
    introuvable, vide, ni CSV ni Parquet, encodage que le moteur ne lit pas, fichiers dissemblables.
    """
    fichiers = _fichiers(chemin)
    nom = chemin.name
    if all(_est_parquet(f) for f in fichiers):
        return _parquet(fichiers, nom)
    if any(masse_lecture.est_binaire(f) for f in fichiers):
        raise refus.illisible(nom, "Une agrégation lit du CSV ou du Parquet.")
    return _csv(fichiers, nom, encodage)


def _fichiers(chemin: Path) -> tuple[Path, ...]:
    if chemin.is_dir():
        trouves = sorted(f for f in chemin.iterdir() if f.suffix.lower() in _SUFFIXES and f.is_file())
        if not trouves:
            raise refus.illisible(chemin.name, "Ce dossier n'a ni fichier CSV ni fichier Parquet.")
        return tuple(f.resolve() for f in trouves)
    if not chemin.is_file():
        raise ImportationErreur(
            "fichier_introuvable", "Ce fichier ne se lit pas.", ou=str(chemin), remede="Vérifiez le chemin et les droits.",
        )  # fmt: skip
    return (chemin.resolve(),)


def _est_parquet(fichier: Path) -> bool:
    with fichier.open("rb") as flux:
        return colonnaire.est_parquet(flux.read(4))


def _parquet(fichiers: tuple[Path, ...], nom: str) -> FichierOuvert:
    try:
        entetes = [pq.read_metadata(f) for f in fichiers]
    except (pa.ArrowException, OSError) as erreur:
        raise refus.illisible(nom, "Ce fichier Parquet est abîmé ou incomplet.") from erreur
    if any(not e.schema.equals(entetes[0].schema) for e in entetes[1:]):
        raise _dissemblables(nom)
    genres = {c.name: _genre(c.type) for c in entetes[0].schema.to_arrow_schema()}
    lisibles = [c for c, g in genres.items() if g is not GenreColonne.AUTRE]
    debut = next(pq.ParquetFile(fichiers[0]).iter_batches(_ECHANTILLON, columns=lisibles), None)
    if debut is None or not lisibles:
        raise refus.sans_lignes(nom)
    cadre = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([debut])))
    textes = [colonnaire.en_texte(cadre[c]) for c in lisibles]
    numeros = pl.int_range(1, cadre.height + 1, dtype=pl.Int64, eager=True).alias(LIGNE)
    source = Source(fichiers, Forme.PARQUET, tuple(genres))
    echantillon = TableauLu(nom, pl.DataFrame([*textes, numeros]), entete_ligne=0)
    bordees = frozenset(c for c in lisibles if _bordee(cadre[c]))
    return FichierOuvert(source, genres, echantillon, bordees, sum(e.num_rows for e in entetes))


def _bordee(colonne: pl.Series) -> bool:
    """Vrai si des espaces entourent une valeur : une colonne de largeur fixe, venue de SAS."""
    return not colonne.dtype.is_numeric() and bool(colonne.cast(pl.String).str.contains("^ | $").any())


def _genre(t: pa.DataType) -> GenreColonne:
    if pa.types.is_dictionary(t):
        return _genre(t.value_type)
    if pa.types.is_string(t) or pa.types.is_large_string(t) or pa.types.is_string_view(t):
        return GenreColonne.TEXTE
    if pa.types.is_integer(t) or (pa.types.is_decimal(t) and t.scale == 0):
        return GenreColonne.ENTIER
    if pa.types.is_floating(t) or pa.types.is_decimal(t):
        return GenreColonne.FLOTTANT
    if pa.types.is_date(t):
        return GenreColonne.DATE
    return GenreColonne.INSTANT if pa.types.is_timestamp(t) else GenreColonne.AUTRE


def _csv(fichiers: tuple[Path, ...], nom: str, encodage: str) -> FichierOuvert:
    sondes = [masse_lecture.sonder(f, nom) for f in fichiers]
    premiere = sondes[0]
    formes = {(tuple(s.colonnes), s.separateur, s.entete_ligne) for s in sondes}
    if len(formes) > 1:
        raise _dissemblables(nom)
    if not premiere.entete_ligne:
        raise refus.illisible(nom, "Ce fichier n'a pas d'en-tête\u00a0: on ne sait pas nommer ses colonnes.")
    source = Source(
        fichiers, Forme.CSV, tuple(premiere.colonnes), premiere.separateur,
        _encodage(sondes, nom, encodage), premiere.entete_ligne,
    )  # fmt: skip
    genres = dict.fromkeys(premiere.colonnes, GenreColonne.TEXTE)
    echantillon = replace(premiere, cadre=premiere.cadre.head(_ECHANTILLON))
    return FichierOuvert(source, genres, echantillon, frozenset(genres))


def _encodage(sondes: Iterable[TableauLu], nom: str, choisi: str) -> str:
    if choisi:
        return choisi
    lus = {"utf-8" if s.encodage in _UTF8 else s.encodage for s in sondes}
    # Un fichier dont le début n'a aucun accent se lit des deux façons : l'autre l'emporte.
    if lus == {"utf-8"}:
        return "utf-8"
    if lus <= {"utf-8", "cp1252"}:
        return CP1252
    raise ImportationErreur(
        "encodage_non_lu",
        f"Une agrégation lit l'UTF-8 et le Windows-1252, pas {citer(sorted(lus)[0])}.",
        ou=f"Fichier {citer(nom)}",
        remede="Réexportez-le en UTF-8 ou en Parquet\u00a0; ou, s'il est presque tout d'un encodage, dites lequel (--encodage).",
    )


def _dissemblables(nom: str) -> ImportationErreur:
    return ImportationErreur(
        "fichiers_dissemblables",
        "Les fichiers de ce dossier n'ont pas tous les mêmes colonnes.",
        ou=f"Dossier {citer(nom)}",
        remede="Agrégez-les séparément, ou réexportez-les du même outil.",
    )


def refuser_identifiantes(fichier: FichierOuvert, colonnes: Iterable[str]) -> None:
    """Lever ImportationErreur si une colonne qui classe ou qui filtre identifie des personnes.

    Seule la colonne de personne le peut : elle ne sert qu'à reconnaître des doublons. L'échantillon suffit :
    rien de ce qui est écrit au fichier ne sort, seulement les codes de la base et des nombres.
    """
    for colonne in colonnes:
        cadre = fichier.echantillon.cadre.select(colonne, LIGNE)
        if trouve := identifiants.trouver(replace(fichier.echantillon, cadre=cadre), cases_seulement=True):
            raise ImportationErreur(
                "colonne_identifiante",
                f"Cette colonne identifie des personnes\u00a0: elle porte {trouve.quoi}.",
                ou=f"Fichier {citer(fichier.nom)}, colonne {citer(colonne)}",
                remede="Elle ne peut ni classer ni filtrer\u00a0; pour compter chaque personne une fois, donnez-la à --personne.",
            )
