"""La page Paroles : ce qui est consenti se lit et se cherche ; on en porte une, on en retire une ; le texte reste du texte."""

from __future__ import annotations

from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord import acces, indicateurs
from tableau_bord.acces import Identite, Mode, Profil, Role, envois_depot
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases, moderer, porter_parole, retirer_parole
from tableau_bord.indicateurs import Enjeu
from tableau_bord.interface import identite
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import MINUSCULE, ORDINAIRE, semer
from tests.pages.test_pages import TROP_TECHNIQUE, textes, visiter

QUI = acces.au_poste("essai")
CHARGES = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://x") **gras** [lien](javascript:alert(3)) $x$',
    "Ici on s’entraide. 🎉\nDeuxième ligne.",
)


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    entrepot.ecrire(
        lambda t: indicateurs.inscrire_enjeu(t, Enjeu("quai", "Garder le quai", provenance="écran"))
    )
    return entrepot


def page() -> None:
    """Le corps de pages/paroles.py, sans son lien vers une autre page : sous `st.navigation`, AppTest perd les clics."""
    from tableau_bord.interface import contexte, paroles, paroles_porter

    ici = contexte.courant()
    paroles.entete(ici)
    filtre = paroles.filtrer(ici)
    paroles.liste(ici, filtre)
    paroles_porter.afficher(ici, filtre.lieu)
    paroles_porter.retirer(ici)


def saine(essai):
    assert not essai.exception
    dit = textes(essai)
    assert "Quelque chose n’a pas fonctionné" not in dit
    assert not TROP_TECHNIQUE.search(dit), TROP_TECHNIQUE.search(dit)
    return essai


def voir(**parametres: str) -> AppTest:
    essai = AppTest.from_function(page, default_timeout=60)
    for nom, valeur in {"base": bases.REGION, **parametres}.items():
        essai.query_params[nom] = valeur
    return saine(essai.run())


def html(essai) -> str:
    return "\n".join(element.proto.body for element in essai.get("html"))


def porter(entrepot, texte, cle="a", code=ORDINAIRE, fins=("chiffres",), accepte=True, **champs):
    recu = porter_parole.porter(
        entrepot, QUI, "communaute", code, cle * 24, texte, champs.pop("savoir", "vecu"), fins, champs.pop("jours", 60),
        True, consentement_du_porteur=True, relu=True, **champs,
    )  # fmt: skip
    if accepte is not None:
        moderer.decider(entrepot, QUI, recu.envoi, accepte, "" if accepte else "Nomme quelqu’un.")
    return recu


def test_vide_elle_dit_comment_une_parole_y_arrive(region):
    dit = textes(voir())
    assert "Aucune parole n’est encore lisible." in dit
    assert "quand une personne y consent" in dit


@pytest.mark.parametrize("charge", CHARGES)
def test_un_texte_confie_reste_du_texte(region, charge):
    porter(region, charge)
    pose = html(voir())
    assert "<script" not in pose and "<img" not in pose
    assert charge.split("\n")[0] in unescape(pose)


@pytest.mark.parametrize(
    ("champs", "lue"),
    [({}, True), ({"accepte": None}, False), ({"accepte": False}, False), ({"fins": ("seance",)}, False)],
)
def test_seul_ce_qui_est_accepte_et_consenti_a_cote_des_chiffres_se_lit(region, champs, lue):
    porter(region, "Le vent tourne sur le quai.", **champs)
    assert ("Le vent tourne sur le quai." in textes(voir())) is lue


def test_echue_retiree_ou_non_affichee_elle_disparait(region, monkeypatch):
    porter(region, "Courte durée.", "a", jours=1)
    recu = porter(region, "Bientôt retirée.", "b")
    porter(region, "D’une communauté.", "c", MINUSCULE)
    assert all(t in textes(voir()) for t in ("Courte durée.", "Bientôt retirée.", "D’une communauté."))
    retirer_parole.retirer(region, recu.code_retrait)
    region.ecrire(
        lambda t: gouvernance.inscrire(t, Gouvernance("communaute", MINUSCULE, Statut.SANS_ENTENTE), "essai")
    )
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-24T09:00:00-05:00")
    dit = textes(voir())
    assert not any(t in dit for t in ("Courte durée.", "Bientôt retirée.", "D’une communauté."))


def test_chaque_filtre_garde_les_siennes(region):
    porter(region, "Une forêt au bord de l’eau.", "a", enjeux=["quai"], genre="récit")
    porter(region, "Un autobus, enfin.", "b", MINUSCULE, savoir="terrain")
    assert "2 paroles se lisent" in textes(voir())
    for parametres in ({"territoire": ORDINAIRE, "decoupage": "communaute"}, {"enjeu": "quai"}):
        dit = textes(voir(**parametres))
        assert "Une forêt" in dit and "Un autobus" not in dit
    essai = voir(territoire="20", decoupage="RSS")
    assert "Une forêt" in textes(essai) and "Un autobus" in textes(essai)
    for champ, valeur, gardee, otee in (
        ("Savoir", "terrain", "Un autobus", "Une forêt"),
        ("Genre", "récit", "Une forêt", "Un autobus"),
    ):
        boite = next(b for b in voir().selectbox if b.label == champ)
        dit = textes(saine(boite.select(valeur).run()))
        assert gardee in dit and otee not in dit
    essai = voir()
    cherche = next(t for t in essai.text_input if t.label == "Chercher dans le texte")
    assert "Un autobus" not in textes(saine(cherche.input("FORET eau").run()))
    assert "Aucune parole ne répond à ces choix." in textes(saine(cherche.input("zzz").run()))


def test_une_adresse_qui_nomme_un_enjeu_ou_un_lieu_inconnu_montre_tout(region):
    porter(region, "Une forêt.")
    assert "Une forêt." in textes(voir(enjeu="<b>inconnu</b>", territoire="99", decoupage="communaute"))


def remplir(essai, texte, accord=True):
    essai.text_area[0].input(texte)
    next(r for r in essai.radio if r.label == "D’où elle le sait").set_value("vecu")
    for case in essai.checkbox:
        if case.label == "Publier mon texte à côté des chiffres" or case.label.startswith("Elle déclare"):
            case.check()
        if accord and case.label == porter_parole.ACCORD:
            case.check()
    return enregistrer(essai)


def enregistrer(essai):
    return saine(next(b for b in essai.button if b.label == "Enregistrer cette parole").click().run())


def test_porter_une_parole_rend_le_code_puis_attend_la_moderation(region):
    essai = remplir(voir(territoire=ORDINAIRE, decoupage="communaute"), "On s’entraide ici.")
    dit = textes(essai)
    assert "Elle attend d’être relue" in dit and "Remettez ce code à la personne" in dit
    assert envois_depot.file(region)["source_genre"].to_list() == ["tiers"]
    assert "On s’entraide ici." not in dit
    moderer.decider(region, QUI, envois_depot.file(region)["envoi"][0], True)
    assert "saisie par une autre personne" in textes(voir())


def test_sans_l_accord_de_la_personne_rien_n_est_garde(region):
    essai = remplir(voir(territoire=ORDINAIRE, decoupage="communaute"), "On s’entraide ici.", accord=False)
    assert "Rien ne dit que la personne consent." in textes(essai)
    assert envois_depot.file(region).is_empty()


def test_sans_territoire_rien_n_est_garde(region):
    essai = remplir(voir(), "On s’entraide ici.")
    assert "Choisissez le territoire" in textes(essai)
    assert envois_depot.file(region).is_empty()


def test_ce_qui_nomme_quelqu_un_se_relit_et_la_relecture_ne_vaut_que_pour_ce_texte(region):
    essai = remplir(voir(territoire=ORDINAIRE, decoupage="communaute"), "Mme Tremblay m’a aidée.")
    assert "nomme peut-être quelqu’un : « Mme Tremblay »" in textes(essai)
    assert envois_depot.file(region).is_empty()
    relue = next(c for c in essai.checkbox if c.label.startswith("J’ai relu"))
    relue.check()
    essai.text_area[0].input("M. Gagnon m’a aidée.")
    essai = enregistrer(essai)
    assert "« M. Gagnon »" in textes(essai)
    assert envois_depot.file(region).is_empty()
    next(c for c in essai.checkbox if c.label.startswith("J’ai relu")).check()
    enregistrer(essai)
    assert envois_depot.file(region)["texte"].to_list() == ["M. Gagnon m’a aidée."]


def test_le_code_retire_la_parole_et_un_mauvais_code_ne_retire_rien(region):
    recu = porter(region, "Bientôt retirée.")
    essai = voir()

    def retirer(texte):
        next(t for t in essai.text_input if t.label == "Code de retrait").input(texte)
        return saine(next(b for b in essai.button if b.label == "Retirer cette parole").click().run())

    assert "Aucun texte n'est gardé sous ce code." in textes(retirer("AAAA-AAAA-AAAA"))
    assert "Bientôt retirée." in textes(voir())
    assert "La parole est retirée." in textes(retirer(recu.code_lisible))
    assert "Bientôt retirée." not in textes(voir())


def test_qui_ne_fait_que_lire_n_a_pas_le_formulaire(region, monkeypatch):
    porter(region, "Une forêt.")
    qui = Identite("essai", frozenset({Role.LECTURE}), Mode.SERVEUR, "essai@exemple.org")
    monkeypatch.setattr(identite, "courante", lambda: qui)
    dit = textes(voir())
    assert "Une forêt." in dit
    assert "Porter une parole pour quelqu’un" not in dit and "Écrivez ses mots" not in dit


def test_la_page_mene_a_l_invitation_qui_peut_inviter(region):
    essai = saine(visiter("pages/paroles.py", Profil.TABLE, bases.REGION))
    assert "de son téléphone et sans compte" in textes(essai)
    assert "Créer un lien d’invitation" in [x.label for x in essai.get("page_link")]
