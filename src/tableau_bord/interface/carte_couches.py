"""Les couches pydeck d'une carte : polygones, hachures, noms. Ni tuiles, ni service externe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pydeck as pdk
from shapely.geometry.base import BaseGeometry

from tableau_bord.indicateurs.classes import Classement, Etat
from tableau_bord.indicateurs.modele import CaseCarte
from tableau_bord.interface import theme
from tableau_bord.interface.carte_mots import VueCarte
from tableau_bord.rapports import plan
from tableau_bord.rapports.noms import Etiquette
from tableau_bord.rapports.plan import Cadre

STYLE_VIDE = "data:application/json,%7B%22version%22%3A8%2C%22sources%22%3A%7B%7D%2C%22layers%22%3A%5B%5D%7D"
COUCHE = "territoires"
CORPS = 13
_PAS_INCERTAIN, _PAS_MASQUE = 5.0, 10.0
_DERNIERE_CLASSE_CLAIRE = 2


def rvb(hexa: str, opacite: float = 1.0) -> list[int]:
    """« #132529 » → [19, 37, 41, 255]."""
    return [*(int(hexa[i : i + 2], 16) for i in (1, 3, 5)), round(255 * opacite)]


def couleur(classe: int | None, etat: Etat = Etat.SURE) -> str:
    """La couleur d'une classe ; sans classe, le fond de page (masqué) ou le panneau (absente)."""
    if classe is None:
        return theme.PANNEAU if etat is Etat.ABSENTE else theme.FOND
    return theme.CLASSES[classe - 1]


def trait_de_hachure(classe: int | None) -> tuple[str, float]:
    """Couleur et opacité des hachures : claires sur les classes 3 à 5, encre à 47 % sinon."""
    sombre = classe is not None and classe > _DERNIERE_CLASSE_CLAIRE
    return (theme.FOND, 1.0) if sombre else (theme.ENCRE, 0.47)


def batir(
    vue: VueCarte,
    cadre: Cadre,
    plates: Sequence[BaseGeometry],
    noms: Sequence[Etiquette],
    selection: str | None,
    *,
    glisser: bool,
) -> pdk.Deck:
    """Assembler la carte. L'infobulle est un texte nu : deck.gl ne l'interprète pas.

    `plates` : formes en pixels, dans l'ordre de la vue. `glisser` : faux au téléphone, où le doigt
    doit faire défiler la page (deux doigts déplacent la carte).
    """
    couches = [
        _polygones(vue),
        _hachures(plates, vue.classement, noms, cadre.zoom),
        *([_contour(vue.cases, selection)] if selection else []),
        _noms(noms, vue, cadre.zoom),
    ]
    gestes = {"scrollZoom": False, "dragPan": glisser, "dragRotate": False, "touchRotate": False}
    return pdk.Deck(
        layers=couches,
        map_provider="mapbox",
        map_style=STYLE_VIDE,
        views=[pdk.View(type="MapView", controller=gestes)],
        initial_view_state=pdk.ViewState(
            longitude=cadre.longitude, latitude=cadre.latitude, zoom=cadre.zoom, min_zoom=1, max_zoom=14
        ),
        tooltip={"text": "{infobulle}", "style": STYLE_INFOBULLE},
    )


STYLE_INFOBULLE = {
    "backgroundColor": "#FFFFFF",
    "color": theme.ENCRE,
    "border": f"1px solid {theme.FILET_FORT}",
    "borderRadius": "0.3rem",
    "fontFamily": theme.FAMILLE,
    "fontSize": "14px",
    "lineHeight": "1.4",
    "maxWidth": "17rem",
    "zIndex": "10",
}


def _polygones(vue: VueCarte) -> pdk.Layer:
    lignes = [
        {"polygon": anneaux, "couleur": rvb(couleur(classe, etat)), "code": case.code, "infobulle": texte}
        for case, classe, etat, texte in zip(
            vue.cases, vue.classement.classes, vue.classement.etats, vue.infobulles, strict=True
        )
        for anneaux in case.anneaux
    ]
    return pdk.Layer(
        "PolygonLayer",
        lignes,
        id=COUCHE,
        get_polygon="polygon",
        get_fill_color="couleur",
        get_line_color=rvb(theme.ENCRE2),
        line_width_units=_pixels(),
        get_line_width=0.8,
        stroked=True,
        filled=True,
        pickable=True,
        auto_highlight=True,
        highlight_color=rvb(theme.ACCENT, 0.25),
    )


def _hachures(
    plates: Sequence[BaseGeometry], classement: Classement, noms: Sequence[Etiquette], zoom: float
) -> pdk.Layer:
    boites = [n.boite for n in noms]
    traits: list[dict[str, Any]] = []
    for forme, classe, etat in zip(plates, classement.classes, classement.etats, strict=True):
        if etat in (Etat.INCERTAINE, Etat.MASQUEE):
            pas = _PAS_INCERTAIN if etat is Etat.INCERTAINE else _PAS_MASQUE
            teinte = rvb(*trait_de_hachure(classe))
            proches = [b for b in boites if b.intersects(forme)]
            traits += [
                {"path": plan.deprojeter(t, zoom).tolist(), "couleur": teinte}
                for t in plan.hachures(forme, pas * 2**0.5, proches)
            ]
    return pdk.Layer(
        "PathLayer", traits, id="hachures", get_path="path", get_color="couleur",
        width_units=_pixels(), get_width=1.2, pickable=False,
    )  # fmt: skip


def _contour(cases: Sequence[CaseCarte], selection: str) -> pdk.Layer:
    chemins = [{"path": a} for c in cases if c.code == selection for anneaux in c.anneaux for a in anneaux]
    return pdk.Layer(
        "PathLayer", chemins, id="selection", get_path="path", get_color=rvb(theme.ACCENT),
        width_units=_pixels(), get_width=3.5, pickable=False,
    )  # fmt: skip


def _noms(noms: Sequence[Etiquette], vue: VueCarte, zoom: float) -> pdk.Layer:
    encres = {
        case.code: theme.ENCRE if classe is None else theme.ENCRE_DES_CLASSES[classe - 1]
        for case, classe in zip(vue.cases, vue.classement.classes, strict=True)
    }
    lignes = [
        {
            "texte": "\n".join(n.lignes),
            "position": plan.deprojeter(np.array([[n.x, n.y]]), zoom)[0].tolist(),
            "couleur": rvb(encres[n.code]),
        }
        for n in noms
    ]
    return pdk.Layer(
        "TextLayer", lignes, id="noms", get_text="texte", get_position="position", get_color="couleur",
        get_size=CORPS, line_height=1.1, font_family=pdk.types.String(theme.FAMILLE),
        character_set=pdk.types.String("auto"), get_text_anchor=pdk.types.String("middle"),
        get_alignment_baseline=pdk.types.String("center"), pickable=False,
    )  # fmt: skip


def _pixels() -> pdk.types.String:
    return pdk.types.String("pixels")
