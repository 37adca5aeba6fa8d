"""Ce qui entoure les lignes de « Dix ans » : le ruban d'incertitude et les années absentes."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.annees import Trou, points_par_annee
from tableau_bord.indicateurs.modele import Indicateur, Point, Serie
from tableau_bord.interface import theme
from tableau_bord.interface.texte import sur


def ruban(figure: go.Figure, serie: Serie, annees: Sequence[int], indicateur: Indicateur) -> None:
    """L'intervalle de la communauté, un morceau par suite d'années sans trou."""
    lus = points_par_annee(serie)
    morceau: list[Point] = []
    for annee in [*annees, None]:
        point = lus.get(annee) if annee is not None else None
        if point is not None and ecriture.intervalle_de(point, indicateur):
            morceau.append(point)
            continue
        if morceau:
            _morceau(figure, morceau)
        morceau = []


def _morceau(figure: go.Figure, points: Sequence[Point]) -> None:
    if len(points) == 1:
        seul = points[0]
        figure.add_scatter(
            x=[seul.annee] * 2, y=[seul.borne_inf, seul.borne_sup], mode="lines",
            line={"color": theme.BANDE, "width": 9}, hoverinfo="skip",
        )  # fmt: skip
        return
    aller = [p.annee for p in points]
    figure.add_scatter(
        x=aller + aller[::-1],
        y=[p.borne_sup for p in points] + [p.borne_inf for p in points][::-1],
        fill="toself", fillcolor=theme.BANDE, mode="lines", line={"width": 0}, hoverinfo="skip",
    )  # fmt: skip


def absences(figure: go.Figure, absents: Sequence[Trou], bas: float) -> None:
    """Au pied de l'année : ◇ ou ○, à la même hauteur pour tous les motifs et toutes les années."""
    figure.add_scatter(
        x=[t.annee for t in absents],
        y=[bas] * len(absents),
        mode="text",
        cliponaxis=False,
        text=[t.symbole for t in absents],
        textfont={"size": 15, "color": theme.SEMBLABLE},
        hovertemplate=[f"<b>{t.annee}</b><br>{sur(t.phrase)}<extra></extra>" for t in absents],
    )
