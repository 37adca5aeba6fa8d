"""Proposer les fiches qui désignent peut-être le même actif ; ne jamais l'imposer.

Nom (rapidfuzz, abréviations dépliées), téléphone, site, adresse, distance. Seuls se comparent les actifs qui partagent un
mot rare de leur nom, un téléphone ou un site : 20 000 fiches ne font pas 200 millions de couples.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz import fuzz

from tableau_bord.actifs.acces_geographique import distances
from tableau_bord.actifs.lecture import Inventaire
from tableau_bord.actifs.modele import Etat
from tableau_bord.importation.rapprochement import deplier

SEUIL = 0.85
BLOC_MAX = 60
"""Un mot que plus de fiches partagent ne rapproche plus rien."""
PRES_KM, LOIN_KM = 0.2, 5.0


@dataclass(frozen=True)
class Doublon:
    """Deux fiches, leur ressemblance de 0 à 1 et ce qui les rapproche, en clair. `a` : la plus complète."""

    a: str
    b: str
    score: float
    raisons: tuple[str, ...]


def proposer(lu: Inventaire, actif: str | None = None, seuil: float = SEUIL) -> tuple[Doublon, ...]:
    """Les couples les plus ressemblants d'abord ; ceux d'`actif` seulement, s'il est donné."""
    fiches = {
        f["actif"]: _Fiche(f) for f in lu.actifs.iter_rows(named=True) if f["etat"] != Etat.FUSIONNE.value
    }
    trouves = []
    for a, b in _couples(fiches, actif):
        score, raisons = comparer(fiches[a], fiches[b])
        if score >= seuil:
            premier, second = sorted((a, b), key=lambda x: (-fiches[x].remplie, x))
            trouves.append(Doublon(premier, second, round(score, 3), raisons))
    return tuple(sorted(trouves, key=lambda d: (-d.score, d.a, d.b)))


class _Fiche:
    def __init__(self, f: dict[str, Any]) -> None:
        self.nom = deplier(f["nom"])
        self.genre = f["genre"]
        self.telephone = re.sub(r"\D", "", f["telephone"])[-10:]
        self.site = _hote(f["site"])
        self.adresse = deplier(f["adresse"])
        self.municipalite = deplier(f["municipalite"])
        self.position = (f["longitude"], f["latitude"])
        self.remplie = sum(1 for v in f.values() if v not in (None, "", False))

    @property
    def cles(self) -> set[str]:
        """Ce qu'une autre fiche doit partager pour être comparée."""
        mots = {m for m in self.nom.split() if len(m) > 2}
        return mots | {
            f"tel:{self.telephone}" if len(self.telephone) == 10 else "",
            f"site:{self.site}" if self.site else "",
        } - {""}


def comparer(a: _Fiche, b: _Fiche) -> tuple[float, tuple[str, ...]]:
    """La ressemblance de deux fiches et ses raisons."""
    if not a.nom or not b.nom:
        return 0.0, ()
    score = float(fuzz.token_sort_ratio(a.nom, b.nom)) / 100
    raisons = [f"noms semblables à {round(score * 100)}\u00a0%" if score < 1 else "même nom"]
    for nom, egal in (
        ("téléphone", a.telephone and a.telephone == b.telephone),
        ("site", a.site and a.site == b.site),
    ):
        if egal:
            raisons.append(f"même {nom}")
            score += 0.1 * (score > 0.5)
    if a.adresse and a.adresse == b.adresse:
        raisons.append("même adresse")
        score += 0.05 * (score > 0.5)
    elif a.municipalite and b.municipalite and a.municipalite != b.municipalite:
        score -= 0.2
    km = _km(a, b)
    if km is not None and km <= PRES_KM:
        raisons.append(f"à {round(km * 1000)} m l’un de l’autre")
        score += 0.05
    elif km is not None and km > LOIN_KM:
        score -= 0.2
    if a.genre != b.genre:
        score -= 0.05
    return min(max(score, 0.0), 1.0), tuple(raisons)


def _couples(fiches: dict[str, _Fiche], actif: str | None) -> Iterator[tuple[str, str]]:
    blocs: dict[str, list[str]] = defaultdict(list)
    for cle, f in fiches.items():
        for mot in f.cles:
            blocs[mot].append(cle)
    vus: set[tuple[str, str]] = set()
    siens = fiches[actif].cles if actif in fiches else set()
    for mot, membres in blocs.items():
        if len(membres) > BLOC_MAX or (actif is not None and mot not in siens):
            continue
        for a, b in combinations(sorted(membres), 2):
            if (a, b) not in vus and (actif is None or actif in (a, b)):
                vus.add((a, b))
                yield a, b


def _km(a: _Fiche, b: _Fiche) -> float | None:
    (lon1, lat1), (lon2, lat2) = a.position, b.position
    if None in (lon1, lat1, lon2, lat2):
        return None
    return float(distances(np.array([lon1]), np.array([lat1]), np.array([lon2]), np.array([lat2]))[0, 0])


def _hote(site: str) -> str:
    adresse = site if "//" in site else f"//{site}"
    try:
        parts = urlsplit(adresse)
    except ValueError:
        return ""
    hote = (parts.hostname or "").removeprefix("www.")
    communs = {"google.com", "maps.google.com", "facebook.com", "instagram.com"}
    return "" if hote in communs or "." not in hote else hote + parts.path.rstrip("/")
