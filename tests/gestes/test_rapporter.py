"""Le retour d'une valise : sans perte ni doublon, autant de fois qu'on veut, retraits dans les deux sens."""

import shutil

import pytest

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Role, consentements, envois_depot
from tableau_bord.acces.envois import Fin
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import moderer, rapporter, rencontre, retirer_parole, valise, valise_depot
from tests.gestes.valise_semee import EN_SALLE, QUI, confier, paroles
from tests.graines import ORDINAIRE


@pytest.fixture
def fichier(tmp_path):
    return tmp_path / "valise.duckdb"


def _preparer(entrepot, fichier):
    return valise.preparer(entrepot, QUI, "communaute", ORDINAIRE, fichier)


class _Salle:
    """Ouvrir la valise le temps d'un bloc, comme le ferait la salle, puis la refermer."""

    def __init__(self, fichier):
        self.fichier = fichier

    def __enter__(self):
        self.base = Entrepot(self.fichier)
        return self.base

    def __exit__(self, *_):
        self.base.fermer()


def _table(entrepot, nom):
    lues = valise_depot.lignes(entrepot, nom)
    return sorted(lues.rows(), key=str)


def _etat(entrepot):
    return {
        n: _table(entrepot, n)
        for n in ("envois", "envoi_fins", "envoi_decisions", "rencontres", "envoi_retraits")
    }


def test_ce_qui_nait_en_salle_rentre_au_complet(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        ouverte = rencontre.ouvrir(salle, EN_SALLE)
        un, _ = confier(salle, "Parole de la salle no 1", ["seance", "chiffres"])
        deux, _ = confier(salle, "Parole de la salle no 2")
        moderer.decider(salle, EN_SALLE, un, True)
        attendus = {x["envoi"]: x for x in valise_depot.lignes(salle, "envois").to_dicts()}
        tete = acces.verifier_journal(salle).derniere
    rapport = rapporter.rapporter(chez_nous, QUI, fichier)
    assert {x["envoi"]: x for x in valise_depot.lignes(chez_nous, "envois").to_dicts()} == attendus
    assert set(attendus) == {un, deux}
    assert consentements.utilisables(chez_nous, Fin.CHIFFRES)["envoi"].to_list() == [un]
    assert rapport.rentrees == {
        "rencontres": 1, "rencontre_fermetures": 0, "envois": 2, "envoi_fins": 3, "envoi_decisions": 1,
        "paroles": 2, "parole_enjeux": 0, "actif_propositions": 0,
    }  # fmt: skip
    assert valise_depot.lignes(chez_nous, "rencontres")["code"].to_list() == [ouverte.code]
    derniere = acces.journal(chez_nous).row(-1, named=True)
    assert (derniere["geste"], derniere["objet"]) == ("rapporter", rapport.valise)
    assert tete in derniere["details"]
    assert acces.verifier_journal(chez_nous).intact


def test_rapporter_deux_fois_n_ecrit_rien_de_plus(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        un, _ = confier(salle, "Parole de la salle no 1")
        moderer.decider(salle, EN_SALLE, un, False, "hors sujet")
    rapporter.rapporter(chez_nous, QUI, fichier)
    avant, journal = _etat(chez_nous), acces.journal(chez_nous).height
    second = rapporter.rapporter(chez_nous, QUI, fichier)
    assert second.rien_de_neuf
    assert _etat(chez_nous) == avant
    assert acces.journal(chez_nous).height == journal


def test_la_valise_continue_apres_un_premier_retour(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        un, _ = confier(salle, "Parole de la salle no 1")
    rapporter.rapporter(chez_nous, QUI, fichier)
    with _Salle(fichier) as salle:
        moderer.decider(salle, EN_SALLE, un, True)
        deux, _ = confier(salle, "Parole de la salle no 2")
    rapport = rapporter.rapporter(chez_nous, QUI, fichier)
    assert rapport.rentrees["envois"] == rapport.rentrees["envoi_decisions"] == 1
    etats = dict(envois_depot.file(chez_nous).select("envoi", "etat").iter_rows())
    assert etats == {un: "accepté", deux: "en attente"}
    tetes = [x for x in acces.journal(chez_nous)["geste"].to_list() if x == "rapporter"]
    assert len(tetes) == 2


def test_ce_qui_est_parti_ne_revient_pas_en_double(chez_nous, fichier):
    cle, _ = paroles(chez_nous)
    avant = _etat(chez_nous)
    _preparer(chez_nous, fichier)
    rapport = rapporter.rapporter(chez_nous, QUI, fichier)
    assert not any(rapport.rentrees.values())
    assert _etat(chez_nous) == avant
    assert envois_depot.decisions(chez_nous, cle)["auteur"].to_list() == [QUI.auteur]


def test_deux_decisions_prises_des_deux_cotes_se_rangent_par_leur_heure(chez_nous, fichier, monkeypatch):
    cle, _ = paroles(chez_nous)
    _preparer(chez_nous, fichier)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T19:00:00-05:00")
    with _Salle(fichier) as salle:
        moderer.decider(salle, EN_SALLE, cle, False, "décidé en salle à 19 h")
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T20:00:00-05:00")
    moderer.decider(chez_nous, QUI, cle, True, "redit à la maison à 20 h")
    for _ in range(2):
        rapporter.rapporter(chez_nous, QUI, fichier)
        decisions = envois_depot.decisions(chez_nous, cle)
        assert decisions["rang"].to_list() == [1, 2, 3]
        assert decisions["raison"].to_list()[1:] == ["décidé en salle à 19 h", "redit à la maison à 20 h"]
    assert cle in consentements.utilisables(chez_nous, Fin.SEANCE)["envoi"].to_list()


def test_deux_exemplaires_de_la_meme_valise_rentrent_tous_deux(chez_nous, fichier, tmp_path):
    _preparer(chez_nous, fichier)
    double = tmp_path / "double.duckdb"
    shutil.copy(fichier, double)
    for exemplaire, texte in ((fichier, "Parole du premier lieu"), (double, "Parole du second lieu.")):
        with _Salle(exemplaire) as salle:
            confier(salle, texte)
        rapporter.rapporter(chez_nous, QUI, exemplaire)
    assert sorted(valise_depot.lignes(chez_nous, "envois")["texte"]) == [
        "Parole du premier lieu", "Parole du second lieu.",
    ]  # fmt: skip


# --- les retraits ---------------------------------------------------------------------------------


def test_un_retrait_en_salle_efface_aussi_a_la_maison_octet_par_octet(chez_nous, fichier, tmp_path):
    cle, code = paroles(chez_nous)
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        assert retirer_parole.retirer(salle, code).envoi == cle
    assert b"TEMOIN-EMPORTE-11" not in fichier.read_bytes()
    assert rapporter.rapporter(chez_nous, QUI, fichier).retraits == 1
    assert not envois_depot.existe(chez_nous, cle)
    assert envois_depot.est_retire(chez_nous, cle)
    assert envois_depot.a_effacer(chez_nous) == ()
    chez_nous.fermer()
    assert all(b"TEMOIN-EMPORTE-11" not in f.read_bytes() for f in tmp_path.glob("maison.duckdb*"))


def test_un_retrait_a_la_maison_efface_aussi_dans_la_valise_octet_par_octet(chez_nous, fichier):
    cle, code = paroles(chez_nous)
    _preparer(chez_nous, fichier)
    assert b"TEMOIN-EMPORTE-11" in fichier.read_bytes()
    retirer_parole.retirer(chez_nous, code)
    rapport = rapporter.rapporter(chez_nous, QUI, fichier)
    assert (rapport.retraits, rapport.retraits_en_valise) == (0, 1)
    assert all(b"TEMOIN-EMPORTE-11" not in f.read_bytes() for f in fichier.parent.glob("valise.duckdb*"))
    with _Salle(fichier) as salle:
        assert not envois_depot.existe(salle, cle)
        assert acces.verifier_journal(salle).intact
    assert not envois_depot.existe(chez_nous, cle)


def test_ce_qui_est_ne_en_salle_puis_retire_ne_revient_jamais(chez_nous, fichier, tmp_path):
    """Un ancien exemplaire de la valise, rapporté après le retrait, ne ressuscite pas le texte."""
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        cle, code = confier(salle, "Parole de la salle no 1")
    ancien = tmp_path / "ancien.duckdb"
    shutil.copy(fichier, ancien)
    with _Salle(fichier) as salle:
        retirer_parole.retirer(salle, code)
    rapporter.rapporter(chez_nous, QUI, fichier)
    rapport = rapporter.rapporter(chez_nous, QUI, ancien)
    assert not envois_depot.existe(chez_nous, cle)
    assert rapport.retraits_en_valise == 1


def test_un_texte_rentre_puis_retire_a_la_maison_ne_revient_pas(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        cle, code = confier(salle, "Parole de la salle no 1")
    rapporter.rapporter(chez_nous, QUI, fichier)
    retirer_parole.retirer(chez_nous, code)
    rapport = rapporter.rapporter(chez_nous, QUI, fichier)
    assert (rapport.rentrees["envois"], rapport.retraits_en_valise) == (0, 1)
    assert not envois_depot.existe(chez_nous, cle)
    assert _table(chez_nous, "envoi_fins") == []


# --- refus ----------------------------------------------------------------------------------------


def _autre_base(tmp_path):
    autre = Entrepot(tmp_path / "autre.duckdb")
    migrations.appliquer(autre)
    return autre


def test_une_valise_d_une_autre_base_est_refusee(chez_nous, fichier, tmp_path):
    _preparer(chez_nous, fichier)
    autre = _autre_base(tmp_path)
    with pytest.raises(AccesErreur, match="n'a pas été préparée par cette base"):
        rapporter.rapporter(autre, QUI, fichier)
    assert acces.journal(autre).is_empty()
    autre.fermer()


def test_une_identite_retouchee_est_refusee(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        salle.ecrire(lambda t: t.executer("UPDATE valise_identite SET code = '20-002'"))
    with pytest.raises(AccesErreur, match="n'a pas été préparée"):
        rapporter.rapporter(chez_nous, QUI, fichier)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal SET auteur = 'autre' WHERE numero = 1",
        "DELETE FROM journal",
        "DELETE FROM journal WHERE numero = 2",
    ],
)
def test_un_journal_rompu_est_refuse_et_rien_ne_rentre(chez_nous, fichier, sql):
    _preparer(chez_nous, fichier)
    with _Salle(fichier) as salle:
        confier(salle, "Parole de la salle no 1")
        confier(salle, "Parole de la salle no 2")
        salle.ecrire(lambda t: t.executer(sql))
    avant = _etat(chez_nous)
    with pytest.raises(AccesErreur, match="journal de cette valise a été modifié"):
        rapporter.rapporter(chez_nous, QUI, fichier)
    assert _etat(chez_nous) == avant


def test_ce_qui_n_est_pas_une_valise_est_refuse_sans_y_toucher(chez_nous, tmp_path):
    autre = _autre_base(tmp_path)
    autre.fermer()
    octets = (tmp_path / "autre.duckdb").read_bytes()
    for chemin, dit in (
        (tmp_path / "autre.duckdb", "pas une valise"), (tmp_path / "absent.duckdb", "n'existe pas"),
        (tmp_path / "maison.duckdb", "base elle-même"), (tmp_path, "n'existe pas"),
    ):  # fmt: skip
        with pytest.raises(AccesErreur, match=dit):
            rapporter.rapporter(chez_nous, QUI, chemin)
    assert (tmp_path / "autre.duckdb").read_bytes() == octets
    assert not (tmp_path / "absent.duckdb").exists()


def test_sans_le_droit_rien_ne_rentre(chez_nous, fichier):
    _preparer(chez_nous, fichier)
    for qui in (Identite("x", frozenset({Role.TERRAIN})), Identite("x", frozenset(Role), Mode.RENCONTRE)):
        with pytest.raises(AccesErreur):
            rapporter.rapporter(chez_nous, qui, fichier)
