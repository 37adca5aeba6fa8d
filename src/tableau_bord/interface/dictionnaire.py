"""Le dictionnaire d'indicateurs et le glossaire : lire, chercher, emporter ; corriger au profil DSP."""

from __future__ import annotations

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.acces import Droit, Profil, peut
from tableau_bord.commun.francais import sans_accents
from tableau_bord.indicateurs import dictionnaire
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import cadre, dictionnaire_edition, dictionnaire_enjeux, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.dictionnaire_fiche import fiche_html
from tableau_bord.interface.texte import sur, sur_markdown


def afficher(ici: Contexte) -> None:
    """Chercher, puis lire chaque mesure et chaque terme ; au profil DSP, corriger, ajouter, rétablir."""
    dsp = ici.profil is Profil.DSP and peut(ici.qui, Droit.DECRIRE)
    if dsp and dictionnaire_edition.afficher(ici):
        return
    cherche = sans_accents(st.text_input("Chercher une mesure ou un terme", placeholder="Écrire un mot"))
    toutes = indicateurs.indicateurs(ici.entrepot)
    if dsp:
        dictionnaire_edition.bouton_ajouter()
    _mesures([i for i in toutes if cherche in sans_accents(f"{i.nom} {i.definition} {i.theme}")], dsp)
    dictionnaire_enjeux.afficher(ici, corriger=dsp)
    _glossaire(cherche)
    _emporter(toutes)


def _mesures(retenus: list[Indicateur], dsp: bool) -> None:
    cadre.section("Mesures")
    if not retenus:
        etats.vide("Aucune mesure ne porte ce mot.", "Essayez un mot plus court, ou un thème.")
    for theme in dict.fromkeys(i.theme for i in retenus):
        st.html(f'<p class="tb-fort">{sur(theme)}</p>')
        for indicateur in (i for i in retenus if i.theme == theme):
            with st.expander(sur_markdown(indicateur.nom)):
                st.html(fiche_html(indicateur))
                if dsp:
                    dictionnaire_edition.boutons_de_fiche(indicateur.code)


def _glossaire(cherche: str) -> None:
    cadre.section("Glossaire")
    for terme, definition in indicateurs.glossaire().items():
        if cherche in sans_accents(f"{terme} {definition}"):
            st.html(
                f'<p><strong>{sur(terme)}</strong><br><span class="tb-second">{sur(definition)}</span></p>'
            )


def _emporter(toutes: tuple[Indicateur, ...]) -> None:
    cadre.section("Emporter le dictionnaire")
    cadre.second("Le TOML se relit tel quel par le programme. Le CSV s’ouvre dans un tableur.")
    gauche, droite = st.columns(2)
    with gauche:
        st.download_button(
            "Télécharger en TOML",
            dictionnaire.en_toml(toutes),
            "dictionnaire.toml",
            "application/toml",
            on_click="ignore",
        )
    with droite:
        st.download_button(
            "Télécharger en CSV",
            dictionnaire.en_csv(toutes),
            "dictionnaire.csv",
            "text/csv",
            on_click="ignore",
        )
