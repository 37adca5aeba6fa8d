"""Ce qui sort de l'inventaire : CSV, GeoJSON, HSDS, SKOS, fiche ; rien de personnel au profil table."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tableau_bord.acces import Profil, au_poste
from tableau_bord.actifs import Actif, Desserte, Etat, Filtre, Genre, chercher, hsds, inventaire
from tableau_bord.actifs.hsds import Fiche, Paquet
from tableau_bord.gestes import actifs, verser_actifs
from tableau_bord.rapports import actifs_exports as exports
from tableau_bord.rapports import actifs_fiche
from tests.graines import ORDINAIRE, semer
from tests.graines_actifs import semer_actifs

QUI = au_poste("essai")
PRIVES = ("418 555-0188", "9, rue Privée", "lise@gmail.com", "Lise Témoin", "Fermé depuis")
ICI = (Desserte("communaute", ORDINAIRE),)


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    semer_actifs(entrepot_vide)
    paquet = Paquet((
        Fiche("organization", "o1", {"id": "o1", "name": "Maison des jeunes", "description": "d", "tax_id": "gardé"}),
        Fiche("contact", "c1", {"id": "c1", "organization_id": "o1", "name": PRIVES[3]}),
        Fiche("phone", "p1", {"id": "p1", "organization_id": "o1", "contact_id": "c1", "number": PRIVES[0]}),
    ))  # fmt: skip
    examen = verser_actifs.examiner(entrepot_vide, hsds.ecrire_csv(paquet), "annuaire.zip")
    verser_actifs.verser(entrepot_vide, QUI, examen, {})
    for actif in (
        Actif("p", Genre.PERSONNE, "Conteuse du village", telephone=PRIVES[0], adresse=PRIVES[1], dessertes=ICI, latitude=48.5, longitude=0.5),
        Actif("e", Genre.ENTRAIDE, "=Entraide", courriel=PRIVES[2], courriel_personnel=True, dessertes=ICI),
        Actif("f", Genre.LIEU, PRIVES[4], etat=Etat.FERME, dessertes=ICI),
    ):  # fmt: skip
        actifs.inscrire(entrepot_vide, QUI, actif)
    return entrepot_vide


def sorties(base, profil: Profil) -> dict[str, bytes]:
    lu = inventaire(base, profil)
    fiches = [f.champs for f in hsds.lire(exports.hsds_zip(base, profil), "z.zip").fiches]
    return {
        "csv": exports.csv(base, lu, lu.actifs, profil),
        "geojson": exports.geojson(base, lu, lu.actifs, profil),
        "hsds": exports.hsds_json(base, profil),
        "zip": json.dumps(fiches, ensure_ascii=False).encode(),
    }


def test_rien_de_personnel_ne_sort_au_profil_table(base):
    for nom, octets in sorties(base, Profil.TABLE).items():
        assert [p for p in PRIVES if p in octets.decode("utf-8")] == [], nom
        assert "Conteuse du village" in octets.decode("utf-8"), (
            f"{nom} : la personne-ressource y est, par son rôle"
        )
    personne = next(
        o for o in json.loads(sorties(base, Profil.TABLE)["geojson"])["features"] if o["id"] == "p"
    )
    assert personne["geometry"] is None


def test_contre_epreuve_au_profil_dsp_tout_y_est(base):
    for nom, octets in sorties(base, Profil.DSP).items():
        # HSDS ne donne d’adresse qu’à un lieu ; les tableaux n’ont pas les contacts bruts.
        attendus = [PRIVES[i] for i in (0, 2, 3, 4)] if nom in ("hsds", "zip") else PRIVES[:3]
        assert [p for p in attendus if p not in octets.decode("utf-8")] == [], nom


def test_le_csv_se_lit_dans_excel_et_neutralise_les_formules(base):
    octets = sorties(base, Profil.TABLE)["csv"]
    lignes = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig")), delimiter=";"))
    cafe = next(x for x in lignes if x["nom"] == "Café du coin")
    assert (
        octets.startswith(b"\xef\xbb\xbf")
        and cafe["latitude"] == "48,5"
        and "Anse-aux-Huards" in cafe["territoires"]
    )
    assert "'=Entraide" in {x["nom"] for x in lignes}


def test_le_geojson_ne_place_que_ce_qui_a_une_position(base):
    objets = json.loads(sorties(base, Profil.TABLE)["geojson"])["features"]
    places = {o["id"]: o["geometry"] for o in objets}
    assert places["cafe"] == {"type": "Point", "coordinates": [0.5, 48.5]} and places["veillee"] is None


def test_le_paquet_hsds_garde_ce_qu_on_ne_tient_pas_et_dit_ce_qu_on_a_revise(base):
    actifs.modifier(base, QUI, ["o1"], {"nom": "Maison des ados"})
    lu = hsds.lire(exports.hsds_zip(base, Profil.TABLE), "z.zip")
    assert lu.par_cle["organization", "o1"].champs["tax_id"] == "gardé"
    assert lu.par_cle["organization", "o1"].champs["name"] == "Maison des ados"
    assert lu.par_cle["location", "cafe"].champs["name"] == "Café du coin"


def test_la_fiche_imprimee_dit_les_actifs_d_ici_et_leur_age(base):
    compose = actifs_fiche.composer(base, "communaute", ORDINAIRE, "Anse-aux-Huards", "Région. Essai.")
    noms = {a["nom"] for g in compose["groupes"] for a in g["actifs"]}
    siens = chercher(inventaire(base), Filtre(decoupage="communaute", code=ORDINAIRE))
    assert noms == set(siens["nom"]) and PRIVES[4] not in noms
    assert [p for p in PRIVES if p in json.dumps(compose, ensure_ascii=False)] == []
    pdf = actifs_fiche.en_pdf(base, "communaute", ORDINAIRE, "Anse-aux-Huards", "Région. Essai.")
    assert pdf.startswith(b"%PDF") and b"StructTreeRoot" in pdf


def test_une_fiche_sans_actif_le_dit(base):
    compose = actifs_fiche.composer(base, "communaute", "20-006", "Belle-Rive", "Région.")
    assert compose["groupes"] == [] and "Cela ne veut pas dire" in compose["vide"]
    assert actifs_fiche.en_pdf(base, "communaute", "20-006", "Belle-Rive", "Région.").startswith(b"%PDF")


COORDONNEES = ("418 555-0144", "418 555-0155", "418 555-0166", "7, rang Secret", "3, rue Ouverte")


def _annuaire(base) -> None:
    adresse = {
        "city": "x",
        "state_province": "QC",
        "postal_code": "G0G 0G0",
        "country": "CA",
        "address_type": "physical",
    }
    paquet = Paquet((
        Fiche("organization", "o9", {"id": "o9", "name": "Dame du coin", "description": "d"}),
        Fiche("service", "s9", {"id": "s9", "organization_id": "o9", "name": "Écoute", "status": "active"}),
        Fiche("location", "l9", {"id": "l9", "name": "Chez elle", "location_type": "physical", "organization_id": "o9"}),
        Fiche("service_at_location", "sl9", {"id": "sl9", "service_id": "s9", "location_id": "l9"}),
        Fiche("address", "a9", {"id": "a9", "location_id": "l9", "address_1": COORDONNEES[3], **adresse}),
        Fiche("phone", "t9", {"id": "t9", "organization_id": "o9", "number": COORDONNEES[0]}),
        Fiche("phone", "u9", {"id": "u9", "service_at_location_id": "sl9", "number": COORDONNEES[1]}),
        Fiche("organization", "o8", {"id": "o8", "name": "Voisine ouverte", "description": "d"}),
        Fiche("location", "l8", {"id": "l8", "name": "Sa salle", "location_type": "physical", "organization_id": "o8"}),
        Fiche("address", "a8", {"id": "a8", "location_id": "l8", "address_1": COORDONNEES[4], **adresse}),
        Fiche("phone", "t8", {"id": "t8", "organization_id": "o8", "number": COORDONNEES[2]}),
    ))  # fmt: skip
    verser_actifs.verser(base, QUI, verser_actifs.examiner(base, hsds.ecrire_csv(paquet), "coin.zip"), {})


def _dites(base, profil: Profil) -> list[str]:
    texte = exports.hsds_json(base, profil).decode("utf-8")
    return [c for c in COORDONNEES if c in texte]


def test_un_organisme_reconnu_comme_une_personne_perd_ses_coordonnees_d_origine(base):
    _annuaire(base)
    assert _dites(base, Profil.TABLE) == list(COORDONNEES), "un organisme ordinaire se joint"
    actifs.modifier(base, QUI, ["o9", "l9"], {"genre": Genre.PERSONNE})
    assert _dites(base, Profil.TABLE) == [COORDONNEES[2], COORDONNEES[4]]
    assert "Dame du coin" in exports.hsds_json(base, Profil.TABLE).decode("utf-8")
    assert _dites(base, Profil.DSP) == list(COORDONNEES)


@pytest.mark.parametrize("ferme", [["o9", "s9", "l9"], ["s9", "o9", "l9"]])
def test_ce_qui_ferme_emporte_ses_fiches_de_proche_en_proche(base, ferme):
    _annuaire(base)
    for actif in ferme:
        actifs.fermer(base, QUI, actif, "n'existe plus")
    assert _dites(base, Profil.TABLE) == [COORDONNEES[2], COORDONNEES[4]]
    lu = exports.paquet(base, Profil.TABLE)
    assert {f.id for f in lu.fiches} & {"o9", "s9", "l9", "sl9", "a9", "t9", "u9"} == set()
    assert {"o8", "l8", "a8", "t8"} <= {f.id for f in lu.fiches}
    assert _dites(base, Profil.DSP) == list(COORDONNEES)
