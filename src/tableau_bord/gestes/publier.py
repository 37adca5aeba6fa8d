"""Publier : le geste daté qui rend des valeurs lisibles au profil table, masque compris."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tableau_bord import VERSION_CALCUL, divulgation, indicateurs, parametres
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.divulgation import Publication
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs.modele import Nature


@dataclass(frozen=True)
class APublier:
    """Un contenu prêt : indicateur, découpage, périodes, et s'il a déjà été publié autrement."""

    indicateur: str
    nom: str
    decoupage: str
    periodes: tuple[str, ...]
    cases: int
    deja_publie: bool


@dataclass(frozen=True)
class Apercu:
    """Ce que le masque coûte, avant de publier. `raisons` : raison → nombre de cases."""

    cases: int
    montrees: int
    masquees: int
    absentes: int
    raisons: dict[str, int]
    seuils: parametres.SeuilsDivulgation


def contenus_a_publier(entrepot: Entrepot) -> tuple[APublier, ...]:
    """Ce que la base contient et que le profil table ne voit pas encore à jour."""
    courants = divulgation.contenus_courants(entrepot).select(
        "indicateur", "decoupage", "periode", pl.col("lots").alias("lots_publies")
    )
    tous = indicateurs.contenus(entrepot).filter(pl.col("decoupage") != "AD")
    en_attente = tous.join(courants, on=["indicateur", "decoupage", "periode"], how="left").filter(
        pl.col("lots_publies").is_null() | (pl.col("lots_publies") != pl.col("lots"))
    )
    noms = {i.code: i.nom for i in indicateurs.indicateurs(entrepot)}
    groupes = en_attente.group_by("indicateur", "decoupage", maintain_order=True).agg(
        pl.col("periode"), pl.col("cases").sum(), pl.col("lots_publies").is_not_null().any().alias("deja")
    )
    return tuple(
        APublier(g["indicateur"], noms.get(g["indicateur"], g["indicateur"]), g["decoupage"],
                 tuple(g["periode"]), g["cases"], g["deja"])
        for g in groupes.to_dicts()
    )  # fmt: skip


def apercevoir(entrepot: Entrepot, choix: Sequence[APublier]) -> Apercu:
    """Dire, sans rien écrire, ce qui serait montré et ce qui serait masqué."""
    masquees = _masquer(entrepot, choix)
    raisons = masquees["raison"].drop_nulls().value_counts().sort("raison")
    cachees = masquees["raison"].count()
    absentes = masquees.filter(pl.col("raison").is_null() & pl.col("motif").is_not_null()).height
    return Apercu(
        masquees.height,
        masquees.height - cachees - absentes,
        cachees,
        absentes,
        dict(raisons.iter_rows()),
        parametres.seuils_divulgation(entrepot, Profil.TABLE.value),
    )


def publier(
    entrepot: Entrepot, choix: Sequence[APublier], auteur: str, note: str = "", identifiant: str = ""
) -> Publication:
    """Figer un cube masqué et l'inscrire au registre. `identifiant` rend la reprise sans effet.

    Lève DivulgationErreur s'il n'y a rien à publier.
    """
    cases = _masquer(entrepot, choix) if choix else pl.DataFrame()
    if cases.is_empty():
        raise DivulgationErreur(
            "rien_a_publier", "Aucune valeur à publier.", remede="Versez d'abord un fichier d'indicateurs."
        )
    publication = Publication(
        identifiant or str(uuid.uuid4()),
        maintenant(),
        auteur,
        note,
        cases.height,
        cases["raison"].count(),
        VERSION_CALCUL,
    )
    entrepot.ecrire(lambda t: divulgation.inscrire(t, publication, cases))
    return publication


def _masquer(entrepot: Entrepot, choix: Sequence[APublier]) -> pl.DataFrame:
    """Lire les cases choisies et leur appliquer les seuils de leur source."""
    if not choix:
        return pl.DataFrame(schema=[*divulgation.COLONNES_CASE, "raison"])
    couples = pl.DataFrame(
        [(c.indicateur, c.decoupage, p) for c in choix for p in c.periodes],
        schema=["indicateur", "decoupage", "periode"],
        orient="row",
    )
    cases = indicateurs.lire_cases(
        entrepot, Profil.DSP, indicateurs={c.indicateur for c in choix},
        decoupages={c.decoupage for c in choix}, sexes=None,
    ).join(couples, on=["indicateur", "decoupage", "periode"])  # fmt: skip
    dictionnaire = indicateurs.indicateurs(entrepot)
    natures = [i.code for i in dictionnaire if i.nature is Nature.PROPORTION]
    sources = {i.code: i.source for i in dictionnaire}
    avec = cases.with_columns(
        proportion=pl.col("indicateur").is_in(natures),
        source=pl.col("indicateur").replace_strict(sources, default="*"),
    )
    parties = [
        divulgation.masquer(g, parametres.seuils_divulgation(entrepot, Profil.TABLE.value, str(source)))
        for (source,), g in avec.group_by(["source"], maintain_order=True)
    ]
    return pl.concat(parties) if parties else avec.with_columns(raison=pl.lit(None, dtype=pl.String))
