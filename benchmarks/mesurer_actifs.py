"""Chronométrer la page Actifs dans Chromium, serveur compris : l'ouvrir, puis la filtrer.

    mesurer(base, etat, fois) -> {"rendre": [secondes, …], "filtrer": [secondes, …]}

Rendre : de l'adresse au titre visible et au calme. Filtrer : d'un mot écrit à la liste qui lui répond. Chaque fois un
autre mot, pour qu'aucun cache de réponse ne décide.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import navigateur
from benchmarks.processus import RACINE, attendre_reponse, environnement, lance, port_libre

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOTS = ("jardin", "cafe", "cuisine", "atelier", "reseau", "comptoir", "maison", "cercle", "groupe", "marche")
"""Chacun a des réponses dans toutes les bases simulées."""
ECHAUFFEMENTS = 2
DELAI = 120
PATIENCE_MS = 60_000
TROUVES = "h2:has-text('trouvé')"
REPOND = """mot => {
    const nus = [...document.querySelectorAll('[data-testid=stMain] a[data-testid=stPageLink-NavLink]')]
        .map(a => a.textContent.normalize('NFD').replace(/[\\u0300-\\u036f]/g, '').toLowerCase())
        .filter(t => t.includes('▲'));
    return nus.length > 0 && nus.every(t => t.includes(mot));
}"""
"""Vrai quand chaque actif de la liste porte le mot cherché."""
SANS_SOIN = """
import runpy, time
from tableau_bord.actifs import lecture
lire = lecture._lire
lecture.inventaire = lambda entrepot, profil=lecture.Profil.TABLE: lire(entrepot, profil)
import tableau_bord.actifs as actifs
actifs.inventaire = lecture.inventaire
from tableau_bord.interface import actifs_liste
actifs_liste.PAR_PAGE = 1_000
runpy.run_module('tableau_bord.cli', run_name='__main__')
"""
"""La contre-épreuve : l'inventaire relu à chaque exécution, et mille actifs à la fois, comme une page écrite sans soin."""


def mesurer(base: Path, etat: Path, fois: int, *, sans_soin: bool = False) -> dict[str, list[float]]:
    """Servir `base` et mesurer `fois` rendus et autant de filtres, après échauffement."""
    port = port_libre()
    env = environnement(
        TABLEAU_BORD_DEMONSTRATION=str(base), TABLEAU_BORD_BASE=str(base.parent / "region.duckdb")
    )
    entree = ["-c", SANS_SOIN] if sans_soin else ["-m", "tableau_bord.cli"]
    commande = [sys.executable, *entree, "servir", "--demo", "--port", str(port)]
    with (
        navigateur.contexte() as (fenetre, _),
        lance(commande, dossier=RACINE, env=env, journal=etat / "serveur.txt") as serveur,
    ):
        racine = f"http://localhost:{port}"
        if not attendre_reponse(racine, serveur, DELAI):
            raise RuntimeError("le serveur n'a pas répondu : voir serveur.txt dans le dossier d'état")
        page = fenetre.new_page()
        page.set_default_timeout(PATIENCE_MS)
        rendus = [_rendre(page, racine) for _ in range(ECHAUFFEMENTS + fois)]
        filtres = [_filtrer(page, MOTS[n % len(MOTS)]) for n in range(ECHAUFFEMENTS + fois)]
    return {"rendre": rendus[ECHAUFFEMENTS:], "filtrer": filtres[ECHAUFFEMENTS:]}


def _rendre(page: Page, racine: str) -> float:
    depart = time.perf_counter()
    page.goto(f"{racine}/actifs?base=demonstration")
    page.locator(TROUVES).first.wait_for(state="visible")
    navigateur.attendre_ecran(page)
    return time.perf_counter() - depart


def _filtrer(page: Page, mot: str) -> float:
    champ = page.get_by_label("Chercher", exact=True)
    champ.fill(mot)
    depart = time.perf_counter()
    champ.press("Enter")
    page.wait_for_function(REPOND, arg=mot, polling=20)
    navigateur.attendre_ecran(page)
    return time.perf_counter() - depart
