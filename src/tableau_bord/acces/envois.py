"""Ce qu'une personne confie par un lien ou dans une rencontre : vérifié, gardé, en attente de modération."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol

from tableau_bord.acces import codes_retrait, textes
from tableau_bord.acces import envois_depot as depot
from tableau_bord.acces.codes_retrait import ALPHABET as ALPHABET
from tableau_bord.acces.codes_retrait import LONGUEUR as LONGUEUR_CODE
from tableau_bord.acces.invitations import Invitation, Source
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Transaction

JOURS_MAX = 1_826
"""Cinq ans : au-delà, on redemande."""
DECLARATION = "J’ai 14 ans ou plus, ou la personne titulaire de l’autorité parentale consent."
_IDENTIFIANT = re.compile(r"[A-Za-z0-9_-]{20,64}")


class Savoir(StrEnum):
    """La façon de connaître qu'on déclare."""

    SURVEILLANCE = "surveillance"
    TERRAIN = "terrain"
    VECU = "vecu"


class Fin(StrEnum):
    """Ce à quoi l'on consent, une case à la fois ; la valeur est ce que la base garde."""

    SEANCE = "seance"
    CHIFFRES = "chiffres"
    PROCES_VERBAL = "proces_verbal"


LISTE_DES_FINS = "2026-11-25"
"""Date de la liste que la personne a lue ; elle s'inscrit avec chaque fin consentie."""
LIBELLES_DES_FINS: dict[Fin, str] = {
    Fin.SEANCE: "Discuter de mon texte en séance",
    Fin.CHIFFRES: "Publier mon texte à côté des chiffres",
    Fin.PROCES_VERBAL: "Inscrire mon texte au procès-verbal",
}


class Porteur(Protocol):
    """Une rencontre, vue d'ici : son code, le découpage et le code de son territoire."""

    @property
    def code(self) -> str:
        """Le code qu'on tape pour rejoindre."""

    @property
    def decoupage(self) -> str:
        """Le découpage du territoire."""

    @property
    def territoire(self) -> str:
        """Le code du territoire."""


@dataclass(frozen=True)
class Envoi:
    """Un envoi vérifié, prêt à être gardé. `envoi` : sa clé ; `jusqua` : dernier jour du consentement (ISO)."""

    envoi: str
    source: Source
    texte: str
    savoir: Savoir
    fins: tuple[Fin, ...]
    jusqua: str
    code_retrait: str


@dataclass(frozen=True)
class Recu:
    """Ce que la personne garde. `code_retrait` : 12 caractères, montrés cette fois seulement."""

    code_retrait: str
    envoi: str
    jusqua: str

    @property
    def code_lisible(self) -> str:
        """Le code en trois groupes de quatre."""
        return "-".join(self.code_retrait[rang : rang + 4] for rang in range(0, LONGUEUR_CODE, 4))


def source_de(porteur: Invitation | Porteur | Source) -> Source:
    """La source d'une invitation, d'une rencontre, ou elle-même."""
    if isinstance(porteur, Source):
        return porteur
    if isinstance(porteur, Invitation):
        return porteur.source
    return Source("rencontre", porteur.code, porteur.decoupage, porteur.territoire)


def preparer(
    source: Source,
    envoi_id: str,
    texte: str,
    savoir: str,
    fins: Sequence[str],
    jours_conservation: int,
    declaration: bool,
) -> Envoi:
    """Vérifier ce qui est confié, sans rien écrire.

    `envoi_id` : 20 à 64 caractères parmi A-Z a-z 0-9 _ -, tirés au hasard par la page. `texte` : 1 à 2 000
    caractères, gardé tel quel (le HTML reste du texte). `jours_conservation` : 1 à 1 826.
    Lève AccesErreur (« envoi_mal_forme », « declaration_absente ») ; le texte n'est jamais cité.
    """
    if not _IDENTIFIANT.fullmatch(envoi_id):
        raise textes.mal_forme(
            "L'identifiant de cet envoi n'est pas valide.", "Rechargez la page et recommencez."
        )
    if not declaration:
        raise AccesErreur(
            "declaration_absente",
            "La déclaration d'âge n'est pas cochée.",
            remede=f"Cochez «\u00a0{DECLARATION}\u00a0» si c'est le cas\u00a0; sinon, n'envoyez rien.",
        )
    if isinstance(jours_conservation, bool) or not 1 <= jours_conservation <= JOURS_MAX:
        raise textes.mal_forme(
            f"La durée doit être de 1 à {JOURS_MAX} jours.", "Choisissez une durée de la liste."
        )
    jusqua = aujourd_hui() + timedelta(days=jours_conservation)
    return Envoi(
        *(cle_envoi(envoi_id), source, textes.verifier(texte), _savoir(savoir), _fins(fins)),
        *(jusqua.isoformat(), codes_retrait.code_de(envoi_id)),
    )


def cle_envoi(envoi_id: str) -> str:
    """La clé en base d'un envoi : une empreinte, pour que le code de retrait ne se refasse pas d'elle."""
    return hashlib.sha256(b"envoi:" + envoi_id.encode("ascii")).hexdigest()[:32]


def garder(t: Transaction, envoi: Envoi, sel: str, sel_code: str) -> str | None:
    """Écrire un envoi ; rend l'empreinte salée de son texte, ou rien s'il était déjà là.

    Lève AccesErreur (« envoi_retire ») s'il a été retiré depuis : un renvoi ne le fait pas revenir.
    """
    if depot.est_retire(t, envoi.envoi):
        raise AccesErreur(
            "envoi_retire", "Cet envoi a été retiré.", remede="Pour en confier un autre, rechargez la page."
        )
    if depot.existe(t, envoi.envoi):
        return None
    trace = codes_retrait.empreinte(sel, envoi.texte)
    depot.ajouter(
        t,
        {
            "envoi": envoi.envoi,
            "recu_le": maintenant().isoformat(),
            "source_genre": envoi.source.genre,
            "source": envoi.source.id,
            "decoupage": envoi.source.decoupage,
            "code": envoi.source.code,
            "savoir": envoi.savoir.value,
            "texte": envoi.texte,
            "sel": sel,
            "empreinte": trace,
            "declaration": DECLARATION,
            "jusqua": envoi.jusqua,
            "sel_code": sel_code,
            "empreinte_code": codes_retrait.empreinte(sel_code, envoi.code_retrait),
        },
    )
    for fin in envoi.fins:
        depot.ajouter_fin(t, envoi.envoi, fin.value, LISTE_DES_FINS)
    return trace


def _savoir(savoir: str) -> Savoir:
    if savoir not in tuple(Savoir):
        raise textes.mal_forme("Ce savoir n'est pas dans la liste.", "Choisissez-en un de la liste.")
    return Savoir(savoir)


def _fins(fins: Sequence[str]) -> tuple[Fin, ...]:
    if not fins or any(fin not in tuple(Fin) for fin in fins):
        raise textes.mal_forme(
            "Aucune fin permise n'est cochée.", "Cochez au moins une des fins de la liste."
        )
    return tuple(fin for fin in Fin if fin in fins)
