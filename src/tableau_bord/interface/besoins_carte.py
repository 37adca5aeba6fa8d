"""La carte bivariée besoins × appuis, sa légende en neuf cases et le clic."""

from __future__ import annotations

import numpy as np
import pydeck as pdk
import shapely
import streamlit as st

from tableau_bord.commun.francais import compter
from tableau_bord.gestes.besoins_modele import Croisement, Lieu
from tableau_bord.indicateurs import ecriture
from tableau_bord.interface import besoins_palette as palette
from tableau_bord.interface import cadre, carte, identite, theme
from tableau_bord.interface.carte_couches import COUCHE, STYLE_VIDE, rvb
from tableau_bord.interface.texte import sur
from tableau_bord.rapports import plan
from tableau_bord.territoires import libelle

HAUTEUR = 430


def afficher(lu: Croisement, choisi: str) -> str | None:
    """La carte et sa légende ; rend le code qu'on vient de cliquer."""
    telephone = identite.au_telephone()
    largeur, hauteur = (
        (carte.LARGEUR_TELEPHONE, carte.HAUTEUR_TELEPHONE) if telephone else (carte.LARGEUR, HAUTEUR)
    )
    gauche, droite = st.columns([1.85, 1], gap="large")
    with gauche:
        fenetre = plan.cadrer([x.case for x in lu.lieux], largeur, hauteur)
        geste = st.pydeck_chart(
            _deck(lu, choisi, fenetre, glisser=not telephone), height=round(fenetre.hauteur), key=f"besoins_carte_{lu.enjeu.enjeu}",
            on_select="rerun", selection_mode="single-object", alt=alternatif(lu),
        )  # fmt: skip
    with droite:
        st.html(legende_html(lu))
    cadre.second(regle(lu))
    objets = geste.selection.objects.get(COUCHE) if geste else None
    return str(objets[0]["code"]) if objets else None


def alternatif(lu: Croisement) -> str:
    """La conclusion de la carte pour qui ne la voit pas."""
    n = len(lu.a_soutenir)
    noms = ", ".join(x.nom for x in lu.a_soutenir[:6])
    return (
        f"Carte de {len(lu.lieux)} territoires. Besoin fort et peu d’appuis\u00a0: {noms or 'aucun'}"
        f"{' et d’autres' if n > 6 else ''}. Le tableau donne chacun."
    )


def regle(lu: Croisement) -> str:
    """Comment les classes se font, imprimé sous la carte."""
    unite = ecriture.unite_longue(lu.indicateur) if lu.indicateur else ""
    if len(lu.bornes_besoin) == 2 and lu.indicateur:
        b = [ecriture.avec_unite(x, lu.indicateur) for x in lu.bornes_besoin]
        besoin = f"Besoin\u00a0: trois groupes de même taille, coupés à {b[0]} et {b[1]}{f' ({unite})' if unite else ''}. {palette.sens_du_besoin(lu.indicateur)}"
    else:
        besoin = "Trop peu de valeurs pour faire trois groupes de besoin."
    return (
        f"{besoin} Appuis\u00a0: actifs de l’enjeu pour 1\u00a0000 personnes, chacun compté pour sa fraîcheur, en trois groupes. "
        "Hachuré\u00a0: l’intervalle traverse une coupure. Un territoire sans aucun actif inscrit n’est pas à zéro\u00a0: il n’est pas inventorié."
    )


def legende_html(lu: Croisement) -> str:
    """Trois sur trois, chaque case avec sa couleur, sa marque, ses mots et son compte."""
    comptes: dict[tuple[int, int] | None, int] = {}
    for x in lu.lieux:
        comptes[x.categorie] = comptes.get(x.categorie, 0) + 1
    lignes = []
    for besoin in (3, 2, 1):
        cellules = "".join(_case(besoin, appuis, comptes.get((besoin, appuis), 0)) for appuis in (1, 2, 3))
        lignes.append(
            f'<tr><th scope="row" style="white-space:normal;width:26%">{palette.BESOINS[besoin].capitalize()}</th>{cellules}</tr>'
        )
    tetes = "".join(
        f'<th scope="col" style="white-space:normal;vertical-align:bottom">{palette.APPUIS[a].capitalize()}</th>'
        for a in (1, 2, 3)
    )
    sans = comptes.get(None, 0)
    pied = (
        f'<p class="tb-second">{compter(sans, "territoire")} sans classe\u00a0: valeur protégée ou absente, ou pas d’inventaire.</p>'
        if sans
        else ""
    )
    style = "table-layout:fixed;white-space:normal"
    return (
        f'<table class="tb-tableau" style="{style}">'
        f'<caption class="tb-second" style="text-align:left">Combien de {sur(libelle(lu.decoupage, 2))} dans chaque classe</caption>'
        f"<thead><tr><td></td>{tetes}</tr></thead><tbody>{''.join(lignes)}</tbody></table>{pied}"
    )


def _case(besoin: int, appuis: int, n: int) -> str:
    couleur = palette.COULEURS[besoin, appuis]
    encre = "#FFFFFF" if _sombre(couleur) else theme.ENCRE
    marque = palette.MARQUES.get((besoin, appuis), "")
    return f'<td style="background:{couleur};color:{encre};text-align:center;padding:.5rem .2rem"><span aria-hidden="true">{marque} </span>{n}</td>'


def _sombre(hexa: str) -> bool:
    r, v, b, _ = rvb(hexa)
    return 0.299 * r + 0.587 * v + 0.114 * b < 140


def _deck(lu: Croisement, choisi: str, fenetre: plan.Cadre, *, glisser: bool) -> pdk.Deck:
    formes = plan.formes([x.case for x in lu.lieux], fenetre.zoom)
    couches = [_polygones(lu), _hachures(lu, formes, fenetre.zoom), _marques(lu, formes, fenetre.zoom)]
    if choisi:
        couches.append(_contour(lu, choisi))
    gestes = {"scrollZoom": False, "dragPan": glisser, "dragRotate": False, "touchRotate": False}
    return pdk.Deck(
        layers=couches, map_provider="mapbox", map_style=STYLE_VIDE, views=[pdk.View(type="MapView", controller=gestes)],
        initial_view_state=pdk.ViewState(longitude=fenetre.longitude, latitude=fenetre.latitude, zoom=fenetre.zoom, min_zoom=1, max_zoom=14),
        tooltip={"text": "{infobulle}", "style": {"backgroundColor": "#FFFFFF", "color": theme.ENCRE, "fontFamily": theme.FAMILLE, "fontSize": "14px"}},
    )  # fmt: skip


def _polygones(lu: Croisement) -> pdk.Layer:
    lignes = [
        {"polygon": anneaux, "code": x.code, "infobulle": infobulle(lu, x),
         "couleur": rvb(palette.COULEURS[x.categorie] if x.categorie else palette.SANS_CLASSE)}
        for x in lu.lieux for anneaux in x.case.anneaux
    ]  # fmt: skip
    return pdk.Layer("PolygonLayer", lignes, id=COUCHE, get_polygon="polygon", get_fill_color="couleur", get_line_color=rvb(theme.ENCRE2),
                     line_width_units=_pixels(), get_line_width=0.8, stroked=True, filled=True, pickable=True, auto_highlight=True,
                     highlight_color=rvb(theme.ACCENT, 0.25))  # fmt: skip


def infobulle(lu: Croisement, x: Lieu) -> str:
    """Le texte nu d'un territoire."""
    lignes = [x.nom, palette.en_mots(x.categorie, instable=x.instable)]
    if lu.indicateur:
        lignes.append(f"{lu.indicateur.court}\u00a0: {ecriture.valeur_de(x.case, lu.indicateur)}")
    lignes.append(
        compter(x.nombre, "actif de l’enjeu", "actifs de l’enjeu")
        if x.nombre is not None
        else "Pas encore inventorié"
    )
    return "\n".join(lignes)


def _hachures(lu: Croisement, formes: list[shapely.geometry.base.BaseGeometry], zoom: float) -> pdk.Layer:
    traits = []
    for x, forme in zip(lu.lieux, formes, strict=True):
        if x.categorie is None or x.instable:
            sombre = x.categorie is not None and _sombre(palette.COULEURS[x.categorie])
            teinte = rvb(theme.FOND, 0.8) if sombre else rvb(theme.ENCRE, 0.35)
            pas = 10.0 if x.categorie is None else 6.0
            traits += [
                {"path": plan.deprojeter(t, zoom).tolist(), "couleur": teinte}
                for t in plan.hachures(forme, pas * 2**0.5)
            ]
    return pdk.Layer(
        "PathLayer",
        traits,
        id="hachures",
        get_path="path",
        get_color="couleur",
        width_units=_pixels(),
        get_width=1.1,
        pickable=False,
    )


def _marques(lu: Croisement, formes: list[shapely.geometry.base.BaseGeometry], zoom: float) -> pdk.Layer:
    lignes = []
    for x, forme in zip(lu.lieux, formes, strict=True):
        if x.categorie in palette.MARQUES and not forme.is_empty:
            point = shapely.point_on_surface(forme)
            lieu = plan.deprojeter(np.array([[point.x, point.y]]), zoom)[0].tolist()
            lignes.append(
                {"texte": palette.MARQUES[x.categorie], "position": lieu, "couleur": rvb("#FFFFFF")}
            )
    return pdk.Layer("TextLayer", lignes, id="marques", get_text="texte", get_position="position", get_color="couleur", get_size=13,
                     font_family=pdk.types.String(theme.FAMILLE), character_set=pdk.types.String("auto"), pickable=False)  # fmt: skip


def _contour(lu: Croisement, choisi: str) -> pdk.Layer:
    chemins = [
        {"path": a} for x in lu.lieux if x.code == choisi for anneaux in x.case.anneaux for a in anneaux
    ]
    return pdk.Layer(
        "PathLayer",
        chemins,
        id="choisi",
        get_path="path",
        get_color=rvb(theme.ACCENT),
        width_units=_pixels(),
        get_width=3.5,
        pickable=False,
    )


def _pixels() -> pdk.types.String:
    return pdk.types.String("pixels")
