"""Les rôles : par courriel ou par groupe, par ajout, et jamais sans administration."""

from __future__ import annotations

import threading

import pytest

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Role, au_poste, roles_de
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes.acces import attribuer, retirer_role

CHEFFE = Identite("Cheffe", frozenset({Role.ADMINISTRATION}), Mode.SERVEUR, "cheffe@exemple.qc.ca")
MAUDE, GROUPE = "maude@exemple.qc.ca", "DSP-20 Surveillance"


def _code(appel) -> str:
    with pytest.raises(AccesErreur) as refus:
        appel()
    return refus.value.code


def test_un_role_se_donne_par_courriel_sans_egard_a_la_casse(entrepot_vide):
    assert attribuer(entrepot_vide, CHEFFE, "courriel", "  Maude@Exemple.QC.ca ", Role.TERRAIN)
    assert roles_de(entrepot_vide, "MAUDE@exemple.qc.CA") == {Role.TERRAIN}
    assert roles_de(entrepot_vide, "autre@exemple.qc.ca") == frozenset()
    assert not attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.TERRAIN), "déjà donné"


def test_un_role_se_donne_par_groupe_et_les_roles_s_ajoutent(entrepot_vide):
    attribuer(entrepot_vide, CHEFFE, "groupe", GROUPE, Role.SURVEILLANCE)
    attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.ANIMATION)
    assert roles_de(entrepot_vide, MAUDE, [GROUPE, "autre"]) == {Role.SURVEILLANCE, Role.ANIMATION}
    assert roles_de(entrepot_vide, MAUDE, [GROUPE.lower()]) == {Role.ANIMATION}, (
        "un groupe se nomme exactement"
    )
    assert roles_de(entrepot_vide, "", [GROUPE]) == {Role.SURVEILLANCE}


def test_un_courriel_n_est_pas_un_groupe(entrepot_vide):
    """Un fournisseur qui laisse nommer ses groupes ne donne pas les rôles d'un courriel, ni l'inverse."""
    attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.ADMINISTRATION)
    attribuer(entrepot_vide, CHEFFE, "groupe", "equipe@exemple.qc.ca", Role.SURVEILLANCE)
    assert roles_de(entrepot_vide, "", [MAUDE]) == frozenset()
    assert roles_de(entrepot_vide, "equipe@exemple.qc.ca") == frozenset()


@pytest.mark.parametrize(
    "semblable", ["maude@exemple.qc.\u212aa", "\u212aim@exemple.qc.ca", "ſam@exemple.qc.ca"]
)
def test_une_lettre_qui_ressemble_ne_prend_pas_les_roles_d_une_autre(entrepot_vide, semblable):
    for courriel in ("kim@exemple.qc.ca", "sam@exemple.qc.ca", "maude@exemple.qc.ka"):
        attribuer(entrepot_vide, CHEFFE, "courriel", courriel, Role.ADMINISTRATION)
    assert roles_de(entrepot_vide, semblable) == frozenset()


def test_retirer_garde_l_historique_et_se_redonne(entrepot_vide):
    attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.TERRAIN)
    assert retirer_role(entrepot_vide, CHEFFE, "courriel", MAUDE.upper(), Role.TERRAIN)
    assert roles_de(entrepot_vide, MAUDE) == frozenset()
    assert not retirer_role(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.TERRAIN), "déjà retiré"
    attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.TERRAIN)
    assert roles_de(entrepot_vide, MAUDE) == {Role.TERRAIN}
    histoire = acces.historique_des_roles(entrepot_vide)
    assert histoire["donne"].to_list() == [True, False, True]
    assert set(histoire["auteur"]) == {CHEFFE.courriel}
    assert acces.journal(entrepot_vide)["geste"].to_list() == [
        "attribuer un rôle", "retirer un rôle", "attribuer un rôle",
    ]  # fmt: skip
    assert acces.verifier_journal(entrepot_vide).intact


def test_le_dernier_role_d_administration_ne_se_retire_pas(entrepot_vide):
    attribuer(entrepot_vide, CHEFFE, "courriel", CHEFFE.courriel, Role.ADMINISTRATION)
    attribuer(entrepot_vide, CHEFFE, "courriel", CHEFFE.courriel, Role.SURVEILLANCE)
    dernier = ("courriel", CHEFFE.courriel, Role.ADMINISTRATION)
    assert _code(lambda: retirer_role(entrepot_vide, CHEFFE, *dernier)) == "derniere_administration"
    assert Role.ADMINISTRATION in roles_de(entrepot_vide, CHEFFE.courriel)
    retirer_role(entrepot_vide, CHEFFE, "courriel", CHEFFE.courriel, Role.SURVEILLANCE)
    attribuer(entrepot_vide, CHEFFE, "courriel", MAUDE, Role.ADMINISTRATION)
    assert retirer_role(entrepot_vide, CHEFFE, *dernier), "il en reste une autre"


def test_deux_administrations_qui_se_retirent_ensemble_en_laissent_une(entrepot_fichier):
    for courriel in (CHEFFE.courriel, MAUDE):
        attribuer(entrepot_fichier, CHEFFE, "courriel", courriel, Role.ADMINISTRATION)
    refus, depart = [], threading.Barrier(2)

    def retirer(courriel: str) -> None:
        depart.wait()
        try:
            retirer_role(entrepot_fichier, CHEFFE, "courriel", courriel, Role.ADMINISTRATION)
        except AccesErreur as erreur:
            refus.append(erreur.code)

    fils = [threading.Thread(target=retirer, args=(c,)) for c in (CHEFFE.courriel, MAUDE)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert refus == ["derniere_administration"]
    restantes = acces.roles_attribues(entrepot_fichier)
    assert restantes["role"].to_list() == ["administration"]


@pytest.mark.parametrize(
    ("genre", "valeur"),
    [
        ("courriel", ""),
        ("courriel", "sans-arobas"),
        ("courriel", "deux@@exemple.ca"),
        ("courriel", "a b@exemple.ca"),
        ("courriel", "<script>alert(1)</script>@exemple.ca"),
        ("courriel", "a@exemple.ca,b@exemple.ca"),
        ("courriel", "a" * 10_000 + "@exemple.ca"),
        ("courriel", "a@exemple.ca\nb@exemple.ca"),
        ("groupe", "   "),
        ("groupe", "g" * 255),
        ("groupe", "ligne\x00nulle"),
    ],
)
def test_un_titulaire_mal_ecrit_est_refuse_sans_rien_ecrire(entrepot_vide, genre, valeur):
    assert (
        _code(lambda: attribuer(entrepot_vide, CHEFFE, genre, valeur, Role.LECTURE)) == "titulaire_mal_forme"
    )
    assert acces.historique_des_roles(entrepot_vide).is_empty()
    assert acces.journal(entrepot_vide).is_empty()


def test_un_genre_inconnu_est_refuse(entrepot_vide):
    assert _code(lambda: attribuer(entrepot_vide, CHEFFE, "telephone", "x", Role.LECTURE)) == "genre_inconnu"


def test_un_groupe_en_emoji_se_nomme(entrepot_vide):
    attribuer(entrepot_vide, au_poste("essai"), "groupe", "🏥 Équipe", Role.LECTURE)
    assert roles_de(entrepot_vide, "", ["🏥 Équipe"]) == {Role.LECTURE}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ADMINISTRATION])
def test_personne_d_autre_n_attribue(entrepot_vide, role):
    qui = Identite("x", frozenset({role}), Mode.SERVEUR, "x@exemple.ca")
    assert (
        _code(lambda: attribuer(entrepot_vide, qui, "courriel", qui.courriel, Role.ADMINISTRATION))
        == "droit_absent"
    )
    assert roles_de(entrepot_vide, qui.courriel) == frozenset()
