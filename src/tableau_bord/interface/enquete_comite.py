"""La vue Comité : les choix d'une estimation, sans fiche ni petit effectif ; chacun approuve ou objecte."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import streamlit as st

from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import date_longue, nombre
from tableau_bord.gestes import enquete_avis, enquete_choix
from tableau_bord.gestes.enquete_avis import Synthese
from tableau_bord.gestes.enquete_choix import SAVOIRS
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.enquetes import Enquete
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur


def afficher(ici: Contexte) -> None:
    """Choisir une enquête, lire ses choix, donner son avis."""
    faites = enquetes.enquetes(ici.entrepot)
    if not faites:
        etats.vide(
            "Aucune estimation n’attend d’avis.",
            "Dès qu’une enquête est pesée et versée, ses choix se lisent ici, sans aucune fiche.",
        )
        return
    noms = {e.lot: f"{e.nom}, {e.periode} (versée le {date_longue(e.quand)})" for e in faites}
    lot = st.selectbox("Enquête", list(noms), format_func=noms.__getitem__)
    enquete = next(e for e in faites if e.lot == lot)
    _ensemble(enquete, json.loads(enquete.rapport))
    _imprimer(ici, enquete)
    textes = enquete_choix.lire(ici.entrepot, enquete)
    for s in enquete_avis.synthese(ici.entrepot, enquete.lot):
        _un_choix(ici, enquete, s, textes[s.objet])


def _ensemble(enquete: Enquete, rapport: dict[str, Any]) -> None:
    pese = rapport["kish"].get("apres")
    suite = f", l’équivalent de {nombre(pese)} répondants une fois pesés" if pese else ""
    st.markdown(
        f"**{nombre(rapport['repondants'])} répondants** parlent pour {nombre(rapport['population'])} personnes{suite}. "
        f"{nombre(enquete.nombre)} réplications, graine {enquete.graine}."
    )


def _imprimer(ici: Contexte, enquete: Enquete) -> None:
    st.download_button(
        "Imprimer l’estimation et ses avis (PDF)", partial(_pdf, ici, enquete), f"estimation-{enquete.periode}.pdf", "application/pdf",
        on_click="ignore",
    )  # fmt: skip


def _pdf(ici: Contexte, enquete: Enquete) -> bytes:
    bandeau = f"{ici.base.region}. Données inventées." if ici.base.fictive else ici.base.region
    return enquete_choix.en_pdf(ici.entrepot, enquete.lot, bandeau, ici.qui)


def _un_choix(ici: Contexte, enquete: Enquete, s: Synthese, phrases: list[str]) -> None:
    cadre.section(s.question)
    for phrase in phrases:
        st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
    etat = enquete_choix.etat(s.approuvent, s.objectent)
    st.html(f'<p class="tb-fort">{sur(etat)}</p>')
    for a in s.objections:
        st.html(
            f'<p class="tb-ligne"><span class="tb-savoir tb-savoir-{a.savoir}">{SAVOIRS[a.savoir]}</span> «\u00a0{sur(a.raison)}\u00a0»</p>'
        )
    if not peut(ici.qui, Droit.AVISER):
        return
    with st.popover("Donner mon avis"):
        savoir = st.radio(
            "Je parle comme",
            list(SAVOIRS),
            format_func=SAVOIRS.__getitem__,
            horizontal=True,
            key=f"avis_s_{s.objet}",
        )
        position = st.radio(
            "Mon avis", enquete_avis.POSITIONS, format_func=lambda p: "J’approuve" if p == "approuve" else "J’objecte",
            horizontal=True, key=f"avis_p_{s.objet}",
        )  # fmt: skip
        raison = st.text_area("Ma raison", key=f"avis_r_{s.objet}", max_chars=enquete_avis.RAISON_MAX, height=90,
                              help="Demandée pour une objection. Elle s’imprime avec l’estimation, sans votre nom.")  # fmt: skip
        if st.button("Donner cet avis", key=f"avis_b_{s.objet}", type="primary"):
            with erreurs.garde():
                enquete_avis.donner(
                    ici.entrepot, enquete.lot, s.objet, str(savoir), str(position), raison or "", ici.qui
                )
                st.rerun()
