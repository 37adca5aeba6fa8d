"""Corriger une entrée du dictionnaire : chaque champ changé est vérifié, puis l'ensemble. Pur."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable
from typing import Any

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.francais import nombre, sans_accents
from tableau_bord.indicateurs.champs import LIBELLES, base_de_l_unite, nombre_court, unite_de_la_base
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

EXIGES = ("nom", "court", "definition", "source", "unite", "theme")
LONGUEURS = {"nom": 160, "court": 60, "unite": 60, "theme": 80}
LONGUEUR_MAXIMALE = 2_000
_CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
_CONTROLES = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def corriger(indicateur: Indicateur, **champs: Any) -> Indicateur:
    """Rendre l'indicateur avec les champs donnés ; seuls ceux qui changent sont vérifiés un à un.

    Sens et nature s'écrivent aussi en texte (« haut », « taux ») ; `mises_en_garde` accepte un texte,
    une par ligne. Lève IndicateurErreur : champ inconnu, code changé, texte exigé vide, nombre hors
    bornes, sens ou nature hors liste, unité qui contredit la base.
    """
    propres = {nom: _verifier(nom, valeur, indicateur) for nom, valeur in champs.items()}
    corrige = dataclasses.replace(indicateur, **propres)
    if corrige != indicateur:
        _accorder(corrige)
    return corrige


def nouveau(code: str, **champs: Any) -> Indicateur:
    """Décrire une mesure neuve ; mêmes contrôles, plus la forme du code (minuscules, chiffres, tirets bas)."""
    if not _CODE.fullmatch(code):
        remede = (
            "Deux à soixante signes\u00a0: minuscules sans accents, chiffres, tirets bas, une lettre d'abord."
        )
        raise _refus("code", f"«\u00a0{code[:60]}\u00a0» n'est pas un code.", remede)
    vide = vierge(code)
    for champ in EXIGES:
        _texte(champ, champs.get(champ, getattr(vide, champ)))
    corrige = corriger(vide, **champs)
    _accorder(corrige)
    return corrige


def vierge(code: str = "") -> Indicateur:
    """Une fiche vide, à remplir : une proportion en pourcentage, comparée au reste de la région."""
    return Indicateur(
        code=code, nom="", court="", definition="", numerateur="", denominateur="", ages="tous", source="",
        unite="%", base=100.0, decimales=1, sens=Sens.NEUTRE, nature=Nature.PROPORTION, methode="Wilson",
        comparateur="Reste de la région", theme="",
    )  # fmt: skip


def proposer_code(nom: str) -> str:
    """Tirer un code d'un nom : « Aînés vivant seuls » → « aines_vivant_seuls »."""
    nu = re.sub(r"[^a-z0-9]+", "_", sans_accents(nom)).strip("_")[:60].rstrip("_")
    return nu if _CODE.fullmatch(nu) else f"mesure_{nu}".rstrip("_")[:60]


def _verifier(nom: str, valeur: Any, actuel: Indicateur) -> Any:
    if nom not in LIBELLES:
        quoi = f"Le dictionnaire n'a pas de champ «\u00a0{nom[:60]}\u00a0»."
        raise IndicateurErreur("champ_inconnu", quoi, remede=f"Champs\u00a0: {', '.join(LIBELLES)}.")
    if valeur == getattr(actuel, nom):
        return getattr(actuel, nom)
    controle: Callable[[str, Any], Any] = _CONTROLES_PAR_CHAMP.get(nom, _texte)
    return controle(nom, valeur)


def _texte(champ: str, valeur: Any) -> str:
    if not isinstance(valeur, str):
        raise _refus(champ, f"«\u00a0{valeur}\u00a0» n'est pas un texte.", "Écrivez une phrase ou un mot.")
    texte = re.sub(" {2,}", " ", _CONTROLES.sub(" ", valeur)).strip()
    if champ in EXIGES and not texte:
        raise _refus(champ, "Ce champ est vide.", "Écrivez-le en mots de tous les jours.")
    longueur = LONGUEURS.get(champ, LONGUEUR_MAXIMALE)
    if len(texte) > longueur:
        quoi = f"Ce texte compte {nombre(len(texte))} signes."
        raise _refus(champ, quoi, f"Gardez-en {nombre(longueur)} au plus.")
    return texte


def _code(champ: str, valeur: Any) -> str:
    raise _refus(
        champ,
        "Le code d'une mesure ne change pas\u00a0: les valeurs versées s'y rattachent.",
        "Ajoutez une nouvelle mesure sous l'autre code.",
    )


def _sens(champ: str, valeur: Any) -> Sens:
    return Sens(_dans_la_liste(champ, valeur, [s.value for s in Sens]))


def _nature(champ: str, valeur: Any) -> Nature:
    return Nature(_dans_la_liste(champ, valeur, [n.value for n in Nature]))


def _dans_la_liste(champ: str, valeur: Any, permises: list[str]) -> str:
    if str(valeur) not in permises:
        raise _refus(
            champ, f"«\u00a0{valeur}\u00a0» n'est pas permis.", f"Choisissez\u00a0: {', '.join(permises)}."
        )
    return str(valeur)


def _entre(bas: float, haut: float, entier: bool) -> Callable[[str, Any], float]:
    def verifier(champ: str, valeur: Any) -> float:
        if not _est_un_nombre(valeur) or not bas <= valeur <= haut or (entier and valeur != int(valeur)):
            quoi = "un nombre entier" if entier else "un nombre"
            bornes = f"{nombre_court(bas)} à {nombre_court(haut)}"
            raise _refus(champ, f"«\u00a0{valeur}\u00a0» n'est pas permis.", f"Donnez {quoi} de {bornes}.")
        return int(valeur) if entier else float(valeur)

    return verifier


def _est_un_nombre(valeur: Any) -> bool:
    return isinstance(valeur, int | float) and not isinstance(valeur, bool) and math.isfinite(valeur)


def _base(champ: str, valeur: Any) -> float:
    if not _est_un_nombre(valeur) or valeur <= 0:
        raise _refus(
            champ,
            f"«\u00a0{valeur}\u00a0» n'est pas un nombre plus grand que zéro.",
            "100 pour un pourcentage, 1\u00a0000 ou 100\u00a0000 pour un taux, 1 pour un nombre brut.",
        )
    return float(valeur)


def _oui_non(champ: str, valeur: Any) -> bool:
    if not isinstance(valeur, bool):
        raise _refus(champ, f"«\u00a0{valeur}\u00a0» n'est ni oui ni non.", "Choisissez oui ou non.")
    return valeur


def _phrases(champ: str, valeur: Any) -> tuple[str, ...]:
    lignes = valeur.splitlines() if isinstance(valeur, str) else list(valeur)
    return tuple(propre for ligne in lignes if (propre := _texte(champ, ligne)))


def _accorder(i: Indicateur) -> None:
    """L'unité, la base et la nature se tiennent. Lève IndicateurErreur."""
    dite = base_de_l_unite(i.unite)
    calculee = i.nature in {Nature.PROPORTION, Nature.TAUX, Nature.ENQUETE}
    if dite is not None and dite != i.base:
        raise _refus(
            "unite",
            f"L'unité «\u00a0{i.unite}\u00a0» annonce {nombre_court(dite)}, "
            f"mais la mesure est donnée pour {nombre_court(i.base)}.",
            f"Écrivez «\u00a0{unite_de_la_base(i.base)}\u00a0», ou corrigez «\u00a0{LIBELLES['base']}\u00a0».",
        )
    if dite is None and i.base != 1 and (calculee or i.nature is Nature.EFFECTIF):
        raise _refus(
            "unite",
            f"L'unité «\u00a0{i.unite}\u00a0» ne dit pas pour combien, alors que la mesure est donnée pour "
            f"{nombre_court(i.base)}.",
            f"Écrivez par exemple «\u00a0{unite_de_la_base(i.base)}\u00a0».",
        )
    if i.nature is Nature.EFFECTIF and i.base != 1:
        raise _refus(
            "base", "Un nombre sans division se donne pour 1.", "Mettez 1, ou choisissez une autre nature."
        )


def _refus(champ: str, quoi: str, remede: str) -> IndicateurErreur:
    return IndicateurErreur(
        f"{champ}_invalide", quoi, ou=f"Champ «\u00a0{LIBELLES[champ]}\u00a0»", remede=remede
    )


_CONTROLES_PAR_CHAMP: dict[str, Callable[[str, Any], Any]] = {
    "code": _code,
    "sens": _sens,
    "nature": _nature,
    "base": _base,
    "decimales": _entre(0, 6, entier=True),
    "rang": _entre(0, 100_000, entier=True),
    "seuil": _entre(0.0001, 0.5, entier=False),
    "noyau": _oui_non,
    "mises_en_garde": _phrases,
}
