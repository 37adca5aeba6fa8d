"""La vue Accès : qui a quel rôle, quels territoires se lisent sans compte, quels liens sont ouverts."""

from __future__ import annotations

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.interface import gouvernance_lecture, gouvernance_liens, gouvernance_roles
from tableau_bord.interface.contexte import Contexte


def afficher(ici: Contexte, qui: Identite) -> None:
    """Les rôles et la lecture sans compte pour qui administre ; les liens pour qui invite."""
    if acces.peut(qui, Droit.ADMINISTRER):
        gouvernance_roles.afficher(ici, qui)
        gouvernance_lecture.afficher(ici, qui)
    if acces.peut(qui, Droit.INVITER):
        gouvernance_liens.afficher(ici, qui)
