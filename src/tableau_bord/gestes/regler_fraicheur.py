"""Régler la fraîcheur : une règle datée, justifiée, par genre d'actif."""

from __future__ import annotations

from datetime import date

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.actifs import Genre, depot
from tableau_bord.actifs.fraicheur import TOUS
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.entrepot import Entrepot, Transaction

JOURS_MAX = 3_650
JUSTIFICATION_MAX = 500


def regler(
    entrepot: Entrepot,
    qui: Identite,
    genre: str,
    du: date,
    demi_vie_jours: float,
    jamais: float,
    justification: str,
) -> None:
    """Ajouter une règle en vigueur à partir de `du` ; les précédentes restent, la plus récente l'emporte.

    `genre` : un genre d'actif, ou « * » pour tous. `demi_vie_jours` : 1 à 3 650 ; `jamais` : 0 à 1.
    Lève AccesErreur sans le droit, ActifErreur si une valeur ne va pas.
    """
    acces.exiger(qui, Droit.MODERER)
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    justification = " ".join(justification.split())
    if genre not in (TOUS, *tuple(Genre)):
        raise ActifErreur(
            "genre_inconnu", "Ce genre d'actif n'existe pas.", remede="Choisissez-en un de la liste."
        )
    if not 1 <= demi_vie_jours <= JOURS_MAX or not 0 <= jamais <= 1:
        raise ActifErreur(
            "regle_hors_bornes",
            f"La demi-vie va de 1 à {JOURS_MAX} jours, la part de 0 à 1.",
            remede="Corrigez la règle.",
        )
    if not justification or len(justification) > JUSTIFICATION_MAX:
        raise ActifErreur(
            "justification_absente",
            "Une règle se justifie, en 500 caractères au plus.",
            remede="Dites pourquoi en une phrase.",
        )

    def geste(t: Transaction) -> None:
        depot.regler_fraicheur(
            t, genre=genre, en_vigueur_du=du.isoformat(), demi_vie_jours=float(demi_vie_jours), jamais=float(jamais),
            justification=justification, auteur=qui.auteur,
        )  # fmt: skip
        acces.consigner(
            t,
            qui,
            "régler la fraîcheur",
            genre,
            {"du": du.isoformat(), "demi_vie_jours": demi_vie_jours, "jamais": jamais},
        )

    entrepot.ecrire(geste)
