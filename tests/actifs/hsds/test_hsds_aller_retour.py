"""Les exemples de la spécification, lus puis écrits : champ à champ, types compris, dans les deux formes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.actifs.hsds import Fiche, Paquet, ecrire_csv, ecrire_json, equivaloir, lire, lire_fichiers
from tableau_bord.actifs.hsds.schema import par_fichier, ressources
from tableau_bord.commun.erreurs import ImportationErreur
from tests.conftest import PARTAGE

HSDS = PARTAGE / "donnees_reelles" / "hsds"
EXEMPLES = (
    "base", "location", "organization_full", "organization_list", "service_at_location_full", "service_at_location_list",
    "service_full", "service_list", "tabular", "taxonomy", "taxonomy_list", "taxonomy_term", "taxonomy_term_list",
)  # fmt: skip
reels = pytest.mark.skipif(not HSDS.is_dir(), reason="les exemples HSDS ne sont pas à côté du dépôt")


def exemple(nom: str) -> bytes:
    return (HSDS / "examples" / f"{nom}.json").read_bytes()


def dossier_csv() -> dict[str, bytes]:
    return {f.name: f.read_bytes() for f in sorted((HSDS / "examples" / "csv").iterdir())}


@reels
def test_le_schema_a_chaque_ressource_et_chaque_champ_du_paquet_de_donnees():
    description = json.loads((HSDS / "datapackage.json").read_text(encoding="utf-8"))
    attendu = {
        r["name"]: (r["path"], [f["name"] for f in r["schema"]["fields"]]) for r in description["resources"]
    }
    assert {n: (r.fichier, list(r.colonnes)) for n, r in ressources().items()} == attendu


@reels
def test_chaque_exemple_est_essaye():
    assert {f.stem for f in (HSDS / "examples").glob("*.json")} == set(EXEMPLES)


@reels
@pytest.mark.parametrize("nom", EXEMPLES)
def test_le_json_rendu_est_celui_d_origine(nom):
    assert json.loads(ecrire_json(lire(exemple(nom), f"{nom}.json"))) == json.loads(exemple(nom))


@reels
@pytest.mark.parametrize("nom", [n for n in EXEMPLES if n != "base"])
def test_du_json_aux_tables_et_retour_rien_ne_se_perd(nom):
    lu = lire(exemple(nom), f"{nom}.json")
    assert lu.fiches
    assert equivaloir(lu, lire(ecrire_csv(lu), "paquet.zip")) == ()


@reels
def test_les_tables_rendues_sont_celles_d_origine_cellule_a_cellule():
    lu = lire_fichiers(dossier_csv())
    rendu = zipfile.ZipFile(io.BytesIO(ecrire_csv(lu)))
    for nom, octets in dossier_csv().items():
        if nom.endswith(".csv"):
            lire_csv = lambda t: list(csv.DictReader(io.StringIO(t)))  # noqa: E731
            assert lire_csv(rendu.read(nom).decode()) == lire_csv(octets.decode()), nom
    assert rendu.read("datapackage.json") == dossier_csv()["datapackage.json"]
    assert (
        equivaloir(lu, lire(ecrire_csv(lu), "p.zip"))
        == ()
        == equivaloir(lu, lire(ecrire_json(lu), "tabular.json"))
    )


@reels
def test_les_tables_et_le_json_tabulaire_disent_la_meme_chose():
    ecarts = equivaloir(lire_fichiers(dossier_csv()), lire(exemple("tabular"), "tabular.json"))
    seulement_d_un_cote = {e.ressource for e in ecarts if (e.ici is None) != (e.la is None)}
    assert [e for e in ecarts if e.ici is not None and e.la is not None] == [] and seulement_d_un_cote <= {
        "organization",
        "location",
    }


@reels
def test_l_emboitement_donne_les_cles_etrangeres():
    lu = lire(exemple("organization_full"), "o.json")
    organisme = next(lu.de("organization")).id
    assert {f.champs["organization_id"] for f in lu.de("program")} == {organisme}
    salis = next(lu.de("service_at_location"))
    assert (
        salis.champs["service_id"] == next(lu.de("service")).id
        and salis.champs["location_id"] == next(lu.de("location")).id
    )


@reels
def test_contre_epreuve_un_champ_ote_ou_un_type_change_se_voit():
    lu = lire(exemple("service_full"), "s.json")
    service = next(lu.de("service"))
    for champs in (
        {k: v for k, v in service.champs.items() if k != "wait_time"},
        {**service.champs, "minimum_age": "douze"},
    ):
        change = replace(
            lu, fiches=tuple(Fiche("service", f.id, champs) if f is service else f for f in lu.fiches)
        )
        assert len(equivaloir(lu, change)) == 1
        assert json.loads(ecrire_json(change)) != json.loads(exemple("service_full"))


@reels
def test_ce_qui_cloche_dans_l_exemple_est_signale_et_garde():
    lu = lire_fichiers(dossier_csv())
    codes = {a.code for a in lu.anomalies}
    assert {"position_impossible", "cle_orpheline", "courriel_personnel"} <= codes
    assert next(lu.de("location")).champs["latitude"] == "100"
    assert all(a.ou and a.phrase for a in lu.anomalies)


def _organisme(**champs):
    return {
        "id": "o1",
        "name": "Maison",
        "description": "d",
        "website": "https://exemple.qc.ca",
        "legal_status": "OBNL",
        **champs,
    }


def anomalies(objet) -> set[str]:
    return {a.code for a in lire(json.dumps(objet).encode(), "x.json").anomalies}


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"name": ""}, "champ_vide"), ({"id": ""}, "identifiant_absent"), ({"year_incorporated": "vieux"}, "type_mal_forme"),
        ({"description": "<b>gras</b>"}, "balises"), ({"email": "lise.tremblay@gmail.com"}, "courriel_personnel"),
        ({"contacts": [{"id": "c", "name": "X", "email": "info@exemple.qc.ca"}]}, "courriel_personnel"),
        ({"locations": [{"id": "l", "location_type": "physical", "latitude": 100, "longitude": 7}]}, "position_impossible"),
        ({"services": [{"id": "s", "name": "S", "status": "rare"}]}, "etat_inconnu"),
    ],
)  # fmt: skip
def test_chaque_anomalie_est_nommee(champs, code):
    assert code in anomalies(_organisme(**champs))
    assert code not in anomalies(_organisme(email="info@exemple.qc.ca"))


def test_deux_copies_qui_se_contredisent_sont_dites_et_rendues_telles_quelles():
    objet = _organisme(
        phones=[{"id": "p", "number": "1"}], contacts=[{"id": "c", "phones": [{"id": "p", "number": "2"}]}]
    )
    lu = lire(json.dumps(objet).encode(), "x.json")
    assert "fiche_contredite" in {a.code for a in lu.anomalies}
    assert json.loads(ecrire_json(lu)) == objet


def test_identifiants_repris_dans_une_table():
    table = b"id,name,description\n1,A,a\n1,B,b\n"
    lu = lire(table, "organizations.csv")
    assert "identifiant_repris" in {a.code for a in lu.anomalies} and len(lu.fiches) == 2


@pytest.mark.parametrize("contenu", [b"{", b"[1, 2]", b'{"a": 1}', b"nom;age\nx;1\n", b"\x00\x01"])
def test_ce_qui_n_est_pas_du_hsds_est_refuse(contenu):
    for nom in ("x.json", "x.csv"):
        with pytest.raises(ImportationErreur):
            lire(contenu, nom)


_textes = st.text(st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=20).filter(
    lambda t: t.strip() == t
)


@st.composite
def paquets(tirer):
    fiches = []
    for ressource in tirer(st.lists(st.sampled_from(sorted(ressources())), max_size=6, unique=True)):
        colonnes = [c for c in ressources()[ressource].colonnes if c != "id"]
        for n in range(tirer(st.integers(1, 3))):
            choisis = tirer(st.lists(st.sampled_from([*colonnes, "colonne_a_nous"]), unique=True, max_size=5))
            fiches.append(
                Fiche(
                    ressource,
                    f"{ressource}-{n}",
                    {"id": f"{ressource}-{n}"} | {c: tirer(_textes) for c in choisis},
                )
            )
    return Paquet(tuple(fiches))


@given(paquets())
def test_un_paquet_tire_au_sort_fait_l_aller_retour(paquet):
    if paquet.fiches:
        assert equivaloir(paquet, lire(ecrire_csv(paquet), "p.zip")) == ()
        assert equivaloir(paquet, lire(ecrire_json(paquet), "t.json")) == ()


def test_les_fichiers_du_paquet_se_reconnaissent_a_leur_nom():
    assert par_fichier()["organizations.csv"] == "organization" and len(par_fichier()) == len(ressources())
