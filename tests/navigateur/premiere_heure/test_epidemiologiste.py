"""Première heure d'un épidémiologiste : refaire une valeur et son intervalle depuis ce que la page imprime.

Aucun calcul n'est emprunté à l'application : la formule de Wilson est réécrite ici.
"""

import csv
import io
import re
from math import sqrt

import pytest
from playwright.sync_api import expect

from tests.navigateur.conftest import attendre

pytestmark = pytest.mark.navigateur

MESURE, CODE = "Jeunes qui finissent leur secondaire", "diplomation_secondaire"
Z = 1.959963984540054


def wilson(x, n):
    p, d = x / n, 1 + Z * Z / n
    centre, demi = p + Z * Z / (2 * n), Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return (centre - demi) / d, (centre + demi) / d


def nombre(texte):
    return float(re.sub(r"\s", "", texte).replace(",", "."))


def imprime(part):
    return f"{100 * part:.1f}".replace(".", ",")


def test_une_proportion_se_refait_a_la_main(adresse, ouvrir):
    page = ouvrir(f"{adresse}/portrait?base=demonstration&territoire=20-001&decoupage=communaute")
    page.get_by_role("heading", name="Mesure par mesure").wait_for(timeout=60_000)
    mesurees = page.locator("[data-testid=stHtml]").filter(has=page.locator(".tb-valeur"))
    rangee = mesurees.filter(has_text=MESURE).first
    texte = rangee.inner_text()
    x, n = (nombre(t) for t in re.search(r"([\d\s]+) sur ([\d\s]+),", texte).groups())
    valeur = re.search(r"(\d+,\d)\s%", texte)[1]
    bas, haut = re.search(r"de (\d+,\d) à (\d+,\d)", texte).groups()
    assert valeur == imprime(x / n)
    assert (bas, haut) == tuple(imprime(b) for b in wilson(x, n))

    page.get_by_role("button", name="Définition et calcul").first.click()
    fiche = page.locator(".tb-definition").first
    expect(fiche).to_be_visible()
    dit = re.sub(r"\s", " ", fiche.inner_text())
    for mot in [
        "Définition",
        "Calcul",
        "Numérateur",
        "Dénominateur",
        "Intervalle",
        "Wilson",
        "Test",
        "Source",
    ]:
        assert mot in dit
    calcul = re.search(r"(\d[\d ]*) ÷ (\d[\d ]*) × 100 = (\d+,\d) %", dit)
    assert [nombre(calcul[1]), nombre(calcul[2]), calcul[3]] == [x, n, valeur]
    page.keyboard.press("Escape")
    attendre(page)

    page.get_by_role("button", name="Télécharger").first.click()
    with page.expect_download() as attendu:
        page.get_by_role("button", name="Tableau pour Excel (CSV)").click()
    contenu = attendu.value.path().read_bytes()
    assert contenu.startswith(b"\xef\xbb\xbf"), "Excel français a besoin de la marque d'ordre"
    lignes = list(csv.DictReader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
    sienne = max(
        (i for i in lignes if i["indicateur"] == CODE and i["sexe"] == "T"), key=lambda i: i["periode"]
    )
    assert sienne["nom"] == "Anse-aux-Huards"
    assert (nombre(sienne["effectif"]), nombre(sienne["denominateur"])) == (x, n)
    for champ, part in zip(("valeur", "borne_inf", "borne_sup"), (x / n, *wilson(x, n)), strict=True):
        assert nombre(sienne[champ]) == pytest.approx(100 * part, abs=1e-9)
