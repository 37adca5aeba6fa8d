"""Les codes d'absence : le motif juste, jamais zéro ; ce qui n'en est pas un ne le devient pas."""

import polars as pl
import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.importation.absences import avec_prudence, motifs
from tableau_bord.importation.nombres import lire_nombres

NON_DISPONIBLES = [
    *("", " ", "n.d.", "ND", "n/d", "N/A", "#N/A", "..", "...", "…", ".", "-", "–", "—", "s.o.", "NaN", "null"),
    *("No Data", "no data", "#REF!", "#VALEUR!", "#DIV/0!", "-999", "-9999", "non disponible", "non publié"),
    *("Non publiée", "aucune donnée", "Aucune\u00a0donnée", "Value missing in source data", "donnée manquante"),
]  # fmt: skip
MASQUES = [
    *("x", "X", "*", "**", "<5", "< 5", "≤ 10", "moins de 5", "moins de cinq", "less than 5", "(<5)"),
    *("1-4", "1 à 4", "0–4", "Data suppressed", "suppressed", "masqué", "Donnée confidentielle"),
    *("trop peu de cas", "Trop petit nombre", "Value suppressed for disclosure control", "supprimée"),
]  # fmt: skip
INCERTAINS = ["F", "f", "trop incertain", "donnée peu fiable", "Value not published for data quality reasons"]


def _motif(texte):
    return motifs(pl.Series([texte], dtype=pl.String))[0]


@pytest.mark.parametrize("texte", NON_DISPONIBLES)
def test_une_absence_ordinaire(texte):
    assert _motif(texte) == Motif.NON_DISPONIBLE


@pytest.mark.parametrize("texte", MASQUES)
def test_une_valeur_masquee_a_la_source(texte):
    assert _motif(texte) == Motif.MASQUE


@pytest.mark.parametrize("texte", INCERTAINS)
def test_une_valeur_trop_incertaine_a_la_source(texte):
    assert _motif(texte) == Motif.TROP_INCERTAIN


def test_une_valeur_non_comparable():
    assert _motif("non comparable") == Motif.NON_COMPARABLE


@pytest.mark.parametrize(
    "texte",
    ["0", "0,0", "12", "12,3", "-5", "1 234", "12,O", "12,3E", "12 masqués", "Coaticook", "2-14", "E"],
)
def test_ce_qui_n_est_pas_une_absence(texte):
    assert _motif(texte) is None


def test_une_case_nulle_est_non_disponible():
    assert motifs(pl.Series([None], dtype=pl.String)).to_list() == [Motif.NON_DISPONIBLE]


@pytest.mark.parametrize("texte", [*NON_DISPONIBLES, *MASQUES, *INCERTAINS])
def test_une_absence_n_est_jamais_un_nombre(texte):
    lecture = lire_nombres(pl.Series([texte, "12"]))
    assert lecture.valeurs.to_list() == [None, 12.0]
    assert not lecture.fautives.any()


@pytest.mark.parametrize("texte", ["12,3E", "12.3E", "12,3 E", "1 234E", "12,3 %E", "-4,5(E)"])
def test_un_e_accole_est_une_mise_en_garde(texte):
    assert avec_prudence(pl.Series([texte])).to_list() == [True]


@pytest.mark.parametrize("texte", ["1,2E3", "1e5", "12,3", "E", "F", "12,3e", None])
def test_une_puissance_ou_une_absence_n_est_pas_une_mise_en_garde(texte):
    assert avec_prudence(pl.Series([texte], dtype=pl.String)).to_list() == [False]
