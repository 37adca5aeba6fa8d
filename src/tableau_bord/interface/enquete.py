"""La page Enquête : déposer, déclarer, peser, estimer, verser ; les fiches restent en mémoire et s'oublient."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import demonstration, enquete_proposer
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.importation import fiches as lecture
from tableau_bord.importation.fiches import Fiches
from tableau_bord.interface import (
    cadre,
    enquete_calage,
    enquete_mesures,
    enquete_plan,
    enquete_resultat,
    erreurs,
    etats,
    navigation,
)
from tableau_bord.interface.contexte import Contexte

FICHES, RANG, MESSAGE, PESEE, RESULTAT = (
    *("enquete_fiches", "enquete_rang", "enquete_message", "enquete_pesee", "enquete_resultat"),
)
PHRASE_DU_COMITE = (
    "Les choix d’une estimation se discutent, sans aucune fiche : approuvez-les, ou dites ce que vous changeriez. "
    "<strong>Votre avis s’imprime avec l’estimation.</strong>"
)
PHRASE = (
    "Des réponses individuelles aux communautés, avec leur incertitude. "
    "<strong>Les fiches restent en mémoire</strong>\u00a0: jamais sur disque, oubliées à la fin."
)


def afficher(ici: Contexte) -> None:
    """Tout le geste, de haut en bas ; chaque partie apparaît quand la précédente tient."""
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
        navigation.lien("publier", "Publier ces estimations")
    if not ici.base.territoires:
        etats.vide(
            "Cette base n’a pas encore de territoires.",
            "Versez d’abord les territoires et leur population, à la page Données\u00a0: l’enquête s’y pèse.",
        )
        return
    fiches = _deposer(ici)
    if fiches is None:
        return
    with erreurs.garde():
        _faire(ici, fiches)


def _faire(ici: Contexte, fiches: Fiches) -> None:
    rang = int(st.session_state.get(RANG, 0))
    dite = enquete_plan.demander(ici, fiches, _proposee(ici, fiches), rang)
    pesee = enquete_calage.peser(ici, fiches, dite)
    if pesee is None:
        return
    enquete_calage.montrer(ici, pesee)
    dite = enquete_mesures.demander(ici, fiches, dite, rang)
    resultat = enquete_resultat.estimer(ici, pesee, dite)
    if resultat is None:
        return
    enquete_resultat.montrer(ici, resultat)
    if lot := enquete_resultat.verser(ici, resultat):
        oublier()
        st.session_state[MESSAGE] = f"{lot.resume} Rien n’est publié tant que vous ne publiez pas."
        st.rerun()


def oublier() -> None:
    """Effacer les fiches et tout ce qu'on en a tiré ; le sélecteur de fichier se vide aussi."""
    for cle in (FICHES, PESEE, RESULTAT):
        st.session_state.pop(cle, None)
    st.session_state[RANG] = int(st.session_state.get(RANG, 0)) + 1


def _deposer(ici: Contexte) -> Fiches | None:
    """Le fichier déjà lu, ou celui qu'on dépose : lu, puis retiré du sélecteur."""
    if FICHES in st.session_state:
        fiches = cast(Fiches, st.session_state[FICHES])
        gauche, droite = st.columns([4, 1.3], vertical_alignment="center")
        with gauche:
            etats.information(
                f"«\u00a0{fiches.nom}\u00a0»\u00a0: {lecture.compter_les_fiches(fiches)}, en mémoire seulement."
            )
        with droite:
            st.button("Oublier ces fiches", on_click=oublier, width="stretch")
        return fiches
    depot = st.file_uploader(
        "Fichier d’une ligne par personne (200 Mo au plus\u00a0; au-delà, la console)",
        type=list(lecture.TYPES),
        key=f"enquete_depot_{st.session_state.get(RANG, 0)}",
        help="CSV, XLSX, Parquet, SPSS, Stata, SAS ou R. Aucun nom, aucune adresse, aucune date de naissance.",
    )
    if depot is not None:
        with erreurs.garde():
            _retenir(lecture.lire_fiches(depot.getvalue(), depot.name))
    if ici.base.fictive:
        cadre.second(
            "Pas de fichier sous la main\u00a0? L’enquête de démonstration compte 9\u00a0000 répondants inventés."
        )
        if st.button("Essayer avec l’enquête de démonstration", type="primary"):
            nom, contenu = demonstration.enquete_a_peser()
            _retenir(lecture.lire_fiches(contenu, nom))
    _ce_qu_il_faut(ici)
    return None


def _retenir(fiches: Fiches) -> None:
    oublier()
    st.session_state[FICHES] = fiches
    st.rerun()


def _proposee(ici: Contexte, fiches: Fiches) -> Declaration:
    cle = ("enquete_proposee", fiches.empreinte, ici.entrepot.chemin)
    if st.session_state.get("enquete_proposition", (None, None))[0] != cle:
        proposee = enquete_proposer.proposer(ici.entrepot, fiches)
        if ici.base.fictive and fiches.nom == demonstration.ENQUETE:
            proposee = replace(proposee, nom="Enquête de démonstration")
        st.session_state["enquete_proposition"] = (cle, proposee)
    return cast(Declaration, st.session_state["enquete_proposition"][1])


def _ce_qu_il_faut(ici: Contexte) -> None:
    cadre.section("Ce qu’il faut dans le fichier")
    connus = territoires.decoupages(ici.entrepot)
    noms = ", ".join(territoires.libelle(d, 2) for d in connus["decoupage"].unique(maintain_order=True))
    for nom, quoi in (
        ("Un poids", "celui du sondage, une colonne\u00a0; des poids de réplication, s’il y en a."),
        ("Un territoire", f"le code d’un des découpages de la base ({noms})."),
        ("Le plan", "strate, grappe, effectif de population de la strate, s’ils existent."),
        ("Le sexe et l’âge", "pour que l’échantillon ressemble à la population."),
        ("Des réponses codées", f"les mesures s’écrivent d’elles\u00a0: «\u00a0sante dans (4, 5)\u00a0». {compter(20, 'mesure')} au plus à la fois."),
    ):  # fmt: skip
        st.html(f'<p class="tb-ligne"><strong>{nom}</strong>\u00a0: {quoi}</p>')
