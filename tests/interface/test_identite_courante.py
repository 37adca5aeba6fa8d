"""Qui est devant l'écran : poste, rencontre, serveur ; ce que le fournisseur d'identité dit, et ne dit pas."""

from __future__ import annotations

import pytest

from tableau_bord.acces import Mode, Role, au_poste
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes.acces import attribuer
from tableau_bord.interface import identite

MAUDE = "maude@exemple.qc.ca"


@pytest.fixture
def serveur(tmp_path, monkeypatch):
    """Le mode serveur sur une base neuve ; rend de quoi dire ce que le fournisseur garantit."""
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    monkeypatch.setenv(identite.VARIABLE_MODE, "serveur")
    entrepot = ouvrir(chemin)
    attribuer(entrepot, au_poste("essai"), "courriel", MAUDE, Role.TERRAIN)
    attribuer(entrepot, au_poste("essai"), "groupe", "surveillance", Role.SURVEILLANCE)

    def dire(**faits: object):
        monkeypatch.setattr(identite, "_personne", lambda: faits)
        return identite.courante()

    yield dire
    fermer_tout()


def test_au_poste_tout_est_permis_a_qui_est_devant(monkeypatch):
    monkeypatch.delenv(identite.VARIABLE_MODE, raising=False)
    qui = identite.courante()
    assert (qui.mode, qui.roles) == (Mode.POSTE, frozenset(Role))
    assert qui.nom


def test_dans_une_rencontre_on_anime_et_rien_d_autre(monkeypatch):
    monkeypatch.setenv(identite.VARIABLE_MODE, "rencontre")
    qui = identite.courante()
    assert (qui.mode, qui.roles) == (Mode.RENCONTRE, {Role.ANIMATION})


def test_un_mode_inconnu_n_ouvre_rien(monkeypatch):
    monkeypatch.setenv(identite.VARIABLE_MODE, "Poste")
    with pytest.raises(AccesErreur) as refus:
        identite.courante()
    assert refus.value.code == "mode_inconnu"


def test_sans_compte_c_est_un_visiteur(serveur):
    qui = serveur()
    assert qui.anonyme
    assert (qui.mode, qui.courriel) == (Mode.SERVEUR, "")
    assert identite.refus() is None
    assert not identite.connectee()


def test_le_courriel_donne_ses_roles(serveur):
    qui = serveur(email="Maude@Exemple.qc.ca", email_verified=True, name="Maude")
    assert (qui.roles, qui.courriel, qui.auteur, qui.nom) == ({Role.TERRAIN}, MAUDE, MAUDE, "Maude")


def test_sans_mention_de_verification_le_courriel_est_recu(serveur):
    assert serveur(email=MAUDE).roles == {Role.TERRAIN}, "Entra ne la dit pas"


@pytest.mark.parametrize("faux", [False, "false", "False", 0, "0", "no"])
def test_un_courriel_dit_non_verifie_est_refuse(serveur, monkeypatch, faux):
    monkeypatch.setenv(identite.VARIABLE_ADMINISTRATION, MAUDE)
    qui = serveur(email=MAUDE, email_verified=faux, groups=["surveillance"])
    assert qui.anonyme
    assert qui.courriel == ""
    assert identite.refus().code == "courriel_non_verifie"


@pytest.mark.parametrize("groupes", [["surveillance"], ("autre", "surveillance"), "surveillance"])
def test_les_groupes_donnent_leurs_roles(serveur, groupes):
    assert serveur(email="x@exemple.ca", groups=groupes).roles == {Role.SURVEILLANCE}


@pytest.mark.parametrize(
    "groupes", [None, 3, {"surveillance": 1}, [["surveillance"]], [None], "surveillance,x", ""]
)
def test_des_groupes_mal_formes_ne_donnent_rien(serveur, groupes):
    assert serveur(email="x@exemple.ca", groups=groupes).anonyme


def test_la_premiere_administration_vient_de_l_environnement(serveur, monkeypatch):
    monkeypatch.setenv(identite.VARIABLE_ADMINISTRATION, " Cheffe@exemple.ca , ,autre@exemple.ca")
    assert serveur(email="cheffe@EXEMPLE.ca").roles == {Role.ADMINISTRATION}
    assert serveur(email=MAUDE).roles == {Role.TERRAIN}
    assert serveur(name="sans courriel").anonyme, "une case vide n'est le courriel de personne"


def test_sans_courriel_le_nom_choisi_ne_signe_pas_seul(serveur):
    qui = serveur(name=MAUDE, sub="auth|42", preferred_username=MAUDE, groups=["surveillance"])
    assert qui.roles == {Role.SURVEILLANCE}, "preferred_username n'est pas garanti : il ne donne aucun rôle"
    assert qui.auteur == f"{MAUDE} (auth|42)"


def test_un_role_retire_l_est_a_la_demande_suivante(serveur):
    from tableau_bord.gestes import bases
    from tableau_bord.gestes.acces import retirer_role

    assert serveur(email=MAUDE).roles
    retirer_role(ouvrir(bases.chemin(bases.REGION)), au_poste("essai"), "courriel", MAUDE, Role.TERRAIN)
    assert serveur(email=MAUDE).anonyme
