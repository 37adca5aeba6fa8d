"""Des cases aux inconnues et aux contraintes linéaires de l'attaquant.

Une **inconnue** est une case dans un lot : la même case, révisée par un autre lot, est une inconnue
nouvelle. Ce qui a été montré une fois reste connu, même retiré ensuite.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from tableau_bord.divulgation.inconnues import avec_latentes, etats
from tableau_bord.divulgation.masquage import GOUVERNANCE, PETIT_COMPLEMENT, PRIMAIRES
from tableau_bord.divulgation.relations import CLE, Liens, contredites, qualifier, relations

Booleens = NDArray[np.bool_]
Entiers = NDArray[np.int64]
Vecteur = NDArray[np.float64]
PLAFOND = 1e7
ORDINAIRE, PRIMAIRE, MIROIR, LATENTE = 0, 1, 2, 3


@dataclass(frozen=True)
class Systeme:
    """Les inconnues (une ligne par uid, colonnes `COLONNES`) et `bas ≤ A x ≤ haut`, `0 ≤ x ≤ borne`.

    `avant` : montrée par une publication antérieure. `vrai` : effectif, nan si la base ne le sait pas.
    `nature` : `PRIMAIRE` (petit effectif ou petite population), `MIROIR` (petit complément), `LATENTE`
    (jamais publiée, elle relie ; si la base la sait petite, elle est `PRIMAIRE`) ou `ORDINAIRE`. `premier` : rang de la publication où elle a paru d'abord.
    """

    inconnues: pl.DataFrame
    matrice: csr_matrix
    bas: Vecteur
    haut: Vecteur
    borne: Vecteur
    vrai: Vecteur
    montre: Booleens
    avant: Booleens
    nature: Entiers
    seuil: Vecteur
    premier: Entiers


def construire(inconnues: pl.DataFrame, liens: Liens) -> Systeme:
    """Bâtir le système d'un jeu d'inconnues (colonnes `COLONNES`, une ligne par case et par lot).

    `rangs` : les publications où la case a paru, celle qu'on prépare comprise.
    """
    completes = avec_latentes(inconnues, liens).with_row_index("uid")
    toutes = relations(_presence(completes), liens)
    completes = _oublier_les_contredites(completes, toutes)
    vrais = completes["effectif"]
    trouvees = qualifier(toutes, vrais)
    vrai = vrais.fill_null(float("nan")).to_numpy()
    borne = completes["denominateur"].fill_null(PLAFOND).to_numpy()
    borne = np.fmax(borne, np.nan_to_num(vrai, nan=0.0))
    return Systeme(
        completes,
        _matrice(trouvees, completes.height),
        trouvees["bas"].to_numpy(),
        trouvees["haut"].to_numpy(),
        borne,
        vrai,
        completes["montre"].to_numpy(),
        completes["avant"].to_numpy(),
        completes.select(_nature()).to_series().to_numpy(),
        completes["seuil"].to_numpy(),
        completes["rangs"].list.min().fill_null(0).to_numpy(),
    )


def _nature() -> pl.Expr:
    raison = pl.col("raison")
    return (
        pl.when(raison == PETIT_COMPLEMENT).then(MIROIR)
        .when(raison.is_in(list(PRIMAIRES))).then(PRIMAIRE)
        .when(pl.col("latente") & raison.ne_missing(GOUVERNANCE)).then(LATENTE)
        .otherwise(ORDINAIRE).cast(pl.Int64)
    )  # fmt: skip


def _presence(completes: pl.DataFrame) -> pl.DataFrame:
    """Qui a paru avec qui : par publication (la plus récente de chaque case jusque-là) et par lot."""
    par_lot = completes.select(pl.concat_str(pl.lit("lot "), "lot").alias("etat"), "uid", *CLE)
    par_rang = etats(completes).select(pl.concat_str(pl.lit("rang "), "rang").alias("etat"), "uid", *CLE)
    return pl.concat([par_lot, par_rang])


def _oublier_les_contredites(completes: pl.DataFrame, toutes: pl.DataFrame) -> pl.DataFrame:
    """Une case jamais parue que la base a révisée depuis ne vaut plus : l'attaquant, lui, la cherche encore."""
    fausses = contredites(toutes, completes["effectif"])
    touchees = fausses["parts"].explode().unique()
    oubliee = pl.col("latente") & pl.col("uid").is_in(touchees.implode())
    return completes.with_columns(
        effectif=pl.when(~oubliee).then("effectif"), raison=pl.when(~oubliee).then("raison")
    )


def _matrice(trouvees: pl.DataFrame, n: int) -> csr_matrix:
    longues = trouvees.select("total", "parts").with_row_index("r")
    parts = longues.explode("parts")
    rangees = np.concatenate([longues["r"].to_numpy(), parts["r"].to_numpy()])
    colonnes = np.concatenate([longues["total"].to_numpy(), parts["parts"].to_numpy()])
    poids = np.concatenate([np.ones(longues.height), -np.ones(parts.height)])
    return coo_matrix((poids, (rangees, colonnes)), shape=(trouvees.height, n)).tocsr()


def composantes(matrice: csr_matrix, gardees: Booleens) -> list[tuple[Entiers, Entiers]]:
    """Composantes liées des colonnes gardées : (colonnes, rangées) de chacune ; sans rangée, rien."""
    if not gardees.any():
        return []
    choisies = np.flatnonzero(gardees)
    reduite = matrice[:, choisies].tocsr()
    rangees = np.flatnonzero(np.diff(reduite.indptr))
    reduite = reduite[rangees]
    r, c = reduite.shape
    if r == 0:
        return []
    bip = coo_matrix(
        (np.ones(reduite.nnz), (reduite.tocoo().row, r + reduite.tocoo().col)), shape=(r + c, r + c)
    )
    nombre, etiquettes = connected_components(bip, directed=False)
    ordre_r, ordre_c = np.argsort(etiquettes[:r], kind="stable"), np.argsort(etiquettes[r:], kind="stable")
    coupes = np.arange(nombre + 1)
    debuts_r = np.searchsorted(etiquettes[:r][ordre_r], coupes)
    debuts_c = np.searchsorted(etiquettes[r:][ordre_c], coupes)
    return [
        (choisies[np.sort(ordre_c[debuts_c[k] : debuts_c[k + 1]])], rangees[np.sort(ordre_r[debuts_r[k] : debuts_r[k + 1]])])
        for k in range(nombre)
        if debuts_r[k + 1] > debuts_r[k]
    ]  # fmt: skip
