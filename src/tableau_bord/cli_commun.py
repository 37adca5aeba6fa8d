"""Ce que toutes les commandes partagent : leur déclaration, la base, la personne au clavier."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from tableau_bord.acces import Identite, au_poste
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import bases

Geste = Callable[[argparse.Namespace], int]


def commande(commandes, nom: str, aide: str, geste: Geste, base: bool = True):  # type: ignore[no-untyped-def]
    """Ajouter une commande à l'analyseur ; `base` : elle accepte `--base`."""
    c = commandes.add_parser(nom, help=aide, description=aide)
    c.set_defaults(geste=geste)
    if base:
        c.add_argument("--base", help="fichier de la base (sinon TABLEAU_BORD_BASE, ou celle de la région)")
    return c


def moi() -> Identite:
    """La personne au clavier, sous son nom de session."""
    try:
        return au_poste(getpass.getuser())
    except (OSError, KeyError):
        return au_poste("console")


def ouvrir_la_base(choix: argparse.Namespace) -> Entrepot:
    """La base de la région, ou celle que dit `--base`."""
    if choix.base:
        os.environ["TABLEAU_BORD_BASE"] = choix.base
    return bases.ouvrir_base(bases.REGION).entrepot


def avancement(quoi: str = "Lecture") -> Callable[[float], None]:
    """Une ligne qui se réécrit au terminal ; rien dans un journal."""
    if not sys.stderr.isatty():
        return lambda part: None
    return lambda part: print(
        f"\r{quoi}\u00a0: {100 * part:.0f}\u00a0% (Ctrl+C annule)",
        end="" if part < 1 else "\n",
        file=sys.stderr,
    )


def lire(fichier: Path) -> bytes:
    """Le contenu d'un fichier. Lève ImportationErreur s'il ne se lit pas."""
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        raise ImportationErreur(
            "fichier_introuvable",
            "Ce fichier ne se lit pas.",
            ou=str(fichier),
            remede="Vérifiez le chemin et les droits.",
        ) from erreur
