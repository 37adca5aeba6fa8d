"""Agréger un très grand fichier, au clavier."""

from __future__ import annotations

import argparse
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from tableau_bord import rapports
from tableau_bord.acces import Profil
from tableau_bord.cli_commun import avancement, commande, moi, ouvrir_la_base
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot.moteurs import Moteur
from tableau_bord.gestes import agreger, exporter
from tableau_bord.gestes.agreger_plan import Choix
from tableau_bord.importation.agregation import REGLES_DE_DOUBLONS, Doublons, Pas

_OCTETS = {"mo": 10**6, "mio": 2**20, "go": 10**9, "gio": 2**30}


def brancher(commandes: Any) -> None:
    """Ajouter la commande « agreger » (`commandes` : objet rendu par `add_subparsers`)."""
    aide = "Compter des évènements par territoire, d'un très grand fichier CSV ou Parquet."
    c = commande(commandes, "agreger", aide, _agreger)
    regles = "\u00a0; ".join(f"{r.value}\u00a0: {phrase}" for r, phrase in REGLES_DE_DOUBLONS.items())
    c.add_argument("fichier", type=Path, help="CSV, Parquet, ou dossier de fichiers tous faits pareil")
    c.add_argument("--territoire", required=True, metavar="COLONNE", help="le code (ou le nom) du territoire")
    c.add_argument("--indicateur", required=True, metavar="CODE", help="code du dictionnaire")
    c.add_argument("--decoupage", default="communaute", help="celui du fichier\u00a0: communaute, AD, RLS…")
    c.add_argument(
        "--vers", default="", metavar="DECOUPAGE", help="celui du résultat (communaute, si le fichier dit AD)"
    )
    c.add_argument(
        "--periode", default="", metavar="COLONNE|PÉRIODE", help="colonne de date ou d'année, ou 2021"
    )
    c.add_argument(
        "--pas",
        default=Pas.ANNEE.value,
        choices=[p.value for p in Pas],
        help="longueur d'une période (annee)",
    )
    c.add_argument("--sexe", default="", metavar="COLONNE")
    c.add_argument("--age", default="", metavar="COLONNE")
    c.add_argument("--tranches", default="", help="tranches d'âge\u00a0: 0-17,18-64,65+")
    c.add_argument(
        "--personne", default="", metavar="COLONNE", help="numéro de personne\u00a0; ne sort jamais"
    )
    c.add_argument(
        "--doublons", default="", choices=["", *(d.value for d in Doublons)], metavar="RÈGLE", help=regles
    )
    c.add_argument("--filtre", default="", metavar="EXPRESSION", help="diag dans ('J45', 'J46') et age >= 65")
    c.add_argument(
        "--sans-zeros", dest="zeros", action="store_false", help="taire les territoires absents du fichier"
    )
    c.add_argument(
        "--encodage", default="", choices=["", "utf-8", "windows-1252"], help="d'un CSV (sinon, reconnu)"
    )
    c.add_argument(
        "--memoire",
        type=_mio,
        default=agreger.MEMOIRE,
        help="mémoire permise au calcul\u00a0: 512Mo, 1Go (1Gio)",
    )
    c.add_argument(
        "--travail", type=Path, metavar="DOSSIER", help="où déborder\u00a0: créé en 0700, effacé, journalisé"
    )
    c.add_argument(
        "--moteur", default="duckdb", help="duckdb, local[2] (Spark sur cette machine) ou spark://hôte:port"
    )
    c.add_argument(
        "--sortie", type=Path, help="fichier .csv à écrire\u00a0; « importer » le relit à l'identique"
    )
    c.add_argument("--verser", action="store_true", help="verser le tableau dans la base, comme un lot")


def _agreger(choix: argparse.Namespace) -> int:
    _exiger_une_sortie(choix)
    moteur = Moteur.lire(choix.moteur)
    demande = Choix(**{f.name: getattr(choix, f.name) for f in fields(Choix)})
    entrepot = ouvrir_la_base(choix)
    try:
        with _arrets_comme_interruption():
            comptes = agreger.agreger(
                entrepot, moi(), choix.fichier, demande, moteur=moteur, memoire=choix.memoire,
                travail=choix.travail, avancer=avancement("Agrégation"),
            )  # fmt: skip
    except KeyboardInterrupt:
        print("\nAgrégation annulée\u00a0: rien n'a été écrit.", file=sys.stderr)
        return 1
    for phrase in comptes.phrases:
        print(phrase)
    if choix.sortie:
        cases = comptes.tableau.height
        exporter.noter(entrepot, moi(), Profil.DSP, "comptes", {"fichier": choix.sortie.name, "cases": cases})
        choix.sortie.write_bytes(rapports.en_csv(comptes.tableau))
        ecrites = compter(cases, "case écrite", "cases écrites")
        print(f"{ecrites} dans {choix.sortie}. Effectifs fins\u00a0: profil DSP.")
    if choix.verser:
        print(f"Lot {agreger.verser_comptes(entrepot, comptes, moi()).lot}")
    return 0


def _exiger_une_sortie(choix: argparse.Namespace) -> None:
    """Dit avant de lire cent millions de lignes, plutôt qu'après."""
    if not choix.sortie and not choix.verser:
        raise ImportationErreur(
            "sans_sortie", "Rien ne dit où mettre le tableau.", ou="agreger", remede="Donnez --sortie comptes.csv, ou --verser.",
        )  # fmt: skip
    if choix.sortie and not choix.sortie.resolve().parent.is_dir():
        raise ImportationErreur(
            "sortie_impossible", "Ce dossier n'existe pas.", ou=str(choix.sortie.parent), remede="Corrigez --sortie.",
        )  # fmt: skip


@contextmanager
def _arrets_comme_interruption() -> Iterator[None]:
    """Un arrêt demandé, ou un terminal fermé, efface aussi le répertoire de travail."""
    signaux = [getattr(signal, nom) for nom in ("SIGTERM", "SIGHUP") if hasattr(signal, nom)]
    anciens = {s: signal.signal(s, signal.default_int_handler) for s in signaux}
    try:
        yield
    finally:
        for s, ancien in anciens.items():
            signal.signal(s, ancien)


def _mio(texte: str) -> int:
    """« 512Mo », « 1,5 Go », « 2Gio » → Mio."""
    trouve = re.fullmatch(r"\s*(\d+(?:[.,]\d+)?)\s*([mg]i?o)\s*", texte.lower())
    mio = int(float(trouve[1].replace(",", ".")) * _OCTETS[trouve[2]] / 2**20) if trouve else 0
    if mio < 64:
        raise argparse.ArgumentTypeError(
            f"«\u00a0{texte}\u00a0»\u00a0: écrivez 512Mo, 1Go ou 2Gio, au moins 64Mio."
        )
    return mio
