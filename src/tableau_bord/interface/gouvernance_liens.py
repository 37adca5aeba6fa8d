"""Les liens d'invitation : en créer un, le montrer une fois, suivre ceux qui existent, en révoquer."""

from __future__ import annotations

import base64
import importlib
import importlib.util
import io
from datetime import datetime
from typing import Any

import streamlit as st

from tableau_bord.acces import Identite, invitations_depot
from tableau_bord.acces.invitations import JOURS_MAX, NOTE_MAX, USAGES_MAX, Portee
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.commun.horloge import maintenant
from tableau_bord.gestes import inviter
from tableau_bord.interface import cadre, erreurs, etats, identite, recherche
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour, nom_de, noms, noter
from tableau_bord.interface.texte import sur

PORTEES = {
    Portee.LIRE: "Lire ce qui est publié d’un territoire",
    Portee.ECRIRE: "Confier un texte au sujet d’un territoire",
    Portee.CORRIGER: "Corriger ou ajouter des actifs d’un territoire",
    Portee.CONTRIBUER: "Porter une parole et corriger des actifs d’un territoire",
}
LIEN = "gouvernance_lien"
JOURS, USAGES = 30, 20


def afficher(ici: Contexte, qui: Identite) -> None:
    """Le lien qu'on vient de créer, le formulaire, puis la liste."""
    cadre.section("Liens d’invitation")
    if lien := st.session_state.pop(LIEN, ""):
        _montrer(lien)
    existants = invitations_depot.toutes(ici.entrepot).to_dicts()
    if not existants:
        etats.vide(
            "Aucun lien n’a été créé.",
            "Un lien ouvre un seul territoire, pour un seul geste, pendant un temps donné. Il se révoque.",
        )
    with st.expander("Créer un lien", expanded=not existants):
        _creer(ici, qui, len(existants))
    connus = noms(ici)
    for invitation in existants:
        _une(ici, qui, invitation, connus)


def _montrer(lien: str) -> None:
    """Le lien, une seule fois : la base ne le garde pas."""
    etats.reussite("Lien créé. Copiez-le maintenant\u00a0: il ne sera plus montré.")
    adresse = f"{_origine()}/i/{lien}"
    texte, image = st.columns([2, 1], gap="large")
    texte.code(adresse, language=None, wrap_lines=True)
    texte.html(
        '<p class="tb-second">Qui a ce lien peut s’en servir. Donnez-le en mains propres ou par courriel.</p>'
    )
    if not _origine():
        texte.html('<p class="tb-second">Écrivez devant l’adresse de ce tableau de bord sur le serveur.</p>')
    elif figure := _code_qr(adresse):
        image.html(
            f'<img src="data:image/png;base64,{figure}" alt="Code QR du lien d’invitation" style="width:11rem;height:auto">'
        )


def _origine() -> str:
    lire = getattr(identite, "origine", None)
    return str(lire()) if lire else ""


def _code_qr(adresse: str) -> str:
    """Le code QR en PNG base64 ; vide si le programme qui les dessine n'est pas installé."""
    if importlib.util.find_spec("segno") is None:
        return ""
    tampon = io.BytesIO()
    importlib.import_module("segno").make(adresse, error="m", micro=False).save(
        tampon, kind="png", scale=6, border=4
    )
    return base64.b64encode(tampon.getvalue()).decode("ascii")


def _creer(ici: Contexte, qui: Identite, tour: int) -> None:
    portee = st.radio(
        "Ce que le lien permet", list(PORTEES), format_func=PORTEES.__getitem__, key=f"lien_portee_{tour}"
    )
    lieu = recherche.afficher(ici, f"lien_lieu_{tour}", "Territoire")
    gauche, droite = st.columns(2)
    jours = gauche.number_input("Durée, en jours", 1, JOURS_MAX, JOURS, key=f"lien_jours_{tour}")
    usages = droite.number_input(
        "Nombre d’usages", 1, USAGES_MAX, USAGES, key=f"lien_usages_{tour}",
        help="Textes reçus, ou personnes différentes qui ouvrent le lien.",
    )  # fmt: skip
    note = st.text_input(
        "Note (facultative)", key=f"lien_note_{tour}", max_chars=NOTE_MAX, help="Pour vous y retrouver. La personne ne la voit pas."
    )  # fmt: skip
    if st.button("Créer le lien", type="primary", key=f"lien_creer_{tour}", disabled=lieu is None) and lieu:
        with erreurs.garde():
            _, jeton = inviter.inviter(
                ici.entrepot, qui, portee, lieu.decoupage, lieu.code, int(jours), int(usages), note.strip()
            )
            st.session_state[LIEN] = jeton
            st.rerun()


def _une(ici: Contexte, qui: Identite, x: dict[str, Any], connus: dict[tuple[str, str], str]) -> None:
    etat = _etat(x)
    note = f" {x['note']}." if x["note"] else ""
    usages = f"{compter(x['faits'], 'usage')} sur {nombre(x['usages'])}"
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    gauche.html(
        f'<hr class="tb-filet"><p class="tb-fort">{sur(nom_de(connus, x["decoupage"], x["code"]))}</p><p class="tb-second">'
        f"{PORTEES[Portee(x['portee'])]}. {etat}. {usages}. Créé le {jour(x['creee_le'])} par {sur(x['auteur'])}.{sur(note)}</p>"
    )
    if not x["revoquee_le"] and etat.startswith("Ouvert"):
        with droite.popover("Révoquer", width="stretch"):
            st.markdown("Le lien se ferme pour toujours. Ce qu’on a reçu par lui reste.")
            if st.button("Oui, révoquer", key=f"revoquer_{x['invitation']}", type="primary"):
                with erreurs.garde():
                    inviter.revoquer(ici.entrepot, qui, x["invitation"])
                    noter("Lien révoqué.")


def _etat(x: dict[str, Any]) -> str:
    if x["revoquee_le"]:
        return f"Révoqué le {jour(x['revoquee_le'])}"
    if maintenant() >= datetime.fromisoformat(x["expire_le"]):
        return f"Expiré le {jour(x['expire_le'])}"
    if x["faits"] >= x["usages"]:
        return "Épuisé"
    return f"Ouvert jusqu’au {jour(x['expire_le'])}"
