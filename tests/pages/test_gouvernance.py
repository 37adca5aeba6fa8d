"""La page Gouvernance : quatre vues, vides et pleines ; un texte confié reste du texte ; un rôle sans droit est refusé."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Profil, Role, envois_depot, invitations_depot, registres
from tableau_bord.acces.invitations import Portee
from tableau_bord.acces.registres_fiches import Avis, Conservation, Efvp, Incident, PlanSurveillance
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import acces as actes
from tableau_bord.gestes import bases, envoyer, inviter, moderer
from tableau_bord.gestes import registres as gestes
from tableau_bord.interface import identite
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import LOT, ORDINAIRE, semer
from tests.pages.test_pages import TROP_TECHNIQUE, textes, visiter

QUI = acces.au_poste("essai")
CHARGES = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://x") **gras** [lien](javascript:alert(3)) $x$',
    "Ici on s’entraide. 🎉\nDeuxième ligne.",
)
VUES = ("Accès", "Modération", "Journal", "Registres")


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    return entrepot


def saine(essai) -> None:
    assert not essai.exception
    dit = textes(essai)
    assert "Quelque chose n’a pas fonctionné" not in dit
    assert not TROP_TECHNIQUE.search(dit), TROP_TECHNIQUE.search(dit)


def page() -> None:
    """Le corps de pages/gouvernance.py : sous `st.navigation`, AppTest perd les clics."""
    from tableau_bord.interface import contexte, gouvernance, vues

    ici = contexte.courant()
    ici.ouvrir_page("Gouvernance", phrase_html=gouvernance.phrase(ici))
    gouvernance.afficher(ici, vues.choisir(gouvernance.VUES))


def voir(vue: str, **parametres: str) -> AppTest:
    essai = AppTest.from_function(page, default_timeout=60)
    essai.query_params["base"] = bases.REGION
    for nom, valeur in {"vue": vue, **parametres}.items():
        essai.query_params[nom] = valeur
    essai.run()
    saine(essai)
    return essai


def confier(entrepot, texte: str, rang: int = 0, jours: int = 365):
    lien, _ = inviter.inviter(entrepot, QUI, Portee.ECRIRE, "communaute", ORDINAIRE, 30, 5, f"Soirée {rang}")
    cle = f"{rang}".rjust(24, "a")
    return envoyer.envoyer(entrepot, lien, cle, texte, "vecu", ["seance"], jours, declaration=True).envoi


def presser(essai, libelle: str, rang: int = 0):
    trouves = [b for b in essai.button if b.label == libelle]
    assert len(trouves) > rang, [b.label for b in essai.button]
    suite = trouves[rang].click().run()
    saine(suite)
    return suite


@pytest.mark.parametrize(
    ("vue", "dit"),
    [
        ("Accès", "Aucun lien n’a été créé."),
        ("Modération", "Aucun texte n’attend."),
        ("Journal", "Aucun geste n’est encore inscrit."),
        ("Registres", "Le plan n’est pas encore consigné."),
    ],
)
def test_chaque_vue_vide_dit_par_ou_commencer(region, vue, dit):
    essai = visiter("pages/gouvernance.py", Profil.TABLE, bases.REGION, vue=vue)
    saine(essai)
    assert dit in textes(essai)


@pytest.mark.parametrize(
    ("registre", "dit"),
    [
        ("Vie privée", "Aucune évaluation n’est consignée."),
        ("Incidents", "Aucun incident n’est consigné."),
        ("Conservation", "Rien n’est à effacer."),
        ("Ententes", "Aucune communauté autochtone n’est inscrite."),
    ],
)
def test_chaque_registre_vide_dit_ce_que_la_loi_demande(region, registre, dit):
    lu = textes(voir("Registres", registre=registre))
    assert dit in lu
    assert "a. 63" in lu or "a. 73" in lu or "PCAP" in lu


# Modération.


@pytest.mark.parametrize("charge", CHARGES)
def test_un_texte_confie_se_lit_comme_du_texte(region, charge):
    confier(region, charge)
    essai = voir("Modération")
    poses = "\n".join(e.proto.body for e in essai.get("html"))
    assert (
        "<script" not in poses
        and "<img" not in poses
        and "onerror=alert" not in poses.replace("onerror=alert(2)&gt;", "")
    )
    assert all(charge.splitlines()[0] not in m.value for m in essai.markdown), "jamais rendu en Markdown"
    assert charge.splitlines()[0] in textes_bruts(poses)


def textes_bruts(poses: str) -> str:
    import html
    import re

    return html.unescape(re.sub(r"<[^>]+>", " ", poses))


def test_accepter_puis_refuser_avec_raison_garde_les_deux_decisions(region):
    envoi = confier(region, CHARGES[2])
    essai = voir("Modération")
    assert "1 texte attend  d’être relu" in textes(essai)
    essai = presser(essai, "Accepter")
    assert "Texte accepté" in textes(essai) and "Aucun texte n’attend." in textes(essai)
    essai = presser(essai, "Refuser ce texte")
    assert "Un refus se motive." in textes(essai), "sans raison, rien ne change"
    assert envois_depot.decisions(region, envoi).height == 1
    next(w for w in essai.text_input if w.key == f"raison_{envoi}").set_value("Hors sujet.")
    presser(essai, "Refuser ce texte")
    assert envois_depot.decisions(region, envoi)["decision"].to_list() == [moderer.ACCEPTE, moderer.REFUSE]


def test_ce_qui_fait_reconnaitre_quelqu_un_est_signale(region):
    confier(region, "Madame Tremblay, 819 555-1234, aide tout le monde.")
    assert "pourrait faire reconnaître quelqu’un" in textes(voir("Modération"))


def test_un_texte_decide_s_efface_pour_toujours(region):
    envoi = confier(region, CHARGES[2])
    moderer.decider(region, QUI, envoi, False, "Hors sujet.")
    essai = presser(voir("Modération"), "Oui, effacer")
    assert "Texte effacé" in textes(essai)
    assert not envois_depot.existe(region, envoi)
    assert "s’entraide" not in textes(essai)


# Accès : liens.


def test_un_lien_se_cree_se_montre_une_fois_et_se_revoque(region):
    essai = voir("Accès")
    assert next(b for b in essai.button if b.label == "Créer le lien").disabled, (
        "sans territoire, rien à créer"
    )
    lieu = next(s for s in essai.selectbox if s.label == "Territoire")
    essai = lieu.set_value(next(o for o in lieu.options if "Anse" in o)).run()
    essai = presser(essai, "Créer le lien")
    montre = [c.value for c in essai.code if "/i/" in c.value]
    assert len(montre) == 1
    jeton = montre[0].split("/i/")[1]
    assert acces.invitations.lire_jeton(region, jeton).code == ORDINAIRE
    assert jeton not in str(invitations_depot.toutes(region).rows())
    essai = essai.run()
    assert [c.value for c in essai.code if "/i/" in c.value] == [], "une seule fois"
    essai = presser(essai, "Oui, révoquer")
    assert "Révoqué le" in textes(essai)
    with pytest.raises(acces.invitations.AccesErreur, match="révoqué"):
        acces.invitations.lire_jeton(region, jeton)


# Accès : rôles et lecture sans compte.


def test_un_role_se_donne_se_lit_et_se_retire(region):
    essai = voir("Accès")
    assert "Aucun rôle n’est attribué." in textes(essai)
    essai = presser(essai, "Donner ce rôle")
    assert "Ce courriel n'est pas valide." in textes(essai)
    courriel = next(w for w in essai.text_input if w.key.startswith("role_valeur"))
    courriel.set_value(" Tremblay@Exemple.org ")
    essai = presser(essai, "Donner ce rôle")
    assert "tremblay@exemple.org" in textes(essai)
    assert acces.roles_de(region, "tremblay@exemple.org") == {Role.ADMINISTRATION}
    essai = presser(essai, "Oui, retirer ce rôle")
    assert "dernier rôle d'administration" in textes(essai)
    assert acces.roles_de(region, "tremblay@exemple.org") == {Role.ADMINISTRATION}


def test_un_groupe_malveillant_reste_du_texte(region):
    actes.attribuer(region, QUI, "groupe", "<img src=x onerror=alert(1)>", Role.LECTURE)
    poses = "\n".join(e.proto.body for e in voir("Accès").get("html"))
    assert "<img" not in poses and "&lt;img" in poses


def test_un_territoire_s_ouvre_a_la_lecture_et_se_referme(region):
    essai = voir("Accès")
    assert not acces.lecture_est_ouverte(region, "communaute", ORDINAIRE)
    lieu = next(s for s in essai.selectbox if s.label == "Territoire à ouvrir")
    essai = lieu.set_value(next(o for o in lieu.options if "Anse" in o)).run()
    essai = presser(essai, "Ouvrir la lecture")
    assert "sans date de fin" in textes(essai)
    assert acces.lecture_est_ouverte(region, "communaute", ORDINAIRE)
    essai = presser(essai, "Oui, fermer")
    assert not acces.lecture_est_ouverte(region, "communaute", ORDINAIRE)


def test_l_animation_invite_mais_ne_voit_ni_roles_ni_lecture(region, monkeypatch):
    actes.attribuer(region, QUI, "courriel", "secret@exemple.org", Role.SURVEILLANCE)
    qui = Identite("essai", frozenset({Role.ANIMATION}), Mode.SERVEUR, "essai@exemple.org")
    monkeypatch.setattr(identite, "courante", lambda: qui)
    essai = voir("Accès")
    assert "secret@exemple.org" not in textes(essai)
    assert {b.label for b in essai.button} & {"Donner ce rôle", "Ouvrir la lecture", "Créer le lien"} == {
        "Créer le lien"
    }


# Journal.


def test_le_journal_se_dit_intact_se_filtre_et_s_emporte(region):
    confier(region, CHARGES[2])
    essai = voir("Journal")
    derniere = acces.verifier_journal(region).derniere
    assert "Le journal est intact : 2 lignes." in textes(essai) and derniere in textes(essai)
    essai.selectbox(key="journal_geste").set_value("recevoir").run()
    assert "1 ligne, de la plus récente" in textes(essai)


def test_le_journal_nomme_les_territoires_et_les_dates(region):
    actes.ouvrir_lecture(region, QUI, "communaute", ORDINAIRE, date(2026, 12, 24))
    lu = textes(voir("Journal"))
    assert "Anse-aux-Huards (communauté)" in lu and "jusqu’au 24 décembre 2026" in lu
    assert "jusqua" not in lu and "{" not in lu.split("Précisions")[1].split("Comment")[0]


def test_un_journal_falsifie_se_dit_rompu_a_sa_ligne(region):
    confier(region, CHARGES[2])
    region.ecrire(lambda t: t.executer("UPDATE journal SET auteur = 'autre' WHERE numero = 2"))
    lu = textes(voir("Journal"))
    assert "rompu à la ligne 2" in lu and "intact" not in lu.replace("sont intactes", "")


def test_un_auteur_malveillant_reste_du_texte_au_journal(region):
    mauvais = Identite("<script>alert(1)</script>", frozenset(Role))
    gestes.inscrire(region, mauvais, PlanSurveillance("b", "o", "r", "s", "a"), "plan")
    poses = "\n".join(e.proto.body for e in voir("Journal").get("html"))
    assert "<script" not in poses and "&lt;script&gt;" in poses


def test_le_csv_neutralise_les_formules():
    import polars as pl

    from tableau_bord import rapports

    lignes = pl.DataFrame({"auteur": ["=cmd|' /C calc'!A0", "Tremblay"]})
    assert rapports.en_csv(lignes).decode("utf-8-sig").splitlines()[1:] == ["'=cmd|' /C calc'!A0", "Tremblay"]


# Registres.


def test_le_plan_se_consigne_a_l_ecran_et_garde_sa_version(region):
    essai = voir("Registres")
    essai = presser(essai, "Enregistrer le plan")
    assert "Il manque : Buts, Objets" in textes(essai), "vide, rien ne s’écrit"
    for champ in PlanSurveillance().champs():
        next(w for w in essai.text_area if w.label == champ.metadata["etiquette"]).set_value(CHARGES[0])
    essai = presser(essai, "Enregistrer le plan")
    assert "Plan enregistré." in textes(essai)
    assert registres.en_vigueur(region, PlanSurveillance)[0].contenu.buts == CHARGES[0]
    poses = "\n".join(e.proto.body for e in essai.get("html"))
    assert "<script" not in poses and "&lt;script&gt;" in poses


def test_les_registres_pleins_se_lisent(region):
    gestes.inscrire(region, QUI, Avis("Comité **d’éthique**", "2026-11-01", "Favorable"), "a1")
    gestes.inscrire(
        region, QUI, Efvp("Tableau de bord", "1", "2025-11-01", "Première.", "Mme R.", "2026-11-01"), "e1"
    )
    incident = Incident("2026-11-02", "Courriel", "Noms", 3, True, "Données de santé", mesures="Rappel")
    gestes.inscrire(region, QUI, incident, "i1")
    plan = voir("Registres", registre="Plan")
    assert [e.label.replace("\u00a0", " ") for e in plan.expander if "thique" in e.label] == [
        "Comité \\*\\*d’éthique\\*\\*, 1er novembre 2026, suites à donner"
    ]
    prive = voir("Registres", registre="Vie privée")
    assert any("mise à jour attendue depuis le" in e.label for e in prive.expander)
    incidents = voir("Registres", registre="Incidents")
    assert "1 incident demande un avis" in textes(incidents)
    assert any("avis à donner" in e.label for e in incidents.expander)


def test_une_fiche_completee_a_l_ecran_garde_sa_version_d_avant(region):
    incident = Incident("2026-11-02", "Courriel", "Noms", 3, True, "Données de santé", mesures="Rappel")
    gestes.inscrire(region, QUI, incident, "i1")
    essai = voir("Registres", registre="Incidents")
    siens = [w for w in (*essai.text_area, *essai.date_input) if "_i1_" in w.key]
    next(w for w in siens if w.key.endswith("avis_a")).set_value("La Commission et les trois personnes")
    next(w for w in siens if w.key.endswith("avis_le")).set_value(date(2026, 11, 4))
    essai = presser(essai, "Enregistrer")
    assert "Incident complété." in textes(essai)
    assert "demande un avis" not in textes(essai)
    assert [v.contenu.avis_le for v in registres.versions(region, Incident, "i1")] == ["2026-11-04", ""]
    assert [e.label for e in essai.expander if "précédente" in e.label]


def test_ce_qui_echoit_est_propose_et_ne_s_efface_que_sur_confirmation(region, monkeypatch):
    gestes.inscrire(region, QUI, Conservation("lots", 10, "Calendrier"), "lots")
    assert "Rien n’est à effacer." in textes(voir("Registres", registre="Conservation"))
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2027-01-10T12:00:00-05:00")
    essai = voir("Registres", registre="Conservation")
    assert [c.label for c in essai.checkbox if "semis.csv" in c.label]
    essai = presser(essai, "Oui, effacer")
    assert "1 objet effacé" in textes(essai)
    assert gestes.importation.lots(region)[0].annule_le is not None and LOT


def test_une_entente_se_consigne_et_se_lit(region):
    essai = voir("Registres", registre="Ententes")
    lieu = next(s for s in essai.selectbox if s.label == "Territoire")
    lieu.set_value(next(o for o in lieu.options if "Anse" in o))
    essai = essai.run()
    essai = presser(essai, "Inscrire")
    assert "Non affichée. Communauté autochtone, sans entente." in textes(essai)
    assert gouvernance.gouvernances(region)[0].statut is Statut.SANS_ENTENTE


def test_une_communaute_reconnue_a_son_nom_est_montree_a_l_administration(region):
    region.ecrire(lambda t: t.executer("UPDATE territoires SET nom = 'Manawan' WHERE code = $c", c=ORDINAIRE))
    assert "Non affichée : c’est le nom d’une communauté (Atikamekw)." in textes(
        voir("Registres", registre="Ententes")
    )


def test_une_entente_malveillante_reste_du_texte(region):
    mauvaise = Gouvernance(
        "communaute", ORDINAIRE, Statut.ENTENTE, True, CHARGES[0], "2026-01-01", "2027-01-01", CHARGES[1], CHARGES[0]
    )  # fmt: skip
    gestes.inscrire_gouvernance(region, QUI, mauvaise)
    poses = "\n".join(e.proto.body for e in voir("Registres", registre="Ententes").get("html"))
    assert "<script" not in poses and "&lt;script&gt;" in poses


# Droits.

PERMIS = {
    Role.ADMINISTRATION: set(VUES),
    Role.SURVEILLANCE: {"Accès", "Modération", "Journal"},
    Role.ANIMATION: {"Accès", "Modération"},
    Role.TERRAIN: set(),
    Role.LECTURE: set(),
}


@pytest.mark.parametrize("vue", VUES)
@pytest.mark.parametrize("role", list(Role))
def test_un_role_sans_droit_ne_voit_que_la_phrase_qui_le_dit(region, monkeypatch, role, vue):
    confier(region, "Phrase témoin à ne pas montrer.")
    qui = Identite("essai", frozenset({role}), Mode.SERVEUR, "essai@exemple.org")
    monkeypatch.setattr(identite, "courante", lambda: qui)
    essai = voir(vue)
    lu = textes(essai)
    if vue in PERMIS[role]:
        assert "Votre rôle ne permet pas" not in lu
    else:
        assert "Votre rôle ne permet pas" in lu
        assert "témoin" not in lu and "Soirée" not in lu
        assert not [
            b for b in essai.button if b.label in {"Accepter", "Créer le lien", "Enregistrer le plan"}
        ]
