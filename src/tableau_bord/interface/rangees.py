"""« Mesure par mesure » : une rangée par mesure, tout ce qu'il faut pour la juger et la refaire."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import Mesure
from tableau_bord.interface import definition, etats
from tableau_bord.interface.texte import sur

_COLONNES = [3.9, 1.0]
_GRILLE = "display:flex;flex-wrap:wrap;gap:.35rem 1.6rem;align-items:flex-start;"
_CELLULES = (
    "flex:1.5 1 13rem;min-width:0;",
    "flex:.9 1 8.5rem;min-width:0;",
    "flex:1.2 1 12rem;min-width:0;",
)


def afficher(mesures: Sequence[Mesure], cle: str) -> None:
    """Montrer une rangée par mesure, dans l'ordre reçu ; `cle` distingue deux listes d'une page."""
    for mesure in mesures:
        st.html('<hr class="tb-filet">')
        mots, libre = st.columns(_COLONNES, gap="small")
        with mots:
            st.html(en_html(mesure))
        with (
            libre,
            st.popover(
                "Définition et calcul", type="tertiary", key=f"definition_{cle}_{mesure.indicateur.code}"
            ),
        ):
            st.html(definition.en_html(mesure))


def en_html(mesure: Mesure) -> str:
    """Trois cellules côte à côte, l'une sous l'autre au téléphone (aucune largeur n'est supposée)."""
    cellules = (nom_html(mesure), valeur_html(mesure), signal_html(mesure))
    corps = "".join(f'<div style="{s}">{c}</div>' for s, c in zip(_CELLULES, cellules, strict=True))
    return f'<div style="{_GRILLE}">{corps}</div>'


def nom_html(mesure: Mesure) -> str:
    """Nom, effectif, période et âge de la donnée."""
    effectif = ecriture.effectif(mesure)
    if ecriture.montrable(mesure) and not effectif:
        effectif = "" if mesure.pesee else ecriture.SANS_EFFECTIF
    quand = ecriture.periode_courte(mesure.periode) if effectif else ecriture.periode(mesure)
    age = ecriture.age(mesure)
    detail = ", ".join(t for t in (effectif, f"{quand} ({age})" if age else quand) if t)
    voie = ecriture.pesee(mesure)
    return (
        f'<p class="tb-fort">{sur(mesure.indicateur.nom)}</p>{_second(detail)}{_second(voie) if voie else ""}'
    )


def valeur_html(mesure: Mesure) -> str:
    """Valeur et intervalle, ou le motif à leur place."""
    raison = ecriture.motif(mesure)
    if raison in ecriture.MASQUES:
        return etats.masque_html()
    if raison is Motif.TROP_INCERTAIN and ecriture.valeur(mesure) != raison.value:
        etendue = ecriture.valeur(mesure)
        return f'<p class="tb-fort">{sur(etendue[:1].upper() + etendue[1:])}</p>{_second("19 fois sur 20")}'
    if raison is not None:
        return f'<p class="tb-fort"><span aria-hidden="true">○</span>&nbsp;{sur(raison.value)}</p>'
    unite = ecriture.unite_longue(mesure.indicateur)
    intervalle = ecriture.intervalle(mesure) or ecriture.SANS_INTERVALLE
    valeur = f'<div class="tb-valeur">{sur(ecriture.valeur(mesure))}</div>'
    qualite = ecriture.cote(mesure)
    return (
        f"{valeur}{_second(unite) if unite else ''}{_second(intervalle)}{_second(qualite) if qualite else ''}"
    )


def signal_html(mesure: Mesure) -> str:
    """Signal (symbole et mot), reste de la région, évolution ; ou la phrase du motif."""
    raison = ecriture.motif(mesure)
    if raison is not None:
        return _second(ecriture.phrase_du_motif(raison))
    signe = ecriture.signe(mesure)
    tete = (
        f'<span class="tb-sig {signe.classe}"><span aria-hidden="true">{signe.symbole}</span>'
        f"&nbsp;{sur(signe.mot)}</span>"
    )
    reste = ecriture.valeur_reste(mesure) or "non connu"
    contre = f"{ecriture.nom_du_reste(mesure)}\u00a0: {reste}"
    return f"{tete}{_second(contre)}{_second(mesure.evolution)}"


def _second(texte: str) -> str:
    return f'<p class="tb-second">{sur(texte)}</p>'
