"""L'épine : toutes les mesures face au reste de la région (APPARENCE §5).

À droite, c'est toujours plus favorable. Les mesures sans sens favorable ne peuvent pas s'y lire :
elles ont leur propre en-tête, sous les autres, où la droite veut dire « plus élevé » et où aucune
marque ne pointe (◆). Les valeurs absentes viennent en dernier : un mot, une phrase, aucun trait.
Rien n'est trié par valeur.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from tableau_bord.indicateurs import ecriture, phrases
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.indicateurs.positions import BORNE, Position, ranger
from tableau_bord.interface import theme
from tableau_bord.interface.infobulle import de_mesure
from tableau_bord.interface.texte import sur

RANG, ENTETE, ABSENT = 62, 30, 56
_TRAIT = 39
_DEMI_BANDE, _DEMI_REPERE = 7, 15
_MARGE = 1.03
_LONGUEUR_DU_NOM = 40
_COULEURS = {
    SignalNiveau.PLUS_FAVORABLE: theme.PLUS,
    SignalNiveau.MOINS_FAVORABLE: theme.MOINS,
}
_FORMES = {
    SignalNiveau.PLUS_FAVORABLE: "triangle-right",
    SignalNiveau.MOINS_FAVORABLE: "triangle-left",
    SignalNiveau.SEMBLABLE: "circle",
    SignalNiveau.PLUS_ELEVE: "diamond",
    SignalNiveau.MOINS_ELEVE: "diamond",
    SignalNiveau.NON_EVALUE: "circle-open",
}


def afficher(mesures: Sequence[Mesure], cle: str) -> None:
    """Montrer l'épine ; son texte alternatif dit la conclusion."""
    st.plotly_chart(
        figure(mesures), theme=None, config=theme.CONFIG_PLOTLY, key=cle, alt=texte_alternatif(mesures)
    )


def figure(mesures: Sequence[Mesure]) -> go.Figure:
    """Bâtir l'épine, dans l'ordre reçu : mesures à sens, mesures neutres, valeurs absentes."""
    rangees = ranger(mesures)
    trace = _Trace()
    if rangees.orientees:
        trace.entete(
            "◄\u00a0moins favorable", _reference(mesures), "plus favorable\u00a0►", (theme.MOINS, theme.PLUS)
        )
        for mesure, position in rangees.orientees:
            trace.rangee(mesure, position)
    if rangees.neutres:
        trace.entete("moins élevé", _reference(mesures), "plus élevé", (theme.ENCRE2, theme.ENCRE2))
        for mesure, position in rangees.neutres:
            trace.rangee(mesure, position)
    for mesure in rangees.sans_position:
        trace.absente(mesure)
    return trace.figure()


def texte_alternatif(mesures: Sequence[Mesure]) -> str:
    """La conclusion d'abord, puis où lire le détail."""
    conclusion = ecriture.sans_gras(phrases.resumer(mesures))
    return f"{conclusion} Le détail, mesure par mesure, est écrit sous la figure."


def _reference(mesures: Sequence[Mesure]) -> str:
    noms = Counter(ecriture.nom_du_reste(m, court=True) for m in mesures if m.reste)
    return noms.most_common(1)[0][0] if noms else "Reste de la région"


@dataclass
class _Trace:
    """Ce qui se dessine, en pixels depuis le haut ; une rangée à la fois."""

    y: float = 0.0
    formes: list[dict[str, Any]] = field(default_factory=list)
    textes: list[dict[str, Any]] = field(default_factory=list)
    marques: list[dict[str, Any]] = field(default_factory=list)

    def entete(self, gauche: str, milieu: str, droite: str, couleurs: tuple[str, str]) -> None:
        if self.y:
            self._filet()
            self.y += 12
        centre = self.y + 10
        self._texte(gauche, 0, centre, "left", 13, couleurs[0])
        self._texte(milieu, 0.5, centre, "center", 13, theme.ENCRE2)
        self._texte(droite, 1, centre, "right", 13, couleurs[1])
        self.y += ENTETE

    def rangee(self, mesure: Mesure, place: Position) -> None:
        couleur = _COULEURS.get(mesure.signal, theme.SEMBLABLE)
        self._titre(mesure, ecriture.valeur(mesure), _COULEURS.get(mesure.signal, theme.ENCRE), 600)
        y = self.y + _TRAIT
        if place.bande:
            self._rectangle(place.bande, (y - _DEMI_BANDE, y + _DEMI_BANDE), theme.BANDE)
        self._ligne((0, 0), (y - _DEMI_REPERE, y + _DEMI_REPERE), theme.ENCRE, 2)
        if place.bas is not None and place.haut is not None:
            self._ligne((place.bas, place.haut), (y, y), couleur, 3)
        self.marques.append({"x": place.x, "y": y, "forme": _FORMES[mesure.signal], "couleur": couleur}
                            | {"infobulle": de_mesure(mesure, place.deborde)})  # fmt: skip
        self.y += RANG
        self._filet()

    def absente(self, mesure: Mesure) -> None:
        raison = ecriture.motif(mesure)
        if raison is None:
            mot, phrase = ecriture.valeur(mesure), ecriture.SANS_RESTE
        else:
            mot = f"{ecriture.symbole_du_motif(raison)}\u00a0{ecriture.valeur(mesure)}"
            phrase = (
                _PHRASE_COURTE_MASQUE if ecriture.est_masquee(mesure) else ecriture.phrase_du_motif(raison)
            )
        self._titre(mesure, mot, theme.SEMBLABLE, 400 if raison else 600)
        self._texte(phrase.rstrip("."), 0, self.y + 36, "left", 13, theme.ENCRE2)
        self.y += ABSENT
        self._filet()

    def _titre(self, mesure: Mesure, droite: str, couleur: str, graisse: int) -> None:
        self._texte(_abreger(mesure.indicateur.court), 0, self.y + 14, "left", 15, theme.ENCRE, 600)
        self._texte(droite, 1, self.y + 14, "right", 15, couleur, graisse)

    def _texte(
        self, texte: str, x: float, y: float, ancre: str, taille: int, couleur: str, graisse: int = 400
    ) -> None:
        police = {"size": taille, "color": couleur, "weight": graisse}
        place = {"x": x, "xref": "paper", "xanchor": ancre, "y": y, "yref": "y", "yanchor": "middle"}
        self.textes.append({"text": sur(texte), "showarrow": False, "font": police, **place})

    def _filet(self) -> None:
        trait = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": self.y, "y1": self.y}
        self.formes.append(trait | {"layer": "below", "line": {"color": theme.FILET, "width": 1}})

    def _ligne(self, x: tuple[float, float], y: tuple[float, float], couleur: str, epaisseur: int) -> None:
        trait = {"type": "line", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "layer": "below"}
        self.formes.append(trait | {"line": {"color": couleur, "width": epaisseur}})

    def _rectangle(self, x: tuple[float, float], y: tuple[float, float], couleur: str) -> None:
        boite = {"type": "rect", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "layer": "below"}
        self.formes.append(boite | {"fillcolor": couleur, "line": {"width": 0}})

    def figure(self) -> go.Figure:
        figure = go.Figure(layout={"template": theme.GABARIT, "height": max(self.y + 2, 10)})
        figure.add_scatter(
            x=[m["x"] for m in self.marques],
            y=[m["y"] for m in self.marques],
            mode="markers",
            cliponaxis=False,
            marker={
                "symbol": [m["forme"] for m in self.marques],
                "opacity": 1,
                "color": [m["couleur"] for m in self.marques],
                "size": [_TAILLES.get(m["forme"], 14) for m in self.marques],
                "line": {"color": theme.FOND, "width": 2},
            },
            hovertemplate=[m["infobulle"] for m in self.marques],
        )
        figure.update_layout(
            shapes=self.formes,
            annotations=self.textes,
            margin={"l": 0, "r": 0, "t": 0, "b": 2},
            hoverdistance=40,
            xaxis={"range": [-BORNE * _MARGE, BORNE * _MARGE], "visible": False},
            yaxis={"range": [self.y, 0], "visible": False},
        )
        return figure


_TAILLES = {"triangle-right": 20, "triangle-left": 20, "diamond": 17}
_PHRASE_COURTE_MASQUE = "Pas montré, pour que personne ne soit reconnu"


def _abreger(nom: str) -> str:
    """Un nom trop long pour un téléphone se coupe au dernier mot ; l'infobulle le donne en entier."""
    if len(nom) <= _LONGUEUR_DU_NOM:
        return nom
    return f"{nom[:_LONGUEUR_DU_NOM].rsplit(' ', 1)[0]}…"
