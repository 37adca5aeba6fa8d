"""Ce qu'on emporte d'un portrait."""

from __future__ import annotations

import polars as pl
import streamlit as st

from tableau_bord import rapports
from tableau_bord.gestes import exporter
from tableau_bord.indicateurs import Portrait, phrases
from tableau_bord.interface.contexte import Contexte, publie_le


def telechargements(ici: Contexte, lu: Portrait, ligne: str) -> None:
    """CSV, XLSX et image ; rien n'est fabriqué, ni consigné, avant le clic. `ligne` : celle sous le titre."""
    lieu, base = lu.territoire, ici.base
    nom = f"portrait-{lieu.decoupage}-{lieu.code}"
    entrepot, profil, qui, publie = ici.entrepot, ici.profil, ici.qui, publie_le(ici.entrepot)

    def tableau() -> pl.DataFrame:
        return exporter.exporter_cube(entrepot, qui, profil, decoupages=[lieu.decoupage], codes=[lieu.code])

    def image() -> bytes:
        exporter.noter(entrepot, qui, profil, "image de portrait", {"nom": nom})
        return rapports.portrait_png(lieu.nom, ligne, phrases.resumer(lu.noyau), lu.noyau, bandeau)

    mention = "Données inventées" if base.fictive else f"Publié le {publie}"
    bandeau = f"{base.region}. {mention}. Profil {profil.value}."
    st.download_button(
        "Tableau pour Excel (CSV)",
        lambda: rapports.en_csv(tableau()),
        f"{nom}.csv",
        "text/csv",
        on_click="ignore",
    )
    st.download_button(
        "Classeur (XLSX)", lambda: rapports.en_xlsx(tableau(), (bandeau,)), f"{nom}.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "Image (PNG)",
        image,
        f"{nom}.png",
        "image/png",
        on_click="ignore",
    )
