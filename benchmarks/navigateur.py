"""Chromium pour les preuves, et le filet qui retient toute requête sortant de la machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

OPTIONS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
LOCAUX = {"localhost", "127.0.0.1", "::1"}
SANS_RESEAU = {"data", "blob", "about", "chrome-error", "chrome"}
TRAVAIL = "[data-testid=stStatusWidget], [data-testid=stSkeleton]"


def executable() -> str | None:
    """Le chemin de Chromium, ou rien."""
    noms = ("chromium", "chromium-browser", "google-chrome")
    return next((trouve for nom in noms if (trouve := shutil.which(nom))), None)


def disponible() -> bool:
    """Vrai si Chromium et Playwright sont là."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return False
    return executable() is not None


def sort_de_la_machine(url: str) -> bool:
    """Vrai si charger cette adresse parle à une autre machine."""
    parties = urlsplit(url)
    return parties.scheme not in SANS_RESEAU and parties.hostname not in LOCAUX


@dataclass
class Filet:
    """Toutes les adresses demandées par un contexte de navigation, requêtes et websockets."""

    demandes: list[str] = field(default_factory=list)

    def tendre(self, contexte: BrowserContext) -> None:
        """Écouter toutes les pages de ce contexte, présentes et à venir."""
        contexte.on("request", lambda requete: self.demandes.append(requete.url))
        contexte.on("page", self._ecouter)
        for page in contexte.pages:
            self._ecouter(page)

    def _ecouter(self, page: Page) -> None:
        page.on("websocket", lambda prise: self.demandes.append(prise.url))

    @property
    def dehors(self) -> list[str]:
        """Les demandes qui sont sorties de la machine."""
        return sorted({url for url in self.demandes if sort_de_la_machine(url)})


@contextmanager
def contexte() -> Iterator[tuple[BrowserContext, Filet]]:
    """Un Chromium neuf, francophone, filet tendu."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as pilote:
        chrome = pilote.chromium.launch(executable_path=executable(), args=list(OPTIONS))
        fenetre = chrome.new_context(viewport={"width": 1366, "height": 768}, locale="fr-CA")
        filet = Filet()
        filet.tendre(fenetre)
        try:
            yield fenetre, filet
        finally:
            chrome.close()


def attendre_ecran(page: Page, delai_ms: float = 120_000) -> str:
    """Attendre le premier écran utile (un titre, plus rien en cours) ; rend le titre."""
    titre = page.locator("h1").first
    titre.wait_for(state="visible", timeout=delai_ms)
    page.wait_for_function(
        f"() => document.querySelectorAll('{TRAVAIL}').length === 0", timeout=delai_ms, polling=20
    )
    return titre.inner_text()
