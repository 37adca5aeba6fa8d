"""Portrait et Carte sur 5 millions de valeurs : au plus 1,5 fois la démonstration."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "vitesse_portrait"
DESCRIPTION = (
    "Portrait et Carte (AppTest) sur 5 millions de valeurs et 1 600 communautés, contre la démonstration,"
    " à nombre de communautés affichées égal."
)
LIMITE = 1.5
TOURS = 3
FOIS = 15
FOIS_SANS_PROTECTION = 3
PAGES = ("portrait", "carte")


def executer(etat: Path) -> Resultat:
    """Fabriquer les deux bases, mesurer à tour de rôle, puis refaire sans la protection."""
    try:
        from benchmarks import gros_entrepot
    except ImportError:
        return non_prouve("Les gestes de l'entrepôt ne se chargent pas.")
    if not gros_entrepot.demonstration.DOSSIER.is_dir():
        return non_prouve("Les données de démonstration manquent.")
    petit, gros = etat / "demonstration.duckdb", etat / "gros.duckdb"
    if not (etat / "pretes").exists():
        for fichier in etat.glob("*.duckdb*"):
            fichier.unlink()
        gros_entrepot.fabriquer_demonstration(petit)
        gros_entrepot.fabriquer(gros)
        (etat / "pretes").touch()
    tailles = gros_entrepot.compter(gros)
    affichees = gros_entrepot.compter(petit)["affichees"]
    tours = Carnet.ouvrir(etat).completer(TOURS, lambda rang: _tour(rang, petit, gros, FOIS))
    sans = Carnet.ouvrir(etat, "sans").completer(
        1, lambda rang: _tour(rang, petit, gros, FOIS_SANS_PROTECTION, "--tout-lire")
    )
    return _juger(tailles, affichees, tours, sans)


def _tour(rang: int, petit: Path, gros: Path, fois: int, *options: str) -> dict[str, Nombre]:
    """Médianes de chaque page sur chaque base, l'ordre alternant."""
    bases = {"petit": petit, "gros": gros}
    ordre = list(bases) if rang % 2 == 0 else list(reversed(bases))
    return {
        f"{page}_{nom}": round(statistics.median(durees), 5)
        for nom in ordre
        for page, durees in _mesurer(bases[nom], fois, options).items()
    }


def _mesurer(base: Path, fois: int, options: tuple[str, ...]) -> dict[str, list[float]]:
    env = environnement(
        TABLEAU_BORD_DEMONSTRATION=str(base), TABLEAU_BORD_BASE=str(base.parent / "region.duckdb")
    )
    commande = [sys.executable, "-m", "benchmarks.mesurer_pages", str(fois), *options]
    fini = subprocess.run(commande, cwd=RACINE, env=env, capture_output=True, encoding="utf-8")
    if fini.returncode:
        raise RuntimeError(f"la mesure est tombée : {fini.stderr[-800:]}")
    durees: dict[str, list[float]] = json.loads(fini.stdout.splitlines()[-1])
    return durees


def rapports(tours: list[dict[str, Nombre]]) -> dict[str, float]:
    """Pour chaque page, la médiane sur le gros entrepôt rapportée à la démonstration."""
    return {
        page: statistics.median(float(t[f"{page}_gros"]) for t in tours)
        / statistics.median(float(t[f"{page}_petit"]) for t in tours)
        for page in PAGES
    }


def _juger(
    tailles: dict[str, int], affichees: int, tours: list[dict[str, Nombre]], sans: list[dict[str, Nombre]]
) -> Resultat:
    obtenus, temoins = rapports(tours), rapports(sans)
    chiffres: dict[str, Nombre] = {
        "valeurs du gros entrepôt": tailles["valeurs"],
        "communautés du gros entrepôt": tailles["communautes"],
        "communautés affichées, démonstration": affichees,
        "communautés affichées, gros entrepôt": tailles["affichees"],
        "rapport permis": LIMITE,
    }
    for page in PAGES:
        petit = statistics.median(float(t[f"{page}_petit"]) for t in tours)
        chiffres[f"{page}, démonstration (ms)"] = round(1000 * petit, 1)
        chiffres[f"{page}, rapport"] = round(obtenus[page], 2)
        chiffres[f"{page}, rapport sans la protection"] = round(temoins[page], 2)
    if tailles["affichees"] != affichees:
        return Resultat(ECHEC, chiffres, "Les deux bases n'affichent pas le même nombre de communautés.")
    if min(temoins.values()) <= LIMITE:
        return Resultat(ECHEC, chiffres, "Contre-épreuve : lire tout le cube à chaque fois n'est pas vu.")
    trop = [page for page in PAGES if obtenus[page] > LIMITE]
    if trop:
        return Resultat(ECHEC, chiffres, f"Trop lent sur le gros entrepôt : {', '.join(trop)}.")
    return Resultat(REUSSI, chiffres, "Portrait et Carte ne ralentissent pas quand l'entrepôt grossit.")
