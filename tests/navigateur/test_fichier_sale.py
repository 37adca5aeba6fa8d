"""Un fichier sale : corrigé, rapproché, gardé en recette ; le suivant reconnu, rapporté, publié, annulé."""

import re

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import attendre

pytestmark = pytest.mark.navigateur

MESURE = "Ménages aidés"
SALE = "\r\n".join(
    [
        "Ménages aidés par la coopérative;;;",
        "Extraction du 3 mars;;;",
        "Communauté;Ménages aidés;Ménages;Note",
        "Anse-aux-Huards;48;1 350;",
        "Belle Rive;n.d.;1 480;",
        "Chemin du Rok;21;140;<img src=x onerror=alert(1)>",
        "Grand-Pré;3O;1 200;",
        "Total;104;4 170;",
        "Source : coopérative d'habitation;;;",
    ]
).encode("cp1252")
SUIVANT = "\r\n".join(
    [
        "Communauté;Ménages;Ménages aidés;Bénévoles",
        "Anse-aux-Huards;1 360;52;4",
        "Belle-Rive;1 490;61;2",
        "Chemin du Rok;141;25;1",
    ]
).encode("utf-8")


def _deposer(page, nom, contenu):
    page.locator("input[type=file]").first.set_input_files(
        {"name": nom, "mimeType": "text/csv", "buffer": contenu}
    )
    page.get_by_role("heading", name="Ce que contient le fichier").wait_for(timeout=60_000)
    attendre(page)


def _remplir(page, etiquette, texte):
    champ = page.get_by_label(etiquette, exact=True)
    champ.fill(texte)
    champ.press("Enter")
    attendre(page)


def test_un_fichier_sale_devient_une_recette(adresse, ouvrir):
    page = ouvrir(f"{adresse}/donnees?base=demonstration")
    page.get_by_text("Ce geste demande le profil DSP.").wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    attendre(page)

    _deposer(page, "aides_2024.csv", SALE)
    _remplir(page, "Nom de la nouvelle mesure", MESURE)
    _remplir(page, "Définition", "Ménages aidés, parmi les ménages")
    expect(page.get_by_text(re.compile("n'est pas un nombre")).first).to_be_visible(timeout=60_000)
    expect(
        page.get_by_text(re.compile(r"«\s*Chemin du Rok\s*» n'est pas un territoire")).first
    ).to_be_visible()
    expect(page.get_by_role("button", name="Verser ce lot")).to_be_disabled()
    assert page.locator("img[src=x]").count() == 0

    champ = page.get_by_label(re.compile("Chemin du Rok")).first
    champ.click()
    champ.press("ArrowDown")
    page.get_by_role("option", name=re.compile("Chemin-du-Roc")).click()
    attendre(page)
    page.get_by_role("button", name=re.compile(r"Retenir 1\srapprochement")).click()
    page.get_by_text(re.compile(r"1\srapprochement retenu")).first.wait_for(timeout=60_000)
    attendre(page)

    _remplir(page, "Nom de la recette", "Aide de la coopérative")
    page.get_by_role("button", name="Garder la recette").click()
    attendre(page)

    page.get_by_role("button", name="Verser sans la ligne refusée").click()
    page.get_by_text("Lot versé").first.wait_for(timeout=60_000)
    expect(page.get_by_text(re.compile(r"1\sligne refusée laissée de côté par")).first).to_be_visible()
    attendre(page)

    _deposer(page, "aides_2025.csv", SUIVANT)
    expect(page.get_by_text(re.compile(r"Recette suivie\s: Aide de la coopérative")).first).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_text(re.compile("Bénévoles")).first).to_be_visible()
    expect(page.get_by_label("Période des données")).to_have_value("2025")
    expect(page.get_by_text(re.compile(r"3\slignes lues, 3 retenues")).first).to_be_visible()
    with page.expect_download() as rapport:
        page.get_by_role("button", name="Rapport à imprimer (PDF)").click()
    assert rapport.value.path().read_bytes().startswith(b"%PDF")
    with page.expect_download() as rapport:
        page.get_by_role("button", name="Rapport ligne par ligne (CSV)").click()
    assert rapport.value.path().read_bytes().startswith(b"\xef\xbb\xbfligne;colonne;valeur")
    page.get_by_role("button", name="Verser ce lot").click()
    page.get_by_text("Lot versé").first.wait_for(timeout=60_000)
    attendre(page)

    page.get_by_role("link", name="Publier ce lot").click()
    page.get_by_role("heading", name="Ce qui attend d’être publié").wait_for(timeout=60_000)
    expect(page.get_by_text(MESURE).first).to_be_visible()
    page.get_by_role("button", name="Publier au profil table").click()
    page.get_by_test_id("stAlert").get_by_text("Publié le").first.wait_for(timeout=90_000)
    attendre(page)

    page.goto(f"{adresse}/donnees?base=demonstration&vue=Lots")
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    attendre(page)
    page.get_by_text("Comparer sans regarder la période").click()
    attendre(page)
    page.get_by_role("button", name="Comparer", exact=True).click()
    expect(page.get_by_text(re.compile("Cases du nouveau lot, contre l'ancien")).first).to_be_visible(
        timeout=60_000
    )
    page.get_by_role("button", name="Annuler ce lot").first.click()
    page.get_by_role("button", name="Oui, annuler ce lot").click()
    page.get_by_text("La base est revenue à l’état d’avant.").first.wait_for(timeout=60_000)
