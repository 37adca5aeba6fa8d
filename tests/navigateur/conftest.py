"""Un vrai serveur, un vrai Chromium : la démonstration et une région vide, dans un dossier à part."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

RACINE = Path(__file__).resolve().parents[2]
TAILLES = {"portable": (1366, 768), "projecteur": (1920, 1080), "telephone": (390, 844)}


def port_libre() -> int:
    """Un port libre de la boucle locale."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def demarrer(dossier: Path, port: int) -> subprocess.Popen[bytes]:
    """Lancer `tableau-bord servir` sur des bases à part et attendre qu'il réponde."""
    milieu = {
        **os.environ,
        "TABLEAU_BORD_BASE": str(dossier / "region.duckdb"),
        "TABLEAU_BORD_DEMONSTRATION": str(dossier / "demonstration.duckdb"),
    }
    commande = [sys.executable, "-m", "tableau_bord.cli", "servir", "--port", str(port)]
    serveur = subprocess.Popen(commande, cwd=RACINE, env=milieu)
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=1):
                return serveur
        except OSError:
            time.sleep(0.25)
    serveur.kill()
    raise AssertionError("le serveur n'a pas répondu en une minute")


@pytest.fixture(scope="module")
def dossier_bases(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("bases_navigateur")


@pytest.fixture(scope="module")
def adresse(dossier_bases: Path) -> Iterator[str]:
    port = port_libre()
    serveur = demarrer(dossier_bases, port)
    yield f"http://127.0.0.1:{port}"
    serveur.terminate()
    serveur.wait(20)


@pytest.fixture
def ouvrir(navigateur: Browser) -> Iterator[Callable[..., Page]]:
    """Ouvrir une page à une taille nommée ; toute requête hors de la machine fait tomber l'essai."""
    pages: list[tuple[Page, list[str]]] = []

    def _ouvrir(adresse: str, taille: str = "portable") -> Page:
        largeur, hauteur = TAILLES[taille]
        page = navigateur.new_page(
            viewport={"width": largeur, "height": hauteur}, locale="fr-CA", accept_downloads=True
        )
        dehors: list[str] = []
        page.on("request", lambda r: None if _locale(r.url) else dehors.append(r.url))
        pages.append((page, dehors))
        page.goto(adresse)
        page.wait_for_selector("h1", timeout=60_000)
        attendre(page)
        return page

    yield _ouvrir
    for page, dehors in pages:
        page.close()
        assert dehors == []


def _locale(url: str) -> bool:
    return url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:"))


def attendre(page: Page) -> None:
    """Attendre que Streamlit ait fini : plus rien en cours, et un texte qui ne bouge plus."""
    avant, stable = "", 0
    for _ in range(150):
        page.wait_for_timeout(400)
        texte = page.locator("body").inner_text()
        en_cours = page.locator("[data-testid=stStatusWidget], [data-testid=stSkeleton]").count()
        stable = stable + 1 if texte == avant and not en_cours else 0
        if stable == 3:
            break
        avant = texte
    assert page.locator("[data-testid=stException]").count() == 0
