"""Un petit fichier d'Excel français, pour qu'un nouvel usager ait quelque chose à verser."""

from __future__ import annotations

import polars as pl

from donnees.simulation.geographie import Geographie
from donnees.simulation.hasard import flux
from donnees.simulation.histoires import SANS_DONNEE

_ENTETE = "Code;Communauté;Jardins communautaires : ménages inscrits;Ménages;Part (%)"
_SANS_REPONSE = (SANS_DONNEE, "Île-aux-Plumes")
_PERSONNES_PAR_MENAGE = 2.2
_ANNEE = 2021


def echantillon(graine: int, geo: Geographie, populations: pl.DataFrame) -> bytes:
    """Windows-1252, « ; », virgule décimale, milliers à l'espace insécable, « n.d. », un Total par MRC."""
    rng = flux(graine, "echantillon")
    habitants = dict(
        populations.filter((pl.col("decoupage") == "communaute") & (pl.col("annee") == _ANNEE))
        .group_by("code")
        .agg(pl.col("effectif").sum())
        .iter_rows()
    )
    lignes = [_ENTETE]
    for mrc in geo.noms_mrc:
        total = [0, 0]
        for code, nom in ((c, n) for c, n, m in zip(geo.codes, geo.noms, geo.mrc, strict=True) if m == mrc):
            menages = round(habitants[code] / _PERSONNES_PAR_MENAGE)
            inscrits = int(rng.binomial(menages, rng.beta(4, 60)))
            if nom in _SANS_REPONSE:
                lignes.append(f"{code};{nom};n.d.;{_milliers(menages)};n.d.")
                continue
            total = [total[0] + inscrits, total[1] + menages]
            lignes.append(f"{code};{nom};{_compte(inscrits, menages)}")
        lignes.append(f";Total;{_compte(*total)}")
    return "\r\n".join([*lignes, ""]).encode("cp1252")


def _compte(inscrits: int, menages: int) -> str:
    part = f"{100 * inscrits / max(menages, 1):.1f}".replace(".", ",")
    return f"{_milliers(inscrits)};{_milliers(menages)};{part}"


def _milliers(n: int) -> str:
    return f"{n:,}".replace(",", "\u00a0")
