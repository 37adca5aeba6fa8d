"""Verser un fichier, au clavier."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tableau_bord import importation
from tableau_bord.cli_commun import avancement, commande, lire, moi, ouvrir_la_base
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import examiner, polygones, verser
from tableau_bord.gestes.examiner import Examen, Proposition
from tableau_bord.importation import Genre, Plan
from tableau_bord.territoires import libelle

COMPAGNONS = (".shp", ".dbf", ".shx", ".prj", ".cpg")


def brancher(commandes: Any) -> None:
    """Ajouter la commande « importer » (`commandes` : objet rendu par `add_subparsers`)."""
    c = commande(commandes, "importer", "Verser un fichier.", _importer)
    c.add_argument("fichier", type=Path)
    c.add_argument("--genre", choices=[g.value for g in Genre], help="sinon, reconnu")
    c.add_argument("--decoupage", help="RLS, RSS, MRC, communaute…")
    c.add_argument("--indicateur", help="code du dictionnaire")
    c.add_argument("--periode", help="2021, 2019-2023, 2020-09-16")
    c.add_argument("--version-decoupage", help="date d'entrée en vigueur des territoires versés")
    c.add_argument("--feuille", help="feuille d'un classeur")
    c.add_argument(
        "--dictionnaire", type=Path, help="fichier joint qui dit ce que signifient les codes de colonnes"
    )
    c.add_argument("--recette", help="recette à suivre (sinon, celle que le fichier fait reconnaître)")
    c.add_argument("--sans-les-lignes-en-cause", action="store_true", help="verser le reste, et le consigner")
    c.add_argument("--essai", action="store_true", help="dire ce qui serait versé, sans rien écrire")
    c.add_argument("--rapport", type=Path, help="écrire le rapport JSON ici")


def _importer(choix: argparse.Namespace) -> int:
    entrepot = ouvrir_la_base(choix)
    if _est_geographique(choix.fichier):
        return _importer_polygones(entrepot, choix)
    try:
        examen = _examiner(entrepot, choix)
    except KeyboardInterrupt:
        print("\nLecture annulée\u00a0: rien n'a été écrit.", file=sys.stderr)
        return 1
    for phrase in examen.phrases:
        print(phrase)
    if choix.rapport:
        choix.rapport.write_text(
            importation.en_json(examen.comprehension, examen.plan, examen.tableau), encoding="utf-8"
        )
    if choix.essai:
        print("Essai\u00a0: rien n'a été écrit.")
        return 0
    lot = verser.verser(entrepot, examen, moi(), sans_les_lignes_en_cause=choix.sans_les_lignes_en_cause)
    print(f"Lot {lot.lot}")
    return 0


def _est_geographique(fichier: Path) -> bool:
    archive = lire(fichier) if fichier.suffix.lower() == ".zip" else None
    return polygones.est_geographique(fichier.name, archive)


def _examiner(entrepot: Entrepot, choix: argparse.Namespace) -> Examen:
    """Par tranches, avec l'avancement au terminal, dès que le fichier est grand."""
    genre = Genre(choix.genre) if choix.genre else None
    if choix.fichier.is_file() and examiner.est_grand(choix.fichier):
        grand = examiner.proposer_grand(entrepot, choix.fichier, genre, choix.recette)
        _dire_recette(grand)
        corrige = replace(grand, plan=_corriger(grand.plan, choix))
        return examiner.examiner_grand(entrepot, choix.fichier, corrige, avancement())
    lu = examiner.proposer(
        entrepot,
        lire(choix.fichier),
        choix.fichier.name,
        feuille=choix.feuille,
        genre=genre,
        recette=choix.recette,
        dictionnaire=(choix.dictionnaire.name, lire(choix.dictionnaire)) if choix.dictionnaire else None,
    )
    _dire_recette(lu)
    return examiner.examiner(entrepot, lu, _corriger(lu.plan, choix))


def _dire_recette(lu: Proposition) -> None:
    if lu.recette:
        print(f"Recette suivie\u00a0: {lu.recette.nom}, version {lu.recette.version}.")
    for phrase in lu.changements:
        print(phrase)


def _corriger(plan: Plan, choix: argparse.Namespace) -> Plan:
    donnes = {k: getattr(choix, k) for k in ("decoupage", "indicateur", "periode") if getattr(choix, k)}
    if choix.version_decoupage and plan.genre in {Genre.TERRITOIRES, Genre.COMPOSITION}:
        donnes["periode"] = choix.version_decoupage
    return replace(plan, **donnes)


def _importer_polygones(entrepot: Entrepot, choix: argparse.Namespace) -> int:
    fichiers = {choix.fichier.name: lire(choix.fichier)}
    if choix.fichier.suffix.lower() == ".shp":
        for suffixe in COMPAGNONS[1:]:
            compagnon = choix.fichier.with_suffix(suffixe)
            if compagnon.exists():
                fichiers[compagnon.name] = compagnon.read_bytes()
    examen = polygones.examiner_polygones(entrepot, fichiers)
    corrections = {"decoupage": choix.decoupage, "version": choix.version_decoupage}
    examen = polygones.corriger_polygones(examen, **{k: v for k, v in corrections.items() if v})
    print(
        f"{compter(examen.attributs.height, 'polygone lu', 'polygones lus')}, {libelle(examen.plan.decoupage, 2)}."
    )
    if choix.essai:
        print("Essai\u00a0: rien n'a été écrit.")
        return 0
    lot = polygones.verser_polygones(entrepot, examen, moi())
    print(lot.resume)
    print(f"Lot {lot.lot}")
    return 0
