"""La modération des actifs : ce qui changerait, champ par champ ; accepter, et la révision se signe ; refuser, avec une raison."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import streamlit as st

from tableau_bord import acces, actifs, indicateurs
from tableau_bord.acces import Droit, Identite, Profil, reperage
from tableau_bord.actifs import Actif, propositions
from tableau_bord.actifs.propositions import ACCEPTE, EN_ATTENTE
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes import proposer_actif
from tableau_bord.gestes.actifs import MOTIF_MAX
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant, jour, nom_de, noms, noter, paragraphe
from tableau_bord.interface.gouvernance_moderation_mots import (
    PROVENANCES,
    SAVOIRS,
    differences_html,
    intitule,
    textes_a_relire,
)
from tableau_bord.interface.texte import sur, sur_markdown

MONTREES = 30
"""Au-delà, la page deviendrait lente ; le reste vient quand on a décidé du début."""


def en_attente(ici: Contexte, qui: Identite, *, principal: bool) -> None:
    """Les propositions qui attendent, de la plus ancienne ; `principal` : la première porte le bouton principal de l'écran."""
    attente = propositions.file(ici.entrepot, EN_ATTENTE).to_dicts()
    connus, enjeux = noms(ici), _noms_des_enjeux(ici)
    cadre.section("Ce qui est proposé pour l’inventaire")
    if not attente:
        etats.vide(
            "Aucune proposition d’actif n’attend.",
            "Une correction ou un ajout fait depuis un téléphone arrive ici avant de changer l’inventaire.",
        )
    decide_ici = acces.peut(qui, Droit.TENIR_ACTIFS)
    if attente and not decide_ici:
        etats.information("Ce qui se propose dans une rencontre se décide au retour, à la direction.")
    for rang, p in enumerate(attente[:MONTREES]):
        _une(ici, p, connus, enjeux)
        if decide_ici:
            _decider(ici, qui, p, premier=principal and rang == 0)
    if len(attente) > MONTREES:
        cadre.second(f"{len(attente) - MONTREES} autres suivent, dès que celles-ci sont décidées.")


def decidees(ici: Contexte, qui: Identite) -> None:
    """Les propositions décidées, de la plus récente, repliées ; rien s'il n'y en a pas."""
    toutes = propositions.file(ici.entrepot).to_dicts()
    passees = sorted(
        (p for p in toutes if p["etat"] != EN_ATTENTE), key=lambda p: p["decide_le"], reverse=True
    )
    if not passees:
        return
    connus, enjeux = noms(ici), _noms_des_enjeux(ici)
    with st.expander(sur_markdown(f"Propositions décidées ({len(passees)})")):
        for p in passees[:MONTREES]:
            _decidee(ici, qui, p, connus, enjeux)
        if len(passees) > MONTREES:
            cadre.second(f"Les {MONTREES} plus récentes sont montrées.")


def _noms_des_enjeux(ici: Contexte) -> dict[str, str]:
    return {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}


def _une(
    ici: Contexte, p: Mapping[str, Any], connus: Mapping[tuple[str, str], str], enjeux: Mapping[str, str]
) -> None:
    present = _present(ici, p["actif"])
    lieu = nom_de(connus, p["decoupage"], p["code"])
    st.html(
        f'<hr class="tb-filet"><p class="tb-fort">{sur(intitule(p, present))}</p><p class="tb-second">{sur(lieu)}. '
        f"{SAVOIRS.get(p['savoir'], '')}, {PROVENANCES.get(p['source_genre'], 'reçu')} le {instant(p['recu_le'])}.</p>"
    )
    if p["actif"] and present is None:
        etats.avertissement(
            "Cet actif n’est plus à l’inventaire\u00a0: refusez la proposition, avec la raison."
        )
    if tableau := differences_html(p, present, enjeux):
        st.html(tableau)
    if p["mot"]:
        paragraphe(p["mot"], "tb-parole")
    trouvees = [a for texte in textes_a_relire(p) for a in reperage.reperer(texte)]
    if trouvees:
        mots = enumerer([f"«\u00a0{a.extrait}\u00a0» ({a.raison})" for a in dict.fromkeys(trouvees)])
        etats.avertissement(
            f"On y nomme peut-être quelqu’un\u00a0: {mots}. Un nom d’organisme ou de lieu peut rester."
        )


def _present(ici: Contexte, actif: str) -> Actif | None:
    """L'actif tel qu'il est aujourd'hui, fermé compris ; rien s'il n'est plus là, ou pour un ajout."""
    try:
        return actifs.un_actif(ici.entrepot, actif, Profil.DSP) if actif else None
    except ActifErreur:
        return None


def _decider(ici: Contexte, qui: Identite, p: Mapping[str, Any], *, premier: bool) -> None:
    cle = p["proposition"]
    oui, non, _ = st.columns([1, 1, 2])
    genre: Literal["primary", "secondary"] = "primary" if premier else "secondary"
    if oui.button("Accepter la proposition", key=f"actif_oui_{cle}", type=genre, width="stretch"):
        _poser(ici, qui, cle, True, "")
    _refuser(ici, qui, cle, non, "Refuser la proposition")


def _refuser(ici: Contexte, qui: Identite, cle: str, ou: Any, libelle: str) -> None:
    with ou.popover(libelle, width="stretch"):
        raison = st.text_input(
            "Raison du refus", key=f"actif_raison_{cle}", max_chars=MOTIF_MAX, help="Une phrase. Elle reste à l’historique de la proposition."
        )  # fmt: skip
        if st.button("Oui, refuser", key=f"actif_non_{cle}"):
            _poser(ici, qui, cle, False, raison)


def _poser(ici: Contexte, qui: Identite, proposition: str, accepte: bool, raison: str) -> None:
    with erreurs.garde():
        proposer_actif.decider(ici.entrepot, qui, proposition, accepte, raison)
        noter(
            "Proposition acceptée. L’inventaire a une révision signée de plus."
            if accepte
            else "Proposition refusée. L’inventaire ne change pas."
        )


def _decidee(
    ici: Contexte,
    qui: Identite,
    p: Mapping[str, Any],
    connus: Mapping[tuple[str, str], str],
    enjeux: Mapping[str, str],
) -> None:
    lieu = nom_de(connus, p["decoupage"], p["code"])
    raison = f"\u00a0: {p['raison']}" if p["raison"] else "."
    etat = "Acceptée" if p["etat"] == ACCEPTE else "Refusée"
    st.html(
        f'<hr class="tb-filet"><p class="tb-fort">{sur(intitule(p, _present(ici, p["actif"])))}</p>'
        f'<p class="tb-second">{sur(lieu)}. {etat} le {jour(p["decide_le"])} par {sur(p["decide_par"])} '
        f"({sur(p['decide_role'])}){sur(raison)}</p>"
    )
    if tableau := differences_html(p, None, enjeux):
        st.html(tableau)
    if p["etat"] == ACCEPTE or not acces.peut(qui, Droit.TENIR_ACTIFS):
        return
    if st.button("Accepter finalement", key=f"actif_oui_{p['proposition']}"):
        _poser(ici, qui, p["proposition"], True, "")
