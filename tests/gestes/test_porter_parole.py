"""Porter la parole d'une autre personne : il faut le droit, son accord, une relecture ; elle entre dans la même file."""

from __future__ import annotations

import pytest

from tableau_bord import acces, indicateurs, paroles
from tableau_bord.acces import Identite, Role, envois_depot
from tableau_bord.acces.invitations import Portee
from tableau_bord.commun.erreurs import AccesErreur, TerritoireErreur
from tableau_bord.gestes import envoyer, inviter, moderer, porter_parole, retirer_parole
from tableau_bord.indicateurs import Enjeu
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import ORDINAIRE, semer

QUI = acces.au_poste("essai")
TERRAIN = Identite("Organisatrice", frozenset({Role.TERRAIN}))
CLE = "c" * 24
TEXTE = "On se donne des nouvelles au café."


@pytest.fixture
def entrepot(entrepot_vide):
    semer(entrepot_vide)
    entrepot_vide.ecrire(lambda t: indicateurs.inscrire_enjeu(t, Enjeu("isolement", "Briser l’isolement")))
    return entrepot_vide


def porter(entrepot, qui=TERRAIN, texte=TEXTE, code=ORDINAIRE, declaration=True, accord=True, **champs):
    return porter_parole.porter(
        entrepot, qui, "communaute", code, champs.pop("cle", CLE), texte, champs.pop("savoir", "vecu"),
        champs.pop("fins", ["chiffres", "seance"]), champs.pop("jours", 365), declaration,
        consentement_du_porteur=accord, **champs,
    )  # fmt: skip


def rien_n_est_ecrit(entrepot) -> bool:
    return (
        envois_depot.file(entrepot).is_empty()
        and entrepot.lire("SELECT COUNT(*) AS n FROM paroles")["n"][0] == 0
    )


def test_elle_attend_dans_la_meme_file_dite_saisie_par_un_tiers(entrepot):
    recu = porter(entrepot, enjeux=["isolement"], genre="récit")
    (ligne,) = envois_depot.file(entrepot).to_dicts()
    assert (ligne["envoi"], ligne["source_genre"], ligne["source"], ligne["etat"]) == (recu.envoi, "tiers", "terrain", "en attente")  # fmt: skip
    assert (ligne["savoir"], ligne["texte"], ligne["fins"]) == ("vecu", TEXTE, "chiffres, seance")
    moderer.decider(entrepot, QUI, recu.envoi, True)
    (parole,) = paroles.en_paroles(paroles.lire(entrepot))
    assert (parole.tiers, parole.enjeux, parole.genre.value) == ("terrain", ("isolement",), "récit")


def test_le_code_rendu_permet_a_la_personne_de_retirer(entrepot):
    recu = porter(entrepot)
    assert len(recu.code_retrait) == 12
    retirer_parole.retirer(entrepot, recu.code_retrait)
    assert rien_n_est_ecrit(entrepot)


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"accord": False}, "consentement_absent"),
        ({"declaration": False}, "declaration_absente"),
        ({"fins": []}, "envoi_mal_forme"),
        ({"fins": ["publicite"]}, "envoi_mal_forme"),
        ({"savoir": "rumeur"}, "envoi_mal_forme"),
        ({"jours": 0}, "envoi_mal_forme"),
        ({"jours": 1827}, "envoi_mal_forme"),
        ({"texte": "  \n "}, "envoi_mal_forme"),
        ({"texte": "a" * 10_000}, "envoi_mal_forme"),
        ({"texte": "a\x00b"}, "envoi_mal_forme"),
        ({"genre": "roman"}, "envoi_mal_forme"),
        ({"enjeux": ["inconnu"]}, "envoi_mal_forme"),
        ({"cle": "court"}, "envoi_mal_forme"),
    ],
)
def test_un_envoi_qui_ne_va_pas_est_refuse_sans_rien_ecrire(entrepot, champs, code):
    with pytest.raises(AccesErreur) as refus:
        porter(entrepot, **champs)
    assert refus.value.code == code
    assert rien_n_est_ecrit(entrepot)
    assert TEXTE not in str(refus.value)


@pytest.mark.parametrize("role", [Role.LECTURE, None])
def test_sans_le_droit_de_contribuer_rien_ne_s_ecrit(entrepot, role):
    with pytest.raises(AccesErreur):
        porter(entrepot, Identite("x", frozenset({role} if role else ())))
    assert rien_n_est_ecrit(entrepot)


@pytest.mark.parametrize("role", [Role.ADMINISTRATION, Role.SURVEILLANCE, Role.ANIMATION, Role.TERRAIN])
def test_qui_peut_contribuer_signe_de_son_role(entrepot, role):
    porter(entrepot, Identite("x", frozenset({role})))
    assert envois_depot.file(entrepot)["source"].to_list() == [role.value]


def test_ce_qui_nomme_quelqu_un_se_relit_avant_l_enregistrement(entrepot):
    nomme = "Mme Tremblay m’a aidée, au 418 555-1234."
    with pytest.raises(AccesErreur) as refus:
        porter(entrepot, texte=nomme)
    assert refus.value.code == "a_relire"
    assert "Tremblay" not in str(refus.value)
    assert rien_n_est_ecrit(entrepot)
    porter(entrepot, texte=nomme, relu=True)
    assert envois_depot.file(entrepot).height == 1


def test_renvoyee_elle_n_ecrit_rien_de_plus(entrepot):
    premier = porter(entrepot)
    assert porter(entrepot) == premier
    assert envois_depot.file(entrepot).height == 1
    assert entrepot.lire("SELECT COUNT(*) AS n FROM journal WHERE geste = 'recevoir'")["n"][0] == 1


def test_retiree_un_renvoi_ne_la_fait_pas_revenir(entrepot):
    retirer_parole.retirer(entrepot, porter(entrepot).code_retrait)
    with pytest.raises(AccesErreur) as refus:
        porter(entrepot)
    assert refus.value.code == "envoi_retire"
    assert rien_n_est_ecrit(entrepot)


def test_le_journal_ne_recoit_ni_texte_ni_code_de_retrait(entrepot):
    recu = porter(entrepot, texte="Une phrase très reconnaissable.")
    dit = str(entrepot.lire("SELECT * FROM journal").to_dicts())
    assert "terrain" in dit
    assert "reconnaissable" not in dit
    assert recu.code_retrait not in dit


def test_rien_ne_se_saisit_d_un_territoire_qui_n_existe_pas_ou_ne_s_affiche_pas(entrepot):
    with pytest.raises(TerritoireErreur):
        porter(entrepot, code="99-999")
    entrepot.ecrire(
        lambda t: gouvernance.inscrire(t, Gouvernance("communaute", ORDINAIRE, Statut.SANS_ENTENTE), "essai")
    )
    with pytest.raises(TerritoireErreur) as refus:
        porter(entrepot)
    assert refus.value.code == "territoire_non_affiche"
    assert rien_n_est_ecrit(entrepot)


def test_par_un_lien_les_enjeux_et_le_genre_suivent_l_envoi(entrepot):
    lien, _ = inviter.inviter(entrepot, QUI, Portee.ECRIRE, "communaute", ORDINAIRE, 30, 5, "Soirée")

    def confier(cle, **situer):
        return envoyer.envoyer(entrepot, lien, cle * 24, TEXTE, "vecu", ["chiffres"], 90, True, **situer)

    for etiquettes in ({"enjeux": ["inconnu"]}, {"genre": "roman"}):
        with pytest.raises(AccesErreur) as refus:
            confier("x", **etiquettes)
        assert refus.value.code == "envoi_mal_forme"
    assert rien_n_est_ecrit(entrepot)
    for cle, situer in (("d", {"enjeux": ["isolement"], "genre": "récit"}), ("e", {})):
        moderer.decider(entrepot, QUI, confier(cle, **situer).envoi, True)
    lues = {p.genre.value: (p.enjeux, p.tiers) for p in paroles.en_paroles(paroles.lire(entrepot))}
    assert lues == {"récit": (("isolement",), ""), "phrase": ((), "")}
