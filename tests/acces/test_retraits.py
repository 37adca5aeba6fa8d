"""Reprendre sa parole : plus rien dans la base, ni dans son espace libéré, ni au journal."""

import subprocess
import sys
import textwrap
import uuid
from datetime import date

import pytest

from tableau_bord import acces
from tableau_bord.acces import codes_retrait, envois_depot
from tableau_bord.acces.consentements import consentements, echeances, utilisables
from tableau_bord.acces.envois import Fin
from tableau_bord.acces.invitations import Portee
from tableau_bord.acces.roles import Identite, Mode, Role
from tableau_bord.commun.erreurs import AccesErreur, EntrepotErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.envoyer import envoyer
from tableau_bord.gestes.inviter import inviter
from tableau_bord.gestes.moderer import decider
from tableau_bord.gestes.retirer_parole import Raison, achever, retirer, retirer_envoi

MOI = acces.au_poste("moi")
TEMOIN = "TEMOIN_UNIQUE_a1c9e4"
RAISON = "RAISON_UNIQUE_77b0"


@pytest.fixture
def lien(entrepot_fichier):
    return inviter(entrepot_fichier, MOI, Portee.ECRIRE, "RLS", "0111", 7, 100)[0]


def _envoyer(entrepot, lien, texte=f"Je confie {TEMOIN}.", fins=("seance",), jours=30, envoi_id=None):
    return envoyer(entrepot, lien, envoi_id or uuid.uuid4().hex, texte, "vecu", fins, jours, True)


def _ou_est(dossier, temoin):
    return {f.name for f in dossier.rglob("*") if f.is_file() and temoin.encode() in f.read_bytes()}


def _code(appel):
    with pytest.raises(AccesErreur) as refus:
        appel()
    return refus.value.code


def test_le_porteur_du_code_efface_tout_octet_par_octet(entrepot_fichier, lien, tmp_path):
    recu = _envoyer(entrepot_fichier, lien)
    _envoyer(entrepot_fichier, lien, "Un voisin qui reste.")
    decider(entrepot_fichier, MOI, recu.envoi, False, RAISON)
    sel = entrepot_fichier.lire("SELECT sel FROM envois WHERE envoi = $e", e=recu.envoi)["sel"][0]
    for temoin in (TEMOIN, RAISON, sel):
        assert _ou_est(tmp_path, temoin), "le témoin doit se lire avant"
    retrait = retirer(entrepot_fichier, recu.code_retrait)
    for temoin in (TEMOIN, RAISON, sel):
        assert _ou_est(tmp_path, temoin) == set()
    entrepot_fichier.fermer()
    for temoin in (TEMOIN, RAISON, sel):
        assert _ou_est(tmp_path, temoin) == set()
    assert retrait.envoi == recu.envoi


def test_contre_epreuve_sans_reecriture_le_texte_reste_dans_le_fichier(
    entrepot_fichier, lien, tmp_path, monkeypatch
):
    monkeypatch.setattr(Entrepot, "compacter", lambda self: None)
    recu = _envoyer(entrepot_fichier, lien)
    with entrepot_fichier.curseur() as curseur:
        curseur.execute("CHECKPOINT")
        retirer(entrepot_fichier, recu.code_retrait)
        curseur.execute("CHECKPOINT")
    entrepot_fichier.fermer()
    assert _ou_est(tmp_path, TEMOIN) == {"essai.duckdb"}


def test_il_ne_reste_que_l_identifiant_la_date_et_l_empreinte(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien, "Oui.")
    decider(entrepot_fichier, MOI, recu.envoi, True)
    retirer(entrepot_fichier, recu.code_retrait)
    reste = envois_depot.retraits(entrepot_fichier)
    assert reste.columns == ["envoi", "quand", "empreinte"]
    assert reste.row(0)[:2] == (recu.envoi, "2026-11-21T14:32:00-05:00")
    for table in ("envois", "envoi_fins", "envoi_decisions", "envoi_effacements"):
        assert entrepot_fichier.lire(f"SELECT COUNT(*) AS n FROM {table}")["n"][0] == 0


def test_une_phrase_courte_ne_se_retrouve_pas_par_essais(entrepot_fichier, lien):
    """Son sel n'existe plus : ni l'empreinte nue, ni celle d'un sel connu de la base n'est gardée."""
    recu = _envoyer(entrepot_fichier, lien, "Oui.")
    _envoyer(entrepot_fichier, lien, "Autre.")
    sel = entrepot_fichier.lire("SELECT sel FROM envois WHERE envoi = $e", e=recu.envoi)["sel"][0]
    trace = retirer(entrepot_fichier, recu.code_retrait).empreinte
    assert trace == codes_retrait.empreinte(sel, "Oui.")
    restants = entrepot_fichier.lire("SELECT sel, sel_code FROM envois").rows()
    candidats = ["", *(s for ligne in restants for s in ligne)]
    assert all(codes_retrait.empreinte(s, "Oui.") != trace for s in candidats)


@pytest.mark.parametrize("ecrire", [str.lower, lambda c: f" {c[:4]}-{c[4:8]} {c[8:]}\n", str])
def test_le_code_se_tape_comme_on_veut(entrepot_fichier, lien, ecrire):
    recu = _envoyer(entrepot_fichier, lien)
    assert retirer(entrepot_fichier, ecrire(recu.code_retrait)).envoi == recu.envoi


def test_un_code_faux_n_efface_rien(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien)
    vrai = recu.code_retrait
    autre = "3" if vrai[5] != "3" else "4"
    faux = [
        "",
        " ",
        vrai[:-1],
        vrai + "2",
        vrai[:5] + autre + vrai[6:],
        "0" * 12,
        "É" * 12,
        "A" * 100_000,
        recu.envoi,
    ]
    for code in (*faux, "'; DROP TABLE envois", "../../x", "\x00" * 12):
        assert _code(lambda code=code: retirer(entrepot_fichier, code)) == "code_inconnu"
    assert envois_depot.file(entrepot_fichier).height == 1


def test_chacun_ne_retire_que_le_sien(entrepot_fichier, lien):
    recus = [_envoyer(entrepot_fichier, lien, f"texte {n}") for n in range(5)]
    retirer(entrepot_fichier, recus[2].code_retrait)
    restent = set(envois_depot.file(entrepot_fichier)["texte"])
    assert restent == {"texte 0", "texte 1", "texte 3", "texte 4"}


def test_retirer_deux_fois_le_dit_sans_rien_defaire(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien)
    retirer(entrepot_fichier, recu.code_retrait)
    assert _code(lambda: retirer(entrepot_fichier, recu.code_retrait)) == "code_inconnu"
    assert acces.journal(entrepot_fichier)["geste"].to_list().count("retirer") == 1


def test_renvoyer_le_formulaire_ne_fait_pas_revenir_le_texte(entrepot_fichier, lien):
    identifiant = uuid.uuid4().hex
    retirer(entrepot_fichier, _envoyer(entrepot_fichier, lien, envoi_id=identifiant).code_retrait)
    assert _code(lambda: _envoyer(entrepot_fichier, lien, envoi_id=identifiant)) == "envoi_retire"
    assert envois_depot.file(entrepot_fichier).is_empty()


def test_un_envoi_retire_ne_se_juge_plus(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien)
    retirer(entrepot_fichier, recu.code_retrait)
    assert _code(lambda: decider(entrepot_fichier, MOI, recu.envoi, True)) == "envoi_inconnu"


def test_le_journal_garde_l_empreinte_et_rien_d_autre(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien)
    trace = retirer(entrepot_fichier, recu.code_retrait).empreinte
    derniere = acces.journal(entrepot_fichier).row(-1, named=True)
    assert (derniere["geste"], derniere["auteur"], derniere["objet"]) == (
        "retirer",
        "porteur du code",
        recu.envoi,
    )
    assert trace in derniere["details"]
    assert recu.code_retrait not in str(derniere)
    assert acces.verifier_journal(entrepot_fichier).intact


@pytest.mark.parametrize("role", list(Role))
def test_seule_l_administration_efface_sans_le_code(entrepot_fichier, lien, role):
    recu = _envoyer(entrepot_fichier, lien)
    qui = Identite("x", frozenset({role}), Mode.SERVEUR)
    if role is Role.ADMINISTRATION:
        assert retirer_envoi(entrepot_fichier, qui, recu.envoi, Raison.IDENTIFIE).envoi == recu.envoi
    else:
        assert (
            _code(lambda: retirer_envoi(entrepot_fichier, qui, recu.envoi, Raison.ECHEANCE)) == "droit_absent"
        )
        assert envois_depot.file(entrepot_fichier).height == 1


def test_retirer_un_envoi_inconnu_ou_sans_raison_de_la_liste(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien)
    assert _code(lambda: retirer_envoi(entrepot_fichier, MOI, "inconnu", Raison.REFUS)) == "envoi_inconnu"
    assert _code(lambda: retirer_envoi(entrepot_fichier, MOI, recu.envoi, "parce que")) == "raison_inconnue"
    assert envois_depot.file(entrepot_fichier).height == 1


def test_une_reecriture_empechee_se_reprend(entrepot_fichier, lien, tmp_path):
    recu = _envoyer(entrepot_fichier, lien)
    second = Entrepot(tmp_path / "essai.duckdb")
    with pytest.raises(EntrepotErreur):
        retirer(entrepot_fichier, recu.code_retrait)
    assert envois_depot.file(entrepot_fichier).is_empty()
    assert _ou_est(tmp_path, TEMOIN)
    second.fermer()
    assert achever(entrepot_fichier) == 1
    assert _ou_est(tmp_path, TEMOIN) == set()
    assert achever(entrepot_fichier) == 0


def test_kill_9_entre_l_effacement_et_la_reecriture_se_reprend_a_l_ouverture(tmp_path):
    chemin = tmp_path / "base.duckdb"
    programme = textwrap.dedent(
        f"""
        import os, signal
        from tableau_bord import acces
        from tableau_bord.entrepot import Entrepot, ouvrir
        from tableau_bord.gestes.envoyer import envoyer
        from tableau_bord.gestes.inviter import inviter
        from tableau_bord.gestes.retirer_parole import retirer
        e = ouvrir({str(chemin)!r})
        lien, _ = inviter(e, acces.au_poste("moi"), "ecrire", "RLS", "0111", 7, 10)
        recu = envoyer(e, lien, "a" * 30, "Je confie {TEMOIN}.", "vecu", ["seance"], 30, True)
        Entrepot.compacter = lambda self: os.kill(os.getpid(), signal.SIGKILL)
        retirer(e, recu.code_retrait)
        """
    )
    fini = subprocess.run([sys.executable, "-c", programme], capture_output=True, check=False)
    assert fini.returncode == -9, fini.stderr.decode()
    assert _ou_est(tmp_path, TEMOIN)
    rouvert = Entrepot(chemin)
    assert envois_depot.file(rouvert).is_empty()
    assert achever(rouvert) == 1
    rouvert.fermer()
    assert _ou_est(tmp_path, TEMOIN) == set()


def test_ce_qui_est_consenti_pour_quelle_fin_et_jusqu_a_quand(entrepot_fichier, lien):
    _envoyer(entrepot_fichier, lien, "long", fins=["seance", "chiffres"], jours=60)
    _envoyer(entrepot_fichier, lien, "court", fins=["proces_verbal"], jours=10)
    lus = consentements(entrepot_fichier)
    assert "texte" not in lus.columns
    assert lus.select("fin", "libelle", "jusqua", "echu").rows() == [
        ("proces_verbal", "Inscrire mon texte au procès-verbal", "2026-12-01", False),
        ("chiffres", "Publier mon texte à côté des chiffres", "2027-01-20", False),
        ("seance", "Discuter de mon texte en séance", "2027-01-20", False),
    ]


def test_un_consentement_vaut_jusqu_a_son_dernier_jour_compris(entrepot_fichier, lien):
    recu = _envoyer(entrepot_fichier, lien, jours=10)
    decider(entrepot_fichier, MOI, recu.envoi, True)
    dernier, lendemain = date(2026, 12, 1), date(2026, 12, 2)
    assert utilisables(entrepot_fichier, Fin.SEANCE, au=dernier).height == 1
    assert utilisables(entrepot_fichier, Fin.SEANCE, au=lendemain).is_empty()
    assert echeances(entrepot_fichier, au=dernier) == ()
    assert echeances(entrepot_fichier, au=lendemain) == (recu.envoi,)
    assert echeances(entrepot_fichier, dans_jours=1, au=dernier) == (recu.envoi,)
    assert consentements(entrepot_fichier, lendemain)["echu"].to_list() == [True]


def test_ne_sert_que_l_accepte_pour_sa_fin_et_son_territoire(entrepot_fichier, lien):
    ailleurs, _ = inviter(entrepot_fichier, MOI, Portee.ECRIRE, "RLS", "0222", 7, 10)
    accepte = _envoyer(entrepot_fichier, lien, "accepté", fins=["seance"])
    refuse = _envoyer(entrepot_fichier, lien, "refusé", fins=["seance"])
    _envoyer(entrepot_fichier, lien, "en attente", fins=["seance"])
    autre_fin = _envoyer(entrepot_fichier, lien, "autre fin", fins=["chiffres"])
    voisin = _envoyer(entrepot_fichier, ailleurs, "voisin", fins=["seance"])
    for envoi in (accepte, autre_fin, voisin):
        decider(entrepot_fichier, MOI, envoi.envoi, True)
    decider(entrepot_fichier, MOI, refuse.envoi, True)
    decider(entrepot_fichier, MOI, refuse.envoi, False, "Nomme quelqu'un.")
    ici = utilisables(entrepot_fichier, Fin.SEANCE, "RLS", "0111")
    assert ici["texte"].to_list() == ["accepté"]
    assert set(utilisables(entrepot_fichier, Fin.SEANCE)["texte"]) == {"accepté", "voisin"}
    retirer(entrepot_fichier, accepte.code_retrait)
    assert utilisables(entrepot_fichier, Fin.SEANCE, "RLS", "0111").is_empty()


def test_ouvrir_la_base_acheve_un_retrait_interrompu(tmp_path, monkeypatch):
    """L'effacement est écrit, la réécriture est tombée : l'ouverture suivante la refait."""
    from tableau_bord.gestes import bases

    appels = []
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "region.duckdb"))
    monkeypatch.setattr(bases.retirer_parole, "achever", lambda entrepot: appels.append(entrepot.chemin))
    for _ in range(3):
        bases.ouvrir_base(bases.REGION)
    assert appels == [str((tmp_path / "region.duckdb").resolve())], "une fois par processus"
