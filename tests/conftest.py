"""Fixtures de toute la maison : horloge figée, aucun réseau hors de la machine, base à part."""

from __future__ import annotations

import os
import shutil
import socket
import time
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tableau_bord.entrepot import Entrepot

RACINE = Path(__file__).resolve().parents[1]
PARTAGE = RACINE.parent / "shared"
INSTANT_FIGE = "2026-11-21T14:32:00-05:00"
FUSEAU = "America/Toronto"
NAVIGATEURS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
)


class ReseauInterdit(AssertionError):
    """Un essai a voulu sortir de la machine."""


def _est_local(hote: Any) -> bool:
    if hote in (None, "", "localhost", b"localhost"):
        return True
    texte = hote.decode() if isinstance(hote, bytes) else str(hote)
    try:
        adresse = ip_address(texte.split("%")[0])
    except ValueError:
        return False
    return adresse.is_loopback or adresse.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def reseau_ferme() -> Iterator[None]:
    """Refuser toute connexion ou résolution de nom hors de la boucle locale."""
    avec = pytest.MonkeyPatch()
    connecter, connecter_ex, resoudre = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def verifier(hote: Any) -> None:
        if not _est_local(hote):
            raise ReseauInterdit(f"un essai a voulu joindre « {hote} », hors de la machine")

    def connect(self: socket.socket, adresse: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            verifier(adresse[0])
        connecter(self, adresse)

    def connect_ex(self: socket.socket, adresse: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            verifier(adresse[0])
        return connecter_ex(self, adresse)

    def getaddrinfo(host: Any, *suite: Any, **options: Any) -> Any:
        verifier(host)
        return resoudre(host, *suite, **options)

    avec.setattr(socket.socket, "connect", connect)
    avec.setattr(socket.socket, "connect_ex", connect_ex)
    avec.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    avec.undo()


@pytest.fixture(scope="session", autouse=True)
def horloge_figee() -> Iterator[str]:
    """Figer `commun.horloge` au 21 novembre 2026, 14 h 32, heure de Montréal.

    Passe par l'environnement : les sous-processus voient la même heure. Un essai qui a besoin d'une
    autre la donne par `monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", …)`.
    """
    avec = pytest.MonkeyPatch()
    avec.setenv("TABLEAU_BORD_MAINTENANT", INSTANT_FIGE)
    avec.setenv("TZ", FUSEAU)
    _appliquer_fuseau()
    yield INSTANT_FIGE
    avec.undo()
    _appliquer_fuseau()


def _appliquer_fuseau() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


@pytest.fixture(scope="session", autouse=True)
def bases_a_part(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Diriger les bases vers un dossier temporaire : aucun essai n'ouvre celles de la personne."""
    dossier = tmp_path_factory.mktemp("bases")
    avec = pytest.MonkeyPatch()
    avec.setenv("TABLEAU_BORD_BASE", str(dossier / "tableau_bord.duckdb"))
    avec.setenv("TABLEAU_BORD_DEMONSTRATION", str(dossier / "demonstration.duckdb"))
    avec.delenv("TABLEAU_BORD_OUVRIR", raising=False)
    yield dossier
    avec.undo()


@pytest.fixture
def entrepot_vide() -> Iterator[Entrepot]:
    """Une base en mémoire, migrations appliquées, sans donnée."""
    from tableau_bord.entrepot import Entrepot, migrations

    entrepot = Entrepot(":memory:")
    migrations.appliquer(entrepot)
    yield entrepot
    entrepot.fermer()


@pytest.fixture
def entrepot_fichier(tmp_path: Path) -> Iterator[Entrepot]:
    """Une base dans un fichier, migrations appliquées, sans donnée."""
    from tableau_bord.entrepot import Entrepot, migrations

    entrepot = Entrepot(tmp_path / "essai.duckdb")
    migrations.appliquer(entrepot)
    yield entrepot
    entrepot.fermer()


@pytest.fixture(scope="session")
def partage() -> Path:
    """Dire où sont les fichiers réels et les valeurs témoins ; l'essai se saute s'ils manquent."""
    if not PARTAGE.is_dir():
        pytest.skip("le dossier voisin « shared » manque : valeurs témoins et fichiers réels absents")
    return PARTAGE


@pytest.fixture(scope="session")
def chromium() -> str:
    """Dire où est Chromium ; l'essai se saute s'il manque."""
    chemin = _chromium()
    if chemin is None:
        pytest.skip("Chromium est absent : essai de navigateur sauté")
    return chemin


@pytest.fixture(scope="session")
def navigateur(chromium: str) -> Iterator[Browser]:
    """Un seul Chromium pour toute la suite : Playwright n'en pilote qu'un par processus."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as pilote:
        lance = pilote.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield lance
        lance.close()


def _chromium() -> str | None:
    return next((trouve for nom in NAVIGATEURS if (trouve := shutil.which(nom))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sauter, avec un message, ce que la machine ne permet pas d'essayer.

    Les essais de navigateur passent en dernier : Playwright garde une boucle asyncio ouverte dans le fil
    principal, où `asyncio.run` échouerait ensuite.
    """
    items.sort(key=lambda item: item.get_closest_marker("navigateur") is not None)
    sans_navigateur = pytest.mark.skip(reason="Chromium est absent : essai de navigateur sauté")
    sans_partage = pytest.mark.skip(reason="le dossier voisin « shared » manque : fichiers réels absents")
    for item in items:
        if item.get_closest_marker("navigateur") and _chromium() is None:
            item.add_marker(sans_navigateur)
        if item.get_closest_marker("reel") and not PARTAGE.is_dir():
            item.add_marker(sans_partage)


def pytest_report_header() -> list[str]:
    """Dire d'entrée ce qui sera sauté."""
    absents = []
    if _chromium() is None:
        absents.append("Chromium est absent : les essais de navigateur se sautent.")
    if not PARTAGE.is_dir():
        absents.append("Dossier voisin « shared » absent : les essais sur fichiers réels se sautent.")
    if os.environ.get("CI"):
        absents.append("Intégration continue.")
    return absents
