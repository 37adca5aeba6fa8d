"""Le vécu de la démonstration : versé une fois, daté, sans nom ni chiffre, et jamais dans une valise."""

from __future__ import annotations

import json
import re
from collections import Counter

import polars as pl
import pytest

from tableau_bord import acces, actifs, divulgation, paroles
from tableau_bord.acces import Profil, envois_depot, reperage
from tableau_bord.acces.envois import JOURS_MAX, Fin
from tableau_bord.actifs import Etat, Genre, doublons, inventaire, propositions, regles
from tableau_bord.actifs.classification import charger
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, demonstration_vecu, proposer_actif, retirer_parole, valise
from tableau_bord.indicateurs.enjeux import charger as enjeux_livres

QUI = acces.au_poste("essai")
CAFE = "demo-lieu-de-rencontre-cafe-du-quai"


@pytest.fixture(scope="module")
def demo():
    entrepot = Entrepot(":memory:")
    migrations.appliquer(entrepot)
    demonstration.construire(entrepot)
    yield entrepot
    entrepot.fermer()


@pytest.fixture(scope="module")
def livres():
    return demonstration_vecu.actifs_livres()


@pytest.fixture(scope="module")
def dites():
    fichier = demonstration_vecu.DOSSIER / demonstration_vecu.PAROLES
    return json.loads(fichier.read_text(encoding="utf-8"))["paroles"]


def test_chaque_genre_y_est_et_ce_que_les_annuaires_oublient_y_est_en_nombre(livres):
    comptes = Counter(a.genre for a in livres)
    oublies = set(Genre) - {Genre.ORGANISME, Genre.SERVICE, Genre.LIEU, Genre.TABLE}
    assert set(comptes) == set(Genre) and min(comptes.values()) >= 10
    assert sum(comptes[g] for g in oublies) > 120


def test_chaque_fiche_s_ecrit_et_parle_notre_vocabulaire(livres):
    enjeux, cles = {e.enjeu for e in enjeux_livres()}, {a.actif for a in livres}
    assert len(cles) == len(livres) > 250
    for a in livres:
        assert regles.verifier(a) == a and set(a.enjeux) <= enjeux
        assert a.categorie in {*charger().classes, ""} and {x.autre for x in a.liens} <= cles - {a.actif}
        assert not re.search(r" [:;!?»]|« |'", a.nom + a.description), a.nom


def test_une_personne_ressource_se_dit_par_son_role_et_a_de_quoi_taire(livres, demo):
    siennes = [a for a in livres if a.genre is Genre.PERSONNE]
    assert all(a.telephone and a.courriel_personnel for a in siennes), (
        "sans quoi la contre-épreuve serait creuse"
    )
    assert [a.nom for a in siennes if reperage.reperer(a.nom)] == []
    lues = inventaire(demo).actifs.filter(pl.col("genre") == Genre.PERSONNE.value)
    assert lues.height == len(siennes)
    assert lues.select(regles.PRIVES_D_UNE_PERSONNE).unique().rows() == [("",) * 4]
    assert lues["latitude"].null_count() == lues.height


def test_besoins_et_actifs_ne_s_accordent_pas_partout(demo):
    comptes = dict(actifs.par_territoire(inventaire(demo), "communaute").select("code", "nombre").iter_rows())
    lieux = pl.read_parquet(demonstration.DOSSIER / "territoires.parquet").filter(
        pl.col("decoupage") == "communaute"
    )
    codes = dict(lieux.select("nom", "code").iter_rows())
    assert codes["Portage-Neuf"] not in comptes and codes["Sainte-Zoé"] not in comptes, (
        "grands besoins, rien d'inscrit"
    )
    assert comptes[codes["Belle-Rive"]] > 15 and comptes[codes["Anse-aux-Huards"]] > 10
    assert 5 <= lieux.height - len(comptes) <= 25
    assert comptes[codes["Lac-Sauvé"]] >= 5, "sans mesure, mais pas sans actifs"


def test_la_fraicheur_va_de_neuf_a_jamais_verifie(demo):
    lu = inventaire(demo, Profil.DSP).actifs
    parts = [
        lu.filter(pl.col("fraicheur").is_between(a, b)).height
        for a, b in ((0.75, 1), (0.25, 0.75), (0, 0.25))
    ]
    assert min(parts) > 30 and lu.filter(~pl.col("verifie")).height > 25
    assert {e.value for e in (Etat.FERME, Etat.SUSPENDU, Etat.A_COMPLETER)} <= set(lu["etat"])


def test_deux_paires_de_doublons_et_pas_une_de_plus(demo):
    paires = doublons.proposer(inventaire(demo, Profil.DSP))
    assert len(paires) == 2 and all("Annuaire" in _source(demo, d.b) + _source(demo, d.a) for d in paires)


def _source(base, actif: str) -> str:
    return actifs.un_actif(base, actif, Profil.DSP).source


def test_chaque_historique_se_suit_et_finit_a_l_etat_present(demo):
    lu = inventaire(demo, Profil.DSP).actifs
    for actif, rang in lu.select("actif", "revision").iter_rows():
        suite = actifs.revisions(demo, actif)
        assert suite["rang"].to_list() == list(range(1, rang + 1))
        assert suite["quand"].to_list() == sorted(suite["quand"])
        assert actifs.a_la_revision(demo, actif, rang) == actifs.un_actif(demo, actif, Profil.DSP)
    assert lu["revision"].max() == 3 and lu["revision"].min() == 1


def test_la_correction_acceptee_se_lit_dans_l_historique(demo):
    suite = actifs.revisions(demo, CAFE)
    (proposee,) = propositions.file(demo, "accepté").to_dicts()
    assert suite["proposition"].to_list() == ["", "", proposee["proposition"]]
    avant, apres = (actifs.a_la_revision(demo, CAFE, n) for n in (2, 3))
    assert (avant.heures, apres.heures) == (50.0, 56.0) and apres.verifie_le > avant.verifie_le


def test_les_propositions_en_attente_s_acceptent(entrepot_vide):
    demonstration.construire(entrepot_vide)
    attendent = propositions.file(entrepot_vide, "en attente")
    assert attendent.height == 4
    for cle in attendent["proposition"]:
        proposer_actif.decider(entrepot_vide, QUI, cle, True)
    assert actifs.un_actif(entrepot_vide, CAFE).universel == "oui"
    assert "Remorque à prêter" in set(inventaire(entrepot_vide).actifs["nom"])


def test_les_paroles_ne_nomment_ni_ne_comptent_personne(dites):
    assert len(dites) == 40
    montrees = [p["texte"] for p in dites if p["etat"] == "accepté"]
    assert [t for t in montrees if reperage.reperer(t)] == []
    assert [p["texte"] for p in dites if re.search(r"\d", p["texte"])] == []
    assert [p["texte"] for p in dites if re.search(r" [:;!?»]|« |'", p["texte"])] == []


def test_seules_les_acceptees_se_lisent_et_elles_sont_portees_par_trois_savoirs(demo, dites):
    lues = paroles.lire(demo)
    acceptees = {p["texte"] for p in dites if p["etat"] == "accepté" and "chiffres" in p["fins"]}
    assert set(lues["texte"]) == acceptees and len(acceptees) >= 30
    assert min(paroles.par_savoir(lues).values()) >= 2 and len(paroles.par_enjeu(lues)) == 10
    assert envois_depot.file(demo, "en attente").height == 3 and envois_depot.file(demo, "refusé").height == 1
    assert paroles.lire(demo, Fin.PROCES_VERBAL).height < paroles.lire(demo, Fin.SEANCE).height < lues.height


def test_chaque_consentement_tient_jusqu_en_2030_sans_depasser_cinq_ans(demo):
    lues = paroles.lire(demo).with_columns(
        jours=pl.col("jusqua").str.to_date() - pl.col("recu_le").str.slice(0, 10).str.to_date()
    )
    assert lues["jusqua"].min() >= "2030" and lues["jours"].dt.total_days().max() <= JOURS_MAX
    assert lues["recu_le"].n_unique() == lues.height and lues["recu_le"].max() < "2026-11"


def test_deux_constructions_donnent_la_meme_base(demo, entrepot_vide):
    demonstration.construire(entrepot_vide)
    for table in (
        "actifs",
        "actif_revisions",
        "actif_propositions",
        "actif_decisions",
        "envois",
        "paroles",
        "parole_enjeux",
    ):
        assert _table(entrepot_vide, table).equals(_table(demo, table)), table


def _table(base, table: str) -> pl.DataFrame:
    return base.lire(f"SELECT * FROM {table} ORDER BY ALL")


def test_une_base_d_avant_les_recoit_une_fois_sans_republier(entrepot_vide, monkeypatch):
    with monkeypatch.context() as avant:
        avant.setattr(demonstration_vecu, "peupler", lambda entrepot: False)
        demonstration.construire(entrepot_vide)
    assert inventaire(entrepot_vide).actifs.is_empty()
    publications = divulgation.publications(entrepot_vide)
    assert not demonstration.construire(entrepot_vide), "rien n'est republié"
    assert (
        inventaire(entrepot_vide).actifs.height > 250
        and divulgation.publications(entrepot_vide) == publications
    )
    assert not demonstration_vecu.peupler(entrepot_vide)


def test_un_inventaire_vide_a_dessein_le_reste(entrepot_vide):
    demonstration.construire(entrepot_vide)
    tables = ("actifs", "actif_dessertes", "actif_enjeux", "actif_liens", "actif_revisions")
    entrepot_vide.ecrire(lambda t: [t.executer(f"DELETE FROM {nom}") for nom in tables])
    assert not demonstration_vecu.peupler(entrepot_vide)
    assert actifs.depot.tous(entrepot_vide).is_empty()


def test_une_parole_retiree_ne_revient_pas(entrepot_vide):
    demonstration.construire(entrepot_vide)
    retiree = paroles.lire(entrepot_vide)["envoi"][0]
    retirer_parole.retirer_envoi(entrepot_vide, QUI, retiree, retirer_parole.Raison.DEMANDE)
    demonstration.construire(entrepot_vide)
    assert retiree not in set(envois_depot.file(entrepot_vide)["envoi"])


def test_une_valise_de_la_demonstration_ne_recoit_rien(demo, tmp_path):
    valise.preparer(demo, QUI, "communaute", "20-001", tmp_path / "valise.duckdb")
    emportee = Entrepot(tmp_path / "valise.duckdb")
    try:
        avant = inventaire(emportee, Profil.DSP).actifs
        assert 5 < avant.height < 60
        assert not demonstration.construire(emportee)
        assert inventaire(emportee, Profil.DSP).actifs.equals(avant)
    finally:
        emportee.fermer()
