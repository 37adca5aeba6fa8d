"""Les pages légères dans un vrai Chromium : téléphone, sans JavaScript, axe-core, formulaire jusqu'au retrait."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.serveur.conftest import _port_libre

pytestmark = pytest.mark.navigateur
RACINE = Path(__file__).resolve().parents[2]
TELEPHONE = {"width": 390, "height": 844}
SEMER = """
import os
from pathlib import Path
from tableau_bord.acces import Portee
from tableau_bord.entrepot import fermer_tout
from tests.graines import MINUSCULE
from tests.serveur import salle_essai

base = salle_essai.region(Path(os.environ["TABLEAU_BORD_BASE"]))
print(f"/s/{salle_essai.rencontre(base).code}", salle_essai.lien(base), salle_essai.lien(base, Portee.LIRE, MINUSCULE))
fermer_tout()
"""


@pytest.fixture(scope="module")
def adresses(tmp_path_factory) -> Iterator[dict[str, str]]:
    """Un poste ouvert sur une base semée : une rencontre, un lien pour écrire, un lien pour lire."""
    dossier, port = tmp_path_factory.mktemp("salle_chromium"), _port_libre()
    milieu = {
        **os.environ,
        "TABLEAU_BORD_BASE": str(dossier / "region.duckdb"),
        "TABLEAU_BORD_DEMONSTRATION": str(dossier / "demo.duckdb"),
        "TABLEAU_BORD_MODE": "poste",
        "PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}",
    }
    semis = subprocess.run(
        [sys.executable, "-c", SEMER], cwd=RACINE, env=milieu, capture_output=True, text=True
    )
    assert semis.returncode == 0, semis.stderr
    commande = f"from tableau_bord.serveur import servir; servir(port={port})"
    serveur = subprocess.Popen(
        [sys.executable, "-c", commande], cwd=RACINE, env=milieu, stdout=subprocess.DEVNULL
    )
    try:
        _attendre(f"http://127.0.0.1:{port}/sante")
        noms = ("rencontre", "ecrire", "lire")
        yield {n: f"http://127.0.0.1:{port}{c}" for n, c in zip(noms, semis.stdout.split(), strict=True)}
    finally:
        serveur.terminate()
        serveur.wait(20)


def _attendre(adresse: str) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(adresse, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("pas de réponse en une minute")


@pytest.fixture
def page(navigateur: Browser) -> Iterator[Page]:
    """Un téléphone ; une erreur de console (politique de contenu comprise) fait tomber l'essai."""
    appareil = navigateur.new_context(viewport=TELEPHONE, locale="fr-CA", has_touch=True)
    neuve, plaintes = appareil.new_page(), []
    neuve.on(
        "console", lambda m: plaintes.append(m.text) if m.type == "error" and "422" not in m.text else None
    )
    yield neuve
    appareil.close()
    assert plaintes == []


def _remplir(page: Page, texte: str) -> None:
    page.get_by_label("Votre texte").fill(texte)
    page.get_by_label("Je le vis").check()
    page.get_by_label("Discuter de mon texte").check()
    page.get_by_label("J’ai 14 ans").check()


@pytest.mark.parametrize("nom", ["rencontre", "ecrire", "lire"])
def test_la_page_tient_sur_un_telephone_et_axe_n_y_trouve_rien(page: Page, adresses, nom: str) -> None:
    page.goto(adresses[nom])
    violations = [v["id"] for v in Axe().run(page).response["violations"]]
    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    petites = page.evaluate(
        """() => [...document.querySelectorAll('a, button, textarea, select, summary, label.choix')]
            .filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent.trim())"""
    )
    assert petites == []
    if dossier := os.environ.get("CAPTURES_SALLE"):
        page.screenshot(path=f"{dossier}/{nom}.png", full_page=True)


def test_dire_corriger_confirmer_puis_retirer(page: Page, adresses) -> None:
    page.goto(adresses["rencontre"])
    _remplir(page, "Mme Tremblay nous aide beaucoup.")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_selector("#erreur")
    assert page.evaluate("document.activeElement.id") == "erreur"
    assert page.get_by_label("Votre texte").input_value() == "Mme Tremblay nous aide beaucoup."
    page.get_by_label("J’ai relu").check()
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_selector("h1:has-text('Bien reçu')")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    code = page.locator(".code strong").inner_text()
    assert page.evaluate("sessionStorage.length") == 0
    page.get_by_role("link", name="Retirer ce texte").click()
    page.get_by_label("Code de retrait").fill("2222-2222-2222")
    page.get_by_role("button", name="Retirer mon texte").click()
    page.wait_for_selector("#erreur")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.get_by_label("Code de retrait").fill(code)
    page.get_by_role("button", name="Retirer mon texte").click()
    page.wait_for_selector("h1:has-text('est retiré')")


def test_le_brouillon_survit_au_rechargement_et_pas_a_l_onglet(page: Page, adresses) -> None:
    page.goto(adresses["ecrire"])
    page.get_by_label("Votre texte").fill("Un brouillon.")
    page.reload()
    assert page.get_by_label("Votre texte").input_value() == "Un brouillon."
    assert page.evaluate("localStorage.length") == 0
    autre = page.context.new_page()
    autre.goto(adresses["ecrire"])
    assert autre.get_by_label("Votre texte").input_value() == ""


def test_un_envoi_parti_sans_accuse_se_renvoie_sans_compter_deux_fois(page: Page, adresses) -> None:
    page.goto(adresses["ecrire"])
    _remplir(page, "Reçu une seule fois.")
    premier = page.locator("[name=envoi_id]").input_value()
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_selector("h1:has-text('Bien reçu')")
    code = page.locator(".code strong").inner_text()
    # Comme si l'accusé s'était perdu : le brouillon parti est encore dans l'onglet.
    chemin = adresses["ecrire"].partition("/i/")[2]
    page.evaluate(
        "([cle, valeur]) => sessionStorage.setItem(cle, JSON.stringify(valeur))",
        [f"brouillon:/i/{chemin}", {"texte": "Reçu une seule fois.", "parti": premier}],
    )
    page.goto(adresses["ecrire"])
    assert page.locator("[name=envoi_id]").input_value() == premier
    page.get_by_label("Votre texte").fill("Reçu une seule fois, changé.")
    assert page.locator("[name=envoi_id]").input_value() != premier
    _remplir(page, "Reçu une seule fois.")
    assert page.locator("[name=envoi_id]").input_value() == premier
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_selector("h1:has-text('Bien reçu')")
    assert page.locator(".code strong").inner_text() == code


def test_sans_javascript_tout_marche(navigateur: Browser, adresses) -> None:
    appareil = navigateur.new_context(viewport=TELEPHONE, java_script_enabled=False)
    page = appareil.new_page()
    page.goto(adresses["ecrire"])
    _remplir(page, "Sans script.")
    page.get_by_role("button", name="Envoyer").click()
    page.wait_for_selector("h1:has-text('Bien reçu')")
    appareil.close()
