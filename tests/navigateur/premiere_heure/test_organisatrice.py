"""Première heure d'une organisatrice : au téléphone, sans compte, trouver sa communauté et lire ses forces."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import attendre

pytestmark = pytest.mark.navigateur

DE_A = re.compile(r"de \d[\d\s]*(,\d+)? à \d[\d\s]*(,\d+)?")
VALEUR = re.compile(r":\s\d[\d\s]*(,\d+)?")


def _sans_debordement(page):
    large = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
    assert large[0] <= large[1], f"la page déborde : {large[0]} px pour {large[1]}"
    zone = page.evaluate(
        "() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollWidth, m.clientWidth] }"
    )
    assert zone[0] <= zone[1], f"le contenu déborde : {zone[0]} px pour {zone[1]}"


def test_au_telephone_de_l_accueil_aux_forces_de_sa_communaute(adresse, ouvrir):
    page = ouvrir(f"{adresse}/?base=demonstration", "telephone")
    expect(page.locator("h1")).to_have_text("Trouver votre communauté")
    expect(page.get_by_text("Données inventées").first).to_be_visible()
    _sans_debordement(page)

    champ = page.get_by_label("Nom de la communauté ou de la municipalité").first
    champ.click()
    page.keyboard.type("Anse", delay=40)
    page.get_by_role("option", name="Anse-aux-Huards").first.click()
    attendre(page)
    page.get_by_role("button", name="Ouvrir le portrait").click()
    page.wait_for_url("**/portrait?**", timeout=60_000)
    expect(page.locator("h1")).to_have_text("Anse-aux-Huards", timeout=60_000)
    attendre(page)

    expect(page.get_by_role("heading", name="Ce sur quoi la communauté s’appuie")).to_be_visible()
    forces = page.locator(".tb-savoir-surveillance")
    expect(forces).to_have_count(3)
    for texte in forces.all_inner_texts():
        assert "Mesuré" in texte
        assert VALEUR.search(texte), texte
        assert DE_A.search(texte), texte
    _sans_debordement(page)
    assert "territoire=20-001" in page.url
