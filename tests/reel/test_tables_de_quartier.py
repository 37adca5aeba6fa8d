"""Trois fichiers réels de Montréal : polygones en Windows-1252, 1 688 lignes d'organismes, mesures tirées d'un JavaScript."""

from __future__ import annotations

import json
from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord import actifs, indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.actifs import Filtre, Genre, chercher, inventaire
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases, polygones, verser_actifs
from tests.conftest import PARTAGE

DOSSIER = PARTAGE / "donnees_reelles" / "tables_de_quartier_montreal"
pytestmark = pytest.mark.skipif(
    not DOSSIER.is_dir(), reason="les fichiers de Montréal ne sont pas à côté du dépôt"
)
QUI = au_poste("essai")
JUSTES = {
    "CDC Action-Gardien de Pointe-Saint-Charles": "Pointe Saint-Charles", "CDC Centre-Sud": "Centre-Sud", "CDC Côte-des-Neiges": "Côte-des-Neiges",
    "CDC de la Pointe – région Est de Montréal": "Pointe-aux-Trembles", "CDC de Rosemont": "Rosemont", "CDC Plateau-Mont-Royal": "Le Plateau-Mont-Royal",
    "CDC Rivière-des-Prairies": "Rivière-des-Prairies", "CDC Solidarité Saint-Henri": "Saint-Henri", "CDC Solidarités Villeray": "Villeray",
    "CLIC de Bordeaux-Cartierville": "Bordeaux-Cartierville", "Coalition de la Petite-Bourgogne": "Petite-Bourgogne",
    "Comité des organismes sociaux de Saint-Laurent": "Saint-Laurent", "Concertation Anjou": "Anjou", "Concertation en développement social de Verdun": "Verdun",
    "Concertation Ville-Émard/Côte-St-Paul": "Ville-Émard/Côte Saint-Paul", "Conseil communautaire NDG": "Notre-Dame-de-Grâce",
    "Mercier-Ouest Quartier en santé": "Mercier-Ouest", "Regroupement des tables de concertation de la Petite-Patrie": "Petite-Patrie",
    "Table de concertation du faubourg Saint-Laurent": "Faubourg Saint-Laurent", "Table de quartier Hochelaga-Maisonneuve": "Hochelaga-Maisonneuve",
    "Table de quartier Outremont": "Outremont", "Table de quartier Peter-McGill": "Peter McGill", "Table de quartier de Montréal-Nord": "Montréal-Nord",
    "Table de quartier de Parc-Extension": "Parc-Extension", "Table de quartier du Nord-Ouest-de-l’Île de Montréal": "Nord-Ouest de l’Ile de Montréal",
}  # fmt: skip
"""Écrit à la main, en lisant les deux fichiers ; la table du Sud de l’Ouest-de-l’Île n'a pas de polygone."""


def octets(nom: str) -> bytes:
    return (DOSSIER / nom).read_bytes()


def verser_les_quartiers(base, autres_noms: str = "Table"):
    examen = polygones.examiner_polygones(
        base, {"quartiers-sociologiques.json": octets("quartiers-sociologiques.json")}
    )
    corrige = polygones.corriger_polygones(
        examen, decoupage="communaute", colonne_code="id", colonne_nom="Q_socio", autres_noms=autres_noms
    )
    return polygones.verser_polygones(base, corrige, QUI)


def examiner(base):
    return verser_actifs.examiner(base, octets("tables_de_quartier.csv"), "tables_de_quartier.csv")


def indicateurs_en_csv() -> bytes:
    """Le tableau « mpc » du JavaScript : territoire, % à faible revenu, population ; le nom est celui du quartier."""
    source = octets("indicateurs.data.js").decode("utf-8")
    tout, _ = json.JSONDecoder().raw_decode(source[source.index("{", source.index("INDIC_DATA =")) :])
    noms = {_cle(table): quartier for table, quartier in JUSTES.items()}
    lignes = ["Communauté;Période;Valeur;Dénominateur"]
    for cle, v in tout["mpc"]["geo"]["tq"].items():
        nom = noms.get(cle)
        if nom:
            lignes.append(f"{nom};2021;{str(v['v']).replace('.', ',')};{v['pop']}")
    return "\n".join(lignes).encode("cp1252")


def _cle(nom: str) -> str:
    from tableau_bord.commun.francais import sans_accents

    nu = sans_accents(nom).replace("’", "").replace("'", "")
    return "-".join("".join(c if c.isalnum() else " " for c in nu).split())


def test_les_polygones_en_windows_1252_et_leurs_autres_noms(entrepot_vide):
    lot = verser_les_quartiers(entrepot_vide)
    assert "32 communautés. 29\u00a0autres noms retenus." in lot.resume
    assert lot.resume.endswith("non retenus\u00a0: Pas de table.")


def test_1688_lignes_lues_et_ce_qui_leur_manque(entrepot_vide):
    verser_les_quartiers(entrepot_vide)
    examen = examiner(entrepot_vide)
    assert (
        examen.lignes == 1_688
        and examen.comptes["sans nom"] == 8
        and examen.comptes["sans identifiant"] == 16
    )
    assert sum(a.genre is Genre.TABLE for a in examen.actifs) == 32
    assert len({a.source_id for a in examen.actifs if a.source_id.startswith("O")}) == 1_537
    lignes = {a.ligne for a in examen.anomalies if a.regle == "sans nom"}
    assert lignes == {959, 1336, 1337, 1338, 1339, 1340, 1341, 1342}, "les numéros de ligne du fichier"


def test_55_categories_libres_gardees_et_les_inconnues_de_la_classification_signalees(entrepot_vide):
    from tableau_bord.actifs import classification

    examen = examiner(entrepot_vide)
    source = pl.read_csv(DOSSIER / "tables_de_quartier.csv", encoding="utf8")["category"]
    categories = {" ".join(c.split()) for c in source.drop_nulls()}
    assert len(categories) == 55
    signalees = {a.valeur for a in examen.anomalies if a.regle == "catégorie libre"}
    assert signalees == {c for c in categories if not classification.proposer(c)}
    libres = {c for a in examen.actifs for c in a.categorie_libre.split("\u00a0; ") if c}
    assert libres == categories, "chacune est gardée dans au moins un actif"


def test_32_tables_6_concordances_exactes_et_le_reste_propose(entrepot_vide):
    verser_les_quartiers(entrepot_vide)
    correspondances = examiner(entrepot_vide).correspondances
    assert len(correspondances) == 32
    assert sum(c.nature == "exacte" for c in correspondances) == 6
    proposees = [c for c in correspondances if c.nature == "proposée"]
    assert len(proposees) == 26
    justes = sum(JUSTES.get(c.ecrit) == c.candidats[0].nom for c in proposees)
    assert justes == 25, "toutes, sauf la table qui n'a pas de polygone"


def test_contre_epreuve_sans_les_autres_noms_aucune_n_est_exacte(entrepot_vide):
    verser_les_quartiers(entrepot_vide, autres_noms="")
    assert sum(c.nature == "exacte" for c in examiner(entrepot_vide).correspondances) == 0


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "montreal.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    base = ouvrir(chemin)
    base.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, indicateurs.charger()))
    indicateurs.suivre_les_enjeux(base)
    verser_les_quartiers(base)
    return base


def verser_les_organismes(base):
    examen = examiner(base)
    codes = {c.ecrit: c.candidats[0].code for c in examen.correspondances if c.ecrit in JUSTES}
    return verser_actifs.verser(base, QUI, examen, codes)


def verser_le_revenu(base) -> None:
    from tableau_bord.gestes import examiner as lecture
    from tableau_bord.gestes import publier, verser

    lu = lecture.proposer(base, indicateurs_en_csv(), "faible_revenu.csv")
    examen = lecture.examiner(base, lu, replace(lu.plan, indicateur="faible_revenu", decoupage="communaute"))
    assert not examen.comprehension.bloquante, examen.comprehension.anomalies[:5]
    verser.verser(base, examen, QUI)
    publier.publier(base, publier.contenus_a_publier(base), QUI)


def test_pointe_saint_charles_a_ses_organismes(region):
    verser_les_organismes(region)
    (code,) = [c for c, n in _quartiers(region).items() if n == "Pointe Saint-Charles"]
    siens = chercher(inventaire(region), Filtre(decoupage="communaute", code=code))
    source = pl.read_csv(DOSSIER / "tables_de_quartier.csv", encoding="utf8")
    attendus = source.filter(pl.col("table-de-quartier") == "CDC Action-Gardien de Pointe-Saint-Charles")[
        "ID-org"
    ].n_unique()
    assert siens.filter(pl.col("genre") != "table").height == attendus
    assert "Carrefour d’éducation populaire de Pointe-Saint-Charles" in siens["nom"].to_list()


def test_11_5_pour_cent_de_faible_revenu_publie_et_lu_a_la_table(region):
    verser_le_revenu(region)
    (code,) = [c for c, n in _quartiers(region).items() if n == "Pointe Saint-Charles"]
    cases = indicateurs.lire_cases(
        region, Profil.TABLE, indicateurs=["faible_revenu"], decoupages=["communaute"]
    )
    (case,) = cases.filter(pl.col("code") == code).to_dicts()
    assert case["valeur"] == pytest.approx(11.5)


def _quartiers(base) -> dict[str, str]:
    from tableau_bord import territoires

    return dict(territoires.territoires_de(base, "communaute").select("code", "nom").iter_rows())


def _page() -> None:
    from tableau_bord.interface import actifs_versement, contexte

    ici = contexte.courant()
    ici.ouvrir_page("Actifs")
    actifs_versement.afficher(ici)


def test_par_l_ecran_du_depot_au_lot(region):
    essai = AppTest.from_function(_page, default_timeout=120)
    essai.query_params["base"] = bases.REGION
    essai.run()
    essai.file_uploader[0].set_value(
        ("tables_de_quartier.csv", octets("tables_de_quartier.csv"), "text/csv")
    ).run()
    assert not essai.exception
    dit = " ".join(m.value for m in essai.markdown)
    assert (
        "1\u00a0688\u00a0lignes lues\u00a0: 1\u00a0553\u00a0actifs et 32\u00a0tables de concertation." in dit
    )
    assert "6\u00a0noms concordent exactement\u00a0; 26\u00a0autres sont à rapprocher." in dit
    assert "sans nom\u00a0: 8" in dit and "sans identifiant\u00a0: 16" in dit
    essai.checkbox[0].check().run()
    next(b for b in essai.button if b.label == "Verser cet inventaire").click().run()
    assert not essai.exception and "Versé" in essai.success[0].value
    assert inventaire(region).actifs.height == 1_585 - 8
    assert actifs.par_territoire(inventaire(region), "communaute").height >= 30
