"""Masques préparés : un calcul long se reprend où il s'est arrêté, et l'aperçu sert à la publication.

L'empreinte réunit tout ce dont le masque dépend : les cases fines, les seuils, les territoires, le
registre. Rien d'autre ne s'y fie : une entrée qui change demande un calcul neuf.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from tableau_bord import VERSION_CALCUL
from tableau_bord.commun.horloge import maintenant
from tableau_bord.divulgation import preparations_depot as depot
from tableau_bord.divulgation.inconnues import IDENTITE
from tableau_bord.entrepot import Entrepot


@dataclass(frozen=True)
class Preparation:
    """Le masque d'un indicateur et ce que l'attaque en a dit.

    `masques` : `IDENTITE`, `raison` et `arrondi` des seules cases cachées ou arrondies. `exposees` : cases que cette publication
    laisserait retrouver. `deja_exposees`, `impossibles` : comptes.
    """

    masques: pl.DataFrame
    exposees: pl.DataFrame
    deja_exposees: int
    impossibles: int


def empreinte(*entrees: pl.DataFrame | str) -> str:
    """SHA-256 de tout ce dont un masque dépend, dans l'ordre donné ; la version du calcul en fait partie."""
    condense = hashlib.sha256(VERSION_CALCUL.encode("utf-8"))
    for entree in entrees:
        condense.update(entree.encode("utf-8") if isinstance(entree, str) else _octets(entree))
    return condense.hexdigest()


def preparer(
    entrepot: Entrepot, cle: str, indicateur: str, calculer: Callable[[], Preparation]
) -> Preparation:
    """Rendre la préparation gardée sous `cle`, ou la calculer et la garder aussitôt."""
    gardee = depot.lire(entrepot, cle)
    if gardee.height:
        ligne = gardee.row(0, named=True)
        masques, exposees = (pl.read_parquet(io.BytesIO(ligne[c])) for c in ("masques", "exposees"))
        return Preparation(masques, exposees, ligne["deja_exposees"], ligne["impossibles"])
    faite = calculer()
    ligne = {
        "empreinte": cle, "indicateur": indicateur, "quand": maintenant().isoformat(),
        "masques": _parquet(faite.masques), "exposees": _parquet(faite.exposees),
        "deja_exposees": faite.deja_exposees, "impossibles": faite.impossibles,
    }  # fmt: skip
    entrepot.ecrire(lambda t: depot.garder(t, **ligne))
    return faite


def masques_de(cases: pl.DataFrame) -> pl.DataFrame:
    """`IDENTITE`, `raison` et `arrondi` (nul) des cases cachées."""
    cachees = cases.filter(pl.col("raison").is_not_null())
    return cachees.select(*IDENTITE, "raison", arrondi=pl.lit(None, dtype=pl.Float64))


def _octets(cadre: pl.DataFrame) -> bytes:
    tampon = io.BytesIO()
    cadre.write_ipc(tampon, compression="uncompressed")
    return tampon.getvalue()


def _parquet(cadre: pl.DataFrame) -> bytes:
    tampon = io.BytesIO()
    cadre.write_parquet(tampon)
    return tampon.getvalue()
