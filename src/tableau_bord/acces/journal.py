"""Le journal inaltérable : chaque ligne porte l'empreinte de la précédente.

Modifier, retirer ou déplacer une ligne rompt la chaîne. La dernière empreinte s'imprime sur ce qui sort
(registre, procès-verbal) : c'est elle qui trahirait un journal réécrit en entier.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from tableau_bord.acces import journal_depot as depot
from tableau_bord.acces.roles import Identite
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction


@dataclass(frozen=True)
class Verification:
    """`lignes` lues ; `rompue_a` : premier numéro qui ne suit pas, ou rien ; `derniere` : son empreinte."""

    lignes: int
    rompue_a: int | None
    derniere: str

    @property
    def intact(self) -> bool:
        """Vrai si toute la chaîne tient."""
        return self.rompue_a is None


def consigner(
    transaction: Transaction,
    qui: Identite,
    geste: str,
    objet: str,
    details: Mapping[str, object] | None = None,
) -> str:
    """Ajouter une ligne dans la transaction du geste lui-même ; rend son empreinte.

    `geste` : un verbe (« publier ») ; `objet` : l'identifiant de ce qui change ; `details` : compte, note,
    empreintes. Jamais de texte confié par une personne, jamais de petit effectif.
    """
    numero, precedente = depot.derniere(transaction)
    ligne: dict[str, object] = {
        "numero": numero + 1,
        "quand": maintenant().isoformat(),
        "auteur": qui.auteur,
        "geste": geste,
        "objet": objet,
        "details": json.dumps(details or {}, ensure_ascii=False, sort_keys=True),
        "precedente": precedente,
    }
    ligne["empreinte"] = empreinte(ligne)
    depot.ajouter(transaction, ligne)
    return str(ligne["empreinte"])


def empreinte(ligne: Mapping[str, object]) -> str:
    """SHA-256 de la ligne, sans sa propre empreinte, dans l'ordre de ses colonnes."""
    texte = json.dumps([ligne[c] for c in depot.COLONNES if c != "empreinte"], ensure_ascii=False)
    return hashlib.sha256(texte.encode("utf-8")).hexdigest()


def verifier_journal(entrepot: Entrepot) -> Verification:
    """Refaire toute la chaîne."""
    precedente, lignes = "", depot.tout(entrepot).to_dicts()
    for rang, ligne in enumerate(lignes, start=1):
        suit = ligne["numero"] == rang and ligne["precedente"] == precedente
        if not suit or ligne["empreinte"] != empreinte(ligne):
            return Verification(len(lignes), rang, precedente)
        precedente = str(ligne["empreinte"])
    return Verification(len(lignes), None, precedente)
