"""L'application d'essai servie pour vrai, dans un autre processus."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.interface import bac_a_sable

ASGI = (
    "from pathlib import Path; from tableau_bord.serveur import servir; "
    "servir(port={port}, racine=Path({bac!r}))"
)


class Serveur:
    """Un serveur qu'on lance, arrête et relance sur le même port ; `mode` vaut « asgi » ou « nu »."""

    def __init__(self, bac: Path, mode: str = "asgi") -> None:
        self.bac, self.mode, self.port = bac, mode, _port_libre()
        self.adresse = f"http://127.0.0.1:{self.port}"
        self._processus: subprocess.Popen[str] | None = None

    def lancer(self) -> Serveur:
        """Lancer, et attendre que le serveur réponde."""
        if self.mode == "asgi":
            commande = ["-c", ASGI.format(port=self.port, bac=str(self.bac))]
        else:
            commande = ["-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        self._processus = subprocess.Popen(
            [sys.executable, *commande],
            cwd=self.bac,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._attendre()
        return self

    def arreter(self) -> str:
        """Arrêter, et rendre ce que le serveur a écrit."""
        if self._processus is None:
            return ""
        self._processus.terminate()
        ecrit, _ = self._processus.communicate(timeout=20)
        self._processus = None
        return ecrit

    def _attendre(self) -> None:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"{self.adresse}/_stcore/health", timeout=1):
                    return
            except OSError:
                time.sleep(0.25)
        raise AssertionError(f"le serveur n'a pas répondu en une minute : {self.arreter()}")


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@pytest.fixture(scope="session")
def bac_servi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Dossier de l'application d'essai."""
    return bac_a_sable.batir(tmp_path_factory.mktemp("bac_serveur"))


@pytest.fixture
def neuf(bac_servi: Path) -> Iterator[Callable[[str], Serveur]]:
    """Lancer un serveur neuf : le premier lien qu'on y ouvre est vraiment le premier."""
    lances: list[Serveur] = []

    def _neuf(mode: str = "asgi") -> Serveur:
        serveur = Serveur(bac_servi, mode).lancer()
        lances.append(serveur)
        return serveur

    yield _neuf
    for serveur in lances:
        serveur.arreter()


@pytest.fixture(scope="module")
def serveur(bac_servi: Path) -> Iterator[Serveur]:
    """Un serveur ASGI partagé par les essais d'un module."""
    lance = Serveur(bac_servi).lancer()
    yield lance
    lance.arreter()
