"""Les cotes d'un producteur : ce qu'elles taisent, et ce que « trop incertain » laisse savoir."""

import polars as pl
import pytest

from tableau_bord import parametres
from tableau_bord.divulgation import COMPLEMENT, masquer_tout, vider
from tableau_bord.divulgation.masquage import INCERTAIN, coefficient_de_variation
from tableau_bord.parametres import SeuilsDivulgation
from tests.divulgation.tableaux import REGISTRE_VIDE, attaquer_une, case, cases, intervalle, liens

TUES = SeuilsDivulgation(effectif=5, population=40, limite_cv=33.3)
EMBOITES = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "3", "RSS", "R"))


@pytest.mark.parametrize(
    ("effectif", "denominateur", "proportion", "attendu"),
    [(9, 5000, False, 100 / 3), (16, 5000, False, 25.0), (50, 100, True, 10.0), (0, 100, True, None)],
)
def test_le_coefficient_de_variation_suit_poisson_ou_la_binomiale(
    effectif, denominateur, proportion, attendu
):
    """9, 16 évènements : 33,3 et 25 % ; 50 sur 100 : √(0,5/50) = 10 %."""
    lu = pl.select(
        coefficient_de_variation(pl.lit(effectif), pl.lit(denominateur), pl.lit(proportion))
    ).item()
    assert lu == (None if attendu is None else pytest.approx(attendu))


def test_une_valeur_trop_incertaine_se_tait_avec_son_intervalle_et_son_motif():
    fines = cases(case("RLS", "1", 9), case("RLS", "2", 10), case("RLS", "3", 3))
    tues = vider(masquer_tout(fines, TUES, EMBOITES, REGISTRE_VIDE)).sort("code")
    assert tues["motif"].to_list() == [INCERTAIN, None, "masqué"]
    assert tues.select("effectif", "valeur", "borne_inf", "borne_sup").row(0) == (None,) * 4
    assert tues["effectif"].to_list()[1] == 10


def test_le_motif_borne_l_effectif_et_l_attaque_le_sait():
    """Neuf au plus : (100/33,3)² = 9,02 ; le total retranché le resserre encore."""
    fines = cases(case("RLS", "1", 8), case("RLS", "2", 12), case("RLS", "3", 3), case("RSS", "R", 23))
    masquees = masquer_tout(fines, TUES, EMBOITES, REGISTRE_VIDE)
    attaque = attaquer_une(masquees, EMBOITES, seuils=TUES)
    assert intervalle(attaque, "RLS", "1")[1] <= 9.02
    assert attaque.exposees.is_empty()
    sans = masquees.with_columns(raison=pl.when(pl.col("raison") != COMPLEMENT).then("raison"))
    nue = attaquer_une(sans, EMBOITES, seuils=TUES)
    assert nue.exposees["code"].to_list() == ["3"], "contre-épreuve : 23 − 12 − 9,02 = 1,98, donc au moins 2"


def test_chaque_producteur_a_sa_regle_et_son_nom(entrepot_vide):
    assert parametres.cotes_qualite(entrepot_vide, "MSSS") == parametres.CoteQualite("ISQ", 15, 25, False)
    canada = parametres.cotes_qualite(entrepot_vide, "Statistique Canada, ESCC 2021")
    assert (canada.producteur, canada.limite, canada.taire) == ("Statistique Canada", 33.3, True)
    seuils = parametres.seuils_divulgation(entrepot_vide, "table", "Statistique Canada, ESCC 2021")
    assert seuils.plafond_incertain == pytest.approx(9.018, abs=1e-3)
    assert parametres.seuils_divulgation(entrepot_vide, "dsp", "Statistique Canada").limite_cv is None
