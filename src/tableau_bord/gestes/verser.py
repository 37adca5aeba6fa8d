"""Verser ce qui a été examiné : tout écrire d'un coup, ou rien."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tableau_bord import acces, importation, indicateurs, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.empreintes import identifiant_de, trace_du_lot
from tableau_bord.gestes.examiner import Examen
from tableau_bord.importation import (
    Genre,
    Gravite,
    Lot,
    masse,
)
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.territoires import Decoupage

EN_MASSE = 1_000_000


def verser(
    entrepot: Entrepot,
    examen: Examen,
    qui: Identite,
    *,
    nouvel_indicateur: Indicateur | None = None,
    sans_les_lignes_en_cause: bool = False,
) -> Lot:
    """Écrire un examen comme un lot : tout ou rien, reprise sans doublon.

    `sans_les_lignes_en_cause` : les lignes refusées restent dehors, et le lot le dit.

    Lève ImportationErreur : anomalie bloquante, indicateur sans entrée au dictionnaire, fichier déjà versé ;
    AccesErreur sans le droit de verser (et de décrire, avec `nouvel_indicateur`).
    """
    acces.exiger(qui, Droit.VERSER)
    if nouvel_indicateur:
        acces.exiger(qui, Droit.DECRIRE)
    _refuser_si_bloquant(examen, sans_les_lignes_en_cause)
    exclues = examen.comprehension.lignes_refusees if sans_les_lignes_en_cause else 0
    identifiant = identifiant_de(entrepot, examen.empreinte, repr(examen.plan), examen.tableau.nom)
    lot = Lot(
        identifiant,
        examen.plan.genre.value,
        examen.tableau.nom,
        examen.empreinte,
        qui.auteur,
        maintenant(),
        examen.comprehension.lignes_retenues,
        " ".join([*examen.phrases, *_exclusion(exclues, qui.auteur)]),
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
        acces.consigner(t, qui, "verser", lot.lot, trace_du_lot(lot))

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
