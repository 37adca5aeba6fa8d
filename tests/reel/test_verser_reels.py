"""Les fichiers réels versés par les gestes de l'écran, dans une vraie base, jusqu'aux valeurs calculées."""

from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import au_poste
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import bases, examiner, polygones, verser
from tableau_bord.importation import Gravite
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

pytestmark = pytest.mark.reel
AUTEUR = "essai"
PUBLIES = {"Sherbrooke": 365.1, "Coaticook": 96.0, "Haute-Yamaska": 306.1, "Granit": 257.6}


@pytest.fixture(scope="module")
def reels(partage):
    return partage / "donnees_reelles"


@pytest.fixture(scope="module")
def base(reels, tmp_path_factory):
    """Une région vide où l'on a versé les polygones des RLS et le dictionnaire livré."""
    entrepot = Entrepot(tmp_path_factory.mktemp("reel") / "reel.duckdb")
    migrations.appliquer(entrepot)
    bases._suivre_le_dictionnaire(entrepot)
    dossier = reels / "rls_quebec"
    fichiers = {f.name: f.read_bytes() for f in dossier.glob("rls_no_water.*")}
    polygones.verser_polygones(entrepot, polygones.examiner_polygones(entrepot, fichiers), au_poste(AUTEUR))
    yield entrepot
    entrepot.fermer()


def _verser(entrepot, chemin):
    lu = examiner.proposer(entrepot, chemin.read_bytes(), chemin.name)
    examen = examiner.examiner(entrepot, lu)
    return lu, examen, verser.verser(entrepot, examen, au_poste(AUTEUR))


def test_le_tableau_des_cas_du_16_septembre(base, reels):
    lu, examen, lot = _verser(base, reels / "rls_quebec" / "tableau-rls20200916_115801.csv")
    assert lu.recette is not None
    assert lu.plan.periode == "2020-09-16"
    c = examen.comprehension
    assert (c.territoires_reconnus, c.lignes_de_cote, c.lignes_refusees) == (96, 18, 0)
    cases = base.lire("SELECT * FROM valeurs WHERE lot = $lot", lot=lot.lot)
    assert cases["effectif"].sum() == 64_710
    assert cases.filter(pl.col("motif") == "non disponible").height == 5
    polygones = base.lire("SELECT code FROM geometries WHERE decoupage = 'RLS'")
    assert cases.join(polygones, on="code", how="semi").height == 96
    publies = lu.tableau.cadre.select(
        code="NoRLS",
        publie=pl.col("Taux").str.replace_all(r"\s", "").str.replace(",", ".").cast(pl.Float64, strict=False),
    )
    compares = cases.join(publies.drop_nulls(), on="code")
    assert compares.height == 91
    assert ((compares["valeur"] - compares["publie"]).abs() < 0.05 + 1e-9).all()
    noms = territoires.codes_connus(base).filter(pl.col("decoupage") == "RLS")
    lues = dict(cases.join(noms, on="code").select("nom", pl.col("valeur").round(1)).iter_rows())
    assert {nom: lues[nom] for nom in PUBLIES} == PUBLIES


def test_le_29_juin_kamouraska_et_elle_seule(base, reels):
    _, examen, _ = _verser(base, reels / "rls_quebec" / "tableau-rls20200629_230001.csv")
    graves = [a for a in examen.comprehension.anomalies if a.gravite is not Gravite.DE_COTE]
    assert [(a.regle, a.ligne) for a in graves] == [("taux publié contre effectif", 2)]
    assert "28,9" in graves[0].message


def test_le_cumulatif_96_rls_91_dates(base, reels):
    chemin = reels / "rls_quebec" / "cas_cumulatifs_rls.csv"
    lu = examiner.proposer(base, chemin.read_bytes(), chemin.name)
    examen = examiner.examiner(base, lu, replace(lu.plan, indicateur="covid_cas_cumul"))
    c = examen.comprehension
    assert (c.lignes_lues, c.lignes_retenues, c.territoires_reconnus) == (8_034, 8_034, 96)
    assert c.valeurs["periode"].n_unique() == 91
    assert any("ne s'additionnent pas" in r for r in c.remarques)


def test_la_population_du_msss(base, reels):
    lu, examen, lot = _verser(base, reels / "population_msss" / "population_rls_rss_2019_2021.csv")
    assert lu.recette is not None
    versees = base.lire("SELECT * FROM populations WHERE lot = $lot AND annee = 2020", lot=lot.lot)
    par_code = dict(
        versees.filter(pl.col("decoupage") == "RLS")
        .group_by("code")
        .agg(pl.col("effectif").sum())
        .iter_rows()
    )
    assert sum(par_code.values()) == 8_539_073
    assert [par_code[c] for c in ("0511", "0514", "0515")] == [56_125, 18_741, 170_075]
    regions = versees.filter(pl.col("decoupage") == "RSS").group_by("code").agg(pl.col("effectif").sum())
    assert regions.height == 18
    for code, effectif in regions.iter_rows():
        assert effectif == sum(v for k, v in par_code.items() if k.startswith(code))
    assert examen.comprehension.lignes_refusees == 0


def test_les_mrc_106_polygones_104_noms(reels, tmp_path):
    entrepot = Entrepot(tmp_path / "mrc.duckdb")
    migrations.appliquer(entrepot)
    chemin = reels / "mrc_quebec" / "mrc.geojson"
    examen = polygones.examiner_polygones(entrepot, {chemin.name: chemin.read_bytes()})
    assert examen.attributs.height == 106
    doubles = territoires.signaler_les_doubles(
        examen.attributs, examen.plan.colonne_code, examen.plan.colonne_nom
    )
    assert "2" in doubles
    polygones.verser_polygones(entrepot, examen, au_poste(AUTEUR))
    connus = territoires.codes_connus(entrepot)
    assert connus.filter(pl.col("decoupage") == examen.plan.decoupage)["nom"].n_unique() == 104
    entrepot.fermer()


def _au_dictionnaire(codes):
    return [
        Indicateur(
            code, code, code, code, "", "", "tous", "Fingertips", "%", 100.0, 1, Sens.NEUTRE,
            Nature.PROPORTION if code == "241" else Nature.IMPORTE, "", "", "Essai",
        )
        for code in codes
    ]  # fmt: skip


def test_fingertips_doublons_strates_et_bornes_de_wilson(reels, tmp_path):
    chemin = reels / "profils_fingertips" / "healthdata.csv"
    brut = pl.read_csv(chemin, infer_schema=False)
    entrepot = Entrepot(tmp_path / "fingertips.duckdb")
    migrations.appliquer(entrepot)
    codes = brut["AreaCode"].unique().drop_nulls().sort()
    lieux = pl.DataFrame({"code": codes, "nom": codes}).with_columns(
        municipalite=pl.lit(None, dtype=pl.String)
    )
    entrepot.ecrire(
        lambda t: territoires.inscrire(t, territoires.Decoupage("communaute", "2020", lieux), "essai")
    )
    dictionnaire = _au_dictionnaire(brut["IndicatorId"].unique().to_list())
    entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, dictionnaire))
    lu = examiner.proposer(entrepot, chemin.read_bytes(), chemin.name)
    assert lu.recette is not None
    examen = examiner.examiner(entrepot, lu, replace(lu.plan, decoupage="communaute"))
    doublons = [a for a in examen.comprehension.anomalies if a.regle == "doublon exact"]
    assert doublons[0].message.startswith("2\u00a0493\u00a0lignes")
    lot = verser.verser(entrepot, examen, au_poste(AUTEUR), sans_les_lignes_en_cause=True)
    cases = entrepot.lire("SELECT * FROM valeurs WHERE lot = $lot AND indicateur = '241'", lot=lot.lot)
    publiees = brut.filter(
        (pl.col("IndicatorId") == "241") & (pl.col("Category").fill_null("") == "")
    ).unique()
    publiees = publiees.select(
        code="AreaCode", periode="Year",
        **{n: pl.col(c).cast(pl.Float64) for n, c in (("publiee", "Value"), ("basse", "LowerCI"), ("haute", "UpperCI"))},
    ).drop_nulls()  # fmt: skip
    compares = cases.join(publiees, on=["code", "periode"])
    assert compares.height >= 500
    ecarts = {
        calcule: (compares[calcule] - compares[publie]).abs()
        for calcule, publie in (("valeur", "publiee"), ("borne_inf", "basse"), ("borne_sup", "haute"))
    }
    # La source arrondit des valeurs au 6e chiffre, et l'effectif de certaines aires à l'unité : leurs
    # bornes s'en ressentent au 3e chiffre après la virgule. Les autres sont les mêmes, à 1e-5 près.
    assert ecarts["valeur"].max() < 1e-5
    assert max(ecarts["borne_inf"].max(), ecarts["borne_sup"].max()) < 0.002
    assert ((ecarts["borne_inf"] < 1e-5) & (ecarts["borne_sup"] < 1e-5)).sum() > 290
    angleterre = compares.row(
        by_predicate=(pl.col("code") == "E92000001") & (pl.col("periode") == "2018"), named=True
    )
    assert [round(angleterre[c], 4) for c in ("valeur", "borne_inf", "borne_sup")] == [6.9316, 6.9244, 6.9388]
    entrepot.fermer()
