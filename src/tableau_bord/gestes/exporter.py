"""Exporter : ce qui sort du programme se vérifie et se consigne."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from tableau_bord import acces, rapports
from tableau_bord.acces import Droit, Identite, Profil
from tableau_bord.entrepot import Entrepot

DROIT = {Profil.TABLE: Droit.EXPORTER, Profil.DSP: Droit.EXPORTER_FIN}


def permis(qui: Identite, profil: Profil) -> bool:
    """Vrai si cette personne peut exporter à ce profil."""
    return acces.peut(qui, DROIT[profil])


def exporter_cube(entrepot: Entrepot, qui: Identite, profil: Profil, **criteres: object) -> pl.DataFrame:
    """Les cases que ce profil peut lire (`rapports.cube`), l'export consigné au journal.

    `criteres` : ceux de `indicateurs.lire_cases` (decoupages, codes, indicateurs, periodes…).
    Lève AccesErreur sans le droit d'exporter à ce profil.
    """
    acces.exiger(qui, DROIT[profil])
    tableau = rapports.cube(entrepot, profil, **criteres)
    choix = {nom: sorted(valeurs) for nom, valeurs in criteres.items() if valeurs}  # type: ignore[call-overload]
    noter(entrepot, qui, profil, "cube", {**choix, "cases": tableau.height})
    return tableau


def noter(
    entrepot: Entrepot, qui: Identite, profil: Profil, quoi: str, details: Mapping[str, object] | None = None
) -> None:
    """Consigner un export préparé ailleurs (image, rapport). `quoi` : ce qui sort, en un mot.

    Lève AccesErreur sans le droit d'exporter à ce profil.
    """
    acces.exiger(qui, DROIT[profil])
    complets = {"profil": profil.value, **(details or {})}
    entrepot.ecrire(lambda t: acces.consigner(t, qui, "exporter", quoi, complets))
