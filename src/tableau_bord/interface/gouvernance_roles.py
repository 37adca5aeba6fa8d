"""Qui a quel rôle : la liste, en donner un, en retirer un."""

from __future__ import annotations

from typing import Any

import streamlit as st

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Role
from tableau_bord.acces.attributions import LONGUEUR_MAX, Genre
from tableau_bord.gestes import acces as gestes
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour, noter
from tableau_bord.interface.texte import sur

ROLES = {
    Role.ADMINISTRATION: ("Administration", "tient les accès et les registres, publie, efface ce qui échoit"),
    Role.SURVEILLANCE: ("Surveillance", "verse, voit les effectifs fins, publie"),
    Role.ANIMATION: ("Animation", "anime les rencontres, invite, relit les textes confiés"),
    Role.TERRAIN: ("Terrain", "lit ce qui est publié et contribue"),
    Role.LECTURE: ("Lecture", "lit ce qui est publié"),
}
GENRES = {Genre.COURRIEL: "Courriel d’une personne", Genre.GROUPE: "Groupe du fournisseur d’identité"}


def afficher(ici: Contexte, qui: Identite) -> None:
    """Les rôles en vigueur, puis de quoi en donner un."""
    cadre.section("Qui a quel rôle")
    if qui.mode is Mode.POSTE:
        cadre.second(
            "Devant ce poste, tout est permis. Les rôles servent quand le tableau de bord est sur un serveur et que chacun s’y "
            "connecte."
        )
    donnes = acces.roles_attribues(ici.entrepot).to_dicts()
    if not donnes:
        etats.vide(
            "Aucun rôle n’est attribué.",
            "Commencez par l’administration\u00a0: sans elle, personne ne pourrait donner les autres.",
        )
    for x in donnes:
        _un(ici, qui, x)
    with st.expander("Donner un rôle", expanded=not donnes):
        _donner(ici, qui, acces.historique_des_roles(ici.entrepot).height)


def _un(ici: Contexte, qui: Identite, x: dict[str, Any]) -> None:
    nom, fait = ROLES[Role(x["role"])]
    groupe = "Groupe " if x["genre"] == Genre.GROUPE else ""
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    gauche.html(
        f'<hr class="tb-filet"><p class="tb-fort" style="overflow-wrap:anywhere">{groupe}{sur(x["valeur"])}</p>'
        f'<p class="tb-second">{nom}\u00a0: {fait}. Donné le {jour(x["quand"])} par {sur(x["auteur"])}.</p>'
    )
    with droite.popover("Retirer", width="stretch"):
        st.markdown(
            "Ce rôle ne vaut plus dès la prochaine page ouverte. Les gestes déjà faits restent au journal."
        )
        cle = "_".join((x["genre"], x["valeur"], x["role"]))
        if st.button("Oui, retirer ce rôle", key=f"role_retirer_{cle}", type="primary"):
            with erreurs.garde():
                gestes.retirer_role(ici.entrepot, qui, x["genre"], x["valeur"], Role(x["role"]))
                noter(f"Rôle retiré\u00a0: {nom.lower()}, {x['valeur']}.")


def _donner(ici: Contexte, qui: Identite, tour: int) -> None:
    genre = st.radio(
        "À qui", list(GENRES), format_func=GENRES.__getitem__, key=f"role_genre_{tour}", horizontal=True
    )
    valeur = st.text_input(
        GENRES[genre], key=f"role_valeur_{tour}", max_chars=LONGUEUR_MAX,
        placeholder="prenom.nom@exemple.org" if genre is Genre.COURRIEL else "Nom exact du groupe",
    )  # fmt: skip
    role = st.radio(
        "Rôle", list(ROLES), format_func=lambda r: ROLES[r][0], key=f"role_role_{tour}",
        captions=[fait[:1].upper() + fait[1:] for _, fait in ROLES.values()],
    )  # fmt: skip
    if st.button("Donner ce rôle", type="primary", key=f"role_donner_{tour}"):
        with erreurs.garde():
            neuf = gestes.attribuer(ici.entrepot, qui, genre.value, valeur, role)
            nom = ROLES[role][0].lower()
            noter(f"Rôle donné\u00a0: {nom}, {valeur.strip()}." if neuf else "Ce rôle était déjà donné.")
