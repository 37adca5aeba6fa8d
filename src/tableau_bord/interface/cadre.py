"""Le début de toute page : bandeau, titre, contexte, une phrase qui répond (APPARENCE §4)."""

from __future__ import annotations

import streamlit as st

from tableau_bord.acces import Profil
from tableau_bord.interface.navigation import exiger_application
from tableau_bord.interface.texte import sur, sur_markdown

__all__ = ["exiger_application", "filet", "ouvrir_page", "second", "section"]

DONNEES_INVENTEES = "Données inventées"
PROFIL_TABLE = "Profil table"
PROFIL_DSP = "Profil DSP\u00a0: effectifs fins, ne pas projeter"


def ouvrir_page(
    titre: str,
    contexte: str = "",
    phrase_html: str = "",
    *,
    region: str,
    fictive: bool,
    profil: str,
    publie_le: str = "",
) -> None:
    """Ouvrir une page : bandeau, titre, ligne de contexte, phrase de lecture.

    `titre` est un nom. `contexte` est un texte, échappé ici. `phrase_html` est du HTML déjà sûr
    (échapper avec `texte.sur` ce qui vient des données). `profil` vaut « table » ou « dsp ».
    `publie_le` est une date déjà écrite (« 3 novembre 2026 »).
    """
    exiger_application()
    st.html(bandeau_html(region=region, fictive=fictive, profil=profil, publie_le=publie_le))
    st.title(sur_markdown(titre), anchor=False)
    if contexte:
        st.html(f'<p class="tb-contexte">{sur(contexte)}</p>')
    if phrase_html:
        st.html(f'<p class="tb-phrase">{phrase_html}</p>')


def bandeau_html(*, region: str, fictive: bool, profil: str, publie_le: str = "") -> str:
    """Écrire le bandeau : un aplat d'encre au profil DSP, un filet au profil table."""
    dsp = profil == Profil.DSP
    mentions = [
        DONNEES_INVENTEES if fictive else "",
        PROFIL_DSP if dsp else PROFIL_TABLE,
        f"Publié le {publie_le}" if publie_le else "",
    ]
    classe = "tb-bandeau tb-bandeau-dsp" if dsp else "tb-bandeau"
    corps = "".join(f"<span>{sur(mention)}</span>" for mention in mentions if mention)
    return f'<div class="{classe}"><strong>{sur(region)}</strong>{corps}</div>'


def section(titre: str) -> None:
    """Titre de section (un h2 : `st.subheader` sauterait un niveau)."""
    st.header(sur_markdown(titre), anchor=False)


def filet() -> None:
    """Un trait fin qui sépare."""
    st.html('<hr class="tb-filet">')


def second(texte: str) -> None:
    """Texte second : effectif, année, source."""
    st.html(f'<p class="tb-second">{sur(texte)}</p>')
