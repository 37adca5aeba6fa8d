"""Corriger le rôle des colonnes d'un inventaire."""

from __future__ import annotations

import streamlit as st

from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes.actifs_examen import ExamenActifs
from tableau_bord.interface import etats

ROLES = list(Role)


def corriger_roles(examen: ExamenActifs) -> dict[str, Role]:
    """Un choix par colonne du fichier, replié ; rend les rôles choisis."""
    compris = {c: r for c, r in examen.roles.items() if r is not Role.IGNORER}
    with st.expander(f"Le rôle des colonnes\u00a0: {len(compris)} lues sur {len(examen.roles)}"):
        choisis: dict[str, Role] = {}
        colonnes = st.columns(2, gap="medium")
        for rang, (colonne, role) in enumerate(examen.roles.items()):
            with colonnes[rang % 2]:
                choisis[colonne] = st.selectbox(
                    f"«\u00a0{colonne}\u00a0»", ROLES, index=ROLES.index(role), format_func=_en_mots,
                    key=f"role_actif_{examen.empreinte[:8]}_{rang}",
                )  # fmt: skip
    for role in ROLES:
        doubles = [f"«\u00a0{c}\u00a0»" for c, r in choisis.items() if r is role]
        if role is not Role.IGNORER and len(doubles) > 1:
            etats.avertissement(
                f"{enumerer(doubles)} ont le même rôle, «\u00a0{role.value}\u00a0»\u00a0: seule la dernière est lue."
            )
    if Role.NOM not in choisis.values():
        etats.avertissement("Aucune colonne ne donne le nom des actifs. Dites laquelle.")
    return choisis


def _en_mots(role: Role) -> str:
    return role.value[:1].upper() + role.value[1:]
