"""La preuve de vitesse des enquêtes : ses mesures en petit, son jugement, et R s'il est là."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import preuve_vitesse_enquete as preuve
from benchmarks import vitesse_enquete as mesures
from benchmarks.registre import ECHEC, NON_PROUVE, REUSSI
from benchmarks.vitesse_enquete import Donnees, Taille
from tableau_bord.enquete import replications

PETITE = Taille(repondants=3_000, replications=12, communautes=12, indicateurs=4, naives=4, comparees=8)
BON = {
    "domaines, fois le produit nu": 1.6,
    "domaines, boucle naïve, fois le produit nu": 60.0,
    "domaines, écart de la boucle naïve": 1e-14,
    "recalage, fois les seuls produits": 0.8,
    "recalage naïf, fois les seuls produits": 26.0,
    "recalage, écart du recalage naïf": 1e-13,
    "nous, mémoire (Gio)": 0.7,
    "R ÷ nous": 90.0,
    "logit, R ÷ nous": 7.5,
    "R, réplications": 500,
    "demandées": 500,
}
DE_R = {
    "écart à R, estimations": 1e-14,
    "écart à R, erreurs types": 1e-13,
    "écart à R, facteurs": 1e-10,
    "version, R": "4.2.2",
}


@pytest.fixture(scope="module")
def donnees() -> Donnees:
    return Donnees.tirer(PETITE)


@pytest.fixture
def dossier(donnees, tmp_path):
    donnees.ecrire_pour_r(tmp_path)
    return tmp_path


def test_les_donnees_sont_rangees_et_ne_dependent_que_de_la_graine(donnees):
    autres = Donnees.tirer(PETITE)
    assert (np.diff(donnees.domaine) >= 0).all() and len(np.unique(donnees.domaine)) == PETITE.communautes
    assert (donnees.y == autres.y).all() and (donnees.poids == autres.poids).all()
    assert mesures.indicatrices(donnees.marges).shape[1] == 16
    assert mesures.indicatrices(donnees.logit).shape[1] == 40


def test_la_tache_entiere_se_chronometre(donnees):
    pytest.importorskip("resource")
    fait = mesures.tache(donnees)
    assert fait["secondes"] == pytest.approx(fait["caler"] + fait["tirer et recaler"] + fait["estimer"])
    assert 0 < fait["mémoire (Gio)"] < 16


def test_les_versions_naives_rendent_les_memes_nombres(donnees):
    assert mesures.domaines(donnees)["écart de la boucle naïve"] < preuve.TOLERANCE
    assert mesures.recalage(donnees)["écart du recalage naïf"] < preuve.TOLERANCE


def test_les_produits_par_paires_sont_ceux_de_chaque_replication(donnees):
    x, w = mesures.indicatrices(donnees.marges), replications(donnees.plan, 3, 1).poids_replication
    i, j = np.triu_indices(x.shape[1])
    attendu = np.column_stack([(x.T @ (c[:, None] * x))[i, j] for c in w.T])
    assert mesures.produits_par_paires(x, w) == pytest.approx(attendu)


def test_le_calage_logit_atteint_ses_totaux_dans_ses_bornes(donnees):
    fait = mesures.logit(donnees)
    assert fait["écart aux totaux"] < 1e-9
    assert mesures.BORNES[0] < fait["plus petit facteur"] < 0.8
    assert 1.5 < fait["plus grand facteur"] < mesures.BORNES[1]


@pytest.mark.skipif(not preuve.r_present(), reason="R ou son paquet survey manque")
def test_r_rend_les_memes_nombres(dossier):
    durees, _ = preuve._lancer_r(dossier, "logit", 1)
    fait = preuve.comparer(dossier, PETITE)
    assert list(durees) == ["caler"]
    assert fait["écart à R, estimations"] < preuve.TOLERANCE
    assert fait["écart à R, erreurs types"] < preuve.TOLERANCE
    assert fait["écart à R, facteurs, R à 1e-11"] < preuve.TOLERANCE_FACTEURS
    assert fait["version, survey"]


def test_au_dela_de_dix_minutes_r_est_prolonge_en_droite(monkeypatch, tmp_path):
    def lancer(_etat, _tache, combien):
        return {"tirer": [(10.0 + combien, 5.0 + combien)], "caler": [(2.0 * combien, 2.0 * combien)]}, {}

    monkeypatch.setattr(preuve, "_lancer_r", lancer)
    court, entier = (preuve._tache_de_r(tmp_path, 500, directe) for directe in (False, True))
    assert court["R, réplications"] == 100 and entier["R, réplications"] == 500
    assert court["R, secondes"] == pytest.approx(10 + 500 + 1000) == entier["R, secondes"]
    assert court["R, calcul"] == pytest.approx(5 + 500 + 1000)


def test_les_rapports_viennent_des_medianes_et_du_plus_rapide_des_produits():
    tour = {
        "nous, secondes": 3.0, "nous, calcul": 2.0, "nous, mémoire (Gio)": 0.6,
        "R, secondes": 270.0, "R, calcul": 240.0, "logit, nous, secondes": 0.25, "logit, nous, calcul": 0.2,
        "logit, R, secondes": 2.0, "logit, R, calcul": 1.8,
        "domaines, estimer": 0.15, "domaines, produit y'w": 0.3, "domaines, produit w'y": 0.1, "domaines, boucle naïve": 5.0,
        "recalage, recaler": 0.4, "recalage, produits par paires": 0.5, "recalage, produits un à un": 4.0,
        "recalage, recalage naïf": 15.0,
    }  # fmt: skip
    lent = {**tour, "R, secondes": 900.0, "nous, mémoire (Gio)": 0.9}
    fait = preuve.rapporter([tour, lent, tour])
    assert fait["R ÷ nous"] == 90 and fait["logit, R ÷ nous"] == 8
    assert fait["R ÷ nous, temps de calcul"] == 120
    assert fait["domaines, fois le produit nu"] == 1.5
    assert fait["recalage, fois les seuls produits"] == 0.8
    assert fait["nous, mémoire (Gio)"] == 0.9
    sans = {cle: x for cle, x in tour.items() if not cle.startswith(("R, ", "logit, R"))}
    assert "R ÷ nous" not in preuve.rapporter([sans])


def test_tout_tient():
    fait = preuve.juger(BON, DE_R)
    assert fait.code == REUSSI
    assert "90 fois plus vite (l'objectif de 30 est atteint" in fait.texte and "7,5 fois" in fait.texte
    assert "extrapolée de 100" in preuve.juger({**BON, "R, réplications": 100}, DE_R).texte


def test_sans_r_rien_n_est_prouve_mais_l_interne_est_juge():
    interne = {cle: x for cle, x in BON.items() if "R" not in cle and cle != "demandées"}
    assert preuve.juger(interne, {}).code == NON_PROUVE
    assert preuve.juger({**interne, "nous, mémoire (Gio)": 2.1}, {}).code == ECHEC


@pytest.mark.parametrize(
    ("cle", "valeur"),
    [
        ("domaines, fois le produit nu", 3.1),
        ("recalage, fois les seuls produits", 2.1),
        ("nous, mémoire (Gio)", 2.1),
        ("domaines, boucle naïve, fois le produit nu", 2.9),
        ("recalage naïf, fois les seuls produits", 1.9),
        ("domaines, écart de la boucle naïve", 1e-8),
        ("recalage, écart du recalage naïf", float("nan")),
        ("R ÷ nous", 9.9),
        ("logit, R ÷ nous", 4.9),
        ("écart à R, estimations", 1e-8),
        ("écart à R, erreurs types", float("nan")),
        ("écart à R, facteurs", 2e-6),
    ],
)
def test_une_seule_limite_rompue_fait_echouer(cle, valeur):
    bon, de_r = ({k: valeur if k == cle else x for k, x in c.items()} for c in (BON, DE_R))
    assert preuve.juger(bon, de_r).code == ECHEC
