"""Proposer une correction ou un ajout à l'inventaire, sans compte ; l'accepter ou la refuser, avec un rôle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, Profil, Source
from tableau_bord.acces.envois import Porteur, source_de
from tableau_bord.acces.invitations import Invitation
from tableau_bord.actifs import depot, inventaire, propositions
from tableau_bord.actifs import propositions_depot as file_depot
from tableau_bord.actifs.propositions import ACCEPTE, REFUSE
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import actifs, guichet


def proposer(
    entrepot: Entrepot,
    source: Invitation | Porteur | Source,
    envoi_id: str,
    geste: str,
    actif: str,
    champs: Mapping[str, Any],
    mot: str = "",
    savoir: str = "terrain",
) -> str:
    """Garder une proposition, en attente ; la même, renvoyée, n'écrit rien. Rend sa clé.

    Lève AccesErreur si le lien ou la rencontre ne vaut plus ; ActifErreur si elle est mal formée ou si l'actif
    n'est pas de ce territoire.
    """
    origine = source_de(source)
    lien = guichet.lien_de(entrepot, origine)
    if lien is not None and not lien.portee.corrige:
        raise guichet.portee_insuffisante("de corriger un actif")
    p = propositions.preparer(origine, envoi_id, geste, actif, champs, mot, savoir)

    if p.actif and not _est_d_ici(entrepot, p.actif, origine):
        raise ActifErreur(
            "actif_ailleurs", "Cet actif ne dessert pas ce territoire.", remede="Revenez à la liste."
        )

    def ecrire(t: Transaction) -> str:
        if p.actif and p.actif not in depot.lire(t, [p.actif]):
            raise ActifErreur(
                "actif_inconnu", "Cet actif n'est plus à l'inventaire.", remede="Revenez à la liste."
            )
        if not propositions.garder(t, p):
            return p.proposition
        guichet.compter(t, lien, origine, p.proposition)
        acces.consigner(
            t,
            Identite(guichet.AUTEURS[origine.genre]),
            "proposer",
            p.proposition,
            {"geste": p.geste.value, "actif": p.actif},
        )
        return p.proposition

    with guichet.TOUR:
        return entrepot.ecrire(ecrire)


def decider(entrepot: Entrepot, qui: Identite, proposition: str, accepte: bool, raison: str = "") -> None:
    """Accepter (une révision signée de ce rôle s'ajoute) ou refuser (avec une raison) une proposition.

    Une proposition acceptée ne s'applique qu'une fois ; refuser ensuite ne défait pas la révision : on y revient
    par l'historique. Lève AccesErreur sans le droit, ActifErreur si elle n'existe pas ou ne s'applique plus.
    """
    acces.exiger(qui, Droit.MODERER)
    # La valise n'a pas l'historique : ce qui s'y propose rentre, et se signe à la maison.
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    raison = raison.strip()
    if not accepte and not raison:
        raise ActifErreur("raison_absente", "Un refus se motive.", remede="Écrivez la raison en une phrase.")
    if len(raison) > actifs.MOTIF_MAX:
        raise ActifErreur(
            "raison_trop_longue",
            f"La raison dépasse {actifs.MOTIF_MAX} caractères.",
            remede="Raccourcissez-la.",
        )
    decision = ACCEPTE if accepte else REFUSE

    def ecrire(t: Transaction) -> None:
        ligne = file_depot.une(t, proposition)
        if ligne is None:
            raise ActifErreur(
                "proposition_inconnue", "Cette proposition n'existe pas.", remede="Rechargez la file."
            )
        avant = file_depot.derniere_decision(t, proposition)
        if avant == (decision, raison):
            return
        if accepte and not depot.deja_appliquee(t, proposition):
            present = depot.lire(t, [ligne["actif"]]).get(ligne["actif"]) if ligne["actif"] else None
            neuf = propositions.appliquee(ligne, present)
            actifs.poser(t, qui, [neuf], f"accepter\u00a0: {ligne['geste']}", ligne["mot"], proposition)
        rang = file_depot.decider(
            t, proposition, maintenant().isoformat(), qui.auteur, actifs.role_signe(qui), decision, raison
        )
        acces.consigner(t, qui, "modérer", proposition, {"decision": decision, "rang": rang})

    entrepot.ecrire(ecrire)


def _est_d_ici(entrepot: Entrepot, actif: str, origine: Source) -> bool:
    """Un lien ne touche qu'aux actifs de son territoire, montrés à la table."""
    dites = inventaire(entrepot, Profil.TABLE).dessertes
    ici = (
        (pl.col("actif") == actif)
        & (pl.col("decoupage") == origine.decoupage)
        & (pl.col("code") == origine.code)
    )
    return not dites.filter(ici).is_empty()
