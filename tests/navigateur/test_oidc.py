"""Un vrai fournisseur OIDC local, un vrai Chromium : se connecter, être reconnu, partir ; personne ne se mêle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests.navigateur.conftest import RACINE, attendre, port_libre

pytestmark = pytest.mark.navigateur
CHEF, ANALYSTE, ANIMATRICE, TERRAIN, LECTRICE, SANS_ROLE = (
    f"{x}@example.ca" for x in ("chef", "analyste", "animatrice", "terrain", "lectrice", "personne")
)
OUVERT, FERME = "20-001", "20-004"
TEMOIN_FIN = "2 sur 350"
"""Un effectif que le profil table masque (communauté 20-002, décès)."""
SEMER = """
import os
from datetime import date
from tableau_bord import acces
from tableau_bord.acces import Role
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import acces as gestes, publier
from tests.graines import semer

qui, base = acces.au_poste("essai"), ouvrir(os.environ["TABLEAU_BORD_BASE"])
semer(base)
publier.publier(base, publier.contenus_a_publier(base), qui)
for courriel, role in (
    ("analyste@example.ca", Role.SURVEILLANCE), ("animatrice@example.ca", Role.ANIMATION),
    ("terrain@example.ca", Role.TERRAIN), ("lectrice@example.ca", Role.LECTURE),
):
    gestes.attribuer(base, qui, "courriel", courriel, role)
gestes.ouvrir_lecture(base, qui, "communaute", "20-001")
fermer_tout()
"""
SERVIR = """
from tableau_bord.acces import Mode
from tableau_bord.serveur import servir
servir(port={port}, mode=Mode.SERVEUR)
"""


@dataclass(frozen=True)
class Lieu:
    """Où sont l'application et le fournisseur."""

    adresse: str
    fournisseur: str


def _ecrire_secrets(dossier: Path, adresse: str, fournisseur: str) -> None:
    (dossier / ".streamlit").mkdir()
    shutil.copy(RACINE / ".streamlit" / "config.toml", dossier / ".streamlit")
    (dossier / ".streamlit" / "secrets.toml").write_text(
        f"""[auth]
client_id = "tableau"
client_secret = "un-secret-d-essai"
server_metadata_url = "{fournisseur}/.well-known/openid-configuration"
redirect_uri = "{adresse}/oauth2callback"
cookie_secret = "{"c" * 40}"
""",
        encoding="utf-8",
    )


def _attendre(adresse: str, processus: subprocess.Popen[str]) -> None:
    for _ in range(240):
        if processus.poll() is not None:
            raise AssertionError(f"arrêté : {processus.communicate()[0]}")
        try:
            with urllib.request.urlopen(adresse, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("pas de réponse en une minute")


def _lancer(commande: list[str], dossier: Path, milieu: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *commande],
        cwd=dossier,
        env=milieu,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def lieu(tmp_path_factory) -> Iterator[Lieu]:
    """oidc-provider-mock et l'application au mode serveur, sur une base d'essai."""
    pytest.importorskip("authlib", reason="Authlib est absente : essai d'identité sauté")
    dossier = tmp_path_factory.mktemp("oidc")
    port, port_oidc = port_libre(), port_libre()
    la = Lieu(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port_oidc}")
    _ecrire_secrets(dossier, la.adresse, la.fournisseur)
    milieu = {
        **os.environ,
        "TABLEAU_BORD_BASE": str(dossier / "region.duckdb"),
        "TABLEAU_BORD_DEMONSTRATION": str(dossier / "demo.duckdb"),
        "TABLEAU_BORD_ADMINISTRATION": CHEF,
        "PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}",
    }
    semis = subprocess.run(
        [sys.executable, "-c", SEMER], cwd=dossier, env=milieu, capture_output=True, text=True
    )
    assert semis.returncode == 0, semis.stderr
    usagers = [
        option
        for courriel in (CHEF, ANALYSTE, ANIMATRICE, TERRAIN, LECTRICE, SANS_ROLE)
        for option in (
            "--user-claims",
            f'{{"sub": "{courriel}", "email": "{courriel}", "name": "{courriel[:-11]}"}}',
        )
    ]
    # L'horloge figée des essais daterait les jetons : le fournisseur et l'application suivent la vraie.
    milieu.pop("TABLEAU_BORD_MAINTENANT", None)
    fournisseur = _lancer(["-m", "oidc_provider_mock", "-p", str(port_oidc), *usagers], dossier, milieu)
    application = _lancer(["-c", SERVIR.format(port=port)], dossier, milieu)
    try:
        _attendre(f"{la.fournisseur}/.well-known/openid-configuration", fournisseur)
        _attendre(f"{la.adresse}/sante", application)
        yield la
    finally:
        for processus in (application, fournisseur):
            processus.terminate()
            processus.communicate(timeout=20)


@pytest.fixture
def contexte(navigateur: Browser, lieu: Lieu) -> Iterator[Callable[[], BrowserContext]]:
    """Un appareil neuf, sans témoin."""
    ouverts: list[BrowserContext] = []

    def _contexte() -> BrowserContext:
        neuf = navigateur.new_context(viewport={"width": 1366, "height": 768}, locale="fr-CA")
        ouverts.append(neuf)
        return neuf

    yield _contexte
    for appareil in ouverts:
        appareil.close()


def _aller(appareil: BrowserContext, adresse: str) -> Page:
    page = appareil.pages[0] if appareil.pages else appareil.new_page()
    page.goto(adresse)
    page.wait_for_selector("h1, [data-testid=stAlert]", timeout=60_000)
    attendre(page)
    return page


def _porte_close(appareil: BrowserContext, adresse: str) -> Page:
    """Ouvrir une adresse qui demande un compte, et laisser à une fuite le temps de paraître."""
    page = appareil.pages[0] if appareil.pages else appareil.new_page()
    page.goto(adresse)
    page.get_by_role("heading", name="Se connecter").wait_for(timeout=60_000)
    page.get_by_role("button", name="Se connecter").first.wait_for(timeout=60_000)
    page.wait_for_timeout(700)
    return page


def _connecter(appareil: BrowserContext, lieu: Lieu, courriel: str) -> Page:
    page = _porte_close(appareil, lieu.adresse)
    page.get_by_role("button", name="Se connecter").first.click()
    page.wait_for_url(f"{lieu.fournisseur}/**", timeout=30_000)
    page.get_by_role("button", name=courriel).first.click()
    page.wait_for_url(f"{lieu.adresse}/**", timeout=30_000)
    page.wait_for_selector("h1", timeout=60_000)
    attendre(page)
    return page


def _texte(page: Page) -> str:
    return page.locator("body").inner_text()


def test_se_connecter_etre_reconnu_puis_partir(lieu: Lieu, contexte) -> None:
    appareil = contexte()
    page = _connecter(appareil, lieu, CHEF)
    assert page.get_by_role("button", name="Se déconnecter").count() == 1
    assert page.get_by_role("link", name="Gouvernance").count() >= 1
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_timeout(3_000)
    page = _aller(appareil, lieu.adresse)
    assert page.get_by_role("button", name="Se connecter").count() >= 1
    assert page.get_by_role("link", name="Gouvernance").count() == 0


def test_les_temoins_de_la_connexion_sont_fermes_a_javascript(lieu: Lieu, contexte) -> None:
    appareil = contexte()
    page = _connecter(appareil, lieu, LECTRICE)
    poses = {t["name"]: t for t in appareil.cookies(lieu.adresse)}
    assert "_streamlit_user" in poses
    for nom, temoin in poses.items():
        assert temoin["httpOnly"] == (nom != "_streamlit_xsrf"), nom
        assert temoin["sameSite"] == "Lax", nom
    lus = page.evaluate("document.cookie")
    assert "_streamlit_user" not in lus and "_streamlit_session" not in lus


def test_deux_personnes_en_meme_temps_ne_se_melent_pas(lieu: Lieu, contexte) -> None:
    """L'analyste au profil DSP, la lectrice au profil table, sur le même territoire, tour à tour."""
    fin, table = contexte(), contexte()
    _connecter(fin, lieu, ANALYSTE)
    _connecter(table, lieu, LECTRICE)
    adresse = f"{lieu.adresse}/portrait?base=region&decoupage=communaute&territoire=20-002"
    dsp = _aller(fin, adresse)
    dsp.get_by_role("button", name="Passer au profil DSP").first.click()
    attendre(dsp)
    assert TEMOIN_FIN in _texte(dsp).replace("\u00a0", " ")
    for _ in range(2):
        lu = _aller(table, adresse)
        assert "masqué" in _texte(lu)
        assert TEMOIN_FIN not in _texte(lu).replace("\u00a0", " ")
        assert lu.get_by_role("button", name="Passer au profil DSP").count() == 0
        assert lu.get_by_role("link", name="Publier").count() == 0
        dsp.reload()
        attendre(dsp)
    table_html = table.pages[0].content()
    assert ANALYSTE not in table_html and "analyste" not in table_html


@pytest.mark.parametrize("page", ["publier", "gouvernance", "donnees?vue=Lots"])
def test_la_lectrice_n_ouvre_pas_par_l_adresse_ce_que_son_menu_n_a_pas(
    lieu: Lieu, contexte, page: str
) -> None:
    appareil = contexte()
    _connecter(appareil, lieu, LECTRICE)
    texte = _texte(_aller(appareil, f"{lieu.adresse}/{page}"))
    assert "semis.csv" not in texte
    if "donnees" not in page:
        assert "ne permet pas" in texte


def test_un_compte_sans_role_n_a_rien(lieu: Lieu, contexte) -> None:
    appareil = contexte()
    texte = _texte(_connecter(appareil, lieu, SANS_ROLE))
    assert "aucun rôle" in texte
    assert "Anse-aux-Huards" not in texte.replace("\u2011", "-")


def test_un_visiteur_lit_le_portrait_d_un_territoire_ouvert_et_rien_d_autre(lieu: Lieu, contexte) -> None:
    appareil = contexte()
    ouverte = _aller(
        appareil, f"{lieu.adresse}/portrait?base=region&decoupage=communaute&territoire={OUVERT}"
    )
    assert "304 sur 344" in _texte(ouverte).replace("\u00a0", " ")
    for suite in (
        "", f"portrait?base=region&decoupage=communaute&territoire={FERME}", "portrait?base=region&territoire=20-001",
        "portrait", f"carte?base=region&decoupage=communaute&territoire={OUVERT}", "publier", "gouvernance", "donnees",
        f"portrait?base=demonstration&decoupage=communaute&territoire={OUVERT}",
        f"portrait?base=region&decoupage=communaute&territoire={OUVERT}&territoire={FERME}",
    ):  # fmt: skip
        texte = (
            _texte(_aller(appareil, f"{lieu.adresse}/{suite}")).replace("\u00a0", " ").replace("\u2011", "-")
        )
        for interdit in ("Val-Brumeux", "400 sur 500", "semis.csv"):
            assert interdit not in texte, suite


def test_les_adresses_forgees_de_la_connexion_sont_refusees(lieu: Lieu, contexte) -> None:
    appareil = contexte()
    page = appareil.new_page()
    for suite in (
        "oauth2callback?code=faux&state=faux",
        "oauth2callback?error=x%3Cscript%3E",
        "auth/login?provider=faux",
    ):
        recu: Response | None = page.goto(f"{lieu.adresse}/{suite}")
        assert recu is not None
        assert page.url.startswith(lieu.adresse)
        assert "_streamlit_user" not in {t["name"] for t in appareil.cookies(lieu.adresse)}
    appareil.add_cookies([{"name": "_streamlit_user", "value": '"2|1:0|forge"', "url": lieu.adresse}])
    assert "Se connecter" in _texte(_aller(appareil, lieu.adresse))


def test_un_nom_d_hote_inconnu_est_refuse(lieu: Lieu) -> None:
    demande = urllib.request.Request(f"{lieu.adresse}/sante", headers={"Host": "piege.example"})
    with pytest.raises(urllib.error.HTTPError) as refus:
        urllib.request.urlopen(demande, timeout=10)
    with refus.value:
        assert refus.value.code == 421
