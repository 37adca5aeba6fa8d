"""Un GeoJSON en tableau : points, polygones, géométries abîmées, Windows-1252."""

from __future__ import annotations

import json

import pytest

from tableau_bord.actifs.versement import points
from tableau_bord.commun.erreurs import ImportationErreur


def geojson(*objets, encodage: str = "utf-8") -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(objets)}, ensure_ascii=False).encode(
        encodage
    )


def objet(nom, geometrie, **plus):
    return {"type": "Feature", "properties": {"nom": nom}, "geometry": geometrie, **plus}


def test_un_point_garde_sa_position_et_ses_accents_en_windows_1252():
    lu = points.lire(
        geojson(
            objet("Café d’été", {"type": "Point", "coordinates": [-73.5, 45.5]}, id=9), encodage="cp1252"
        ),
        "a.geojson",
    )
    (ligne,) = lu.cadre.to_dicts()
    assert (ligne["nom"], ligne["id"], ligne["latitude"], ligne["longitude"]) == (
        "Café d’été",
        "9",
        "45.5",
        "-73.5",
    )


def test_un_polygone_creux_donne_un_point_dedans_pas_son_centre():
    dehors, trou = (
        [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]],
        [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]],
    )
    lu = points.lire(geojson(objet("Anneau", {"type": "Polygon", "coordinates": [dehors, trou]})), "a.json")
    x, y = (float(lu.cadre[c][0]) for c in ("longitude", "latitude"))
    assert 0 < x < 4 and 0 < y < 4 and not (1 < x < 3 and 1 < y < 3)


@pytest.mark.parametrize(
    "abimee",
    [{"type": "Point", "coordinates": ["x", "y"]}, {"type": "Truc"}, {"coordinates": []}, "POINT(0 0)"],
)
def test_une_geometrie_illisible_garde_l_objet_et_le_dit(abimee):
    lu = points.lire(
        geojson(objet("A", abimee), objet("B", {"type": "Point", "coordinates": [1, 2]})), "a.geojson"
    )
    assert lu.cadre["nom"].to_list() == ["A", "B"] and lu.cadre["latitude"].to_list() == [
        points.ILLISIBLE,
        "2.0",
    ]
    assert any("objets 1." in r for r in lu.remarques)


@pytest.mark.parametrize(
    "contenu",
    [
        b'{"type":"FeatureCollection"',
        geojson(),
        b'{"type":"FeatureCollection","features":{"a":1}}',
        geojson(None),
    ],
)
def test_un_geojson_casse_ou_vide_est_refuse_avec_un_remede(contenu):
    with pytest.raises(ImportationErreur) as refus:
        points.lire(contenu, "a.geojson")
    assert refus.value.remede and "a.geojson" in refus.value.ou
