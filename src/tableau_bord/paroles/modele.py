"""Une parole : un récit ou une phrase, portée par un savoir, avec son consentement ; jamais un chiffre."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GenreDeParole(StrEnum):
    """Ce que la personne confie."""

    PHRASE = "phrase"
    RECIT = "récit"


@dataclass(frozen=True)
class Etiquettes:
    """Ce qui situe une parole. `enjeux` : codes ; `tiers` : vide, ou le rôle de qui a saisi pour une autre personne."""

    genre: GenreDeParole = GenreDeParole.PHRASE
    enjeux: tuple[str, ...] = ()
    tiers: str = ""


@dataclass(frozen=True)
class Parole:
    """Une parole qu'on peut lire. `recu_le` : instant ISO ; `jusqua` : dernier jour du consentement (ISO)."""

    envoi: str
    recu_le: str
    decoupage: str
    code: str
    savoir: str
    genre: GenreDeParole
    enjeux: tuple[str, ...]
    tiers: str
    texte: str
    jusqua: str
