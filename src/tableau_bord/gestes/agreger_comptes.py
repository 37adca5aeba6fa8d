"""Du décompte au tableau d'effectifs : compter les zéros, porter aux communautés, ajouter les totaux."""

from __future__ import annotations

from itertools import product

import polars as pl

from tableau_bord import VERSION_CALCUL, indicateurs, territoires
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import nombre
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import agreger_phrases
from tableau_bord.gestes.agreger_lieux import Destination
from tableau_bord.gestes.agreger_plan import Choix
from tableau_bord.importation.agregation import MOTS_DES_ECARTS, Decompte, Plan
from tableau_bord.importation.chantier import citer
from tableau_bord.rapports.cube import COLONNES

CASES_MAXIMUM = 5_000_000
_CLES = ["periode", "sexe", "age"]


def exiger_des_evenements(decompte: Decompte, nom: str) -> None:
    """Lève ImportationErreur si rien n'est compté : un tableau de zéros serait faux."""
    if decompte.evenements:
        return
    premier = max(decompte.ecarts, key=lambda e: decompte.ecarts[e], default=None)
    raison = f"\u00a0: {MOTS_DES_ECARTS[premier]}" if premier else ""
    raise ImportationErreur(
        "rien_a_compter", f"Aucune des {nombre(decompte.lues)}\u00a0lignes ne peut être comptée{raison}.",
        ou=f"Fichier {citer(nom)}", remede="Vérifiez les colonnes, le découpage et le filtre. Rien n'a été écrit.",
    )  # fmt: skip


def en_cube(
    entrepot: Entrepot, decompte: Decompte, ou: Destination, plan: Plan, choix: Choix
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Le tableau d'effectifs, colonnes `rapports.cube.COLONNES`, ordre stable ; et ce qu'il a fallu y faire.

    Lève ImportationErreur si le tableau dépasserait `CASES_MAXIMUM` cases.
    """
    cases, dites = decompte.cases, []
    _exiger_raisonnable(cases, ou, plan)
    presents = tuple(sorted(set(cases["code"])))
    cases = _avec_zeros(cases, ou.attendus if choix.zeros else presents, plan)
    dites.append(agreger_phrases.zeros(ou, choix.zeros))
    if ou.regle:
        dites.append(f"Aires de diffusion, règle {ou.regle}\u00a0: {territoires.REGLES[ou.regle]}")
    if ou.composition.height:
        cases, laissees = _porter(cases, ou)
        dites += agreger_phrases.laissees(laissees, decompte.evenements - float(cases["effectif"].sum()))
    cube = _marges(cases, plan)
    return _en_colonnes(entrepot, cube, ou.vers, choix.indicateur), tuple(dites)


def _exiger_raisonnable(cases: pl.DataFrame, ou: Destination, plan: Plan) -> None:
    par_lieu = cases["periode"].n_unique() * (3 if plan.sexe else 1) * (len(plan.tranches) + 1)
    total = par_lieu * max(len(ou.attendus), len(ou.lieux.codes))
    if total > CASES_MAXIMUM:
        raise ImportationErreur(
            "tableau_trop_grand", f"Ce tableau aurait {nombre(total)}\u00a0cases, plus que {nombre(CASES_MAXIMUM)}.",
            ou="Agrégation", remede="Choisissez un pas plus long (--pas annee), moins de tranches, ou filtrez une période.",
        )  # fmt: skip


def _avec_zeros(cases: pl.DataFrame, attendus: tuple[str, ...], plan: Plan) -> pl.DataFrame:
    """Zéro dans chaque case vide d'un territoire attendu, aux périodes où le fichier a un évènement."""
    sexes = ("F", "M") if plan.sexe else ("T",)
    ages = [t.libelle for t in plan.tranches] or ["tous"]
    grille = pl.DataFrame(
        list(product(sorted(set(cases["periode"])), sexes, ages)), schema=dict.fromkeys(_CLES, pl.String), orient="row"
    )  # fmt: skip
    complete = pl.DataFrame({"code": attendus}, schema={"code": pl.String}).join(grille, how="cross")
    absentes = complete.join(cases, on=["code", *_CLES], how="anti").with_columns(effectif=pl.lit(0.0))
    return pl.concat([cases, absentes.select(cases.columns)])


def _porter(cases: pl.DataFrame, ou: Destination) -> tuple[pl.DataFrame, int]:
    """Des aires aux communautés, période par période ; rend aussi combien de communautés une aire tue laisse vides."""
    vide = pl.lit(None, dtype=pl.Float64)
    parties = [
        territoires.agreger(
            partie.select(pl.col("code").alias("ad"), *_CLES, "effectif", denominateur=vide),
            ou.composition,
            ou.regle,
        )
        for partie in cases.partition_by("periode")
    ]
    portees = pl.concat(parties)
    pleines = portees.drop_nulls("effectif")
    # Neuf décimales : l'ordre d'une somme de fractions change la dernière, et deux moteurs doivent s'accorder.
    arrondies = pleines.select("code", *_CLES, effectif=pl.col("effectif").round(9))
    return arrondies, portees["code"].n_unique() - pleines["code"].n_unique()


def _marges(cases: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Ajouter les deux sexes réunis et tous les âges, sommes des cases."""
    for cle, total in (("sexe", "T"), ("age", "tous")):
        if not getattr(plan, cle):
            continue
        autres = ["code", *(c for c in _CLES if c != cle)]
        sommes = cases.group_by(autres).agg(pl.col("effectif").sum().round(9))
        cases = pl.concat([cases, sommes.with_columns(pl.lit(total).alias(cle)).select(cases.columns)])
    return cases


def _en_colonnes(entrepot: Entrepot, cases: pl.DataFrame, vers: str, code: str) -> pl.DataFrame:
    noms = territoires.codes_connus(entrepot).filter(pl.col("decoupage") == vers)
    noms = noms.unique("code", keep="last", maintain_order=True).select("code", "nom")
    unite = next(i.unite for i in indicateurs.indicateurs(entrepot) if i.code == code)
    vides = {c: pl.lit(None, dtype=pl.Float64) for c in ("denominateur", "valeur", "borne_inf", "borne_sup")}
    return (
        cases.join(noms, on="code", how="left")
        .with_columns(
            decoupage=pl.lit(vers), indicateur=pl.lit(code), nom=pl.col("nom").fill_null(""), unite=pl.lit(unite),
            motif=pl.lit(""), lot=pl.lit(""), version_calcul=pl.lit(VERSION_CALCUL), **vides,
        )
        .select(COLONNES)
        .sort("periode", "sexe", "age", "code")
    )  # fmt: skip
