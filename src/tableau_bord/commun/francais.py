"""Nombres, dates et phrases en français du Québec.

Une seule porte de sortie pour tout ce qui s'affiche ou s'imprime : virgule décimale, U+00A0
avant « % », « : », « ; », « ? », « ! » et entre les milliers, U+2011 dans les noms de lieux.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

INSECABLE = "\u00a0"
TRAIT_INSECABLE = "\u2011"
MOINS = "\u2212"
MOIS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_LETTRES = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]


def nombre(x: float | int | None, decimales: int = 0, absent: str = "") -> str:
    """Écrire un nombre : milliers par espace insécable, virgule, arrondi au pair évité (0,5 monte).

    `None` et `nan` donnent `absent`.
    """
    if x is None or (isinstance(x, float) and math.isnan(x)):
        return absent
    arrondi = _arrondir(float(x), decimales)
    texte = f"{abs(arrondi):,.{decimales}f}".replace(",", INSECABLE).replace(".", ",")
    return f"{MOINS}{texte}" if arrondi < 0 else texte


def _arrondir(x: float, decimales: int) -> float:
    """Arrondi commercial : le demi s'éloigne de zéro, comme dans les tableaux publiés."""
    facteur = 10.0**decimales
    return math.copysign(math.floor(abs(x) * facteur + 0.5 + 1e-9), x) / facteur + 0.0


def pourcentage(fraction: float | None, decimales: int = 1, absent: str = "") -> str:
    """Écrire une fraction en pourcentage : 0.884 → « 88,4 % »."""
    if fraction is None or math.isnan(fraction):
        return absent
    return f"{nombre(100 * fraction, decimales)}{INSECABLE}%"


def en_lettres(n: int, feminin: bool = False) -> str:
    """Écrire un petit entier en lettres (0 à 16), en chiffres au-delà."""
    if n == 1 and feminin:
        return "une"
    return _LETTRES[n] if 0 <= n < len(_LETTRES) else nombre(n)


def pluriel(n: float, singulier: str, plusieurs: str | None = None) -> str:
    """Accorder : singulier jusqu'à moins de 2 (usage français)."""
    return singulier if abs(n) < 2 else (plusieurs or singulier + "s")


def compter(n: int, singulier: str, plusieurs: str | None = None) -> str:
    """« 1 communauté », « 24 communautés »."""
    return f"{nombre(n)}{INSECABLE}{pluriel(n, singulier, plusieurs)}"


def enumerer(mots: Sequence[str], conjonction: str = "et") -> str:
    """« a, b et c »."""
    if len(mots) < 2:
        return "".join(mots)
    return f"{', '.join(mots[:-1])} {conjonction} {mots[-1]}"


def date_longue(jour: date | datetime | None) -> str:
    """« 21 novembre 2026 » ; le premier du mois s'écrit « 1er »."""
    if jour is None:
        return ""
    if isinstance(jour, datetime) and jour.tzinfo:
        jour = jour.astimezone()
    quantieme = "1er" if jour.day == 1 else str(jour.day)
    return f"{quantieme}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def heure(instant: datetime) -> str:
    """« 14 h 32 », heure locale."""
    local = instant.astimezone() if instant.tzinfo else instant
    return f"{local.hour}{INSECABLE}h{INSECABLE}{local.minute:02d}"


def intervalle(borne_inf: str, borne_sup: str) -> str:
    """« de 84,6 à 91,4 »."""
    return f"de {borne_inf} à {borne_sup}"


def lieu(nom: str) -> str:
    """Nom de lieu qui ne se brise pas dans une cellule : traits d'union insécables."""
    return nom.replace("-", TRAIT_INSECABLE)


def sans_accents(texte: str) -> str:
    """Minuscules sans accents ni ligatures, pour chercher et rapprocher."""
    texte = texte.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae")
    decompose = unicodedata.normalize("NFKD", texte)
    return "".join(c for c in decompose if not unicodedata.combining(c)).casefold()


def cle_de_tri(texte: str) -> tuple[str, str]:
    """Clé de tri français : accents, casse et ponctuation ignorés d'abord."""
    nu = sans_accents(texte)
    return "".join(c if c.isalnum() else " " for c in nu), texte


def trier(textes: Iterable[str]) -> list[str]:
    """Trier à la française."""
    return sorted(textes, key=cle_de_tri)


def typographier(texte: str) -> str:
    """Espaces insécables devant « : ; ? ! % » et dans les guillemets d'un texte venu d'un fichier."""
    for signe in (":", ";", "?", "!", "%", "»"):
        texte = texte.replace(f" {signe}", f"{INSECABLE}{signe}")
    return texte.replace("« ", f"«{INSECABLE}")
