"""Première heure d'une analyste : un CSV d'Excel, versé, décrit, publié, retrouvé sur la carte."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import RACINE, attendre

pytestmark = pytest.mark.navigateur

FICHIER = RACINE / "donnees" / "demonstration" / "echantillon_a_verser.csv"
MESURE = "Ménages inscrits à la coopérative"


def _remplir(page, etiquette, texte):
    champ = page.get_by_label(etiquette, exact=True)
    champ.fill(texte)
    champ.press("Enter")
    attendre(page)


def _choisir(page, etiquette, option):
    page.get_by_label(etiquette).first.click()
    page.get_by_role("option", name=option, exact=True).click()
    attendre(page)


def test_du_csv_d_excel_a_la_carte(adresse, ouvrir):
    page = ouvrir(f"{adresse}/donnees?base=demonstration")
    page.get_by_text("Ce geste demande le profil DSP.").wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    attendre(page)

    page.locator("input[type=file]").first.set_input_files(str(FICHIER))
    page.get_by_role("heading", name="Ce que contient le fichier").wait_for(timeout=60_000)
    attendre(page)
    _remplir(page, "Nom de la nouvelle mesure", MESURE)
    _remplir(page, "Définition", "Ménages inscrits, parmi les ménages")
    _choisir(page, "Sens favorable", "Plus haut est plus favorable")
    _remplir(page, "Période des données", "2025")
    expect(page.get_by_role("heading", name="Ce qui a été compris")).to_be_visible(timeout=60_000)
    expect(page.get_by_text(re.compile(r"120\sterritoires reconnus sur 120")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"10\slignes de total")).first).to_be_visible()
    expect(page.get_by_text(re.compile("Rôle de chaque colonne")).first).to_be_visible()
    page.get_by_role("button", name="Verser ce lot").click()
    page.get_by_text("Lot versé").first.wait_for(timeout=60_000)
    attendre(page)

    page.get_by_role("link", name="Publier ce lot").click()
    page.get_by_role("heading", name="Ce qui attend d’être publié").wait_for(timeout=60_000)
    expect(page.get_by_text(MESURE).first).to_be_visible()
    page.get_by_role("button", name="Publier au profil table").click()
    page.get_by_test_id("stAlert").get_by_text("Publié le").first.wait_for(timeout=90_000)
    expect(page.get_by_text(re.compile(r"Publié le .*\scases, dont .*masquées")).first).to_be_visible()
    page.get_by_role("button", name="Revenir au profil table").click()
    attendre(page)

    page.get_by_role("link", name="Carte", exact=True).click()
    page.wait_for_selector("canvas", timeout=60_000)
    attendre(page)
    page.goto(f"{adresse}/carte?base=demonstration&indicateur=menages_inscrits_a_la_cooperative")
    expect(page.locator("h1")).to_have_text(MESURE, timeout=60_000)
    attendre(page)
    expect(page.get_by_text("Profil table").first).to_be_visible()
    assert "indicateur=menages_inscrits_a_la_cooperative" in page.url
