"""Vérifier les entrées : quoi, où, remède."""

import numpy as np
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.surveillance.entrees import (
    choisir,
    refuser,
    tableaux,
    verifier_base,
    verifier_fraction,
    verifier_strates,
)


def test_les_tableaux_sont_des_copies_de_meme_forme():
    source = np.array([1.0, 2.0])
    a, b = tableaux("essai", a=source, b=5)
    assert a.shape == b.shape == (2,)
    a[0], b[0] = 99, 99
    assert source.tolist() == [1, 2]
    assert b.tolist() == [99, 5]


def test_un_manquant_passe_un_negatif_non():
    (a,) = tableaux("essai", a=[np.nan, 0])
    assert np.isnan(a[0])
    with pytest.raises(CalculErreur) as erreur:
        tableaux("essai", a=[[0, 1], [2, -0.5]])
    assert erreur.value.code == "nombre_hors_domaine"
    assert erreur.value.quoi == "« a » contient -0,5."
    assert erreur.value.ou == "essai, case 3"


@pytest.mark.parametrize("x", [0, 1, -0.1, 2, float("nan"), float("inf")])
def test_une_fraction_est_strictement_entre_zero_et_un(x):
    with pytest.raises(CalculErreur, match="fraction"):
        verifier_fraction("essai", "niveau", x)
    verifier_fraction("essai", "niveau", 0.5)


@pytest.mark.parametrize("x", [0, -1, float("nan"), float("inf")])
def test_une_base_est_finie_et_positive(x):
    with pytest.raises(CalculErreur, match="base"):
        verifier_base("essai", x)
    verifier_base("essai", 1)


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1]), ([1], 1), (1, 1), ([[1], [2]], [1, 2])])
def test_les_strates_ne_se_diffusent_pas(a, b):
    with pytest.raises(CalculErreur, match="strates"):
        verifier_strates("essai", a=a, b=b)


def test_les_domaines_peuvent_differer_si_les_strates_sont_les_memes():
    verifier_strates("essai", a=np.zeros((4, 2)), b=[1, 2])


def test_un_choix_inconnu_dit_les_choix_permis():
    assert choisir("essai", "methode", "un", {"un": 1}) == 1
    with pytest.raises(CalculErreur, match="Choisissez l'un de : un, deux"):
        choisir("essai", "methode", "trois", {"un": 1, "deux": 2})


def test_refuser_montre_la_premiere_case_fautive():
    refuser("essai", np.array([False]), "non.", "rien.")
    with pytest.raises(CalculErreur) as erreur:
        refuser("essai", np.array([False, True, True]), "non.", "Corrigez.")
    assert erreur.value.phrase == "essai, case 1\u00a0: non. Corrigez."
