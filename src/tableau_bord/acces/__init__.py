"""Qui peut quoi : profils, modes, rôles, droits, journal."""

from tableau_bord.acces.droits import DROITS, Droit, exiger, peut
from tableau_bord.acces.journal import Verification, consigner, verifier_journal
from tableau_bord.acces.journal_depot import tout as journal
from tableau_bord.acces.profils import Profil
from tableau_bord.acces.roles import Identite, Mode, Role, au_poste

__all__ = [
    "DROITS",
    "Droit",
    "Identite",
    "Mode",
    "Profil",
    "Role",
    "Verification",
    "au_poste",
    "consigner",
    "exiger",
    "journal",
    "peut",
    "verifier_journal",
]
