"""Émettre un lien d'invitation, le révoquer, compter qui l'ouvre."""

from __future__ import annotations

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, invitations
from tableau_bord.acces import invitations_depot as depot
from tableau_bord.acces.invitations import Invitation, Portee
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction


def inviter(
    entrepot: Entrepot,
    qui: Identite,
    portee: Portee,
    decoupage: str,
    code: str,
    jours: int,
    usages: int,
    note: str = "",
) -> tuple[Invitation, str]:
    """Émettre un lien ; rend l'invitation et son jeton, qui n'est montré qu'ici.

    `jours` : 1 à 366 ; `usages` : 1 à 1 000 (envois acceptés à l'entrée, ou visiteurs distincts pour LIRE).
    Lève AccesErreur si le droit manque ou si le formulaire est mal rempli.
    """
    acces.exiger(qui, Droit.INVITER)
    invitation = invitations.preparer(portee, decoupage, code, jours, usages, note, qui.auteur)
    cle = invitations.nouvelle_cle()

    def geste(t: Transaction) -> str:
        jeton = invitations.inscrire(t, invitation, cle)
        details = {
            "portee": invitation.portee.value,
            "decoupage": decoupage,
            "code": code,
            "expire_le": invitation.expire_le,
            "usages": usages,
        }
        acces.consigner(t, qui, "inviter", invitation.invitation, details)
        return jeton

    return invitation, entrepot.ecrire(geste)


def revoquer(entrepot: Entrepot, qui: Identite, invitation: str) -> None:
    """Fermer un lien pour toujours ; ce qui a déjà été reçu par lui reste.

    Lève AccesErreur si le droit manque ou si l'invitation n'existe pas.
    """
    acces.exiger(qui, Droit.INVITER)
    if invitations.une(entrepot, invitation) is None:
        raise AccesErreur(
            "invitation_inconnue",
            "Cette invitation n'existe pas.",
            remede="Rechargez la liste des invitations.",
        )

    def geste(t: Transaction) -> None:
        if depot.etat(t, invitation, "").revoquee:
            return
        depot.revoquer(t, invitation, maintenant().isoformat(), qui.auteur)
        acces.consigner(t, qui, "révoquer", invitation)

    entrepot.ecrire(geste)


def ouvrir_en_lecture(entrepot: Entrepot, jeton: str, temoin: str) -> Invitation:
    """Vérifier un jeton de lecture et compter ce visiteur, une fois par `temoin`.

    Lève AccesErreur si le jeton ne vaut pas, ou (« portee_insuffisante ») s'il ne permet pas de lire.
    """
    invitation = invitations.lire_jeton(entrepot, jeton, temoin)
    if invitation.portee is not Portee.LIRE:
        raise AccesErreur(
            "portee_insuffisante", "Ce lien ne permet pas de lire.", remede="Demandez un lien de lecture."
        )
    if not temoin:
        raise AccesErreur(
            "temoin_absent",
            "Ce lien demande un témoin.",
            remede="Permettez les témoins et rechargez la page.",
        )
    entrepot.ecrire(lambda t: invitations.compter_usage(t, invitation, temoin))
    return invitation
