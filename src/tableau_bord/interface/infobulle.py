"""Infobulles des figures, formées en Python : déjà en français, déjà échappées."""

from __future__ import annotations

from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Mesure
from tableau_bord.interface.texte import sur

FIN = "<extra></extra>"


def de_mesure(mesure: Mesure, deborde: bool = False) -> str:
    """Nom ; valeur et intervalle ; effectif et années ; reste ; signal. Un `hovertemplate` Plotly."""
    signe = ecriture.signe(mesure)
    reste = ecriture.valeur_reste(mesure)
    lignes = [
        f"<b>{_plotly(mesure.indicateur.nom)}</b>",
        _plotly(_liste(valeur_longue(mesure), ecriture.intervalle(mesure))),
        _plotly(_liste(ecriture.effectif(mesure), ecriture.periode_courte(mesure.periode))),
        _plotly(f"{ecriture.nom_du_reste(mesure)}\u00a0: {reste}") if reste else "",
        _plotly(f"{signe.symbole}\u00a0{signe.mot}"),
        "Le trait continue hors du cadre" if deborde else "",
    ]
    return "<br>".join(ligne for ligne in lignes if ligne) + FIN


def de_case(case: CaseCarte, indicateur: Indicateur, lecture: str) -> str:
    """Le texte nu d'un territoire de la carte, une information par ligne (jamais du HTML)."""
    unite = ecriture.unite_longue(indicateur)
    valeur = ecriture.valeur_de(case, indicateur)
    valeur = f"{valeur} {unite}" if unite and ecriture.montrable(case) else valeur
    lignes = [
        case.nom,
        _liste(valeur, ecriture.intervalle_de(case, indicateur)),
        ecriture.effectif(case),
        lecture,
    ]
    return "\n".join(ligne for ligne in lignes if ligne)


def valeur_longue(mesure: Mesure) -> str:
    """La valeur et son unité, même longue : « 412 pour 100 000 »."""
    unite = ecriture.unite_longue(mesure.indicateur)
    valeur = ecriture.valeur(mesure)
    return f"{valeur} {unite}" if unite and ecriture.montrable(mesure) else valeur


def _liste(*morceaux: str) -> str:
    return ", ".join(m for m in morceaux if m)


def _plotly(texte: str) -> str:
    """Échapper pour Plotly : HTML, et les accolades de ses gabarits."""
    return sur(texte).replace("%{", "%&#123;")
