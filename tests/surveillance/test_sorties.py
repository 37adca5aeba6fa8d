"""Rendre des cases : le nombre à sa place, le motif ailleurs."""

import numpy as np
import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.surveillance.sorties import estimations, etaler, motifs, utiles


def test_le_manquant_passe_avant_la_population_nulle():
    m = motifs(np.array([True, True, False, False]), np.array([True, False, True, False]))
    assert m.tolist() == [Motif.NON_DISPONIBLE, Motif.NON_DISPONIBLE, Motif.SANS_POPULATION, ""]
    assert utiles(m).tolist() == [False, False, False, True]


@pytest.mark.parametrize("forme", [(), (0,), (2, 2)])
def test_etaler_garde_la_forme_et_le_type(forme):
    utile = np.ones(forme, dtype=bool)
    for valeurs, vide in ((np.float64, np.nan), (np.int8, 0), (np.bool_, False)):
        sortie = etaler(np.ones(int(np.prod(forme)), dtype=valeurs), utile, vide)
        assert sortie.shape == forme
        assert sortie.dtype == valeurs
        assert (sortie == 1).all()


def test_etaler_met_le_vide_ailleurs():
    sortie = etaler(np.array([7.0]), np.array([False, True, False]), np.nan)
    np.testing.assert_array_equal(sortie, [np.nan, 7, np.nan])


def test_une_case_avec_motif_n_a_ni_nombre_ni_methode():
    un = np.array([1.0])
    e = estimations(np.array(["", Motif.SANS_POPULATION]), un, un, (un, un), np.array(["Byar"]))
    assert e.methode.tolist() == ["Byar", ""]
    for nom in ("valeur", "erreur_type", "borne_inf", "borne_sup"):
        np.testing.assert_array_equal(getattr(e, nom), [1, np.nan])
