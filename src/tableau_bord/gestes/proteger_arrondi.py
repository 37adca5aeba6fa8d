"""Protéger par l'arrondi, la variante nommée d'une source : jamais mêlée au masquage.

Source : Cox (1987), « A constructive procedure for unbiased controlled rounding », JASA 82,
doi:10.1080/01621459.1987.10478456 ; voir `divulgation.arrondi`.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tableau_bord import divulgation, indicateurs
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.divulgation import IDENTITE, Attaque, Liens
from tableau_bord.divulgation.preparations import Preparation
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.parametres import SeuilsDivulgation

Avancer = Callable[[float], None]


def refuser_le_melange(entrepot: Entrepot, code: str, arrondi: bool, sauf: str = "") -> None:
    """Lève DivulgationErreur si cet indicateur a déjà paru selon l'autre variante."""
    vues = divulgation.variantes(entrepot).filter(pl.col("publication") != sauf)
    autrement = (
        code in divulgation.parues_masquees(entrepot, sauf) if arrondi else code in set(vues["indicateur"])
    )
    if autrement:
        deja, voulue = ("masquée", "arrondie") if arrondi else ("arrondie", "masquée")
        raise DivulgationErreur(
            "variantes_melees",
            f"Cette mesure a déjà paru {deja}\u00a0: la publier {voulue} laisserait comparer les deux.",
            ou=code,
            remede="Gardez la variante de cette source, dans ses seuils datés.",
        )


def preparer(
    entrepot: Entrepot,
    completes: pl.DataFrame,
    fines: pl.DataFrame,
    seuils: SeuilsDivulgation,
    connus: Liens,
    sauf: str,
    avancer: Avancer,
) -> Preparation:
    """Arrondir un indicateur et attaquer le résultat. `masques` porte `arrondi`, et aucune raison."""
    code = str(completes["indicateur"][0])
    registre = registre_arrondi(entrepot, code, fines, sauf)
    rendu = divulgation.arrondir_sans_exposer(
        completes, int(seuils.arrondi_base), int(seuils.effectif), connus, registre,
        cle=divulgation.cle_arrondi(entrepot), avancer=avancer,
    )  # fmt: skip
    arrondies = rendu.cases.filter(pl.col("arrondi").is_not_null()).select(
        *IDENTITE, raison=pl.lit(None, dtype=pl.String), arrondi="arrondi"
    )
    return Preparation(arrondies, rendu.attaque.exposees, 0, rendu.attaque.impossibles)


def registre_arrondi(entrepot: Entrepot, code: str, fines: pl.DataFrame, sauf: str = "") -> pl.DataFrame:
    """Ce qui a paru arrondi d'un indicateur, avec la vraie valeur : colonnes de `REGISTRE_ARRONDI`."""
    parues = divulgation.cases_parues(entrepot, [code], sauf).filter(pl.col("effectif").is_not_null())
    vraies = fines.select(*IDENTITE, "effectif", pl.col("denominateur").alias("public")).unique(
        IDENTITE, keep="last"
    )
    return (
        parues.select(*IDENTITE, "denominateur", pl.col("effectif").alias("arrondi"))
        .unique(IDENTITE, keep="first", maintain_order=True)
        .join(vraies, on=IDENTITE, how="inner", maintain_order="left")
        .with_columns(denominateur=pl.coalesce("denominateur", "public"))
        .select(list(divulgation.REGISTRE_ARRONDI))
    )


def attaquer(
    entrepot: Entrepot, code: str, fines: pl.DataFrame, seuils: SeuilsDivulgation, connus: Liens, base: int,
    avancer: Avancer, complete: bool,
) -> Attaque:  # fmt: skip
    """Attaquer tout ce qui a paru arrondi d'un indicateur."""
    parues = registre_arrondi(entrepot, code, fines)
    return divulgation.attaquer_arrondi(
        parues, base, connus, int(seuils.effectif), avancer=avancer, complete=complete
    )


def montrer(cases: pl.DataFrame, dictionnaire: dict[str, Indicateur]) -> pl.DataFrame:
    """Mettre l'arrondi à la place de l'effectif ; valeur et bornes s'en recalculent, sans quoi le taux le rendrait.

    `cases` : `COLONNES_CASE`, `arrondi` et d'autres colonnes, gardées.
    """
    vides = ("valeur", "borne_inf", "borne_sup")
    change = pl.col("arrondi").is_not_null()
    a_refaire = cases.filter(change).with_columns(
        effectif="arrondi", **{c: pl.lit(None, dtype=pl.Float64) for c in vides}
    )
    if a_refaire.is_empty():
        return cases
    refaites = indicateurs.calculer(a_refaire, dictionnaire, "")
    assert refaites.height == a_refaire.height, "une case arrondie se recalcule sans se perdre"
    calculees = a_refaire.with_columns(refaites[c] for c in ("effectif", *vides))
    return pl.concat([cases.filter(~change), calculees])
