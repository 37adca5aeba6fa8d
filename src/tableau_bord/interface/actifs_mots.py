"""Les actifs en mots : fraîcheur, accès, desserte, ce qui n'est pas connu."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tableau_bord.actifs import LIBELLES_DES_GENRES, Acces, Cout, Genre, classification
from tableau_bord.commun.francais import compter, date_longue, enumerer, nombre

PAS_CONNU = "pas connu"
COUTS = {
    Cout.GRATUIT.value: "gratuit", Cout.CONTRIBUTION.value: "contribution volontaire", Cout.PAYANT.value: "payant",
    Cout.INCONNU.value: PAS_CONNU,
}  # fmt: skip
ACCES = {
    Acces.OUI.value: "oui",
    Acces.PARTIEL.value: "en partie",
    Acces.NON.value: "non",
    Acces.INCONNU.value: PAS_CONNU,
}
PAR = {
    "terrain": "le terrain", "animation": "l’animation", "surveillance": "la surveillance",
    "administration": "l’administration", "savoir de terrain": "le terrain", "savoir vécu": "une personne qui le vit",
    "savoir de surveillance": "la surveillance",
}  # fmt: skip
A_JOUR, VIEILLIT, ANCIEN = 0.75, 0.5, 0.25


def genre(code: str) -> str:
    """« Lieu de rencontre »."""
    return LIBELLES_DES_GENRES[Genre(code)][0]


def fraicheur(verifie_le: str, verifie_par: str = "") -> str:
    """« Vérifié le 3 mars 2026 par le terrain » ou « Jamais vérifié »."""
    if not verifie_le:
        return "Jamais vérifié"
    try:
        quand = date_longue(date.fromisoformat(verifie_le))
    except ValueError:
        quand = verifie_le
    return f"Vérifié le {quand}{par(verifie_par)}"


def par(qui: str) -> str:
    """« par le terrain », « par l’administration » ; une autre source s'écrit telle quelle, entre guillemets."""
    if not qui:
        return ""
    return f" par {PAR[qui]}" if qui in PAR else f" (source\u00a0: {qui})"


def confiance(part: float) -> str:
    """La fraîcheur en un mot : à jour, à revoir bientôt, à vérifier, à vérifier d'abord."""
    if part >= A_JOUR:
        return "à jour"
    if part >= VIEILLIT:
        return "à revoir bientôt"
    return "à vérifier" if part > ANCIEN else "à vérifier d’abord"


def acces_en_mots(ligne: Mapping[str, Any]) -> str:
    """« Gratuit, transport, accès universel en partie, français et anglais » ; ce qui n'est pas connu se tait ici."""
    mots = []
    if ligne["cout"] != Cout.INCONNU.value:
        mots.append(COUTS[ligne["cout"]])
    for champ, mot in (("transport", "transport"), ("universel", "accès universel")):
        if ligne[champ] == Acces.OUI.value:
            mots.append(mot)
        elif ligne[champ] != Acces.INCONNU.value:
            mots.append(f"{mot} {'en partie' if ligne[champ] == Acces.PARTIEL.value else 'non offert'}")
    langues = ligne["langues"] if isinstance(ligne["langues"], str) else "; ".join(ligne["langues"])
    if langues:
        mots.append(enumerer([x for x in langues.split("; ") if x]))
    phrase = ", ".join(mots)
    return f"{phrase[:1].upper()}{phrase[1:]}" if phrase else ""


def categorie(ligne: Mapping[str, Any]) -> str:
    """La classe, sinon l'étiquette d'origine."""
    return classification.libelle(ligne["categorie"]) or ligne["categorie_libre"]


def capacite(places: float | None, heures: float | None) -> str:
    """« 30 places, 12 heures par semaine »."""
    mots = []
    if places is not None:
        mots.append(compter(int(places), "place"))
    if heures is not None:
        mots.append(f"{nombre(heures, 1 if heures % 1 else 0)}\u00a0h par semaine")
    return ", ".join(mots)


def ages(age_min: int | None, age_max: int | None) -> str:
    """« De 6 à 12 ans », « 65 ans et plus », « jusqu’à 5 ans »."""
    if age_min is not None and age_max is not None:
        return f"de {age_min} à {age_max} ans"
    if age_min is not None:
        return f"{age_min} ans et plus"
    return f"jusqu’à {age_max} ans" if age_max is not None else ""
