"""Les actifs et les paroles, à effectifs complets : fichiers réels, HSDS, accès, téléphone, droits, divulgation, retraits."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.lots_d_essais import executer_lots, juger
from benchmarks.processus import RACINE
from benchmarks.registre import Resultat, non_prouve

NOM = "actifs"
DESCRIPTION = (
    "Trois fichiers réels de Montréal versés par l'écran ; exemples HSDS aller-retour champ à champ ; valeurs 2SFCA"
    " publiées et invariant tiré au sort ; au téléphone, trouver, corriger, ajouter, porter et retirer ; droits, divulgation,"
    " valise et retraits rejoués sur les actifs et les paroles. Chaque lot porte ses contre-épreuves ; rien ne doit être sauté."
)
LOTS: dict[str, tuple[str, ...]] = {
    "fichiers de Montréal": ("tests/reel/test_tables_de_quartier.py", "tests/navigateur/test_montreal.py"),
    "HSDS": ("tests/actifs/hsds",),
    "accès": ("tests/actifs/acces_geographique",),
    "téléphone": ("tests/navigateur/test_actif_au_telephone.py",),
    "droits, valise, retraits": (
        "tests/acces/test_matrice_droits.py", "tests/acces/test_porte.py", "tests/acces/test_retraits.py",
        "tests/navigateur/test_matrice_oidc.py", "tests/gestes/test_valise_actifs.py", "tests/gestes/test_tenir_actifs.py",
        "tests/gestes/test_proposer_actif.py", "tests/paroles",
    ),
    "rien ne trahit une case": ("tests/pages/test_rien_ne_trahit.py", "tests/gestes/test_attaquer_actifs.py"),
}  # fmt: skip


def executer(etat: Path) -> Resultat:
    """Un lot par processus d'essai ; un lot fait n'est pas refait."""
    if not shutil.which("chromium") or not (RACINE.parent / "shared" / "donnees_reelles").is_dir():
        return non_prouve("Il faut Chromium et les données réelles du dossier voisin.")
    return juger(executer_lots(LOTS, etat), "Les actifs et les paroles tiennent ce qu'ils promettent.")
