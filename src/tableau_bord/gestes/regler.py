"""Régler un seuil de divulgation : une ligne datée et justifiée de plus, jamais une correction."""

from __future__ import annotations

from datetime import date

from tableau_bord import acces, parametres
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.entrepot import Entrepot, Transaction

PLANCHERS = {"effectif_minimal": 3, "population_minimale": 0, "arrondi_base": 2}
PLAFONDS = {"effectif_minimal": 30, "population_minimale": 5_000, "arrondi_base": 20}


def regler_seuil(
    entrepot: Entrepot,
    qui: Identite,
    cle: str,
    source: str,
    valeur: float,
    en_vigueur_du: date,
    justification: str,
) -> None:
    """Ajouter un seuil du profil table (`parametres.UNITES`) pour une source, ou « * » pour toutes.

    `arrondi_base` : 0 revient au masquage. Lève AccesErreur sans le droit de publier, DivulgationErreur
    si la valeur sort des bornes admises ou si la justification manque.
    """
    acces.exiger(qui, Droit.PUBLIER)
    plancher, plafond = PLANCHERS[cle], PLAFONDS[cle]
    retour_au_masquage = cle == "arrondi_base" and valeur == 0
    if not retour_au_masquage and (valeur != int(valeur) or not plancher <= valeur <= plafond):
        raise DivulgationErreur(
            "seuil_hors_bornes",
            f"Ce seuil doit être un entier de {plancher} à {plafond}.",
            ou=f"Valeur donnée\u00a0: {valeur:g}",
            remede="Corrigez la valeur.",
        )
    if cle == "arrondi_base" and source == "*":
        raise DivulgationErreur(
            "arrondi_sans_source",
            "L'arrondi se choisit pour une source, jamais pour toutes à la fois.",
            remede="Choisissez la source.",
        )
    if len(justification.strip()) < 10:
        raise DivulgationErreur(
            "seuil_sans_justification",
            "Un seuil se justifie\u00a0: qui le demande, et pourquoi.",
            remede="Écrivez une phrase (entente, avis, norme du producteur).",
        )

    def geste(t: Transaction) -> None:
        parametres.inscrire_seuil(t, cle, source, valeur, en_vigueur_du, justification.strip())
        acces.consigner(
            t, qui, "régler", cle, {"source": source, "valeur": valeur, "du": en_vigueur_du.isoformat()}
        )

    entrepot.ecrire(geste)
