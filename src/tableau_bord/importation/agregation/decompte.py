"""Traduire ce qu'un moteur rend : des nombres en cases, en écarts et en doublons."""

from __future__ import annotations

import polars as pl

from tableau_bord.importation.agregation.depot import AGE, HORS_DU_TEMPS, LIEU, PERIODE, SEXE
from tableau_bord.importation.agregation.modele import Decompte, Ecart, FichierOuvert, Lieux, Pas, Plan
from tableau_bord.importation.agregation.tables import ANNEES, SEXES


def lire(resultat: pl.DataFrame, fichier: FichierOuvert, plan: Plan, lieux: Lieux) -> Decompte:
    """`resultat` : cle, n, lignes (`depot.demander`), dans n'importe quel ordre."""
    trie = _dater(resultat, plan).sort("cle")
    gardees, ecartees = trie.filter(pl.col("cle") >= 0), trie.filter(pl.col("cle") < 0)
    ages = ["tous", *(t.libelle for t in plan.tranches)]
    cases = gardees.select(
        code=_nommer(pl.col("cle") % PERIODE // LIEU, lieux.codes),
        periode=_periode(plan),
        sexe=_nommer(pl.col("cle") % LIEU // SEXE, SEXES),
        age=_nommer(pl.col("cle") % SEXE // AGE, ages),
        effectif=pl.col("n").cast(pl.Float64),
    )
    retenues, evenements = int(gardees["lignes"].sum()), int(gardees["n"].sum())
    par_motif = ecartees.group_by("cle").agg(pl.col("lignes").sum())
    ecarts = {Ecart(-int(cle)): int(lignes) for cle, lignes in par_motif.iter_rows()}
    if plan.filtre and fichier.lignes is not None:
        ecarts[Ecart.HORS_FILTRE] = fichier.lignes - int(trie["lignes"].sum())
    vus = {e: n for e, n in sorted(ecarts.items()) if n}
    return Decompte(cases, vus, retenues, retenues - evenements)


def _dater(resultat: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Écarter les périodes hors de 1900 à 2100 que le moteur n'a pas jugées."""
    if not plan.periode:
        return resultat
    annee = pl.col("cle") // PERIODE // (10_000 // plan.pas.diviseur)
    motif = (pl.col("cle") < 0) & (pl.col("cle") > HORS_DU_TEMPS)
    lisible = annee.is_between(*ANNEES)
    return resultat.with_columns(
        cle=pl.when(motif | lisible).then("cle").otherwise(-int(Ecart.PERIODE_ILLISIBLE))
    )


def _nommer(rang: pl.Expr, noms: tuple[str, ...] | list[str]) -> pl.Expr:
    return rang.replace_strict(range(len(noms)), list(noms), return_dtype=pl.String)


def _periode(plan: Plan) -> pl.Expr:
    if not plan.periode:
        return pl.lit(plan.periode_fixe)
    nombre = pl.col("cle") // PERIODE
    if plan.pas is Pas.ANNEE:
        return nombre.cast(pl.String)
    texte = nombre.cast(pl.String)
    morceaux = [texte.str.slice(0, 4), texte.str.slice(4, 2), texte.str.slice(6, 2)]
    return pl.concat_str(morceaux[: 2 if plan.pas is Pas.MOIS else 3], separator="-")
