"""La lecture sans compte, territoire par territoire : un geste daté, fermée par défaut (CONCEPTION §8)."""

from __future__ import annotations

from datetime import date

import polars as pl

from tableau_bord.acces import lecture_ouverte_depot as depot
from tableau_bord.acces.roles import Identite
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction


def ouvrir(t: Transaction, qui: Identite, decoupage: str, code: str, jusqua: date | None = None) -> None:
    """Ouvrir dès aujourd'hui la lecture sans compte de ce territoire, jusqu'à `jusqua` compris s'il est donné.

    Lève AccesErreur si `jusqua` est passé, ou si le territoire n'est pas nommé.
    """
    if not decoupage or not code:
        raise AccesErreur("territoire_absent", "Aucun territoire n'est choisi.", remede="Choisissez-en un.")
    if jusqua is not None and jusqua < aujourd_hui():
        raise AccesErreur(
            "date_passee", "La date de fin est déjà passée.", remede="Choisissez un jour à venir, ou aucun."
        )
    _ajouter(t, qui, decoupage, code, ouverte=True, jusqua=jusqua.isoformat() if jusqua else "")


def fermer(t: Transaction, qui: Identite, decoupage: str, code: str) -> bool:
    """Fermer la lecture sans compte de ce territoire ; rend faux si elle l'était déjà."""
    if not _est_ouverte(t, decoupage, code):
        return False
    _ajouter(t, qui, decoupage, code, ouverte=False, jusqua="")
    return True


def lectures_ouvertes(entrepot: Entrepot, au: date | None = None) -> pl.DataFrame:
    """Les territoires ouverts : decoupage, code, depuis, jusqua (ISO ; `jusqua` vide : sans fin)."""
    return depot.en_vigueur(entrepot, (au or aujourd_hui()).isoformat())


def lecture_est_ouverte(entrepot: Entrepot, decoupage: str, code: str) -> bool:
    """Vrai si ce territoire-là, et lui seul, se lit aujourd'hui sans compte."""
    return _est_ouverte(entrepot, decoupage, code)


def historique_des_lectures(entrepot: Entrepot) -> pl.DataFrame:
    """Tout ce qui a été ouvert (`ouverte` vrai) et fermé (faux), du premier au dernier."""
    return depot.historique(entrepot)


def _est_ouverte(lecteur: Entrepot | Transaction, decoupage: str, code: str) -> bool:
    ouvertes = depot.en_vigueur(lecteur, aujourd_hui().isoformat())
    return (decoupage, code) in set(ouvertes.select("decoupage", "code").iter_rows())


def _ajouter(t: Transaction, qui: Identite, decoupage: str, code: str, *, ouverte: bool, jusqua: str) -> None:
    depot.ajouter(
        t,
        {
            "quand": maintenant().isoformat(),
            "auteur": qui.auteur,
            "decoupage": decoupage,
            "code": code,
            "ouverte": ouverte,
            "depuis": aujourd_hui().isoformat(),
            "jusqua": jusqua,
        },
    )
