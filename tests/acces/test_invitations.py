"""Les liens d'invitation : signés, bornés, révocables, et qu'on ne peut refaire."""

import base64
import threading
import uuid

import pytest

from tableau_bord import acces
from tableau_bord.acces import invitations, invitations_depot
from tableau_bord.acces.invitations import Portee, lire_jeton
from tableau_bord.acces.roles import Identite, Mode, Role
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes.envoyer import envoyer
from tableau_bord.gestes.inviter import inviter, ouvrir_en_lecture, revoquer

ANIMATION = Identite("animatrice", frozenset({Role.ANIMATION}), Mode.SERVEUR, "animatrice@exemple.qc.ca")
FIGE = "2026-11-21T14:32:00-05:00"


def _inviter(entrepot, portee=Portee.ECRIRE, jours=7, usages=3):
    return inviter(entrepot, ANIMATION, portee, "RLS", "0111", jours, usages, "café du mercredi")


def _envoyer(entrepot, invitation, envoi_id=None):
    return envoyer(
        entrepot, invitation, envoi_id or uuid.uuid4().hex, "Un mot.", "vecu", ["seance"], 30, True
    )


def _code(appel):
    with pytest.raises(AccesErreur) as refus:
        appel()
    return refus.value.code


def test_un_jeton_rend_son_invitation(entrepot_vide):
    invitation, jeton = _inviter(entrepot_vide)
    lue = lire_jeton(entrepot_vide, jeton)
    assert lue == invitation
    assert (lue.portee, lue.decoupage, lue.code, lue.usages) == (Portee.ECRIRE, "RLS", "0111", 3)
    assert lue.expire_le == "2026-11-28T19:32:00+00:00"
    assert lue.auteur == "animatrice@exemple.qc.ca"


def test_un_jeton_tient_dans_une_adresse(entrepot_vide):
    _, jeton = _inviter(entrepot_vide)
    assert len(jeton) == 73
    assert jeton.replace(".", "").replace("-", "").replace("_", "").isalnum()


def test_chaque_caractere_change_est_refuse(entrepot_vide):
    """Le dernier aussi : en base64, plusieurs lettres finales décodent aux mêmes octets."""
    _, jeton = _inviter(entrepot_vide)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
    for rang, vrai in enumerate(jeton):
        for autre in alphabet if rang in (0, 21, 28, 72) else alphabet[rang % 60 :: 7]:
            if autre != vrai:
                faux = jeton[:rang] + autre + jeton[rang + 1 :]
                assert _code(lambda faux=faux: lire_jeton(entrepot_vide, faux)) == "jeton_falsifie", (
                    rang,
                    autre,
                )
    assert lire_jeton(entrepot_vide, jeton)


@pytest.mark.parametrize(
    "faux",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "é" * 73,
        "A" * 22 + "." + "A" * 6 + "." + "A" * 43,
        "A" * 100_000,
        "../../etc/passwd",
        "<script>alert(1)</script>",
        '=HYPERLINK("x")',
        "' OR 1=1 --",
        "\x00" * 73,
        "\ud800" * 73,
        "😀" * 73,
    ],
)
def test_n_importe_quoi_est_refuse_sans_etre_cite(entrepot_vide, faux):
    _inviter(entrepot_vide)
    with pytest.raises(AccesErreur) as refus:
        lire_jeton(entrepot_vide, faux)
    assert refus.value.code == "jeton_falsifie"
    assert len(faux) < 3 or faux not in refus.value.phrase


def test_une_base_qui_n_a_jamais_invite_refuse_tout(entrepot_vide):
    assert (
        _code(lambda: lire_jeton(entrepot_vide, "A" * 22 + "." + "A" * 6 + "." + "A" * 43))
        == "jeton_falsifie"
    )


def test_le_jeton_d_une_autre_base_est_refuse(entrepot_vide):
    autre = Entrepot(":memory:")
    migrations.appliquer(autre)
    _inviter(entrepot_vide)
    _, jeton = _inviter(autre)
    assert _code(lambda: lire_jeton(entrepot_vide, jeton)) == "jeton_falsifie"
    assert lire_jeton(autre, jeton)
    autre.fermer()


def test_la_signature_d_un_lien_ne_vaut_pas_pour_un_autre(entrepot_vide):
    _, un = _inviter(entrepot_vide, jours=1)
    _, deux = _inviter(entrepot_vide, jours=300)
    parties_un, parties_deux = un.split("."), deux.split(".")
    for faux in (
        [parties_un[0], parties_deux[1], parties_un[2]],
        [parties_un[0], parties_deux[1], parties_deux[2]],
        [parties_deux[0], parties_un[1], parties_un[2]],
    ):
        assert _code(lambda faux=faux: lire_jeton(entrepot_vide, ".".join(faux))) == "jeton_falsifie"


def test_la_base_ne_garde_pas_de_quoi_refaire_le_lien_hors_la_cle(entrepot_vide):
    invitation, jeton = _inviter(entrepot_vide)
    _envoyer(entrepot_vide, invitation)
    signature = jeton.rpartition(".")[2]
    octets = base64.urlsafe_b64decode(signature + "=")
    cle = invitations_depot.cle(entrepot_vide)
    assert len(bytes.fromhex(cle)) == 32
    noms = entrepot_vide.lire("SELECT table_name FROM duckdb_tables()")["table_name"]
    for table in noms:
        contenu = str(entrepot_vide.lire(f"SELECT * FROM {table}").rows())
        assert signature not in contenu
        assert octets.hex() not in contenu
        assert (cle in contenu) == (table == "invitation_cle")


def test_la_cle_ne_se_change_pas(entrepot_vide):
    _, premier = _inviter(entrepot_vide)
    _inviter(entrepot_vide)
    assert lire_jeton(entrepot_vide, premier)
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM invitation_cle")["n"][0] == 1


def test_le_dernier_instant_puis_l_expiration(entrepot_vide, monkeypatch):
    _, jeton = _inviter(entrepot_vide, jours=7)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-28T14:31:59-05:00")
    assert lire_jeton(entrepot_vide, jeton)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-28T14:32:00-05:00")
    assert _code(lambda: lire_jeton(entrepot_vide, jeton)) == "jeton_expire"


def test_un_lien_qui_expire_pendant_qu_on_ecrit_refuse_l_envoi(entrepot_vide, monkeypatch):
    invitation, _ = _inviter(entrepot_vide, jours=1)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-23T00:00:00-05:00")
    assert _code(lambda: _envoyer(entrepot_vide, invitation)) == "jeton_expire"
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM envois")["n"][0] == 0


def test_allonger_la_duree_dans_la_base_n_allonge_pas_le_jeton(entrepot_vide, monkeypatch):
    _, jeton = _inviter(entrepot_vide, jours=1)
    entrepot_vide.ecrire(
        lambda t: t.executer("UPDATE invitations SET expire_le = '2099-01-01T00:00:00+00:00'")
    )
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-21T14:32:00-05:00")
    assert _code(lambda: lire_jeton(entrepot_vide, jeton)) == "jeton_expire"


def test_un_lien_revoque_ne_lit_ni_n_envoie_et_le_dit_une_fois(entrepot_vide):
    invitation, jeton = _inviter(entrepot_vide)
    _envoyer(entrepot_vide, invitation)
    revoquer(entrepot_vide, ANIMATION, invitation.invitation)
    revoquer(entrepot_vide, ANIMATION, invitation.invitation)
    assert _code(lambda: lire_jeton(entrepot_vide, jeton)) == "jeton_revoque"
    assert _code(lambda: _envoyer(entrepot_vide, invitation)) == "jeton_revoque"
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM envois")["n"][0] == 1
    assert acces.journal(entrepot_vide)["geste"].to_list() == ["inviter", "recevoir", "révoquer"]
    ligne = invitations_depot.toutes(entrepot_vide).row(0, named=True)
    assert (ligne["faits"], ligne["revoquee_le"] is None) == (1, False)


def test_revoquer_une_invitation_inconnue(entrepot_vide):
    assert (
        _code(lambda: revoquer(entrepot_vide, ANIMATION, "'; DROP TABLE invitations"))
        == "invitation_inconnue"
    )


def test_un_lien_epuise(entrepot_vide):
    invitation, jeton = _inviter(entrepot_vide, usages=2)
    for _ in range(2):
        _envoyer(entrepot_vide, invitation)
    assert _code(lambda: lire_jeton(entrepot_vide, jeton)) == "jeton_epuise"
    assert _code(lambda: _envoyer(entrepot_vide, invitation)) == "jeton_epuise"
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM envois")["n"][0] == 2


def test_rejouer_le_meme_envoi_ne_compte_qu_une_fois_meme_epuise(entrepot_vide):
    invitation, _ = _inviter(entrepot_vide, usages=1)
    identifiant = uuid.uuid4().hex
    recus = {_envoyer(entrepot_vide, invitation, identifiant) for _ in range(3)}
    assert len(recus) == 1
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM invitation_usages")["n"][0] == 1


def test_vingt_fils_ne_depassent_pas_le_nombre_d_usages(entrepot_fichier):
    invitation, _ = _inviter(entrepot_fichier, usages=5)
    depart, issues = threading.Barrier(20), []

    def tenter():
        depart.wait()
        for _ in range(20):  # un conflit qui persiste se retente, comme le ferait une personne
            try:
                _envoyer(entrepot_fichier, invitation)
                issues.append("reçu")
            except Exception as erreur:
                if erreur.code == "ecriture_contestee":
                    continue
                issues.append(erreur.code)
            return

    fils = [threading.Thread(target=tenter) for _ in range(20)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["jeton_epuise"] * 15 + ["reçu"] * 5
    assert entrepot_fichier.lire("SELECT COUNT(*) AS n FROM envois")["n"][0] == 5
    assert acces.verifier_journal(entrepot_fichier).intact


def test_une_lecture_compte_par_temoin(entrepot_vide):
    _, jeton = _inviter(entrepot_vide, Portee.LIRE, usages=2)
    for temoin in ("téléphone de A", "téléphone de A", "téléphone de B"):
        assert ouvrir_en_lecture(entrepot_vide, jeton, temoin).code == "0111"
    assert _code(lambda: ouvrir_en_lecture(entrepot_vide, jeton, "téléphone de C")) == "jeton_epuise"
    assert ouvrir_en_lecture(entrepot_vide, jeton, "téléphone de A")
    assert "téléphone" not in str(entrepot_vide.lire("SELECT * FROM invitation_usages").rows())


def test_une_portee_ne_donne_pas_l_autre(entrepot_vide):
    lire, jeton_lire = _inviter(entrepot_vide, Portee.LIRE)
    _, jeton_ecrire = _inviter(entrepot_vide, Portee.ECRIRE)
    assert _code(lambda: _envoyer(entrepot_vide, lire)) == "portee_insuffisante"
    assert _code(lambda: ouvrir_en_lecture(entrepot_vide, jeton_ecrire, "t")) == "portee_insuffisante"
    assert _code(lambda: ouvrir_en_lecture(entrepot_vide, jeton_lire, "")) == "temoin_absent"


@pytest.mark.parametrize(
    "change",
    [
        {"jours": 0},
        {"jours": -1},
        {"jours": 367},
        {"jours": True},
        {"usages": 0},
        {"usages": 1_001},
        {"usages": 2.5},
        {"note": "x" * 201},
        {"note": "deux\nlignes"},
        {"decoupage": " "},
        {"code": ""},
        {"portee": "administrer"},
    ],
)
def test_une_invitation_mal_formee_n_ecrit_rien(entrepot_vide, change):
    champs = {
        "portee": Portee.LIRE,
        "decoupage": "RLS",
        "code": "0111",
        "jours": 1,
        "usages": 1,
        "note": "",
    } | change
    assert _code(lambda: inviter(entrepot_vide, ANIMATION, **champs)) == "invitation_mal_formee"
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM invitations")["n"][0] == 0


@pytest.mark.parametrize("role", list(Role))
def test_qui_peut_inviter(entrepot_vide, role):
    qui = Identite("x", frozenset({role}), Mode.SERVEUR)
    permis = role in (Role.ADMINISTRATION, Role.SURVEILLANCE, Role.ANIMATION)
    if permis:
        assert inviter(entrepot_vide, qui, Portee.LIRE, "RLS", "0111", 1, 1)
    else:
        assert _code(lambda: inviter(entrepot_vide, qui, Portee.LIRE, "RLS", "0111", 1, 1)) == "droit_absent"
        invitation, _ = _inviter(entrepot_vide)
        assert _code(lambda: revoquer(entrepot_vide, qui, invitation.invitation)) == "droit_absent"


def test_on_n_invite_pas_depuis_une_rencontre(entrepot_vide):
    qui = Identite("x", frozenset(Role), Mode.RENCONTRE)
    assert _code(lambda: inviter(entrepot_vide, qui, Portee.LIRE, "RLS", "0111", 1, 1)) == "droit_absent"


def test_le_journal_ne_recoit_ni_jeton_ni_note(entrepot_vide):
    _, jeton = _inviter(entrepot_vide)
    contenu = str(acces.journal(entrepot_vide).rows())
    assert "café du mercredi" not in contenu
    assert not any(partie in contenu for partie in jeton.split("."))


def test_un_objet_invitation_trafique_ne_donne_pas_un_autre_territoire(entrepot_vide):
    invitation, _ = _inviter(entrepot_vide)
    faux = invitations.Invitation(**{**invitation.__dict__, "code": "9999"})
    assert _code(lambda: _envoyer(entrepot_vide, faux)) == "jeton_falsifie"
