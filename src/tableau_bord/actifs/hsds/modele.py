"""Un paquet HSDS : des fiches à plat, les arbres dont elles viennent, et ce qu'il faut signaler."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Scalaire = str | int | float | bool | None


@dataclass(frozen=True)
class Fiche:
    """Une fiche. `champs` : tels qu'écrits, champs inconnus et clés étrangères déduites compris ; `ou` : fichier et ligne, ou chemin."""

    ressource: str
    id: str
    champs: dict[str, Any]
    ou: str = ""


@dataclass(frozen=True)
class Noeud:
    """Une fiche à sa place dans un JSON : ses clés dans l'ordre, ce qu'elle emboîte, ce qu'elle disait autrement ici."""

    ressource: str
    id: str
    cles: tuple[str, ...]
    enfants: dict[str, list[Noeud] | Noeud] = field(default_factory=dict)
    ecarts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Anomalie:
    """Ce qu'il faut regarder ; rien n'en est jeté. `code` court, `ou` : fichier et ligne ou chemin, `valeur` citée."""

    code: str
    ou: str
    phrase: str
    valeur: str = ""


@dataclass(frozen=True)
class Paquet:
    """Ce qu'on a lu. `enveloppe` : ce qui entourait une liste paginée ; `racines` : les arbres d'un JSON, dans l'ordre.

    `autres` : ce que le document disait sans être une fiche (base.json, datapackage.json).
    """

    fiches: tuple[Fiche, ...] = ()
    racines: tuple[Noeud, ...] = ()
    enveloppe: dict[str, Any] | None = None
    en_liste: bool = False
    autres: dict[str, Any] = field(default_factory=dict)
    anomalies: tuple[Anomalie, ...] = ()

    def de(self, ressource: str) -> Iterator[Fiche]:
        """Les fiches d'une ressource, dans l'ordre."""
        return (f for f in self.fiches if f.ressource == ressource)

    @property
    def par_cle(self) -> dict[tuple[str, str], Fiche]:
        """(ressource, id) → fiche."""
        return {(f.ressource, f.id): f for f in self.fiches}
