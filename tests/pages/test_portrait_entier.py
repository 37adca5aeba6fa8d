"""Le portrait : trois colonnes égales, vues Actifs et Paroles, pleines et vides ; le visiteur les lit aussi."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from tableau_bord import acces, indicateurs
from tableau_bord.acces import Identite, Mode, Profil
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import acces as actes
from tableau_bord.gestes import bases, moderer, porter_parole, retirer_parole
from tableau_bord.indicateurs import Enjeu
from tableau_bord.interface import identite
from tests.graines import MINUSCULE, ORDINAIRE, SANS_DONNEE, semer
from tests.graines_actifs import PAROLE, semer_actifs
from tests.pages.test_pages import TROP_TECHNIQUE, textes, visiter

QUI = acces.au_poste("essai")
AUCUN = "Aucun actif n’est encore inscrit à Lac-Sauvé. Cela ne veut pas dire qu’il n’y en a pas. Commencez par un lieu où les gens se croisent."  # fmt: skip
VUES = ("Chiffres", "Actifs", "Paroles", "Dix ans")


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    semer_actifs(entrepot)
    return entrepot


def voir(vue, code=ORDINAIRE, decoupage="communaute", profil=Profil.DSP):
    essai = visiter("pages/portrait.py", profil, bases.REGION, territoire=code, decoupage=decoupage, vue=vue)
    assert not essai.exception
    dit = textes(essai)
    assert "Quelque chose n’a pas fonctionné" not in dit
    assert not TROP_TECHNIQUE.search(dit), TROP_TECHNIQUE.search(dit)
    return essai


def porter(entrepot, texte, cle="z", **champs):
    recu = porter_parole.porter(
        entrepot, QUI, "communaute", ORDINAIRE, cle * 24, texte, champs.pop("savoir", "vecu"), champs.pop("fins", ["chiffres"]),
        60, True, consentement_du_porteur=True, relu=True, **champs,
    )  # fmt: skip
    moderer.decider(entrepot, QUI, recu.envoi, True)
    return recu


@pytest.mark.parametrize("vue", VUES)
@pytest.mark.parametrize("profil", list(Profil))
def test_les_trois_colonnes_sont_en_tete_de_chaque_vue(region, vue, profil):
    essai = voir(vue, profil=profil)
    dit = textes(essai)
    assert "Ce sur quoi la communauté s’appuie" in [x.value for x in essai.header]
    absents = [
        m for m in ("Mesuré", "Présent", "Raconté", "2 actifs", "Café du coin", PAROLE) if m not in dit
    ]
    assert not absents
    assert "Portée par une personne qui le vit, avec son consentement." in dit


@pytest.mark.parametrize("vue", VUES)
def test_sans_actif_ni_parole_chaque_colonne_le_dit_sans_accuser(region, vue):
    dit = textes(voir(vue, SANS_DONNEE))
    assert AUCUN in dit
    assert "Aucune parole ne se lit encore à Lac-Sauvé." in dit


def test_la_vue_actifs_met_mesures_et_actifs_sur_la_meme_epine(region):
    essai = voir("Actifs")
    dit = textes(essai)
    assert "Ce qui porte" in dit and "Ce qui pèse" in dit
    assert next(x.value for x in essai.subheader) == "Vivre vieux"
    assert "1 actif, qui compte pour 1,0 selon l’âge de sa dernière vérification." in dit
    assert "Rien n’est encore dit du coût, du transport ni de l’accès universel." in dit
    assert {"Voir cet actif", "Ce qu’il reste à vérifier cette année"} <= {
        x.label for x in essai.get("page_link")
    }


def test_un_actif_jamais_verifie_depuis_longtemps_compte_pour_sa_fraicheur(region):
    dit = textes(voir("Actifs", MINUSCULE))
    assert "1 actif, qui compte pour 0,1 selon l’âge de sa dernière vérification." in dit
    assert "Aucun vérifié depuis un an, dernière vérification en mai 2021." in dit


def test_la_vue_paroles_pose_la_parole_a_cote_de_la_mesure(region):
    region.ecrire(
        lambda t: indicateurs.inscrire_enjeu(t, Enjeu("quai", "Garder le quai", ordre=50, provenance="écran"))
    )
    porter(region, "Le quai, c’est chez nous.", "y", enjeux=["quai"], savoir="terrain")
    porter(region, "Sans enjeu, mais dite.", "x")
    essai = voir("Paroles")
    dit = textes(essai)
    assert [x.value for x in essai.subheader] == ["Vivre vieux", "Garder le quai", "Sans enjeu nommé"]
    assert "3 paroles (2 de savoir vécu et 1 de savoir de terrain), consenties" in dit
    assert "Aucune mesure n’éclaire encore cet enjeu." in dit
    assert "Portée par une personne du terrain, saisie par une autre personne (terrain)" in dit


@pytest.mark.parametrize("vue", ["Chiffres", "Actifs", "Paroles"])
def test_consentie_pour_la_seance_seule_ou_retiree_elle_n_est_pas_au_portrait(region, vue):
    porter(region, "Pour la séance seulement.", "s", fins=["seance"])
    recu = porter(region, "Bientôt retirée.", "r")
    dit = textes(voir(vue))
    assert "Pour la séance seulement." not in dit and "Bientôt retirée." in dit
    retirer_parole.retirer(region, recu.code_retrait)
    assert "Bientôt retirée." not in textes(voir(vue))


@pytest.mark.parametrize("vue", ["Chiffres", "Actifs", "Paroles"])
def test_une_parole_qui_porte_du_html_reste_du_texte(region, vue):
    charge = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    porter(region, charge)
    pose = "\n".join(x.proto.body for x in voir(vue).get("html"))
    assert "<script" not in pose and "<img" not in pose and charge in unescape(pose)


def test_un_long_recit_se_coupe_en_tete_et_se_lit_entier_a_la_vue_paroles(region):
    fin = "et c’est ainsi que tout a commencé."
    porter(region, f"{'On se retrouvait le mardi. ' * 12}{fin}", genre="récit")
    assert fin not in textes(voir("Chiffres"))
    assert fin in textes(voir("Paroles"))


@pytest.mark.parametrize("vue", ["Actifs", "Paroles"])
def test_le_visiteur_lit_le_territoire_ouvert_sans_aucun_lien_pour_contribuer(region, monkeypatch, vue):
    actes.ouvrir_lecture(region, QUI, "communaute", ORDINAIRE, date(2026, 12, 24))
    monkeypatch.setattr(identite, "mode", lambda: Mode.SERVEUR)
    monkeypatch.setattr(identite, "courante", lambda: Identite("visiteur", frozenset(), Mode.SERVEUR))
    essai = visiter(
        "pages/portrait.py", Profil.TABLE, bases.REGION, territoire=ORDINAIRE, decoupage="communaute", vue=vue
    )
    dit = textes(essai)
    assert not essai.exception
    assert PAROLE in dit and "Café du coin" in dit
    assert not {x.label for x in essai.get("page_link")} & {
        "Voir cet actif",
        "Ajouter un actif, ou en corriger un",
        "Porter une parole",
    }
    ferme = visiter(
        "pages/portrait.py", Profil.TABLE, bases.REGION, territoire=MINUSCULE, decoupage="communaute", vue=vue
    )
    assert "Veillée des voisins" not in textes(ferme)
