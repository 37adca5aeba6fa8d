"""Les enjeux au dictionnaire : lire ; au profil DSP, en écrire un ou le corriger."""

from __future__ import annotations

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes import decrire_enjeu
from tableau_bord.indicateurs import Enjeu
from tableau_bord.interface import cadre, erreurs
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

NOUVEAU = "Nouvel enjeu"


def afficher(ici: Contexte, *, corriger: bool) -> None:
    """Chaque enjeu, sa question et ses mesures."""
    cadre.section("Enjeux")
    cadre.second("Ce que les gens nomment, et les mesures qui l’éclairent. Un enjeu peut n’en avoir aucune.")
    connus = indicateurs.enjeux(ici.entrepot)
    noms = {i.code: i.nom for i in indicateurs.indicateurs(ici.entrepot)}
    for enjeu in connus:
        st.html(_en_html(enjeu, noms))
    if corriger:
        with st.expander("Écrire ou corriger un enjeu"):
            _formulaire(ici, connus, noms)


def _en_html(enjeu: Enjeu, noms: dict[str, str]) -> str:
    mesures = [noms[c] for c in enjeu.indicateurs if c in noms]
    dites = f"Mesures\u00a0: {enumerer(mesures)}." if mesures else "Non mesuré."
    question = f"{sur(enjeu.question)}<br>" if enjeu.question else ""
    return (
        f'<p><strong>{sur(enjeu.nom)}</strong><br>{question}<span class="tb-second">{sur(dites)}</span></p>'
    )


def _formulaire(ici: Contexte, connus: tuple[Enjeu, ...], noms: dict[str, str]) -> None:
    par_code = {e.enjeu: e for e in connus}
    choisi = st.selectbox(
        "Lequel", ["", *par_code], format_func=lambda c: par_code[c].nom if c else NOUVEAU, key="enjeu_choisi"
    )
    avant = par_code.get(choisi, Enjeu("", ""))
    with st.form(f"enjeu_{choisi}", border=False):
        nom = st.text_input(
            "Nom", avant.nom, max_chars=decrire_enjeu.NOM_MAX, help="En mots de tous les jours."
        )
        question = st.text_input("Question", avant.question, max_chars=decrire_enjeu.QUESTION_MAX)
        mesures = st.multiselect(
            "Mesures, la principale d’abord", list(noms), [c for c in avant.indicateurs if c in noms],
            format_func=noms.__getitem__, placeholder="Choisir dans le dictionnaire",
        )  # fmt: skip
        envoye = st.form_submit_button("Enregistrer l’enjeu")
    if envoye:
        with erreurs.garde():
            decrire_enjeu.decrire(ici.entrepot, ici.qui, nom, question, mesures, choisi)
            st.rerun()
