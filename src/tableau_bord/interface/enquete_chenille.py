"""La « chenille » : chaque territoire, son intervalle, et ce que le modèle y change ; des moins aux plus sondés."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from tableau_bord.commun.francais import nombre, pourcentage
from tableau_bord.enquete.petits_domaines import Voie
from tableau_bord.interface import cadre, theme
from tableau_bord.interface.texte import sur

SYMBOLES = {
    Voie.DIRECT: ("circle", theme.ACCENT, "Directe"), Voie.MODELE: ("diamond", theme.SURVEILLANCE, "Avec le modèle"),
    Voie.SYNTHETIQUE: ("square-open", theme.VECU, "Modèle seul"),
}  # fmt: skip
_HAUT_PAR_LIGNE = 13


def afficher(lignes: pl.DataFrame, noms: dict[str, str], ensemble: float, seuil: int) -> None:
    """Un trait par territoire ; le direct calé en gris, ce qui sera versé en couleur. Rien s'il y en a moins de deux."""
    montrees = lignes.filter(pl.col("valeur").is_not_null()).sort("repondants", "code")
    if montrees.height < 2:
        return
    cadre.section("Territoire par territoire")
    cadre.second(
        "Des moins aux plus sondés, de bas en haut. Point gris\u00a0: le calé seul, là où assez de gens ont répondu. "
        "Symbole et trait\u00a0: ce qui sera versé, 19 fois sur 20."
    )
    rangs = {c: i for i, c in enumerate(montrees["code"])}
    figure = go.Figure()
    figure.add_vline(x=100 * ensemble, line={"color": theme.ENCRE2, "width": 1, "dash": "dot"})
    assez = montrees.filter(
        (pl.col("effectif") >= seuil)
        & (pl.col("repondants") - pl.col("effectif") >= seuil)
        & (pl.col("voie") != str(Voie.DIRECT))
    )
    figure.add_scatter(
        x=assez["direct"] * 100, y=[rangs[c] for c in assez["code"]], mode="markers", name="Calé seul", hoverinfo="skip",
        marker={"color": theme.FILET_FORT, "size": 5},
    )  # fmt: skip
    for voie, (symbole, couleur, nom) in SYMBOLES.items():
        siennes = montrees.filter(pl.col("voie") == str(voie)).to_dicts()
        if siennes:
            figure.add_scatter(
                x=[100 * x["valeur"] for x in siennes], y=[rangs[x["code"]] for x in siennes], mode="markers", name=nom,
                marker={"symbol": symbole, "color": couleur, "size": 7},
                error_x={"type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": couleur,
                         "array": [100 * (x["borne_sup"] - x["valeur"]) for x in siennes],
                         "arrayminus": [100 * (x["valeur"] - x["borne_inf"]) for x in siennes]},
                hovertext=[
                    f"<b>{sur(noms.get(x['code'], x['code']))}</b><br>{pourcentage(x['valeur'])}, de {pourcentage(x['borne_inf'])} "
                    f"à {pourcentage(x['borne_sup'])}<br>{nombre(x['repondants'])} répondants" for x in siennes
                ],
                hoverinfo="text",
            )  # fmt: skip
    figure.update_layout(
        template=theme.GABARIT, height=max(220, 70 + _HAUT_PAR_LIGNE * montrees.height) if montrees.height < 60 else 760,
        margin={"l": 8, "r": 8, "t": 36, "b": 40}, showlegend=True, legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"},
        yaxis={"visible": False, "range": [-1, montrees.height]},
        xaxis={"ticksuffix": "\u00a0%", "showgrid": True, "gridcolor": theme.FILET},
    )  # fmt: skip
    st.plotly_chart(figure, theme=None, config=theme.CONFIG_PLOTLY, key="enquete_chenille")
