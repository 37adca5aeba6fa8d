"""Les champs d'une fiche : leur nom à l'écran, leurs choix en mots, et comment on en dit la valeur. Pur."""

from __future__ import annotations

import re
from typing import Any

from tableau_bord.commun.francais import nombre
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

LIBELLES = {
    "code": "Code",
    "nom": "Nom",
    "court": "Nom court",
    "definition": "Définition",
    "numerateur": "Ce qu’on compte",
    "denominateur": "Parmi qui",
    "ages": "Âges",
    "source": "Source",
    "unite": "Unité",
    "base": "Pour combien",
    "decimales": "Chiffres après la virgule",
    "sens": "Sens favorable",
    "nature": "Nature",
    "methode": "Méthode",
    "comparateur": "Comparé à",
    "theme": "Thème",
    "seuil": "Seuil du test",
    "noyau": "Dans le noyau court",
    "rang": "Rang dans la liste",
    "phrase_favorable": "Phrase si plus favorable",
    "phrase_defavorable": "Phrase si moins favorable",
    "mises_en_garde": "Mises en garde",
    "prochaine_mise_a_jour": "Prochaine mise à jour",
}
"""Champ → nom montré à l'écran, dans l'ordre de la fiche."""

NATURES = {
    Nature.PROPORTION: "une part d’un groupe (proportion)",
    Nature.TAUX: "des événements pour une population (taux)",
    Nature.EFFECTIF: "un nombre sans division (effectif)",
    Nature.IMPORTE: "une valeur donnée telle quelle par la source",
    Nature.ENQUETE: "une part estimée par enquête, poids et plan de sondage compris",
}
SENS = {
    Sens.HAUT: "plus haut est plus favorable",
    Sens.BAS: "plus bas est plus favorable",
    Sens.NEUTRE: "ni l’un ni l’autre",
}
RIEN = "(rien)"
_POUR = re.compile(r"\b(?:pour|par)\s+(\d[\d\s\u00a0\u202f]*)")
_EN_LETTRES = (("%", 100.0), ("pour cent", 100.0), ("‰", 1_000.0), ("pour mille", 1_000.0))


def dire(champ: str, valeur: Any) -> str:
    """La valeur d'un champ en mots : oui, « plus haut est plus favorable », « 100 000 », ou « (rien) »."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if isinstance(valeur, Sens):
        return SENS[valeur]
    if isinstance(valeur, Nature):
        return NATURES[valeur]
    if isinstance(valeur, int | float):
        return nombre_court(valeur)
    texte = " ".join(valeur) if isinstance(valeur, tuple) else str(valeur)
    return texte or RIEN


def nombre_court(x: float) -> str:
    """Un nombre sans zéros inutiles : « 0,01 », « 100 000 »."""
    if x == int(x):
        return nombre(x)
    return nombre(x, len(f"{x:.6f}".rstrip("0").split(".")[1]))


def differences(avant: Indicateur, apres: Indicateur) -> tuple[tuple[str, str, str], ...]:
    """Ce qui change, dans l'ordre de la fiche : (nom du champ à l'écran, avant, après), en mots."""
    return tuple(
        (libelle, dire(champ, getattr(avant, champ)), dire(champ, getattr(apres, champ)))
        for champ, libelle in LIBELLES.items()
        if getattr(avant, champ) != getattr(apres, champ)
    )


def base_de_l_unite(unite: str) -> float | None:
    """Ce que l'unité dit de la base : « % » → 100, « pour 1 000 » → 1 000, « quintile » → rien."""
    texte = unite.casefold()
    lue = _POUR.search(texte)
    if lue:
        return float(re.sub(r"\s", "", lue.group(1)))
    return next((base for signe, base in _EN_LETTRES if signe in texte), None)


def unite_de_la_base(base: float) -> str:
    """« % » pour 100, « pour 1 000 » sinon."""
    return "%" if base == 100 else f"pour {nombre_court(base)}"
