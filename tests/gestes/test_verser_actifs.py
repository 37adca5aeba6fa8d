"""Verser un inventaire : tolérant, signalé ligne par ligne, atomique, réversible, sans jamais défaire une main."""

from __future__ import annotations

import json

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.acces import Identite, Mode, Role
from tableau_bord.actifs import Etat, Exactitude, Genre, Origine, depot, hsds, inventaire, un_actif
from tableau_bord.actifs.hsds import Fiche, Paquet, equivaloir
from tableau_bord.actifs.versement.colonnes import Role as Role_
from tableau_bord.commun.erreurs import AccesErreur, ImportationErreur
from tableau_bord.gestes import verser_actifs
from tableau_bord.gestes.verser_actifs import examiner, verser
from tests.gestes.inventaire_essai import BONNE, QUI, lu, regles
from tests.graines import ORDINAIRE, semer
from tests.graines_actifs import ENJEU, semer_actifs

CARRE = [[0.2, 48.2], [0.4, 48.2], [0.4, 48.4], [0.2, 48.2]]


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def test_une_bonne_ligne_devient_un_actif_complet(base):
    examen = lu(base, BONNE)
    assert regles(examen) == {} and examen.phrase == "1\u00a0ligne lue\u00a0: 1\u00a0actif."
    verser(base, QUI, examen, {})
    (cle,) = inventaire(base).actifs["actif"]
    a = un_actif(base, cle)
    assert (a.nom, a.categorie, a.latitude, a.longitude, a.exactitude) == (
        "Café du coin",
        "cafe",
        48.5,
        0.5,
        Exactitude.POINT,
    )
    assert (a.places, a.cout, a.verifie_le, a.langues) == (
        30.0,
        "gratuit",
        "2026-03-04",
        ("français", "anglais"),
    )
    assert [(d.code, d.origine) for d in a.dessertes] == [(ORDINAIRE, Origine.DITE)]
    assert depot.revisions(base, cle)["geste"].to_list() == ["verser"]


@pytest.mark.parametrize(
    ("ligne", "regle"),
    [
        ("2;;;;;;;;;;;;;;", "sans nom"), (";Sans clé;;;;;;;;;;;;;", "sans identifiant"),
        ("3;X;;<p>gras</p>;;;;;;;;;;;", "HTML"), ("4;X;;;;95;0,5;;;;;;;;", "position inversée"), ("5;X;;;;48,5;;;;;;;;;", "position impossible"),
        ("6;X;;;;;;lise.tremblay@gmail.com;;;;;;;", "courriel personnel"), ("7;X;;;;;;;;;beaucoup;;;;", "illisible"),
        ("8;X;;;;;;;;;;;demain;;", "illisible"), ("9;X;;;;;;;;;;;;bonheur;", "enjeu inconnu"), ("10;X;;;;48,5;-0,5;;;;;;;;", "longitude positive"),
        ("11;X;;;;0,5;48,5;;;;;;;;", "latitude et longitude inversées"), ("12;X;;;;10;-100;;;;;;;;", "hors de tout territoire"),
        ("13;" + "é" * 400 + ";;;;;;;;;;;;;", "texte trop long"), ("14;X;;;;;;;;;999999999;;;;", "illisible"),
    ],
)  # fmt: skip
def test_ce_qui_cloche_est_nomme_avec_sa_ligne_et_rien_n_est_jete(base, ligne, regle):
    examen = lu(base, BONNE, ligne)
    assert regle in regles(examen)
    signalee = next(a for a in examen.anomalies if a.regle == regle)
    assert signalee.message and signalee.geste and signalee.ligne in (3, None)
    verser(base, QUI, examen, {})
    assert len(depot.tous(base)) == 2


def test_contre_epreuve_une_ligne_saine_ne_signale_rien(base):
    assert regles(lu(base, BONNE, BONNE.replace("1;Café", "2;Salon", 1))) == {}


def test_sans_colonne_de_nom_on_lit_mais_on_ne_verse_pas(base):
    examen = examiner(base, b"adresse;courriel\n1, rue A;info@a.ca\n", "a.csv")
    assert examen.comptes["sans nom"] == 1
    with pytest.raises(ImportationErreur, match="nom des actifs"):
        verser(base, QUI, examen, {})
    roles = {**examen.roles, "adresse": Role_.NOM}
    verser(base, QUI, examiner(base, b"adresse;courriel\n1, rue A;info@a.ca\n", "a.csv", roles=roles), {})
    assert depot.tous(base)["nom"].to_list() == ["1, rue A"]


def test_sans_nom_se_garde_mais_ne_se_montre_pas_a_la_table(base):
    verser(base, QUI, lu(base, "2;;Organismes;;;;;;;;;;;;"), {})
    assert (
        depot.tous(base)["etat"].to_list() == [Etat.A_COMPLETER.value] and inventaire(base).actifs.is_empty()
    )


def test_deux_lignes_d_un_meme_identifiant_font_un_actif(base):
    examen = lu(base, BONNE, "1;CAFÉ DU COIN;Café;;;;;;;Rapide-Gris;;;;;")
    assert regles(examen) == {}, "la casse n'est pas un conflit"
    verser(base, QUI, examen, {})
    (cle,) = inventaire(base).actifs["actif"]
    assert len(un_actif(base, cle).dessertes) == 2
    assert regles(lu(base, BONNE, "1;Autre chose;;;;;;;;;;;;;")) == {"identifiant repris": 1}
    assert regles(lu(base, BONNE, BONNE)) == {"doublon exact": 1}


def test_geojson_et_ses_points(base):
    objets = [
        {
            "type": "Feature",
            "properties": {"nom": "Parc", "type": "Lieu"},
            "geometry": {"type": "Point", "coordinates": [3.5, 48.5]},
        },
        {
            "type": "Feature",
            "properties": {"nom": "Terrain"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [CARRE],
            },
        },
        {"type": "Feature", "properties": {"nom": "Nulle part"}, "geometry": None},
    ]
    contenu = json.dumps({"type": "FeatureCollection", "features": objets}, ensure_ascii=False).encode()
    verser(base, QUI, examiner(base, contenu, "lieux.geojson"), {})
    situes = {a: c for a, _, c, _ in depot.dessertes(base).iter_rows()}
    noms = dict(depot.tous(base).select("actif", "nom").iter_rows())
    assert {noms[a]: c for a, c in situes.items()} == {"Parc": "20-004", "Terrain": ORDINAIRE}
    assert set(depot.tous(base)["genre"]) == {Genre.LIEU.value, Genre.ORGANISME.value}


def test_un_paquet_hsds_se_verse_et_ses_fiches_brutes_se_gardent(base):
    paquet = Paquet((
        Fiche("organization", "o1", {"id": "o1", "name": "Maison", "description": "d", "tax_id": "gardé"}),
        Fiche("contact", "c1", {"id": "c1", "organization_id": "o1", "name": "Lise", "email": "lise@exemple.ca"}),
    ))  # fmt: skip
    examen = examiner(base, hsds.ecrire_csv(paquet), "paquet.zip")
    assert "courriel personnel" in examen.comptes
    verser(base, QUI, examen, {})
    assert un_actif(base, "o1").nom == "Maison"
    relu = Paquet(
        tuple(
            Fiche(f["ressource"], f["id"], json.loads(f["contenu"]))
            for f in depot.fiches_hsds(base).to_dicts()
        )
    )
    assert equivaloir(relu, paquet) == ()


def test_enjeux_par_leur_nom_et_table_de_concertation(base):
    semer_actifs(base)
    contenu = (
        b"id;nom;table de quartier;enjeux\n1;A;Table du Huard;Vivre vieux\n2;B;Table du Huard;vivre_vieux\n"
    )
    examen = examiner(base, contenu, "t.csv")
    assert "2\u00a0actifs et 1\u00a0table de concertation" in examen.phrase
    verser(base, QUI, examen, {"Table du Huard": "20-004"})
    tables = depot.tous(base).filter(pl.col("nom") == "Table du Huard")
    assert tables["genre"].to_list() == [Genre.TABLE.value]
    membres = depot.liens(base).filter(pl.col("autre") == tables["actif"][0])
    assert membres.height == 2 and set(depot.enjeux(base).join(membres, on="actif")["enjeu"]) == {ENJEU.enjeu}
    origines = depot.dessertes(base).filter(pl.col("code") == "20-004").join(membres, on="actif")["origine"]
    assert set(origines) == {Origine.TABLE.value}


@pytest.mark.parametrize("contenu", [b"", b"<!doctype html><p>", b"%PDF-1.4", b'{"a": 1}'])
def test_un_fichier_illisible_est_refuse_sans_trace(base, contenu):
    with pytest.raises(ImportationErreur) as refus:
        examiner(base, contenu, "x.csv")
    assert refus.value.ou and refus.value.remede


def test_il_faut_le_droit(base):
    with pytest.raises(AccesErreur):
        verser(base, Identite("l", frozenset({Role.LECTURE}), Mode.SERVEUR, "l@x.ca"), lu(base, BONNE), {})
    assert depot.tous(base).is_empty()


def test_un_versement_qui_tombe_ne_laisse_rien(base, monkeypatch):
    def tomber(*_):
        raise RuntimeError("panne")

    monkeypatch.setattr(verser_actifs, "retenir", tomber)
    with pytest.raises(RuntimeError):
        verser(base, QUI, lu(base, BONNE), {})
    assert depot.tous(base).is_empty() and importation.lots(base)[-1].genre != verser_actifs.ACTIFS
