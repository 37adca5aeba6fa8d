"""Dix ans : la communauté, sa MRC et sa région, une petite figure par mesure (APPARENCE §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.annees import (
    annees_attendues,
    ecarter,
    echelle,
    points_montrables,
    points_par_annee,
    trous,
)
from tableau_bord.indicateurs.modele import Indicateur, Point, Serie
from tableau_bord.interface import dix_ans_mots as mots
from tableau_bord.interface import dix_ans_traces as traces
from tableau_bord.interface import tableaux, theme
from tableau_bord.interface.texte import sur

HAUTEUR, BAS, HAUT, DROITE, GAUCHE = 236, 46, 12, 120, 44
_LIGNE = 17


@dataclass(frozen=True)
class _Style:
    couleur: str
    largeur: float
    tiret: str
    marque: str
    taille: int


_STYLES = (
    _Style(theme.ENCRE, 3.2, "solid", "circle", 8),
    _Style(theme.ENCRE2, 1.6, "4px,3px", "square", 6),
    _Style(theme.FILET_FORT, 1.6, "solid", "diamond", 6),
)
_POLICES = (
    {"size": 13, "color": theme.ENCRE, "weight": 600},
    {"size": 13, "color": theme.ENCRE2, "weight": 400},
)


def afficher(mesures: Sequence[tuple[Indicateur, Sequence[Serie]]], cle: str) -> None:
    """Montrer les figures sur deux colonnes, chacune suivie de son tableau."""
    for debut in range(0, len(mesures), 2):
        colonnes = st.columns(2, gap="medium")
        for colonne, (indicateur, series) in zip(colonnes, mesures[debut : debut + 2], strict=False):
            with colonne:
                _une_mesure(indicateur, series, f"{cle}_{indicateur.code}")


def _une_mesure(indicateur: Indicateur, series: Sequence[Serie], cle: str) -> None:
    sous_titre = mots.sous_titre(series, indicateur)
    st.html(f'<p class="tb-fort">{sur(indicateur.nom)}</p><p class="tb-second">{sur(sous_titre)}</p>')
    if not any(ecriture.montrable(p) for s in series for p in s.points):
        st.html(f'<p class="tb-second">{sur(mots.sans_valeur(series))}</p>')
        return
    st.plotly_chart(
        figure(series, indicateur),
        theme=None,
        config=theme.CONFIG_PLOTLY,
        key=f"figure_{cle}",
        alt=mots.texte_alternatif(series, indicateur),
    )
    with st.expander("Les mêmes valeurs, en tableau"):
        tableaux.afficher(mots.tableau(series, indicateur), f"{indicateur.nom}, par année", f"tableau_{cle}")


def figure(series: Sequence[Serie], indicateur: Indicateur) -> go.Figure:
    """Tracer les séries, la première en encre épaisse avec son intervalle en ruban."""
    figure = go.Figure(layout={"template": theme.GABARIT, "height": HAUTEUR})
    annees = annees_attendues(series)
    if series:
        traces.ruban(figure, series[0], annees, indicateur)
    for rang, serie in reversed(list(enumerate(series))):
        _ligne(figure, serie, annees, indicateur, _STYLES[min(rang, 2)])
    bas, haut, graduations = echelle(series)
    traces.absences(figure, trous(series[:1], annees), bas)
    figure.update_layout(
        margin={"l": GAUCHE, "r": DROITE, "t": HAUT, "b": BAS},
        annotations=_etiquettes(series, indicateur, (bas, haut), annees[-1] if annees else None),
        xaxis=_axe_des_annees(series, annees),
        yaxis={"range": [bas, haut], "tickvals": graduations, "showgrid": True, "gridcolor": theme.FILET}
        | {"ticktext": mots.graduations(graduations, indicateur), "tickfont": _POLICES[1]},
    )
    return figure


def _axe_des_annees(series: Sequence[Serie], annees: Sequence[int]) -> dict[str, Any]:
    """La première et la dernière période nommées, rien entre les deux."""
    bouts = [annees[0], annees[-1]] if len(annees) > 1 else list(annees)
    marge = 0.6 if len(annees) < 2 else (annees[-1] - annees[0]) * 0.02 + 0.2
    return {
        "range": [annees[0] - marge, annees[-1] + marge] if annees else [0, 1],
        "tickvals": bouts,
        "ticktext": mots.reperes_d_annees(series, bouts),
        "tickfont": _POLICES[1],
        "ticklabelstandoff": 14,
    }


def _ligne(
    figure: go.Figure, serie: Serie, annees: Sequence[int], indicateur: Indicateur, style: _Style
) -> None:
    lus = points_par_annee(serie)
    points = [lus.get(a) for a in annees]
    figure.add_scatter(
        x=list(annees),
        y=[p.valeur if p is not None and ecriture.montrable(p) else None for p in points],
        mode="lines+markers",
        connectgaps=False,
        line={"color": style.couleur, "width": style.largeur, "dash": style.tiret},
        marker={"symbol": style.marque, "size": style.taille, "line": {"color": theme.FOND, "width": 1}},
        hovertemplate=[_infobulle(serie, p, indicateur) if p else "" for p in points],
    )


def _infobulle(serie: Serie, point: Point, indicateur: Indicateur) -> str:
    quand = ecriture.periode_courte(point.periode)
    morceaux = (ecriture.valeur_de(point, indicateur), ecriture.intervalle_de(point, indicateur))
    lignes = [f"<b>{sur(serie.nom)}</b>", sur(quand), sur(", ".join(m for m in morceaux if m))]
    return "<br>".join([*lignes, sur(ecriture.effectif(point))]) + "<extra></extra>"


def _etiquettes(
    series: Sequence[Serie], indicateur: Indicateur, bornes: tuple[float, float], derniere: int | None
) -> list[dict[str, Any]]:
    """Le nom et la dernière valeur de chaque série au bout de sa ligne, sans se toucher."""
    bas, haut = bornes
    utile = HAUTEUR - BAS - HAUT
    fins = [(rang, s, lus[-1]) for rang, s in enumerate(series) if (lus := points_montrables(s))]
    textes = [mots.etiquette(s, p, indicateur, rang == 0, derniere) for rang, s, p in fins]
    vises = [((p.valeur or 0) - bas) / (haut - bas) * utile for _, _, p in fins]
    tailles = [float(_LIGNE * (1 + t.count("\n"))) for t in textes]
    return [
        {
            "text": sur(texte).replace("\n", "<br>"),
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 6,
            "y": bas + place / utile * (haut - bas),
            "yanchor": "middle",
            "showarrow": False,
            "align": "left",
            "font": _POLICES[rang > 0],
        }
        for (rang, _, _), texte, place in zip(
            fins, textes, ecarter(vises, tailles, utile + HAUT), strict=True
        )
    ]
