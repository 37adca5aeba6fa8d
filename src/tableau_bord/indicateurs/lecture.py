"""Lire un portrait, une carte, dix ans : une question, une réponse complète."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import polars as pl
import shapely

from tableau_bord import divulgation, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs import depot, pesees, source
from tableau_bord.indicateurs.calcul import annee_de_fin
from tableau_bord.indicateurs.comparaison import comparer, mesure_absente
from tableau_bord.indicateurs.cotes import coter
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Mesure, Nature, Point, Serie
from tableau_bord.territoires import Territoire

ARRONDI = (
    "Les effectifs sont arrondis au hasard à un multiple de {base} voisin (arrondi aléatoire contrôlé), "
    "et les valeurs calculées sur ces arrondis, pour que personne ne puisse être reconnu."
)


@dataclass(frozen=True)
class Portrait:
    """Tout ce qu'une page de portrait affiche.

    `noyau` et `annexe` : mesures dans l'ordre du dictionnaire. `population` : habitants, ou rien.
    `hors_taille` : vrai hors de la taille attendue d'une communauté (avertissement).
    """

    territoire: Territoire
    population: float | None
    annee_population: int | None
    noyau: tuple[Mesure, ...]
    annexe: tuple[Mesure, ...]
    annees: tuple[int, int] | None
    prochaine: str
    regle_agregation: str


@dataclass(frozen=True)
class CarteLue:
    """Une choroplèthe : l'indicateur, sa période, ses cases et la valeur de l'ensemble."""

    indicateur: Indicateur
    decoupage: str
    periode: str
    periodes: tuple[str, ...]
    cases: tuple[CaseCarte, ...]
    reference: float | None
    nom_reference: str


def portrait(entrepot: Entrepot, profil: Profil, decoupage: str, code: str) -> Portrait:
    """Lire le portrait d'un territoire. Lève TerritoireErreur s'il n'existe pas ou ne s'affiche pas."""
    territoires.exiger_affichable(entrepot, decoupage, code)
    lieu = territoires.territoire(entrepot, decoupage, code)
    dernieres = source.dernieres_periodes(entrepot, profil, decoupage)
    dictionnaire = [i for i in depot.indicateurs(entrepot) if i.code in dernieres]
    if profil is Profil.TABLE:
        dictionnaire = _dire_les_arrondis(entrepot, dictionnaire)
    lues = _mesures(entrepot, profil, lieu, dictionnaire, dernieres)
    mesures = coter(entrepot, pesees.completer(entrepot, profil, lieu, lues))
    noyau = tuple(m for m in mesures if m.indicateur.noyau) or tuple(mesures[:10])
    annexe = tuple(m for m in mesures if m not in noyau)
    population = depot.population_totale(entrepot, decoupage).filter(pl.col("code") == code)
    annees = [_annee(m.periode) for m in mesures if m.valeur is not None]
    return Portrait(
        lieu,
        population["population"][0] if population.height else None,
        population["annee"][0] if population.height else None,
        noyau,
        annexe,
        (min(annees), max(annees)) if annees else None,
        next((m.indicateur.prochaine_mise_a_jour for m in noyau if m.indicateur.prochaine_mise_a_jour), ""),
        territoires.regle_de(entrepot, decoupage),
    )


def _dire_les_arrondis(entrepot: Entrepot, dictionnaire: list[Indicateur]) -> list[Indicateur]:
    """Ce qui paraît arrondi le dit, avec sa base, parmi ce qu'il faut savoir de la mesure."""
    bases = dict(divulgation.variantes(entrepot).select("indicateur", "base").iter_rows())
    return [
        replace(i, mises_en_garde=(*i.mises_en_garde, ARRONDI.format(base=bases[i.code])))
        if i.code in bases
        else i
        for i in dictionnaire
    ]


def _mesures(
    entrepot: Entrepot,
    profil: Profil,
    lieu: Territoire,
    dictionnaire: list[Indicateur],
    dernieres: dict[str, str],
) -> list[Mesure]:
    if not dictionnaire:
        return []
    choix = pl.DataFrame(
        {"indicateur": [i.code for i in dictionnaire], "periode": [dernieres[i.code] for i in dictionnaire]}
    )
    criteres: dict[str, Any] = {"indicateurs": dernieres.keys(), "periodes": set(dernieres.values())}
    freres = territoires.voisins_de_region(entrepot, lieu)
    proches = source.lire_cases(entrepot, profil, decoupages=[lieu.decoupage], codes=freres, **criteres)
    region = lieu.parent("RSS")
    totaux = source.lire_cases(
        entrepot, profil, decoupages=["RSS"], codes=[region[1]] if region else [], **criteres
    )
    proches = _un_age(proches.join(choix, on=["indicateur", "periode"]), dictionnaire)
    totaux = _un_age(totaux.join(choix, on=["indicateur", "periode"]), dictionnaire)
    compare = {
        m.indicateur.code: m for m in comparer(lieu, dictionnaire, proches, totaux, aujourd_hui().year)
    }
    return [compare.get(i.code) or mesure_absente(i, dernieres[i.code]) for i in dictionnaire]


def _un_age(cases: pl.DataFrame, dictionnaire: list[Indicateur]) -> pl.DataFrame:
    """Garder, par territoire et indicateur, l'âge que vise l'indicateur, sinon « tous », sinon le seul."""
    vises = pl.DataFrame(
        {"indicateur": [i.code for i in dictionnaire], "age_vise": [i.ages for i in dictionnaire]}
    )
    rang = (
        pl.when(pl.col("age") == pl.col("age_vise"))
        .then(0)
        .when(pl.col("age") == "tous")
        .then(1)
        .otherwise(2)
    )
    return (
        cases.join(vises, on="indicateur", how="left")
        .with_columns(rang=rang)
        .sort("rang", maintain_order=True)
        .unique(["decoupage", "code", "indicateur", "periode", "sexe"], keep="first", maintain_order=True)
        .drop("rang", "age_vise")
    )


def _annee(periode: str) -> int:
    return int(pl.select(annee_de_fin(pl.lit(periode))).item() or 0)


def carte(entrepot: Entrepot, profil: Profil, decoupage: str, indicateur: str, periode: str = "") -> CarteLue:
    """Lire une carte. Lève IndicateurErreur si l'indicateur n'a rien dans ce découpage."""
    entree = next((i for i in depot.indicateurs(entrepot) if i.code == indicateur), None)
    disponibles = _periodes_de(entrepot, profil, decoupage, indicateur)
    if entree is None or not disponibles:
        raise IndicateurErreur(
            "indicateur_absent",
            "Aucune valeur de cette mesure ne peut être montrée ici.",
            ou=f"Mesure «\u00a0{indicateur}\u00a0», {territoires.libelle(decoupage, 2)}",
            remede="Choisissez une autre mesure, ou versez et publiez un fichier.",
        )
    choisie = periode if periode in disponibles else disponibles[0]
    valeurs = source.lire_cases(
        entrepot, profil, decoupages=[decoupage], indicateurs=[indicateur], periodes=[choisie]
    )
    valeurs = _un_age(valeurs, [entree])
    reference, nom = _reference(entrepot, profil, entree, choisie, valeurs)
    formes = territoires.sans_non_affiches(
        entrepot, territoires.geometries_ecran(entrepot, decoupage), decoupage
    )
    cases = tuple(_cases_de_carte(formes, valeurs))
    return CarteLue(entree, decoupage, choisie, tuple(disponibles), cases, reference, nom)


def _periodes_de(entrepot: Entrepot, profil: Profil, decoupage: str, indicateur: str) -> list[str]:
    cadre = source.periodes(entrepot, profil).filter(
        (pl.col("decoupage") == decoupage) & (pl.col("indicateur") == indicateur)
    )
    return sorted(cadre["periode"].to_list(), key=lambda p: (_annee(p), p), reverse=True)


def _reference(
    entrepot: Entrepot, profil: Profil, entree: Indicateur, periode: str, valeurs: pl.DataFrame
) -> tuple[float | None, str]:
    """La valeur de la région si elle seule est publiée, sinon celle de l'ensemble connu."""
    regions = source.lire_cases(
        entrepot, profil, decoupages=["RSS"], indicateurs=[entree.code], periodes=[periode]
    )
    regions = _un_age(regions, [entree]).filter(pl.col("valeur").is_not_null())
    if regions.height == 1:
        return float(regions["valeur"][0]), "la région"
    connues = valeurs.filter(pl.col("effectif").is_not_null() & (pl.col("denominateur") > 0))
    if connues.height and entree.nature is not Nature.ENQUETE:
        total = float(connues["effectif"].sum()) / float(connues["denominateur"].sum()) * entree.base
        return total, "l'ensemble des territoires connus"
    mediane = valeurs["valeur"].median()
    return (float(mediane), "la médiane des territoires") if isinstance(mediane, float) else (None, "")


def _cases_de_carte(formes: pl.DataFrame, valeurs: pl.DataFrame) -> list[CaseCarte]:
    par_code = {v["code"]: v for v in valeurs.to_dicts()}
    vide = {"motif": Motif.NON_DISPONIBLE.value}
    return [
        _case(f["code"], f["nom"], f["wkb_ecran"], par_code.get(f["code"], vide)) for f in formes.to_dicts()
    ]


def _case(code: str, nom: str, wkb: bytes, valeur: dict[str, object]) -> CaseCarte:
    nombres = {c: valeur.get(c) for c in ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")}
    motif = Motif(str(valeur["motif"])) if valeur.get("motif") else None
    return CaseCarte(code, nom, _anneaux(wkb), **nombres, motif=motif)  # type: ignore[arg-type]


def _anneaux(wkb: bytes) -> tuple[tuple[tuple[tuple[float, float], ...], ...], ...]:
    polygones = [g for g in shapely.get_parts(shapely.from_wkb(wkb)) if g.geom_type == "Polygon"]
    return tuple(
        tuple(tuple((x, y) for x, y in shapely.get_coordinates(a)) for a in (p.exterior, *p.interiors))
        for p in polygones
    )


def series(
    entrepot: Entrepot, profil: Profil, lieu: Territoire, indicateurs: tuple[Indicateur, ...]
) -> tuple[tuple[Indicateur, tuple[Serie, ...]], ...]:
    """Dix ans, pour la communauté, sa MRC et sa région côte à côte."""
    roles = [(lieu.decoupage, lieu.code, lieu.nom, territoires.libelle(lieu.decoupage))]
    roles += [(*p, territoires.libelle(p[0])) for p in lieu.parents if p[0] in {"MRC", "RSS"}]
    codes = [i.code for i in indicateurs]
    lues = {
        (d, c): source.lire_cases(entrepot, profil, decoupages=[d], codes=[c], indicateurs=codes)
        for d, c, _, _ in roles
    }
    return tuple(
        (i, tuple(Serie(nom, role, _points(lues[d, c], i)) for d, c, nom, role in roles)) for i in indicateurs
    )


def _points(cases: pl.DataFrame, indicateur: Indicateur) -> tuple[Point, ...]:
    siennes = _un_age(cases.filter(pl.col("indicateur") == indicateur.code), [indicateur])
    if siennes.is_empty():
        return ()
    plancher = (siennes["annee"].max() or 0) - 10  # type: ignore[operator]
    return tuple(
        Point(
            ligne["periode"],
            ligne["annee"],
            ligne["effectif"],
            ligne["denominateur"],
            ligne["valeur"],
            ligne["borne_inf"],
            ligne["borne_sup"],
            Motif(ligne["motif"]) if ligne["motif"] else None,
        )
        for ligne in siennes.sort("annee").to_dicts()
        if ligne["annee"] is not None and ligne["annee"] > plancher
    )
