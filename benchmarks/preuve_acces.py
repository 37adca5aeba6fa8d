"""Les accès, à effectifs complets : matrice des droits, OIDC en Chromium, valise, réseau, jetons, retraits."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.lots_d_essais import executer_lots, juger
from benchmarks.registre import Resultat, non_prouve

NOM = "acces"
DESCRIPTION = (
    "Matrice des droits (mode × rôle × page × vue × geste × export) en AppTest et en Chromium avec un vrai"
    " fournisseur OIDC local ; valise octet par octet et aller-retour ; un vrai appareil d'un espace de noms"
    " réseau ; charges, jetons et retraits. Chaque lot porte ses contre-épreuves ; rien ne doit être sauté."
)
LOTS: dict[str, tuple[str, ...]] = {
    "matrice en AppTest": ("tests/acces/test_matrice_droits.py", "tests/acces/test_porte.py"),
    "matrice et fuites en Chromium": ("tests/navigateur/test_matrice_oidc.py", "tests/navigateur/test_oidc.py"),
    "rien ne trahit une case": ("tests/pages/test_rien_ne_trahit.py",),
    "valise": (
        "tests/gestes/test_valise.py", "tests/gestes/test_rapporter.py", "tests/gestes/test_rencontre.py",
        "tests/test_cli_valise.py",
    ),
    "appareil du réseau": ("tests/serveur/test_rencontre_reseau.py", "tests/serveur/test_rencontre_servie.py"),
    "charges, jetons, retraits": (
        "tests/acces/test_invitations.py", "tests/acces/test_envois.py", "tests/acces/test_retraits.py",
        "tests/entrepot/test_compacter.py", "tests/serveur/test_salle.py", "tests/serveur/test_limites.py",
        "tests/serveur/test_modes.py", "tests/serveur/test_temoins.py", "tests/acces/test_journal_chaine.py",
        "tests/pages/test_gouvernance.py",
    ),
}  # fmt: skip


def executer(etat: Path) -> Resultat:
    """Un lot par processus d'essai ; un lot fait n'est pas refait."""
    if os.name != "posix" or os.geteuid() != 0 or not shutil.which("ip") or not shutil.which("chromium"):
        return non_prouve("Il faut Linux, root, « ip netns » et Chromium.")
    return juger(executer_lots(LOTS, etat), "Chaque droit suit la table, et rien de fermé ne s'ouvre.")
