"""Rapprocher les noms de colonnes de deux versions d'un fichier : casse, accents et années mis à part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fnmatch import fnmatchcase
from pathlib import Path

from tableau_bord.importation import normes
from tableau_bord.importation.recettes_modele import Signature

_ANNEE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_MARQUE = "aaaa"


def cle(colonne: str) -> str:
    """« Population, 2021 » → « populationaaaa » ; « NoRLS », « no_rls » et « NO RLS » ont la même clé."""
    serre = normes.nu(_ANNEE.sub(f" {_MARQUE} ", colonne)).replace(" ", "")
    return serre or colonne.strip().lower()


def cle_de_fichier(nom: str) -> str:
    """« tableau-rls20200916_115801.csv » → « tableau rls# # » : le nom sans ses chiffres."""
    return re.sub(r"\d+", "#", normes.nu(Path(nom).stem))


def annees(colonne: str) -> tuple[str, ...]:
    """Les années écrites dans un nom de colonne."""
    return tuple(_ANNEE.findall(colonne))


def apparier(anciens: Sequence[str], presents: Sequence[str], variantes: Mapping[str, str]) -> dict[str, str]:
    """Nom de la recette → nom dans le fichier.

    Sous une même clé, les noms identiques vont ensemble s'ils y sont tous ; sinon la plus récente année
    de l'un répond à la plus récente de l'autre. `variantes` : autre écriture → nom de la recette.
    """
    par_cle = _grouper(anciens)
    autres = {cle(k): v for k, v in variantes.items()}
    presents_par_cle = _grouper(presents, autres)
    paires: dict[str, str] = {}
    for k, attendus in par_cle.items():
        trouves = presents_par_cle.get(k, [])
        if set(attendus) <= set(trouves):
            paires |= {a: a for a in attendus}
        else:
            recents = sorted(trouves, key=annees, reverse=True)
            paires |= dict(zip(sorted(attendus, key=annees, reverse=True), recents, strict=False))
    return paires


def _grouper(noms: Iterable[str], variantes: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    groupes: dict[str, list[str]] = {}
    for nom in noms:
        k = cle(nom)
        groupes.setdefault(cle((variantes or {}).get(k, nom)), []).append(nom)
    return groupes


@dataclass(frozen=True)
class Ecart:
    """Combien de colonnes attendues sont là, manquent, ou sont en plus."""

    communes: int
    disparues: int
    nouvelles: int

    @property
    def semblable(self) -> bool:
        """Au plus une colonne de moins et une de plus, et six dixièmes en commun."""
        toutes = self.communes + self.disparues + self.nouvelles
        return self.disparues <= 1 and self.nouvelles <= 1 and self.communes >= 0.6 * max(1, toutes)


def ecart(signature: Signature, colonnes: Sequence[str]) -> Ecart:
    """Comparer des colonnes à une signature ; des colonnes qui ne sont qu'une année comptent pour une."""
    autres = {cle(k): cle(v) for k, v in signature.variantes}
    presents = _compter(autres.get(cle(c), cle(c)) for c in colonnes)
    attendus, facultatives = _compter(signature.colonnes), _compter(signature.facultatives)
    connus = attendus | facultatives
    nouvelles = sum(n for k, n in (presents - connus).items() if not toleree(k, signature))
    disparues = (attendus - facultatives) - presents
    return Ecart((presents & connus).total(), disparues.total(), nouvelles)


def _compter(cles: Iterable[str]) -> Counter[str]:
    comptes = Counter(cles)
    if _MARQUE in comptes:
        comptes[_MARQUE] = 1
    return comptes


def toleree(k: str, signature: Signature) -> bool:
    """Vrai si cette clé de colonne peut s'ajouter sans qu'on en parle."""
    return any(fnmatchcase(k, motif) for motif in signature.autres)


def ressemblance(a: str, b: str) -> float:
    """De 0 à 1, sur les clés ; l'une contenue dans l'autre vaut au moins 0,8."""
    x, y = cle(a), cle(b)
    contenue = min(len(x), len(y)) >= 3 and (x in y or y in x)
    return max(SequenceMatcher(None, x, y).ratio(), 0.8 if contenue else 0.0)
