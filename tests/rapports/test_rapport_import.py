"""Le rapport PDF dit tout ce que dit le rapport JSON, et aucune cellule du fichier n'y devient du code."""

import json
import re
import zlib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import rapport
from tableau_bord.rapports.rapport_import import ANOMALIES_MONTREES, composer, en_pdf
from tests.importation.fabrique import TERRITOIRES, octets

EMPREINTE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
QUAND = datetime(2026, 11, 20, 14, 5, tzinfo=ZoneInfo("America/Toronto"))
INJECTIONS = [
    '#import "/etc/passwd"',
    "#panic()",
    "$ sum_(i=0) $",
    "*gras* _ital_ `code`",
    "<script>alert(1)</script>",
    "= Titre",
    "@renvoi",
    "\\ #read(\"commun.typ\")",
    "// commentaire",
    "]] }) #",
    "=HYPERLINK(\"http://x\")",
]  # fmt: skip


def json_de(**champs):
    return json.dumps(
        {"fichier": "cas.csv", "lignes_lues": 3, "lignes_versees": 1, **champs}, ensure_ascii=False
    )


def anomalie(valeur="x", **champs):
    return {
        "ligne": 2, "colonne": "Cas", "valeur": valeur, "regle": "nombre illisible", "gravite": "refusée",
        "message": "Ligne 2", "geste": "Corrigez.", **champs,
    }  # fmt: skip


def texte_du_pdf(pdf):
    """Le texte des pages : chaque glyphe traduit par la table ToUnicode de sa police."""
    objets = {int(n): c for n, c in re.findall(rb"(\d+) 0 obj\b(.*?)\bendobj", pdf, re.DOTALL)}
    flux = {n: _degonfler(c) for n, c in objets.items()}
    tables = {
        n: _table(flux[int(trouve[1])])
        for n, c in objets.items()
        if (trouve := re.search(rb"/ToUnicode (\d+) 0 R", c))
    }
    polices = {
        nom: tables[int(n)]
        for c in objets.values()
        for nom, n in re.findall(rb"/(f\d+) (\d+) 0 R", c)
        if int(n) in tables
    }
    return "".join(_page(f, polices) for f in flux.values() if b" Tf" in f)


def _degonfler(objet):
    trouve = re.search(rb"stream\r?\n(.*)\r?\nendstream", objet, re.DOTALL)
    return zlib.decompress(trouve[1]) if trouve and b"FlateDecode" in objet else b""


def _table(cmap):
    paires = re.findall(rb"<(\w{4})> <(\w+)>\n", cmap)
    return {int(code, 16): bytes.fromhex(v.decode()).decode("utf-16-be") for code, v in paires}


def _page(flux, polices):
    texte, table = [], {}
    for police, chaine in re.findall(rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)", flux, re.DOTALL):
        if police:
            table = polices[police]
        codes = _sans_echappement(chaine)
        texte += [table[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2)]
    return "".join(texte)


def _sans_echappement(chaine):
    simples = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def un(trouve):
        ecrit = trouve[1]
        return bytes([int(ecrit, 8)]) if ecrit.isdigit() else simples.get(ecrit, ecrit)

    return re.sub(rb"\\([0-7]{1,3}|.)", un, chaine, flags=re.DOTALL)


def sans_espaces(texte):
    return re.sub(r"[\s\u200b]", "", texte)


def test_le_pdf_s_ouvre_et_son_texte_francais_se_retrouve():
    pdf = en_pdf(json_de(anomalies=[anomalie("Sainte-Élie")]), lot="7b0c")
    assert pdf.startswith(b"%PDF-1.") and pdf.rstrip().endswith(b"%%EOF")
    texte = sans_espaces(texte_du_pdf(pdf))
    for mot in ("Rapport de versement", "cas.csv", "Sainte-Élie", "nombre illisible", "Rôle des colonnes"):
        assert sans_espaces(mot) in texte


@pytest.mark.parametrize("hostile", INJECTIONS)
def test_une_cellule_du_fichier_reste_du_texte(hostile):
    corps = json_de(
        fichier=hostile,
        remarques=[hostile],
        indicateur=hostile,
        colonnes=[{"colonne": hostile, "role": "effectif", "raison": hostile, "confiance": 0.5}],
        anomalies=[anomalie(hostile, colonne=hostile, message=hostile, geste=hostile)],
    )
    texte = sans_espaces(texte_du_pdf(en_pdf(corps)))
    assert texte.count(sans_espaces(hostile)) >= 9


def test_la_page_de_tete_dit_fichier_empreinte_date_et_lignes():
    corps = json_de(
        lignes_ecartees=18, lignes_refusees=1, lignes_lues=1114, genre="indicateurs", encodage="cp1252",
        separateur=";", entete_ligne=1, periode="2021", decoupage="RLS", recette="Cas par RLS",
    )  # fmt: skip
    d = composer(corps, empreinte=EMPREINTE, auteur="Analyste", quand=QUAND, lot="7b0c")
    assert d["titre"] == "Rapport de versement"
    assert dict(d["faits"]) == {
        "Fichier": "cas.csv",
        "Empreinte SHA-256": EMPREINTE,
        "Versé le": "20\u00a0novembre\u00a02026, 14\u00a0h\u00a005",
        "Versé par": "Analyste",
        "Lot": "7b0c",
        "Recette": "Cas par RLS",
        "Contenu": "indicateurs",
        "Lecture": "cp1252 · séparateur point-virgule",
        "Découpage": "RLS",
        "Période": "2021",
        "Lignes lues": "1\u00a0114",
        "Lignes versées": "1",
        "Lignes mises de côté": "18",
        "Lignes refusées": "1",
    }


def test_un_essai_ne_se_fait_pas_passer_pour_un_versement():
    d = composer(json_de())
    assert d["titre"] == "Rapport d'essai de versement"
    assert not {"Versé le", "Versé par", "Lot"} & set(dict(d["faits"]))
    assert dict(d["faits"])["Lignes versées"] == "1"


def test_zero_ligne_s_ecrit_zero():
    faits = dict(composer(json_de(lignes_refusees=0, lignes_ecartees=0))["faits"])
    assert (faits["Lignes refusées"], faits["Lignes mises de côté"]) == ("0", "0")


@pytest.mark.parametrize(("exclues", "dit"), [(0, None), (3, "3")])
def test_les_lignes_exclues_par_choix_se_disent_s_il_y_en_a(exclues, dit):
    faits = dict(composer(json_de(lignes_exclues_par_choix=exclues))["faits"])
    assert faits.get("Lignes exclues par choix") == dit


def test_les_colonnes_et_les_anomalies_en_tableaux():
    d = composer(
        json_de(
            colonnes=[{"colonne": "Cas", "role": "effectif", "raison": "Son nom le dit.", "confiance": 0.9}],
            anomalies=[anomalie("n.d"), anomalie(ligne=None)],
        )
    )
    assert d["colonnes"] == [["Cas", "effectif", "90\u00a0%", "Son nom le dit."]]
    assert d["anomalies"][0] == ["2", "Cas", "n.d", "nombre illisible", "refusée", "Ligne 2", "Corrigez."]
    assert d["anomalies"][1][0] == ""
    assert d["titre_anomalies"] == "Anomalies (2)"


def test_un_long_rapport_s_arrete_et_le_dit():
    d = composer(json_de(anomalies=[anomalie(str(i)) for i in range(ANOMALIES_MONTREES + 7)]))
    assert len(d["anomalies"]) == ANOMALIES_MONTREES
    assert d["reste"] == "7\u00a0autres anomalies dans le rapport CSV de ce versement."
    assert d["titre_anomalies"] == "Anomalies (1\u00a0007)"


def test_une_valeur_demesuree_ou_pleine_de_signes_de_controle_tient_dans_sa_case():
    d = composer(json_de(anomalies=[anomalie("a" * 70_000), anomalie("a\x00b\nc\u202ed\x07")]))
    longue, curieuse = d["anomalies"][0][2], d["anomalies"][1][2]
    assert len(longue.replace("\u200b", "")) == 160 and longue.endswith("…")
    assert all(c.isprintable() for c in curieuse)
    assert en_pdf(json_de(anomalies=[anomalie("M" * 70_000), anomalie("\x00\ufffe\U0001f600漢")])).startswith(
        b"%PDF"
    )


@pytest.mark.parametrize("mauvais", ["", "pas du JSON", "[1, 2]", "{}", '{"fichier": "x"}'])
def test_un_rapport_illisible_est_refuse(mauvais):
    with pytest.raises(ImportationErreur) as erreur:
        en_pdf(mauvais)
    assert erreur.value.code == "rapport_illisible" and erreur.value.remede


def test_le_rapport_d_un_vrai_examen_passe_de_bout_en_bout():
    texte = "NoRLS;RLS;Cas;Population\n0511;Granit;55;21350\n0514;Coaticook;douze;18741\n"
    tableau = importation.lire_tableau(octets(texte), "cas_2021.csv")
    plan = importation.proposer(tableau, TERRITOIRES, [])
    c = importation.comprendre(tableau, plan, TERRITOIRES)
    sorti = sans_espaces(texte_du_pdf(en_pdf(rapport.en_json(c, plan, tableau))))
    for mot in ("douze", "NoRLS", "codeduterritoire", "effectif", "cas_2021.csv"):
        assert mot in sorti
