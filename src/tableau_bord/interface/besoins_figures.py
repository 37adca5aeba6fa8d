"""Le nuage besoin × appuis, les deux listes qui font agir, et le tableau complet."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import streamlit as st

from tableau_bord import actifs
from tableau_bord.acces import Profil
from tableau_bord.actifs import Filtre
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes.besoins_modele import Croisement, Lieu
from tableau_bord.indicateurs import ecriture
from tableau_bord.interface import besoins_palette as palette
from tableau_bord.interface import cadre, navigation, tableaux, theme
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

SYMBOLES = {1: "circle-open", 2: "circle", 3: "triangle-up"}
NOMMES = 5


def nuage(lu: Croisement, choisi: str) -> None:
    """Chaque territoire : appuis à l'horizontale, besoin à la verticale, les deux intervalles ; rien s'il y en a trop peu."""
    montres = [x for x in lu.lieux if x.case.valeur is not None and x.pour_mille is not None]
    if lu.indicateur is None or len(montres) < 3:
        return
    cadre.section("Le même croisement, en nuage")
    figure = go.Figure()
    for besoin in (3, 2, 1):
        siens = [x for x in montres if (x.besoin or 2) == besoin]
        if siens:
            figure.add_trace(_trace(lu, siens, besoin))
    for x in montres:
        if x.code == choisi:
            figure.add_annotation(
                x=x.pour_mille,
                y=x.case.valeur,
                text=f"<b>{escape(x.nom)}</b>",
                showarrow=True,
                arrowhead=0,
                ay=-28,
            )
    titre = f"{lu.indicateur.court}, {ecriture.unite_longue(lu.indicateur) or lu.indicateur.unite}"
    figure.update_layout(
        template=theme.GABARIT, height=420, margin={"l": 64, "r": 8, "t": 8, "b": 56}, legend={"orientation": "h", "y": 1.08},
        xaxis={"title": "Actifs de l’enjeu, pour 1\u00a0000 personnes", "rangemode": "tozero", "fixedrange": True},
        yaxis={"title": titre, "fixedrange": True},
    )  # fmt: skip
    st.plotly_chart(figure, theme=None, config=theme.CONFIG_PLOTLY, key=f"besoins_nuage_{lu.enjeu.enjeu}")
    cadre.second(
        "Les traits disent l’incertitude\u00a0: 19 fois sur 20 pour la mesure\u00a0; pour les appuis, la chance que chaque actif existe encore."
    )


def _trace(lu: Croisement, siens: list[Lieu], besoin: int) -> go.Scatter:
    def ecart(x: Lieu, borne: float | None) -> float:
        return abs((borne if borne is not None else x.case.valeur or 0.0) - (x.case.valeur or 0.0))

    assert lu.indicateur is not None
    return go.Scatter(
        x=[x.pour_mille for x in siens], y=[x.case.valeur for x in siens], mode="markers", name=palette.BESOINS[besoin].capitalize(),
        marker={"symbol": SYMBOLES[besoin], "size": 11, "color": [palette.COULEURS[x.categorie] if x.categorie else theme.SEMBLABLE for x in siens],
                "line": {"color": theme.ENCRE, "width": 1}},
        error_y={"type": "data", "symmetric": False, "array": [ecart(x, x.case.borne_sup) for x in siens],
                 "arrayminus": [ecart(x, x.case.borne_inf) for x in siens], "color": theme.FILET_FORT, "thickness": 1, "width": 0},
        error_x={"type": "data", "symmetric": False, "array": [(x.haut or 0) - (x.pour_mille or 0) for x in siens],
                 "arrayminus": [(x.pour_mille or 0) - (x.bas or 0) for x in siens], "color": theme.FILET_FORT, "thickness": 1, "width": 0},
        text=[f"{escape(x.nom)}<br>{palette.en_mots(x.categorie, instable=x.instable)}" for x in siens], hoverinfo="text",
    )  # fmt: skip


def listes(ici: Contexte, lu: Croisement) -> None:
    """« Besoin fort, peu d'appuis » et « Mieux qu'attendu : quels actifs ? », en ordre alphabétique."""
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        cadre.section("Besoin fort, peu d’appuis")
        cadre.second(
            "Des territoires où chercher d’abord ce qui n’est pas inscrit, puis ce qui manque vraiment."
        )
        _noms(lu, lu.a_soutenir, "Aucun territoire, avec ce qu’on sait.")
    with droite:
        cadre.section("Mieux qu’attendu\u00a0: quels actifs\u00a0?")
        cadre.second(_attente(lu))
        _avec_actifs(ici, lu)


def _attente(lu: Croisement) -> str:
    a = lu.attente
    if a.droite is None or a.mesure is None:
        return "L’attendu ne se calcule pas ici\u00a0: il faut au moins huit territoires mesurés et une mesure de défavorisation publiée."
    return (
        f"Attendu selon «\u00a0{a.mesure.nom.lower()}\u00a0» (moindres carrés pondérés, {nombre(a.droite.n)} territoires, r² de {nombre(a.droite.r2, 2)}). "
        "Ce n’est pas une cause\u00a0: c’est une question à poser au terrain."
    )


def _noms(lu: Croisement, lieux: tuple[Lieu, ...], vide: str) -> None:
    if not lieux:
        st.markdown(vide)
        return
    st.html(
        "".join(
            f'<p class="tb-ligne">{_lien(lu, x)}{" (incertain)" if x.instable else ""}</p>' for x in lieux
        )
    )


def _lien(lu: Croisement, x: Lieu) -> str:
    adresse = navigation.adresse_html(
        "carte", vue="Besoins × actifs", enjeu=lu.enjeu.enjeu, decoupage=lu.decoupage, territoire=x.code
    )
    return f'<a href="{sur(adresse)}" target="_self">{sur(x.nom)}</a>'


def _avec_actifs(ici: Contexte, lu: Croisement) -> None:
    if not lu.mieux_qu_attendu:
        st.markdown("Aucun territoire, avec ce qu’on sait.")
        return
    inventaire = actifs.inventaire(ici.entrepot, Profil.TABLE)
    lignes = []
    for x in lu.mieux_qu_attendu:
        siens = actifs.chercher(
            inventaire, Filtre(enjeux=(lu.enjeu.enjeu,), decoupage=lu.decoupage, code=x.code)
        )
        noms = siens.sort("fraicheur", descending=True)["nom"].head(NOMMES).to_list()
        surplus = siens.height - len(noms)
        dits = ", ".join(sur(n) for n in noms) + (f" et {compter(surplus, 'autre')}" if surplus > 0 else "")
        lignes.append(
            f'<p class="tb-ligne">{_lien(lu, x)}<br><span class="tb-second">{dits or "aucun actif de cet enjeu n’y est inscrit"}.</span></p>'
        )
    st.html("".join(lignes))


def tableau(lu: Croisement) -> None:
    """Chaque territoire, en ordre alphabétique."""
    st.header("Les mêmes valeurs, en tableau", anchor=False)
    colonnes: dict[str, list[str]] = {"Territoire": [x.nom for x in lu.lieux]}
    if lu.indicateur:
        colonnes[lu.indicateur.court] = [_valeur(lu, x) for x in lu.lieux]
        colonnes["Intervalle"] = [ecriture.intervalle_de(x.case, lu.indicateur) for x in lu.lieux]
    colonnes["Actifs"] = ["pas inventorié" if x.nombre is None else nombre(x.nombre) for x in lu.lieux]
    colonnes["Pour 1\u00a0000 personnes"] = [
        "" if x.pour_mille is None else nombre(x.pour_mille, 2) for x in lu.lieux
    ]
    colonnes["Lecture"] = [palette.en_mots(x.categorie, instable=x.instable) for x in lu.lieux]
    tableaux.afficher(
        colonnes,
        f"{lu.enjeu.nom}\u00a0: besoins et actifs par territoire",
        f"besoins_tableau_{lu.enjeu.enjeu}",
    )


def _valeur(lu: Croisement, x: Lieu) -> str:
    assert lu.indicateur is not None
    raison = ecriture.motif(x.case)
    texte = ecriture.valeur_de(x.case, lu.indicateur)
    return texte if raison is None else f"{ecriture.symbole_du_motif(raison)}\u00a0{texte}"
