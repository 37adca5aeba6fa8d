"""Accepter ou refuser ce qui a été confié."""

from __future__ import annotations

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.acces import envois_depot as depot
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

EN_ATTENTE, ACCEPTE, REFUSE = "en attente", "accepté", "refusé"
RAISON_MAX = 500


def decider(entrepot: Entrepot, qui: Identite, envoi: str, accepte: bool, raison: str = "") -> None:
    """Ajouter une décision ; les précédentes restent, la dernière l'emporte.

    `raison` (500 caractères au plus) est obligatoire au refus ; elle s'efface avec l'envoi, le journal ne
    la reçoit pas. Redire la dernière décision, mot pour mot, n'écrit rien.
    Lève AccesErreur si le droit manque, si l'envoi n'existe pas ou si la raison manque.
    """
    acces.exiger(qui, Droit.MODERER)
    raison = raison.strip()
    if not accepte and not raison:
        raise AccesErreur("raison_absente", "Un refus se motive.", remede="Écrivez la raison en une phrase.")
    if len(raison) > RAISON_MAX:
        raise AccesErreur(
            "raison_trop_longue", f"La raison dépasse {RAISON_MAX} caractères.", remede="Raccourcissez-la."
        )
    decision = ACCEPTE if accepte else REFUSE

    def geste(t: Transaction) -> None:
        if not depot.existe(t, envoi):
            raise AccesErreur(
                "envoi_inconnu", "Cet envoi n'existe pas, ou il a été retiré.", remede="Rechargez la file."
            )
        if depot.derniere_decision(t, envoi) == (decision, raison):
            return
        rang = depot.decider(t, envoi, maintenant().isoformat(), qui.auteur, decision, raison)
        acces.consigner(t, qui, "modérer", envoi, {"decision": decision, "rang": rang})

    entrepot.ecrire(geste)
