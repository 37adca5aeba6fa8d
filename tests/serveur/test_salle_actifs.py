"""« Ce qu'il y a ici » depuis un lien ou une rencontre : trouver un actif, lire sa fiche, et rien d'ailleurs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tableau_bord.acces import Portee, rencontres_depot
from tableau_bord.serveur.salle import fiche
from tests.graines import ORDINAIRE
from tests.serveur import salle_essai
from tests.serveur.asgi import appeler, poster
from tests.serveur.salle_actifs_essai import (
    champs_de,
    corriger,
    nombre,
    proposee,
    region_servie,
)


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


# --- trouver ---------------------------------------------------------------------------------


def test_la_liste_ne_montre_que_ce_qui_est_d_ici_et_ouvert(app, lien) -> None:
    page = appeler(app, f"{lien}/actifs")
    assert page.statut == 200
    assert "4\u00a0actifs inscrits à Anse-aux-Huards." in page.texte
    for attendu in ("Café de l’Érable", "Vérifié il\u00a0y\u00a0a\u00a03\u00a0mois", "Ajouter ce qui manque"):
        assert attendu in page.texte
    assert "Vérifié il\u00a0y\u00a0a\u00a06\u00a0ans, à revérifier" in page.texte
    for absent in ("Halte de l’Île", "Ancien dépanneur", "rang Secret", "0199", "voisine@"):
        assert absent not in page.texte


@pytest.mark.parametrize(
    ("mots", "trouve"),
    [("cafe erable", "Café de l’Érable"), ("VELOS", "La voisine"), ("croise%20matin", "Café")],
)
def test_la_recherche_ignore_accents_et_casse(app, lien, mots, trouve) -> None:
    page = appeler(app, f"{lien}/actifs?mots={mots.replace(' ', '+')}")
    assert trouve in page.texte
    assert ("Maison des jeunes" in page.texte) == (mots == "croise%20matin")


def test_le_genre_filtre_et_rien_de_trouve_se_dit(app, lien) -> None:
    page = appeler(app, f"{lien}/actifs?genre=organisme")
    assert "Un actif répond" in page.texte and "Café de l’Érable" not in page.texte
    assert "Rien ne répond" in appeler(app, f"{lien}/actifs?mots=zzz").texte
    assert appeler(app, f"{lien}/actifs?genre=piege&page=9999999999999&mots=").statut == 200


def test_trente_par_page(app, entrepot, monkeypatch) -> None:
    monkeypatch.setattr("tableau_bord.serveur.salle.actifs.PAR_PAGE", 3)
    lien = salle_essai.lien(entrepot, Portee.CORRIGER)
    premiere, seconde = (appeler(app, f"{lien}/actifs?page={n}") for n in (1, 2))
    assert premiere.texte.count('class="mesure actif"') == 3
    assert seconde.texte.count('class="mesure actif"') == 1
    assert 'rel="next"' in premiere.texte and 'rel="next"' not in seconde.texte
    assert "Page 2 sur 2" in appeler(app, f"{lien}/actifs?page=99").texte


def test_une_liste_vide_dit_par_ou_commencer(app, entrepot) -> None:
    lien = salle_essai.lien(entrepot, Portee.CORRIGER, "20-003")
    for page in (appeler(app, f"{lien}/actifs"), appeler(app, lien)):
        assert "Cela ne veut pas dire qu’il n’y en a pas." in page.texte
        assert "Aucun actif n’est encore inscrit à" in page.texte


# --- l'entrée --------------------------------------------------------------------------------


def test_chaque_portee_ouvre_ce_qu_elle_permet(app, entrepot) -> None:
    corrige, contribue, ecrit = (
        appeler(app, salle_essai.lien(entrepot, p)).texte
        for p in (Portee.CORRIGER, Portee.CONTRIBUER, Portee.ECRIRE)
    )
    assert "Ajouter ce qui manque" in corrige and "Votre texte" not in corrige
    assert "Trouver, corriger, ajouter." in contribue and "Votre texte" in contribue
    assert "/actifs" not in ecrit and "Votre texte" in ecrit
    assert (
        contribue.index("<h1>Anse-aux-Huards</h1>")
        < contribue.index("Ce qu’il y a ici")
        < contribue.index("Votre texte")
    )


def test_les_forces_publiees_precedent_les_actifs(app, entrepot, monkeypatch) -> None:
    lue = fiche.lire(entrepot, "communaute", ORDINAIRE)
    forte = replace(lue.en_vue[0], nom="Diplomation témoin")
    monkeypatch.setattr(fiche, "lire", lambda *_: replace(lue, forces=(forte,)))
    texte = appeler(app, salle_essai.lien(entrepot, Portee.CORRIGER)).texte
    assert texte.index("Diplomation témoin") < texte.index("Café de l’Érable")
    monkeypatch.setattr(fiche, "lire", lambda *_: replace(lue, forces=()))
    assert "s’appuie" not in appeler(app, salle_essai.lien(entrepot, Portee.CORRIGER)).texte


def test_une_rencontre_offre_les_deux_entrees(app, entrepot) -> None:
    adresse = f"/s/{salle_essai.rencontre(entrepot).code}"
    page = appeler(app, adresse)
    assert 'href="#dire"' in page.texte and f'href="{adresse}/actifs"' in page.texte
    assert len(page.corps) < 60 * 1024
    p = proposee(entrepot, lambda: corriger(app, f"{adresse}/actifs/cafe", cout="payant"))
    assert (p["source_genre"], p["champs"]) == ("rencontre", {"cout": "payant"})


def test_une_rencontre_fermee_n_ouvre_plus_rien(app, entrepot) -> None:
    ouverte = salle_essai.rencontre(entrepot)
    adresse = f"/s/{ouverte.code}/actifs"
    champs = [*champs_de(appeler(app, f"{adresse}/cafe"), "juste").items()]
    entrepot.ecrire(lambda t: rencontres_depot.fermer(t, ouverte.code, "2026-11-21T15:00:00-05:00", "essai"))
    avant = nombre(entrepot)
    assert {appeler(app, adresse).statut, poster(app, f"{adresse}/cafe", champs).statut} == {404}
    assert nombre(entrepot) == avant


# --- une fiche -------------------------------------------------------------------------------


def test_la_fiche_dit_ce_qui_est_connu_et_se_tait_du_reste(app, lien) -> None:
    texte = appeler(app, f"{lien}/actifs/cafe").texte
    for attendu in (
        "12, rue Principale",
        "Gratuit",
        "37,5\u00a0heures",
        "briser l’isolement",
        "On s’y croise",
    ):
        assert attendu in texte.partition("<dl")[0] + texte.partition("<dl")[2].partition("</dl>")[0]
    assert "inconnu" not in texte.partition("<dl")[2].partition("</dl>")[0]


def test_un_identifiant_de_fichier_s_ouvre(app, lien) -> None:
    adresse = re.search(r'href="([^"]+)">Maison des jeunes', appeler(app, f"{lien}/actifs").texte)[1]
    assert "<h1>Maison des jeunes</h1>" in appeler(app, adresse).texte


def test_une_personne_ressource_garde_ses_coordonnees(app, entrepot, lien) -> None:
    page = appeler(app, f"{lien}/actifs/voisine")
    assert page.statut == 200
    for prive in ("rang Secret", "0199", "voisine@"):
        assert prive not in page.texte
    assert not {"adresse", "telephone"} & champs_de(page, "correction").keys()
    forge = {"telephone": "819 555-0000", "clientele": "Tout le monde"}
    p = proposee(entrepot, lambda: corriger(app, f"{lien}/actifs/voisine", **forge))
    assert p["champs"] == {"clientele": "Tout le monde"}


@pytest.mark.parametrize("actif", ["ailleurs", "ferme", "inconnu", "../cafe", "%00", "x" * 500])
def test_ce_qui_n_est_pas_d_ici_n_est_nulle_part(app, entrepot, lien, actif) -> None:
    avant = nombre(entrepot)
    assert appeler(app, f"{lien}/actifs/{actif}").statut == 404
    champs = [("envoi_id", "q" * 32), ("geste", "vérifier"), ("savoir", "terrain")]
    assert poster(app, f"{lien}/actifs/{actif}", champs).statut == 404
    assert nombre(entrepot) == avant
