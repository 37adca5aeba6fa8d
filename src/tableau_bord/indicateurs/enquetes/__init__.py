"""Ce que la base garde d'une enquête pesée : ses choix, ses estimations, leurs réplications, les avis du comité.

Jamais une fiche : un territoire sous le seuil n'a ni estimation directe parue, ni réplications.
"""

from tableau_bord.indicateurs.enquetes.depot import (
    CLE,
    COLONNES,
    Avis,
    Enquete,
    avis,
    enquetes,
    estimations,
    figer,
    inscrire,
    inscrire_avis,
    parues,
    precisions,
    repliques,
    supprimer_lot,
    synthetiques,
    une_enquete,
)

__all__ = [
    "CLE",
    "COLONNES",
    "Avis",
    "Enquete",
    "avis",
    "enquetes",
    "estimations",
    "figer",
    "inscrire",
    "inscrire_avis",
    "parues",
    "precisions",
    "repliques",
    "supprimer_lot",
    "synthetiques",
    "une_enquete",
]
