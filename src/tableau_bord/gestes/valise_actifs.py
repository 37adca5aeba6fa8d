"""Les actifs d'une valise : ceux du territoire et de ce qui le compose, tels que la table les lit."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from tableau_bord import actifs
from tableau_bord.acces import Profil
from tableau_bord.actifs import coder
from tableau_bord.entrepot import Entrepot


def choisir(entrepot: Entrepot, lieux: Collection[tuple[str, str]]) -> dict[str, pl.DataFrame]:
    """Table → lignes. Ni actif fermé, ni coordonnée personnelle, ni lot, ni historique : il reste à la maison.

    `lieux` : (decoupage, code). Un actif dit pour un territoire qui contient ceux-là n'en est pas.
    """
    lu = actifs.inventaire(entrepot, Profil.TABLE)
    portee = pl.DataFrame(sorted(lieux), schema={"decoupage": pl.String, "code": pl.String}, orient="row")
    dites = lu.dessertes.filter(pl.col("origine") != actifs.PAR_RATTACHEMENT)
    ici = dites.join(portee, on=["decoupage", "code"], how="semi")
    lignes = lu.actifs.join(ici, on="actif", how="semi", maintain_order="left")
    siens = lignes.select("actif")
    return {
        "actifs": lignes.select(*coder.COLONNES, "cherche").with_columns(lot=pl.lit("")),
        "actif_dessertes": ici,
        "actif_enjeux": lu.enjeux.join(siens, on="actif", how="semi"),
        "actif_liens": lu.liens.join(siens, on="actif", how="semi").join(
            siens.rename({"actif": "autre"}), on="autre", how="semi"
        ),
    }
