"""Donner et retirer un rôle, ouvrir et fermer la lecture sans compte."""

from __future__ import annotations

from datetime import date

from tableau_bord import acces, territoires
from tableau_bord.acces import Droit, Identite, Role, attributions, lecture_ouverte
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, Transaction


def attribuer(entrepot: Entrepot, qui: Identite, genre: str, valeur: str, role: Role) -> bool:
    """Donner un rôle à un courriel ou à un groupe ; rend faux s'il l'était déjà.

    Lève AccesErreur sans le droit d'administrer, ou si `genre` ou `valeur` n'est pas valide.
    """
    acces.exiger(qui, Droit.ADMINISTRER)

    def geste(t: Transaction) -> bool:
        change = attributions.attribuer(t, qui, genre, valeur, role)
        if change:
            acces.consigner(t, qui, "attribuer un rôle", _titulaire(genre, valeur), {"role": role.value})
        return change

    return entrepot.ecrire(geste)


def retirer_role(entrepot: Entrepot, qui: Identite, genre: str, valeur: str, role: Role) -> bool:
    """Retirer un rôle ; rend faux s'il n'était pas donné.

    Lève AccesErreur sans le droit d'administrer, ou s'il ne resterait plus aucune administration.
    """
    acces.exiger(qui, Droit.ADMINISTRER)

    def geste(t: Transaction) -> bool:
        change = attributions.retirer_role(t, qui, genre, valeur, role)
        if change:
            acces.consigner(t, qui, "retirer un rôle", _titulaire(genre, valeur), {"role": role.value})
        return change

    return entrepot.ecrire(geste)


def ouvrir_lecture(
    entrepot: Entrepot, qui: Identite, decoupage: str, code: str, jusqua: date | None = None
) -> None:
    """Laisser lire sans compte ce qui est publié de ce territoire, au profil table.

    Lève AccesErreur sans le droit d'administrer ou si `jusqua` est passé ; TerritoireErreur si le
    territoire n'existe pas.
    """
    acces.exiger(qui, Droit.ADMINISTRER)
    territoires.territoire(entrepot, decoupage, code)

    def geste(t: Transaction) -> None:
        lecture_ouverte.ouvrir(t, qui, decoupage, code, jusqua)
        details = {"jusqua": jusqua.isoformat() if jusqua else ""}
        acces.consigner(t, qui, "ouvrir la lecture", f"{decoupage} {code}", details)

    entrepot.ecrire(geste)


def fermer_lecture(entrepot: Entrepot, qui: Identite, decoupage: str, code: str) -> None:
    """Fermer la lecture sans compte. Lève AccesErreur sans le droit, ou si elle n'était pas ouverte."""
    acces.exiger(qui, Droit.ADMINISTRER)

    def geste(t: Transaction) -> None:
        if not lecture_ouverte.fermer(t, qui, decoupage, code):
            raise AccesErreur(
                "lecture_fermee",
                "Ce territoire ne se lit pas sans compte\u00a0: il n'y a rien à fermer.",
                ou=f"{decoupage} {code}",
                remede="Rechargez la liste.",
            )
        acces.consigner(t, qui, "fermer la lecture", f"{decoupage} {code}")

    entrepot.ecrire(geste)


def _titulaire(genre: str, valeur: str) -> str:
    return f"{genre} {attributions.normaliser(valeur) if genre == 'courriel' else valeur.strip()}"
