"""Gouvernance ▸ Modération : une proposition d'actif se lit champ par champ, s'accepte, se refuse ; une parole dit d'où elle vient."""

from __future__ import annotations

import html
import re

import pytest

from tableau_bord import acces, actifs, indicateurs
from tableau_bord.acces import Identite, Mode, Portee, Role
from tableau_bord.actifs import Actif, Cout, Desserte, Etat, Genre, propositions
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import actifs as tenir
from tableau_bord.gestes import envoyer, inviter, porter_parole, proposer_actif
from tableau_bord.interface import gouvernance_moderation_mots as mots
from tableau_bord.interface import identite
from tests.graines import ORDINAIRE, semer
from tests.pages.test_gouvernance import presser, voir
from tests.pages.test_pages import textes

QUI = acces.au_poste("essai")
CHARGE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def base(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    indicateurs.suivre_les_enjeux(entrepot)
    ici = (Desserte("communaute", ORDINAIRE),)
    tenir.inscrire(
        entrepot, QUI, Actif("cafe", Genre.RENCONTRE, "Café", cout=Cout.PAYANT, places=40.0, dessertes=ici)
    )
    return entrepot


def proposer(base, geste: str, actif: str, champs: dict, mot: str = "", rang: int = 0) -> str:
    lien = inviter.inviter(base, QUI, Portee.CORRIGER, "communaute", ORDINAIRE, 30, 5)[0]
    return proposer_actif.proposer(base, lien, f"{rang}".rjust(24, "b"), geste, actif, champs, mot, "vecu")


def poses(essai) -> str:
    return "\n".join(e.proto.body for e in essai.get("html"))


def cellules(essai) -> list[str]:
    """Les cellules des tableaux montrés, dans l'ordre."""
    return [
        html.unescape(re.sub(r"<[^>]+>", "", c))
        for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", poses(essai))
    ]


def test_vide_elle_dit_ce_qui_y_arrive(base):
    assert "Aucune proposition d’actif n’attend." in textes(voir("Modération"))


def test_une_correction_se_lit_champ_par_champ_puis_s_accepte(base):
    champs = {"cout": "gratuit", "places": "55.5", "enjeux": ["isolement"], "clientele": ""}
    p = proposer(base, "corriger", "cafe", champs, "On me l’a dit hier.")
    essai = voir("Modération")
    lu = textes(essai)
    assert "Corriger « Café »" in lu.replace("\u00a0", " ")
    assert "Savoir vécu, reçu par un lien d’invitation" in lu and "On me l’a dit hier." in lu
    assert cellules(essai) == [
        *("Champ", "Aujourd’hui", "Proposé"), *("Pour qui", "(rien)", "(rien)"), *("Places", "40", "55,5"),
        *("Coût", "payant", "gratuit"), *("Enjeux", "(rien)", "Briser l’isolement"),
    ]  # fmt: skip
    essai = presser(essai, "Accepter la proposition")
    assert "révision signée" in textes(essai)
    assert actifs.un_actif(base, "cafe").cout is Cout.GRATUIT
    assert actifs.revisions(base, "cafe")["proposition"].to_list() == ["", p]
    assert [e.label for e in essai.expander if "Propositions décidées (1)" in e.label]


def test_un_refus_se_motive_et_rien_ne_change_puis_s_accepte_finalement(base):
    p = proposer(base, "fermer", "cafe", {}, "Fermé.")
    essai = voir("Modération")
    assert "« Café » n’existe plus" in textes(essai).replace("\u00a0", " ")
    essai = presser(essai, "Oui, refuser")
    assert "Un refus se motive." in textes(essai)
    assert propositions.file(base)["etat"].to_list() == ["en attente"]
    next(w for w in essai.text_input if w.key == f"actif_raison_{p}").set_value("J’y étais <b>hier</b>.")
    essai = presser(essai, "Oui, refuser")
    assert "Proposition refusée" in textes(essai) and "&lt;b&gt;hier" in poses(essai)
    assert (
        actifs.un_actif(base, "cafe").etat is Etat.EN_SERVICE and actifs.revisions(base, "cafe").height == 1
    )
    presser(essai, "Accepter finalement")
    assert propositions.file(base)["etat"].to_list() == ["accepté"]
    assert actifs.revisions(base, "cafe").height == 2


def test_un_ajout_montre_sa_fiche_et_ce_qui_nomme_quelqu_un(base):
    proposer(base, "ajouter", "", {"nom": "Corvée", "genre": "entraide", "description": "Voir Mme Tremblay."})
    essai = voir("Modération")
    assert cellules(essai) == [
        *("Champ", "Proposé"), *("Nom", "Corvée"), *("Ce que c’est", "Réseau d’entraide"),
        *("Ce qu’on y trouve", "Voir Mme Tremblay."),
    ]  # fmt: skip
    assert "On y nomme peut-être quelqu’un" in textes(essai)
    proposer(base, "vérifier", "cafe", {}, rang=1)
    assert "tout est juste" in textes(voir("Modération"))


def test_ce_qui_vient_d_un_telephone_reste_du_texte(base):
    proposer(base, "corriger", "cafe", {"clientele": "a & b < c"}, f"{CHARGE} **gras**")
    base.ecrire(lambda t: t.executer("UPDATE actifs SET nom = $c WHERE actif = 'cafe'", c=CHARGE))
    essai = voir("Modération")
    assert "<script" not in poses(essai) and "<img" not in poses(essai)
    assert "a &amp; b &lt; c" in poses(essai)
    assert all("alert" not in m.value for m in essai.markdown)


def test_un_actif_disparu_se_dit_et_se_refuse(base):
    proposer(base, "corriger", "cafe", {"cout": "gratuit"})
    base.ecrire(lambda t: t.executer("DELETE FROM actifs WHERE actif = 'cafe'"))
    essai = voir("Modération")
    assert "n’est plus à l’inventaire" in textes(essai)
    essai = presser(essai, "Accepter la proposition")
    assert "Refusez la proposition" in textes(essai)
    assert propositions.file(base)["etat"].to_list() == ["en attente"]


def test_dans_une_rencontre_on_lit_sans_decider(base, monkeypatch):
    proposer(base, "vérifier", "cafe", {})
    qui = Identite("essai", frozenset({Role.ANIMATION}), Mode.RENCONTRE)
    monkeypatch.setattr(identite, "courante", lambda: qui)
    essai = voir("Modération")
    assert "se décide au retour" in textes(essai)
    assert not [b for b in essai.button if "proposition" in b.label]


def test_le_terrain_ne_lit_pas_la_file(base, monkeypatch):
    proposer(base, "vérifier", "cafe", {}, "Mot témoin")
    qui = Identite("essai", frozenset({Role.TERRAIN}), Mode.SERVEUR, "essai@exemple.org")
    monkeypatch.setattr(identite, "courante", lambda: qui)
    lu = textes(voir("Modération"))
    assert "Votre rôle ne permet pas" in lu and "témoin" not in lu


def test_une_parole_dit_son_genre_ses_enjeux_et_qui_l_a_saisie(base):
    lien = inviter.inviter(base, QUI, Portee.ECRIRE, "communaute", ORDINAIRE, 30, 5)[0]
    envoyer.envoyer(
        base, lien, "c" * 24, "On s’aide.", "vecu", ["seance"], 365, declaration=True, enjeux=["logement"], genre="récit"
    )  # fmt: skip
    porter_parole.porter(
        base, QUI, "communaute", ORDINAIRE, "d" * 24, "On chante.", "vecu", ["seance"], 365, True,
        consentement_du_porteur=True,
    )  # fmt: skip
    lu = textes(voir("Modération"))
    assert "Un récit, savoir vécu, reçu par un lien d’invitation" in lu
    assert "Ce dont cela parle : Se loger convenablement." in lu.replace("\u00a0", " ")
    assert "Une phrase, savoir vécu, saisi par une autre personne (terrain)" in lu


def test_les_champs_proposables_ont_tous_leur_mot():
    assert set(propositions.PROPOSABLES) == set(mots.CHAMPS)
    assert set(propositions.GestePropose) == set(mots.INTITULES)
