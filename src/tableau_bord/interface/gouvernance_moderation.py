"""La modération : relire ce qu'on nous confie, accepter, refuser avec une raison, retirer."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from tableau_bord import acces, indicateurs
from tableau_bord.acces import Droit, Identite, envois_depot, reperage
from tableau_bord.acces.envois import LIBELLES_DES_FINS, Fin
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.gestes import moderer, retirer_parole
from tableau_bord.gestes.moderer import ACCEPTE, EN_ATTENTE
from tableau_bord.interface import cadre, erreurs, etats, gouvernance_moderation_actifs, valise
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant, jour, nom_de, noms, noter, paragraphe
from tableau_bord.interface.gouvernance_moderation_mots import PROVENANCES, SAVOIRS
from tableau_bord.interface.texte import sur, sur_markdown
from tableau_bord.paroles import depot as depot_des_paroles

GENRES = {"phrase": "Une phrase", "récit": "Un récit"}
RAISONS = {
    retirer_parole.Raison.DEMANDE: "La personne le demande",
    retirer_parole.Raison.ECHEANCE: "Son consentement est fini",
    retirer_parole.Raison.IDENTIFIE: "Le texte fait reconnaître quelqu’un",
    retirer_parole.Raison.REFUS: "L’envoi a été refusé",
}


def afficher(ici: Contexte, qui: Identite) -> None:
    """Les textes qui attendent et ceux qui ont été décidés, les propositions d'actifs, puis le retour d'une valise."""
    tous = _situer(ici)
    connus = noms(ici)
    attente = [x for x in tous if x["etat"] == EN_ATTENTE]
    cadre.section("Ce qui attend d’être relu")
    if attente:
        cadre.second("Ne projetez pas cet écran\u00a0: on y lit des textes que personne n’a encore acceptés.")
    else:
        etats.vide(
            "Aucun texte n’attend.",
            "Ce qu’une personne confie par un lien ou pendant une rencontre arrive ici avant d’être lu ailleurs.",
        )
    for rang, envoi in enumerate(attente):
        _entete(envoi, connus)
        _alertes(envoi["texte"])
        _decider(ici, qui, envoi, premier=rang == 0)
    decides = [x for x in tous if x["etat"] != EN_ATTENTE]
    gouvernance_moderation_actifs.en_attente(ici, qui, principal=not attente)
    _decides(ici, qui, decides[::-1], connus)
    gouvernance_moderation_actifs.decidees(ici, qui)
    _retires(ici)
    valise.preparer(ici)
    valise.rapporter(ici)


def _situer(ici: Contexte) -> list[dict[str, Any]]:
    """La file, chaque texte avec son genre, les noms de ses enjeux et le rôle de qui l'a saisi pour une autre personne."""
    noms_des_enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    lies: dict[str, list[str]] = {}
    for envoi, enjeu in depot_des_paroles.enjeux(ici.entrepot).iter_rows():
        lies.setdefault(envoi, []).append(noms_des_enjeux.get(enjeu, enjeu))
    situees = {p["envoi"]: p for p in depot_des_paroles.toutes(ici.entrepot).to_dicts()}
    rien = {"genre": "phrase", "tiers": ""}
    return [
        {**rien, **x, **situees.get(x["envoi"], {}), "enjeux": lies.get(x["envoi"], [])}
        for x in envois_depot.file(ici.entrepot).to_dicts()
    ]


def _provenance(envoi: dict[str, Any]) -> str:
    """« Un récit, savoir vécu, reçu par un lien d'invitation le… »."""
    par = f" ({sur(envoi['tiers'])})" if envoi["tiers"] else ""
    return (
        f"{GENRES.get(envoi['genre'], 'Une phrase')}, {SAVOIRS.get(envoi['savoir'], '').lower()}, "
        f"{PROVENANCES.get(envoi['source_genre'], 'reçu')}{par} le {instant(envoi['recu_le'])}."
    )


def _entete(envoi: dict[str, Any], connus: dict[tuple[str, str], str]) -> None:
    lieu = nom_de(connus, envoi["decoupage"], envoi["code"])
    parle = f" Ce dont cela parle\u00a0: {sur(enumerer(envoi['enjeux']))}." if envoi["enjeux"] else ""
    st.html(
        f'<hr class="tb-filet"><p class="tb-fort">{sur(lieu)}</p><p class="tb-second">{_provenance(envoi)}{parle}</p>'
    )
    paragraphe(envoi["texte"], "tb-parole")
    lues = (envoi["fins"] or "").split(", ")
    fins = [f"«\u00a0{LIBELLES_DES_FINS[fin]}\u00a0»" for fin in Fin if fin in lues]
    cadre.second(f"Consentement donné jusqu’au {jour(envoi['jusqua'])}\u00a0: {enumerer(fins)}.")


def _alertes(texte: str) -> None:
    trouvees = reperage.reperer(texte)
    if trouvees:
        mots = enumerer([f"«\u00a0{a.extrait}\u00a0» ({a.raison})" for a in trouvees])
        etats.avertissement(
            f"Ce texte pourrait faire reconnaître quelqu’un\u00a0: {mots}. Relisez avant d’accepter."
        )


def _decider(ici: Contexte, qui: Identite, envoi: dict[str, Any], *, premier: bool) -> None:
    """Un seul bouton principal à l'écran : celui du plus ancien texte."""
    cle = envoi["envoi"]
    oui, non, _ = st.columns([1, 1, 2])
    genre: Literal["primary", "secondary"] = "primary" if premier else "secondary"
    if oui.button("Accepter", key=f"accepter_{cle}", type=genre, width="stretch"):
        _poser(ici, qui, cle, True, "")
    with non.popover("Refuser", width="stretch"):
        raison = st.text_input(
            "Raison du refus", key=f"raison_{cle}", max_chars=moderer.RAISON_MAX, help="Une phrase. Elle s’efface avec le texte."
        )  # fmt: skip
        if st.button("Refuser ce texte", key=f"refuser_{cle}"):
            _poser(ici, qui, cle, False, raison)


def _poser(ici: Contexte, qui: Identite, envoi: str, accepte: bool, raison: str) -> None:
    with erreurs.garde():
        moderer.decider(ici.entrepot, qui, envoi, accepte, raison)
        noter(
            "Texte accepté. Il se lit pour les fins consenties."
            if accepte
            else "Texte refusé. Il ne se lira nulle part."
        )


def _decides(
    ici: Contexte, qui: Identite, decides: list[dict[str, Any]], connus: dict[tuple[str, str], str]
) -> None:
    cadre.section("Ce qui a été décidé")
    if not decides:
        etats.vide(
            "Aucune décision encore.", "Une décision se change\u00a0: la nouvelle s’ajoute, l’ancienne reste."
        )
    for envoi in decides:
        lieu = nom_de(connus, envoi["decoupage"], envoi["code"])
        with st.expander(
            sur_markdown(f"{envoi['etat'].capitalize()}\u00a0: {lieu}, {jour(envoi['decide_le'])}")
        ):
            _entete(envoi, connus)
            _historique(ici, envoi["envoi"])
            if envoi["etat"] == ACCEPTE:
                _refuser_apres_coup(ici, qui, envoi["envoi"])
            elif st.button("Accepter finalement", key=f"accepter_{envoi['envoi']}"):
                _poser(ici, qui, envoi["envoi"], True, "")
            _retirer(ici, qui, envoi["envoi"])


def _historique(ici: Contexte, envoi: str) -> None:
    for d in envois_depot.decisions(ici.entrepot, envoi).to_dicts():
        raison = f"\u00a0: {d['raison']}" if d["raison"] else ""
        cadre.second(f"{d['decision'].capitalize()} le {instant(d['quand'])} par {d['auteur']}{raison}")


def _refuser_apres_coup(ici: Contexte, qui: Identite, envoi: str) -> None:
    with st.popover("Refuser finalement"):
        raison = st.text_input("Raison du refus", key=f"raison_{envoi}", max_chars=moderer.RAISON_MAX)
        if st.button("Refuser ce texte", key=f"refuser_{envoi}"):
            _poser(ici, qui, envoi, False, raison)


def _retirer(ici: Contexte, qui: Identite, envoi: str) -> None:
    if not acces.peut(qui, Droit.EFFACER):
        return
    with st.popover("Effacer ce texte pour toujours"):
        st.markdown(
            "Le texte, son consentement et ses décisions disparaissent. Il n’en reste qu’une empreinte au journal."
        )
        raison = st.selectbox(
            "Pourquoi", list(RAISONS), format_func=RAISONS.__getitem__, key=f"pourquoi_{envoi}"
        )
        if st.button("Oui, effacer", key=f"retirer_{envoi}", type="primary"):
            with erreurs.garde():
                retirer_parole.retirer_envoi(ici.entrepot, qui, envoi, raison)
                noter("Texte effacé de la base, espace libéré compris.")


def _retires(ici: Contexte) -> None:
    n = envois_depot.retraits(ici.entrepot).height
    if n:
        cadre.second(
            f"{compter(n, 'texte a été retiré', 'textes ont été retirés')}\u00a0: il n’en reste que des empreintes."
        )
