"""Qui est devant l'écran, et ce que la connexion dit d'elle-même.

Seul lecteur de `st.login`, `st.user` et `st.context` de la maison (CONCEPTION §2).
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping
from typing import Any

import streamlit as st

from tableau_bord.acces import Identite, Mode, Role, au_poste, roles_de
from tableau_bord.acces.attributions import normaliser
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases

VARIABLE_MODE = "TABLEAU_BORD_MODE"
VARIABLE_ADMINISTRATION = "TABLEAU_BORD_ADMINISTRATION"
VISITEUR = "Visiteur sans compte"


def courante() -> Identite:
    """La personne devant cet écran ; au mode serveur, un visiteur tant que rien ne dit qui elle est.

    Lève AccesErreur si le mode d'accès n'existe pas.
    """
    ici = mode()
    if ici is Mode.POSTE:
        return au_poste(_nom_de_session())
    if ici is Mode.RENCONTRE:
        return Identite(_nom_de_session(), frozenset({Role.ANIMATION}), Mode.RENCONTRE)
    personne = _personne()
    return _au_serveur(personne) if personne and not refus() else Identite(VISITEUR, mode=Mode.SERVEUR)


def mode() -> Mode:
    """Le mode d'accès que le lanceur a posé ; « poste » sans lui. Lève AccesErreur s'il n'existe pas."""
    lu = os.environ.get(VARIABLE_MODE) or Mode.POSTE.value
    if lu not in tuple(Mode):
        raise AccesErreur(
            "mode_inconnu",
            "Le mode d'accès de ce programme n'est pas reconnu.",
            ou=VARIABLE_MODE,
            remede=f"Écrivez-y l'un de\u00a0: {', '.join(Mode)}.",
        )
    return Mode(lu)


def refus() -> AccesErreur | None:
    """Pourquoi le compte présenté n'est pas reçu ; rien s'il l'est, ou s'il n'y en a pas."""
    verifie = _personne().get("email_verified", True)
    if str(verifie).strip().lower() not in ("false", "0", "no"):
        return None
    return AccesErreur(
        "courriel_non_verifie",
        "Votre fournisseur d'identité dit que votre courriel n'est pas vérifié.",
        remede="Vérifiez-le auprès de lui, puis reconnectez-vous.",
    )


def connectee() -> bool:
    """Vrai si le fournisseur d'identité dit qui est là, quels que soient ses rôles."""
    return mode() is Mode.SERVEUR and bool(_personne())


def connexion(cle: str = "barre") -> None:
    """Poser « Se connecter » ou « Se déconnecter », au mode serveur seulement."""
    if mode() is not Mode.SERVEUR:
        return
    if connectee():
        st.button("Se déconnecter", key=f"tb_deconnexion_{cle}", on_click=st.logout, width="stretch")
    else:
        st.button(
            "Se connecter", key=f"tb_connexion_{cle}", on_click=st.login, type="primary", width="stretch"
        )


def au_telephone() -> bool:
    """Vrai si le navigateur se dit mobile ; sert au cadrage d'une carte, jamais à un droit."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def _personne() -> Mapping[str, Any]:
    """Ce que le fournisseur d'identité garantit de la personne ; vide si elle ne s'est pas connectée."""
    return st.user.to_dict() if getattr(st.user, "is_logged_in", False) else {}


def _au_serveur(personne: Mapping[str, Any]) -> Identite:
    courriel = normaliser(str(personne.get("email") or ""))
    roles = roles_de(ouvrir(bases.chemin(bases.REGION)), courriel, _groupes(personne.get("groups")))
    if courriel and courriel in _administration():
        roles |= {Role.ADMINISTRATION}
    nom = str(personne.get("name") or courriel or "Personne connectée")
    # Sans courriel, le nom seul se choisit : le sujet, lui, est garanti.
    return Identite(nom if courriel else f"{nom} ({personne.get('sub', '')})", roles, Mode.SERVEUR, courriel)


def _groupes(lus: object) -> tuple[str, ...]:
    """Les groupes du jeton : une liste de textes, ou un seul ; le reste est ignoré."""
    if isinstance(lus, str):
        return (lus,)
    return tuple(g for g in lus if isinstance(g, str)) if isinstance(lus, list | tuple) else ()


def _administration() -> frozenset[str]:
    donnes = os.environ.get(VARIABLE_ADMINISTRATION, "").split(",")
    return frozenset(normaliser(courriel) for courriel in donnes if courriel.strip())


def _nom_de_session() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "poste"
