"""Trois fichiers réels de Montréal, par l'écran : polygones, organismes, revenu ; puis besoins et actifs côte à côte."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.conftest import attendre
from tests.reel.test_tables_de_quartier import DOSSIER, indicateurs_en_csv, octets

pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(not DOSSIER.is_dir(), reason="les fichiers de Montréal ne sont pas à côté du dépôt"),
]


def _deposer(page: Page, nom: str, contenu: bytes, titre: str, genre: str = "text/csv") -> None:
    page.locator("input[type=file]").last.set_input_files({"name": nom, "mimeType": genre, "buffer": contenu})
    page.get_by_role("heading", name=titre).first.wait_for(timeout=90_000)
    attendre(page)


def _choisir(page: Page, etiquette: str, option: str) -> None:
    champ = page.get_by_label(etiquette, exact=True).first
    champ.click()
    champ.fill(option)
    page.get_by_role("option", name=option, exact=True).first.click()
    attendre(page)


def _dsp(page: Page) -> None:
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    attendre(page)


def test_trois_fichiers_reels_puis_la_page_de_l_enjeu(adresse, ouvrir):
    page = ouvrir(f"{adresse}/donnees?base=region&vue=Verser")
    _dsp(page)
    _deposer(
        page,
        "quartiers-sociologiques.json",
        octets("quartiers-sociologiques.json"),
        "Ce qui a été compris",
        "application/json",
    )
    _choisir(page, "Colonne d’autres noms", "Table")
    page.get_by_role("button", name="Verser ces territoires").click()
    page.get_by_text(re.compile(r"32 communautés\. 29\sautres noms retenus")).first.wait_for(timeout=60_000)

    page.goto(f"{adresse}/actifs?base=region")
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    page.get_by_text("Verser un inventaire").first.click()
    attendre(page)
    _deposer(page, "tables_de_quartier.csv", octets("tables_de_quartier.csv"), "Territoires desservis")
    expect(
        page.get_by_text(re.compile(r"1\s688\slignes lues\s: 1\s553\sactifs et 32\stables")).first
    ).to_be_visible()
    expect(page.get_by_text(re.compile(r"6\snoms concordent exactement\s; 26\sautres")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"sans identifiant\s: 16")).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"sans nom\s: 8")).first).to_be_visible()
    page.get_by_text("Partir de la proposition la plus ressemblante, puis relire").click()
    attendre(page)
    page.get_by_role("button", name="Verser cet inventaire").click()
    page.get_by_text(re.compile(r"1\s585\sactifs écrits")).first.wait_for(timeout=90_000)

    page.goto(f"{adresse}/donnees?base=region&vue=Verser")
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    _dsp(page)
    _deposer(page, "faible_revenu.csv", indicateurs_en_csv(), "Ce que contient le fichier")
    _choisir(page, "Mesure", "Personnes qui vivent avec un faible revenu")
    page.get_by_role("button", name="Verser ce lot").click()
    page.get_by_text("Lot versé").first.wait_for(timeout=60_000)
    attendre(page)
    page.get_by_role("link", name="Publier ce lot").click()
    page.get_by_role("heading", name="Ce qui attend d’être publié").wait_for(timeout=60_000)
    page.get_by_role("button", name="Publier au profil table").click()
    page.get_by_test_id("stAlert").get_by_text("Publié le").first.wait_for(timeout=120_000)

    page.goto(
        f"{adresse}/carte?base=region&vue=Besoins+×+actifs&enjeu=revenu&decoupage=communaute&territoire=22"
    )
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    dit = page.locator("body").inner_text()
    assert "Pointe Saint-Charles" in dit
    assert re.search(r"11,5\s%", dit)
    assert "Carrefour d’éducation populaire de Pointe-Saint-Charles" in dit
