"""Confirmer, corriger, fermer, ajouter sans compte : seuls les champs changés sont proposés, ce qui est écrit est gardé."""

from __future__ import annotations

import re

import pytest

from tableau_bord import actifs
from tableau_bord.acces import Portee
from tableau_bord.gestes import actifs as tenir
from tests.serveur import salle_essai
from tests.serveur.asgi import appeler, poster
from tests.serveur.salle_actifs_essai import (
    ajouter,
    champs_de,
    corriger,
    nombre,
    proposee,
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


# --- proposer --------------------------------------------------------------------------------


def test_tout_est_juste_d_un_toucher(app, entrepot, lien) -> None:
    page = appeler(app, f"{lien}/actifs/cafe")
    champs = list(champs_de(page, "juste").items())
    p = proposee(entrepot, lambda: poster(app, f"{lien}/actifs/cafe", champs))
    assert (p["geste"], p["actif"], p["champs"]) == ("vérifier", "cafe", {})


def test_seuls_les_champs_changes_sont_proposes(app, entrepot, lien) -> None:
    change = {"places": "55,5", "cout": "payant", "savoir": "vecu", "mot": "Vu hier."}
    p = proposee(entrepot, lambda: corriger(app, f"{lien}/actifs/cafe", ["isolement", "logement"], **change))
    assert p["champs"] == {"places": 55.5, "cout": "payant", "enjeux": ("isolement", "logement")}
    assert (p["mot"], p["savoir"]) == ("Vu hier.", "vecu")
    assert actifs.un_actif(entrepot, "cafe").cout == "gratuit", "rien ne change avant la décision"


def test_vider_un_champ_est_un_changement(app, entrepot, lien) -> None:
    p = proposee(entrepot, lambda: corriger(app, f"{lien}/actifs/cafe", [], adresse="", heures=""))
    assert p["champs"] == {"adresse": "", "heures": None, "enjeux": ()}


def test_une_correction_acceptee_entre_temps_n_est_pas_defaite(app, entrepot, lien) -> None:
    page = appeler(app, f"{lien}/actifs/vieux")
    vu = champs_de(page, "correction")
    tenir.modifier(entrepot, QUI, ["vieux"], {"clientele": "Tout le monde"})
    envoi = [*{**vu, "places": "12"}.items(), ("enjeux", "isolement")]
    p = proposee(entrepot, lambda: poster(app, f"{lien}/actifs/vieux", envoi))
    assert p["champs"] == {"places": 12.0}


def test_rien_de_change_le_dit_et_ne_garde_rien(app, entrepot, lien) -> None:
    avant = nombre(entrepot)
    page = corriger(app, f"{lien}/actifs/cafe", description="  On s’y croise\r\nle matin. ")
    assert page.statut == 422 and "Rien n&#39;est changé." in page.texte
    assert nombre(entrepot) == avant


@pytest.mark.parametrize(
    ("champ", "valeur", "dit"),
    [
        ("nom", "  ", "besoin d&#39;un nom"),
        ("nom", "x" * 301, "dépasse 300"),
        ("description", "é" * 4_001, "dépasse 4000"),
        ("places", "beaucoup", "Champ «\u00a0Places\u00a0»"),
        ("heures", "200", "Champ «\u00a0Heures par semaine\u00a0»"),
        ("places", "nan", "Places"),
        ("cout", "cher", "Champ «\u00a0Coût\u00a0»"),
        ("savoir", "roi", "pas dans la liste"),
        ("mot", "m" * 501, "dépasse 500"),
        ("geste", "détruire", "geste n’existe pas"),
    ],
)
def test_une_correction_mal_remplie_garde_ce_qui_etait_ecrit(app, entrepot, lien, champ, valeur, dit) -> None:
    avant = nombre(entrepot)
    page = corriger(app, f"{lien}/actifs/cafe", **{"clientele": "Gardé tel quel", champ: valeur})
    assert page.statut == 422
    assert dit in page.texte and 'role="alert"' in page.texte
    assert champ == "geste" or 'value="Gardé tel quel"' in page.texte
    assert nombre(entrepot) == avant


def test_une_fermeture_garde_son_mot(app, entrepot, lien) -> None:
    page = appeler(app, f"{lien}/actifs/cafe")
    champs = {**champs_de(page, "fermeture"), "mot": "Fermé depuis l’été."}
    p = proposee(entrepot, lambda: poster(app, f"{lien}/actifs/cafe", list(champs.items())))
    assert (p["geste"], p["mot"]) == ("fermer", "Fermé depuis l’été.")


def test_un_ajout_tient_en_deux_reponses(app, entrepot, lien) -> None:
    rempli = {
        "nom": "Corvée de bois",
        "genre": "entraide",
        "enjeux": "logement",
        "cout": "inconnu",
        "places": "",
    }
    p = proposee(entrepot, lambda: ajouter(app, lien, **rempli))
    assert p["champs"] == {
        "nom": "Corvée de bois", "genre": "entraide", "enjeux": ("logement",)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"nom": "", "genre": "lieu"}, "Il manque le nom."),
        ({"nom": "<b> </b>", "genre": "lieu"}, "Il manque le nom."),
        ({"nom": "Sans genre"}, "Il manque ce que c’est."),
        ({"nom": "Genre forgé", "genre": "secte"}, "Il manque ce que c’est."),
        ({"nom": "N", "genre": "lieu", "heures": "mille"}, "Heures par semaine"),
    ],
)
def test_un_ajout_mal_rempli_ne_garde_rien(app, entrepot, lien, change, dit) -> None:
    avant = nombre(entrepot)
    page = ajouter(app, lien, adresse="Gardée ici", **change)
    assert page.statut == 422 and dit in page.texte and "Gardée ici" in page.texte
    assert nombre(entrepot) == avant


@pytest.mark.parametrize(
    "texte",
    [
        "Demandez Ginette au 819 555-1234.",
        "Écrire à ginette@exemple.org",
        "Mme Tremblay tient la porte.",
        "Chez Paul Gagnon",
    ],
)
def test_ce_qui_nomme_quelqu_un_se_confirme_avant_l_enregistrement(app, entrepot, lien, texte) -> None:
    avant = nombre(entrepot)
    alerte = ajouter(app, lien, nom="Garde partagée", genre="entraide", description=texte)
    assert alerte.statut == 200 and "nomme peut-être quelqu’un" in alerte.texte
    assert nombre(entrepot) == avant
    relu = re.search(r'name="relu" value="([0-9a-f]+)"', alerte.texte)[1]
    autre = ajouter(
        app, lien, nom="Garde partagée", genre="entraide", description=f"{texte} Aussi.", relu=relu
    )
    assert "nomme peut-être quelqu’un" in autre.texte, "la confirmation ne vaut que pour ce texte"
    assert "Bien reçu" in ajouter(
        app, lien, nom="Garde partagée", genre="entraide", description=texte, relu=relu
    ).texte  # fmt: skip
    assert nombre(entrepot) == avant + 1


def test_un_nom_dans_la_correction_ou_le_mot_se_confirme_aussi(app, entrepot, lien) -> None:
    avant = nombre(entrepot)
    for change in ({"description": "Voir Mme Roy."}, {"places": "3", "mot": "M. Tremblay me l’a dit."}):
        assert "nomme peut-être" in corriger(app, f"{lien}/actifs/cafe", **change).texte
    assert nombre(entrepot) == avant
