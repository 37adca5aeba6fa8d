"""De l'enquête de démonstration à la carte publiée, en vrai Chromium ; la table ne voit que le publiable."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import attendre

pytestmark = pytest.mark.navigateur


def _texte(page):
    return re.sub(r"\s", " ", page.get_by_test_id("stMain").inner_text())


def test_de_l_enquete_de_demonstration_a_la_carte_publiee(adresse, ouvrir):
    page = ouvrir(f"{adresse}/enquete?base=demonstration")
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    page.get_by_role("button", name="Essayer avec l’enquête de démonstration").click()
    page.get_by_role("button", name="Estimer").wait_for(timeout=60_000)
    attendre(page)
    dit = _texte(page)
    assert "8 968 répondants pèsent pour 354 020 personnes (population de 2022)" in dit
    assert re.search(r"l’équivalent de 8 \d{3} répondants", dit)

    page.get_by_role("button", name="Estimer").click()
    page.get_by_role("heading", name="Verser au dictionnaire").wait_for(timeout=120_000)
    attendre(page)
    dit = _texte(page)
    assert re.search(r"56,6 % dans l’ensemble \(erreur type 0,5\d\)", dit)
    assert re.search(r"Sur 120 communautés : \d+ directement", dit)
    assert "la valeur est synthétique" in dit

    page.get_by_role("button", name="Verser ces estimations").click()
    page.get_by_text("Aucune fiche n'est gardée.").wait_for(timeout=60_000)
    attendre(page)
    expect(page.get_by_test_id("stFileUploader")).to_be_visible()

    page.get_by_role("link", name="Publier ces estimations").click()
    page.get_by_role("button", name="Publier au profil table").wait_for(timeout=120_000)
    attendre(page)
    page.get_by_role("button", name="Publier au profil table").click()
    page.get_by_text("Tout ce qui est dans la base est publié.").wait_for(timeout=120_000)

    carte = ouvrir(f"{adresse}/carte?base=demonstration&indicateur=enq_insecurite")
    dit = _texte(carte)
    assert "Ont manqué d’argent pour se nourrir" in dit and "Pour la région, 13,3 %" in dit
    assert "Profil table" in carte.locator("body").inner_text()
    petites = (
        carte.locator("table tr")
        .filter(has_text=re.compile(r"\d,\d\s%"))
        .filter(has_not_text=re.compile(r"\d sur \d"))
    )
    assert petites.count() > 0, "des valeurs du modèle seul, sans effectif"

    portrait = ouvrir(f"{adresse}/portrait?base=demonstration&territoire=20-001&decoupage=communaute")
    portrait.get_by_text(re.compile(r"Les \d+ autres mesures")).click()
    rangee = (
        portrait.locator("[data-testid=stHtml]")
        .filter(has_text="très bonne ou excellente santé")
        .filter(has_text="répondants")
    )
    expect(rangee.first).to_contain_text("Estimation directe d’enquête")

    comite = ouvrir(f"{adresse}/enquete?base=demonstration&vue=Comit%C3%A9", "telephone")
    comite.get_by_role("button", name="Donner mon avis").nth(1).click()
    comite.get_by_text("J’objecte", exact=True).last.click()
    comite.get_by_role("textbox", name="Ma raison").last.fill("Les locataires manquent dans ces marges.")
    comite.keyboard.press("Tab")
    attendre(comite)
    comite.get_by_role("button", name="Donner cet avis").last.click()
    comite.get_by_text("Les locataires manquent dans ces marges.").first.wait_for(timeout=30_000)
    assert comite.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_un_fichier_qui_nomme_des_gens_est_refuse_a_l_ecran(adresse, ouvrir, tmp_path):
    fichier = tmp_path / "reponses_2022.csv"
    fichier.write_text(
        "prenom;poids;communaute\nLuc;1;20-001\nAna;2;20-002\nZoé;3;20-003\n", encoding="cp1252"
    )
    page = ouvrir(f"{adresse}/enquete?base=demonstration")
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    page.get_by_test_id("stFileUploader").wait_for()
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_text("porte des noms de personnes").wait_for(timeout=30_000)
    assert "Luc" not in page.locator("body").inner_text()
