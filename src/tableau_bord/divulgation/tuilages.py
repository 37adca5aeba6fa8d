"""Quelles étiquettes d'âge ou de période se recomposent l'une l'autre : « tous » = « 0 à 17 ans » + « 18 ans et plus »."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import polars as pl

SANS_FIN = 10_000
_MAXIMUM = 24
Segment = tuple[int, int]
_AGES = (
    (re.compile(r"^(\d+) à (\d+) ans$"), lambda a, b: (a, b + 1)),
    (re.compile(r"^(\d+) ans et plus$"), lambda a: (a, SANS_FIN)),
    (re.compile(r"^moins de (\d+) ans?$"), lambda b: (0, b)),
    (re.compile(r"^(\d+) ans?$"), lambda a: (a, a + 1)),
)
_PLAGE = re.compile(r"^(\d{4})\s*[-–/]\s*(\d{4})$")


def segment_d_age(age: str) -> Segment | None:
    """« 5 à 9 ans » → (5, 10) ; « tous » → (0, sans fin) ; rien si l'étiquette n'est pas un âge."""
    if age == "tous":
        return (0, SANS_FIN)
    texte = age.replace("\u00a0", " ")
    for motif, lire in _AGES:
        if trouve := motif.match(texte):
            return lire(*(int(g) for g in trouve.groups()))
    return None


def segment_de_periode(periode: str) -> Segment | None:
    """« 2019-2023 » → (2019, 2024) ; « 2021 » → (2021, 2022)."""
    if trouve := _PLAGE.match(periode):
        return int(trouve[1]), int(trouve[2]) + 1
    return (int(periode), int(periode) + 1) if re.fullmatch(r"\d{4}", periode) else None


def tuilages(etiquettes: Iterable[str], segment: Callable[[str], Segment | None]) -> pl.DataFrame:
    """Toutes les façons de couvrir une étiquette par d'autres, disjointes : total, tuilage, part.

    Au plus 24 façons par étiquette, les moins découpées d'abord ; les autres s'en déduisent d'ordinaire.
    """
    segments = {e: s for e in etiquettes if (s := segment(e)) is not None}
    lignes = [
        (total, f"{total}#{rang}", part)
        for total in sorted(segments)
        for rang, parts in enumerate(_couvrir(total, segments))
        for part in parts
    ]
    return pl.DataFrame(
        lignes, schema={"total": pl.String, "tuilage": pl.String, "part": pl.String}, orient="row"
    )


def _couvrir(total: str, segments: dict[str, Segment]) -> list[tuple[str, ...]]:
    debut, fin = segments[total]
    dedans = {
        e: s
        for e, s in segments.items()
        if e != total and s != (debut, fin) and debut <= s[0] and s[1] <= fin
    }
    departs: dict[int, list[str]] = {}
    for e, s in sorted(dedans.items(), key=lambda x: -x[1][1]):
        departs.setdefault(s[0], []).append(e)
    finis: list[tuple[str, ...]] = []
    ouverts: list[tuple[int, tuple[str, ...]]] = [(debut, ())]
    while ouverts and len(finis) < _MAXIMUM:
        ou, chemin = ouverts.pop(0)
        for e in departs.get(ou, ()):
            suite = (*chemin, e)
            (finis.append(suite) if dedans[e][1] == fin else ouverts.append((dedans[e][1], suite)))
        if len(ouverts) > 2_000:
            break
    return finis
