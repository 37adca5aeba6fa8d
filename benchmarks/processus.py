"""Lancer, attendre et arrêter les programmes qu'une preuve observe."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
SANS_MANDATAIRE = urllib.request.build_opener(urllib.request.ProxyHandler({}))
EFFACEES = ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "TABLEAU_BORD_MAINTENANT")


def port_libre() -> int:
    """Un port libre de la boucle locale."""
    with socket.create_server(("127.0.0.1", 0)) as prise:
        return int(prise.getsockname()[1])


def environnement(**variables: str) -> dict[str, str]:
    """L'environnement d'un enfant : sans venv hérité ni base de la personne, plus `variables`."""
    propre = {
        cle: valeur
        for cle, valeur in os.environ.items()
        if cle not in EFFACEES and not cle.startswith(("TABLEAU_BORD_", "STREAMLIT_"))
    }
    return {**propre, "PYTHONUTF8": "1", **variables}


@contextmanager
def lance(
    commande: Sequence[str], *, dossier: Path = RACINE, env: Mapping[str, str] | None = None, journal: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Lancer un programme dans son propre groupe ; à la sortie, l'arrêter avec ses enfants."""
    with journal.open("ab") as sortie:
        enfant = subprocess.Popen(
            list(commande),
            cwd=dossier,
            env=dict(env or environnement()),
            stdout=sortie,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            yield enfant
        finally:
            arreter(enfant)


def arreter(enfant: subprocess.Popen[bytes], delai: float = 20) -> None:
    """Demander l'arrêt, puis l'imposer à tout le groupe."""
    if enfant.poll() is None:
        _signaler(enfant, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            enfant.wait(timeout=delai)
    tuer(enfant)


def tuer(enfant: subprocess.Popen[bytes]) -> None:
    """`kill -9`, à tout le groupe."""
    _signaler(enfant, getattr(signal, "SIGKILL", signal.SIGTERM))
    enfant.wait()


def _signaler(enfant: subprocess.Popen[bytes], quoi: int) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(enfant.pid, quoi)
        elif enfant.poll() is None:
            enfant.terminate()
    except ProcessLookupError:
        return  # déjà parti


def attendre_reponse(url: str, enfant: subprocess.Popen[bytes], delai: float) -> bool:
    """Attendre que `url` réponde ; faux si le programme s'arrête ou si le délai passe."""
    limite = time.monotonic() + delai
    while time.monotonic() < limite and enfant.poll() is None:
        try:
            SANS_MANDATAIRE.open(url, timeout=5).close()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            time.sleep(0.05)
    return False


def python_du_systeme() -> str:
    """Le Python d'avant le venv : celui qu'une personne lance d'un clone neuf."""
    return str(getattr(sys, "_base_executable", sys.executable))
