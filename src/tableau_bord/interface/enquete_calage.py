"""L'effet du calage : ce que chaque marge était, ce qu'elle est devenue, et ce qu'il en coûte."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import plotly.graph_objects as go
import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import nombre
from tableau_bord.enquete import RapportCalage
from tableau_bord.gestes import enquete_peser
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.gestes.enquete_peser import Pesee
from tableau_bord.importation.fiches import Fiches
from tableau_bord.interface import cadre, etats, tableaux, theme
from tableau_bord.interface.contexte import Contexte

SEUIL = 5
SEXES = {"F": "Femmes", "M": "Hommes"}
_GARDE = "enquete_pesee"


def peser(ici: Contexte, fiches: Fiches, dite: Declaration) -> Pesee | None:
    """L'échantillon pesé par ce plan ; rien, et une phrase, s'il manque un choix."""
    manquants = [
        mot for mot, vaut in (("la période", dite.periode), ("la colonne des poids", dite.poids), ("celle du territoire", dite.territoire),
                              ("le nom de l’enquête", dite.nom)) if not vaut
    ]  # fmt: skip
    if manquants:
        etats.information(f"Il manque encore {manquants[0]}.")
        return None
    nue = replace(dite, mesures=(), auxiliaires=())
    cle = (ici.entrepot.chemin, ici.entrepot.version, fiches.empreinte, nue)
    garde = st.session_state.get(_GARDE)
    if garde is None or garde[0] != cle:
        garde = (cle, enquete_peser.peser(ici.entrepot, fiches, nue, ici.qui))
        st.session_state[_GARDE] = garde
    return cast(Pesee, garde[1])


def montrer(ici: Contexte, pesee: Pesee) -> None:
    """Une phrase, les marges, les facteurs."""
    for remarque in pesee.remarques:
        etats.avertissement(remarque)
    r = pesee.rapport
    personnes = nombre(pesee.population or float(pesee.plan.poids.sum()))
    if r is None:
        st.markdown(
            f"**{nombre(pesee.fiches.lignes)} répondants pèsent pour {personnes} personnes**, aux poids du fichier."
        )
        return
    st.markdown(
        f"**{nombre(pesee.fiches.lignes)} répondants pèsent pour {personnes} personnes** (population de {pesee.annee}). "
        f"Leurs poids inégaux en font l’équivalent de **{nombre(r.kish_apres.effectif)}** répondants "
        f"({nombre(r.kish_avant.effectif)} avant le calage)."
    )
    gauche, droite = st.columns([1, 1.25], gap="large")
    with gauche:
        _facteurs(r)
    with droite, st.expander("Marge par marge, avant et après"):
        connus = territoires.codes_connus(ici.entrepot)
        marges = {m.decoupage for m in pesee.declaration.marges}
        noms = {c: n for d, c, n in connus.select("decoupage", "code", "nom").iter_rows() if d in marges}
        _marges(r, noms)


def _facteurs(r: RapportCalage) -> None:
    """De combien les poids ont bougé : une bande, du plus petit au plus grand facteur."""
    q = dict(r.facteurs)
    figure = go.Figure()
    for bas, haut, large in ((0.0, 1.0, 2), (0.05, 0.95, 7), (0.25, 0.75, 16)):
        figure.add_scatter(
            x=[q[bas], q[haut]], y=[0, 0], mode="lines", hoverinfo="skip",
            line={"color": theme.ENCRE if large == 2 else (theme.FILET_FORT if large == 7 else theme.ACCENT), "width": large},
        )  # fmt: skip
    figure.add_scatter(x=[q[0.5]], y=[0], mode="markers", marker={"color": theme.FOND, "size": 9, "line": {"color": theme.ENCRE, "width": 2}},
                       hovertext=[f"Médiane\u00a0: {nombre(q[0.5], 2)}"], hoverinfo="text")  # fmt: skip
    figure.add_vline(x=1, line={"color": theme.ENCRE2, "width": 1, "dash": "dot"})
    figure.update_layout(
        template=theme.GABARIT, height=108, margin={"l": 4, "r": 4, "t": 4, "b": 50}, yaxis={"visible": False, "range": [-1, 1]},
        xaxis={"title": {"text": "Facteur du calage (1\u00a0: poids inchangé)", "font": {"size": 13}, "standoff": 14}, "showline": True, "linecolor": theme.FILET},
    )  # fmt: skip
    st.plotly_chart(figure, theme=None, config=theme.CONFIG_PLOTLY, key="enquete_facteurs")
    cadre.second(
        f"La moitié des poids sont multipliés par {nombre(q[0.25], 2)} à {nombre(q[0.75], 2)}\u00a0; "
        f"les extrêmes par {nombre(q[0.0], 2)} et {nombre(q[1.0], 2)}."
    )


def _marges(r: RapportCalage, noms: dict[str, str]) -> None:
    lignes = r.marges
    tableaux.defilant(
        {
            "Catégorie": [_en_mots(m.nom, noms) for m in lignes],
            "Répondants": [
                nombre(m.repondants) if m.repondants >= SEUIL else f"moins de {SEUIL}" for m in lignes
            ],
            "Avant": [nombre(m.avant) if m.repondants >= SEUIL else "" for m in lignes],
            "Après": [nombre(m.apres) for m in lignes],
            "Population": [nombre(m.total) for m in lignes],
        },
        "Marges avant et après le calage",
    )


def _en_mots(marge: str, noms: dict[str, str]) -> str:
    """« sexe et âge = F × 15 à 24 ans » → « Femmes, 15 à 24 ans » ; « MRC = 201 » → « MRC Cœur-des-Lacs »."""
    quoi, _, categorie = marge.partition(" = ")
    sexe, croix, age = categorie.partition(" × ")
    if croix:
        return f"{SEXES.get(sexe, sexe)}, {age}"
    return f"{quoi} {noms.get(categorie, categorie)}"
