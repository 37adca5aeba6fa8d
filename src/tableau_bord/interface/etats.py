"""Les états d'un écran sans nombre, avec leurs mots exacts (APPARENCE §7)."""

from __future__ import annotations

import streamlit as st

from tableau_bord.commun.francais import nombre
from tableau_bord.interface.texte import sur, sur_markdown

MASQUE = (
    "Ce nombre n’est pas montré, pour que personne ne puisse être reconnu, ici ou à côté. "
    "Il peut être petit, grand ou nul."
)
PAS_LU = "Le terrain n’a pas encore lu cette mesure."


def vide(phrase: str, detail: str = "", *, bouton: str = "", cle: str | None = None) -> bool:
    """Dire qu'il n'y a rien, et par où commencer ; rend True quand le bouton vient d'être pressé."""
    _phrase_et_detail(phrase, detail)
    return bool(bouton) and st.button(bouton, type="primary", key=cle)


def masque(explication: bool = True) -> None:
    """Montrer une valeur masquée, de la taille d'une valeur ; jamais pourquoi elle l'est."""
    st.html(masque_html(explication=explication))


def masque_html(*, explication: bool = False) -> str:
    """Écrire « ◇ masqué » pour une rangée bâtie en HTML."""
    marque = '<span class="tb-masque"><span aria-hidden="true">◇</span>&nbsp;masqué</span>'
    return f'{marque}<p class="tb-second">{MASQUE}</p>' if explication else marque


def trop_incertain(intervalle: str, detail: str = "") -> None:
    """Donner l'intervalle à la place de la valeur (« De 3 à 31 % ») ; `detail` : « 19 répondants. »."""
    suite = f"\u00a0: {detail}" if detail else "."
    _phrase_et_detail(intervalle, f"La valeur est trop incertaine pour être donnée seule{suite}")


def non_disponible(periode: str = "", derniere: str = "") -> None:
    """Dire que la source n'a rien diffusé, et la dernière valeur connue (« celle de 2019 »)."""
    titre = f"Pas de donnée pour {periode}" if periode else "Pas de donnée"
    suite = f" La dernière valeur connue est {derniere}." if derniere else ""
    _phrase_et_detail(titre, f"La source n’a pas diffusé cette année.{suite}")


def pas_encore_lu() -> None:
    """Dire que le terrain n'a pas encore lu cette mesure."""
    st.html(f'<p class="tb-pas-lu">{PAS_LU}</p>')


def en_cours(fait: int, total: int, objet: str, suite: str = "") -> None:
    """Barre de progression et phrase : « Lecture du fichier : 1 250 lignes sur 2 980. »."""
    part = min(max(fait / total, 0.0), 1.0) if total else 0.0
    phrase = f"{objet} sur {nombre(total)}. {suite}".strip()
    st.progress(part, text=sur_markdown(phrase))


def avertissement(phrase: str) -> None:
    """Message neutre qui demande attention (« non comparable », par exemple)."""
    st.warning(sur_markdown(phrase))


def reussite(phrase: str) -> None:
    """Dire ce qui est fait, et ce qui ne l'est pas encore."""
    st.success(sur_markdown(phrase))


def information(phrase: str) -> None:
    """Message d'information."""
    st.info(sur_markdown(phrase))


def _phrase_et_detail(phrase: str, detail: str) -> None:
    suite = f'<p class="tb-second">{sur(detail)}</p>' if detail else ""
    st.html(f'<p class="tb-fort">{sur(phrase)}</p>{suite}')
