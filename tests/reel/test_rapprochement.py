"""Rapprocher les territoires de vrais fichiers : renvois, homonymes, tables de quartier, MRC."""

import json
from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.importation import Genre, Role
from tableau_bord.importation.rapprochement import proposer_rapprochements

pytestmark = pytest.mark.reel

NOM, GENRE = "Nom géographique", "Abréviation du nom du genre de région géographique"
NOMS_AVEC_CHIFFRE = {"Obedjiwan 28": "Obedjiwan 28", "Uashat 27": "Uashat 27", "Romaine 2 6": "Romaine 2"}
"""Réserves dont le numéro fait partie du nom, telles qu'écrites dans le fichier → leur nom."""
SANS_GENRE_POUR_TRANCHER = {
    "L'Ange-Gardien", "Saint-Elzéar", "Saint-Léon-le-Grand", "Saint-Stanislas", "Saint-Sébastien", "Saint-Séverin",
    "Sainte-Félicité", "Sainte-Félicité 3", "Sainte-Monique",
}  # fmt: skip
"""Deux municipalités de même nom ET de même genre (comptées dans le fichier, renvois ôtés)."""
QUARTIER_DE_LA_TABLE = {
    "CDC Action-Gardien de Pointe-Saint-Charles": "Pointe Saint-Charles",
    "CDC Centre-Sud": "Centre-Sud",
    "CDC Côte-des-Neiges": "Côte-des-Neiges",
    "CDC de Rosemont": "Rosemont",
    "CDC Plateau-Mont-Royal": "Le Plateau-Mont-Royal",
    "CDC Solidarité Saint-Henri": "Saint-Henri",
    "CDC Solidarités Villeray": "Villeray",
    "CDC Rivière-des-Prairies": "Rivière-des-Prairies",
    "CLIC de Bordeaux-Cartierville": "Bordeaux-Cartierville",
    "Coalition de la Petite-Bourgogne": "Petite-Bourgogne",
    "Comité des organismes sociaux de Saint-Laurent": "Saint-Laurent",
    "Concertation Ville-Émard/Côte-St-Paul": "Ville-Émard/Côte Saint-Paul",
    "Conseil communautaire NDG": "Notre-Dame-de-Grâce",
    "Regroupement des tables de concertation de la Petite-Patrie": "Petite-Patrie",
    "Table de quartier de Montréal-Nord": "Montréal-Nord",
    "Table de quartier du Nord-Ouest-de-l’Île de Montréal": "Nord-Ouest de l’Ile de Montréal",
    "Table de quartier Hochelaga-Maisonneuve": "Hochelaga-Maisonneuve",
    "Table de quartier Peter-McGill": "Peter McGill",
    "Table de concertation du faubourg Saint-Laurent": "Faubourg Saint-Laurent",
    "Vivre Saint-Michel en santé": "Saint-Michel",
}


@pytest.fixture(scope="module")
def municipalites(partage):
    """Le tableau 98-10-0002-02, lu."""
    chemin = partage / "donnees_reelles" / "municipalites_statcan" / "9810000202-sanssymbole-mod.csv"
    return importation.lire_tableau(chemin.read_bytes(), chemin.name)


@pytest.fixture(scope="module")
def base(municipalites):
    """Les mêmes municipalités comme la base les aurait : noms sans renvoi, genre à part, code = rang de la ligne."""
    noms = municipalites.cadre.filter(~pl.col(GENRE).is_in(["Pays", "PR"])).with_columns(
        pl.col(NOM).str.strip_chars()
    )
    court = pl.col(NOM).replace(NOMS_AVEC_CHIFFRE)
    return noms.select(
        decoupage=pl.lit("municipalite"),
        code=pl.col("_ligne").cast(pl.String),
        nom=pl.when(pl.col(NOM).is_in(list(NOMS_AVEC_CHIFFRE))).then(court).otherwise(court.str.replace(r"( \d)+$", "")),
        genre=GENRE,
    )  # fmt: skip


def comprendre(tableau, base):
    plan = importation.proposer(tableau, base, [], Genre.INDICATEURS)
    voulus = {"Population, 2021": Role.EFFECTIF, "Population, 2016": Role.IGNORER}
    colonnes = tuple(replace(c, role=voulus.get(c.colonne, c.role)) for c in plan.colonnes)
    return importation.comprendre(
        tableau, replace(plan, colonnes=colonnes, indicateur="population", periode="2021"), base
    )


def ambigus(comprehension):
    return {a.valeur for a in comprehension.anomalies if a.regle == "nom ambigu"}


def test_coaticook_3_et_les_89_noms_a_renvoi_sont_rapproches(municipalites, base):
    c = comprendre(municipalites, base)
    assert any("renvoi" in r and "89\u00a0noms" in r for r in c.remarques)
    coaticook = base.filter(pl.col("nom") == "Coaticook")["code"][0]
    assert c.valeurs.filter(pl.col("code") == coaticook)["effectif"].to_list() == [8_867]
    assert not [a for a in c.anomalies if a.regle == "territoire inconnu"]


def test_sans_seconde_cle_les_noms_repetes_la_demandent_tous(municipalites, base):
    noms = municipalites.cadre.filter(~pl.col(GENRE).is_in(["Pays", "PR"]))[NOM].str.strip_chars()
    repetes = set(noms.filter(noms.is_duplicated()).to_list())
    assert len(repetes) == 50  # 51 avec « Québec », la province et la ville
    c = comprendre(municipalites, base.drop("genre"))
    assert repetes <= ambigus(c)
    assert all("Ajoutez une colonne" in a.geste for a in c.anomalies if a.regle == "nom ambigu")


def test_le_genre_de_municipalite_tranche_tous_ceux_qu_il_peut_trancher(municipalites, base):
    c = comprendre(municipalites, base)
    assert ambigus(c) == SANS_GENRE_POUR_TRANCHER
    assert c.valeurs.filter(pl.col("code") != pl.col("_ligne").cast(pl.String)).is_empty()
    assert (c.lignes_lues, c.lignes_de_cote, c.lignes_refusees, c.lignes_retenues) == (1_284, 2, 16, 1_266)
    assert c.territoires_attendus == 1_282


def test_la_province_de_quebec_n_est_pas_la_ville(municipalites, base):
    c = comprendre(municipalites, base)
    assert [a.valeur for a in c.anomalies if a.regle == "ligne de total"] == ["Canada", "Québec"]
    ville = base.filter(pl.col("nom") == "Québec")["code"][0]
    assert c.valeurs.filter(pl.col("code") == ville)["effectif"].to_list() == [549_459]


def test_avec_un_code_de_plus_pour_chaque_homonyme_tout_entre(municipalites, base):
    en_code = municipalites.cadre.with_columns(Code=pl.col("_ligne").cast(pl.String))
    c = comprendre(replace(municipalites, cadre=en_code), base)
    assert c.valeurs["effectif"].sum() == 8_501_833
    assert (c.lignes_de_cote, c.lignes_refusees) == (2, 0)


def test_six_tables_de_quartier_concordent_les_autres_sont_proposees_en_tete(partage):
    dossier = partage / "donnees_reelles" / "tables_de_quartier_montreal"
    lues = importation.lire_tableau(
        (dossier / "tables_de_quartier.csv").read_bytes(), "tables_de_quartier.csv"
    )
    tables = lues.cadre["table-de-quartier"].unique(maintain_order=True).to_list()
    polygones = json.loads((dossier / "quartiers-sociologiques.json").read_text(encoding="cp1252"))
    proprietes = [f["properties"] for f in polygones["features"]]
    assert len(tables) == 32
    assert len(set(tables) & {p["Table"] for p in proprietes}) == 6
    quartiers = pl.DataFrame(
        {"decoupage": "communaute", "code": [str(p["id"]) for p in proprietes], "nom": [p["Q_socio"] for p in proprietes]}
    )  # fmt: skip
    proposes = proposer_rapprochements(list(QUARTIER_DE_LA_TABLE), quartiers, "communaute")
    assert {r.ecrit: r.candidats[0].nom for r in proposes} == QUARTIER_DE_LA_TABLE


@pytest.mark.parametrize("ecriture", [str, str.upper, lambda n: n.replace("-", " ").replace("é", "e")])
def test_les_neuf_mrc_de_l_estrie_se_trouvent_par_leur_nom(partage, ecriture):
    chemin = partage / "donnees_reelles" / "mrc_quebec" / "mrc.geojson"
    proprietes = [f["properties"] for f in json.loads(chemin.read_text(encoding="utf-8"))["features"]]
    lieux = pl.DataFrame(
        {"decoupage": "MRC", "code": [p["MRC_ID"] for p in proprietes], "nom": [p["MRS_NM_MRC"] for p in proprietes]}
    )  # fmt: skip
    assert (lieux.height, lieux["nom"].n_unique()) == (106, 104)
    estrie = [
        "Brome-Missisquoi", "Coaticook", "La Haute-Yamaska", "Le Granit", "Le Haut-Saint-François",
        "Le Val-Saint-François", "Les Sources", "Memphrémagog", "Sherbrooke",
    ]  # fmt: skip
    texte = "MRC;Cas\n" + "".join(f"{ecriture(n)};1\n" for n in [*estrie, "Minganie"])
    tableau = importation.lire_tableau(texte.encode(), "estrie_2021.csv")
    plan = replace(importation.proposer(tableau, lieux, []), indicateur="cas")
    c = importation.comprendre(tableau, plan, lieux)
    codes = dict(lieux.select("nom", "code").rows())
    assert c.valeurs["code"].to_list() == [codes[n] for n in [*estrie, "Minganie"]]
    assert not c.bloquante
