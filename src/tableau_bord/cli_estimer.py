"""Peser une enquête au clavier : la même chaîne que la page, les mêmes nombres."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tableau_bord.cli_commun import avancement, commande, lire, moi, ouvrir_la_base
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import enquete_peser, enquete_proposer, enquete_sortie, enquete_verser, estimer
from tableau_bord.gestes.enquete_declaration import depuis_yaml, en_yaml
from tableau_bord.importation.fiches import compter_les_fiches, lire_fiches


def brancher(commandes: Any) -> None:
    """Ajouter la commande « estimer » (`commandes` : objet rendu par `add_subparsers`)."""
    c = commande(commandes, "estimer", "Peser une enquête et estimer chaque territoire.", _estimer)
    c.add_argument(
        "fichier", type=Path, help="une ligne par personne\u00a0: CSV, XLSX, Parquet, .sav, .dta, .rds"
    )
    c.add_argument("--plan", type=Path, help="la déclaration (YAML)\u00a0; celle que la page emporte")
    c.add_argument(
        "--proposer",
        action="store_true",
        help="écrire à l'écran le plan que le fichier suggère, et s'arrêter",
    )
    c.add_argument("--sortie", type=Path, help="dossier où écrire estimations, réplications et rapport")
    c.add_argument("--verser", action="store_true", help="verser aussi les estimations dans la base")


def _estimer(choix: argparse.Namespace) -> int:
    entrepot, qui = ouvrir_la_base(choix), moi()
    fiches = lire_fiches(lire(choix.fichier), choix.fichier.name)
    if choix.proposer or not choix.plan:
        print(en_yaml(enquete_proposer.proposer(entrepot, fiches)), end="")
        return 0
    dite = depuis_yaml(lire(choix.plan).decode("utf-8"))
    print(f"{compter_les_fiches(fiches)}, en mémoire seulement.")
    pesee = enquete_peser.peser(entrepot, fiches, dite, qui)
    resultat = estimer.estimer(entrepot, pesee, qui, avancement("Estimation"))
    for remarque in resultat.remarques:
        print(remarque)
    print(resultat.regle.phrase)
    if choix.sortie:
        ecrits = enquete_sortie.ecrire(entrepot, resultat, choix.sortie, qui)
        print(
            f"{compter(len(ecrits), 'fichier écrit', 'fichiers écrits')} dans {choix.sortie}\u00a0: {', '.join(ecrits)}."
        )
    if choix.verser:
        lot = enquete_verser.verser(entrepot, resultat, qui)
        print(lot.resume)
        print(f"Lot {lot.lot}")
    return 0
