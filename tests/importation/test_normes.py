"""Sexe, âge, période, niveau : les mots des producteurs, dans ceux de l'entrepôt."""

import polars as pl
import pytest

from tableau_bord.importation import normes


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("F", "F"), ("Féminin", "F"), ("Femmes", "F"), ("2", "F"), ("M", "M"), ("Hommes", "M"), ("1", "M"), ("T", "T"),
     ("Total", "T"), ("Les deux sexes", "T"), ("Persons", "T"), ("X", None), ("3", None), ("", None)],
)  # fmt: skip
def test_sexe(texte, attendu):
    assert normes.sexe(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("RLS", "RLS"), ("Réseau local de services", "RLS"), ("Région sociosanitaire", "RSS"), ("Province", "quebec"),
     ("Communauté", "communaute"), ("Comté", None)],
)  # fmt: skip
def test_niveau(texte, attendu):
    assert normes.niveau(texte) == attendu


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("0", (0, 0, True)), ("4 ans", (4, 4, True)), ("0-4", (0, 4, False)), ("5 à 9 ans", (5, 9, False)),
     ("5–9", (5, 9, False)), ("65 ans et plus", (65, 120, False)), ("90+", (90, 120, False)), ("85+ yrs", (85, 120, False)),
     ("Moins d'un an", (0, 0, False)), ("Moins de 18 ans", (0, 17, False)), ("Tous les âges", (0, 120, False)),
     ("9-5", None), ("vieux", None), ("250", None)],
)  # fmt: skip
def test_bornes_d_age(texte, attendu):
    assert normes.bornes_d_age(texte) == attendu


def test_le_dernier_age_simple_est_ouvert_et_le_dit():
    cadre, remarque = normes.ages(pl.Series([str(a) for a in range(91)]))
    assert cadre.row(90) == (90, 120)
    assert cadre.row(89) == (89, 89)
    assert "90" in remarque


def test_un_dernier_age_trop_bas_n_est_pas_ouvert():
    cadre, remarque = normes.ages(pl.Series([str(a) for a in range(18)]))
    assert cadre.row(17) == (17, 17)
    assert remarque == ""


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [("2021", "2021"), ("2021.0", "2021"), ("2020-09-16", "2020-09-16"), ("2020-09-16 00:00:00", "2020-09-16"),
     ("16/09/2020", "2020-09-16"), ("2019-2023", "2019-2023"), ("2019 à 2023", "2019-2023"), ("2019/2023", "2019-2023"),
     ("2019/20", "2019-2020"), ("2020-13-45", None), ("2023-2019", None), ("hier", None), ("T1 2021", "T1 2021")],
)  # fmt: skip
def test_periode(texte, attendu):
    assert normes.periode(texte) == attendu


def test_une_date_anglaise_se_reconnait_a_sa_colonne():
    assert normes.periodes(pl.Series(["09/16/2020", "01/02/2020"])).to_list() == ["2020-09-16", "2020-01-02"]
    assert normes.periodes(pl.Series(["16/09/2020", "01/02/2020"])).to_list() == ["2020-09-16", "2020-02-01"]


@pytest.mark.parametrize(
    ("nom", "attendu"),
    [("tableau-rls20200916_115801.csv", "2020-09-16"), ("taux 2019-2023.xlsx", "2019-2023"), ("pop_2021.csv", "2021"),
     ("9810000202-sanssymbole-mod.csv", None), ("cas.csv", None), ("releve_2021-02-03.csv", "2021-02-03")],
)  # fmt: skip
def test_la_periode_du_nom_de_fichier(nom, attendu):
    assert normes.periode_du_nom(nom) == attendu
