"""Les tableaux de la démonstration : sommes exactes, cases bien formées, absences motivées."""

from __future__ import annotations

import polars as pl
import pytest

from donnees.simulation.histoires import FACTEURS, SANS_DONNEE
from donnees.simulation.mesure import ANNEES
from donnees.simulation.modeles import MODELES
from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.dictionnaire import charger
from tableau_bord.indicateurs.modele import Nature

CASE = ["indicateur", "periode", "sexe", "age"]
COMPTES = ["effectif", "denominateur"]
PARENTS = {"MRC": "parent_mrc", "RLS": "rls", "RSS": "parent_rss"}
NATURES = {i.code: i.nature for i in charger()}


@pytest.mark.parametrize("niveau", PARENTS)
def test_chaque_niveau_est_la_somme_exacte_de_ses_communautes(comptees, communautes, niveau) -> None:
    liens = communautes.select("code", parent=PARENTS[niveau])
    sommes = (
        comptees.filter(pl.col("decoupage") == "communaute")
        .join(liens, on="code")
        .group_by("parent", *CASE)
        .agg(pl.col(COMPTES).sum())
    )
    publies = comptees.filter(pl.col("decoupage") == niveau)
    cote_a_cote = publies.join(sommes, left_on=["code", *CASE], right_on=["parent", *CASE], suffix="_somme")
    assert cote_a_cote.height == publies.height == sommes.height > 100
    for compte in COMPTES:
        assert (cote_a_cote[compte] == cote_a_cote[f"{compte}_somme"]).all(), compte


def test_femmes_et_hommes_font_le_total(comptees) -> None:
    par_sexe = {m.code for m in MODELES if m.par_sexe}
    retenues = comptees.filter(pl.col("indicateur").is_in(par_sexe))
    cle = ["decoupage", "code", "indicateur", "periode", "age"]
    assert len(par_sexe) >= 10
    for compte in COMPTES:
        large = retenues.pivot("sexe", index=cle, values=compte)
        assert large.height == retenues.height / 3
        assert (large["F"] + large["M"] == large["T"]).all(), compte


def test_les_populations_somment_a_chaque_niveau(populations) -> None:
    cle = ["annee", "sexe", "age_debut", "age_fin"]
    totaux = populations.group_by(*cle, "decoupage").agg(pl.col("effectif").sum())
    distincts = totaux.group_by(cle).agg(pl.col("effectif").n_unique(), n=pl.len())
    assert (distincts["effectif"] == 1).all()
    assert (distincts["n"] == 4).all()
    assert sorted(populations["annee"].unique()) == list(ANNEES)
    assert populations["effectif"].dtype.is_integer()


def test_quatre_cent_mille_personnes(populations) -> None:
    region = populations.filter((pl.col("decoupage") == "RSS") & (pl.col("annee") == 2021))
    assert 400_000 < region["effectif"].sum() < 440_000


def test_aucune_proportion_ne_depasse_son_denominateur(comptees) -> None:
    proportions = comptees.filter(pl.col("indicateur").replace_strict(NATURES) == Nature.PROPORTION)
    assert (proportions["denominateur"] >= proportions["effectif"]).all()
    assert (comptees["effectif"] >= 0).all()
    assert comptees.select((pl.col(COMPTES) % 1 == 0).all()).row(0) == (True, True)


def test_aucune_case_n_est_en_double(valeurs) -> None:
    assert valeurs.select("decoupage", "code", *CASE).is_unique().all()


def test_chaque_mesure_du_dictionnaire_est_simulee_sauf_la_vraie(valeurs) -> None:
    assert set(NATURES) - set(valeurs["indicateur"]) == {"covid_cas_cumul"}
    assert set(valeurs["indicateur"]) <= set(NATURES)


def test_une_case_a_un_compte_une_valeur_importee_ou_un_motif(valeurs) -> None:
    vide = pl.col("effectif").is_null() & pl.col("valeur").is_null()
    assert (valeurs.filter(vide)["motif"] == Motif.NON_DISPONIBLE).all()
    assert valeurs.filter(~vide)["motif"].is_null().all()
    importees = valeurs.filter(pl.col("valeur").is_not_null())
    assert {NATURES[c] for c in importees["indicateur"].unique()} == {Nature.IMPORTE}
    assert set(importees["valeur"].unique()) == {1.0, 2.0, 3.0, 4.0, 5.0}


def test_des_trous_epars_jamais_dans_une_communaute_a_histoire(valeurs, code_de) -> None:
    trous = valeurs.filter(pl.col("motif").is_not_null() & (pl.col("code") != code_de(SANS_DONNEE)))
    assert 10 <= trous.select("code", "indicateur", "periode").n_unique() <= 30
    assert not set(trous["code"]) & {code_de(nom) for nom in FACTEURS}


def test_les_deces_font_la_mortalite(deces, comptees) -> None:
    par_annee = deces.group_by("code", periode=pl.col("annee").cast(pl.String)).agg(
        pl.col("effectif").sum().cast(pl.Float64)
    )
    publies = comptees.filter(
        (pl.col("indicateur") == "mortalite_totale")
        & (pl.col("decoupage") == "communaute")
        & (pl.col("sexe") == "T")
    )
    jointes = publies.join(par_annee, on=["code", "periode"], suffix="_deces")
    assert jointes.height == publies.height == 119 * len(ANNEES)
    assert (jointes["effectif"] == jointes["effectif_deces"]).all()


def test_aucun_deces_ne_manque_de_population(deces, populations) -> None:
    cle = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin"]
    jointes = deces.join(populations, on=cle, suffix="_population")
    assert jointes.height == deces.height
    assert (jointes["effectif"] <= jointes["effectif_population"]).all()
