"""La commande d'avant commit : format, lint, types, flèches, essais.

    python3 demarrer.py verifier [options de pytest]   met en forme, puis vérifie ; sans Chromium
    python3 demarrer.py tests [options de pytest]      ne touche à rien et essaie tout

S'exécute avec le Python de .venv, où les outils sont installés. Toutes les étapes passent, même
après un échec ; le code de sortie vaut 1 dès qu'une a échoué.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent
LINT_DES_FLECHES = "from importlinter.cli import lint_imports_command as c; c(['--no-logo', '--no-cache'])"
# Par fichier, sur deux processus : les essais d'un fichier partagent souvent une base longue à bâtir, ou un serveur.
# Un espace de noms réseau ne se partage pas : il passe ensuite, seul.
A_DEUX = ["-q", "-n", "2", "--dist", "loadfile", "-m", "not navigateur and not reseau"]
NAVIGATEURS = ["-q", "-n", "2", "--dist", "loadfile", "-m", "navigateur and not reseau"]
SEUL = ["-q", "-m", "reseau"]


@dataclass(frozen=True)
class Etape:
    """Une vérification : son nom affiché, ses arguments pour le Python de .venv, son remède."""

    nom: str
    arguments: tuple[str, ...]
    remede: str


def etapes(tout: bool, suite: list[str]) -> tuple[Etape, ...]:
    """Énumérer les vérifications ; `tout` n'écrit rien et garde les essais en navigateur."""
    format_ = ("-m", "ruff", "format", *(("--check",) if tout else ()), ".")
    essais = [Etape("Essais", ("-m", "pytest", *A_DEUX, *suite), "Corriger ce qui tombe.")]
    if tout and suite:
        essais = [Etape("Essais", ("-m", "pytest", *suite), "Corriger ce qui tombe.")]
    elif tout:
        essais += [
            Etape("Navigateur", ("-m", "pytest", *NAVIGATEURS), "Corriger ce qui tombe."),
            Etape("Réseau", ("-m", "pytest", *SEUL), "Corriger ce qui tombe."),
        ]
    return (
        Etape("Format", format_, "« python3 demarrer.py verifier » met en forme."),
        Etape("Style", ("-m", "ruff", "check", "."), "Corriger les lignes nommées."),
        Etape("Types", ("-m", "mypy"), "Corriger les types nommés."),
        Etape("Flèches", ("-c", LINT_DES_FLECHES), "Un import remonte l'arbre : voir .importlinter."),
        *essais,
    )


def verifier(tout: bool, suite: list[str], executable: str = sys.executable) -> int:
    """Passer toutes les étapes ; rend 0 si toutes réussissent, 1 sinon."""
    echecs: list[Etape] = []
    for etape in etapes(tout, suite):
        print(f"— {etape.nom}", flush=True)
        if subprocess.run([executable, *etape.arguments], cwd=RACINE).returncode:
            echecs.append(etape)
    for etape in echecs:
        print(f"{etape.nom} : échec. {etape.remede}", file=sys.stderr)
    if not echecs:
        print("Tout est en ordre.")
    return int(bool(echecs))


if __name__ == "__main__":
    options = sys.argv[1:]
    sys.exit(verifier("--tout" in options, [o for o in options if o != "--tout"]))
