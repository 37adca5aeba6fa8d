"""Ce qui est consenti, pour quelle fin, jusqu'à quand ; ce qui échoit ; ce qui peut servir."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from tableau_bord.acces import envois_depot as depot
from tableau_bord.acces.envois import LIBELLES_DES_FINS, Fin
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot


def consentements(entrepot: Entrepot, au: date | None = None) -> pl.DataFrame:
    """Une ligne par envoi et par fin, dans l'ordre des échéances.

    Colonnes : envoi, recu_le, decoupage, code, savoir, fin, libelle, liste (date de la liste lue), jusqua
    (dernier jour, ISO), etat, echu (vrai le lendemain de `jusqua`). Jamais le texte.
    """
    jour = (au or aujourd_hui()).isoformat()
    return depot.consentements(entrepot).with_columns(
        pl.col("fin")
        .replace_strict(LIBELLES_DES_FINS, default=pl.col("fin"), return_dtype=pl.String)
        .alias("libelle"),
        (pl.col("jusqua") < jour).alias("echu"),
    )


def echeances(entrepot: Entrepot, dans_jours: int = 0, au: date | None = None) -> tuple[str, ...]:
    """Les envois dont le consentement est échu, ou le sera dans `dans_jours` : à proposer à l'effacement."""
    borne = ((au or aujourd_hui()) + timedelta(days=dans_jours)).isoformat()
    lus = depot.consentements(entrepot).filter(pl.col("jusqua") < borne)
    return tuple(lus["envoi"].unique(maintain_order=True))


def utilisables(
    entrepot: Entrepot,
    fin: Fin,
    decoupage: str | None = None,
    code: str | None = None,
    au: date | None = None,
) -> pl.DataFrame:
    """Les textes acceptés qu'on peut montrer pour cette fin : seule porte de lecture hors de la modération.

    Colonnes : envoi, recu_le, decoupage, code, savoir, texte, jusqua. Un consentement échu n'y est plus.
    """
    return depot.utilisables(entrepot, fin.value, (au or aujourd_hui()).isoformat(), decoupage, code)
