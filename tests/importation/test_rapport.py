"""Dire ce qui a été compris : phrases, CSV pour Excel, JSON."""

import csv
import io
import json
from dataclasses import replace

import polars as pl

from tableau_bord import importation
from tests.importation.fabrique import ENTETE, TERRITOIRES, octets

SALE = (
    f"{ENTETE}\n0511;Granit;6;20780;28,9\n0514;Coaticook;n.d.;18741;n.d.\n0515;Sherbrooke;=1+1;170075;365,1\n"
    ";Total;6;39521;15,2\n"
)


def _examiner(texte):
    tableau = importation.lire_tableau(octets(texte), "sale_2021.csv")
    plan = replace(importation.proposer(tableau, TERRITOIRES, []), indicateur="cas")
    return importation.comprendre(tableau, plan, TERRITOIRES), plan, tableau


def test_le_resume_dit_tout_en_clair():
    phrases = importation.resume(*_examiner(SALE))
    assert phrases[0] == "4\u00a0lignes lues, 2 retenues."
    assert phrases[1] == (
        "2\u00a0territoires reconnus sur les 4 de la base, 1\u00a0ligne de total mise de côté, 1\u00a0ligne refusée, "
        "une\u00a0«\u00a0n.d.\u00a0» gardée manquante, jamais zéro."
    )
    assert "Somme des effectifs\u00a0: 6." in phrases
    assert phrases[-1] == "À regarder\u00a0: 1\u00a0anomalie refusée."


def test_la_somme_ne_melange_pas_des_periodes():
    phrases = importation.resume(*_examiner("Code;Année;Cas\n0511;2019;1\n0511;2020;2\n"))
    assert not any("Somme" in p for p in phrases)


def test_le_csv_s_ouvre_dans_excel_et_neutralise_les_formules():
    comprehension, *_ = _examiner(SALE)
    contenu = importation.en_csv(comprehension)
    assert contenu.startswith(b"\xef\xbb\xbf")
    lignes = list(csv.DictReader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";"))
    assert lignes[0]["valeur"] == "'=1+1"
    assert (lignes[0]["ligne"], lignes[0]["gravité"]) == ("4", "refusée")
    assert "Rien n'a été enregistré" not in lignes[0]["message"]


def test_le_json_dit_lignes_roles_et_anomalies():
    dit = json.loads(importation.en_json(*_examiner(SALE)))
    assert (dit["lignes_lues"], dit["lignes_versees"], dit["lignes_ecartees"], dit["lignes_refusees"]) == (
        4,
        2,
        1,
        1,
    )
    assert {"colonne", "role", "raison", "confiance"} == set(dit["colonnes"][0])
    assert {"ligne", "colonne", "valeur", "regle", "gravite", "geste", "message"} == set(dit["anomalies"][0])


def test_un_fichier_sans_anomalie_a_un_rapport_vide():
    comprehension, *_ = _examiner(f"{ENTETE}\n0511;Granit;6;20780;28,9\n")
    assert importation.en_csv(comprehension).decode("utf-8-sig").splitlines() == [
        "ligne;colonne;valeur;règle;gravité;message;geste"
    ]


def test_l_apercu_est_du_texte_francais_sans_colonne_vide():
    cadre = pl.DataFrame({"code": ["0511"], "valeur": [1234.5], "motif": pl.Series([None], dtype=pl.String)})
    assert importation.apercu(cadre).to_dicts() == [{"code": "0511", "valeur": "1\u00a0234,50"}]
