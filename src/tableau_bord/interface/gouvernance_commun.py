"""Ce que partagent les vues de la page Gouvernance : message gardé, nom d'un territoire, texte confié, dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import cle_de_tri, date_longue, heure
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur
from tableau_bord.territoires import libelle

MESSAGE = "gouvernance_message"


def noter(message: str) -> None:
    """Garder une phrase de réussite pour l'écran suivant, puis le relancer."""
    st.session_state[MESSAGE] = message
    st.rerun()


def noms(ici: Contexte) -> dict[tuple[str, str], str]:
    """(découpage, code) → « Anse-aux-Huards (communauté) », en ordre alphabétique, non affichés compris."""
    lus = territoires.codes_connus(ici.entrepot)
    trouves = {(d, c): f"{n} ({libelle(d)})" for d, c, n in lus.iter_rows() if d != "AD"}
    return dict(sorted(trouves.items(), key=lambda paire: cle_de_tri(paire[1])))


def nom_de(connus: Mapping[tuple[str, str], str], decoupage: str, code: str) -> str:
    """Le nom d'un territoire, ou son découpage et son code si la base ne l'a plus."""
    return connus.get((decoupage, code), f"{libelle(decoupage)} {code}")


def jour(texte: str) -> str:
    """« 21 novembre 2026 » depuis une date ou un instant ISO ; vide si vide."""
    if not texte:
        return ""
    return date_longue(datetime.fromisoformat(texte) if "T" in texte else date.fromisoformat(texte))


def instant(texte: str) -> str:
    """« 21 novembre 2026 à 14 h 32 » depuis un instant ISO."""
    lu = datetime.fromisoformat(texte)
    return f"{date_longue(lu)} à {heure(lu)}"


def paragraphe(texte: str, classe: str = "tb-ligne") -> None:
    """Un texte confié ou saisi, montré comme du texte, ses retours à la ligne gardés."""
    st.html(f'<p class="{classe}" style="white-space:pre-wrap;overflow-wrap:anywhere">{sur(texte)}</p>')
