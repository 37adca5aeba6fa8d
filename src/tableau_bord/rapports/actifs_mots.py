"""Les actifs en mots, sur papier : l'accès, la capacité, l'âge de la vérification. Ce qui n'est pas connu se tait."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tableau_bord.actifs import Acces, Cout
from tableau_bord.actifs.modele import JOINT
from tableau_bord.commun.francais import compter, date_longue, enumerer, nombre, pourcentage


def acces(a: Mapping[str, Any]) -> str:
    """« Gratuit, transport offert, accès universel en partie, français et arabe. » ; vide si rien n'est connu, le français seul se tait."""
    mots = [] if a["cout"] == Cout.INCONNU.value else [str(a["cout"])]
    for champ, mot in (("transport", "transport"), ("universel", "accès universel")):
        if a[champ] == Acces.OUI.value:
            mots.append(f"{mot} offert" if champ == "transport" else mot)
        elif a[champ] == Acces.PARTIEL.value:
            mots.append(f"{mot} en partie")
        elif a[champ] == Acces.NON.value:
            mots.append(f"sans {mot}")
    langues = [x for x in str(a["langues"]).split(JOINT) if x]
    return _phrase([*mots, "" if langues == ["français"] else enumerer(langues)])


def capacite(a: Mapping[str, Any]) -> str:
    """« Aînés, 65 ans et plus, 40 places, 10 h par semaine. » ; vide si rien n'est connu."""
    mots = [str(a["clientele"]), ages(a["age_min"], a["age_max"])]
    if a["places"] is not None:
        mots.append(compter(int(a["places"]), "place"))
    if a["heures"] is not None:
        mots.append(f"{nombre(a['heures'], 1 if a['heures'] % 1 else 0)}\u00a0h par semaine")
    return _phrase(mots)


def ages(age_min: int | None, age_max: int | None) -> str:
    """« de 6 à 12 ans », « 65 ans et plus », « jusqu’à 5 ans » ; vide sans âge."""
    if age_min is not None and age_max is not None:
        return f"de {age_min} à {age_max}\u00a0ans"
    if age_min is not None:
        return f"{age_min}\u00a0ans et plus"
    return f"jusqu’à {age_max}\u00a0ans" if age_max is not None else ""


def verification(a: Mapping[str, Any]) -> str:
    """« Vérifié le 3 mars 2026 (confiance 88 %) » ou « Jamais vérifié (confiance 25 %) »."""
    part = f" (confiance {pourcentage(a['fraicheur'], 0)})"
    return (f"Vérifié le {jour(a['verifie_le'])}" if a["verifie_le"] else "Jamais vérifié") + part


def jour(ecrit: str) -> str:
    """La date en lettres, ou telle qu'écrite si ce n'en est pas une."""
    try:
        return date_longue(date.fromisoformat(ecrit))
    except ValueError:
        return ecrit


def _phrase(mots: list[str]) -> str:
    dits = ", ".join(m for m in mots if m)
    return f"{dits[:1].upper()}{dits[1:]}." if dits else ""
