"""Verser un fichier : comprendre, montrer, puis tout écrire d'un coup ou rien."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, date_longue, nombre
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import (
    Comprehension,
    Genre,
    Gravite,
    Lot,
    Plan,
    TableauLu,
    alias,
    archive,
    identifiants,
    masse,
    masse_lecture,
    recettes,
    recettes_depot,
    recettes_fournies,
    refus,
)
from tableau_bord.importation.depliage import Depliage, deplier, proposer_depliage
from tableau_bord.importation.masse import Avancer
from tableau_bord.importation.recettes import Recette
from tableau_bord.importation.reglages_dates import reglages_en_vigueur
from tableau_bord.importation.regles import ContexteControle, Reglages
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.territoires import Decoupage, PlanGeometries

EN_MASSE = 1_000_000
POLYGONES = "polygones"
POLYGONAUX = frozenset({".shp", ".geojson", ".json", ".topojson", ".gpkg"})
COMPAGNONS = frozenset({".dbf", ".shx", ".prj", ".cpg"})
_ESPACE = uuid.UUID("5f0d3f0a-8b2e-4d8e-9f55-2f6f4a1f7c11")


@dataclass(frozen=True)
class Proposition:
    """Un tableau lu et le plan proposé, avant d'en tirer des valeurs.

    `recette` : celle qui a été reconnue ou choisie ; `changements` : ce qui diffère d'elle, en phrases.
    `lu` : le tableau tel qu'il est au fichier, avant d'être mis en long.
    """

    tableau: TableauLu
    plan: Plan
    empreinte: str
    recette: Recette | None = None
    changements: tuple[str, ...] = ()
    depliage: Depliage | None = None
    lu: TableauLu | None = None


@dataclass(frozen=True)
class Examen:
    """Un tableau lu, le rôle de ses colonnes et ce qu'on en a compris ; rien n'est encore écrit."""

    tableau: TableauLu
    plan: Plan
    comprehension: Comprehension
    empreinte: str
    phrases: tuple[str, ...]
    recette: str = ""


@dataclass(frozen=True)
class ExamenPolygones:
    """Des polygones lus : attributs, plan proposé et empreinte du versement."""

    attributs: pl.DataFrame
    plan: PlanGeometries
    version: str
    fichier: str
    empreinte: str
    notes: tuple[str, ...] = ()


def est_geographique(nom: str, contenu: bytes | None = None) -> bool:
    """Vrai si l'extension annonce des polygones ; une archive, si elle en contient.

    `contenu` : à donner pour une archive, qui peut aussi porter un tableau.
    """
    extension = Path(nom).suffix.lower()
    if extension == ".zip":
        return contenu is None or archive.contient(contenu, nom, POLYGONAUX)
    return extension in POLYGONAUX | COMPAGNONS


def proposer(
    entrepot: Entrepot,
    contenu: bytes,
    nom: str,
    *,
    feuille: str | None = None,
    genre: Genre | None = None,
    recette: str | None = None,
) -> Proposition:
    """Lire un tableau et proposer le rôle de ses colonnes ; ce qu'il ne dit pas reste à compléter.

    `recette` : un nom, ou une chaîne vide pour n'en suivre aucune ; None, celle que le fichier fait
    reconnaître. Lève ImportationErreur : fichier illisible, qui identifie des personnes, recette inconnue.
    """
    lu = importation.lire_tableau(contenu, nom, feuille)
    identifiants.refuser_personnes(lu)
    return _proposer(entrepot, lu, _empreinte(contenu), genre, recette)


def avec_plan(proposition: Proposition, plan: Plan) -> Proposition:
    """La même lecture, avec le plan que l'analyste a corrigé."""
    return replace(proposition, plan=plan)


def reproposer(entrepot: Entrepot, proposition: Proposition, genre: Genre) -> Proposition:
    """Le même fichier, lu comme un autre genre : la recette ne vaut plus."""
    return _proposer(entrepot, proposition.lu or proposition.tableau, proposition.empreinte, genre, "")


def recettes_connues(entrepot: Entrepot) -> tuple[Recette, ...]:
    """Celles de la base, puis celles livrées avec le programme dont le nom n'est pas repris."""
    de_la_base = recettes_depot.toutes(entrepot)
    pris = {r.nom for r in de_la_base}
    return (*de_la_base, *(r for r in recettes_fournies.charger() if r.nom not in pris))


def _proposer(
    entrepot: Entrepot, lu: TableauLu, empreinte: str, genre: Genre | None, nom_recette: str | None
) -> Proposition:
    choisie = _recette(entrepot, lu, nom_recette) if genre is None else None
    tableau, depliage = _mettre_en_long(lu, choisie)
    voulu = choisie.plan.genre if choisie else genre
    plan = importation.proposer(tableau, lieux_connus(entrepot), indicateurs.indicateurs(entrepot), voulu)
    changements: tuple[str, ...] = ()
    if choisie:
        plan, changements = recettes.appliquer(choisie, tableau, plan)
    return Proposition(tableau, plan, empreinte, choisie, changements, depliage, lu)


def _mettre_en_long(lu: TableauLu, recette: Recette | None) -> tuple[TableauLu, Depliage | None]:
    """Comme le dit la recette, sinon comme le fichier le propose."""
    depliage = recettes.depliage_pour(recette, lu) if recette else proposer_depliage(lu)
    return (deplier(lu, depliage), depliage) if depliage else (lu, None)


def _recette(entrepot: Entrepot, lu: TableauLu, nom: str | None) -> Recette | None:
    connues = recettes_connues(entrepot)
    if nom is None:
        return recettes.reconnaitre(lu, connues)
    if not nom:
        return None
    trouvee = next((r for r in connues if r.nom == nom), None)
    return trouvee or recettes_depot.une(entrepot, nom)


def lieux_connus(entrepot: Entrepot) -> pl.DataFrame:
    """Territoires de la base, et les écritures que l'analyste a rapprochées d'eux."""
    return alias.avec_alias(territoires.noms_et_parents(entrepot), alias.tous(entrepot), aujourd_hui())


def contexte_des_controles(entrepot: Entrepot, reglages: Reglages | None = None) -> ContexteControle:
    """Ce que les contrôles savent du dehors : le dictionnaire, les rattachements, les réglages, le jour."""
    return ContexteControle(
        {i.code: i for i in indicateurs.indicateurs(entrepot)},
        territoires.rattachements_connus(entrepot),
        reglages or reglages_en_vigueur(entrepot),
        aujourd_hui(),
    )


def examiner(
    entrepot: Entrepot, proposition: Proposition, plan: Plan | None = None, reglages: Reglages | None = None
) -> Examen:
    """Dire ce qu'on comprend d'un tableau lu. `plan` : celui que l'analyste a corrigé.

    Lève ImportationErreur si la base n'a pas de territoires ou s'il manque un rôle indispensable.
    """
    tableau, choisi = proposition.tableau, plan or proposition.plan
    contexte = contexte_des_controles(entrepot, reglages)
    lu = importation.comprendre(tableau, choisi, lieux_connus(entrepot), contexte)
    return _examen(proposition, choisi, lu, proposition.empreinte)


def _examen(proposition: Proposition, plan: Plan, comprehension: Comprehension, empreinte: str) -> Examen:
    phrases = importation.resume(comprehension, plan, proposition.tableau)
    recette = (
        f"{proposition.recette.nom}, version {proposition.recette.version}" if proposition.recette else ""
    )
    return Examen(proposition.tableau, plan, comprehension, empreinte, tuple(phrases), recette)


def est_grand(chemin: Path) -> bool:
    """Vrai si ce fichier doit se lire par tranches."""
    return chemin.stat().st_size > masse_lecture.SEUIL and not masse_lecture.est_binaire(chemin)


def proposer_grand(
    entrepot: Entrepot, chemin: Path, genre: Genre | None = None, recette: str | None = None
) -> Proposition:
    """Comme `proposer`, d'après le début d'un grand fichier ; l'empreinte se calcule à l'examen."""
    sonde = masse_lecture.sonder(chemin, chemin.name)
    identifiants.refuser_personnes(sonde)
    proposition = _proposer(entrepot, sonde, "", genre, recette)
    if proposition.depliage:
        raise refus.trop_grand_pour(chemin.name, "tableau large")
    return proposition


def examiner_grand(
    entrepot: Entrepot, chemin: Path, proposition: Proposition, avancer: Avancer = lambda part: None
) -> Examen:
    """Comprendre un grand fichier par tranches ; `avancer` reçoit la part lue et peut tout arrêter."""
    lu = masse.comprendre_en_masse(
        chemin,
        proposition.tableau,
        proposition.plan,
        lieux_connus(entrepot),
        avancer,
        contexte_des_controles(entrepot),
    )
    return _examen(proposition, proposition.plan, lu.comprehension, lu.empreinte)


def verser(
    entrepot: Entrepot,
    examen: Examen,
    auteur: str,
    *,
    nouvel_indicateur: Indicateur | None = None,
    sans_les_lignes_en_cause: bool = False,
) -> Lot:
    """Écrire un examen comme un lot : tout ou rien, reprise sans doublon.

    `sans_les_lignes_en_cause` : les lignes refusées restent dehors, et le lot le dit.

    Lève ImportationErreur : anomalie bloquante, indicateur sans entrée au dictionnaire, fichier déjà versé.
    """
    _refuser_si_bloquant(examen, sans_les_lignes_en_cause)
    exclues = examen.comprehension.lignes_refusees if sans_les_lignes_en_cause else 0
    identifiant = _identifiant(entrepot, examen.empreinte, repr(examen.plan), examen.tableau.nom)
    lot = Lot(
        identifiant,
        examen.plan.genre.value,
        examen.tableau.nom,
        examen.empreinte,
        auteur,
        maintenant(),
        examen.comprehension.lignes_retenues,
        " ".join([*examen.phrases, *_exclusion(exclues, auteur)]),
        importation.en_json(
            examen.comprehension,
            examen.plan,
            examen.tableau,
            exclues=exclues,
            recette=examen.recette,
        ),
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
        _refuser_code_pris(nouvel, dictionnaire)
        dictionnaire[nouvel.code] = nouvel
    mesures = masse.mesures(valeurs)
    _exiger_au_dictionnaire(mesures, dictionnaire)

    def geste(t: Transaction) -> None:
        if nouvel:
            indicateurs.inscrire_indicateurs(t, [nouvel], provenance=lot.lot)
        parties = (
            indicateurs.calculer(_porter_aux_communautes(entrepot, partie), dictionnaire, lot.lot)
            for partie in masse.parties(valeurs)
        )
        indicateurs.inserer_parties(t, parties, lot.lot, en_masse=valeurs.height > EN_MASSE)

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


def examiner_polygones(
    entrepot: Entrepot, fichiers: Mapping[str, bytes], *, epsg: int | None = None, couche: str = ""
) -> ExamenPolygones:
    """Lire des polygones et proposer leur découpage. Lève TerritoireErreur s'ils ne se lisent pas."""
    lus = territoires.lire_polygones(entrepot, fichiers, epsg=epsg, couche=couche)
    attributs = lus.cadre
    versions = [c for c in attributs.columns if c.lower() == "version"]
    version = str(attributs[versions[0]][0]) if versions else maintenant().date().isoformat()
    tout = b"".join(fichiers[n] for n in sorted(fichiers))
    principal = next(
        (n for n in sorted(fichiers) if n.lower().endswith((".shp", "json", ".gpkg", ".zip"))), ""
    )
    plan = territoires.proposer_plan(attributs)
    return ExamenPolygones(attributs, plan, version, principal, _empreinte(tout), lus.notes)


def verser_polygones(entrepot: Entrepot, examen: ExamenPolygones, auteur: str) -> Lot:
    """Écrire des polygones comme un lot. Lève TerritoireErreur : codes en double, version déjà présente."""
    plan = examen.plan
    reunis = territoires.reunir(examen.attributs, plan.colonne_code, plan.colonne_nom)
    decoupages = territoires.territoires_depuis_geometries(reunis, plan, examen.version, examen.fichier)
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


def _exclusion(exclues: int, auteur: str) -> list[str]:
    if not exclues:
        return []
    return [f"{compter(exclues, 'ligne refusée laissée', 'lignes refusées laissées')} de côté par {auteur}."]


def _refuser_si_bloquant(examen: Examen, sans_les_lignes_en_cause: bool) -> None:
    lu = examen.comprehension
    if not (lu.bloquee if sans_les_lignes_en_cause else lu.bloquante) and lu.lignes_retenues:
        return
    graves = (Gravite.BLOQUANTE, Gravite.REFUSEE)
    premiere = next((a for g in graves for a in examen.comprehension.anomalies if a.gravite is g), None)
    raise ImportationErreur(
        "versement_refuse",
        premiere.message if premiere else "Aucune ligne du fichier n'a pu être retenue.",
        ou=f"Fichier «\u00a0{examen.tableau.nom}\u00a0»",
        remede=premiere.geste if premiere else "Vérifiez le rôle des colonnes, puis recommencez.",
    )


def _refuser_code_pris(nouvel: Indicateur, dictionnaire: Mapping[str, Indicateur]) -> None:
    if nouvel.code in dictionnaire:
        raise ImportationErreur(
            "mesure_deja_decrite",
            f"«\u00a0{dictionnaire[nouvel.code].nom}\u00a0» est déjà au dictionnaire.",
            ou="Nouvelle mesure",
            remede="Choisissez-la dans la liste, ou donnez un autre nom à la nouvelle.",
        )


def _exiger_au_dictionnaire(mesures: Sequence[str], dictionnaire: Mapping[str, Indicateur]) -> None:
    inconnus = [c for c in mesures if c not in dictionnaire]
    if inconnus:
        raise ImportationErreur(
            "indicateur_inconnu",
            f"« {inconnus[0]} » n'est pas au dictionnaire d'indicateurs.",
            ou="Indicateur",
            remede="Choisissez une mesure du dictionnaire, ou décrivez-en une nouvelle.",
        )
