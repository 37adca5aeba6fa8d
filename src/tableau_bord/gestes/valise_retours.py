"""Le registre de ce qui rentre d'une valise. Une étape qui y fait naître des lignes ajoute sa table ici."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TableQuiRentre:
    """Une table dont les lignes nées dans la valise rentrent à la maison.

    `cle` : colonnes qui disent qu'une ligne est la même, des deux côtés. `rang` : dans cette clé, la colonne
    que la maison renumérote dans l'ordre de `quand`, quand les deux côtés ont pu prendre le même rang.
    """

    nom: str
    cle: tuple[str, ...]
    rang: str = ""

    def identifier(self, ligne: Mapping[str, Any]) -> str:
        """La clé d'une ligne, en texte."""
        colonnes = (*self.cle, "quand", "decision") if self.rang else self.cle
        return json.dumps([ligne[c] for c in colonnes], ensure_ascii=False, default=str)


QUI_RENTRENT = (
    TableQuiRentre("rencontres", ("code",)),
    TableQuiRentre("rencontre_fermetures", ("code",)),
    TableQuiRentre("envois", ("envoi",)),
    TableQuiRentre("envoi_fins", ("envoi", "fin")),
    TableQuiRentre("envoi_decisions", ("envoi", "rang"), rang="rang"),
    TableQuiRentre("paroles", ("envoi",)),
    TableQuiRentre("parole_enjeux", ("envoi", "enjeu")),
    TableQuiRentre("actif_propositions", ("proposition",)),
)
"""Dans l'ordre où elles s'écrivent ; bulletins, lectures et décisions viennent avec leurs étapes."""
