"""Doublons et positions : ce qui se propose, ce qui ne se propose pas, à 20 000 fiches aussi."""

from __future__ import annotations

import pytest

from tableau_bord.acces import au_poste
from tableau_bord.actifs import Actif, Etat, Genre, doublons, inventaire
from tableau_bord.actifs.rattachement import AILLEURS, INVERSEES, SIGNE, Situeur, points_representatifs
from tableau_bord.gestes import actifs
from tests.graines import ORDINAIRE, semer

QUI = au_poste("essai")


def proposes(entrepot, *fiches: Actif) -> list[tuple[str, str]]:
    entrepot.ecrire(lambda t: actifs.poser(t, QUI, fiches, "verser", ""))
    return [(d.a, d.b) for d in doublons.proposer(inventaire(entrepot))]


def org(cle: str, nom: str, **champs) -> Actif:
    return Actif(cle, Genre.ORGANISME, nom, **champs)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (org("a", "Maison des aînés"), org("b", "MAISON DES AINES")),
        (org("a", "CDC de la Pointe"), org("b", "Corporation de développement communautaire de la Pointe")),
        (
            org("a", "Moisson Beauce", telephone="418-555-0110"),
            org("b", "Moisson Beauce inc.", telephone="(418) 555-0110"),
        ),
        (org("a", "Entraide N.-D.-de-Grâce"), org("b", "Entraide Notre-Dame-de-Grâce")),
    ],
)
def test_un_meme_organisme_ecrit_autrement_se_propose(entrepot_vide, a, b):
    assert proposes(entrepot_vide, a, b) == [("a", "b")]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (org("a", "Maison des jeunes de Granby"), org("b", "Maison des jeunes de Waterloo")),
        (
            org("a", "Centre des femmes", municipalite="Rimouski"),
            org("b", "Centre des femmes", municipalite="Matane"),
        ),
        (
            org("a", "École du Parc", latitude=46.0, longitude=-71.0),
            org("b", "École du Parc", latitude=47.0, longitude=-71.0),
        ),
        (
            Actif("a", Genre.LIEU, "", etat=Etat.A_COMPLETER),
            Actif("b", Genre.LIEU, "", etat=Etat.A_COMPLETER),
        ),
    ],
)
def test_deux_organismes_differents_ne_se_proposent_pas(entrepot_vide, a, b):
    assert proposes(entrepot_vide, a, b) == []


def test_les_raisons_se_lisent_et_la_plus_complete_vient_d_abord(entrepot_vide):
    proposes(
        entrepot_vide,
        org("b", "Café du coin"),
        org(
            "z",
            "Café du Coin",
            adresse="1, rue A",
            site="https://cafe.exemple",
            latitude=46.0,
            longitude=-71.0,
        ),
    )
    (trouve,) = doublons.proposer(inventaire(entrepot_vide))
    assert (trouve.a, trouve.b) == ("z", "b") and trouve.raisons == ("même nom",)
    assert (
        doublons.proposer(inventaire(entrepot_vide), "b") == (trouve,)
        and doublons.proposer(inventaire(entrepot_vide), "absent") == ()
    )


def test_un_mot_que_tous_partagent_ne_fait_pas_exploser_les_couples(entrepot_vide, monkeypatch):
    compares = []
    reel = doublons.comparer
    monkeypatch.setattr(doublons, "comparer", lambda a, b: compares.append(1) or reel(a, b))
    fiches = [org(f"o{n}", f"Centre numéro{n % 2500} secteur{n}") for n in range(5_000)]
    assert proposes(entrepot_vide, *fiches) == [] or len(compares) < 20_000
    assert len(compares) < 20_000, "sans blocs : 12 millions"


@pytest.fixture
def situeur(entrepot_vide):
    semer(entrepot_vide)
    return Situeur(entrepot_vide, "communaute")


def test_un_point_va_au_territoire_qui_le_contient(situeur):
    assert situeur.situer([0.5, 3.5, None, 90.0], [48.5, 48.5, 48.5, 48.5]) == [
        ORDINAIRE,
        "20-004",
        None,
        None,
    ]
    assert situeur.situer([], []) == []


def test_une_position_douteuse_est_dite_et_sa_correction_proposee(situeur, monkeypatch):
    assert situeur.reperer(0.5, 48.5) == ("", None)
    assert situeur.reperer(-0.5, 48.5) == (SIGNE, (0.5, 48.5)), (
        "ici les longitudes vont de 0 à 6 : le signe est à l'envers"
    )
    assert situeur.reperer(48.5, 0.5) == (INVERSEES, (0.5, 48.5))
    assert situeur.reperer(-100.0, 10.0) == (AILLEURS, None) and situeur.reperer(100.0, 10.0) == (SIGNE, None)


def test_le_point_representatif_est_dedans(entrepot_vide, situeur):
    points = points_representatifs(entrepot_vide, "communaute")
    assert len(points) == 6
    for code, (lon, lat) in points.items():
        assert situeur.situer([lon], [lat]) == [code]
    assert Situeur(entrepot_vide, "MRC").situer([0.5], [48.5]) == [None], (
        "un découpage sans polygone ne situe rien"
    )
