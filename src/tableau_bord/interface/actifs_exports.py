"""Emporter l'inventaire : CSV, GeoJSON, HSDS, classification, fiche d'une communauté ; rien n'est fabriqué avant le clic."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from tableau_bord.gestes import exporter
from tableau_bord.interface import cadre
from tableau_bord.interface.actifs import Choix
from tableau_bord.interface.contexte import Contexte, publie_le
from tableau_bord.rapports import actifs_exports as rapports
from tableau_bord.rapports import actifs_fiche


def afficher(ici: Contexte, choix: Choix) -> None:
    """Les téléchargements, repliés, à qui peut exporter à ce profil."""
    if not exporter.permis(ici.qui, ici.profil) or choix.trouves.is_empty():
        return
    with st.expander("Emporter cet inventaire"):
        cadre.second(
            "Les actifs trouvés, sans coordonnées personnelles."
            if ici.profil.value == "table"
            else "Profil DSP\u00a0: coordonnées comprises."
        )
        for libelle, fichier, genre, fabriquer in _sortes(ici, choix):
            st.download_button(libelle, _consigne(ici, fichier, fabriquer), fichier, genre, on_click="ignore")


def _sortes(ici: Contexte, choix: Choix) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    base, profil, lu, trouves = ici.entrepot, ici.profil, choix.lu, choix.trouves
    sortes: list[tuple[str, str, str, Callable[[], bytes]]] = [
        (
            "Tableau pour Excel (CSV)",
            "actifs.csv",
            "text/csv",
            lambda: rapports.csv(base, lu, trouves, profil),
        ),
        (
            "Carte (GeoJSON)",
            "actifs.geojson",
            "application/geo+json",
            lambda: rapports.geojson(base, lu, trouves, profil),
        ),
        (
            "Paquet HSDS 3 (ZIP), tout l’inventaire",
            "actifs-hsds.zip",
            "application/zip",
            lambda: rapports.hsds_zip(base, profil),
        ),
        (
            "HSDS 3 (JSON), tout l’inventaire",
            "actifs-hsds.json",
            "application/json",
            lambda: rapports.hsds_json(base, profil),
        ),
        ("Classification (SKOS)", "classification-actifs.ttl", "text/turtle", rapports.skos),
    ]
    if lieu := choix.lieu:
        nom = choix.noms.get((lieu.decoupage, lieu.code), lieu.intitule)
        mention = "Données inventées" if ici.base.fictive else f"Publié le {publie_le(base)}"
        bandeau = f"{ici.base.region}. {mention}."
        fiche = lambda: actifs_fiche.en_pdf(base, lieu.decoupage, lieu.code, nom, bandeau)  # noqa: E731
        sortes.insert(
            0, (f"Fiche à imprimer\u00a0: {nom} (PDF)", f"actifs-{lieu.code}.pdf", "application/pdf", fiche)
        )
    return sortes


def _consigne(ici: Contexte, fichier: str, fabriquer: Callable[[], bytes]) -> Callable[[], bytes]:
    entrepot, qui, profil = ici.entrepot, ici.qui, ici.profil

    def faire() -> bytes:
        exporter.noter(entrepot, qui, profil, "inventaire d’actifs", {"fichier": fichier})
        return fabriquer()

    return faire
