"""La vue Comité : les choix d'une estimation, sans fiche ni petit effectif ; chacun approuve ou objecte."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import compter, date_longue, enumerer, nombre, pourcentage
from tableau_bord.gestes import enquete_avis, enquete_declaration
from tableau_bord.gestes.enquete_avis import Synthese
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, Declaration, MesureDite
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.enquetes import Enquete
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur
from tableau_bord.territoires import REGLES, libelle

MOTS = {"lineaire": "linéaire", "exponentielle": "exponentiel", "logit": "logit borné"}
SAVOIRS = {"surveillance": "Surveillance", "terrain": "Terrain", "vecu": "Vécu"}


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
    dite, rapport = enquete_declaration.depuis_yaml(enquete.declaration), json.loads(enquete.rapport)
    _ensemble(enquete, rapport)
    textes = _choix(ici, dite, rapport)
    for s in enquete_avis.synthese(ici.entrepot, enquete.lot):
        _un_choix(ici, enquete, s, textes[s.objet])


def _ensemble(enquete: Enquete, rapport: dict[str, Any]) -> None:
    pese = rapport["kish"].get("apres")
    suite = f", l’équivalent de {nombre(pese)} répondants une fois pesés" if pese else ""
    st.markdown(
        f"**{nombre(rapport['repondants'])} répondants** parlent pour {nombre(rapport['population'])} personnes{suite}. "
        f"{nombre(enquete.nombre)} réplications, graine {enquete.graine}."
    )


def _choix(ici: Contexte, dite: Declaration, rapport: dict[str, Any]) -> dict[str, list[str]]:
    """Chaque choix, en phrases."""
    noms = {i.code: i.nom for i in indicateurs.indicateurs(ici.entrepot)}
    parts = {c: pourcentage(v[0]) for c, v in rapport["ensemble"].items()}
    mesures = [
        f"{noms.get(m.code, m.nom)}\u00a0: «\u00a0{m.expression}\u00a0»{_parmi(m)} ({parts.get(m.code, '–')} dans l’ensemble)."
        for m in dite.mesures
    ]
    marges = [
        f"Sexe et âge, dans la région, groupes à partir de {enumerer([str(c) for c in m.coupures])} ans." if m.genre == SEXE_AGE
        else f"Population par {libelle(m.decoupage)}." for m in dite.marges
    ] or ["Aucune\u00a0: les poids du fichier sont gardés."]  # fmt: skip
    if rapport["facteurs"]:
        q = dict(rapport["facteurs"])
        marges.append(
            f"Calage {MOTS[dite.distance]}\u00a0: les poids sont multipliés par {nombre(q[0.0], 2)} à {nombre(q[1.0], 2)}."
        )
    regle = [
        "Chaque répondant compte dans le territoire que le fichier lui donne, et dans ceux qui le contiennent."
    ]
    if dite.decoupage == "AD":
        regle = ["Le fichier donne l’aire de diffusion\u00a0: elle se porte à la communauté."]
        regle.append(f"Règle {dite.regle}\u00a0: {REGLES[dite.regle]}")
    aides = (
        enumerer([noms.get(a, a) for a in dite.auxiliaires]) if dite.auxiliaires else "rien que la moyenne"
    )
    modele = [rapport["regle"], f"Le modèle emprunte à\u00a0: {aides}."]
    return {"mesures": mesures, "marges": marges, "regle": regle, "modele": modele}


def _parmi(m: MesureDite) -> str:
    return f", parmi «\u00a0{m.parmi}\u00a0»" if m.parmi else ""


def _un_choix(ici: Contexte, enquete: Enquete, s: Synthese, phrases: list[str]) -> None:
    cadre.section(s.question)
    for phrase in phrases:
        st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
    etat = (
        f"{compter(s.approuvent, 'personne approuve', 'personnes approuvent')}, "
        f"{compter(s.objectent, 'objecte', 'objectent')}." if s.approuvent or s.objectent else "Aucun avis encore."
    )  # fmt: skip
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
