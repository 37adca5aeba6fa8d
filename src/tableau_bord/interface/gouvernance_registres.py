"""Les registres : ce que la loi demande, où l'on en est, puis de quoi l'inscrire."""

from __future__ import annotations

from datetime import date

import streamlit as st

from tableau_bord.acces import Identite, registres
from tableau_bord.acces.registres_fiches import Avis, Efvp, Incident, PlanSurveillance
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.interface import cadre, etats, gouvernance_conservation, gouvernance_ententes
from tableau_bord.interface import gouvernance_fiches as fiches
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour
from tableau_bord.interface.texte import sur_markdown

PLAN = "plan"
REGISTRES = ("Plan", "Vie privée", "Incidents", "Conservation", "Ententes")


def afficher(ici: Contexte, qui: Identite) -> None:
    """Le registre choisi : lisible d'abord, le formulaire ensuite."""
    choisi = st.segmented_control(
        "Registre", REGISTRES, default=REGISTRES[0], key="registre", bind="query-params"
    )
    {
        "Plan": _plan,
        "Vie privée": _efvp,
        "Incidents": _incidents,
        "Conservation": gouvernance_conservation.afficher,
        "Ententes": gouvernance_ententes.afficher,
    }[choisi or REGISTRES[0]](ici, qui)


def _plan(ici: Contexte, qui: Identite) -> None:
    cadre.section("Plan de surveillance")
    cadre.second(
        "Loi sur la santé publique, a. 35\u00a0: un plan dit les buts, les objets, les renseignements, leurs sources et les "
        "analyses."
    )
    inscrites = registres.versions(ici.entrepot, PlanSurveillance, PLAN)
    plan = inscrites[0] if inscrites else None
    if plan:
        fiches.lire(plan)
        fiches.histoire(ici, plan)
    else:
        etats.vide("Le plan n’est pas encore consigné.", "Cinq champs, une phrase ou deux dans chacun.")
    with st.expander("Modifier le plan" if plan else "Consigner le plan", expanded=plan is None):
        fait = "Plan enregistré. La version d’avant est gardée." if plan else "Plan enregistré."
        fiches.remplir(ici, qui, PlanSurveillance(), plan, PLAN, fait, "Enregistrer le plan")
    _avis(ici, qui)


def _avis(ici: Contexte, qui: Identite) -> None:
    cadre.section("Avis reçus sur le plan")
    cadre.second(
        "Loi sur la santé publique, a. 36\u00a0: de qui vient l’avis, ce qu’il dit, ce qu’on en a fait."
    )
    recus = registres.en_vigueur(ici.entrepot, Avis)
    if not recus:
        etats.vide("Aucun avis n’est consigné.")
    for avis in sorted(recus, key=lambda a: a.contenu.recu_le, reverse=True):
        attend = "" if avis.contenu.suites.strip() else ", suites à donner"
        with st.expander(sur_markdown(f"{avis.contenu.de_qui}, {jour(avis.contenu.recu_le)}{attend}")):
            fiches.lire(avis)
            fiches.histoire(ici, avis)
            with st.popover("Modifier cet avis"):
                fiches.remplir(ici, qui, Avis(), avis, avis.fiche, "Avis modifié.", "Enregistrer")
    with st.expander("Consigner un avis"):
        fiches.remplir(ici, qui, Avis(), None, "", "Avis consigné.", "Enregistrer l’avis")


def _efvp(ici: Contexte, qui: Identite) -> None:
    cadre.section("Évaluations des facteurs relatifs à la vie privée")
    cadre.second(
        "Loi sur l’accès, a. 63.5\u00a0: une évaluation précède le projet et se met à jour avec lui."
    )
    inscrites = registres.en_vigueur(ici.entrepot, Efvp)
    if not inscrites:
        etats.vide(
            "Aucune évaluation n’est consignée.", "Commencez par celle de ce tableau de bord lui-même."
        )
    for efvp in sorted(inscrites, key=lambda e: e.contenu.prochaine):
        en_retard = date.fromisoformat(efvp.contenu.prochaine) < aujourd_hui()
        suite = "mise à jour attendue depuis le" if en_retard else "prochaine mise à jour le"
        with st.expander(
            sur_markdown(
                f"{efvp.contenu.objet}, version {efvp.contenu.edition}\u00a0: {suite} {jour(efvp.contenu.prochaine)}"
            )
        ):
            fiches.lire(efvp)
            fiches.histoire(ici, efvp)
            with st.popover("Mettre à jour"):
                fait = "Évaluation mise à jour. La version d’avant est gardée."
                fiches.remplir(ici, qui, Efvp(), efvp, efvp.fiche, fait, "Enregistrer")
    with st.expander("Consigner une évaluation", expanded=not inscrites):
        fiches.remplir(ici, qui, Efvp(), None, "", "Évaluation consignée.", "Enregistrer l’évaluation")


def _incidents(ici: Contexte, qui: Identite) -> None:
    cadre.section("Incidents de confidentialité")
    cadre.second(
        "Loi sur l’accès, a. 63.8 à 63.11\u00a0: tout incident s’inscrit ici, même sans conséquence. S’il y a un risque de "
        "préjudice sérieux, la Commission d’accès à l’information et les personnes concernées sont avisées avec diligence."
    )
    inscrits = registres.en_vigueur(ici.entrepot, Incident)
    a_aviser = [i for i in inscrits if i.contenu.avis_a_donner]
    if a_aviser:
        etats.avertissement(
            f"{compter(len(a_aviser), 'incident demande', 'incidents demandent')} un avis qui n’est pas encore inscrit."
        )
    if not inscrits:
        etats.vide("Aucun incident n’est consigné.", "C’est l’état normal de ce registre.")
    for incident in sorted(inscrits, key=lambda i: i.contenu.survenu_le, reverse=True):
        suite = ", avis à donner" if incident.contenu.avis_a_donner else ""
        with st.expander(
            sur_markdown(
                f"{jour(incident.contenu.survenu_le)}\u00a0: {_debut(incident.contenu.nature)}{suite}"
            )
        ):
            fiches.lire(incident)
            fiches.histoire(ici, incident)
            with st.popover("Compléter"):
                fiches.remplir(
                    ici, qui, Incident(), incident, incident.fiche, "Incident complété.", "Enregistrer"
                )
    with st.expander("Consigner un incident"):
        fiches.remplir(ici, qui, Incident(), None, "", "Incident consigné.", "Enregistrer l’incident")


def _debut(texte: str) -> str:
    return texte if len(texte) <= 60 else f"{texte[:60]}…"
