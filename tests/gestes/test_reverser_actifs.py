"""Reverser, rapprocher, situer, annuler : un inventaire qui revient ne double rien et ne défait aucune main."""

from __future__ import annotations

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.actifs import depot
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.gestes import actifs, annuler
from tableau_bord.gestes.verser_actifs import examiner, verser
from tests.gestes.inventaire_essai import BONNE, QUI, fichier, lu
from tests.graines import ORDINAIRE, semer


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def test_la_position_a_l_envers_ne_se_corrige_que_sur_accord(base):
    examen = lu(base, "1;X;;;;48,5;-0,5;;;;;;;;")
    verser(base, QUI, examen, {})
    assert depot.tous(base)["longitude"].to_list() == [-0.5]
    base.ecrire(lambda t: t.executer("DELETE FROM actifs"))
    verser(base, QUI, examen, {}, corriger_positions=True)
    assert depot.tous(base)["longitude"].to_list() == [0.5]
    assert depot.dessertes(base)["code"].to_list() == [ORDINAIRE], "redressé, il est situé"


def test_une_position_fausse_est_signalee_a_sa_ligne(base):
    examen = lu(base, BONNE, "2;Y;;;;48,5;-0,5;;;;;;;;", "3;Z;;;;10;-100;;;;;;;;")
    assert [(a.regle, a.ligne) for a in examen.anomalies] == [
        ("longitude positive", 3), ("hors de tout territoire", 4),
    ]  # fmt: skip


def test_sans_polygone_les_bornes_du_quebec_servent(entrepot_vide):
    examen = lu(entrepot_vide, "1;X;;;;45,5;73,5;;;;;;;;")
    assert [(a.regle, a.ligne) for a in examen.anomalies] == [("longitude positive", 2)]
    verser(entrepot_vide, QUI, examen, {}, corriger_positions=True)
    assert depot.tous(entrepot_vide)["longitude"].to_list() == [-73.5]


def test_un_code_de_territoire_ecrit_tel_quel_suffit(base):
    examen = lu(base, f"1;X;;;;;;;;{ORDINAIRE};;;;;", "2;Y;;;;;;;;20-999;;;;;")
    assert [(c.ecrit, c.code) for c in examen.correspondances] == [(ORDINAIRE, ORDINAIRE), ("20-999", "")]
    verser(base, QUI, examen, {})
    assert depot.dessertes(base)["code"].to_list() == [ORDINAIRE]


def test_reverser_avec_un_choix_de_plus_ne_revise_que_ce_qui_change(base):
    lignes = ("1;X;;;;;;;;L’Anse aux Huards;;;;;", "2;Y;;;;;;;;;;;;;")
    verser(base, QUI, lu(base, *lignes), {})
    lot = verser(base, QUI, lu(base, *lignes), {"L’Anse aux Huards": ORDINAIRE})
    rangs = dict(depot.tous(base).select("nom", "revision").iter_rows())
    assert rangs == {"X": 2, "Y": 1} and "1\u00a0actif écrit" in lot.resume


def test_ce_qui_n_est_plus_au_fichier_reste_et_se_dit(base):
    verser(base, QUI, lu(base, "1;X;;;;;;;;;;;;;", "2;Y;;;;;;;;;;;;;", "3;Z;;;;;;;;;;;;;"), {})
    z = depot.tous(base).filter(pl.col("nom") == "Z")["actif"][0]
    actifs.fermer(base, QUI, z, "parti")
    examen = lu(base, "1;X;;;;;;;;;;;;;")
    assert [(a.regle, a.valeur) for a in examen.anomalies if a.regle == "absent du fichier"] == [
        ("absent du fichier", "1")
    ]
    verser(base, QUI, examen, {})
    assert depot.tous(base).height == 3
    autre = examiner(base, fichier("1;X;;;;;;;;;;;;;"), "autre source.csv")
    assert "absent du fichier" not in autre.comptes


def test_le_resume_dit_ce_qui_est_signale_et_nomme_ce_qui_est_laisse(base):
    verser(base, QUI, lu(base, "1;X;;;;;;;;;;;;;"), {})
    actifs.modifier(base, QUI, [depot.tous(base)["actif"][0]], {"nom": "Chez nous"})
    lot = verser(base, QUI, lu(base, "1;Z;;;;;;;;;;;;;", "2;;;;;;;;;;;;;;"), {})
    assert "laissé tel quel\u00a0: «\u00a0Chez nous\u00a0»." in lot.resume
    assert lot.resume.endswith("Signalé\u00a0: sans coordonnées, 2\u00a0; sans nom, 1.")


def test_reverser_met_a_jour_sans_doubler_ni_defaire_une_main(base):
    un, deux = BONNE, "2;Salon;;;;;;;;;;;;;"
    verser(base, QUI, lu(base, un, deux), {})
    salon = depot.tous(base).filter(pl.col("nom") == "Salon")["actif"][0]
    actifs.modifier(base, QUI, [salon], {"nom": "Salon des voisins"})
    lot = verser(base, QUI, lu(base, un.replace("gratuit", "payant"), "2;Salon de thé;;;;;;;;;;;;;"), {})
    assert (
        depot.tous(base).height == 2
        and "1\u00a0actif écrit" in lot.resume
        and "laissé tel quel" in lot.resume
    )
    assert set(depot.tous(base)["nom"]) == {"Café du coin", "Salon des voisins"}
    cafe = depot.tous(base).filter(pl.col("nom") == "Café du coin")
    assert (cafe["cout"][0], cafe["revision"][0]) == ("payant", 2)


def test_le_meme_fichier_deux_fois_est_refuse(base):
    examen = lu(base, BONNE)
    verser(base, QUI, examen, {})
    with pytest.raises(ImportationErreur, match="déjà été versé"):
        verser(base, QUI, examen, {})


def test_un_lot_s_annule(base):
    lot = verser(base, QUI, lu(base, BONNE, "2;Salon;;;;;;;;;;;;;"), {})
    annuler.annuler_lot(base, lot.lot, QUI)
    assert depot.tous(base).is_empty() and importation.un_lot(base, lot.lot).annule_le


def test_un_rapprochement_choisi_vaut_pour_la_suite(base):
    ligne = "1;X;;;;;;;;L’Anse aux Huards;;;;;"
    examen = lu(base, ligne)
    (c,) = examen.correspondances
    assert c.nature == "proposée" and c.candidats[0].code == ORDINAIRE
    verser(base, QUI, examen, {c.ecrit: ORDINAIRE})
    (relu,) = examiner(base, fichier(ligne), "encore.csv").correspondances
    assert (relu.nature, relu.code) == ("exacte", ORDINAIRE)


def test_sans_choix_le_territoire_n_est_jamais_impose(base):
    verser(base, QUI, lu(base, "1;X;;;;;;;;L’Anse aux Huards;;;;;"), {})
    assert depot.dessertes(base).is_empty()
