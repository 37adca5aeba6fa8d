"""Preuve 4 : au téléphone, sans compte, trouver, corriger, ajouter, porter une parole et la retirer ; un rôle décide ailleurs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from tableau_bord import actifs
from tableau_bord.acces import Portee, envois_depot
from tableau_bord.actifs import Desserte, Genre, propositions
from tableau_bord.entrepot import Entrepot, fermer_tout, ouvrir
from tests.graines import ORDINAIRE
from tests.navigateur.conftest import TAILLES, demarrer, port_libre
from tests.navigateur.gestes_au_telephone import (
    ajouter,
    bien_recu,
    bien_tenue,
    chercher,
    corriger,
    fermer,
    moderer,
    porter,
    retirer,
)
from tests.serveur import salle_essai
from tests.serveur.salle_actifs_essai import semer_les_actifs

pytestmark = pytest.mark.navigateur
ECHU = "2026-11-01T09:00:00-05:00"
PAROLE = "TEMOIN-PAROLE-AU-TELEPHONE : on s’entraide à l’épicerie."
TEMOIN = b"TEMOIN-PAROLE-AU-TELEPHONE"
PORTEES = {"contribuer": Portee.CONTRIBUER, "corriger": Portee.CORRIGER, "lire": Portee.LIRE}


@dataclass(frozen=True)
class Poste:
    """Un poste servi sur une base semée. `liens` : nom de portée → adresse entière."""

    dossier: Path
    adresse: str
    liens: dict[str, str]


@pytest.fixture(scope="module")
def poste(tmp_path_factory) -> Iterator[Poste]:
    dossier, port = tmp_path_factory.mktemp("telephone"), port_libre()
    adresse = f"http://127.0.0.1:{port}"
    base = salle_essai.region(dossier / "region.duckdb")
    semer_les_actifs(base)
    chemins = {nom: salle_essai.lien(base, portee) for nom, portee in PORTEES.items()}
    with pytest.MonkeyPatch.context() as avant:
        avant.setenv("TABLEAU_BORD_MAINTENANT", ECHU)
        chemins["échu"] = salle_essai.lien(base, Portee.CONTRIBUER)
    fermer_tout()
    serveur = demarrer(dossier, port)
    try:
        yield Poste(dossier, adresse, {nom: f"{adresse}{c}" for nom, c in chemins.items()})
    finally:
        serveur.terminate()
        serveur.wait(20)


@pytest.fixture
def telephone(navigateur: Browser) -> Iterator[Page]:
    """Un téléphone sans compte ; une plainte de la console (politique de contenu comprise) fait tomber l'essai."""
    largeur, hauteur = TAILLES["telephone"]
    appareil = navigateur.new_context(
        viewport={"width": largeur, "height": hauteur}, locale="fr-CA", has_touch=True, is_mobile=True
    )
    page, plaintes = appareil.new_page(), []
    page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
    yield page
    appareil.close()
    assert [p for p in plaintes if not re.search("40[45]|410|422", p)] == []


def ou_est(dossier: Path, octets: bytes) -> set[str]:
    return {f.name for f in dossier.rglob("*") if f.is_file() and octets in f.read_bytes()}


@contextmanager
def copie(dossier: Path, cible: Path) -> Iterator[Entrepot]:
    """La base telle qu'elle est, vue dans une copie : le serveur tient l'originale ouverte."""
    for fichier in dossier.glob("region.duckdb*"):
        (cible / fichier.name).write_bytes(fichier.read_bytes())
    base = ouvrir(cible / "region.duckdb")
    yield base
    base.fermer()


def historique_intact(base: Entrepot) -> None:
    """Chaque décision acceptée est une révision signée de plus ; rien d'avant n'est écrasé."""
    revisions = actifs.revisions(base, "cafe").to_dicts()
    assert [(r["rang"], r["geste"].replace("\u00a0", " ")) for r in revisions] == [
        (1, "inscrire"),
        (2, "accepter : corriger"),
    ]
    assert revisions[1]["proposition"] and revisions[1]["role"] and revisions[1]["auteur"]
    avant, apres = (actifs.a_la_revision(base, "cafe", rang) for rang in (1, 2))
    assert avant and apres and (avant.places, apres.places) == (40.0, 60.0)
    assert (avant.nom, avant.cout, avant.enjeux) == (apres.nom, apres.cout, apres.enjeux)
    assert actifs.revisions(base, "vieux")["geste"].to_list() == ["inscrire"]
    file = [p for p in propositions.file(base).to_dicts() if p["etat"] != propositions.EN_ATTENTE]
    decides = [("ajouter", "accepté"), ("corriger", "accepté"), ("fermer", "refusé")]
    assert sorted((p["geste"], p["etat"]) for p in file) == decides
    ajout = next(p["proposition"] for p in file if p["geste"] == "ajouter")
    neuf = actifs.un_actif(base, ajout)
    assert (neuf.genre, neuf.dessertes) == (Genre.ENTRAIDE, (Desserte("communaute", ORDINAIRE),))
    assert envois_depot.file(base).is_empty() and envois_depot.retraits(base).height == 1


def test_trouver_corriger_ajouter_porter_puis_retirer(
    navigateur: Browser, telephone: Page, poste: Poste, tmp_path: Path
) -> None:
    lien = poste.liens["contribuer"]
    telephone.goto(lien)
    bien_tenue(telephone, "entree")
    corriger(telephone, lien)
    fermer(telephone, lien)
    print(f"Ajouter un actif : {ajouter(telephone, lien):.1f} s, pour information")
    code = porter(telephone, lien, PAROLE)
    assert ou_est(poste.dossier, TEMOIN), "témoin : le texte confié est bien dans la base"

    chercher(telephone, lien, "cafe")
    telephone.get_by_role("link", name="Café de l’Érable").click()
    expect(telephone.locator(".faits")).to_contain_text("40")
    moderer(navigateur, poste.adresse)
    telephone.reload()
    expect(telephone.locator(".faits")).to_contain_text("60")
    chercher(telephone, lien, "corvee")
    expect(telephone.get_by_role("link", name="Corvée de bois du rang")).to_be_visible()

    retirer(telephone, lien, code)
    assert ou_est(poste.dossier, TEMOIN) == set(), "le texte retiré n'est plus nulle part, octet par octet"
    with copie(poste.dossier, tmp_path) as base:
        historique_intact(base)


def test_un_lien_de_lecture_et_un_lien_echu_n_ouvrent_rien(telephone: Page, poste: Poste) -> None:
    for nom, statut, dit in (("lire", 405, "n’ouvre pas l’inventaire"), ("échu", 410, "expiré")):
        for suite in ("/actifs", "/actifs/cafe", "/actifs/nouveau"):
            reponse = telephone.goto(f"{poste.liens[nom]}{suite}")
            assert reponse and reponse.status == statut
            assert dit in telephone.locator("main").inner_text()
            assert "Érable" not in telephone.content()


def test_sans_javascript_et_rejouee_une_proposition_reste_une(
    navigateur: Browser, poste: Poste, tmp_path: Path
) -> None:
    appareil = navigateur.new_context(java_script_enabled=False)
    page = appareil.new_page()
    page.goto(f"{poste.liens['corriger']}/actifs/org/1%20%C3%A9%3F%23")
    page.get_by_role("button", name="Tout est juste").click()
    bien_recu(page)
    page.reload()
    bien_recu(page)
    appareil.close()
    with copie(poste.dossier, tmp_path) as base:
        gestes = propositions.file(base).filter(pl.col("actif") == "org/1 é?#")["geste"].to_list()
    assert gestes == ["vérifier"]


def test_ce_qui_nomme_quelqu_un_se_relit_et_le_brouillon_survit(telephone: Page, poste: Poste) -> None:
    telephone.goto(f"{poste.liens['corriger']}/actifs/nouveau")
    telephone.get_by_label("Comment on l’appelle").fill("Garde partagée")
    telephone.get_by_label("Où", exact=True).fill("Près du pont")
    telephone.reload()
    assert telephone.get_by_label("Comment on l’appelle").input_value() == "Garde partagée"
    assert telephone.get_by_label("Où", exact=True).input_value() == "Près du pont"
    telephone.get_by_text("Réseau d’entraide").click()
    telephone.get_by_label("Ce qu’on y trouve").fill("Demandez Mme Tremblay, 819 555-1234.")
    telephone.get_by_role("button", name="Ajouter").click()
    telephone.wait_for_selector("#erreur")
    assert telephone.evaluate("document.activeElement.id") == "erreur"
    bien_tenue(telephone, "a_relire")
    telephone.get_by_label("J’ai relu").check()
    telephone.get_by_role("button", name="Ajouter").click()
    bien_recu(telephone)
    assert telephone.evaluate("sessionStorage.length") == 0
