"""Les liens d'invitation : un jeton signé, à durée, portée et nombre d'usages limités, révocable.

Le jeton est « identifiant.expiration.signature » en base64url. La base garde l'identifiant, jamais la
signature ; la clé (32 octets, une par base) est dans sa table à part, et ne part pas dans une valise.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from tableau_bord.acces import invitations_depot as depot
from tableau_bord.acces import jetons
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

JOURS_MAX = 366
USAGES_MAX = 1_000
NOTE_MAX = 200


class Portee(StrEnum):
    """Ce que le lien permet, et rien d'autre ; d'autres portées viennent avec leurs étapes."""

    LIRE = "lire"
    ECRIRE = "ecrire"
    CORRIGER = "corriger"
    CONTRIBUER = "contribuer"

    @property
    def ecrit(self) -> bool:
        """Vrai si le lien permet de porter une parole."""
        return self in (Portee.ECRIRE, Portee.CONTRIBUER)

    @property
    def corrige(self) -> bool:
        """Vrai si le lien permet de corriger ou d'ajouter un actif."""
        return self in (Portee.CORRIGER, Portee.CONTRIBUER)


@dataclass(frozen=True)
class Source:
    """D'où vient un envoi : `genre` « invitation » ou « rencontre », son `id`, son territoire."""

    genre: str
    id: str
    decoupage: str
    code: str


@dataclass(frozen=True)
class Invitation:
    """Un lien émis. `code` : territoire ; `creee_le`, `expire_le` : instants ISO 8601 en UTC ; `usages` : au plus."""

    invitation: str
    portee: Portee
    decoupage: str
    code: str
    creee_le: str
    expire_le: str
    usages: int
    note: str
    auteur: str

    @property
    def source(self) -> Source:
        """Ce que `gestes.envoyer` attend."""
        return Source("invitation", self.invitation, self.decoupage, self.code)


def preparer(
    portee: Portee, decoupage: str, code: str, jours: int, usages: int, note: str, auteur: str
) -> Invitation:
    """Composer une invitation sans rien écrire.

    Lève AccesErreur (« invitation_mal_formee ») si la portée est inconnue, le territoire vide, `jours` hors
    de 1 à 366, `usages` hors de 1 à 1 000, ou `note` de plus de 200 caractères.
    """
    _exiger_entre("La durée, en jours,", jours, JOURS_MAX)
    _exiger_entre("Le nombre d'usages", usages, USAGES_MAX)
    if len(note) > NOTE_MAX or not note.isprintable():
        raise _mal_formee(f"La note dépasse {NOTE_MAX} caractères ou n'est pas sur une ligne.")
    if not (decoupage.strip() and code.strip()):
        raise _mal_formee("Aucun territoire n'est choisi.")
    if portee not in tuple(Portee):
        raise _mal_formee("Cette portée n'existe pas.")
    # À la seconde : c'est ce que le jeton porte.
    debut = maintenant().astimezone(UTC).replace(microsecond=0)
    fin = debut + timedelta(days=jours)
    return Invitation(
        *(uuid.uuid4().hex, Portee(portee), decoupage, code, debut.isoformat(), fin.isoformat()),
        *(usages, note, auteur),
    )


def inscrire(t: Transaction, invitation: Invitation, cle_nouvelle: str) -> str:
    """Écrire l'invitation et rendre son jeton ; `cle_nouvelle` ne sert que si la base n'a pas encore de clé."""
    cle = depot.garder_cle(t, cle_nouvelle)
    depot.ajouter(t, invitation.__dict__)
    return jetons.signer(
        invitation.invitation, datetime.fromisoformat(invitation.expire_le), bytes.fromhex(cle)
    )


def nouvelle_cle() -> str:
    """32 octets au hasard, en hexadécimal."""
    return secrets.token_hex(32)


def lire_jeton(entrepot: Entrepot, jeton: str, usage: str = "") -> Invitation:
    """Rendre l'invitation que porte un jeton.

    `usage` : l'identifiant d'envoi, ou le témoin de l'appelant ; s'il est déjà compté, le nombre d'usages
    ne l'arrête pas (recharger la page n'est pas revenir). Ne compte rien.
    Lève AccesErreur « jeton_falsifie », « jeton_expire », « jeton_revoque » ou « jeton_epuise » ; le jeton
    n'est jamais cité.
    """
    identifiant = jetons.verifier(jeton, depot.cle(entrepot))
    invitation = une(entrepot, identifiant)
    if invitation is None:
        raise jetons.falsifie()
    _refuser_si_close(invitation, depot.etat(entrepot, identifiant, empreinte_usage(usage)))
    return invitation


def compter_usage(t: Transaction, invitation: Invitation, usage: str) -> None:
    """Compter un usage dans la transaction du geste ; le même `usage` ne compte qu'une fois.

    Chaque usage prend un rang libre : deux gestes simultanés ne peuvent dépasser le nombre permis, le
    second se heurte à la clé et `ecrire` le reprend. Lève AccesErreur si le lien est expiré, révoqué ou
    épuisé.
    """
    trace = empreinte_usage(usage)
    etat = depot.etat(t, invitation.invitation, trace)
    _refuser_si_close(invitation, etat)
    if etat.deja:
        return
    libres = set(range(1, invitation.usages + 1)) - depot.rangs(t, invitation.invitation)
    # Un rang au hasard : les fils simultanés se disputent rarement le même.
    depot.user(t, invitation.invitation, secrets.choice(sorted(libres)), trace, maintenant().isoformat())


def une(entrepot: Entrepot, invitation: str) -> Invitation | None:
    """L'invitation de cet identifiant, ou rien."""
    lue = depot.une(entrepot, invitation)
    return Invitation(**{**lue, "portee": Portee(lue["portee"])}) if lue else None


def empreinte_usage(usage: str) -> str:
    """Empreinte d'un témoin ou d'un identifiant d'envoi : la base ne garde pas le témoin lui-même."""
    return hashlib.sha256(b"usage:" + usage.encode("utf-8", "surrogatepass")).hexdigest() if usage else ""


def _refuser_si_close(invitation: Invitation, etat: depot.Etat) -> None:
    if etat.revoquee:
        raise AccesErreur(
            "jeton_revoque", "Ce lien a été révoqué.", remede="Demandez un nouveau lien à qui vous a invité."
        )
    if maintenant() >= datetime.fromisoformat(invitation.expire_le):
        raise jetons.expire()
    if etat.faits >= invitation.usages and not etat.deja:
        raise AccesErreur(
            "jeton_epuise",
            "Ce lien a déjà servi autant de fois qu'il le permet.",
            remede="Demandez un nouveau lien à qui vous a invité.",
        )


def _exiger_entre(quoi: str, nombre: int, plus_grand: int) -> None:
    if isinstance(nombre, bool) or not isinstance(nombre, int) or not 1 <= nombre <= plus_grand:
        raise _mal_formee(f"{quoi} doit être de 1 à {plus_grand}.")


def _mal_formee(quoi: str) -> AccesErreur:
    return AccesErreur("invitation_mal_formee", quoi, remede="Corrigez le formulaire et recommencez.")
