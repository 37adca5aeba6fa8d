"""La page Carte : choisir la mesure par l'adresse, montrer, passer au portrait."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import streamlit as st

from tableau_bord import indicateurs, rapports
from tableau_bord.commun.francais import nombre
from tableau_bord.gestes import exporter
from tableau_bord.indicateurs import CarteLue, ecriture
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import carte, navigation
from tableau_bord.interface.contexte import Contexte, decoupages_lisibles, nom_du_decoupage, publie_le
from tableau_bord.interface.texte import sur
from tableau_bord.territoires import libelle


@dataclass(frozen=True)
class Choix:
    """Ce que l'adresse demande de montrer."""

    decoupage: str
    indicateur: str
    periode: str


def choix_de_l_adresse(ici: Contexte) -> Choix | None:
    """Découpage, indicateur et période de l'adresse, complétés par le premier du noyau ; rien si tout est vide."""
    lisibles = decoupages_lisibles(ici)
    if not lisibles:
        return None
    demande = st.query_params.get("decoupage", "")
    decoupage = demande if demande in lisibles else lisibles[0]
    offerts = mesures_offertes(ici, decoupage)
    indicateur = st.query_params.get("indicateur", "") or offerts[0].code
    return Choix(decoupage, indicateur, st.query_params.get("periode", ""))


def mesures_offertes(ici: Contexte, decoupage: str) -> tuple[Indicateur, ...]:
    """Mesures lisibles dans ce découpage, noyau d'abord."""
    lisibles = indicateurs.dernieres_periodes(ici.entrepot, ici.profil, decoupage)
    return tuple(i for i in indicateurs.indicateurs(ici.entrepot) if i.code in lisibles)


def lire(ici: Contexte, choix: Choix) -> CarteLue:
    """Poser la question au domaine."""
    return indicateurs.carte(ici.entrepot, ici.profil, choix.decoupage, choix.indicateur, choix.periode)


def entete(ici: Contexte, lue: CarteLue) -> None:
    """Nom de la mesure, définition et source, valeur de l'ensemble."""
    mesure = lue.indicateur
    phrase = "Aucune valeur d’ensemble n’est connue."
    if lue.reference is not None:
        valeur = f"{nombre(lue.reference, mesure.decimales)}\u00a0{mesure.unite}"
        phrase = f"Pour {sur(lue.nom_reference)}, <strong>{sur(valeur)}</strong> en {sur(ecriture.periode_courte(lue.periode))}."
    ici.ouvrir_page(mesure.nom, f"{mesure.definition} {mesure.source}.", phrase)


def afficher(ici: Contexte, lue: CarteLue) -> None:
    """La carte, sa légende et son tableau ; un clic ouvre le portrait."""
    code = carte.afficher(
        lue.cases,
        lue.indicateur,
        lue.reference,
        cle=f"{lue.decoupage}_{lue.indicateur.code}_{lue.periode}",
        nom_reference=lue.nom_reference,
        unite=libelle(lue.decoupage),
        tableau=False,
    )
    if code:
        navigation.aller("portrait", territoire=code, decoupage=lue.decoupage)


def telecharger(ici: Contexte, lue: CarteLue) -> None:
    """Les valeurs de la carte en CSV et en classeur, la carte en image ; rien n'est fabriqué avant le clic."""
    if not exporter.permis(ici.qui, ici.profil):
        return
    nom = f"carte-{lue.decoupage}-{lue.indicateur.code}-{lue.periode}"
    entrepot, profil, qui = ici.entrepot, ici.profil, ici.qui
    mention = "Données inventées" if ici.base.fictive else f"Publié le {publie_le(entrepot)}"
    bandeau = f"{ici.base.region}. {mention}. Profil {profil.value}."

    def cases() -> pl.DataFrame:
        return exporter.exporter_cube(
            entrepot,
            qui,
            profil,
            decoupages=[lue.decoupage],
            indicateurs=[lue.indicateur.code],
            periodes=[lue.periode],
        )

    def image() -> bytes:
        exporter.noter(entrepot, qui, profil, "image de carte", {"nom": nom})
        return rapports.carte_png(
            lue.cases, lue.indicateur, lue.reference, lue.periode, bandeau, nom_reference=lue.nom_reference
        )

    with st.popover("Télécharger"):
        st.download_button(
            "Tableau pour Excel (CSV)",
            lambda: rapports.en_csv(cases()),
            f"{nom}.csv",
            "text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Classeur (XLSX)",
            lambda: rapports.en_xlsx(cases(), (bandeau,)),
            f"{nom}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )
        st.download_button(
            "Image (PNG)",
            image,
            f"{nom}.png",
            "image/png",
            on_click="ignore",
        )


def tableau(lue: CarteLue) -> None:
    """Les mêmes valeurs, en tableau alphabétique."""
    carte.afficher_tableau(
        lue.cases,
        lue.indicateur,
        lue.reference,
        cle=f"tableau_{lue.decoupage}_{lue.indicateur.code}_{lue.periode}",
        nom_reference=lue.nom_reference,
        unite=libelle(lue.decoupage),
    )


def autres_mesures(ici: Contexte, lue: CarteLue) -> None:
    """Changer de mesure, de découpage ou de période : l'adresse suit."""
    offerts = mesures_offertes(ici, lue.decoupage)
    lisibles = [d for d in decoupages_lisibles(ici)]
    gauche, milieu, droite = st.columns([2, 1, 1])
    codes = [i.code for i in offerts]
    noms = {i.code: i.nom for i in offerts}
    with gauche:
        indicateur = st.selectbox(
            "Lire une autre mesure",
            codes,
            index=codes.index(lue.indicateur.code),
            format_func=noms.__getitem__,
        )
    with milieu:
        decoupage = st.selectbox(
            "Découpage", lisibles, index=lisibles.index(lue.decoupage), format_func=nom_du_decoupage
        )
    with droite:
        periode = st.selectbox("Période", lue.periodes, index=lue.periodes.index(lue.periode))
    if (indicateur, decoupage, periode) != (lue.indicateur.code, lue.decoupage, lue.periode):
        connue = indicateur in {i.code for i in mesures_offertes(ici, decoupage)}
        navigation.aller(
            "carte",
            indicateur=indicateur if connue else "",
            decoupage=decoupage,
            periode=periode if indicateur == lue.indicateur.code else "",
        )
