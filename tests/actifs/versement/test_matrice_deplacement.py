"""Une matrice de temps : colonnes, coûts, absences de route, forme pour le calcul d'accès."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.actifs import acces
from tableau_bord.actifs.versement.matrice import en_tableau, lire_matrice, proposer_colonnes
from tableau_bord.commun.erreurs import ImportationErreur


def lire(texte: str):
    tableau = importation.lire_tableau(texte.encode(), "t.csv")
    return lire_matrice(tableau, proposer_colonnes(tableau.colonnes))


@pytest.mark.parametrize(
    "colonnes",
    [("origine", "destination", "temps"), ("from_id", "to_id", "travel_time"), ("Communauté", "Organisme", "Durée (min)"),
     ("Départ", "Arrivée", "distance km")],
)  # fmt: skip
def test_les_trois_colonnes_se_reconnaissent_dans_cet_ordre(colonnes):
    assert tuple(proposer_colonnes(["note", *colonnes]).values()) == colonnes


def test_les_couts_se_lisent_a_la_francaise_et_zero_est_une_valeur():
    lue = lire("origine;destination;temps\nA;1;12,5\nA;2;0\nB;1;1 200\n")
    assert lue.couts["cout"].to_list() == [12.5, 0.0, 1200.0] and lue.anomalies == ()


def test_sans_route_n_est_ni_zero_ni_une_erreur():
    lue = lire("origine;destination;temps\nA;1;\nA;2;inf\nA;3;n.d.\nA;4;7\n")
    assert (lue.sans_route, lue.couts.height, lue.anomalies) == (3, 1, ())


def test_ce_qui_ne_se_lit_pas_est_signale_a_sa_ligne():
    lue = lire("origine;destination;temps\nA;1;loin\nA;2;-5\n;3;4\nA;4;6\nA;4;9\nA;4;6\n")
    assert [(a.regle, a.ligne) for a in lue.anomalies] == [
        ("couple incomplet", 4), ("illisible", 2), ("illisible", 3), ("couple répété", 6), ("couple répété", 7),
    ]  # fmt: skip
    assert "autre coût" in lue.anomalies[3].message and "autre coût" not in lue.anomalies[4].message
    assert lue.couts["cout"].to_list() == [6.0], "le premier est gardé"


def test_il_faut_trois_colonnes():
    with pytest.raises(ImportationErreur, match="la destination"):
        lire("origine;temps\nA;1\n")


def test_le_tableau_rend_l_acces_calcule_a_la_main():
    """Deux communautés de 100 et 300 personnes, un point de 40 places à 5 et 10 minutes, un second joint par B seul.

    2SFCA à 15 minutes : R1 = 40 / 400 = 0,1 ; R2 = 60 / 300 = 0,2 ; A = 0,1 ; B = 0,3.
    """
    couts = pl.DataFrame(
        {"code": ["A", "B", "B", "C"], "actif": ["1", "1", "2", "2"], "cout": [5.0, 10.0, 3.0, 1.0]}
    )
    tableau = en_tableau(couts, ["A", "B"], ["1", "2"])
    assert np.isnan(tableau[0, 1]) and tableau[1].tolist() == [10.0, 3.0]
    assert acces([100, 300], [40, 60], tableau, 15).valeur == pytest.approx([0.1, 0.3], abs=1e-12)


def test_une_matrice_vide_reste_une_matrice():
    vide = pl.DataFrame(schema={"code": pl.String, "actif": pl.String, "cout": pl.Float64})
    assert en_tableau(vide, ["A"], ["1", "2"]).shape == (1, 2)
