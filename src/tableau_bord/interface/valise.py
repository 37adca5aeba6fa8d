"""Préparer une valise (page Publier) et la rapporter (page Gouvernance)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import streamlit as st

from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import rapporter as gestes_rapporter
from tableau_bord.gestes import valise as gestes_valise
from tableau_bord.gestes.rapporter import Rapport
from tableau_bord.interface import cadre, erreurs, etats, recherche
from tableau_bord.interface.contexte import Contexte

CLE = "valise_prete"


class Depose(Protocol):
    """Un fichier déposé : son nom et ses octets."""

    @property
    def name(self) -> str:
        """Nom d'origine."""

    def getvalue(self) -> bytes:
        """Contenu."""


def preparer(ici: Contexte) -> None:
    """Choisir un territoire, préparer sa valise, la télécharger ; ne montre rien à qui n'en a pas le droit."""
    qui = ici.qui
    if not peut(qui, Droit.EMPORTER):
        return
    cadre.section("Préparer une valise")
    cadre.second(
        "Un fichier neuf pour une rencontre\u00a0: ce qui est publié du territoire et de ce à quoi on le compare, "
        "les textes consentis pour la séance, rien d’autre."
    )
    lieu = recherche.afficher(ici, cle="valise_lieu", etiquette="Territoire de la rencontre")
    avec = st.checkbox("Emporter les textes consentis pour la séance", value=True, key="valise_envois")
    if st.button("Préparer la valise", key="valise_preparer", disabled=lieu is None) and lieu:
        with erreurs.garde(), TemporaryDirectory() as dossier:
            fichier = Path(dossier) / f"valise-{lieu.decoupage}-{lieu.code}.duckdb"
            faite = gestes_valise.preparer(
                ici.entrepot, qui, lieu.decoupage, lieu.code, fichier, avec_envois=avec
            )
            contenu = (
                f"{compter(faite.cases, 'case publiée', 'cases publiées')}, {compter(faite.envois, 'texte')}"
            )
            st.session_state[CLE] = (fichier.name, fichier.read_bytes(), contenu)
    if prete := st.session_state.get(CLE):
        etats.reussite(f"La valise est prête\u00a0: {prete[2]}.")
        st.download_button(
            "Télécharger la valise",
            prete[1],
            prete[0],
            "application/octet-stream",
            type="primary",
            on_click="ignore",
        )


def rapporter(ici: Contexte) -> None:
    """Déposer une valise et en reverser le contenu ; ne montre rien à qui n'en a pas le droit."""
    qui = ici.qui
    if not peut(qui, Droit.EMPORTER):
        return
    cadre.section("Rapporter une valise")
    cadre.second(
        "Ce qui est né dans la salle rentre ici, sans doublon, autant de fois qu’on veut. Si un fichier de même nom "
        "finit par .wal à côté de la valise, déposez les deux."
    )
    deposes = st.file_uploader(
        "Fichier de la valise", type=["duckdb", "wal"], accept_multiple_files=True, key="valise_retour"
    )
    if st.button("Rapporter", key="valise_rapporter", disabled=not deposes) and deposes:
        with erreurs.garde():
            rapport = deposer(ici, deposes)
            etats.reussite(" ".join(rapport.phrases))
            if rapport.retraits_en_valise:
                etats.avertissement(
                    "Le fichier que vous avez déposé contient encore des textes retirés ici\u00a0: effacez-le, ou "
                    "rapportez-le à la console («\u00a0tableau-bord rapporter\u00a0»), qui les en efface."
                )


def deposer(ici: Contexte, deposes: Sequence[Depose]) -> Rapport:
    """Rapporter depuis des fichiers déposés. Leurs noms ne servent qu'à reconnaître le journal d'écriture."""
    with TemporaryDirectory() as dossier:
        valise = Path(dossier) / "valise.duckdb"
        for fichier in deposes:
            cible = valise.with_name("valise.duckdb.wal") if fichier.name.endswith(".wal") else valise
            cible.write_bytes(fichier.getvalue())
        return gestes_rapporter.rapporter(ici.entrepot, ici.qui, valise)
