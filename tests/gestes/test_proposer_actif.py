"""Proposer sans compte, décider avec un rôle : une proposition acceptée est une révision signée."""

from __future__ import annotations

import pytest

from tableau_bord.acces import Identite, Mode, Portee, Role, Source, au_poste
from tableau_bord.actifs import Actif, Desserte, Genre, depot, propositions, un_actif
from tableau_bord.commun.erreurs import AccesErreur, ActifErreur
from tableau_bord.gestes import actifs, inviter, proposer_actif

POSTE = au_poste("essai")
ANIMATION = Identite("Animatrice", frozenset({Role.ANIMATION}), Mode.SERVEUR, "anim@exemple.qc.ca")
ENVOI = "a" * 24


@pytest.fixture
def base(entrepot_vide):
    actifs.inscrire(
        entrepot_vide,
        POSTE,
        Actif("cafe", Genre.RENCONTRE, "Café", dessertes=(Desserte("communaute", "c1"),)),
    )
    return entrepot_vide


@pytest.fixture
def lien(base):
    return inviter.inviter(base, POSTE, Portee.CORRIGER, "communaute", "c1", 30, 5)[0]


def en_attente(base) -> list[str]:
    return propositions.file(base, propositions.EN_ATTENTE)["proposition"].to_list()


def test_une_correction_attend_puis_devient_une_revision_signee(base, lien):
    p = proposer_actif.proposer(
        base, lien, ENVOI, "corriger", "cafe", {"cout": "gratuit", "places": "40"}, "vu hier", "vecu"
    )
    assert un_actif(base, "cafe").cout == "inconnu", "rien ne change avant la décision"
    proposer_actif.decider(base, ANIMATION, p, True)
    lu = un_actif(base, "cafe")
    assert (lu.cout, lu.places, lu.verifie_par, lu.revision) == ("gratuit", 40.0, "savoir vécu", 2)
    derniere = depot.revisions(base, "cafe").to_dicts()[-1]
    assert (derniere["role"], derniere["auteur"], derniere["proposition"]) == (
        "animation",
        "anim@exemple.qc.ca",
        p,
    )


def test_renvoyee_elle_ne_compte_qu_une_fois_et_n_use_le_lien_qu_une_fois(base):
    lien = inviter.inviter(base, POSTE, Portee.CORRIGER, "communaute", "c1", 30, 1)[0]
    for _ in range(3):
        proposer_actif.proposer(base, lien, ENVOI, "vérifier", "cafe", {})
    assert len(en_attente(base)) == 1
    with pytest.raises(AccesErreur, match="déjà servi"):
        proposer_actif.proposer(base, lien, "b" * 24, "vérifier", "cafe", {})


def test_acceptee_deux_fois_elle_ne_s_applique_qu_une(base, lien):
    p = proposer_actif.proposer(base, lien, ENVOI, "corriger", "cafe", {"nom": "Café d’ici"})
    proposer_actif.decider(base, ANIMATION, p, True)
    proposer_actif.decider(base, ANIMATION, p, False, "je me ravise")
    proposer_actif.decider(base, ANIMATION, p, True)
    assert depot.revisions(base, "cafe").height == 2
    assert propositions.file(base)["etat"].to_list() == ["accepté"]


def test_refusee_elle_se_motive_et_ne_change_rien(base, lien):
    p = proposer_actif.proposer(base, lien, ENVOI, "fermer", "cafe", {})
    with pytest.raises(ActifErreur, match="se motive"):
        proposer_actif.decider(base, ANIMATION, p, False)
    proposer_actif.decider(base, ANIMATION, p, False, "encore ouvert")
    assert un_actif(base, "cafe").etat == "en service" and en_attente(base) == []


def test_un_ajout_accepte_dessert_le_territoire_du_lien(base, lien):
    p = proposer_actif.proposer(
        base,
        lien,
        ENVOI,
        "ajouter",
        "",
        {"nom": "Corvée de bois", "genre": "entraide", "enjeux": ["logement"]},
    )
    proposer_actif.decider(base, ANIMATION, p, True)
    lu = un_actif(base, p)
    assert (lu.nom, lu.genre, lu.enjeux, lu.dessertes) == (
        "Corvée de bois",
        Genre.ENTRAIDE,
        ("logement",),
        (Desserte("communaute", "c1"),),
    )
    assert lu.verifie_le and lu.affirme_par == "savoir de terrain"


@pytest.mark.parametrize(
    ("geste", "actif", "champs"),
    [
        ("ajouter", "", {}), ("ajouter", "", {"nom": "<i> </i>"}), ("ajouter", "cafe", {"nom": "x"}), ("corriger", "", {"nom": "x"}),
        ("corriger", "cafe", {}), ("corriger", "cafe", {"courriel": "x@y.ca"}), ("corriger", "cafe", {"latitude": "46"}),
        ("corriger", "cafe", {"places": "beaucoup"}), ("corriger", "cafe", {"places": "-1"}), ("corriger", "cafe", {"cout": "cher"}),
        ("corriger", "cafe", {"nom": "x" * 400}), ("détruire", "cafe", {}),
    ],
)  # fmt: skip
def test_une_proposition_mal_formee_est_refusee_et_rien_n_est_garde(base, lien, geste, actif, champs):
    with pytest.raises(ActifErreur) as refus:
        proposer_actif.proposer(base, lien, ENVOI, geste, actif, champs)
    assert refus.value.remede and propositions.file(base).is_empty()


@pytest.mark.parametrize("portee", [Portee.LIRE, Portee.ECRIRE])
def test_un_lien_d_une_autre_portee_ne_propose_rien(base, portee):
    lien = inviter.inviter(base, POSTE, portee, "communaute", "c1", 30, 5)[0]
    with pytest.raises(AccesErreur, match="ne permet pas"):
        proposer_actif.proposer(base, lien, ENVOI, "vérifier", "cafe", {})


def test_une_source_forgee_ne_passe_pas(base, lien):
    for source in (
        Source("poste", "x", "communaute", "c1"),
        Source("invitation", lien.invitation, "communaute", "c2"),
    ):
        with pytest.raises(AccesErreur):
            proposer_actif.proposer(base, source, ENVOI, "vérifier", "cafe", {})


def test_qui_ne_modere_pas_ne_decide_pas(base, lien):
    p = proposer_actif.proposer(base, lien, ENVOI, "vérifier", "cafe", {})
    for role in (Role.TERRAIN, Role.LECTURE):
        with pytest.raises(AccesErreur):
            proposer_actif.decider(base, Identite("x", frozenset({role}), Mode.SERVEUR, "x@y.ca"), p, True)
    assert en_attente(base) == [p]


def test_un_actif_disparu_entre_temps_se_dit(base, lien):
    p = proposer_actif.proposer(base, lien, ENVOI, "vérifier", "cafe", {})
    base.ecrire(lambda t: t.executer("DELETE FROM actifs"))
    with pytest.raises(ActifErreur, match="n'est plus"):
        proposer_actif.decider(base, ANIMATION, p, True)


def test_un_lien_ne_touche_qu_aux_actifs_de_son_territoire(base, lien):
    actifs.inscrire(
        base, POSTE, Actif("ailleurs", Genre.LIEU, "Ailleurs", dessertes=(Desserte("communaute", "c2"),))
    )
    with pytest.raises(ActifErreur, match="ne dessert pas"):
        proposer_actif.proposer(base, lien, ENVOI, "vérifier", "ailleurs", {})
