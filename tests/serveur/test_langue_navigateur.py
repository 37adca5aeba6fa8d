"""La langue, la page introuvable, la coupure et le lien profond, dans un vrai Chromium.

Le navigateur est en anglais, exprès : rien ne doit dépendre de ses réglages.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.navigateur

ANGLAIS = re.compile(
    r"\b(Upload|Browse files|Drag and drop|Deploy|per file|Running\.\.\.|Search|Select all|Choose|Open|"
    r"No results|Submit|Loading|Download|Fullscreen|Press|Rerun|Settings|Page not found|does not seem|"
    r"Is Streamlit|Connection|Clear|Close|Collapse|Expand|column|Sort|Autosize|Today|month|year|day|Next|"
    r"Invalid|Remove|Add|Increment|Decrement|Show|Hide|Help|Sidebar|Skip|Map|Zoom|Toggle|Selected)\b"
)
PAROLES = """() => {
  const vus = [];
  const marche = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (marche.nextNode()) {
    const e = marche.currentNode.parentElement;
    if (!e.closest('script, style, noscript, [data-testid=stIconMaterial], .st-key-essai_paroles, '
      + '[data-testid=stMain] [data-testid=stMarkdownContainer]'))
      vus.push(marche.currentNode.data.trim());
  }
  for (const e of document.querySelectorAll('*'))
    for (const a of ['aria-label', 'placeholder', 'title', 'alt', 'aria-description', 'aria-valuetext'])
      if (e.getAttribute(a)) vus.push(e.getAttribute(a));
  return [...new Set(vus)].filter(Boolean);
}"""
MODES = pytest.mark.parametrize("mode", ["asgi", "nu"])


@pytest.fixture
def page(navigateur) -> Iterator[sync_api.Page]:
    """Une page en anglais ; une requête au dehors ou une faute de script fait tomber l'essai."""
    ouverte = navigateur.new_page(viewport={"width": 1366, "height": 768}, locale="en-US")
    fautes: list[str] = []
    locales = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    ouverte.on("request", lambda r: None if r.url.startswith(locales) else fautes.append(r.url))
    ouverte.on("pageerror", lambda e: fautes.append(str(e)))
    ouverte.on("console", lambda m: fautes.append(m.text) if "Content Security Policy" in m.text else None)
    yield ouverte
    ouverte.close()
    assert fautes == []


def _aller(page, adresse: str, titre: str) -> None:
    page.goto(adresse)
    page.wait_for_selector(f"h1:has-text('{titre}')", timeout=60_000)
    _jusqu_a(page, "document.documentElement.lang === 'fr-CA'")


def _jusqu_a(page, condition: str, delai: float = 30) -> None:
    """Attendre une condition JavaScript (`wait_for_function` passe par `eval`, que la politique refuse)."""
    fin = time.monotonic() + delai
    while time.monotonic() < fin:
        try:
            if page.evaluate(condition):
                return
        except sync_api.Error:
            pass  # la page se recharge
        page.wait_for_timeout(100)
    raise AssertionError(f"jamais vrai : {condition}")


def _anglais(page) -> list[str]:
    return [parole for parole in page.evaluate(PAROLES) if ANGLAIS.search(parole)]


@MODES
def test_un_lien_profond_ouvert_en_premier_rend_la_page_entouree(neuf, page, mode) -> None:
    serveur = neuf(mode)
    _aller(page, f"{serveur.adresse}/portrait?base=region&territoire=1", "Titre Portrait")
    liens = page.locator("[data-testid=stSidebar] a[data-testid=stPageLink-NavLink]")
    liens.filter(has_text="Carte").wait_for()
    assert page.locator("[data-testid=stSidebarNav]").count() == 0
    assert page.title() == "Portrait – Tableau de bord des communautés"
    assert page.url.endswith("/portrait?base=region&territoire=1")
    liens.filter(has_text="Carte").click()
    page.wait_for_selector("h1:has-text('Titre Carte')")
    assert page.url.endswith("/carte?base=region")


@MODES
def test_les_gadgets_parlent_francais(neuf, page, mode) -> None:
    serveur = neuf(mode)
    _aller(page, f"{serveur.adresse}/donnees", "Titre Données")
    page.get_by_text("200 Mo par fichier").wait_for()
    page.locator("[data-testid=stFileUploaderDropzone]").get_by_text("Choisir un fichier").wait_for()
    page.wait_for_timeout(1500)
    assert _anglais(page) == []
    page.locator("input[type=file]").set_input_files(
        {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"x" * 2048}
    )
    page.get_by_text("n’est pas accepté").wait_for()
    page.locator("[data-testid=stNumberInput] input").fill("55")
    page.keyboard.press("Enter")
    page.get_by_text("Écrivez un nombre de 0 à 10.").wait_for()
    page.locator("[data-testid=stSelectbox] input").click()
    page.keyboard.type("zzz")
    page.get_by_text("Aucun résultat").first.wait_for()
    assert _anglais(page) == []


@MODES
def test_les_textes_de_l_application_restent_intacts(neuf, page, mode) -> None:
    serveur = neuf(mode)
    _aller(page, f"{serveur.adresse}/donnees", "Titre Données")
    page.get_by_text("200 Mo par fichier").wait_for()
    page.wait_for_timeout(800)
    assert page.locator("[data-testid=stMarkdownContainer]", has_text="Search").count() == 1
    assert page.locator(".st-key-essai_paroles").inner_text() == "Close"


@MODES
def test_une_adresse_inconnue_se_dit_en_francais(neuf, page, mode) -> None:
    serveur = neuf(mode)
    page.goto(f"{serveur.adresse}/nulle-part")
    dialogue = page.locator("[role=dialog]")
    dialogue.get_by_text("Page introuvable").wait_for(timeout=60_000)
    assert "Aucune page n’a" in dialogue.inner_text()
    assert "Voici l’accueil." in dialogue.inner_text()
    page.wait_for_selector("h1:has-text('Titre Accueil')")
    assert _anglais(page) == []


@MODES
def test_un_serveur_arrete_se_dit_et_la_page_se_recharge_a_son_retour(neuf, page, mode) -> None:
    serveur = neuf(mode)
    _aller(page, f"{serveur.adresse}/portrait?base=region", "Titre Portrait")
    page.get_by_role("button", name="Passer au profil DSP").click()
    page.wait_for_selector(".tb-bandeau-dsp")
    page.evaluate("window.temoin = true")
    serveur.arreter()
    dialogue = page.locator("[role=dialog]")
    dialogue.get_by_text("Le lien avec le poste est coupé.").wait_for(timeout=30_000)
    assert "streamlit run" not in dialogue.inner_text()
    assert _anglais(page) == []
    serveur.lancer()
    _jusqu_a(page, "window.temoin === undefined")
    page.wait_for_selector("h1:has-text('Titre Portrait')")
    assert page.locator(".tb-bandeau-dsp").count() == 0
    assert page.url.endswith("/portrait?base=region")


RETENIR_LES_LIENS = """
const Natif = window.WebSocket;
window.liens = [];
window.WebSocket = class extends Natif {
  constructor(...args) { super(...args); window.liens.push(this); }
};
"""


def test_une_coupure_breve_ne_recharge_pas(serveur, page) -> None:
    """Contre-épreuve : le même serveur, un lien coupé puis rendu, et la page garde son état."""
    page.add_init_script(RETENIR_LES_LIENS)
    _aller(page, f"{serveur.adresse}/portrait", "Titre Portrait")
    page.get_by_role("button", name="Passer au profil DSP").click()
    page.wait_for_selector(".tb-bandeau-dsp")
    page.evaluate("window.temoin = liens.length; liens.forEach(lien => lien.close())")
    _jusqu_a(page, "liens.length > temoin && liens.at(-1).readyState === 1")
    page.wait_for_timeout(2500)
    assert page.evaluate("window.temoin") >= 1
    page.get_by_role("button", name="Revenir au profil table").click()
    page.wait_for_selector(".tb-bandeau:not(.tb-bandeau-dsp)")


def test_sans_le_script_la_page_parlerait_anglais(serveur, page) -> None:
    """Contre-épreuve des essais de langue : le même regard, le script retiré, trouve de l'anglais."""
    page.route("**/fr.js*", lambda demande: demande.abort())
    page.goto(f"{serveur.adresse}/donnees")
    page.get_by_text("200MB per file").wait_for(timeout=60_000)
    assert {"200MB per file", "Collapse sidebar"} <= set(_anglais(page))


def test_carte_et_figure_vivent_sous_la_politique_de_contenu(serveur, page) -> None:
    _aller(page, f"{serveur.adresse}/carte", "Titre Carte")
    page.get_by_title("Agrandir").wait_for(timeout=60_000)
    page.wait_for_timeout(3000)
    assert _couleurs(page.locator("[data-testid=stDeckGlJsonChart]").screenshot()) >= {(53, 129, 125)}
    assert _anglais(page) == []
    _aller(page, f"{serveur.adresse}/portrait", "Titre Portrait")
    page.locator(".js-plotly-plot .point").first.wait_for(state="attached", timeout=60_000)


def _couleurs(image: bytes) -> set[tuple[int, int, int]]:
    from io import BytesIO

    from PIL import Image

    vue = Image.open(BytesIO(image)).convert("RGB")
    return {couleur for _, couleur in vue.getcolors(maxcolors=1 << 24)}


def test_les_fontes_du_projet_sont_celles_qu_on_voit(serveur, page) -> None:
    _aller(page, f"{serveur.adresse}/donnees", "Titre Données")
    page.wait_for_timeout(1500)
    chargees = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert {"Fira Tableau", "Literata"} <= {nom.strip('"') for nom in chargees}


@pytest.mark.parametrize("adresse", ["/", "/portrait", "/donnees"])
def test_rien_ne_deborde_au_telephone(serveur, page, adresse) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    _aller(page, serveur.adresse + adresse, "Titre")
    page.wait_for_timeout(1000)
    assert page.evaluate("document.documentElement.scrollWidth") <= 394
