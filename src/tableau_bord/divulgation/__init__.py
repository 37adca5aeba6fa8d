"""Divulgation : masquage primaire et complémentaire, cube publié, registre des publications, attaque."""

from tableau_bord.divulgation.arrondi import arrondir_sans_exposer
from tableau_bord.divulgation.arrondi_attaque import REGISTRE_ARRONDI, attaquer_arrondi
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
    identifiants_parus,
    inscrire,
    publications,
    raisons_de_masque,
    retirer,
)
from tableau_bord.divulgation.inconnues import IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import COMPLEMENT, RAISONS, masquer, raisonner, vider
from tableau_bord.divulgation.registre import inconnues_du_registre
from tableau_bord.divulgation.relations import CLE, Liens
from tableau_bord.divulgation.variantes_depot import cle as cle_arrondi
from tableau_bord.divulgation.variantes_depot import inscrire as inscrire_variantes
from tableau_bord.divulgation.variantes_depot import parues_masquees, variantes

__all__ = [
    "CLE",
    "COLONNES_CASE",
    "COMPLEMENT",
    "IDENTITE",
    "INCONNUES",
    "RAISONS",
    "REGISTRE_ARRONDI",
    "Attaque",
    "Liens",
    "Publication",
    "arrondir_sans_exposer",
    "attaquer",
    "attaquer_arrondi",
    "cases_parues",
    "cases_publiees",
    "cle_arrondi",
    "contenus_courants",
    "contenus_parus",
    "identifiants_parus",
    "inconnues_du_registre",
    "inscrire",
    "inscrire_variantes",
    "masquer",
    "masquer_tout",
    "parues_masquees",
    "publications",
    "raisonner",
    "raisons_de_masque",
    "retirer",
    "reunir",
    "variantes",
    "vider",
]
