"""Qui a quel rôle : par courriel ou par groupe du fournisseur d'identité, par ajout."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

import polars as pl

from tableau_bord.acces import attributions_depot as depot
from tableau_bord.acces.roles import Identite, Role
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

LONGUEUR_MAX = 254
_COURRIEL = re.compile(r"[^\s@<>\"',;:\\()\[\]]+@[^\s@<>\"',;:\\()\[\]]+\.[^\s@<>\"',;:\\()\[\]]+")
_MAJUSCULES = str.maketrans({lettre: lettre.lower() for lettre in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})


class Genre(StrEnum):
    """À quoi un rôle s'attache : un courriel, ou un groupe du fournisseur d'identité."""

    COURRIEL = "courriel"
    GROUPE = "groupe"


def normaliser(courriel: str) -> str:
    """Le courriel sans espaces autour, en minuscules ASCII.

    ASCII seulement : « K » (kelvin) deviendrait « k », et un autre courriel prendrait les rôles du premier.
    """
    return courriel.strip().translate(_MAJUSCULES)


def attribuer(t: Transaction, qui: Identite, genre: str, valeur: str, role: Role) -> bool:
    """Donner un rôle ; rend faux s'il l'était déjà.

    `genre` : « courriel » ou « groupe ». `valeur` : le courriel (casse indifférente) ou le nom exact du
    groupe, 254 caractères au plus. Lève AccesErreur si l'un n'est pas valide.
    """
    cle = _verifier(genre, valeur)
    if (*cle, role.value) in _donnes(t):
        return False
    _ajouter(t, qui, cle, role, donne=True)
    return True


def retirer_role(t: Transaction, qui: Identite, genre: str, valeur: str, role: Role) -> bool:
    """Retirer un rôle ; rend faux s'il n'était pas donné.

    Lève AccesErreur (« derniere_administration ») si plus aucune administration ne resterait attribuée.
    """
    cle, donnes = _verifier(genre, valeur), _donnes(t)
    if (*cle, role.value) not in donnes:
        return False
    restantes = [d for d in donnes if d[2] == Role.ADMINISTRATION.value and d != (*cle, role.value)]
    if role is Role.ADMINISTRATION and not restantes:
        raise AccesErreur(
            "derniere_administration",
            "C'est le dernier rôle d'administration\u00a0: le retirer fermerait les accès à tout le monde.",
            ou=cle[1],
            remede="Donnez d'abord ce rôle à une autre personne.",
        )
    _ajouter(t, qui, cle, role, donne=False)
    return True


def roles_de(lecteur: Entrepot | Transaction, courriel: str, groupes: Iterable[str] = ()) -> frozenset[Role]:
    """Les rôles de ce courriel et de ces groupes ; vide si rien ne leur est attribué."""
    cles = {(Genre.GROUPE.value, groupe.strip()) for groupe in groupes if groupe.strip()}
    if normaliser(courriel):
        cles.add((Genre.COURRIEL.value, normaliser(courriel)))
    connus = {role.value for role in Role}
    return frozenset(
        Role(role) for genre, valeur, role in _donnes(lecteur) if (genre, valeur) in cles and role in connus
    )


def attributions(entrepot: Entrepot) -> pl.DataFrame:
    """Les rôles en vigueur : genre, valeur, role, quand, auteur."""
    return depot.en_vigueur(entrepot)


def historique_des_roles(entrepot: Entrepot) -> pl.DataFrame:
    """Tout ce qui a été attribué (`donne` vrai) et retiré (faux), du premier au dernier."""
    return depot.historique(entrepot)


def _donnes(lecteur: Entrepot | Transaction) -> set[tuple[str, str, str]]:
    return set(depot.en_vigueur(lecteur).select("genre", "valeur", "role").iter_rows())


def _ajouter(t: Transaction, qui: Identite, cle: tuple[str, str], role: Role, *, donne: bool) -> None:
    depot.ajouter(
        t,
        {
            "quand": maintenant().isoformat(),
            "auteur": qui.auteur,
            "genre": cle[0],
            "valeur": cle[1],
            "role": role.value,
            "donne": donne,
        },
    )


def _verifier(genre: str, valeur: str) -> tuple[str, str]:
    if genre not in tuple(Genre):
        raise AccesErreur(
            "genre_inconnu",
            "Un rôle se donne à un courriel ou à un groupe.",
            remede="Choisissez l'un des deux.",
        )
    net = normaliser(valeur) if genre == Genre.COURRIEL else valeur.strip()
    mal_ecrit = genre == Genre.COURRIEL and not _COURRIEL.fullmatch(net)
    if not net or len(net) > LONGUEUR_MAX or not net.isprintable() or mal_ecrit:
        raise AccesErreur(
            "titulaire_mal_forme",
            "Ce courriel n'est pas valide."
            if genre == Genre.COURRIEL
            else "Ce nom de groupe n'est pas valide.",
            remede=f"Écrivez-le tel que le fournisseur d'identité le donne, en {LONGUEUR_MAX} caractères au plus.",
        )
    return genre, net
