"""Les registres : par ajout, champs exigés ; ce qui échoit est proposé, rien ne s'efface seul."""

from __future__ import annotations

from datetime import date

import pytest

from tableau_bord import acces, importation, indicateurs
from tableau_bord.acces import Identite, Mode, Role, invitations_depot, registres
from tableau_bord.acces.invitations import Portee
from tableau_bord.acces.registres_fiches import (
    Avis,
    Categorie,
    Conservation,
    Efvp,
    Incident,
    PlanSurveillance,
)
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes import envoyer, inviter
from tableau_bord.gestes import registres as gestes
from tests.graines import LOT, semer

QUI = acces.au_poste("essai")
PLAN = PlanSurveillance("Connaître l’état de santé.", "Les diplômes.", "Effectifs.", "Recensement.", "Taux.")
INCIDENT = Incident(
    "2026-11-20", "Courriel au mauvais destinataire", "Noms", 12, False, "Destinataire tenu au secret.", mesures="Rappel."
)  # fmt: skip


def role(*roles: Role) -> Identite:
    return Identite("essai", frozenset(roles), Mode.SERVEUR, "essai@exemple.org")


def test_une_fiche_corrigee_garde_sa_premiere_version(entrepot_vide):
    assert gestes.inscrire(entrepot_vide, QUI, PLAN, "plan") == 1
    corrige = PlanSurveillance("Autre but.", *(getattr(PLAN, c.name) for c in PLAN.champs()[1:]))
    assert gestes.inscrire(entrepot_vide, QUI, corrige, "plan") == 2
    histoire = registres.versions(entrepot_vide, PlanSurveillance, "plan")
    assert [v.contenu.buts for v in histoire] == ["Autre but.", "Connaître l’état de santé."]
    assert {v.auteur for v in histoire} == {"essai"}
    assert [v.contenu for v in registres.en_vigueur(entrepot_vide, PlanSurveillance)] == [corrige]


def test_enregistrer_deux_fois_la_meme_chose_n_ecrit_qu_une_version_et_une_ligne(entrepot_vide):
    for _ in range(2):
        assert gestes.inscrire(entrepot_vide, QUI, PLAN, "plan") == 1
    assert len(registres.versions(entrepot_vide, PlanSurveillance, "plan")) == 1
    assert acces.journal(entrepot_vide)["geste"].to_list() == ["tenir un registre"]


@pytest.mark.parametrize(
    ("fiche", "quoi"),
    [
        (PlanSurveillance(buts="Un but."), "Il manque : Objets, Renseignements, Sources, Analyses."),
        (PlanSurveillance(" ", "o", "r", "s", "a"), "Il manque : Buts."),
        (Avis("La CAI", "", "Favorable"), "Il manque : Reçu le."),
        (Avis("La CAI", "20 novembre", "Favorable"), "« Reçu le » n'est pas une date."),
        (Avis("C" * 201, "2026-11-20", "Favorable"), "« De qui » dépasse 200 caractères."),
        (Efvp("Objet", "1", "2026-11-20", "é" * 8001, "R", "2027-11-20"), "« Ce qui a changé » dépasse 8000"),
        (
            Efvp("Objet", "1", "2026-02-30", "Première.", "R", "2027-11-20"),
            "« Datée du » n'est pas une date.",
        ),
        (
            Incident("2026-11-20", "N", "R", None, False, "P", mesures="M"),
            "Il manque : Personnes concernées.",
        ),
        (Incident("2026-11-20", "N", "R", -1, False, "P", mesures="M"), "doit être un nombre entier"),
        (Incident("2026-11-20", "N", "R", True, False, "P", mesures="M"), "doit être un nombre entier"),
        (Incident("2026-11-20", "N", "R", 0, True, "P", "La CAI", "", "M"), "a un destinataire et une date"),
        (Conservation("lots", None, "Règle"), "Il manque : Durée, en jours."),
        (Conservation("lots", 30, ""), "Il manque : Fondement."),
        (Conservation("tout", 30, "Règle"), "Cette catégorie n'existe pas."),
    ],
)
def test_une_fiche_mal_remplie_est_refusee_et_rien_n_est_ecrit(entrepot_vide, fiche, quoi):
    with pytest.raises(AccesErreur) as refus:
        gestes.inscrire(entrepot_vide, QUI, fiche, "x")
    assert quoi in refus.value.quoi.replace("\u00a0", " ")
    assert registres.versions(entrepot_vide, type(fiche), "x") == ()
    assert acces.journal(entrepot_vide).is_empty()


def test_zero_personne_n_est_pas_un_champ_vide(entrepot_vide):
    sans = Incident("2026-11-20", "N", "R", 0, False, "P", mesures="M")
    assert gestes.inscrire(entrepot_vide, QUI, sans, "x") == 1


def test_un_risque_serieux_sans_avis_se_voit():
    champs = ("2026-11-20", "N", "R", 3)
    assert Incident(*champs, True, "P", mesures="M").avis_a_donner
    assert not Incident(*champs, True, "P", "La CAI", "2026-11-21", "M").avis_a_donner
    assert not Incident(*champs, False, "P", mesures="M").avis_a_donner


def test_le_journal_ne_dit_ni_la_teneur_ni_le_nombre_de_personnes(entrepot_vide):
    gestes.inscrire(entrepot_vide, QUI, INCIDENT, "x")
    ligne = str(acces.journal(entrepot_vide).row(0))
    assert "destinataire" not in ligne and "12" not in ligne.split("{")[1].split("}")[0]
    assert '"registre": "incidents"' in ligne


@pytest.mark.parametrize("autre", [Role.SURVEILLANCE, Role.ANIMATION, Role.TERRAIN, Role.LECTURE])
def test_seule_l_administration_tient_les_registres_et_efface(entrepot_vide, autre):
    with pytest.raises(AccesErreur, match="tenir les registres"):
        gestes.inscrire(entrepot_vide, role(autre), PLAN, "plan")
    with pytest.raises(AccesErreur, match="effacer"):
        gestes.effacer(entrepot_vide, role(autre), [])
    assert gestes.inscrire(entrepot_vide, role(Role.ADMINISTRATION), PLAN, "plan") == 1


def _envoi(entrepot, jours: int) -> str:
    lien, _ = inviter.inviter(entrepot, QUI, Portee.ECRIRE, "communaute", "20-001", 30, 5, "Soirée")
    recu = envoyer.envoyer(
        entrepot, lien, "a" * 24, "Ici on s’entraide.", "vecu", ["seance"], jours, declaration=True
    )
    return recu.envoi


def test_rien_n_echoit_sans_regle_sauf_un_consentement_fini(entrepot_vide):
    semer(entrepot_vide)
    envoi = _envoi(entrepot_vide, 10)
    loin = date(2090, 1, 1)
    assert [(e.categorie, e.objet) for e in gestes.echus(entrepot_vide, loin)] == [(Categorie.ENVOIS, envoi)]


def test_la_duree_court_jusqu_au_dernier_jour_compris(entrepot_vide):
    _envoi(entrepot_vide, 10)
    assert gestes.echus(entrepot_vide, date(2026, 12, 1)) == (), "le 1er décembre est le dixième jour"
    assert len(gestes.echus(entrepot_vide, date(2026, 12, 2))) == 1


def test_un_lot_echu_est_propose_puis_efface_sans_toucher_aux_publications(entrepot_vide, monkeypatch):
    semer(entrepot_vide)
    gestes.inscrire(entrepot_vide, QUI, Conservation("lots", 365, "Calendrier de la direction"), "lots")
    assert gestes.echus(entrepot_vide, date(2027, 11, 21)) == ()
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2027-11-22T12:00:00-05:00")
    proposes = gestes.echus(entrepot_vide)
    assert [e.objet for e in proposes] == [LOT]
    assert indicateurs.nombre_de_valeurs(entrepot_vide) > 0, "proposer n'efface rien"
    assert gestes.effacer(entrepot_vide, QUI, proposes) == 1
    assert indicateurs.nombre_de_valeurs(entrepot_vide) == 0
    assert importation.lots(entrepot_vide)[0].annule_le is not None
    assert gestes.echus(entrepot_vide) == ()
    assert acces.journal(entrepot_vide)["geste"].to_list()[-1] == "effacer à l’échéance"
    assert acces.verifier_journal(entrepot_vide).intact


def test_ce_qui_n_est_pas_echu_ne_s_efface_pas(entrepot_vide):
    semer(entrepot_vide)
    avant = indicateurs.nombre_de_valeurs(entrepot_vide)
    force = gestes.Echu(Categorie.LOTS, LOT, "forcé", date(2000, 1, 1))
    with pytest.raises(AccesErreur, match="n'est pas"):
        gestes.effacer(entrepot_vide, QUI, [force])
    assert indicateurs.nombre_de_valeurs(entrepot_vide) == avant


def test_un_envoi_et_un_lien_echus_s_effacent_octet_par_octet(entrepot_fichier, monkeypatch):
    _envoi(entrepot_fichier, 1)
    gestes.inscrire(entrepot_fichier, QUI, Conservation("invitations", 90, "Règle"), "invitations")
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2027-11-22T12:00:00-05:00")
    proposes = gestes.echus(entrepot_fichier)
    assert {e.categorie for e in proposes} == {Categorie.ENVOIS, Categorie.INVITATIONS}
    assert gestes.effacer(entrepot_fichier, QUI, proposes) == 2
    assert invitations_depot.toutes(entrepot_fichier).is_empty()
    entrepot_fichier.fermer()
    from pathlib import Path

    dossier = Path(entrepot_fichier.chemin).parent
    octets = b"".join(f.read_bytes() for f in dossier.iterdir() if f.is_file())
    assert "s’entraide".encode() not in octets and "Soirée".encode() not in octets


def test_la_duree_livree_est_celle_du_consentement(entrepot_vide):
    regles = gestes.conservations(entrepot_vide)
    assert regles[Categorie.ENVOIS].jours == 0 and "53.1" in regles[Categorie.ENVOIS].fondement
    assert [c for c, r in regles.items() if r is None] == [
        Categorie.LOTS,
        Categorie.INVITATIONS,
        Categorie.TENTATIVES,
    ]
