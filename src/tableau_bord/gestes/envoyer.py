"""Recevoir ce qu'une personne confie, sans compte : le lien ou la rencontre fait foi."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from tableau_bord import acces, paroles
from tableau_bord.acces import Identite, codes_retrait, envois, invitations, rencontres
from tableau_bord.acces import envois_depot as depot
from tableau_bord.acces.envois import Porteur, Recu
from tableau_bord.acces.invitations import Invitation, Source
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, Transaction

_TOUR = threading.Lock()
"""Un envoi à la fois : soixante téléphones se disputeraient la même ligne du journal, et la moitié la perdraient."""
AUTEURS = {"invitation": "lien", "rencontre": "rencontre"}


def envoyer(
    entrepot: Entrepot,
    source: Invitation | Porteur | Source,
    envoi_id: str,
    texte: str,
    savoir: str,
    fins: Sequence[str],
    jours_conservation: int,
    declaration: bool = False,
    *,
    enjeux: Sequence[str] = (),
    genre: str = "phrase",
) -> Recu:
    """Garder un envoi, en attente de modération ; le même `envoi_id`, renvoyé, rend le même reçu sans rien écrire.

    Un lien est revérifié dans la transaction (portée ECRIRE, durée, révocation, usages) et compte un usage ;
    une rencontre doit y être encore ouverte, sur ce territoire. `enjeux` : codes connus de la base ; `genre` :
    valeur de `GenreDeParole`.
    Lève AccesErreur si le lien ou la rencontre ne vaut plus, si la forme est mauvaise ou si l'envoi a été retiré.
    """
    origine = envois.source_de(source)
    if origine.genre not in AUTEURS:
        raise AccesErreur(
            "source_inconnue", "Cet envoi ne vient d'aucun lien.", remede="Rouvrez le lien reçu."
        )
    lien = _lien(entrepot, origine)
    envoi = envois.preparer(origine, envoi_id, texte, savoir, fins, jours_conservation, declaration)
    etiquettes = paroles.etiqueter(entrepot, genre, enjeux)
    sel, sel_code = codes_retrait.nouveau_sel(), codes_retrait.nouveau_sel()

    def geste(t: Transaction) -> str:
        trace = envois.garder(t, envoi, sel, sel_code)
        if trace is None:
            return depot.jusqua(t, envoi.envoi)
        paroles.attacher(t, envoi.envoi, etiquettes)
        if lien is not None:
            invitations.compter_usage(t, lien, envoi.envoi)
        else:
            _exiger_ouverte(t, origine)
        details = {
            "source": origine.id,
            "decoupage": origine.decoupage,
            "code": origine.code,
            "empreinte": trace,
        }
        acces.consigner(t, Identite(AUTEURS[origine.genre]), "recevoir", envoi.envoi, details)
        return envoi.jusqua

    with _TOUR:
        jusqua = entrepot.ecrire(geste)
    return Recu(envoi.code_retrait, envoi.envoi, jusqua)


def _lien(entrepot: Entrepot, origine: Source) -> Invitation | None:
    """L'invitation telle que la base la connaît : l'objet reçu ne fait pas foi de sa portée ni de son territoire."""
    if origine.genre != "invitation":
        return None
    lien = invitations.une(entrepot, origine.id)
    if lien is None or lien.source != origine:
        raise AccesErreur("jeton_falsifie", "Ce lien n'est pas valide.", remede="Rouvrez le lien reçu.")
    if not lien.portee.ecrit:
        raise AccesErreur(
            "portee_insuffisante",
            "Ce lien ne permet pas d'envoyer un texte.",
            remede="Demandez un autre lien.",
        )
    return lien


def _exiger_ouverte(t: Transaction, origine: Source) -> None:
    ouverte = rencontres.rencontre_ouverte(t, origine.id)
    if ouverte is None or envois.source_de(ouverte) != origine:
        raise AccesErreur(
            "rencontre_fermee",
            "Cette rencontre est fermée.",
            remede="Demandez le code de la rencontre en cours.",
        )
