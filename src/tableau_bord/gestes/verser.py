"""Verser un fichier : comprendre, montrer, puis tout écrire d'un coup ou rien."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import date_longue, nombre
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import Comprehension, Genre, Gravite, Lot, Plan, TableauLu
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.territoires import Decoupage, PlanGeometries

POLYGONES = "polygones"
_ESPACE = uuid.UUID("5f0d3f0a-8b2e-4d8e-9f55-2f6f4a1f7c11")


@dataclass(frozen=True)
class Proposition:
    """Un tableau lu et le plan proposé, avant d'en tirer des valeurs."""

    tableau: TableauLu
    plan: Plan
    empreinte: str


@dataclass(frozen=True)
class Examen:
    """Un tableau lu, le rôle de ses colonnes et ce qu'on en a compris ; rien n'est encore écrit."""

    tableau: TableauLu
    plan: Plan
    comprehension: Comprehension
    empreinte: str
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class ExamenPolygones:
    """Des polygones lus : attributs, plan proposé et empreinte du versement."""

    attributs: pl.DataFrame
    plan: PlanGeometries
    version: str
    fichier: str
    empreinte: str


def est_geographique(nom: str) -> bool:
    """Vrai si l'extension annonce des polygones."""
    return Path(nom).suffix.lower() in {
        ".shp",
        ".dbf",
        ".shx",
        ".prj",
        ".cpg",
        ".geojson",
        ".json",
        ".gpkg",
        ".zip",
    }


def proposer(
    entrepot: Entrepot, contenu: bytes, nom: str, *, feuille: str | None = None, genre: Genre | None = None
) -> Proposition:
    """Lire un tableau et proposer le rôle de ses colonnes ; ce qu'il ne dit pas reste à compléter.

    Lève ImportationErreur si le fichier ne se lit pas.
    """
    tableau = importation.lire_tableau(contenu, nom, feuille)
    lieux = territoires.codes_connus(entrepot)
    plan = importation.proposer(tableau, lieux, indicateurs.indicateurs(entrepot), genre)
    return Proposition(tableau, plan, _empreinte(contenu))


def examiner(
    entrepot: Entrepot,
    contenu: bytes,
    nom: str,
    *,
    feuille: str | None = None,
    genre: Genre | None = None,
    plan: Plan | None = None,
) -> Examen:
    """Lire un tableau et dire ce qu'on en comprend. `plan` : celui que l'analyste a corrigé.

    Lève ImportationErreur si le fichier ne se lit pas ou si la base n'a pas de territoires.
    """
    proposition = proposer(entrepot, contenu, nom, feuille=feuille, genre=genre)
    tableau, choisi = proposition.tableau, plan or proposition.plan
    lieux = territoires.codes_connus(entrepot)
    comprehension = importation.comprendre(tableau, choisi, lieux)
    phrases = importation.resume(comprehension, choisi, tableau)
    return Examen(tableau, choisi, comprehension, _empreinte(contenu), tuple(phrases))


def verser(
    entrepot: Entrepot, examen: Examen, auteur: str, *, nouvel_indicateur: Indicateur | None = None
) -> Lot:
    """Écrire un examen comme un lot : tout ou rien, reprise sans doublon.

    Lève ImportationErreur : anomalie bloquante, indicateur sans entrée au dictionnaire, fichier déjà versé.
    """
    _refuser_si_bloquant(examen)
    identifiant = _identifiant(entrepot, examen.empreinte, repr(examen.plan), examen.tableau.nom)
    lot = Lot(
        identifiant,
        examen.plan.genre.value,
        examen.tableau.nom,
        examen.empreinte,
        auteur,
        maintenant(),
        examen.comprehension.lignes_retenues,
        " ".join(examen.phrases),
        importation.en_json(examen.comprehension, examen.plan, examen.tableau),
    )
    preparer = _preparer(entrepot, examen, nouvel_indicateur, lot)

    def geste(t: Transaction) -> None:
        importation.inscrire(t, lot)
        preparer(t)

    entrepot.ecrire(geste)
    return lot


def _preparer(entrepot: Entrepot, examen: Examen, nouvel: Indicateur | None, lot: Lot):  # type: ignore[no-untyped-def]
    valeurs = examen.comprehension.valeurs
    if examen.plan.genre is Genre.POPULATION:
        return lambda t: indicateurs.inserer_population(t, valeurs, lot.lot)
    if examen.plan.genre in {Genre.TERRITOIRES, Genre.COMPOSITION}:
        decoupages = _decoupages(examen, lot)
        return lambda t: [territoires.inscrire(t, d, lot.lot) for d in decoupages]
    dictionnaire = {i.code: i for i in indicateurs.indicateurs(entrepot)}
    if nouvel:
        dictionnaire[nouvel.code] = nouvel
    _exiger_au_dictionnaire(valeurs, dictionnaire)
    valeurs = _porter_aux_communautes(entrepot, valeurs)
    cases = indicateurs.calculer(valeurs, dictionnaire, lot.lot)

    def geste(t: Transaction) -> None:
        if nouvel:
            indicateurs.inscrire_indicateurs(t, [nouvel], provenance=lot.lot)
        indicateurs.inserer_valeurs(t, cases, lot.lot)

    return geste


def _porter_aux_communautes(entrepot: Entrepot, valeurs: pl.DataFrame) -> pl.DataFrame:
    """Ajouter, aux valeurs d'aires de diffusion, celles des communautés, par la règle du découpage."""
    aires = valeurs.filter(pl.col("decoupage") == "AD")
    composition = territoires.composition_de(entrepot, "communaute")
    if aires.is_empty() or composition.is_empty():
        return valeurs
    cles = ["indicateur", "periode", "sexe", "age"]
    regle = territoires.regle_de(entrepot, "communaute") or "pondérée"
    sommes = territoires.agreger(
        aires.select(pl.col("code").alias("ad"), *cles, "effectif", "denominateur"), composition, regle
    )
    portees = sommes.select(
        pl.lit("communaute").alias("decoupage"), "code", *cles, "effectif", "denominateur"
    )
    return pl.concat([valeurs, portees], how="diagonal")


def _decoupages(examen: Examen, lot: Lot) -> list[Decoupage]:
    """Un découpage par niveau du fichier, sans polygones, ou la composition en aires de diffusion."""
    valeurs, version = examen.comprehension.valeurs, examen.plan.periode or lot.quand.date().isoformat()
    if examen.plan.genre is Genre.COMPOSITION:
        ads = valeurs.select(code="ad", nom="ad", municipalite=pl.lit(None, dtype=pl.String)).unique(
            maintain_order=True
        )
        return [Decoupage("AD", version, ads, composition=valeurs.select("code", "ad", "poids"))]
    parties = valeurs.partition_by("decoupage", maintain_order=True)
    return [
        Decoupage(
            str(p["decoupage"][0]), version, p.select("code", "nom", "municipalite"), source=lot.fichier
        )
        for p in parties
    ]


def examiner_polygones(entrepot: Entrepot, fichiers: Mapping[str, bytes]) -> ExamenPolygones:
    """Lire des polygones et proposer leur découpage. Lève TerritoireErreur s'ils ne se lisent pas."""
    attributs = territoires.lire_geometries(entrepot, fichiers)
    versions = [c for c in attributs.columns if c.lower() == "version"]
    version = str(attributs[versions[0]][0]) if versions else maintenant().date().isoformat()
    tout = b"".join(fichiers[n] for n in sorted(fichiers))
    principal = next(
        (n for n in sorted(fichiers) if n.lower().endswith((".shp", "json", ".gpkg", ".zip"))), ""
    )
    return ExamenPolygones(
        attributs, territoires.proposer_plan(attributs), version, principal, _empreinte(tout)
    )


def verser_polygones(entrepot: Entrepot, examen: ExamenPolygones, auteur: str) -> Lot:
    """Écrire des polygones comme un lot. Lève TerritoireErreur : codes en double, version déjà présente."""
    decoupages = territoires.territoires_depuis_geometries(
        examen.attributs, examen.plan, examen.version, examen.fichier
    )
    identifiant = _identifiant(entrepot, examen.empreinte, f"{examen.plan}{examen.version}", examen.fichier)
    phrase = " ".join(
        f"{nombre(d.territoires.height)} {territoires.libelle(d.decoupage, d.territoires.height)}."
        for d in decoupages
    )
    lot = Lot(
        identifiant, POLYGONES, examen.fichier, examen.empreinte, auteur, maintenant(),
        examen.attributs.height, f"Version {examen.version}. {phrase}",
    )  # fmt: skip

    def geste(t: Transaction) -> None:
        importation.inscrire(t, lot)
        territoires.supprimer_lot(t, lot.lot)
        for d in decoupages:
            territoires.inscrire(t, d, lot.lot)

    entrepot.ecrire(geste)
    return lot


def corriger_polygones(examen: ExamenPolygones, **champs: object) -> ExamenPolygones:
    """Rendre le même examen avec un plan ou une version corrigés par l'analyste."""
    plan = {k: v for k, v in champs.items() if k in {"decoupage", "colonne_code", "colonne_nom", "parents"}}
    version = str(champs.get("version", examen.version))
    return replace(examen, plan=replace(examen.plan, **plan), version=version)  # type: ignore[arg-type]


def _empreinte(contenu: bytes) -> str:
    return hashlib.sha256(contenu).hexdigest()


def _identifiant(entrepot: Entrepot, empreinte: str, plan: str, fichier: str) -> str:
    """Identifiant stable d'un versement ; refuse le même fichier, même lecture, déjà versé."""
    passes = [x for x in importation.lots(entrepot) if x.empreinte == empreinte]
    identifiant = ""
    for rang in range(len(passes) + 1):
        identifiant = str(uuid.uuid5(_ESPACE, f"{empreinte}|{plan}|{rang}"))
        ancien = next((x for x in passes if x.lot == identifiant), None)
        if ancien is None:
            break
        if ancien.annule_le is None:
            raise ImportationErreur(
                "deja_verse",
                f"Ce fichier a déjà été versé le {date_longue(ancien.quand)}, lu de la même façon.",
                ou=f"Fichier «\u00a0{fichier}\u00a0»",
                remede="Annulez d'abord ce lot si vous voulez le reprendre.",
            )
    return identifiant


def _refuser_si_bloquant(examen: Examen) -> None:
    if not examen.comprehension.bloquante and examen.comprehension.lignes_retenues:
        return
    graves = (Gravite.BLOQUANTE, Gravite.REFUSEE)
    premiere = next((a for g in graves for a in examen.comprehension.anomalies if a.gravite is g), None)
    raise ImportationErreur(
        "versement_refuse",
        premiere.message if premiere else "Aucune ligne du fichier n'a pu être retenue.",
        ou=f"Fichier «\u00a0{examen.tableau.nom}\u00a0»",
        remede=premiere.geste if premiere else "Vérifiez le rôle des colonnes, puis recommencez.",
    )


def _exiger_au_dictionnaire(valeurs: pl.DataFrame, dictionnaire: Mapping[str, Indicateur]) -> None:
    inconnus = [c for c in valeurs["indicateur"].unique().to_list() if c not in dictionnaire]
    if inconnus:
        raise ImportationErreur(
            "indicateur_inconnu",
            f"« {inconnus[0]} » n'est pas au dictionnaire d'indicateurs.",
            ou="Indicateur",
            remede="Choisissez une mesure du dictionnaire, ou décrivez-en une nouvelle.",
        )
