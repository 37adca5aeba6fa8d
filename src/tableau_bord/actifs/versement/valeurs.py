"""Lire une case d'inventaire : nombres, dates, listes, mots d'accès ; ce qui ne se lit pas est rendu tel quel à signaler."""

from __future__ import annotations

import re
from datetime import date, datetime

from tableau_bord.actifs.modele import LIBELLES_DES_GENRES, Acces, Cout, Genre
from tableau_bord.commun.francais import sans_accents

_OUI = frozenset(["oui", "o", "yes", "y", "vrai", "true", "1", "x", "complet", "totale"])
_NON = frozenset(["non", "n", "no", "faux", "false", "0", "aucun", "inaccessible"])
_PARTIEL = frozenset(["partiel", "partielle", "partiellement", "limite", "sur", "demande", "parfois"])
_NOMBRE = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d{1,2})?", re.I)
_JOURS = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y", "%Y%m%d")
_MOIS = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
]


def nombre(texte: str) -> float | None:
    """Un nombre fini à virgule ou à point, espaces ignorés ; rien s'il n'en est pas un."""
    propre = re.sub(r"[\s\u00a0\u202f]", "", texte).replace(",", ".").replace("−", "-")
    return float(propre) if _NOMBRE.fullmatch(propre) else None


def places(texte: str) -> float | None:
    """Un nombre de personnes, de 0 à un million."""
    return _entre(nombre(texte), 1e6)


def heures(texte: str) -> float | None:
    """Des heures par semaine, de 0 à 168."""
    return _entre(nombre(texte), 168)


def age(texte: str) -> int | None:
    """Un âge en années entières, de 0 à 130 ; « 12 ans » se lit."""
    lu = _entre(nombre(re.sub(r"\s*ans?$", "", texte.strip(), flags=re.I)), 130)
    return None if lu is None else int(lu)


def _entre(lu: float | None, plafond: float) -> float | None:
    return lu if lu is not None and 0 <= lu <= plafond else None


def jour(texte: str) -> str | None:
    """Un jour ISO : « 2026-03-04 », « 04/03/2026 », « 4 mars 2026 », « 2026-03-04T10:00 » ; rien s'il ne se lit pas."""
    propre = texte.strip()
    for forme in _JOURS:
        try:
            return datetime.strptime(propre[:10], forme).date().isoformat()
        except ValueError:
            continue
    if trouve := re.fullmatch(r"(\d{1,2})(?:er)?\s+([a-z]+)\s+(\d{4})", sans_accents(propre)):
        quantieme, mois, annee = trouve.groups()
        if mois in _MOIS:
            try:
                return date(int(annee), _MOIS.index(mois) + 1, int(quantieme)).isoformat()
            except ValueError:
                return None
    return None


def liste(texte: str) -> tuple[str, ...]:
    """Des valeurs séparées par point-virgule, barre, retour ou virgule."""
    return tuple(dict.fromkeys(m.strip() for m in re.split(r"[;|/\n,]", texte) if m.strip()))


def acces(texte: str) -> Acces | None:
    """Oui, en partie, non ; rien si le mot ne dit rien de cela."""
    mots = set(re.findall(r"[a-z0-9]+", sans_accents(texte)))
    if mots & _PARTIEL:
        return Acces.PARTIEL
    if mots & _NON:
        return Acces.NON
    return Acces.OUI if mots & _OUI else None


def cout(texte: str) -> Cout | None:
    """Gratuit, contribution, payant ; rien si le mot ne dit rien de cela."""
    nu = sans_accents(texte)
    if re.search(r"gratuit|sans frais|^0([,.]0+)?\s*\$?$|^non$|aucun", nu):
        return Cout.GRATUIT
    if re.search(r"contribution|volontaire|don\b", nu):
        return Cout.CONTRIBUTION
    return Cout.PAYANT if re.search(r"\d|payant|frais|tarif|oui", nu) else None


def genre(texte: str) -> Genre | None:
    """Le genre que ce mot nomme ; rien s'il n'en nomme pas un."""
    nu = _droite(texte)
    for g, libelles in LIBELLES_DES_GENRES.items():
        if nu in {_droite(x) for x in (*libelles, g.value, g.value.replace("_", " "))}:
            return g
    return None


def _droite(texte: str) -> str:
    return sans_accents(texte).replace("’", "'").strip()
