"""La démonstration : sommes exactes, carte sans faille, histoires voulues, vérité respectée, reproductible."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import shapely

from donnees.simulation.ecrire import DEMONSTRATION, VERITE, echantillon, simuler
from donnees.simulation.modeles import (
    EXEMPLE,
    GRANDE,
    MIEUX_QU_ATTENDU,
    MODELES,
    SANS_DONNEE,
    SE_DEGRADE,
    TROP_PETITE,
)

CASE = ["indicateur", "periode", "sexe", "age"]
COMPTES = ["effectif", "denominateur"]
TAUX = {m.code for m in MODELES if m.taux}
PARENTS = {"MRC": "parent_mrc", "RLS": "rls", "RSS": "parent_rss"}
FICHIERS = ("territoires", "geometries", "composition", "populations", "valeurs")


def lire(nom: str) -> pl.DataFrame:
    return pl.read_parquet(DEMONSTRATION / f"{nom}.parquet")


@pytest.fixture(scope="module")
def valeurs() -> pl.DataFrame:
    return lire("valeurs")


@pytest.fixture(scope="module")
def comptees(valeurs) -> pl.DataFrame:
    """Les cases qui ont un effectif (tout sauf les quintiles importés et la communauté sans donnée)."""
    return valeurs.filter(pl.col("effectif").is_not_null())


@pytest.fixture(scope="module")
def communautes() -> pl.DataFrame:
    return lire("territoires").filter(pl.col("decoupage") == "communaute")


@pytest.fixture(scope="module")
def formes() -> dict[str, np.ndarray]:
    cadre = lire("geometries")
    return {str(d): shapely.from_wkb(g["wkb"].to_numpy()) for (d,), g in cadre.group_by(["decoupage"])}


def code_de(communautes: pl.DataFrame, nom: str) -> str:
    return communautes.filter(pl.col("nom") == nom)["code"].item()


def population(code: str, annee: int) -> float:
    siennes = lire("populations").filter(
        (pl.col("decoupage") == "communaute") & (pl.col("code") == code) & (pl.col("annee") == annee)
    )
    return siennes["effectif"].sum()


# --- sommes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("niveau", ["MRC", "RLS", "RSS"])
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


def test_les_quatre_niveaux_ont_le_meme_total(comptees) -> None:
    totaux = comptees.group_by(*CASE, "decoupage").agg(pl.col(COMPTES).sum())
    distincts = totaux.group_by(CASE).agg(pl.col(COMPTES).n_unique(), niveaux=pl.len())
    assert distincts.select((pl.col(COMPTES) == 1).all()).row(0) == (True, True)
    assert (distincts["niveaux"] == 4).all()


def test_femmes_et_hommes_font_le_total(comptees) -> None:
    par_sexe = {m.code for m in MODELES if m.par_sexe}
    retenues = comptees.filter(pl.col("indicateur").is_in(par_sexe))
    cle = ["decoupage", "code", "indicateur", "periode", "age"]
    assert set(retenues["indicateur"]) == par_sexe
    for compte in COMPTES:
        large = retenues.pivot("sexe", index=cle, values=compte)
        assert large.height == retenues.height / 3
        assert (large["F"] + large["M"] == large["T"]).all(), compte


def test_les_populations_somment_a_chaque_niveau() -> None:
    totaux = (
        lire("populations").group_by("annee", "sexe", "age_debut", "decoupage").agg(pl.col("effectif").sum())
    )
    distincts = totaux.group_by("annee", "sexe", "age_debut").agg(pl.col("effectif").n_unique(), n=pl.len())
    assert (distincts["effectif"] == 1).all()
    assert (distincts["n"] == 4).all()


def test_aucune_proportion_ne_depasse_son_denominateur(comptees) -> None:
    proportions = comptees.filter(~pl.col("indicateur").is_in(TAUX))
    assert (proportions["denominateur"] >= proportions["effectif"]).all()
    assert (comptees["effectif"] >= 0).all()
    assert comptees.select((pl.col(COMPTES) % 1 == 0).all()).row(0) == (True, True)


def test_aucune_case_n_est_en_double(valeurs) -> None:
    assert valeurs.select("decoupage", "code", *CASE).is_unique().all()


# --- territoires -------------------------------------------------------------------------------


def test_une_dizaine_de_mrc_et_environ_120_communautes(communautes) -> None:
    assert 110 <= communautes.height <= 130
    assert 8 <= communautes["parent_mrc"].n_unique() <= 12
    assert communautes["nom"].is_unique().all()
    territoires = lire("territoires")
    assert territoires.select("decoupage", "code").is_unique().all()
    assert territoires.filter(pl.col("decoupage") != "AD").select("decoupage", "nom").is_unique().all()
    assert (
        communautes.select("nom", "code", "municipalite", "parent_mrc", "rls")
        .null_count()
        .sum_horizontal()[0]
        == 0
    )


def test_les_polygones_sont_valides_et_d_un_tenant(formes) -> None:
    for decoupage, siennes in formes.items():
        assert shapely.is_valid(siennes).all(), decoupage
        assert (shapely.area(siennes) > 0).all(), decoupage
    assert {g.geom_type for g in formes["communaute"]} == {"Polygon"}
    codes = lire("geometries").filter(pl.col("decoupage") == "communaute")["code"]
    assert codes.is_unique().all()


@pytest.mark.parametrize("decoupage", ["communaute", "MRC", "RLS"])
def test_les_polygones_ne_se_recouvrent_pas(formes, decoupage) -> None:
    siennes = formes[decoupage]
    a, b = shapely.STRtree(siennes).query(siennes, predicate="intersects")
    paires = a < b
    commune = shapely.area(shapely.intersection(siennes[a[paires]], siennes[b[paires]])).sum()
    assert commune < 1e-6 * shapely.area(siennes).sum()


def test_les_communautes_couvrent_la_region(formes) -> None:
    assert shapely.area(formes["communaute"]).sum() == pytest.approx(
        shapely.area(formes["RSS"]).sum(), rel=1e-6
    )


def test_les_poids_de_chaque_aire_somment_a_un(communautes) -> None:
    composition = lire("composition")
    sommes = composition.group_by("ad").agg(pl.col("poids").sum(), parts=pl.len())
    assert sommes["poids"].to_numpy() == pytest.approx(1.0, abs=1e-12)
    assert (sommes["parts"] > 1).sum() > 10, "aucune aire partagée : la règle pondérée n'est pas essayée"
    assert (composition["poids"] > 0).all()
    assert set(composition["code"]) == set(communautes["code"])
    assert set(composition["ad"]) == set(lire("territoires").filter(pl.col("decoupage") == "AD")["code"])


# --- communautés à histoire --------------------------------------------------------------------


def test_les_communautes_speciales_existent(communautes) -> None:
    voulues = {SANS_DONNEE, TROP_PETITE, GRANDE, MIEUX_QU_ATTENDU, SE_DEGRADE, EXEMPLE}
    assert len(voulues) == 6
    assert voulues <= set(communautes["nom"])


def test_la_communaute_sans_donnee_n_en_a_aucune(valeurs, communautes) -> None:
    siennes = valeurs.filter(
        (pl.col("decoupage") == "communaute") & (pl.col("code") == code_de(communautes, SANS_DONNEE))
    )
    assert siennes.height > 100
    assert set(siennes["motif"]) == {"non disponible"}
    assert siennes.select("effectif", "denominateur", "valeur").null_count().row(0) == (siennes.height,) * 3
    assert (valeurs["motif"] == "non disponible").sum() == siennes.height


def test_une_communaute_est_trop_petite_une_autre_trop_grande(communautes) -> None:
    assert population(code_de(communautes, TROP_PETITE), 2023) == pytest.approx(350, abs=40)
    assert population(code_de(communautes, GRANDE), 2023) > 6000


def test_une_communaute_se_degrade_nettement(comptees, communautes) -> None:
    serie = (
        comptees.filter(
            (pl.col("decoupage") == "communaute")
            & (pl.col("indicateur") == "assistance_sociale")
            & pl.col("periode").is_in(["2014", "2023"])
        )
        .with_columns(part=pl.col("effectif") / pl.col("denominateur"))
        .pivot("periode", index="code", values="part")
        .with_columns(derive=pl.col("2023") - pl.col("2014"))
    )
    sienne = serie.filter(pl.col("code") == code_de(communautes, SE_DEGRADE))["derive"].item()
    assert sienne > 0.02
    assert sienne > serie["derive"].median() + 3 * serie["derive"].std()


def test_une_communaute_va_mieux_qu_attendu(valeurs, communautes) -> None:
    """Défavorisée (quintile 5), et pourtant d'une confiance entre voisins parmi les plus hautes."""
    ici = valeurs.filter(pl.col("decoupage") == "communaute")
    code = code_de(communautes, MIEUX_QU_ATTENDU)
    assert (
        ici.filter((pl.col("indicateur") == "idms_materiel") & (pl.col("code") == code))["valeur"].item() == 5
    )
    confiance = ici.filter(
        (pl.col("indicateur") == "confiance_voisins") & (pl.col("periode") == "2022")
    ).with_columns(part=pl.col("effectif") / pl.col("denominateur"))
    sienne = confiance.filter(pl.col("code") == code)["part"].item()
    assert sienne > confiance["part"].quantile(0.85)


# --- la vérité et la reproduction --------------------------------------------------------------


def ecarts_reduits(comptees: pl.DataFrame, verite: pl.DataFrame) -> np.ndarray:
    jointes = comptees.filter(
        (pl.col("decoupage") == "communaute") & (pl.col("sexe") == "T") & ~pl.col("indicateur").is_in(TAUX)
    ).join(verite, on=["code", "indicateur", "periode"])
    n, p, x = (jointes[c].to_numpy() for c in ("denominateur", "probabilite", "effectif"))
    garde = n > 0
    return ((x - n * p) / np.sqrt(n * p * (1 - p)))[garde]


def test_l_observe_suit_la_verite(comptees) -> None:
    z = ecarts_reduits(comptees, pl.read_parquet(VERITE / "verite.parquet"))
    assert len(z) >= 5000
    assert abs(z.mean()) < 0.05
    assert 0.95 < z.std() < 1.05


def test_une_verite_deplacee_se_voit(comptees) -> None:
    """Contre-épreuve : des probabilités de 3 % trop hautes, ou mêlées entre communautés, échouent."""
    verite = pl.read_parquet(VERITE / "verite.parquet")
    haute = verite.with_columns(pl.col("probabilite") * 1.03)
    assert abs(ecarts_reduits(comptees, haute).mean()) > 0.05
    melee = verite.with_columns(pl.col("probabilite").shift(1, fill_value=0.5))
    assert ecarts_reduits(comptees, melee).std() > 1.05


def test_la_simulation_rejouee_redonne_les_memes_fichiers() -> None:
    rejouee = simuler()
    for nom in FICHIERS:
        assert getattr(rejouee, nom).equals(lire(nom)), nom
    assert rejouee.verite.equals(pl.read_parquet(VERITE / "verite.parquet"))
    assert echantillon(rejouee) == (DEMONSTRATION / "echantillon_a_verser.csv").read_bytes()
