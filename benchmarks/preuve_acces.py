"""Les accès, à effectifs complets : matrice des droits, OIDC en Chromium, valise, réseau, jetons, retraits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

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
    noms = list(LOTS)
    carnet = Carnet.ouvrir(etat).completer(len(noms), lambda rang: _lot(noms[rang], etat))
    return juger({cle: valeur for ligne in carnet for cle, valeur in ligne.items()})


def juger(chiffres: dict[str, Nombre]) -> Resultat:
    """Réussi si chaque lot a des essais, tous verts, aucun sauté."""
    fautes = [c for c, n in chiffres.items() if c.endswith(("tombés", "sautés")) and n]
    vides = [c for c, n in chiffres.items() if c.endswith("essais") and not n]
    if fautes or vides:
        return Resultat(ECHEC, chiffres, f"À regarder : {', '.join(fautes + vides)}.")
    return Resultat(REUSSI, chiffres, "Chaque droit suit la table, et rien de fermé ne s'ouvre.")


def _lot(nom: str, etat: Path) -> dict[str, Nombre]:
    rapport = etat / "lot.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *LOTS[nom], f"--junitxml={rapport}"],
        cwd=RACINE, env=environnement(TABLEAU_BORD_LENT="1"),
    )  # fmt: skip
    racine = ET.parse(rapport).getroot()
    suite = racine if racine.tag == "testsuite" else next(iter(racine))
    tombes = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    return {
        f"{nom}, essais": int(suite.attrib["tests"]),
        f"{nom}, tombés": tombes,
        f"{nom}, sautés": int(suite.attrib["skipped"]),
    }
