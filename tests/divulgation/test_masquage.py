"""Masquage primaire : au seuil moins un, au seuil, au seuil plus un."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.commun.estimations import Motif
from tableau_bord.divulgation import masquer
from tableau_bord.divulgation.masquage import PETIT_COMPLEMENT, PETIT_EFFECTIF, PETITE_POPULATION
from tableau_bord.parametres import SeuilsDivulgation

SEUILS = SeuilsDivulgation(effectif=5, population=40)


def _case(effectif, denominateur, proportion=False, motif=None):
    return pl.DataFrame(
        {
            "effectif": [effectif],
            "denominateur": [denominateur],
            "valeur": [1.0],
            "borne_inf": [0.5],
            "borne_sup": [2.0],
            "motif": [motif],
            "proportion": [proportion],
        },
        schema_overrides={"effectif": pl.Float64, "denominateur": pl.Float64, "motif": pl.String},
    )


@pytest.mark.parametrize(
    ("effectif", "attendu"),
    [(0, None), (1, PETIT_EFFECTIF), (4, PETIT_EFFECTIF), (5, None), (6, None)],
)
def test_effectif_autour_du_seuil_et_zero_publie(effectif, attendu):
    assert masquer(_case(effectif, 5000), SEUILS)["raison"][0] == attendu


@pytest.mark.parametrize(("population", "attendu"), [(39, PETITE_POPULATION), (40, None), (41, None)])
def test_population_autour_du_plancher_meme_a_zero_cas(population, attendu):
    assert masquer(_case(0, population), SEUILS)["raison"][0] == attendu


@pytest.mark.parametrize(("effectif", "attendu"), [(96, PETIT_COMPLEMENT), (95, None), (100, None)])
def test_une_proportion_protege_aussi_ceux_qui_n_ont_pas_le_caractere(effectif, attendu):
    assert masquer(_case(effectif, 100, proportion=True), SEUILS)["raison"][0] == attendu


def test_un_taux_n_a_pas_de_complement():
    assert masquer(_case(96, 100), SEUILS)["raison"][0] is None


def test_tout_ce_qui_rendrait_l_effectif_est_vide():
    masquee = masquer(_case(3, 5000), SEUILS).row(0, named=True)
    assert [masquee[c] for c in ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")] == [
        None
    ] * 5
    assert masquee["motif"] == Motif.MASQUE


def test_un_non_disponible_d_origine_garde_son_motif_et_n_est_pas_suppose_petit():
    gardee = masquer(_case(None, 18_000, motif="non disponible"), SEUILS).row(0, named=True)
    assert (gardee["motif"], gardee["raison"]) == ("non disponible", None)


@given(st.integers(0, 200), st.integers(1, 200))
def test_rien_de_petit_ne_passe(effectif, ajout):
    denominateur = effectif + ajout
    sortie = masquer(_case(effectif, denominateur, proportion=True), SEUILS).row(0, named=True)
    if sortie["effectif"] is not None:
        assert denominateur >= 40
        assert effectif == 0 or effectif >= 5
        assert denominateur - effectif >= 5 or denominateur == effectif
