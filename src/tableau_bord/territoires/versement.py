"""Inscrire un découpage daté : territoires, rattachements, polygones, composition."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl
import shapely

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.commun.francais import sans_accents
from tableau_bord.entrepot import Transaction
from tableau_bord.territoires import depot
from tableau_bord.territoires.geometries import PlanGeometries, simplifier
from tableau_bord.territoires.hierarchie import nom_par_defaut, parents_par_prefixe
from tableau_bord.territoires.modele import libelle


@dataclass(frozen=True)
class Decoupage:
    """Un découpage à inscrire. Les cadres ont les colonnes nommées ; les absents sont vides.

    `territoires` : code, nom, municipalite. `rattachements` : code, parent_decoupage, parent_code.
    `geometries` : code, wkb (longitude, latitude). `composition` : code, ad, poids.
    """

    decoupage: str
    version: str
    territoires: pl.DataFrame
    rattachements: pl.DataFrame = field(default_factory=pl.DataFrame)
    geometries: pl.DataFrame = field(default_factory=pl.DataFrame)
    composition: pl.DataFrame = field(default_factory=pl.DataFrame)
    nom: str = ""
    en_vigueur_du: date | None = None
    regle: str = ""
    source: str = ""


def territoires_depuis_geometries(
    cadre: pl.DataFrame, plan: PlanGeometries, version: str, source: str = ""
) -> tuple[Decoupage, ...]:
    """Tirer d'un fichier de polygones le découpage et ceux de ses parents (polygones réunis).

    Lève TerritoireErreur si un code est vide ou en double : on ne choisit pas à la place de l'analyste.
    """
    _verifier_codes(cadre, plan)
    codes = pl.col(plan.colonne_code).str.strip_chars()
    parents = tuple(p for p in plan.parents if p[0] != plan.decoupage)
    rattachements = [
        cadre.select(code=codes, parent_decoupage=pl.lit(d), parent_code=pl.col(c)) for d, c, _ in parents
    ]
    propre = Decoupage(
        plan.decoupage,
        version,
        cadre.select(code=codes, nom=_nom_propre(plan), municipalite=pl.lit(None, dtype=pl.String)),
        pl.concat(rattachements) if rattachements else pl.DataFrame(),
        cadre.select(code=codes, wkb="wkb"),
        source=source,
        en_vigueur_du=_en_date(version),
    )
    return (propre, *(_reunir(cadre, p, version, source) for p in parents if p[0] in {"RSS", "MRC"}))


def _nom_propre(plan: PlanGeometries) -> pl.Expr:
    """Nom sans le sigle que le découpage dit déjà : « RLS de Kamouraska » → « Kamouraska »."""
    nom = pl.col(plan.colonne_nom).str.strip_chars()
    motif = rf"^{plan.decoupage}\s+(?:de\s+la\s+|de\s+|du\s+|des\s+|d['’]\s*)?"
    court = nom.str.replace(motif, "")
    return pl.when(court.str.len_chars() > 0).then(court).otherwise(nom)


def _verifier_codes(cadre: pl.DataFrame, plan: PlanGeometries) -> None:
    codes = cadre[plan.colonne_code].str.strip_chars()
    doubles = codes.filter(codes.is_duplicated()).unique().sort().to_list()
    if codes.null_count() or "" in codes or doubles:
        raise TerritoireErreur(
            "codes_en_double" if doubles else "code_vide",
            f"Le code {', '.join(doubles[:5])} paraît deux fois."
            if doubles
            else "Un polygone n'a pas de code.",
            ou=f"Colonne « {plan.colonne_code} »",
            remede="Choisissez une autre colonne de code, ou réunissez ces polygones avant de verser.",
        )


def _reunir(cadre: pl.DataFrame, parent: tuple[str, str, str], version: str, source: str) -> Decoupage:
    decoupage, code, nom = parent
    lignes = []
    for (valeur,), groupe in cadre.group_by([code], maintain_order=True):
        union = shapely.union_all(shapely.from_wkb(groupe["wkb"].to_list()))
        intitule = groupe[nom][0] if nom else nom_par_defaut(decoupage, str(valeur))
        lignes.append((str(valeur), intitule, shapely.to_wkb(union)))
    tableau = pl.DataFrame(
        lignes, schema={"code": pl.String, "nom": pl.String, "wkb": pl.Binary}, orient="row"
    )
    return Decoupage(
        decoupage,
        version,
        tableau.select("code", "nom", municipalite=pl.lit(None, dtype=pl.String)),
        geometries=tableau.select("code", "wkb"),
        source=source,
        en_vigueur_du=_en_date(version),
    )


def _en_date(version: str) -> date | None:
    try:
        return date.fromisoformat(version[:10] if len(version) >= 10 else f"{version[:4]}-01-01")
    except ValueError:
        return None


def inscrire(transaction: Transaction, decoupage: Decoupage, lot: str) -> int:
    """Inscrire un découpage dans la transaction ; rend le nombre de territoires.

    Une version déjà présente sous un autre lot est refusée : une version est un fait daté.
    """
    if depot.version_presente(transaction, decoupage.decoupage, decoupage.version, lot):
        raise TerritoireErreur(
            "version_presente",
            f"Le découpage « {libelle(decoupage.decoupage)} » a déjà une version {decoupage.version}.",
            remede="Donnez une autre date de version, ou annulez d'abord le lot qui l'a apportée.",
        )
    for table, cadre in _tables(_completer(decoupage)).items():
        transaction.inserer(table, cadre.with_columns(lot=pl.lit(lot)))
    return decoupage.territoires.height


def _completer(decoupage: Decoupage) -> Decoupage:
    """Ajouter les rattachements que disent les préfixes de code."""
    base = decoupage.territoires.select(
        decoupage=pl.lit(decoupage.decoupage), version=pl.lit(decoupage.version), code="code"
    )
    prefixes = parents_par_prefixe(base).select("code", "parent_decoupage", "parent_code")
    donnes = decoupage.rattachements
    tous = prefixes if donnes.is_empty() else pl.concat([donnes, prefixes]).unique(maintain_order=True)
    return replace(decoupage, rattachements=tous)


def _tables(decoupage: Decoupage) -> dict[str, pl.DataFrame]:
    cle = {"decoupage": pl.lit(decoupage.decoupage), "version": pl.lit(decoupage.version)}
    tables = {
        "decoupages": pl.DataFrame(
            {
                "nom": [decoupage.nom or libelle(decoupage.decoupage, 2)],
                "en_vigueur_du": pl.Series([decoupage.en_vigueur_du], dtype=pl.Date),
                "regle": [decoupage.regle],
                "source": [decoupage.source],
            }
        ),
        "territoires": decoupage.territoires.with_columns(
            nom_cherche=(pl.col("nom") + " " + pl.col("municipalite").fill_null("")).map_elements(
                sans_accents, return_dtype=pl.String
            )
        ),
        "rattachements": decoupage.rattachements,
        "composition": decoupage.composition,
    }
    if not decoupage.geometries.is_empty():
        ecran = simplifier(decoupage.geometries["wkb"].to_list())
        tables["geometries"] = decoupage.geometries.with_columns(wkb_ecran=pl.Series(ecran, dtype=pl.Binary))
    return {nom: cadre.with_columns(**cle) for nom, cadre in tables.items() if not cadre.is_empty()}
