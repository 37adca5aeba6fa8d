"""Qui peut quoi : profils, modes, rôles, droits, journal."""

from tableau_bord.acces.attributions import attribuer, historique_des_roles, retirer_role, roles_de
from tableau_bord.acces.attributions import attributions as roles_attribues
from tableau_bord.acces.droits import DROITS, Droit, exiger, peut
from tableau_bord.acces.envois import Fin, Recu, Savoir
from tableau_bord.acces.invitations import Invitation, Portee, Source, lire_jeton
from tableau_bord.acces.journal import Verification, consigner, verifier_journal
from tableau_bord.acces.journal_depot import tout as journal
from tableau_bord.acces.lecture_ouverte import (
    historique_des_lectures,
    lecture_est_ouverte,
    lectures_ouvertes,
)
from tableau_bord.acces.profils import Profil
from tableau_bord.acces.rencontres import Rencontre, rencontre_ouverte
from tableau_bord.acces.roles import Identite, Mode, Role, au_poste

__all__ = [
    "DROITS",
    "Droit",
    "Fin",
    "Identite",
    "Invitation",
    "Mode",
    "Portee",
    "Profil",
    "Recu",
    "Rencontre",
    "Role",
    "Savoir",
    "Source",
    "Verification",
    "attribuer",
    "au_poste",
    "consigner",
    "exiger",
    "historique_des_lectures",
    "historique_des_roles",
    "journal",
    "lecture_est_ouverte",
    "lectures_ouvertes",
    "lire_jeton",
    "peut",
    "rencontre_ouverte",
    "retirer_role",
    "roles_attribues",
    "roles_de",
    "verifier_journal",
]
