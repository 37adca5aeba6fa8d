"""Construire la région de démonstration, inventée, depuis les fichiers de `donnees/demonstration`."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from tableau_bord import divulgation, importation, indicateurs, territoires
from tableau_bord.acces import Identite, Role
from tableau_bord.entrepot import Entrepot, Transaction, migrations
from tableau_bord.gestes import demonstration_vecu, proteger, publier
from tableau_bord.gestes.enquete_declaration import MesureDite
from tableau_bord.importation import Lot
from tableau_bord.territoires import Decoupage

DOSSIER = Path(__file__).resolve().parents[3] / "donnees" / "demonstration"
MASQUES = "masques.parquet"
NOTE = "Publication de démonstration"
LOT_TERRITOIRES = "demonstration-territoires"
LOT_POPULATION = "demonstration-population"
LOT_VALEURS = "demonstration-valeurs"
PUBLICATION = "demonstration-publication"
ENQUETE = "enquete_fictive_2022.csv"
MESURES_D_ENQUETE = (
    MesureDite(
        "enq_sante_positive",
        "sante dans (4, 5)",
        nom="Se disent en très bonne ou excellente santé",
        sens="haut",
    ),
    MesureDite("enq_confiance", "confiance >= 3", nom="Font confiance aux gens du voisinage", sens="haut"),
    MesureDite("enq_insecurite", "insecurite = 1", nom="Ont manqué d’argent pour se nourrir", sens="bas"),
    MesureDite(
        "enq_detresse_65", "detresse = 1", "age >= 65", "Détresse élevée chez les 65 ans et plus", "bas"
    ),
)
AUXILIAIRES_D_ENQUETE = ("faible_revenu", "part_65_plus", "sans_diplome_25_64")
QUAND = datetime(2026, 11, 3, 14, 0, tzinfo=UTC)
AUTEUR = "Programme de simulation"
PROGRAMME = Identite(AUTEUR, frozenset({Role.SURVEILLANCE}))
VERSION = "2021"


def construire(entrepot: Entrepot) -> bool:
    """Verser et publier la démonstration si elle n'y est pas ; rend vrai si elle vient de l'être.

    Le masque est livré avec elle (`masques.parquet`, calculé et attaqué par le programme de simulation) :
    le premier écran n'attend pas.
    """
    if any(p.publication == PUBLICATION for p in divulgation.publications(entrepot)):
        demonstration_vecu.peupler(entrepot)
        return False
    entrepot.ecrire(_verser)
    choix = publier.contenus_a_publier(entrepot)
    masques = pl.read_parquet(DOSSIER / MASQUES)
    cases = publier.lire_choix(entrepot, choix).join(
        masques, on=masques.columns[:-1], how="left", maintain_order="left"
    )
    publier.inscrire(entrepot, divulgation.vider(cases), PROGRAMME, NOTE, PUBLICATION)
    demonstration_vecu.peupler(entrepot)
    return True


def masquer(dossier: Path = DOSSIER) -> pl.DataFrame:
    """Calculer le masque de la démonstration : indicateur, decoupage, periode, sexe, age, code, raison.

    Lève DivulgationErreur si l'attaque en resserre une case.
    """
    entrepot = Entrepot(":memory:")
    try:
        migrations.appliquer(entrepot)
        entrepot.ecrire(lambda t: _verser(t, dossier))
        protege = proteger.proteger(
            entrepot, publier.lire_choix(entrepot, publier.contenus_a_publier(entrepot))
        )
    finally:
        entrepot.fermer()
    proteger.refuser_si_expose(protege)
    cle = ["indicateur", "decoupage", "periode", "sexe", "age", "code"]
    return protege.cases.drop_nulls("raison").select(*cle, "raison").sort(cle)


def exemple_a_verser() -> tuple[str, bytes]:
    """Nom et contenu du petit fichier d'essai offert aux nouveaux usagers."""
    fichier = DOSSIER / "echantillon_a_verser.csv"
    return fichier.name, fichier.read_bytes()


def enquete_a_peser() -> tuple[str, bytes]:
    """Nom et contenu de l'enquête inventée, une ligne par répondant."""
    return ENQUETE, (DOSSIER / ENQUETE).read_bytes()


def _verser(t: Transaction, dossier: Path = DOSSIER) -> None:
    indicateurs.inscrire_indicateurs(t, indicateurs.charger())
    territoires.supprimer_lot(t, LOT_TERRITOIRES)
    for decoupage in _decoupages(dossier):
        territoires.inscrire(t, decoupage, LOT_TERRITOIRES)
    importation.inscrire(t, _lot(dossier, LOT_TERRITOIRES, "territoires", "territoires.parquet"))
    indicateurs.inserer_population(t, pl.read_parquet(dossier / "populations.parquet"), LOT_POPULATION)
    importation.inscrire(t, _lot(dossier, LOT_POPULATION, "population", "populations.parquet"))
    dictionnaire = {i.code: i for i in indicateurs.charger()}
    brutes = pl.read_parquet(dossier / "valeurs.parquet").with_columns(
        borne_inf=pl.lit(None, dtype=pl.Float64), borne_sup=pl.lit(None, dtype=pl.Float64)
    )
    brutes = brutes.with_columns(pl.col("effectif", "denominateur", "valeur").cast(pl.Float64))
    cases = indicateurs.calculer(brutes, dictionnaire, LOT_VALEURS)
    indicateurs.inserer_valeurs(t, cases, LOT_VALEURS)
    importation.inscrire(t, _lot(dossier, LOT_VALEURS, "indicateurs", "valeurs.parquet", cases.height))


def _lot(dossier: Path, lot: str, genre: str, fichier: str, lignes: int = 0) -> Lot:
    chemin = dossier / fichier
    empreinte = hashlib.sha256(chemin.read_bytes()).hexdigest()
    lignes = lignes or pl.scan_parquet(chemin).select(pl.len()).collect().item()
    return Lot(
        lot, genre, fichier, empreinte, AUTEUR, QUAND, lignes, "Données inventées de la démonstration."
    )


def _decoupages(dossier: Path) -> list[Decoupage]:
    lieux = pl.read_parquet(dossier / "territoires.parquet")
    formes = pl.read_parquet(dossier / "geometries.parquet")
    composition = pl.read_parquet(dossier / "composition.parquet")
    return [
        Decoupage(
            str(d),
            VERSION,
            groupe.select("code", "nom", "municipalite"),
            _rattachements(groupe),
            formes.filter(pl.col("decoupage") == d).select("code", "wkb"),
            composition.select("code", "ad", "poids") if d == "communaute" else pl.DataFrame(),
            regle="pondérée" if d == "communaute" else "",
            source="Simulation",
        )
        for (d,), groupe in lieux.group_by(["decoupage"], maintain_order=True)
    ]


def _rattachements(groupe: pl.DataFrame) -> pl.DataFrame:
    """Les colonnes parent_mrc, parent_rss et rls en lignes code, parent_decoupage, parent_code."""
    parents = {"MRC": "parent_mrc", "RSS": "parent_rss", "RLS": "rls"}
    morceaux = [
        groupe.select("code", parent_decoupage=pl.lit(d), parent_code=pl.col(c))
        .filter(pl.col("parent_code").is_not_null() & (pl.col("parent_code") != pl.col("code")))
        .filter(pl.col("parent_code") != "")
        for d, c in parents.items()
        if c in groupe.columns
    ]
    return pl.concat(morceaux)
