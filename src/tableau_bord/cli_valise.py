"""La valise et la rencontre, au clavier : valise, rapporter, rencontre."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from tableau_bord.acces import Identite, Mode, Role
from tableau_bord.acces.rencontres import Rencontre
from tableau_bord.cli_commun import commande, moi, ouvrir_la_base
from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import bases, code_qr, rapporter, rencontre, valise

PORT = 8501
TOUTES = "0.0.0.0"
SANS_RESEAU = (
    "Cette machine n'a aucune adresse sur un réseau local\u00a0: branchez-la au réseau de la salle "
    "(Wi-Fi ou point d'accès du portable), puis relancez."
)


def brancher(commandes: Any) -> None:
    """Ajouter les trois commandes à l'analyseur de `tableau-bord` (objet rendu par `add_subparsers`)."""
    c = commande(
        commandes,
        "valise",
        "Préparer la base qu'on emporte dans une salle\u00a0: du publié, rien d'autre.",
        _valise,
    )
    c.add_argument("territoire", help="code du territoire")
    c.add_argument("--decoupage", required=True, help="communaute, RLS, MRC, RSS…")
    c.add_argument("--sortie", type=Path, required=True, help="fichier .duckdb à créer")
    c.add_argument(
        "--sans-envois", action="store_true", help="ne pas emporter les textes consentis pour la séance"
    )

    c = commande(commandes, "rapporter", "Reverser ce qui est né dans une valise, sans doublon.", _rapporter)
    c.add_argument("valise", type=Path)

    c = commande(commandes, "rencontre", "Ouvrir une valise dans une salle.", _rencontre, base=False)
    c.add_argument("valise", type=Path)
    c.add_argument("--port", type=int, default=PORT, help=f"port d'écoute ({PORT})")
    c.add_argument(
        "--adresse",
        default=TOUTES,
        help="adresse d'écoute (toutes\u00a0; l'écran de l'animation se lit en 127.0.0.1)",
    )
    c.add_argument("--heures", type=int, default=4, help="durée, de 1 à 12 heures (4)")


def _valise(choix: argparse.Namespace) -> int:
    faite = valise.preparer(
        ouvrir_la_base(choix), moi(), choix.decoupage, choix.territoire, choix.sortie,
        avec_envois=not choix.sans_envois,
    )  # fmt: skip
    print(
        f"Valise {faite.valise[:8]} écrite dans {faite.chemin}\u00a0: {compter(faite.cases, 'case publiée', 'cases publiées')}, "
        f"{compter(faite.envois, 'texte consenti', 'textes consentis')}, rien d'autre."
    )
    print(f"Dans la salle\u00a0: python3 demarrer.py rencontre {faite.chemin.name}")
    return 0


def _rapporter(choix: argparse.Namespace) -> int:
    rapport = rapporter.rapporter(ouvrir_la_base(choix), moi(), choix.valise)
    for phrase in rapport.phrases:
        print(phrase)
    return 0


def _rencontre(choix: argparse.Namespace) -> int:
    from tableau_bord.serveur import servir

    if not choix.valise.is_file():
        raise EntrepotErreur(
            "valise_absente", "Cette valise n'existe pas.", ou=str(choix.valise), remede="Vérifiez le chemin."
        )
    entrepot = ouvrir(choix.valise)
    qui = Identite(moi().nom, frozenset({Role.ANIMATION}), Mode.RENCONTRE)
    ouverte = rencontre.ouvrir(entrepot, qui, choix.heures)
    os.environ["TABLEAU_BORD_BASE"] = entrepot.chemin
    os.environ["TABLEAU_BORD_OUVRIR"] = bases.REGION
    os.environ["TABLEAU_BORD_MODE"] = Mode.RENCONTRE.value
    os.environ["TABLEAU_BORD_PORT"] = str(choix.port)
    print("\n".join(annoncer(ouverte, choix.port)), flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            servir(adresse=choix.adresse, port=choix.port)
    finally:
        # Ranger le journal d'écriture dans le fichier : la valise se copie alors d'un seul morceau.
        fermer_tout()
    return 0


def annoncer(ouverte: Rencontre, port: int) -> tuple[str, ...]:
    """Les lignes à montrer à la salle : adresses, code, code QR de la première adresse."""
    lieux = rencontre.adresses(port, ouverte.code)
    if not lieux:
        return (SANS_RESEAU,)
    autres = [f"ou\u00a0: {lieu}" for lieu in lieux[1:]]
    return (
        f"Pour rejoindre la rencontre\u00a0: {lieux[0]}",
        *autres,
        f"Code\u00a0: {ouverte.code_lisible}",
        code_qr.en_texte(lieux[0]),
    )
