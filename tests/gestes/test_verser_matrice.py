"""Verser une matrice de temps : rapprochée, atomique, annulable, prête pour le calcul d'accès."""

from __future__ import annotations

import pytest

from tableau_bord import importation
from tableau_bord.acces import Identite, Mode, Role, au_poste
from tableau_bord.actifs import depot
from tableau_bord.actifs.versement import matrice_depot
from tableau_bord.commun.erreurs import AccesErreur, ImportationErreur
from tableau_bord.gestes import annuler, verser_actifs
from tableau_bord.gestes.verser_matrice import MATRICE, examiner, verser
from tests.graines import ORDINAIRE, semer

QUI = au_poste("essai")
ACTIFS = b"id;nom\nO1;Maison\nO2;Salon\nO3;Club\nO4;Club\n"


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    verser_actifs.verser(
        entrepot_vide, QUI, verser_actifs.examiner(entrepot_vide, ACTIFS, "annuaire.csv"), {}
    )
    return entrepot_vide


def lu(base, *lignes: str):
    contenu = "\n".join(["origine;destination;temps", *lignes, ""]).encode()
    return examiner(base, contenu, "temps.csv")


def actif(base, cle: str) -> str:
    return depot.tous(base).filter(depot.tous(base)["source_id"] == cle)["actif"][0]


def test_par_code_ou_par_nom_par_identifiant_ou_par_nom(base):
    lignes = [f"{ORDINAIRE};O1;12,5", "anse-aux-huards;SALON;7", f"20-004;{actif(base, 'O1')};30"]
    examen = lu(base, *lignes)
    assert examen.anomalies == () and examen.phrase == "3\u00a0lignes lues\u00a0: 3\u00a0couples retenus."
    lot = verser(base, QUI, examen, "Auto, matin", "minutes")
    assert (lot.genre, lot.lignes) == (MATRICE, 3)
    lus = {(c, a): n for c, a, n in matrice_depot.couts(base, "Auto, matin", "communaute").iter_rows()}
    maison, salon = actif(base, "O1"), actif(base, "O2")
    assert lus == {(ORDINAIRE, maison): 12.5, (ORDINAIRE, salon): 7.0, ("20-004", maison): 30.0}


def test_ce_qui_n_est_pas_dans_la_base_est_signale_une_fois_avec_sa_premiere_ligne(base):
    examen = lu(
        base, "Nulle part;O1;3", "Nulle part;O2;3", f"{ORDINAIRE};Inconnu;3", f"{ORDINAIRE};Club;4", f"{ORDINAIRE};O1;5"
    )  # fmt: skip
    assert [(a.regle, a.ligne, a.valeur) for a in examen.anomalies] == [
        ("origine inconnue", 2, "Nulle part"), ("destination inconnue", 4, "Inconnu"), ("destination inconnue", 5, "Club"),
    ]  # fmt: skip
    assert "2\u00a0lignes laissées" in examen.anomalies[0].message and examen.couples.height == 1


def test_deux_ecritures_d_un_meme_couple_gardent_la_premiere_et_le_disent(base):
    examen = lu(base, f"{ORDINAIRE};O1;5", f"{ORDINAIRE};Maison;9")
    assert examen.couples["cout"].to_list() == [5.0]
    assert [(a.regle, a.ligne) for a in examen.anomalies] == [("couple répété", 3)]


def test_sans_aucun_couple_rien_ne_se_verse(base):
    for lignes in (("Nulle part;O1;3",), (f"{ORDINAIRE};O1;n.d.",)):
        with pytest.raises(ImportationErreur, match="Aucun couple"):
            verser(base, QUI, lu(base, *lignes), "Auto", "minutes")
    assert matrice_depot.matrices(base).is_empty()


def test_un_nom_ne_sert_qu_une_fois_et_le_lot_s_annule(base):
    lot = verser(base, QUI, lu(base, f"{ORDINAIRE};O1;5"), "Auto", "minutes")
    with pytest.raises(ImportationErreur, match="se nomme déjà"):
        verser(base, QUI, lu(base, f"{ORDINAIRE};O1;6"), "Auto", "minutes")
    assert len(importation.lots(base)) == len({x.lot for x in importation.lots(base)})
    annuler.annuler_lot(base, lot.lot, QUI)
    assert matrice_depot.matrices(base).is_empty()
    verser(base, QUI, lu(base, f"{ORDINAIRE};O1;6"), "Auto", "minutes")
    assert matrice_depot.couts(base, "Auto", "communaute")["cout"].to_list() == [6.0]


@pytest.mark.parametrize(("nom", "unite"), [("x" * 400, "minutes"), ("Auto", "lieues")])
def test_un_nom_trop_long_ou_une_unite_inconnue_sont_refuses(base, nom, unite):
    with pytest.raises(ImportationErreur):
        verser(base, QUI, lu(base, f"{ORDINAIRE};O1;5"), nom, unite)


def test_il_faut_le_droit(base):
    with pytest.raises(AccesErreur):
        verser(
            base, Identite("l", frozenset({Role.LECTURE}), Mode.SERVEUR, "l@x.ca"), lu(base, f"{ORDINAIRE};O1;5"),
            "Auto", "minutes",
        )  # fmt: skip
    assert matrice_depot.matrices(base).is_empty()
