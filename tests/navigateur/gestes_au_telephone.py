"""Ce qu'une personne fait de son téléphone, par un lien, sans compte ; ce qu'un rôle en décide, à l'ordinateur."""

from __future__ import annotations

import os
import re
import time

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.navigateur.conftest import TAILLES, attendre


def bien_tenue(page: Page, nom: str) -> None:
    """Aucune violation d'axe-core, rien qui déborde, rien de trop petit pour un doigt."""
    if dossier := os.environ.get("CAPTURES_SALLE"):
        page.screenshot(path=f"{dossier}/telephone_{nom}.png", full_page=True)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TAILLES["telephone"][0]
    petites = page.evaluate(
        """() => [...document.querySelectorAll('a, button, textarea, select, summary, label.choix, label.pastille')]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44).map(e => e.textContent.trim())"""
    )
    assert petites == []


def bien_recu(page: Page) -> None:
    page.wait_for_selector("h1:has-text('Bien reçu')")


def chercher(page: Page, lien: str, mots: str) -> None:
    page.goto(lien)
    page.get_by_role("link", name=re.compile("Ce qu’il y a ici")).click()
    page.get_by_label("Chercher").fill(mots)
    page.get_by_role("button", name="Chercher").click()


def corriger(page: Page, lien: str) -> None:
    """Trouver le café par la recherche, sans accents, et dire qu'il y a soixante places."""
    chercher(page, lien, "erable cafe")
    expect(page.get_by_role("heading", name="Un actif répond")).to_be_visible()
    bien_tenue(page, "trouve")
    page.get_by_role("link", name="Café de l’Érable").click()
    page.locator("summary", has_text="Corriger").click()
    bien_tenue(page, "corriger")
    page.get_by_label("Places").fill("60")
    page.get_by_label("Un mot (facultatif)").fill("On a ajouté des tables.")
    page.get_by_role("button", name="Proposer ces corrections").click()
    bien_recu(page)
    bien_tenue(page, "recu")


def ajouter(page: Page, lien: str) -> float:
    """Ajouter une corvée ; rend les secondes que cela a pris, pour information : un doigt est plus lent."""
    debut = time.monotonic()
    page.goto(f"{lien}/actifs/nouveau")
    page.get_by_label("Comment on l’appelle").fill("Corvée de bois du rang")
    page.get_by_text("Réseau d’entraide").click()
    page.get_by_label("Ce qu’on y trouve").fill("On corde le bois de qui ne peut plus.")
    page.get_by_role("button", name="Ajouter").click()
    bien_recu(page)
    return time.monotonic() - debut


def porter(page: Page, lien: str, texte: str) -> str:
    """Confier une parole ; rend son code de retrait."""
    page.goto(lien)
    page.get_by_label("Votre texte").fill(texte)
    page.get_by_text("Un récit", exact=True).click()
    page.get_by_label("Briser l’isolement").check()
    page.get_by_label("Je le vis").check()
    page.get_by_label("Publier mon texte").check()
    page.get_by_label("J’ai 14 ans").check()
    page.get_by_role("button", name="Envoyer").click()
    bien_recu(page)
    return page.locator(".code strong").inner_text()


def fermer(page: Page, lien: str) -> None:
    chercher(page, lien, "vieille")
    page.get_by_role("link", name="Vieille salle").click()
    page.locator("summary", has_text="N’existe plus").click()
    page.get_by_role("button", name="Dire que cela n’existe plus").click()
    bien_recu(page)


def retirer(page: Page, lien: str, code: str) -> None:
    """Reprendre la parole de ce code."""
    page.goto(f"{lien}/retrait")
    page.get_by_label("Code de retrait").fill(code)
    page.get_by_role("button", name="Retirer mon texte").click()
    page.wait_for_selector("h1:has-text('est retiré')")


def moderer(navigateur: Browser, adresse: str) -> None:
    """Ailleurs, un rôle relit : il accepte la correction, l'ajout et la parole, et refuse la fermeture."""
    largeur, hauteur = TAILLES["portable"]
    bureau = navigateur.new_context(viewport={"width": largeur, "height": hauteur}, locale="fr-CA")
    page = bureau.new_page()
    page.goto(f"{adresse}/gouvernance?base=region&vue=Modération")
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    dit = re.sub(r"\s", " ", page.get_by_test_id("stMain").inner_text())
    for attendu in ("Corriger « Café de l’Érable »", "On a ajouté des tables.", "Ajouter « Corvée de bois du rang »",
                    "« Vieille salle » n’existe plus", "Un récit, savoir vécu", "Briser l’isolement"):  # fmt: skip
        assert attendu in dit
    rangee = page.locator("tr", has=page.get_by_role("rowheader", name="Places")).first
    assert rangee.inner_text().split() == ["Places", "40", "60"]
    assert [
        v["id"] for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")
    ] == []
    if dossier := os.environ.get("CAPTURES_SALLE"):
        page.set_viewport_size({"width": largeur, "height": 2400})
        page.screenshot(path=f"{dossier}/moderation.png")
        page.set_viewport_size({"width": largeur, "height": hauteur})
    _accepter(page, "Accepter", exact=True)
    _refuser(page, "« Vieille salle » n’existe plus", "On y était hier.")
    for _ in range(2):
        _accepter(page, "Accepter la proposition")
    page.get_by_text("Aucune proposition d’actif n’attend.").wait_for(timeout=30_000)
    page.get_by_text("Propositions décidées (3)").click()
    expect(page.get_by_text("On y était hier.")).to_be_visible()
    bureau.close()


def _accepter(page: Page, libelle: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=libelle, exact=exact).first.click()
    page.get_by_text(re.compile("Texte accepté|Proposition acceptée")).first.wait_for(timeout=30_000)
    attendre(page)


def _refuser(page: Page, intitule: str, raison: str) -> None:
    """Le bouton « Refuser » de cette proposition : celui du même rang que son intitulé."""
    titres = page.locator(".tb-fort").filter(has_text=re.compile("Corriger|Ajouter|n’existe plus"))
    rang = [re.sub(r"\s", " ", t) for t in titres.all_inner_texts()].index(intitule)
    page.get_by_role("button", name="Refuser la proposition").nth(rang).click()
    page.get_by_label("Raison du refus").last.fill(raison)
    page.get_by_role("button", name="Oui, refuser").last.click()
    page.get_by_text("Proposition refusée").first.wait_for(timeout=30_000)
    attendre(page)
