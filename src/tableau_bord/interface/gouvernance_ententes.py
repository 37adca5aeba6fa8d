"""Les ententes de gouvernance des données autochtones : qui n'est pas affiché, pourquoi, et ce qui l'ouvrirait."""

from __future__ import annotations

from typing import Any

import streamlit as st

from tableau_bord.acces import Identite
from tableau_bord.gestes.registres import inscrire_gouvernance
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface import gouvernance_fiches as fiches
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant, jour, nom_de, noms, noter
from tableau_bord.interface.texte import sur, sur_markdown
from tableau_bord.territoires import Gouvernance, Statut, gouvernance, libelle

STATUTS = {
    Statut.SANS_ENTENTE: "Communauté autochtone, sans entente",
    Statut.ENTENTE: "Communauté autochtone, avec une entente",
    Statut.ORDINAIRE: "Ce n’est pas une communauté autochtone",
}


def afficher(ici: Contexte, qui: Identite) -> None:
    """Ce qui n'est pas affiché par son nom, ce qui est à vérifier, les inscriptions, puis le formulaire."""
    cadre.section("Ententes de gouvernance des données autochtones")
    cadre.second(
        "Principes PCAP\u00a0: propriété, contrôle, accès, possession. Une communauté décide de ce qu’on montre d’elle. Sans "
        "entente en vigueur, rien d’elle ne s’affiche, à aucun profil, et rien n’en est publié."
    )
    connus = noms(ici)
    inscrites = gouvernance.gouvernances(ici.entrepot)
    presumes = gouvernance.presumes(ici.entrepot).to_dicts()
    a_verifier = gouvernance.a_verifier(ici.entrepot).to_dicts()
    for x in presumes:
        _ligne(
            f"{x['nom']} ({libelle(x['decoupage'])})",
            f"Non affichée\u00a0: c’est le nom d’une communauté ({x['nation']}).",
        )
    for x in a_verifier:
        _ligne(
            f"{x['nom']} ({libelle(x['decoupage'])})",
            f"Affichée, à vérifier\u00a0: une communauté ({x['nation']}) porte aussi ce nom.",
        )
    for inscription in inscrites:
        _inscription(ici, inscription, nom_de(connus, inscription.decoupage, inscription.code))
    if not (presumes or a_verifier or inscrites):
        etats.vide(
            "Aucune communauté autochtone n’est inscrite.",
            "Celles que le programme reconnaît à leur nom paraissent ici dès qu’elles sont dans la base.",
        )
    if connus:
        with st.expander("Inscrire un territoire ou une entente"):
            _formulaire(ici, qui, connus)


def _ligne(nom: str, phrase: str) -> None:
    st.html(f'<hr class="tb-filet"><p class="tb-fort">{sur(nom)}</p><p class="tb-second">{sur(phrase)}</p>')


def _inscription(ici: Contexte, g: Gouvernance, nom: str) -> None:
    _ligne(nom, f"{'Affichée' if g.affichee() else 'Non affichée'}. {_en_mots(g)}")
    anciennes = gouvernance.histoire(ici.entrepot, g.decoupage, g.code)[1:]
    if anciennes:
        with st.expander(sur_markdown(f"Ce qui était inscrit avant\u00a0: {nom}")):
            for ancienne in anciennes:
                cadre.second(
                    f"{_en_mots(ancienne)} Inscrit le {instant(ancienne.quand)} par {ancienne.auteur}."
                )


def _en_mots(g: Gouvernance) -> str:
    if g.statut is not Statut.ENTENTE:
        return f"{STATUTS[g.statut]}.{f' {g.note}' if g.note else ''}"
    permet = "" if g.affichage else " Elle ne permet pas l’affichage."
    return (
        f"Entente avec {g.partie}, du {jour(g.signee_le)} au {jour(g.jusqua)}. Elle permet\u00a0: {g.portee}.{permet} "
        f"Document\u00a0: {g.document}."
    )


def _formulaire(ici: Contexte, qui: Identite, connus: dict[tuple[str, str], str]) -> None:
    tour = sum(g.version for g in gouvernance.gouvernances(ici.entrepot))
    choisi = st.selectbox(
        "Territoire", list(connus), index=None, format_func=connus.__getitem__,
        placeholder="Écrire les premières lettres", key=f"entente_lieu_{tour}",
    )  # fmt: skip
    statut = st.radio(
        "Ce qu’on inscrit", list(STATUTS), format_func=STATUTS.__getitem__, key=f"entente_statut_{tour}"
    )
    champs: dict[str, Any] = _champs_d_une_entente(tour) if statut is Statut.ENTENTE else {}
    if statut is Statut.ORDINAIRE:
        champs = {"note": st.text_input("Pourquoi", key=f"entente_note_{tour}")}
    if (
        st.button("Inscrire", type="primary", key=f"entente_inscrire_{tour}", disabled=choisi is None)
        and choisi
    ):
        with erreurs.garde():
            inscrire_gouvernance(ici.entrepot, qui, Gouvernance(*choisi, statut, **champs))
            noter(f"Inscrit\u00a0: {connus[choisi]}. Ce qui était inscrit avant est gardé.")


def _champs_d_une_entente(tour: int) -> dict[str, Any]:
    gauche, droite = st.columns(2)
    with gauche:
        signee_le = fiches.saisir_jour("Signée le", "", key=f"entente_signee_{tour}")
    with droite:
        jusqua = fiches.saisir_jour("Valable jusqu’au", "", key=f"entente_jusqua_{tour}")
    return {
        "signee_le": signee_le,
        "jusqua": jusqua,
        "partie": st.text_input("Avec qui", key=f"entente_partie_{tour}", max_chars=200),
        "portee": st.text_area(
            "Ce que l’entente permet", key=f"entente_portee_{tour}", max_chars=2_000, height=96
        ),
        "affichage": st.checkbox(
            "L’entente permet d’afficher et de publier ces données", key=f"entente_affichage_{tour}"
        ),
        "document": st.text_input(
            "Document", key=f"entente_document_{tour}", max_chars=200, help="Où trouver le texte signé."
        ),
    }
