"""Polygones et listes : lus, reprojetés, rattachés, jamais devinés en silence."""

import json

import polars as pl
import pytest
import shapely

from tableau_bord import territoires
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.territoires import Decoupage


def _geojson(codes, decalage=0.0, crs=None, noms=None):
    carres = [
        {
            "type": "Feature",
            "properties": {"RLS_code": code, "RLS_nom": (noms or codes)[rang], "RSS_code": code[:2]},
            "geometry": shapely.geometry.mapping(shapely.box(rang + decalage, 45, rang + 1 + decalage, 46)),
        }
        for rang, code in enumerate(codes)
    ]
    collection = {"type": "FeatureCollection", "features": carres}
    if crs:
        collection["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(collection, ensure_ascii=False)


def _verser(entrepot, texte, nom="rls.geojson"):
    cadre = territoires.lire_geometries(entrepot, {nom: texte.encode()})
    plan = territoires.proposer_plan(cadre)
    for d in territoires.territoires_depuis_geometries(cadre, plan, "2020-04-01"):
        entrepot.ecrire(lambda t, d=d: territoires.inscrire(t, d, "lot-1"))
    return plan


def test_le_decoupage_et_les_parents_se_lisent_dans_les_colonnes(entrepot_vide):
    plan = _verser(entrepot_vide, _geojson(["0511", "0512", "0611"]))
    assert (plan.decoupage, plan.colonne_code, plan.colonne_nom) == ("RLS", "RLS_code", "RLS_nom")
    lieu = territoires.territoire(entrepot_vide, "RLS", "0511")
    assert lieu.parent("RSS") == ("RSS", "05", "Estrie")
    assert territoires.voisins_de_region(entrepot_vide, lieu) == ("0511", "0512")


def test_la_region_reunit_les_polygones_de_ses_rls(entrepot_vide):
    _verser(entrepot_vide, _geojson(["0511", "0512", "0611"]))
    regions = territoires.geometries_ecran(entrepot_vide, "RSS")
    aires = [shapely.from_wkb(w).area for w in regions["wkb_ecran"]]
    assert aires == pytest.approx([2.0, 1.0], abs=1e-6)


def test_web_mercator_est_reprojete(entrepot_vide):
    metres = shapely.box(-8_000_000, 5_700_000, -7_900_000, 5_800_000)
    texte = json.dumps(
        {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}},
            "features": [
                {"type": "Feature", "properties": {"code": "1"}, "geometry": shapely.geometry.mapping(metres)}
            ],
        }
    )
    cadre = territoires.lire_geometries(entrepot_vide, {"m.geojson": texte.encode()})
    ouest, sud, _, _ = shapely.from_wkb(cadre["wkb"][0]).bounds
    assert ouest == pytest.approx(-71.865, abs=0.01)
    assert sud == pytest.approx(45.51, abs=0.05)


def test_des_metres_sans_projection_sont_refuses(entrepot_vide):
    with pytest.raises(TerritoireErreur, match="ne sont pas des longitudes"):
        territoires.lire_geometries(entrepot_vide, {"x.geojson": _geojson(["0511"], 500_000).encode()})


def test_un_geojson_en_windows_1252_garde_ses_accents(entrepot_vide):
    texte = _geojson(["0511"], noms=["Témiscouata"]).encode("cp1252")
    cadre = territoires.lire_geometries(entrepot_vide, {"x.geojson": texte})
    assert cadre["RLS_nom"].to_list() == ["Témiscouata"]


def test_un_code_en_double_est_refuse_et_nomme(entrepot_vide):
    cadre = territoires.lire_geometries(entrepot_vide, {"x.geojson": _geojson(["0511", "0512"]).encode()})
    cadre = cadre.with_columns(RLS_code=pl.lit("0511"))
    plan = territoires.PlanGeometries("RLS", "RLS_code", "RLS_nom")
    with pytest.raises(TerritoireErreur, match="0511 paraît deux fois"):
        territoires.territoires_depuis_geometries(cadre, plan, "2020")


def test_une_version_deja_presente_est_refusee(entrepot_vide):
    liste = pl.DataFrame(
        {"code": ["1"], "nom": ["Un"], "municipalite": [None]}, schema_overrides={"municipalite": pl.String}
    )
    decoupage = Decoupage("MRC", "2021", liste)
    entrepot_vide.ecrire(lambda t: territoires.inscrire(t, decoupage, "a"))
    with pytest.raises(TerritoireErreur, match="version 2021"):
        entrepot_vide.ecrire(lambda t: territoires.inscrire(t, decoupage, "b"))


def test_aucun_polygone_reconnu_dit_quoi_verser(entrepot_vide):
    with pytest.raises(TerritoireErreur, match="GeoJSON"):
        territoires.lire_geometries(entrepot_vide, {"notes.zip": _zip_vide()})


def _zip_vide() -> bytes:
    import io
    import zipfile

    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    return tampon.getvalue()


@pytest.mark.reel
def test_les_96_rls_du_msss_se_lisent(entrepot_vide, partage):
    dossier = partage / "donnees_reelles" / "rls_quebec"
    fichiers = {f.name: f.read_bytes() for f in dossier.glob("rls_no_water.*")}
    cadre = territoires.lire_geometries(entrepot_vide, fichiers)
    plan = territoires.proposer_plan(cadre)
    rls, rss = territoires.territoires_depuis_geometries(cadre, plan, "2020-04-01")
    assert (rls.territoires.height, rss.territoires.height) == (96, 18)
    noms = dict(rls.territoires.select("code", "nom").iter_rows())
    assert noms["0515"] == "Sherbrooke"
    assert noms["0113"] == "Témiscouata"
