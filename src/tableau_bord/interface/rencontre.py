"""L'écran de l'animation : l'adresse, le code et le code QR, lisibles du fond d'une salle."""

from __future__ import annotations

import os
from datetime import datetime

import streamlit as st

from tableau_bord.acces import Mode, rencontres, rencontres_depot
from tableau_bord.acces.rencontres import HEURES_MAX, Rencontre
from tableau_bord.commun.francais import compter, heure
from tableau_bord.gestes import code_qr, rencontre
from tableau_bord.interface import cadre, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

VARIABLE_PORT = "TABLEAU_BORD_PORT"
_GEANT = "font-size:clamp(2.6rem,6vw,7rem);line-height:1.1;letter-spacing:.03em;font-weight:700;margin:0;white-space:nowrap"
_GRAND = "font-size:clamp(1.1rem,2vw,2.2rem);line-height:1.3;margin:0;overflow-wrap:anywhere"


def afficher(ici: Contexte) -> None:
    """La rencontre en cours, ou de quoi en ouvrir une ; ne montre rien hors du mode rencontre."""
    if ici.qui.mode is not Mode.RENCONTRE:
        return
    ouverte = rencontres.en_cours(ici.entrepot)
    if ouverte is None:
        _ouvrir(ici)
    else:
        _rejoindre(ici, ouverte)


def _ouvrir(ici: Contexte) -> None:
    etats.vide("Aucune rencontre n’est ouverte.", "Les téléphones de la salle n’entrent pas pour l’instant.")
    heures = st.number_input("Durée, en heures", 1, HEURES_MAX, 4, key="rencontre_heures")
    if st.button("Ouvrir une rencontre", type="primary", key="rencontre_ouvrir"):
        rencontre.ouvrir(ici.entrepot, ici.qui, int(heures))
        st.rerun()


def _rejoindre(ici: Contexte, ouverte: Rencontre) -> None:
    cadre.section("Rejoindre la rencontre")
    lieux = rencontre.adresses(int(os.environ.get(VARIABLE_PORT) or 8501), ouverte.code)
    image, mots = st.columns([1, 1.5], gap="large", vertical_alignment="center")
    with image:
        if lieux:
            st.image(code_qr.en_png(lieux[0]), caption=f"Code QR\u00a0: {lieux[0]}", width="stretch")
    with mots:
        st.html(f'<p style="{_GEANT}">{sur(ouverte.code_lisible)}</p>')
        for lieu in lieux:
            st.html(f'<p style="{_GRAND}">{sur(lieu)}</p>')
        if not lieux:
            etats.avertissement(
                "Cette machine n’est sur aucun réseau local\u00a0: branchez-la à celui de la salle."
            )
        _recus(ici, ouverte)
    fin = heure(datetime.fromisoformat(ouverte.expire_le))
    with st.popover("Fermer la rencontre"):
        st.markdown(f"Les téléphones n’entreront plus. Sans ce geste, elle se ferme d’elle-même à {fin}.")
        if st.button("Oui, fermer", key="rencontre_fermer"):
            rencontre.fermer(ici.entrepot, ici.qui, ouverte.code)
            st.rerun()


@st.fragment(run_every=2)
def _recus(ici: Contexte, ouverte: Rencontre) -> None:
    recus = rencontres_depot.envois_recus(ici.entrepot, ouverte.code)
    st.html(f'<p style="{_GRAND}"><strong>{compter(recus, "texte reçu", "textes reçus")}</strong></p>')
