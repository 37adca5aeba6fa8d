"""« Trouver ma communauté » : par son nom ou celui de sa municipalité."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import cle_de_tri
from tableau_bord.interface.contexte import Contexte
from tableau_bord.territoires import libelle

DECOUPAGES_CHERCHES = ("communaute", "communaute_statistique", "CLSC", "RLS", "MRC", "RSS")


@dataclass(frozen=True)
class Lieu:
    """Un territoire qu'on peut choisir ; `intitule` dit son nom, sa municipalité et son découpage."""

    decoupage: str
    code: str
    intitule: str


def lieux(ici: Contexte) -> tuple[Lieu, ...]:
    """Tous les territoires de la base, en ordre alphabétique français, communautés d'abord."""
    trouves: list[Lieu] = []
    for decoupage in DECOUPAGES_CHERCHES:
        lignes = territoires.territoires_de(ici.entrepot, decoupage).to_dicts()
        siens = [
            Lieu(decoupage, x["code"], _intitule(decoupage, x["nom"], x["municipalite"])) for x in lignes
        ]
        trouves += sorted(siens, key=lambda x: cle_de_tri(x.intitule))
    return tuple(trouves)


def _intitule(decoupage: str, nom: str, municipalite: str | None) -> str:
    precision = f", {municipalite}" if municipalite and municipalite != nom else ""
    sigle = "" if decoupage == "communaute" else f" ({libelle(decoupage)})"
    return f"{nom}{precision}{sigle}"


def afficher(
    ici: Contexte, cle: str, etiquette: str = "Nom de la communauté ou de la municipalité"
) -> Lieu | None:
    """Poser la liste filtrable et rendre le lieu choisi."""
    return st.selectbox(
        etiquette,
        lieux(ici),
        index=None,
        format_func=lambda lieu: lieu.intitule,
        placeholder="Écrire les premières lettres",
        key=cle,
    )
