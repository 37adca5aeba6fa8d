"""Qui travaille avec qui : un graphe simple, les organismes partagés, les tables qui en partagent."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from tableau_bord.actifs import Genre, Inventaire, reseau
from tableau_bord.actifs.reseau import Noeud, Reseau
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.interface import cadre, etats, tableaux, theme
from tableau_bord.interface.actifs import Choix
from tableau_bord.interface.texte import sur

NOMMES = 6
NOM_LARGE, NOM_HAUT = 0.3, 0.07
"""Place d'un nom, en part de la figure."""
SYMBOLES = {
    Genre.TABLE.value: ("square", theme.ENCRE), Genre.SERVICE.value: ("diamond", theme.ACCENT),
    reseau.ENJEU: ("circle-open", theme.ENCRE2),
}  # fmt: skip
SIGNES = {
    Genre.TABLE.value: ("■", "table"),
    Genre.SERVICE.value: ("◆", "service"),
    reseau.ENJEU: ("○", "enjeu"),
}
ORDINAIRE = ("circle", theme.TERRAIN)
MATRICE_MAX = 40
"""Au-delà, la matrice ne se lit plus : le tableau des paires la remplace."""


@st.cache_data(max_entries=4, show_spinner=False)
def _tisser(_lu: Inventaire, cle: tuple[object, ...], _enjeux: dict[str, str] | None) -> Reseau:
    return reseau.tisser(_lu, _enjeux)


def afficher(choix: Choix, version: tuple[object, ...]) -> None:
    """Le graphe, sa phrase, ses tableaux ; `version` : ce qui change quand l'inventaire change."""
    avec = st.checkbox("Dessiner aussi les enjeux communs", key="actifs_reseau_enjeux")
    tisse = _tisser(choix.lu, (*version, avec, tuple(choix.enjeux.items())), choix.enjeux if avec else None)
    if not tisse.noeuds:
        etats.vide(
            "Aucun lien n’est encore inscrit entre les actifs.",
            "Dites de quelle table un organisme est membre, ou quel organisme offre un service\u00a0: le réseau se dessine ici.",
        )
        return
    st.markdown(f"**{phrase(tisse)}**")
    st.html(f'<p class="tb-second">{legende(tisse)}</p>')
    alt = f"Graphe de qui travaille avec qui. {phrase(tisse)}"
    st.plotly_chart(_figure(tisse), theme=None, config=theme.CONFIG_PLOTLY, key="actifs_reseau", alt=alt)
    if tisse.tus:
        cadre.second(
            f"Les {nombre(len(tisse.noeuds))} plus liés sont dessinés\u00a0; {compter(tisse.tus, 'autre ne l’est pas', 'autres ne le sont pas')}. "
            "Les tableaux comptent tout le monde."
        )
    _partages(tisse, choix)
    _communs(tisse, choix)
    _matrice(tisse)


def legende(r: Reseau) -> str:
    """Les formes du graphe, nommées ; celles qui y sont seulement."""
    presents = {n.genre for n in r.noeuds}
    mots = [f"{signe}\u00a0{mot}" for g, (signe, mot) in SIGNES.items() if g in presents]
    if presents - set(SIGNES):
        mots.append("●\u00a0organisme, lieu ou autre actif")
    return f"{', '.join(mots)}. Plus une marque est grande, plus elle a de liens."


def phrase(r: Reseau) -> str:
    """« 32 tables et 1 553 organismes ; 96 sont membres de plus d'une table. »."""
    if not r.tables:
        return f"{compter(len(r.noeuds), 'actif lié', 'actifs liés')} à un autre."
    partage = r.partages.height
    suite = (
        f"{compter(partage, 'est membre', 'sont membres')} de plus d’une table"
        if partage
        else "aucun n’est membre de deux tables"
    )
    return f"{compter(r.tables, 'table')} et {compter(r.membres, 'organisme membre', 'organismes membres')}\u00a0; {suite}."


def _figure(r: Reseau) -> go.Figure:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for a, b in r.aretes:
        xs += [r.noeuds[a].x, r.noeuds[b].x, None]
        ys += [r.noeuds[a].y, r.noeuds[b].y, None]
    figure = go.Figure(
        go.Scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"color": theme.FILET_FORT, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    for genre in dict.fromkeys(n.genre for n in r.noeuds):
        siens = [n for n in r.noeuds if n.genre == genre]
        symbole, couleur = SYMBOLES.get(genre, ORDINAIRE)
        figure.add_scatter(
            x=[n.x for n in siens], y=[n.y for n in siens], mode="markers", showlegend=False,
            marker={"symbol": symbole, "color": couleur, "size": [7 + 2.4 * n.liens**0.5 for n in siens], "line": {"color": theme.FOND, "width": 1}},
            hovertext=[f"{sur(n.nom)}<br>{compter(n.liens, 'lien')}" for n in siens], hoverinfo="text",
        )  # fmt: skip
    for n in _a_nommer(r):
        figure.add_annotation(
            x=n.x, y=n.y, text=sur(_court(n.nom)), showarrow=False, yshift=18,
            font={"size": 12, "color": theme.ENCRE}, bgcolor=theme.FOND, opacity=0.92, borderpad=1,
        )  # fmt: skip
    figure.update_layout(template=theme.GABARIT, height=520, margin={"l": 0, "r": 0, "t": 8, "b": 0},
                         xaxis={"visible": False}, yaxis={"visible": False})  # fmt: skip
    return figure


def _a_nommer(r: Reseau) -> list[Noeud]:
    """Les plus liés d'abord, tant que leurs noms ne se marchent pas dessus."""
    large = max((n.x for n in r.noeuds), default=1.0) - min((n.x for n in r.noeuds), default=0.0)
    haut = max((n.y for n in r.noeuds), default=1.0) - min((n.y for n in r.noeuds), default=0.0)
    retenus: list[Noeud] = []
    for n in r.noeuds:
        if len(retenus) == NOMMES:
            break
        if all(abs(n.x - m.x) > NOM_LARGE * large or abs(n.y - m.y) > NOM_HAUT * haut for m in retenus):
            retenus.append(n)
    return retenus


def _partages(r: Reseau, choix: Choix) -> None:
    if r.partages.is_empty():
        return
    cadre.section("Organismes partagés entre tables")
    lignes = r.partages.head(200)
    enjeux = [_enjeux(x, choix) for x in lignes["enjeux"]]
    colonnes = {
        "Organisme": lignes["nom"].to_list(),
        "Tables": [nombre(n) for n in lignes["nombre"]],
        "Lesquelles": lignes["tables"].to_list(),
    }
    if any(enjeux):
        colonnes["Enjeux"] = enjeux
    tableaux.afficher(colonnes, "Organismes membres de plus d’une table", "actifs_partages")


def _communs(r: Reseau, choix: Choix) -> None:
    if r.communs.is_empty():
        return
    cadre.section("Tables qui partagent des organismes")
    lignes = r.communs.head(200)
    colonnes = {
        "Table": lignes["table"].to_list(),
        "Avec": lignes["autre"].to_list(),
        "Organismes communs": [nombre(n) for n in lignes["nombre"]],
        "Leurs enjeux": [_enjeux(x, choix) for x in lignes["enjeux"]],
    }
    tableaux.afficher(colonnes, "Tables et organismes communs", "actifs_communs")


def _matrice(r: Reseau) -> None:
    """Tables × tables : combien d'organismes elles partagent ; la diagonale compte les membres."""
    tables = list(dict.fromkeys(a for a, _ in r.matrice))
    if not 2 <= len(tables) <= MATRICE_MAX:
        return
    with st.expander("Matrice des organismes partagés"):
        cadre.second(
            "À la croisée de deux tables, leurs organismes communs\u00a0; sur la diagonale, les membres."
        )
        colonnes = {"Table": tables} | {
            b: [nombre(r.matrice[a, b]) if r.matrice[a, b] else "–" for a in tables] for b in tables
        }
        tableaux.defilant(colonnes, "Organismes partagés entre tables")


def _enjeux(codes: str, choix: Choix) -> str:
    return ", ".join(choix.enjeux.get(e, e) for e in codes.split(", ") if e)


def _court(nom: str) -> str:
    return nom if len(nom) <= 44 else nom[:42].rsplit(" ", 1)[0] + "…"
