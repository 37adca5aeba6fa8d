"""Ce qui ouvre la porte sans compte : un lien signé ou une rencontre ouverte, tels que la base les connaît."""

from __future__ import annotations

import threading

from tableau_bord.acces import Source, invitations, rencontres
from tableau_bord.acces.envois import source_de
from tableau_bord.acces.invitations import Invitation
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, Transaction

AUTEURS = {"invitation": "lien", "rencontre": "rencontre"}
"""Genre de source → qui signe au journal."""
TOUR = threading.Lock()
"""Un geste à la fois : soixante téléphones se disputeraient la même ligne du journal, et la moitié la perdraient."""


def lien_de(entrepot: Entrepot, origine: Source) -> Invitation | None:
    """L'invitation d'une source, relue en base : l'objet reçu ne fait foi ni de sa portée ni de son territoire.

    Rien pour une rencontre. Lève AccesErreur (« source_inconnue », « jeton_falsifie »).
    """
    if origine.genre not in AUTEURS:
        raise AccesErreur(
            "source_inconnue", "Cet envoi ne vient d'aucun lien.", remede="Rouvrez le lien reçu."
        )
    if origine.genre != "invitation":
        return None
    lien = invitations.une(entrepot, origine.id)
    if lien is None or lien.source != origine:
        raise AccesErreur("jeton_falsifie", "Ce lien n'est pas valide.", remede="Rouvrez le lien reçu.")
    return lien


def portee_insuffisante(quoi: str) -> AccesErreur:
    """Le refus d'un lien qui ne permet pas `quoi` (« d'envoyer un texte »)."""
    return AccesErreur(
        "portee_insuffisante", f"Ce lien ne permet pas {quoi}.", remede="Demandez un autre lien."
    )


def compter(t: Transaction, lien: Invitation | None, origine: Source, usage: str) -> None:
    """Compter un usage du lien, ou vérifier que la rencontre est encore ouverte ici, dans la transaction du geste.

    Lève AccesErreur si le lien ou la rencontre ne vaut plus.
    """
    if lien is not None:
        invitations.compter_usage(t, lien, usage)
        return
    ouverte = rencontres.rencontre_ouverte(t, origine.id)
    if ouverte is None or source_de(ouverte) != origine:
        raise AccesErreur(
            "rencontre_fermee",
            "Cette rencontre est fermée.",
            remede="Demandez le code de la rencontre en cours.",
        )
