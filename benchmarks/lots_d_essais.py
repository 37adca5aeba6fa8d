"""Une preuve faite de lots d'essais : chacun dans son processus, aucun tombé, aucun sauté, chiffres par lot."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat


def executer_lots(lots: Mapping[str, tuple[str, ...]], etat: Path) -> dict[str, Nombre]:
    """Jouer les lots qui manquent, un processus chacun ; rend leurs chiffres."""
    noms = list(lots)
    carnet = Carnet.ouvrir(etat).completer(len(noms), lambda rang: _lot(noms[rang], lots[noms[rang]], etat))
    return {cle: valeur for ligne in carnet for cle, valeur in ligne.items()}


def juger(chiffres: dict[str, Nombre], dit: str) -> Resultat:
    """Réussi si chaque lot a des essais, tous verts, aucun sauté."""
    fautes = [c for c, n in chiffres.items() if c.endswith(("tombés", "sautés")) and n]
    vides = [c for c, n in chiffres.items() if c.endswith("essais") and not n]
    if fautes or vides:
        return Resultat(ECHEC, chiffres, f"À regarder : {', '.join(fautes + vides)}.")
    return Resultat(REUSSI, chiffres, dit)


def _lot(nom: str, essais: tuple[str, ...], etat: Path) -> dict[str, Nombre]:
    rapport = etat / "lot.xml"
    rapport.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *essais, f"--junitxml={rapport}"],
        cwd=RACINE, env=environnement(TABLEAU_BORD_LENT="1"),
    )  # fmt: skip
    if not rapport.exists():
        return {f"{nom}, essais": 0, f"{nom}, tombés": 0, f"{nom}, sautés": 0}
    racine = ET.parse(rapport).getroot()
    suite = racine if racine.tag == "testsuite" else next(iter(racine))
    tombes = int(suite.attrib["failures"]) + int(suite.attrib["errors"])
    return {
        f"{nom}, essais": int(suite.attrib["tests"]),
        f"{nom}, tombés": tombes,
        f"{nom}, sautés": int(suite.attrib["skipped"]),
    }
