"""Recevoir ce qu'une personne confie, sans compte : le lien ou la rencontre fait foi."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord import acces, paroles
from tableau_bord.acces import Identite, codes_retrait, envois
from tableau_bord.acces import envois_depot as depot
from tableau_bord.acces.envois import Porteur, Recu
from tableau_bord.acces.invitations import Invitation, Source
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import guichet


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
    lien = guichet.lien_de(entrepot, origine)
    if lien is not None and not lien.portee.ecrit:
        raise guichet.portee_insuffisante("d'envoyer un texte")
    envoi = envois.preparer(origine, envoi_id, texte, savoir, fins, jours_conservation, declaration)
    etiquettes = paroles.etiqueter(entrepot, genre, enjeux)
    sel, sel_code = codes_retrait.nouveau_sel(), codes_retrait.nouveau_sel()

    def geste(t: Transaction) -> str:
        trace = envois.garder(t, envoi, sel, sel_code)
        if trace is None:
            return depot.jusqua(t, envoi.envoi)
        paroles.attacher(t, envoi.envoi, etiquettes)
        guichet.compter(t, lien, origine, envoi.envoi)
        details = {
            "source": origine.id,
            "decoupage": origine.decoupage,
            "code": origine.code,
            "empreinte": trace,
        }
        acces.consigner(t, Identite(guichet.AUTEURS[origine.genre]), "recevoir", envoi.envoi, details)
        return envoi.jusqua

    with guichet.TOUR:
        jusqua = entrepot.ecrire(geste)
    return Recu(envoi.code_retrait, envoi.envoi, jusqua)
