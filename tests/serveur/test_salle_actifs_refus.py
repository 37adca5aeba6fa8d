"""Les pages des actifs : rejouer n'ajoute rien ; un lien d'une autre portée, échu ou d'ailleurs n'ouvre rien."""

from __future__ import annotations

import re

import pytest

from tableau_bord.acces import Portee
from tableau_bord.actifs import Actif, Desserte, Genre
from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.gestes import actifs as tenir
from tableau_bord.gestes import inviter, proposer_actif
from tests.graines import ORDINAIRE
from tests.serveur import salle_essai
from tests.serveur.asgi import appeler, poster
from tests.serveur.salle_actifs_essai import (
    CHARGE,
    ajouter,
    champs_de,
    corriger,
    nombre,
    region_servie,
)
from tests.serveur.salle_essai import QUI


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    with region_servie(tmp_path_factory.mktemp("salle_actifs")) as base:
        yield base


@pytest.fixture
def app(entrepot):
    return salle_essai.pages()


@pytest.fixture
def lien(entrepot):
    return salle_essai.lien(entrepot, Portee.CORRIGER)


# --- rejouer, épuiser, refuser ----------------------------------------------------------------


def test_la_meme_proposition_renvoyee_n_en_est_qu_une_meme_le_lien_epuise(app, entrepot) -> None:
    lien = salle_essai.lien(entrepot, Portee.CORRIGER, usages=1)
    champs = [*champs_de(appeler(app, f"{lien}/actifs/cafe"), "juste").items()]
    premiere = poster(app, f"{lien}/actifs/cafe", champs)
    avant = nombre(entrepot)
    assert poster(app, f"{lien}/actifs/cafe", champs).texte == premiere.texte
    assert nombre(entrepot) == avant
    autre = [(n, "k" * 32 if n == "envoi_id" else v) for n, v in champs]
    assert poster(app, f"{lien}/actifs/cafe", autre).statut == 410


@pytest.mark.parametrize("portee", [Portee.LIRE, Portee.ECRIRE])
def test_un_lien_d_une_autre_portee_n_ouvre_pas_l_inventaire(app, entrepot, portee) -> None:
    lien, avant = salle_essai.lien(entrepot, portee), nombre(entrepot)
    champs = [("envoi_id", "p" * 32), ("geste", "vérifier"), ("savoir", "terrain")]
    for chemin in ("", "/nouveau", "/cafe"):
        page = appeler(app, f"{lien}/actifs{chemin}")
        assert page.statut == 405 and "Demandez un autre lien." in page.texte
        assert "Érable" not in page.texte
    assert poster(app, f"{lien}/actifs/cafe", champs).statut == 405
    assert poster(app, f"{lien}/actifs/nouveau", [*champs, ("nom", "x"), ("genre", "lieu")]).statut == 405
    assert nombre(entrepot) == avant


def test_un_lien_qui_corrige_ne_porte_pas_de_parole(app, lien) -> None:
    assert poster(app, lien, [*salle_essai.BON, ("envoi_id", "x" * 32)]).statut == 405


def test_un_lien_expire_ou_revoque_ne_montre_ni_ne_garde_rien(app, entrepot, monkeypatch) -> None:
    invitation, jeton = inviter.inviter(entrepot, QUI, Portee.CORRIGER, "communaute", ORDINAIRE, 7, 5)
    adresse = f"/i/{jeton}/actifs"
    champs, avant = [*champs_de(appeler(app, f"{adresse}/cafe"), "juste").items()], nombre(entrepot)
    with monkeypatch.context() as plus_tard:
        plus_tard.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-29T00:00:00-05:00")
        for page in (appeler(app, adresse), poster(app, f"{adresse}/cafe", champs)):
            assert page.statut == 410 and "expiré" in page.texte and "Érable" not in page.texte
    inviter.revoquer(entrepot, QUI, invitation.invitation)
    for page in (appeler(app, adresse), poster(app, f"{adresse}/cafe", champs)):
        assert page.statut == 410 and "révoqué" in page.texte
    assert nombre(entrepot) == avant
    assert appeler(app, f"/i/{jeton[:-2]}xx/actifs").statut == 404
    assert appeler(app, "/s/ZZZZZZ/actifs").statut == 404


# --- ce qui vient d'ailleurs -------------------------------------------------------------------


def test_ce_qui_est_ecrit_reste_du_texte(app, entrepot) -> None:
    lien = salle_essai.lien(entrepot, Portee.CORRIGER, "20-004")
    ici = Desserte("communaute", "20-004")
    # Comme si une base ancienne le contenait tel quel.
    tenir.inscrire(entrepot, QUI, Actif("piege", Genre.LIEU, "Piège", dessertes=(ici,)))
    entrepot.ecrire(
        lambda t: t.executer("UPDATE actifs SET nom = $c, description = $c, site = 'javascript:alert(3)' WHERE actif = 'piege'", c=CHARGE)
    )  # fmt: skip
    pages = [appeler(app, f"{lien}{c}") for c in ("", "/actifs", "/actifs/piege")]
    pages.append(
        poster(
            app,
            f"{lien}/actifs/piege",
            [("envoi_id", "x"), ("geste", "corriger"), ("nom", f"é{CHARGE}"), ("places", "x")],
        )
    )
    pages.append(appeler(app, f"{lien}/actifs?mots=%22%3E%3Cscript%3Ealert(4)%3C/script%3E"))
    for page in pages:
        assert page.statut in (200, 422)
        for balise in ("<script>", "<img", 'href="javascript'):
            assert balise not in page.texte
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=\"|style=", page.texte)


def test_un_texte_de_dix_mille_caracteres_et_des_emojis(app, entrepot, lien) -> None:
    avant = nombre(entrepot)
    assert ajouter(app, lien, nom="n" * 10_000, genre="lieu").statut == 422
    assert nombre(entrepot) == avant
    assert (
        "Bien reçu" in ajouter(app, lien, nom="🌲 La cabane 🌲", genre="lieu", description="🎉" * 500).texte
    )


@pytest.mark.parametrize("entetes", [{"sec_fetch_site": "cross-site"}, {"origin": "https://piege.example"}])
def test_un_formulaire_d_ailleurs_n_ecrit_pas(app, entrepot, lien, entetes) -> None:
    champs, avant = [*champs_de(appeler(app, f"{lien}/actifs/cafe"), "juste").items()], nombre(entrepot)
    assert poster(app, f"{lien}/actifs/cafe", champs, **entetes).statut == 403
    assert nombre(entrepot) == avant


def test_une_base_disputee_garde_ce_qui_etait_ecrit(app, lien, monkeypatch) -> None:
    def disputer(*_a, **_k):
        raise EntrepotErreur("ecriture_contestee", "Plusieurs personnes écrivent.", remede="Recommencez.")

    monkeypatch.setattr(proposer_actif, "proposer", disputer)
    page = corriger(app, f"{lien}/actifs/cafe", clientele="Gardé")
    assert page.statut == 503 and 'value="Gardé"' in page.texte
    ajout = ajouter(app, lien, nom="Gardé aussi", genre="lieu")
    assert ajout.statut == 503 and "Gardé aussi" in ajout.texte


def test_les_pages_sont_legeres_et_fermees(app, lien) -> None:
    communs = sum(len(appeler(app, f"/leger/salle.{x}").corps) for x in ("css", "js"))
    for chemin in ("", "/actifs", "/actifs/nouveau", "/actifs/cafe"):
        page = appeler(app, f"{lien}{chemin}")
        assert len(page.corps) + communs < 60 * 1024
        assert page.entete("content-security-policy").startswith("default-src 'none'")
        assert page.entete("cache-control") == "no-store"
        assert "http://" not in page.texte and "https://" not in page.texte
