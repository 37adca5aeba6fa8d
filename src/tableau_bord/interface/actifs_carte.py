"""La carte des actifs : un point chacun tant qu'ils sont peu, un rond par territoire ensuite."""

from __future__ import annotations

from math import log2
from typing import Any

import polars as pl
import pydeck as pdk
import shapely
import streamlit as st

from tableau_bord import actifs, territoires
from tableau_bord.actifs import Actif
from tableau_bord.actifs.rattachement import points_representatifs
from tableau_bord.commun.francais import compter
from tableau_bord.interface import cadre, identite, theme
from tableau_bord.interface.actifs import Choix
from tableau_bord.interface.carte_couches import STYLE_INFOBULLE, STYLE_VIDE, rvb
from tableau_bord.interface.contexte import Contexte

POINTS_MAX = 400
"""Plus de points ne se distinguent plus, et ne partent pas au navigateur."""
POINTS = "points"
RAYON_MAX = 22
HAUTEUR, HAUTEUR_TELEPHONE, HAUTEUR_D_UN = 430, 260, 240


def afficher(ici: Contexte, choix: Choix) -> None:
    """Poser la carte des actifs trouvés ; rien s'il n'y a pas de polygone. Un point cliqué ouvre sa fiche."""
    decoupage = choix.lieu.decoupage if choix.lieu else "communaute"
    formes = territoires.geometries_ecran(ici.entrepot, decoupage)
    if formes.is_empty():
        return
    situes = choix.trouves.filter(pl.col("latitude").is_not_null())
    code = choix.lieu.code if choix.lieu else ""
    if situes.height <= POINTS_MAX:
        dessus, dit = _points(situes), phrase_des_points(choix.trouves.height, situes.height)
    else:
        dessus = _ronds(ici, choix, decoupage)
        dit = "Un rond par territoire, d’autant plus grand qu’il a d’actifs. Filtrez pour voir chacun."
    cadrees = formes.filter(pl.col("code") == code) if code in formes["code"] else formes
    geste = _poser(
        [_fond(formes, code), dessus], _vue(cadrees), f"actifs_carte_{code}", f"Carte des actifs. {dit}"
    )
    cadre.second(dit)
    if cle := _clique(geste):
        st.query_params["actif"] = cle
        st.rerun()


def phrase_des_points(trouves: int, situes: int) -> str:
    """Ce que la carte montre, et ce qu'elle ne peut pas montrer."""
    if not situes:
        return "Aucun n’a de position précise\u00a0: ils desservent un territoire entier."
    autres = trouves - situes
    suite = (
        f"\u00a0; {compter(autres, 'autre dessert', 'autres desservent')} un territoire entier"
        if autres
        else ""
    )
    return f"{compter(situes, 'actif a', 'actifs ont')} une position{suite}."


def un_point(ici: Contexte, actif: Actif) -> None:
    """Le point d'un actif sur les communautés, ou rien s'il n'a pas de position."""
    if actif.latitude is None or actif.longitude is None:
        cadre.second("Position\u00a0: pas connue.")
        return
    formes = territoires.geometries_ecran(ici.entrepot, "communaute")
    point = pl.DataFrame([(actif.actif, actif.nom, actif.longitude, actif.latitude)],
                         schema=["actif", "nom", "longitude", "latitude"], orient="row")  # fmt: skip
    vue = pdk.ViewState(longitude=actif.longitude, latitude=actif.latitude, zoom=9, min_zoom=1, max_zoom=15)
    couches = [_points(point)] if formes.is_empty() else [_fond(formes, ""), _points(point)]
    alt = f"{actif.nom or 'Cet actif'}, sur la carte. Position\u00a0: {actif.exactitude.value}."
    st.pydeck_chart(_deck(couches, vue), height=HAUTEUR_D_UN, key="actif_point", alt=alt)


def _poser(couches: list[pdk.Layer], vue: pdk.ViewState, cle: str, alt: str) -> Any:
    hauteur = HAUTEUR_TELEPHONE if identite.au_telephone() else HAUTEUR
    return st.pydeck_chart(
        _deck(couches, vue),
        height=hauteur,
        key=cle,
        on_select="rerun",
        selection_mode="single-object",
        alt=alt,
    )


def _deck(couches: list[pdk.Layer], vue: pdk.ViewState) -> pdk.Deck:
    # Au téléphone, un doigt fait défiler la page : il ne déplace pas la carte.
    gestes = {
        "scrollZoom": False,
        "dragPan": not identite.au_telephone(),
        "dragRotate": False,
        "touchRotate": False,
    }
    return pdk.Deck(
        layers=couches, map_provider="mapbox", map_style=STYLE_VIDE, initial_view_state=vue,
        views=[pdk.View(type="MapView", controller=gestes)], tooltip={"text": "{nom}", "style": STYLE_INFOBULLE},
    )  # fmt: skip


def _clique(geste: Any) -> str:
    objets = geste.selection.objects.get(POINTS) if geste else None
    return str(objets[0]["actif"]) if objets else ""


def _fond(formes: pl.DataFrame, choisi: str) -> pdk.Layer:
    lignes = []
    for code, wkb in formes.select("code", "wkb_ecran").iter_rows():
        forme = shapely.from_wkb(wkb) if wkb else None
        for p in getattr(forme, "geoms", [forme] if forme is not None else []):
            couleur = rvb(theme.BANDE if code == choisi else theme.PANNEAU)
            lignes.append({"polygon": [[list(c) for c in p.exterior.coords]], "couleur": couleur})
    return pdk.Layer("PolygonLayer", lignes, id="fond", get_polygon="polygon", get_fill_color="couleur",
                     get_line_color=rvb(theme.FILET_FORT), line_width_min_pixels=0.7, stroked=True, filled=True, pickable=False)  # fmt: skip


def _points(situes: pl.DataFrame) -> pdk.Layer:
    lignes = [
        {"position": [lon, lat], "nom": nom or "Sans nom", "actif": actif}
        for lon, lat, nom, actif in situes.select("longitude", "latitude", "nom", "actif").iter_rows()
    ]
    return pdk.Layer("ScatterplotLayer",
        id=POINTS,
        data=lignes, get_position="position", get_fill_color=rvb(theme.TERRAIN, 0.85),
                     get_line_color=rvb(theme.FOND), radius_min_pixels=5, radius_max_pixels=9, get_radius=60, stroked=True,
                     line_width_min_pixels=1, pickable=True)  # fmt: skip


def _ronds(ici: Contexte, choix: Choix, decoupage: str) -> pdk.Layer:
    comptes = actifs.par_territoire(choix.lu, decoupage, choix.trouves)
    places = points_representatifs(ici.entrepot, decoupage)
    plus_grand = max(comptes["nombre"].max() or 1, 1)
    lignes = [
        {"position": list(places[code]), "nom": f"{choix.noms.get((decoupage, code), code)}\u00a0: {compter(n, 'actif')}",
         "rayon": RAYON_MAX * (n / plus_grand) ** 0.5}
        for code, n in comptes.select("code", "nombre").iter_rows() if code in places
    ]  # fmt: skip
    return pdk.Layer("ScatterplotLayer", lignes, get_position="position", get_fill_color=rvb(theme.TERRAIN, 0.6), get_radius="rayon",
                     radius_units=pdk.types.String("pixels"), pickable=True)  # fmt: skip


def _vue(formes: pl.DataFrame) -> pdk.ViewState:
    ouest, sud, est, nord = shapely.total_bounds(shapely.from_wkb(formes["wkb_ecran"].drop_nulls().to_list()))
    largeur = max(est - ouest, (nord - sud) * 1.05, 0.02)
    # Une carte de 300 px, pavé de 512 px : 360° × 300 / 512 au zoom 0, marge comprise.
    zoom = max(1.0, min(13.0, log2(200 / largeur)))
    return pdk.ViewState(
        longitude=(ouest + est) / 2, latitude=(sud + nord) / 2, zoom=zoom, min_zoom=1, max_zoom=15
    )
