"""La région retrouvée, la règle suivie."""

from __future__ import annotations

import numpy as np
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete.petits_domaines import RegleDeChoix, choisir, etalonner

Y = np.array([0.10, 0.20, 0.30, np.nan])
E = np.array([0.01, 0.02, 0.04, np.nan])
W = np.array([100.0, 300.0, 100.0, 50.0])


@pytest.mark.parametrize("methode", ["rapport", "difference", "variance"])
def test_la_region_est_retrouvee(methode: str) -> None:
    fait = etalonner(Y, E, W, 0.22, methode)
    assert float(W[:3] @ fait.valeur[:3]) / 500 == pytest.approx(0.22, rel=1e-12)
    assert fait.region_avant == pytest.approx(0.20)
    assert (fait.erreur_type[:3] >= E[:3]).all()
    assert np.isnan(fait.valeur[3])


def test_le_moins_sur_bouge_le_plus() -> None:
    fait = etalonner(Y, E, np.array([100.0, 100.0, 100.0, 0.0]), 0.22)
    assert fait.ajustement[2] / fait.ajustement[0] == pytest.approx(16)  # (0,04/0,01)²
    egal = etalonner(Y, E, W, 0.22, "difference").ajustement
    assert np.ptp(egal[:3]) < 1e-15


def test_entrees_mauvaises() -> None:
    with pytest.raises(CalculErreur, match="Méthode inconnue"):
        etalonner(Y, E, W, 0.2, "magie")
    with pytest.raises(CalculErreur, match="populations"):
        etalonner(Y, E, -W, 0.2)
    with pytest.raises(CalculErreur, match="ne se multiplie pas"):
        etalonner(np.zeros(4), E, W, 0.2, "rapport")


@pytest.mark.parametrize(
    ("n", "x", "cvs", "voie"),
    [
        (200, 40, (0.10, 0.08, 0.2), "direct"),
        (60, 8, (0.30, 0.20, 0.2), "modèle"),
        (60, 8, (0.50, 0.40, 0.2), "rien"),
        (4, 2, (0.10, 0.10, 0.2), "synthétique"),
        (60, 4, (0.10, 0.10, 0.2), "synthétique"),
        (60, 57, (0.01, 0.01, 0.01), "synthétique"),  # trois n'ont pas le caractère
        (60, 0, (np.nan, 0.3, 0.5), "rien"),
        (0, 0, (np.nan, np.nan, 0.2), "synthétique"),
        (60, 10, (np.nan, np.nan, 0.1), "rien"),
    ],
)
def test_la_voie_suit_la_regle(n: int, x: int, cvs: tuple[float, float, float], voie: str) -> None:
    assert choisir([n], [x], [cvs[0]], [cvs[1]], [cvs[2]])[0] == voie


def test_la_regle_se_lit() -> None:
    dite = RegleDeChoix(seuil=10, cv_direct=0.15, cv_modele=0.25).phrase
    assert "10\u00a0répondants" in dite or "10 répondants" in dite
    assert "15,0\u00a0%" in dite and "25,0\u00a0%" in dite
    assert choisir([9], [9], [0.0], [0.0], [0.1], RegleDeChoix(seuil=10))[0] == "synthétique"
