"""Polygones de tout format : coordonnées connues, encodages, projections, zips ; rien de deviné en silence."""

from __future__ import annotations

import io
import json
import math
import random
import sqlite3
import zipfile
from itertools import pairwise

import polars as pl
import pytest
import shapely

from tableau_bord import territoires
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.territoires import topojson
from tableau_bord.territoires.archive_geo import ENTREES_MAXIMALES
from tableau_bord.territoires.doubles import noms_en_double, reunir, signaler_les_doubles
from tableau_bord.territoires.polygones import lire_polygones

CARRE = [(-72.0, 45.0), (-71.0, 45.0), (-71.0, 46.0), (-72.0, 46.0), (-72.0, 45.0)]
A_GRS80, F_GRS80 = 6_378_137.0, 1 / 298.257222101
LAMBERT = {
    32198: (44.0, -68.5, 46.0, 60.0, 0.0, 0.0),
    3798: (44.0, -70.0, 46.0, 50.0, 800_000.0, 0.0),
    3347: (63.390675, -(91 + 52 / 60), 49.0, 77.0, 6_200_000.0, 3_000_000.0),
}
"""Latitude et longitude d'origine, parallèles, fausses coordonnées (registre EPSG)."""


def lambert(lon: float, lat: float, epsg: int) -> tuple[float, float]:
    """Conique conforme à deux parallèles, ellipsoïde GRS 80 (Snyder, 1987, éq. 15-1 à 15-9)."""
    lat0, lon0, lat1, lat2, fx, fy = LAMBERT[epsg]
    e = math.sqrt(2 * F_GRS80 - F_GRS80**2)

    def m(p: float) -> float:
        return math.cos(p) / math.sqrt(1 - (e * math.sin(p)) ** 2)

    def t(p: float) -> float:
        s = e * math.sin(p)
        return math.tan(math.pi / 4 - p / 2) / ((1 - s) / (1 + s)) ** (e / 2)

    p0, p1, p2, p = (math.radians(x) for x in (lat0, lat1, lat2, lat))
    n = (math.log(m(p1)) - math.log(m(p2))) / (math.log(t(p1)) - math.log(t(p2)))
    f = m(p1) / (n * t(p1) ** n)
    rho, rho0 = A_GRS80 * f * t(p) ** n, A_GRS80 * f * t(p0) ** n
    theta = n * math.radians(lon - lon0)
    return rho * math.sin(theta) + fx, rho0 - rho * math.cos(theta) + fy


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Mercator du web, sphère de rayon 6 378 137 m."""
    return (
        A_GRS80 * math.radians(lon),
        A_GRS80 * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)),
    )


def geojson(anneau, epsg=None, proprietes=None, autres=()) -> dict:
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": proprietes or {"code": "A1", "nom": "Été"},
                "geometry": {"type": "Polygon", "coordinates": [[list(p) for p in anneau]]},
            },
            *autres,
        ],
    }
    if epsg:
        collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    return collection


def octets(objet) -> bytes:
    return json.dumps(objet, ensure_ascii=False).encode()


def lire(entrepot, contenu, nom="x.geojson", **options):
    return lire_polygones(entrepot, {nom: contenu} if isinstance(contenu, bytes) else contenu, **options)


def coins(lus, rang=0) -> list[tuple[float, float]]:
    """Positions de l'anneau extérieur, triées, sans la fermeture."""
    return sorted(set(shapely.from_wkb(lus.cadre["wkb"][rang]).exterior.coords))


def proches(lus, attendus=CARRE, tolerance=1e-7) -> None:
    obtenus, voulus = coins(lus), sorted(set(attendus))
    assert len(obtenus) == len(voulus)
    for (x, y), (a, b) in zip(obtenus, voulus, strict=True):
        assert (x, y) == pytest.approx((a, b), abs=tolerance)


def ecrire(entrepot, chemin, pilote, anneau=CARRE, srs="", couche="", options="", nom="Été"):
    """Fabriquer un fichier par la bibliothèque spatiale ; rend les octets de chaque fichier écrit."""
    wkt = shapely.Polygon(anneau).wkt
    srs = f", SRS '{srs}'" if srs else ""
    couche = f", LAYER_NAME '{couche}'" if couche else ""
    entrepot.lire_fichier_spatial(
        f"COPY (SELECT 'A1' AS code, '{nom}' AS nom, ST_GeomFromText('{wkt}') AS forme) TO '{chemin}' "
        f"(FORMAT GDAL, DRIVER '{pilote}'{srs}{couche}{options})"
    )
    return {f.name: f.read_bytes() for f in chemin.parent.iterdir() if f.stem == chemin.stem}


@pytest.fixture
def shapefile(entrepot_vide, tmp_path):
    def fabriquer(**options):
        return ecrire(entrepot_vide, tmp_path / "Région 5.shp", "ESRI Shapefile", **options)

    return fabriquer


def zipper(fichiers) -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        for nom, contenu in fichiers.items():
            archive.writestr(nom, contenu)
    return tampon.getvalue()


# Projections


@pytest.mark.parametrize("epsg", LAMBERT)
def test_une_conique_de_lambert_est_reprojetee(entrepot_vide, epsg) -> None:
    lus = lire(entrepot_vide, octets(geojson([lambert(*p, epsg) for p in CARRE], epsg)))
    proches(lus)
    assert (lus.projection, lus.notes) == (f"EPSG:{epsg}", ())


def test_le_mercator_du_web_est_reprojete(entrepot_vide) -> None:
    lus = lire(entrepot_vide, octets(geojson([mercator(*p) for p in CARRE], 3857)))
    proches(lus)


def test_un_shapefile_en_lambert_se_lit_par_son_prj(entrepot_vide, shapefile) -> None:
    fichiers = shapefile(anneau=[lambert(*p, 32198) for p in CARRE], srs="EPSG:32198")
    lus = lire(entrepot_vide, fichiers)
    proches(lus)
    assert lus.cadre.select("code", "nom").row(0) == ("A1", "Été")


def test_sans_prj_des_degres_se_lisent_en_wgs84_et_c_est_dit(entrepot_vide, shapefile) -> None:
    fichiers = {n: c for n, c in shapefile().items() if not n.endswith(".prj")}
    lus = lire(entrepot_vide, fichiers)
    proches(lus)
    assert any("ne dit pas sa projection" in n for n in lus.notes)


def test_sans_prj_des_metres_demandent_l_epsg_puis_se_lisent(entrepot_vide, shapefile) -> None:
    metres = shapefile(anneau=[lambert(*p, 3798) for p in CARRE])
    metres = {n: c for n, c in metres.items() if not n.endswith(".prj")}
    with pytest.raises(TerritoireErreur, match="ne dit pas sa projection") as leve:
        lire(entrepot_vide, metres)
    assert "3798" in leve.value.remede
    lus = lire(entrepot_vide, metres, epsg=3798)
    proches(lus)
    assert lus.projection == "EPSG:3798"
    assert not any("projection" in n for n in lus.notes)


def test_un_geojson_en_metres_contredit_sa_norme(entrepot_vide) -> None:
    contenu = octets(geojson([mercator(*p) for p in CARRE]))
    with pytest.raises(TerritoireErreur, match="ne sont pas des longitudes"):
        lire(entrepot_vide, contenu)
    proches(lire(entrepot_vide, contenu, epsg=3857))


def test_un_epsg_qui_n_existe_pas_est_dit(entrepot_vide) -> None:
    with pytest.raises(TerritoireErreur, match="EPSG:999999 ne convient pas"):
        lire(entrepot_vide, octets(geojson(CARRE)), epsg=999_999)


def test_longitude_et_latitude_inversees_se_signalent(entrepot_vide) -> None:
    lus = lire(entrepot_vide, octets(geojson([(lat, lon) for lon, lat in CARRE])))
    assert lus.notes == (
        "1\u00a0polygone est hors du Québec\u00a0: vérifiez la projection et l’ordre longitude, latitude.",
    )


# GeoJSON


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_un_geojson_garde_ses_accents(entrepot_vide, encodage) -> None:
    texte = json.dumps(geojson(CARRE, proprietes={"nom": "L’Île-d’Œuvre"}), ensure_ascii=False)
    lus = lire(entrepot_vide, texte.encode(encodage))
    assert lus.cadre["nom"].to_list() == ["L’Île-d’Œuvre"]
    assert bool(lus.notes) == (encodage == "cp1252")


def test_points_et_objets_sans_forme_sont_mis_de_cote_et_dits(entrepot_vide) -> None:
    autres = [
        {
            "type": "Feature",
            "properties": {"nom": "P"},
            "geometry": {"type": "Point", "coordinates": [-71, 45]},
        },
        {"type": "Feature", "properties": {"nom": "N"}, "geometry": None},
    ]
    lus = lire(entrepot_vide, octets(geojson(CARRE, autres=autres)))
    assert lus.cadre["nom"].to_list() == ["Été"]
    assert lus.notes == ("2\u00a0lignes sans polygone, mises de côté.",)


def test_rien_que_des_points_est_refuse(entrepot_vide) -> None:
    seul = geojson(CARRE)
    seul["features"][0]["geometry"] = {"type": "Point", "coordinates": [-71, 45]}
    with pytest.raises(TerritoireErreur, match="aucun polygone"):
        lire(entrepot_vide, octets(seul))


def test_un_polygone_croise_est_repare_et_l_altitude_oubliee(entrepot_vide) -> None:
    papillon = [(-72, 45, 9), (-71, 46, 9), (-71, 45, 9), (-72, 46, 9), (-72, 45, 9)]
    forme = shapely.from_wkb(lire(entrepot_vide, octets(geojson(papillon))).cadre["wkb"][0])
    assert forme.is_valid
    assert not forme.has_z
    assert forme.area == pytest.approx(0.5)


def test_un_contour_ouvert_se_referme(entrepot_vide) -> None:
    lus = lire(entrepot_vide, octets(geojson(CARRE[:-1])))
    assert shapely.from_wkb(lus.cadre["wkb"][0]).area == pytest.approx(1)


def test_hors_du_domaine_d_une_projection_est_refuse(entrepot_vide) -> None:
    loin = [(1e30, 1e30), (2e30, 1e30), (2e30, 2e30), (1e30, 1e30)]
    with pytest.raises(TerritoireErreur):
        lire(entrepot_vide, octets(geojson(loin, 3347)))


@pytest.mark.parametrize(
    ("nom", "contenu", "phrase"),
    [
        ("x.geojson", b"", "vide"),
        ("x.geojson", b"   \n", "vide"),
        ("x.json", b"a;b\n1;2\n", "pas un GeoJSON"),
        ("x.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>", "pas un GeoJSON"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": [', "mal formé à la ligne 1"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []}', "aucun polygone"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": 3}', "ne se lit pas"),
        ("x.json", b'{"a": 1}', "ne décrit pas de polygones"),
        ("x.json", b"{" * 5_000, "mal formé"),
        ("x.json", b'{"type":' + b"[" * 100_000, "mal formé"),
        ("x.topojson", b'{"type": "Topology", "objects": {', "mal formé à la ligne 1"),
        ("x.topojson", b'{"type": "Topology", "objects": {}, "arcs": []}', "aucun polygone"),
        ("x.gpkg", b"PK\x03\x04 pas une base", "ne correspond pas"),
        ("x.gpkg", b"SQLite format 3\x00" + b"x" * 200, "ne se lit pas"),
        ("x.shp", b"%PDF-1.7", "ne correspond pas"),
        ("x.zip", b"pas un zip", "ne s'ouvre pas"),
    ],
)
def test_une_entree_mauvaise_est_refusee_en_clair(entrepot_vide, nom, contenu, phrase) -> None:
    with pytest.raises(TerritoireErreur, match=phrase) as leve:
        lire(entrepot_vide, contenu, nom)
    assert leve.value.remede


# TopoJSON

DEUX_CARRES = {
    "type": "Topology",
    "objects": {
        "rls": {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "Polygon", "id": "O", "properties": {"nom": "Ouest"}, "arcs": [[0, 1]]},
                {"type": "Polygon", "id": "E", "properties": {"nom": "Est"}, "arcs": [[-1, 2]]},
            ],
        }
    },
    "arcs": [
        [[-71, 45], [-71, 46]],
        [[-71, 46], [-72, 46], [-72, 45], [-71, 45]],
        [[-71, 45], [-70, 45], [-70, 46], [-71, 46]],
    ],
}
"""Deux carrés d'un degré qui partagent l'arc 0, que le second lit à l'envers (~0 = -1)."""
OUEST, EST = shapely.box(-72, 45, -71, 46), shapely.box(-71, 45, -70, 46)


def quantifier(topologie, pas=0.25, origine=(-72.0, 45.0)):
    """Écrire les mêmes arcs en écarts entiers : position = entier × pas + origine."""

    def un_arc(arc):
        entiers = [[round((x - origine[0]) / pas), round((y - origine[1]) / pas)] for x, y in arc]
        return [entiers[0]] + [[b[0] - a[0], b[1] - a[1]] for a, b in pairwise(entiers)]

    transformation = {"scale": [pas, pas], "translate": list(origine)}
    return topologie | {"arcs": [un_arc(a) for a in topologie["arcs"]], "transform": transformation}


@pytest.mark.parametrize("topologie", [DEUX_CARRES, quantifier(DEUX_CARRES)], ids=["absolu", "quantifié"])
@pytest.mark.parametrize("nom", ["x.topojson", "x.json"])
def test_un_topojson_rend_ses_deux_carres(entrepot_vide, topologie, nom) -> None:
    cadre = lire(entrepot_vide, octets(topologie), nom).cadre
    assert cadre["nom"].to_list() == ["Ouest", "Est"]
    assert cadre["id"].to_list() == ["O", "E"]
    ouest, est = shapely.from_wkb(cadre["wkb"].to_list())
    assert ouest.equals(OUEST)
    assert est.equals(EST)


def test_les_arcs_quantifies_connus_d_avance() -> None:
    assert quantifier(DEUX_CARRES)["arcs"][1] == [[4, 4], [-4, 0], [0, -4], [4, 0]]


def test_trou_parties_multiples_et_objet_nul() -> None:
    trou = [[-71.75, 45.25], [-71.25, 45.25], [-71.25, 45.75], [-71.75, 45.75], [-71.75, 45.25]]
    topologie = {
        "type": "Topology",
        "objects": {
            "c": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "MultiPolygon", "arcs": [[[0, 1], [3]], [[-1, 2]]]},
                    {"type": None, "properties": {"nom": "Rien"}},
                ],
            }
        },
        "arcs": [*DEUX_CARRES["arcs"], trou],
    }
    plein, nul = topojson.en_geojson(topologie, "c")["features"]
    assert shapely.geometry.shape(plein["geometry"]).area == pytest.approx(2 - 0.25)
    assert (nul["geometry"], nul["properties"]) == (None, {"nom": "Rien"})


@pytest.mark.parametrize("arcs", [[[0, 7]], [[0, -9]], [[]], "x", None])
def test_un_arc_absent_est_refuse(entrepot_vide, arcs) -> None:
    fautif = {**DEUX_CARRES, "objects": {"c": {"type": "Polygon", "arcs": arcs}}}
    with pytest.raises(TerritoireErreur, match="ne se décode pas"):
        lire(entrepot_vide, octets(fautif), "x.topojson")


def test_plusieurs_couches_se_choisissent(entrepot_vide) -> None:
    deux = {
        **DEUX_CARRES,
        "objects": {
            **DEUX_CARRES["objects"],
            "rss": {"type": "Polygon", "properties": {"nom": "Tout"}, "arcs": [[1, 2]]},
            "villes": {"type": "Point", "coordinates": [-71, 45]},
        },
    }
    with pytest.raises(
        TerritoireErreur, match="plusieurs couches\u00a0: «\u00a0rls\u00a0» et «\u00a0rss\u00a0»"
    ):
        lire(entrepot_vide, octets(deux), "x.topojson")
    lus = lire(entrepot_vide, octets(deux), "x.topojson", couche="rss")
    assert shapely.from_wkb(lus.cadre["wkb"][0]).equals(shapely.box(-72, 45, -70, 46))


def test_un_geojson_qui_parle_de_topologie_reste_un_geojson(entrepot_vide) -> None:
    lus = lire(entrepot_vide, octets(geojson(CARRE, proprietes={"nom": "Topology"})))
    assert lus.cadre["nom"].to_list() == ["Topology"]


def test_un_demi_caractere_ne_fait_pas_planter(entrepot_vide) -> None:
    contenu = octets(geojson(CARRE, proprietes={"nom": "X"})).replace(b'"X"', b'"a\\ud800b"')
    assert lire(entrepot_vide, contenu).cadre["nom"].to_list() == ["a?b"]


# GeoPackage


def test_un_geopackage_en_lambert_se_lit(entrepot_vide, tmp_path) -> None:
    anneau = [lambert(*p, 3347) for p in CARRE]
    fichiers = ecrire(entrepot_vide, tmp_path / "x.gpkg", "GPKG", anneau=anneau, srs="EPSG:3347")
    lus = lire(entrepot_vide, fichiers)
    proches(lus)
    assert lus.cadre.select("code", "nom").row(0) == ("A1", "Été")


def test_un_geopackage_peut_nommer_autrement_sa_geometrie(entrepot_vide, tmp_path) -> None:
    chemin = tmp_path / "x.gpkg"
    ecrire(
        entrepot_vide, chemin, "GPKG", srs="EPSG:4326",
        options=", LAYER_CREATION_OPTIONS ('GEOMETRY_NAME=la \"forme\"', 'SPATIAL_INDEX=NO')",
    )  # fmt: skip
    proches(lire(entrepot_vide, {"x.gpkg": chemin.read_bytes()}))


def test_un_geopackage_a_deux_couches_demande_laquelle(entrepot_vide, tmp_path) -> None:
    chemin = tmp_path / "x.gpkg"
    ecrire(entrepot_vide, chemin, "GPKG", srs="EPSG:4326", couche="rls")
    with sqlite3.connect(chemin) as base:
        base.execute("CREATE TABLE rss AS SELECT * FROM rls")
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('rss','features','rss',4326)"
        )
        base.execute("INSERT INTO gpkg_geometry_columns VALUES ('rss','geom','GEOMETRY',4326,0,0)")
    base.close()
    contenu = chemin.read_bytes()
    with pytest.raises(TerritoireErreur, match="plusieurs couches"):
        lire(entrepot_vide, contenu, "x.gpkg")
    proches(lire(entrepot_vide, contenu, "x.gpkg", couche="rss"))


# Shapefile et zip


@pytest.mark.parametrize(("encodage", "dit"), [("cp1252", "Windows-1252"), ("utf-8", "UTF-8")])
def test_un_dbf_sans_cpg_garde_ses_accents(entrepot_vide, shapefile, encodage, dit) -> None:
    marque = "XXXXXXXXXXXXXXXX"
    fichiers = {n: c for n, c in shapefile(nom=marque, srs="EPSG:4326").items() if not n.endswith(".cpg")}
    dbf = next(n for n in fichiers if n.endswith(".dbf"))
    propre = "Cœur-de-l’Île".encode(encodage).ljust(len(marque))
    fichiers[dbf] = fichiers[dbf].replace(marque.encode(), propre)
    fichiers[dbf] = fichiers[dbf][:29] + b"\x00" + fichiers[dbf][30:]
    lus = lire(entrepot_vide, fichiers)
    assert lus.cadre["nom"].to_list() == ["Cœur-de-l’Île"]
    assert any(dit in n for n in lus.notes)


@pytest.mark.parametrize(
    ("cpg", "octets_du_nom"),
    [
        (b"1252", "Cœur".encode("cp1252")),
        (b"ANSI 1252\r\n", "Cœur".encode("cp1252")),
        (b"UTF-8", "Cœur".encode()),
        (b"850", b"C\x93ur"),
        (b"n'importe", "Cœur".encode("cp1252")),
    ],
)
def test_un_cpg_est_suivi_sans_jamais_planter(entrepot_vide, shapefile, cpg, octets_du_nom) -> None:
    fichiers = shapefile(nom="XXXXXXXXXXXX", srs="EPSG:4326")
    dbf = next(n for n in fichiers if n.endswith(".dbf"))
    fichiers[dbf] = fichiers[dbf].replace(b"XXXXXXXXXXXX", octets_du_nom.ljust(12))
    lus = lire(entrepot_vide, {**fichiers, dbf[:-4] + ".cpg": cpg})
    assert lus.cadre["nom"].to_list() == ["Côur" if cpg == b"850" else "Cœur"]


def test_un_cpg_qui_ment_laisse_un_signe_et_ne_plante_pas(entrepot_vide, shapefile) -> None:
    fichiers = shapefile(nom="XXXXXXXXXXXX", srs="EPSG:4326")
    dbf = next(n for n in fichiers if n.endswith(".dbf"))
    fichiers[dbf] = fichiers[dbf].replace(b"XXXXXXXXXXXX", b"\xc9t\xe9".ljust(12))
    lus = lire(entrepot_vide, {**fichiers, dbf[:-4] + ".cpg": b"UTF-8"})
    assert lus.cadre["nom"].to_list() == ["\ufffdt\ufffd"]


def test_un_shapefile_coupe_est_refuse_sans_planter(entrepot_vide, shapefile) -> None:
    fichiers = shapefile(srs="EPSG:4326")
    coupes = {n: (c[:60] if n.endswith((".shp", ".shx")) else c) for n, c in fichiers.items()}
    with pytest.raises(TerritoireErreur, match="ne se lit pas"):
        lire(entrepot_vide, coupes)


def test_un_shapefile_se_lit_dans_un_zip_range_en_dossier(entrepot_vide, shapefile) -> None:
    fichiers = shapefile(srs="EPSG:4326")
    rangement = {f"Données 2024/carte/{n}": c for n, c in fichiers.items()}
    contenu = zipper({**rangement, "__MACOSX/._x.shp": b"x", "lisez-moi.txt": b"bonjour"})
    proches(lire(entrepot_vide, contenu, "carte.zip"))


def test_les_extensions_en_capitales_se_lisent(entrepot_vide, shapefile) -> None:
    proches(lire(entrepot_vide, {n.upper(): c for n, c in shapefile(srs="EPSG:4326").items()}))


@pytest.mark.parametrize("absent", [".dbf", ".shx"])
def test_un_compagnon_manquant_est_nomme(entrepot_vide, shapefile, absent) -> None:
    with pytest.raises(TerritoireErreur, match=rf"Il manque à ce Shapefile\u00a0: \{absent}"):
        lire(entrepot_vide, {n: c for n, c in shapefile().items() if not n.endswith(absent)})


@pytest.mark.parametrize(
    "piege", ["../x.geojson", "a/../../x.geojson", "/etc/x.geojson", "C:\\x.geojson", "a\\..\\x.geojson"]
)
def test_un_zip_qui_sort_de_son_dossier_est_refuse(entrepot_vide, piege) -> None:
    with pytest.raises(TerritoireErreur, match="hors de son dossier"):
        lire(entrepot_vide, zipper({"bon.geojson": octets(geojson(CARRE)), piege: b"{}"}), "x.zip")


def test_un_zip_de_deux_jeux_demande_un_seul(entrepot_vide) -> None:
    contenu = zipper({"a.geojson": octets(geojson(CARRE)), "b/c.json": octets(geojson(CARRE))})
    with pytest.raises(TerritoireErreur, match="plusieurs jeux de polygones"):
        lire(entrepot_vide, contenu, "x.zip")


def test_un_zip_trop_grand_ou_trop_peuple_est_refuse_sans_se_deplier(entrepot_vide, monkeypatch) -> None:
    monkeypatch.setattr("tableau_bord.territoires.archive_geo.TAILLE_MAXIMALE_ZIP", 1_000)
    with pytest.raises(TerritoireErreur, match="plus de 1 Go"):
        lire(entrepot_vide, zipper({"a.geojson": b"{" + b" " * 1_000}), "x.zip")
    monkeypatch.setattr("tableau_bord.territoires.archive_geo.TAILLE_MAXIMALE_ZIP", 10**9)
    with pytest.raises(TerritoireErreur, match="trop de fichiers"):
        lire(entrepot_vide, zipper({f"{k}.txt": b"" for k in range(ENTREES_MAXIMALES + 1)}), "x.zip")


def test_un_zip_abime_est_dit(entrepot_vide) -> None:
    contenu = bytearray(zipper({"a.geojson": octets(geojson(CARRE)) * 3}))
    contenu[60] ^= 0xFF
    with pytest.raises(TerritoireErreur, match="ne s'ouvre pas"):
        lire(entrepot_vide, bytes(contenu), "x.zip")


@pytest.mark.parametrize("graine", range(40))
def test_un_shapefile_mutile_se_lit_ou_se_refuse_sans_trace(entrepot_vide, shapefile, graine) -> None:
    hasard = random.Random(graine)
    fichiers = shapefile(srs="EPSG:32198", anneau=[lambert(*p, 32198) for p in CARRE])
    nom = hasard.choice(sorted(fichiers))
    contenu = bytearray(fichiers[nom])
    for _ in range(4):
        contenu[hasard.randrange(len(contenu))] = hasard.randrange(256)
    fichiers[nom] = bytes(contenu[: hasard.randrange(1, len(contenu))] if graine % 4 == 0 else contenu)
    try:
        lus = lire(entrepot_vide, fichiers)
    except TerritoireErreur as refus:
        assert refus.remede
    else:
        assert lus.cadre.height == len(lus.cadre["wkb"].drop_nulls())
        assert all(shapely.is_valid(shapely.from_wkb(lus.cadre["wkb"].to_list())))


# Noms et codes en double


def _cadre(codes, noms):
    carres = [shapely.to_wkb(shapely.box(k, 0, k + 1, 1)) for k in range(len(codes))]
    return pl.DataFrame(
        {"code": codes, "nom": noms, "autre": [str(k) for k in range(len(codes))], "wkb": carres}
    )


def test_deux_noms_a_codes_distincts_se_signalent_sans_refus() -> None:
    cadre = _cadre(["1", "2", "3"], ["Saint-Jean", "Saint-Jean ", "Autre"])
    phrase = signaler_les_doubles(cadre, "code", "nom")
    assert phrase.startswith("1\u00a0nom est porté par plusieurs polygones\u00a0: «\u00a0Saint-Jean\u00a0».")
    assert "Leurs codes les distinguent" in phrase
    plan = territoires.PlanGeometries("communaute", "code", "nom")
    (seul,) = territoires.territoires_depuis_geometries(reunir(cadre, "code", "nom"), plan, "2021")
    assert seul.territoires.height == 3
    assert signaler_les_doubles(_cadre(["1", "2"], ["A", "B"]), "code", "nom") == ""


def test_les_morceaux_d_un_territoire_se_reunissent_dans_l_ordre() -> None:
    reunis = reunir(_cadre(["1", "2", "1"], ["A", "B", "A"]), "code", "nom")
    assert reunis.select("code", "nom", "autre").rows() == [("1", "A", "0"), ("2", "B", "1")]
    assert shapely.from_wkb(reunis["wkb"][0]).area == 2
    assert reunis.columns == ["code", "nom", "autre", "wkb"]


def test_un_meme_code_sous_deux_noms_ne_se_reunit_pas() -> None:
    assert reunir(_cadre(["1", "1"], ["A", "B"]), "code", "nom").height == 2


# Fichiers réels

ESTRIE = {
    "Brome-Missisquoi", "Coaticook", "La Haute-Yamaska", "Le Granit", "Le Haut-Saint-François",
    "Les Sources", "Le Val-Saint-François", "Memphrémagog", "Sherbrooke",
}  # fmt: skip


@pytest.mark.reel
def test_les_106_mrc_se_lisent_leurs_deux_noms_en_double_signales(entrepot_vide, partage) -> None:
    contenu = (partage / "donnees_reelles" / "mrc_quebec" / "mrc.geojson").read_bytes()
    lus = lire(entrepot_vide, contenu, "mrc.geojson")
    assert (lus.cadre.height, lus.notes) == (106, ())
    plan = territoires.proposer_plan(lus.cadre)
    assert (plan.decoupage, plan.colonne_code, plan.colonne_nom) == ("MRC", "MRC_ID", "MRS_NM_MRC")
    assert lus.cadre["MRS_NM_MRC"].n_unique() == 104
    assert set(noms_en_double(lus.cadre, "MRS_NM_MRC")) == {"Minganie", "Le Golfe-du-Saint-Laurent"}
    phrase = signaler_les_doubles(lus.cadre, plan.colonne_code, plan.colonne_nom)
    assert "2\u00a0noms sont portés" in phrase
    assert "morceaux d’un seul territoire" in phrase
    reunis = reunir(lus.cadre, plan.colonne_code, plan.colonne_nom)
    (mrc,) = territoires.territoires_depuis_geometries(reunis, plan, "2021")
    assert mrc.territoires.height == 104
    assert set(mrc.territoires["nom"].to_list()) >= ESTRIE
    aires = [shapely.area(shapely.from_wkb(c["wkb"].to_list())).sum() for c in (lus.cadre, reunis)]
    assert aires[1] == pytest.approx(aires[0], rel=1e-6)


@pytest.mark.reel
def test_les_32_quartiers_en_windows_1252_se_lisent(entrepot_vide, partage) -> None:
    dossier = partage / "donnees_reelles" / "tables_de_quartier_montreal"
    lus = lire(entrepot_vide, (dossier / "quartiers-sociologiques.json").read_bytes(), "q.json")
    assert lus.cadre.height == 32
    assert lus.notes == ("Ce fichier n’est pas en UTF-8\u00a0: lu en Windows-1252.",)
    plan = territoires.proposer_plan(lus.cadre)
    assert (plan.colonne_code, plan.colonne_nom) == ("id", "Q_socio")
    tables = set(lus.cadre["Table"].to_list())
    assert "Solidarité Ahuntsic" in tables
    assert "Regroupement des organismes communautaires et humanitaires d’Anjou / ROCHA" in tables


@pytest.mark.reel
def test_les_96_rls_se_lisent_aussi_en_zip(entrepot_vide, partage) -> None:
    dossier = partage / "donnees_reelles" / "rls_quebec"
    contenu = zipper({f.name: f.read_bytes() for f in dossier.glob("rls_no_water.*")})
    lus = lire(entrepot_vide, contenu, "rls.zip")
    assert lus.cadre.height == 96
    assert any("Windows-1252" in n for n in lus.notes)
    noms = " ".join(lus.cadre.select(territoires.proposer_plan(lus.cadre).colonne_nom).to_series().to_list())
    assert "Témiscouata" in noms
    assert "\ufffd" not in noms
