"""Dire les mesures, d'une expression simple sur les variables, et ce qui peut aider les petites communautés."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

import numpy as np
import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import nombre, sans_accents
from tableau_bord.gestes import demonstration
from tableau_bord.gestes.enquete_declaration import ARCSIN, FAY_HERRIOT, MRP, Declaration, MesureDite
from tableau_bord.importation.fiches import Fiches
from tableau_bord.indicateurs.modele import Nature, Sens
from tableau_bord.interface import cadre, tableaux
from tableau_bord.interface.contexte import Contexte

SEUIL, CODES_MONTRES, MESURES_MAX = 5, 12, 20
MODELES = {ARCSIN: "Fay-Herriot, arc sinus", FAY_HERRIOT: "Fay-Herriot", MRP: "MRP (sexe et âge)"}
SENS = {
    Sens.NEUTRE: "Ni l’un ni l’autre", Sens.HAUT: "Haut est favorable", Sens.BAS: "Bas est favorable",
}  # fmt: skip


def demander(ici: Contexte, fiches: Fiches, dite: Declaration, rang: int) -> Declaration:
    """Les mesures et les auxiliaires du modèle."""
    cadre.section("Les mesures")
    _variables(fiches)
    depart = (
        demonstration.MESURES_D_ENQUETE if ici.base.fictive and fiches.nom == demonstration.ENQUETE else ()
    )
    cle = f"enq_lignes_{rang}"
    combien = st.session_state.setdefault(cle, max(len(depart), 1))
    mesures = [_une(i, depart[i] if i < len(depart) else None, rang) for i in range(combien)]
    if combien < MESURES_MAX and st.button("Ajouter une mesure", key=f"enq_plus_{rang}"):
        st.session_state[cle] = combien + 1
        st.rerun()
    gauche, droite = st.columns([2.2, 1])
    with gauche:
        auxiliaires = _auxiliaires(ici, rang)
    with droite:
        modele = st.selectbox(
            "Modèle des petites communautés", list(MODELES), format_func=MODELES.__getitem__, key=f"enq_modele_{rang}",
            help="Fay-Herriot part des estimations directes. Arc sinus\u00a0: mieux près de 0 ou de 100\u00a0%. "
            "MRP part des cellules sexe × âge de chaque communauté.",
        )  # fmt: skip
    gardees = tuple(m for m in mesures if m is not None)
    return replace(dite, mesures=gardees, auxiliaires=auxiliaires, modele=str(modele))


def _une(i: int, depart: MesureDite | None, rang: int) -> MesureDite | None:
    visible: Literal["visible", "collapsed"] = "visible" if i == 0 else "collapsed"
    a, b, c, d = st.columns([1.6, 1.7, 1.1, 1])
    nom = a.text_input("Nom de la mesure", depart.nom if depart else "", key=f"enq_m_nom_{rang}_{i}", label_visibility=visible,
                       placeholder="Se disent en bonne santé")  # fmt: skip
    expression = b.text_input(
        "Qui a le caractère", depart.expression if depart else "", key=f"enq_m_exp_{rang}_{i}", label_visibility=visible,
        placeholder="sante dans (4, 5)", help="Comparaisons (=, !=, <, >=, dans), jointes par et, ou, non.",
    )  # fmt: skip
    parmi = c.text_input(
        "Parmi (facultatif)", depart.parmi if depart else "", key=f"enq_m_par_{rang}_{i}", label_visibility=visible,
        placeholder="age >= 65",
    )  # fmt: skip
    sens = d.selectbox(
        "Sens", list(SENS), list(SENS).index(Sens(depart.sens)) if depart else 0, format_func=SENS.__getitem__,
        key=f"enq_m_sens_{rang}_{i}", label_visibility=visible,
    )  # fmt: skip
    if not expression.strip():
        return None
    code = (depart.code if depart and nom == depart.nom else "") or code_de(nom or expression)
    return MesureDite(code, expression.strip(), parmi.strip(), nom.strip(), str(sens))


def code_de(nom: str) -> str:
    """« Se disent en bonne santé » → « enq_se_disent_en_bonne_sante »."""
    return "enq_" + (re.sub(r"[^a-z0-9]+", "_", sans_accents(nom)).strip("_")[:50] or "mesure")


def _variables(fiches: Fiches) -> None:
    """Les variables et leurs codes ; un code de moins de cinq répondants n'a pas d'effectif montré."""
    with st.expander("Variables du fichier et leurs codes"):
        noms, codes = [], []
        for colonne in fiches.colonnes[:60]:
            valeurs, combien = np.unique([t or "" for t in fiches.textes(colonne)], return_counts=True)
            noms.append(colonne)
            if len(valeurs) > CODES_MONTRES:
                codes.append(f"{nombre(len(valeurs))} valeurs différentes")
                continue
            codes.append(", ".join(
                f"{v or '(vide)'} ({nombre(int(n)) if n >= SEUIL else f'moins de {SEUIL}'})" for v, n in zip(valeurs, combien, strict=True)
            ))  # fmt: skip
        tableaux.defilant({"Variable": noms, "Codes (répondants)": codes}, "Variables du fichier")


def _auxiliaires(ici: Contexte, rang: int) -> tuple[str, ...]:
    publiees = indicateurs.dernieres_periodes(ici.entrepot, Profil.TABLE, "communaute")
    noms = {
        i.code: i.nom
        for i in indicateurs.indicateurs(ici.entrepot)
        if i.code in publiees and i.nature is not Nature.ENQUETE
    }
    defaut = [c for c in demonstration.AUXILIAIRES_D_ENQUETE if c in noms] if ici.base.fictive else []
    return tuple(st.multiselect(
        "Ce qui peut aider les petites communautés", list(noms), defaut, format_func=noms.__getitem__, key=f"enq_aux_{rang}",
        placeholder="Aucune mesure\u00a0: elles n’emprunteront qu’à la moyenne", max_selections=6,
        help="Des mesures déjà publiées, connues de presque toutes les communautés. Là où l’échantillon est trop mince, "
        "le modèle emprunte à celles qui se ressemblent par elles.",
    ))  # fmt: skip
