"""Reprendre une parole donnée : le texte s'efface de la base, espace libéré compris."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, codes_retrait
from tableau_bord.acces import envois_depot as depot
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

PORTEUR = Identite("porteur du code")


class Raison(StrEnum):
    """Pourquoi la direction efface : une liste fermée, car une raison libre pourrait redire le texte."""

    DEMANDE = "demande de la personne"
    ECHEANCE = "consentement échu"
    IDENTIFIE = "le texte identifie quelqu'un"
    REFUS = "envoi refusé"


@dataclass(frozen=True)
class Retrait:
    """Ce qui reste d'un envoi retiré. `quand` : instant ISO ; `empreinte` : salée, son sel n'existe plus."""

    envoi: str
    quand: str
    empreinte: str


def retirer(entrepot: Entrepot, code_retrait: str) -> Retrait:
    """Effacer l'envoi de ce code. Qui tient le code peut retirer, sans compte.

    Lève AccesErreur (« code_inconnu ») si aucun envoi n'a ce code, ou n'en a plus ; EntrepotErreur si
    l'espace libéré n'a pu être réécrit (le texte est déjà effacé ; `achever` reprend la suite).
    """
    envoi = codes_retrait.envoi_du_code(entrepot, code_retrait)
    if envoi is None:
        raise AccesErreur(
            "code_inconnu",
            "Aucun texte n'est gardé sous ce code.",
            remede="Vérifiez les douze caractères. Si le texte a déjà été retiré, il n'en reste rien.",
        )
    return _retirer(entrepot, PORTEUR, envoi, Raison.DEMANDE)


def retirer_envoi(entrepot: Entrepot, qui: Identite, envoi: str, raison: Raison) -> Retrait:
    """Effacer un envoi au nom de la direction (consentement échu, texte qui identifie quelqu'un…).

    Lève AccesErreur si le droit manque, si l'envoi n'existe pas ou si la raison n'est pas de la liste ;
    EntrepotErreur comme `retirer`.
    """
    acces.exiger(qui, Droit.EFFACER)
    if raison not in tuple(Raison):
        raise AccesErreur(
            "raison_inconnue",
            "Cette raison n'est pas dans la liste.",
            remede="Choisissez-en une de la liste.",
        )
    return _retirer(entrepot, qui, envoi, Raison(raison))


def achever(entrepot: Entrepot) -> int:
    """Réécrire la base s'il reste un retrait dont l'espace libéré ne l'a pas été ; rend leur nombre.

    À appeler à l'ouverture : un arrêt brutal a pu tomber entre l'effacement et la réécriture.
    """
    restants = depot.a_effacer(entrepot)
    if restants:
        entrepot.compacter()
        entrepot.ecrire(lambda t: depot.noter_effaces(t, restants))
    return len(restants)


def _retirer(entrepot: Entrepot, qui: Identite, envoi: str, raison: Raison) -> Retrait:
    quand = maintenant().isoformat()

    def geste(t: Transaction) -> Retrait:
        if not depot.existe(t, envoi):
            raise AccesErreur(
                "envoi_inconnu",
                "Cet envoi n'existe pas, ou il a déjà été retiré.",
                remede="Rechargez la liste.",
            )
        trace = depot.retirer(t, envoi, quand)
        acces.consigner(t, qui, "retirer", envoi, {"raison": raison.value, "empreinte": trace})
        return Retrait(envoi, quand, trace)

    retrait = entrepot.ecrire(geste)
    achever(entrepot)
    return retrait
