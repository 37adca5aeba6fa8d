"""Première heure d'une gestionnaire de DSP : « Où en est-on ? »."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.navigateur

DATE = r"\d{1,2}(er)? [a-zéû]+ 20\d\d"


def _texte(page):
    return re.sub(r"\s", " ", page.get_by_test_id("stMain").inner_text())


def test_de_l_accueil_a_l_etat_des_publications(adresse, ouvrir):
    page = ouvrir(f"{adresse}/?base=demonstration")
    expect(page.get_by_role("heading", name="Où en sont les données")).to_be_visible()
    page.get_by_text("Dernière publication").wait_for(timeout=60_000)
    assert re.search(rf"Dernière publication : {DATE}", _texte(page))

    page.get_by_role("link", name=re.compile(r"Où en est-on\s\?")).click()
    page.wait_for_url("**/publier?**", timeout=60_000)
    expect(page.locator("h1")).to_have_text("Publier", timeout=60_000)
    page.get_by_role("heading", name="Registre des publications").wait_for()
    page.get_by_text("Version du calcul").first.wait_for(timeout=60_000)
    dit = _texte(page)
    quand = re.search(rf"Le profil table lit (\d+) mesures, telles que publiées le ({DATE})", dit)
    assert quand, dit[:600]
    assert int(quand[1]) >= 40

    registre = dit.partition("Registre des publications")[2]
    assert quand[2] in registre
    comptes = re.search(r"(\d[\d ]*) cases, dont (\d[\d ]*) masquées", registre)
    cases, masquees = (int(c.replace(" ", "")) for c in comptes.groups())
    assert 0 < masquees < cases
    assert "Publication de démonstration" in registre
    assert "Version du calcul :" in registre

    assert "Ce geste demande le profil DSP." in dit
    page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
    expect(page.get_by_text("Tout ce qui est dans la base est publié.")).to_be_visible(timeout=60_000)
