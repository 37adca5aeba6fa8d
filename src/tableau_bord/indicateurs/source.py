"""La seule porte par où une page lit des cases : le profil décide de la table."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tableau_bord import divulgation, territoires
from tableau_bord.acces import Profil
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs import depot


def lire_cases(
    entrepot: Entrepot,
    profil: Profil,
    *,
    decoupages: Iterable[str] | None = None,
    codes: Iterable[str] | None = None,
    indicateurs: Iterable[str] | None = None,
    periodes: Iterable[str] | None = None,
    sexes: Iterable[str] | None = ("T",),
    non_affiches: bool = False,
) -> pl.DataFrame:
    """Lire des cases (colonnes `COLONNES_CASE`) : le cube publié au profil table, le fin au profil DSP.

    Les communautés autochtones sans entente n'y sont pas, à aucun profil. `non_affiches` les rend : pour
    calculer un masque seulement, car leurs voisines et le total les rendraient par soustraction.
    """
    lire = depot.cases if profil is Profil.DSP else divulgation.cases_publiees
    cases = lire(
        entrepot,
        decoupages=decoupages,
        codes=codes,
        indicateurs=indicateurs,
        periodes=periodes,
        sexes=sexes,
    )
    return cases if non_affiches else territoires.sans_non_affiches(entrepot, cases)


def periodes(entrepot: Entrepot, profil: Profil) -> pl.DataFrame:
    """Ce que le profil peut lire : indicateur, decoupage, periode."""
    lire = depot.contenus if profil is Profil.DSP else divulgation.contenus_courants
    return lire(entrepot).select("indicateur", "decoupage", "periode")


def dernieres_periodes(entrepot: Entrepot, profil: Profil, decoupage: str) -> dict[str, str]:
    """Indicateur → sa période la plus récente dans ce découpage (fin la plus tardive, puis la plus courte)."""
    toutes = periodes(entrepot, profil).filter(pl.col("decoupage") == decoupage)
    if toutes.is_empty():
        return {}
    fin = toutes["periode"].str.extract_all(r"\d+(?:-\d{2}-\d{2})?").list.last()
    choix = (
        toutes.with_columns(fin=fin, longueur=pl.col("periode").str.len_chars())
        .sort("fin", "longueur", descending=[True, False])
        .unique("indicateur", keep="first", maintain_order=True)
    )
    return dict(choix.select("indicateur", "periode").iter_rows())
