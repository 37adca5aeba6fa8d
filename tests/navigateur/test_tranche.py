"""Preuve 3 : verser, publier, ouvrir un portrait depuis la carte, partager l'adresse, annuler."""

import re
from itertools import product

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.navigateur.conftest import attendre

pytestmark = [pytest.mark.navigateur, pytest.mark.reel]


def _deposer(page, fichiers):
    page.locator("[data-testid=stFileUploaderDropzoneInput], input[type=file]").first.set_input_files(
        fichiers
    )
    page.get_by_text("Ce qui a été compris").wait_for(timeout=60_000)
    attendre(page)


def _verser(page, bouton):
    page.get_by_role("button", name=bouton).click()
    page.get_by_text("Lot versé").first.wait_for(timeout=60_000)
    attendre(page)


def _cliquer_un_territoire(page, boite):
    """Cliquer dans le sud du Québec ; le rendu logiciel prend des secondes, bien plus sur une machine occupée."""
    points = ((0.3, 0.5), (0.35, 0.7), (0.5, 0.3))
    for pause, (fx, fy) in product((3000, 8000, 15000), points):
        page.mouse.move(boite["x"] + boite["width"] * fx, boite["y"] + boite["height"] * fy)
        page.wait_for_timeout(pause)
        page.mouse.down()
        page.wait_for_timeout(100)
        page.mouse.up()
        try:
            page.wait_for_url("**/portrait?**", timeout=20_000)
        except TimeoutError:
            continue
        return


def test_du_tableau_rls_au_portrait_puis_annulation(adresse, ouvrir, partage):
    dossier = partage / "donnees_reelles" / "rls_quebec"
    page = ouvrir(f"{adresse}/donnees?base=region")
    page.get_by_role("button", name="Passer au profil DSP").first.click()
    attendre(page)
    _deposer(page, [str(dossier / f"rls_no_water.{s}") for s in ("shp", "dbf", "shx", "prj")])
    expect(page.get_by_text("96 polygones lus")).to_be_visible()
    _verser(page, "Verser ces territoires")

    _deposer(page, [str(dossier / "tableau-rls20200916_115801.csv")])
    expect(page.get_by_text(re.compile("96.*territoires reconnus")).first).to_be_visible()
    _verser(page, "Verser ce lot")

    _deposer(
        page, [str(partage / "donnees_reelles" / "population_msss" / "population_rls_rss_2019_2021.csv")]
    )
    expect(page.get_by_text(re.compile("Population RLS en 2020.*8\\s539\\s073"))).to_be_visible(
        timeout=30_000
    )
    _verser(page, "Verser ce lot")

    page.get_by_role("link", name="Publier ce lot").click()
    page.get_by_role("button", name="Publier au profil table").click()
    page.get_by_test_id("stAlert").get_by_text("Publié le").first.wait_for(timeout=90_000)
    page.get_by_role("button", name="Revenir au profil table").click()
    attendre(page)

    page.get_by_role("link", name="Carte", exact=True).click()
    page.wait_for_selector("canvas", timeout=60_000)
    attendre(page)
    toile = page.locator("[data-testid=stDeckGlJsonChart]").first
    boite = toile.bounding_box()
    _cliquer_un_territoire(page, boite)
    assert "/portrait" in page.url
    assert "territoire=" in page.url

    partagee = ouvrir(f"{adresse}/portrait?base=region&territoire=0515&decoupage=RLS")
    expect(partagee.locator("h1")).to_have_text("Sherbrooke")
    expect(partagee.get_by_text("365,1").first).to_be_visible()
    coaticook = ouvrir(f"{adresse}/portrait?base=region&territoire=0514&decoupage=RLS")
    expect(coaticook.get_by_text("96,0").first).to_be_visible()

    page.goto(f"{adresse}/donnees?base=region&vue=Lots")
    page.get_by_role("button", name="Passer au profil DSP").first.click()
    attendre(page)
    lot = page.get_by_test_id("stHorizontalBlock").filter(has_text="tableau-rls20200916")
    lot.get_by_role("button", name="Annuler ce lot").click()
    page.get_by_role("button", name="Oui, annuler ce lot").first.click()
    expect(page.get_by_text("Lot annulé").first).to_be_visible(timeout=30_000)
    attendre(page)
    figee = ouvrir(f"{adresse}/portrait?base=region&territoire=0515&decoupage=RLS")
    expect(figee.get_by_text("365,1").first).to_be_visible()
