"""Divulgation : masquage primaire et complémentaire, cube publié, registre des publications, attaque."""

from tableau_bord.divulgation.attaque import Attaque, attaquer
from tableau_bord.divulgation.complementaire import masquer as masquer_tout
from tableau_bord.divulgation.complementaire import reunir
from tableau_bord.divulgation.depot import (
    COLONNES_CASE,
    Publication,
    cases_parues,
    cases_publiees,
    contenus_courants,
    contenus_parus,
    inscrire,
    publications,
    raisons_de_masque,
    retirer,
)
from tableau_bord.divulgation.inconnues import IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import COMPLEMENT, RAISONS, masquer, raisonner, vider
from tableau_bord.divulgation.registre import inconnues_du_registre
from tableau_bord.divulgation.relations import CLE, Liens

__all__ = [
    "CLE",
    "COLONNES_CASE",
    "COMPLEMENT",
    "IDENTITE",
    "INCONNUES",
    "RAISONS",
    "Attaque",
    "Liens",
    "Publication",
    "attaquer",
    "cases_parues",
    "cases_publiees",
    "contenus_courants",
    "contenus_parus",
    "inconnues_du_registre",
    "inscrire",
    "masquer",
    "masquer_tout",
    "publications",
    "raisonner",
    "raisons_de_masque",
    "retirer",
    "reunir",
    "vider",
]
