"""Qui est là : le mode d'accès, les rôles, l'identité (CONCEPTION §8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mode(StrEnum):
    """Comment le programme est ouvert : devant le poste, dans une salle, ou sur un serveur."""

    POSTE = "poste"
    RENCONTRE = "rencontre"
    SERVEUR = "serveur"


class Role(StrEnum):
    """Ce qu'une personne vient faire ; elle peut en avoir plusieurs."""

    ADMINISTRATION = "administration"
    SURVEILLANCE = "surveillance"
    ANIMATION = "animation"
    TERRAIN = "terrain"
    LECTURE = "lecture"


@dataclass(frozen=True)
class Identite:
    """La personne qui fait un geste.

    `roles` vide : un visiteur sans compte, qui ne lit que les territoires ouverts. `courriel` : celui que
    le fournisseur d'identité garantit ; vide hors du mode serveur.
    """

    nom: str
    roles: frozenset[Role] = frozenset()
    mode: Mode = Mode.POSTE
    courriel: str = ""

    @property
    def auteur(self) -> str:
        """Le nom qui s'écrit aux registres."""
        return self.courriel or self.nom

    @property
    def anonyme(self) -> bool:
        """Vrai si cette personne n'a aucun rôle."""
        return not self.roles


def au_poste(nom: str) -> Identite:
    """La personne devant le poste, ou à la console : tout lui est permis (CONCEPTION §8)."""
    return Identite(nom, frozenset(Role), Mode.POSTE)
