"""La lecture sans compte : quels territoires sont ouverts, en ouvrir un, en fermer un."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from tableau_bord import acces
from tableau_bord.acces import Identite
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.gestes import acces as gestes
from tableau_bord.interface import cadre, erreurs, etats, recherche
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour, nom_de, noms, noter
from tableau_bord.interface.texte import sur


def afficher(ici: Contexte, qui: Identite) -> None:
    """Ce qui est ouvert, puis de quoi ouvrir un territoire de plus."""
    cadre.section("Lecture sans compte")
    ouverts = acces.lectures_ouvertes(ici.entrepot).to_dicts()
    connus = noms(ici)
    if not ouverts:
        etats.vide(
            "Aucun territoire ne se lit sans compte.",
            "Ouvrir un territoire laisse n’importe qui lire ce qui en est publié, au profil table, et rien d’autre.",
        )
    for x in ouverts:
        _un(ici, qui, x, nom_de(connus, x["decoupage"], x["code"]))
    with st.expander("Ouvrir un territoire"):
        _ouvrir(ici, qui, acces.historique_des_lectures(ici.entrepot).height)


def _un(ici: Contexte, qui: Identite, x: dict[str, Any], nom: str) -> None:
    fin = f", jusqu’au {jour(str(x['jusqua']))}" if x["jusqua"] else ", sans date de fin"
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    gauche.html(
        f'<hr class="tb-filet"><p class="tb-fort">{sur(nom)}</p><p class="tb-second">Ouvert depuis le '
        f"{jour(str(x['depuis']))}{fin}.</p>"
    )
    with droite.popover("Fermer", width="stretch"):
        st.markdown("Sans compte, on n’y lira plus rien. Ce qui a été lu l’a été.")
        if st.button("Oui, fermer", key=f"lecture_fermer_{x['decoupage']}_{x['code']}", type="primary"):
            with erreurs.garde():
                gestes.fermer_lecture(ici.entrepot, qui, x["decoupage"], x["code"])
                noter(f"Lecture fermée\u00a0: {nom}.")


def _ouvrir(ici: Contexte, qui: Identite, tour: int) -> None:
    lieu = recherche.afficher(ici, f"lecture_lieu_{tour}", "Territoire à ouvrir")
    jusqua = st.date_input(
        "Jusqu’au (facultatif)", None, min_value=aujourd_hui(), max_value=date(2100, 12, 31),
        format="YYYY-MM-DD", key=f"lecture_jusqua_{tour}",
    )  # fmt: skip
    if (
        st.button("Ouvrir la lecture", type="primary", key=f"lecture_ouvrir_{tour}", disabled=lieu is None)
        and lieu
    ):
        with erreurs.garde():
            fin = jusqua if isinstance(jusqua, date) else None
            gestes.ouvrir_lecture(ici.entrepot, qui, lieu.decoupage, lieu.code, fin)
            noter(f"Lecture ouverte\u00a0: {lieu.intitule}.")
