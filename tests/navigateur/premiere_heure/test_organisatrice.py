"""Première heure d'une organisatrice : au téléphone, sans compte, lire les forces de sa communauté, dire ce qu'il y a."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import attendre
from tests.navigateur.gestes_au_telephone import ajouter, bien_tenue, porter, retirer

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
    mesure = page.locator(".tb-savoir-surveillance").first.inner_text()
    assert "Mesuré" in mesure
    assert VALEUR.search(mesure), mesure
    assert DE_A.search(mesure), mesure
    for savoir, dit in (("terrain", "Présent"), ("vecu", "Raconté")):
        expect(page.locator(f".tb-savoir-{savoir}").first).to_contain_text(dit)
    _sans_debordement(page)
    assert "territoire=20-001" in page.url


def _lien_de_l_animatrice(adresse, ouvrir):
    """À l'ordinateur, l'animatrice invite : porter une parole et corriger des actifs d'Anse-aux-Huards."""
    page = ouvrir(f"{adresse}/gouvernance?base=demonstration&vue=Accès")
    if not page.get_by_role("textbox", name="Note (facultative)").is_visible():
        page.get_by_text("Créer un lien").first.click()
    page.get_by_text("Porter une parole et corriger des actifs").click()
    attendre(page)
    page.get_by_label("Territoire", exact=True).first.click()
    page.keyboard.type("Anse", delay=40)
    page.get_by_role("option", name="Anse-aux-Huards").first.click()
    attendre(page)
    page.get_by_role("button", name="Créer le lien").click()
    page.get_by_text("Lien créé.").wait_for(timeout=30_000)
    chemin = re.search(r"/i/[\w.-]+", page.get_by_test_id("stCode").first.inner_text())
    assert chemin
    return f"{adresse}{chemin[0]}"


def test_par_le_lien_recu_ajouter_un_actif_puis_dire_et_reprendre_sa_parole(adresse, ouvrir):
    lien = _lien_de_l_animatrice(adresse, ouvrir)
    page = ouvrir(lien, "telephone")
    expect(page.locator("h1")).to_have_text("Anse-aux-Huards")
    expect(page.get_by_role("heading", name="Ce sur quoi la communauté s’appuie")).to_be_visible()
    bien_tenue(page, "organisatrice")
    page.get_by_role("link", name=re.compile("Ce qu’il y a ici")).click()
    expect(page.locator("h1")).to_have_text("Ce qu’il y a ici")
    bien_tenue(page, "organisatrice_actifs")
    ajouter(page, lien)
    code = porter(page, lien, "On s’entraide, ici, quand l’hiver s’étire.")
    retirer(page, lien, code)
