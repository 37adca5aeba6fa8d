"""D'un paquet HSDS aux actifs, et retour : ce qu'on révise s'écrit, ce qu'on ne touche pas reste à l'identique."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tableau_bord.actifs.hsds import ecrire_csv, ecrire_json, equivaloir, lire, lire_fichiers
from tableau_bord.actifs.hsds.passage import vers_actifs
from tableau_bord.actifs.hsds.retour import appliquer_revisions, public
from tableau_bord.actifs.modele import Actif, Cout, Etat, Genre, Lien, TypeDeLien
from tableau_bord.actifs.regles import verifier
from tests.actifs.hsds.test_hsds_aller_retour import dossier_csv, exemple, reels

DOC = {
    "id": "o1", "name": "Maison <b>des</b> familles", "description": "<p>Un lieu.</p>", "website": "https://exemple.qc.ca",
    "email": "lise.tremblay@gmail.com", "legal_status": "OBNL",
    "services": [{"id": "s1", "name": "Halte-garderie", "status": "active", "fees": "gratuit", "minimum_age": 0, "maximum_age": 5,
                  "assured_date": "2025-03-04", "assurer_email": "lise@exemple.qc.ca", "languages": [{"id": "g", "name": "français"}],
                  "service_at_locations": [{"id": "sl", "location": {"id": "l1", "location_type": "physical", "name": "Sous-sol",
                      "latitude": 46.8, "longitude": -71.2, "addresses": [{"id": "a", "address_1": "12, rue du Pont", "city": "Ville", "state_province": "QC",
                      "postal_code": "G0A 1A0", "country": "CA", "address_type": "physical"}]}}]}],
    "contacts": [{"id": "c", "name": "Lise Tremblay", "phones": [{"id": "p", "number": "418 555-0104"}]}],
}  # fmt: skip


@pytest.fixture
def paquet():
    return lire(json.dumps(DOC).encode(), "o.json")


def par_id(paquet) -> dict[str, Actif]:
    return {a.actif: a for a in vers_actifs(paquet)}


def test_trois_actifs_et_leurs_liens(paquet):
    lus = par_id(paquet)
    assert {i: a.genre for i, a in lus.items()} == {
        "o1": Genre.ORGANISME,
        "s1": Genre.SERVICE,
        "l1": Genre.LIEU,
    }
    assert (lus["o1"].nom, lus["o1"].description) == ("Maison des familles", "Un lieu.")
    assert lus["s1"].liens == (Lien(TypeDeLien.OFFERT_A, "l1", "sl"), Lien(TypeDeLien.OFFERT_PAR, "o1"))
    assert (lus["s1"].cout, lus["s1"].age_max, lus["s1"].langues, lus["s1"].verifie_le) == (
        Cout.GRATUIT,
        5,
        ("français",),
        "2025-03-04",
    )
    assert (lus["l1"].latitude, lus["l1"].adresse) == (46.8, "12, rue du Pont")
    for actif in lus.values():
        verifier(actif)


def test_rien_de_personnel_ne_passe_a_l_actif(paquet):
    lus = par_id(paquet)
    assert lus["o1"].courriel_personnel and lus["o1"].telephone == ""
    assert "lise@" not in str(lus["s1"])


def test_sans_revision_le_paquet_ressort_identique(paquet):
    rendu = appliquer_revisions(paquet, vers_actifs(paquet))
    assert json.loads(ecrire_json(rendu)) == DOC


def test_une_revision_ne_change_que_son_champ(paquet):
    service = replace(par_id(paquet)["s1"], nom="Halte-répit", etat=Etat.FERME)
    rendu = json.loads(ecrire_json(appliquer_revisions(paquet, [service])))
    attendu = json.loads(json.dumps(DOC))
    attendu["services"][0] |= {"name": "Halte-répit", "status": "defunct"}
    assert rendu == attendu


def test_ce_qui_est_ne_ici_gagne_ses_fiches(paquet):
    neuf = Actif(
        "n1",
        Genre.RENCONTRE,
        "Café du coin",
        telephone="418 555-0105",
        adresse="1, rue A",
        municipalite="Ville",
        latitude=46.0,
        longitude=-71.0,
    )
    relu = lire(ecrire_csv(appliquer_revisions(paquet, [neuf])), "p.zip")
    assert relu.par_cle["location", "n1"].champs["name"] == "Café du coin"
    assert {f.champs["number"] for f in relu.de("phone")} == {"418 555-0104", "418 555-0105"}
    assert par_id(relu)["n1"].latitude == 46.0


def test_l_export_public_ne_nomme_personne(paquet):
    octets = ecrire_csv(public(appliquer_revisions(paquet, []), ["o1"]))
    relu = lire(octets, "p.zip")
    dit = " ".join(str(f.champs) for f in relu.fiches)
    assert "Lise" not in dit and "lise" not in dit and "0104" not in dit
    assert "Halte-garderie" in dit


@reels
@pytest.mark.parametrize(
    "nom", ["organization_full", "service_full", "service_at_location_full", "location", "service_list"]
)
def test_les_exemples_passent_aux_actifs_et_reviennent(nom):
    lu = lire(exemple(nom), f"{nom}.json")
    actifs = vers_actifs(lu)
    assert actifs and all(verifier(a) for a in actifs)
    assert json.loads(ecrire_json(appliquer_revisions(lu, actifs))) == json.loads(exemple(nom))


@reels
def test_les_tables_d_exemple_passent_et_reviennent():
    lu = lire_fichiers(dossier_csv())
    actifs = vers_actifs(lu)
    assert {a.genre for a in actifs} == {Genre.ORGANISME, Genre.SERVICE, Genre.LIEU}
    assert equivaloir(lu, appliquer_revisions(lu, actifs)) == ()
