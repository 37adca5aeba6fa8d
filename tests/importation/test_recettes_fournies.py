"""Les recettes livrées se chargent, se reconnaissent et se rejouent sur des fichiers de leur disposition."""

from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre, Role, recettes, recettes_fournies
from tests.importation.fabrique import TERRITOIRES, octets, xlsx

POPULATION = ["Niveau géographique", "Code du territoire", "Année", "Type de données", "Statut", "Sexe"]
IDMS = [
    "AD",
    "ADIDU",
    "RSS",
    "RTS",
    "RLS",
    "CLSC",
    "ADPOP2021",
    "FRAC_CLSC",
    "QuintMat",
    "QuintSoc",
    "QuintMatRSS",
]
IDMS_SUITE = ["QuintSocRSS", "CentMat", "NoteMat", "Com", "Com3", "Zone"]
PROFIL = (
    "CENSUS_YEAR,DGUID,ALT_GEO_CODE,GEO_LEVEL,GEO_NAME,TNR_SF,TNR_LF,DATA_QUALITY_FLAG,CHARACTERISTIC_ID,"
    "CHARACTERISTIC_NAME,CHARACTERISTIC_NOTE,C1_COUNT_TOTAL,SYMBOL,C2_COUNT_MEN+,SYMBOL,C3_COUNT_WOMEN+,SYMBOL,"
    "C10_RATE_TOTAL,SYMBOL\n"
    '2021,2021A000224,24,Province,Québec,3.1,4.3,20000,1,"Population, 2021",1,8501833,,...,,...,,...,\n'
    '2021,2021A000224,24,Province,Québec,3.1,4.3,20000,2,"Population, 2016",1,8164361,,...,,...,,...,\n'
)
CUBE_FR = (
    '"PÉRIODE DE RÉFÉRENCE";"GÉO";"DGUID";"Sexe";"UNITÉ DE MESURE";"IDENTIFICATEUR D\'UNITÉ DE MESURE";'
    '"FACTEUR SCALAIRE";"IDENTIFICATEUR SCALAIRE";"VECTEUR";"COORDONNÉES";"VALEUR";"STATUT";"SYMBOLE";"TERMINÉ";"DÉCIMALES"\n'
    '"2021";"Québec";"2021A000224";"Hommes";"Personnes";"249";"unités";"0";"v1";"1.1";"12,5";"";"";"";"1"\n'
    '"2021";"Québec";"2021A000224";"Femmes";"Personnes";"249";"unités";"0";"v2";"1.2";"";"..";"";"";"1"\n'
)
CUBE_EN = (
    "REF_DATE,GEO,DGUID,Sex,UOM,UOM_ID,SCALAR_FACTOR,SCALAR_ID,VECTOR,COORDINATE,VALUE,STATUS,SYMBOL,TERMINATED,DECIMALS\n"
    "2021,Quebec,2021A000224,Males,Persons,249,units,0,v1,1.1,12.5,,,,1\n"
    "2021,Quebec,2021A000224,Females,Persons,249,units,0,v2,1.2,,..,,,1\n"
)
FINGERTIPS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,"
    "Value note,Recent Trend,Compared to England value or percentiles,Compared to percentiles,Time period Sortable,New data\n"
    "241,Dementia,,,E92000001,England,England,Persons,17+ yrs,,,2018,6.9316,6.9244,6.9388,,,3319266,47886072,,,,,20180000,\n"
    "241,Dementia,,,A82003,Practice,GPs,Persons,17+ yrs,,,2018,7.8888,7.3565,8.4560,,,729,9241,,,,,20180000,\n"
)


@pytest.fixture(scope="module")
def fournies():
    return recettes_fournies.charger()


def rejouer(fournies, tableau):
    recette = recettes.reconnaitre(tableau, fournies)
    assert recette is not None
    rejeu = recettes.rejouer(recette, tableau, TERRITOIRES, [])
    return recette, rejeu.tableau, rejeu.plan, rejeu.changements


def roles(plan):
    return {c.colonne: c.role for c in plan.colonnes if c.role not in {Role.IGNORER, Role.NOTE}}


def test_toutes_se_chargent_et_font_l_aller_retour(fournies):
    assert len(fournies) >= 9
    for r in fournies:
        assert r.description and r.fournie
        assert recettes.depuis_toml(recettes.en_toml(r)) == r


def test_aucune_ne_se_prend_pour_une_autre(fournies):
    """Un fichier qui a exactement les colonnes d'une recette lui revient, à elle ou à sa jumelle de même feuille."""
    for r in fournies:
        if r.depliage or r.plan.genre is Genre.COMPOSITION:
            continue
        noms = [c.colonne for c in r.plan.colonnes]
        texte = "\t".join(noms) + "\n" + "\n".join("\t".join(["a"] * len(noms)) for _ in range(2)) + "\n"
        assert recettes.reconnaitre(importation.lire_tableau(octets(texte), "x.tsv"), fournies) == r


def test_une_recette_de_la_base_passe_avant_la_fournie(fournies):
    rls = next(r for r in fournies if "RLS" in r.nom)
    texte = "No,RSS,NoRLS,RLS,Cas,Population,Taux\n5,05,0514,Coaticook,18,18741,96\n5,05,0511,Granit,1,2,3\n"
    tableau = importation.lire_tableau(octets(texte), "tableau-rls20210101_000000.csv")
    mienne = replace(rls, nom="La mienne", fournie=False)
    assert recettes.reconnaitre(tableau, [*fournies, mienne]) is mienne


def test_le_classeur_de_population_se_deplie_par_age(fournies):
    ages = ["Moins un an", *[str(a) for a in range(1, 90)], "90 ans ou plus"]
    rangees = [["Titre"], ["Sous-titre"], ["Source"], ["Mise à jour"], POPULATION + ages]
    for code in ("0511", "0514", "0515"):
        for sexe, base in (("Masculin", 10), ("Féminin", 20), ("Total", 30)):
            rangees.append(["RLS", code, 2021, "Estimation", "r", sexe, *[base + i for i in range(91)]])
    classeur = xlsx(**{"Âge": rangees})
    tableau = importation.lire_tableau(
        classeur, "EstimationProjectionComparable_1996_2041_20200424.xlsx", "Âge"
    )
    recette, long, plan, change = rejouer(fournies, tableau)
    assert recette.nom == "Population MSSS-ISQ (classeur)" and change == ()
    c = importation.comprendre(long, plan, TERRITOIRES)
    assert (c.valeurs.height, c.lignes_de_cote, c.bloquante) == (3 * 2 * 91, 3 * 91, False)
    assert c.valeurs["effectif"].sum() == 3 * (91 * 10 + 91 * 20 + 2 * (90 * 91 // 2))
    dernier = c.valeurs.filter(pl.col("age_debut") == 90)
    assert dernier["age_fin"].unique().to_list() == [120]
    nouveau_nes = c.valeurs.filter((pl.col("age_debut") == 0) & (pl.col("sexe") == "F"))
    assert nouveau_nes["effectif"].to_list() == [20] * 3


def classeur_idms():
    rangees = [
        ["24510101", "1", "05", "051", "0514", "05141", 500, 0.6, 3, 4, 2, 4, 55, 0.1, "x", "y", "z"],
        ["24510101", "1", "05", "051", "0514", "05142", 500, 0.4, 3, 4, 2, 4, 55, 0.1, "x", "y", "z"],
        ["24510102", "2", "05", "051", "0514", "05141", 420, 1, 5, None, 5, None, 90, 0.2, "x", "y", "z"],
    ]
    return xlsx(**{"Données": [IDMS + IDMS_SUITE, *rangees]})


def test_l_idms_se_lit_en_quintiles_sans_compter_deux_fois_une_aire_partagee(fournies):
    nom = "1. TableCorrespondancesCompleteQuebec2021_fr.xlsx"
    tableau = importation.lire_tableau(classeur_idms(), nom, "Données")
    recette, long, plan, change = rejouer(fournies, tableau)
    assert recette.nom == "Indice de défavorisation (INSPQ), quintiles" and change == ()
    assert (plan.decoupage, plan.periode) == ("AD", "2021")
    aires = pl.DataFrame({"decoupage": ["AD"] * 2, "code": ["24510101", "24510102"], "nom": ["a", "b"]})
    c = importation.comprendre(long, plan, aires)
    lues = c.valeurs.sort("code", "indicateur").select("code", "indicateur", "valeur", "motif").rows()
    assert lues == [
        ("24510101", "idms_materiel", 3.0, None),
        ("24510101", "idms_social", 4.0, None),
        ("24510102", "idms_materiel", 5.0, None),
        ("24510102", "idms_social", None, "non disponible"),
    ]


def test_l_idms_se_lit_aussi_en_composition_avec_sa_fraction(fournies):
    tableau = importation.lire_tableau(
        classeur_idms(), "1. TableCorrespondancesCompleteQuebec2021_fr.xlsx", "Données"
    )
    noms = [r.nom for r in recettes.reconnues(tableau, fournies)]
    assert noms[1] == "Indice de défavorisation (INSPQ), aires de diffusion par CLSC"
    recette = next(r for r in fournies if r.nom == noms[1])
    plan, change = recettes.appliquer(recette, tableau, importation.proposer(tableau, TERRITOIRES, []))
    assert change == ()
    clsc = pl.DataFrame({"decoupage": ["CLSC"] * 2, "code": ["05141", "05142"], "nom": ["a", "b"]})
    c = importation.comprendre(tableau, plan, clsc)
    assert c.valeurs.select("code", "ad", "poids").rows() == [
        ("05141", "24510101", 0.6),
        ("05142", "24510101", 0.4),
        ("05141", "24510102", 1.0),
    ]


@pytest.mark.parametrize("encodage", ["latin-1", "utf-8"])
def test_le_profil_du_recensement(fournies, encodage):
    tableau = importation.lire_tableau(
        octets(PROFIL, encodage), "98-401-X2021006_English_CSV_data_Quebec.csv"
    )
    recette, _, plan, change = rejouer(fournies, tableau)
    assert recette.nom == "Profil du recensement (98-401-X2021)" and change == ()
    assert roles(plan) == {
        "CENSUS_YEAR": Role.PERIODE,
        "ALT_GEO_CODE": Role.TERRITOIRE_CODE,
        "GEO_LEVEL": Role.DECOUPAGE,
        "GEO_NAME": Role.TERRITOIRE_NOM,
        "CHARACTERISTIC_ID": Role.INDICATEUR,
        "C1_COUNT_TOTAL": Role.VALEUR,
    }


@pytest.mark.parametrize(
    ("texte", "noms"),
    [
        (CUBE_EN, ("REF_DATE", "GEO", "Sex", "VALUE")),
        (CUBE_FR, ("PÉRIODE DE RÉFÉRENCE", "GÉO", "Sexe", "VALEUR")),
    ],
)
def test_un_cube_se_reconnait_dans_les_deux_langues(fournies, texte, noms):
    tableau = importation.lire_tableau(octets(texte), "17100005.csv")
    recette, _, plan, change = rejouer(fournies, tableau)
    assert recette.nom.startswith("Cube de Statistique Canada") and change == ()
    assert roles(plan) == dict(
        zip(noms, (Role.PERIODE, Role.TERRITOIRE_NOM, Role.SEXE, Role.VALEUR), strict=True)
    )


def test_le_tableau_de_statistique_canada_du_prochain_recensement(fournies):
    """Les en-têtes de 2021 vieillissent de cinq ans : la population la plus récente et son année suivent."""
    recette = next(r for r in fournies if "98-10-0002-02" in r.nom)
    noms = [c.colonne.replace("2021", "2026").replace("2016", "2021") for c in recette.plan.colonnes]
    rangees = [
        ["Coaticook", "V", "9 100", "8 867", *["1"] * 11],
        ["Granit", "V", "1 200", "1 100", *["1"] * 11],
    ]
    texte = "\n".join(";".join(f'"{x}"' for x in r) for r in (noms, *rangees)) + "\n"
    trouvee, long, plan, change = rejouer(fournies, importation.lire_tableau(octets(texte), "9810000202.csv"))
    assert trouvee is recette
    assert (plan.colonne(Role.EFFECTIF), plan.periode) == ("Population, 2026", "2026")
    assert len(change) == 13 and all("même colonne, autre année" in p for p in change)
    c = importation.comprendre(long, replace(plan, decoupage="RLS"), TERRITOIRES)
    assert c.valeurs.select("code", "annee", "effectif").rows() == [
        ("0514", 2026, 9100.0),
        ("0511", 2026, 1200.0),
    ]


def test_le_csv_de_fingertips(fournies):
    tableau = importation.lire_tableau(octets(FINGERTIPS), "indicators-data.csv")
    recette, _, plan, change = rejouer(fournies, tableau)
    assert recette.nom == "Fingertips (CSV du site)" and change == ()
    assert plan.colonne(Role.BORNE_INF) == "Lower CI 95.0 limit"
    assert plan.colonne(Role.BORNE_SUP) == "Upper CI 95.0 limit"
    assert (plan.colonne(Role.EFFECTIF), plan.colonne(Role.DENOMINATEUR)) == ("Count", "Denominator")
    assert plan.colonne(Role.PERIODE) == "Time period"


def test_un_dossier_fautif_nomme_le_fichier(tmp_path, fournies):
    (tmp_path / "a.toml").write_text("nom = 3", encoding="utf-8")
    with pytest.raises(ImportationErreur, match=r"a\.toml"):
        recettes_fournies.charger(tmp_path)
    texte = recettes.en_toml(fournies[0])
    for nom in ("a.toml", "b.toml"):
        (tmp_path / nom).write_text(texte, encoding="utf-8")
    recettes_fournies.charger.cache_clear()
    with pytest.raises(ImportationErreur, match="Deux recettes"):
        recettes_fournies.charger(tmp_path)
    assert recettes_fournies.charger(tmp_path / "rien") == ()
