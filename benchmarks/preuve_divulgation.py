"""L'attaque ne resserre aucune case publiée sous sa protection ; sans protection, elle en retrouve."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks import attaque_entiere, region_simulee
from benchmarks.processus import RACINE
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve
from tableau_bord import divulgation
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, proteger

NOM = "divulgation"
DESCRIPTION = (
    "Attaque par programmation linéaire de tout ce qui a paru : démonstration, province simulée"
    " (RLS ∩ MRC ∩ communautés × sexe × âge, deux publications dont une révisée), 200 cases en nombres entiers."
)
GRAINE = 20_261_125
CASES_ENTIERES = 200
GRANDE = ("RLS", "MRC", "RSS")
TOUT = (*GRANDE, "communaute")
TABLEAU = RACINE.parent / "shared" / "donnees_reelles" / "rls_quebec" / "tableau-rls20200916_115801.csv"


def executer(etat: Path) -> Resultat:
    """Cinq mesures, chacune avec sa contre-épreuve ; une mesure faite n'est pas refaite."""
    if not TABLEAU.exists():
        return non_prouve("Le vrai tableau RLS manque : contre-épreuve de Caniapiscau impossible.")
    carnet = Carnet.ouvrir(etat).completer(len(MESURES), lambda rang: MESURES[rang]())
    return juger({cle: valeur for ligne in carnet for cle, valeur in ligne.items()})


def juger(chiffres: dict[str, Nombre]) -> Resultat:
    """Réussi si rien ne se resserre, si rien n'est impossible, et si chaque contre-épreuve mord."""
    fuites = [c for c in chiffres if c.endswith(("exposées", "impossibles", "resserrées")) and chiffres[c]]
    muettes = [c for c in chiffres if c.startswith("contre-épreuve") and not chiffres[c]]
    if fuites:
        return Resultat(ECHEC, chiffres, f"Sous leur protection : {', '.join(fuites)}.")
    if muettes:
        return Resultat(ECHEC, chiffres, f"Contre-épreuves qui ne mordent pas : {', '.join(muettes)}.")
    if chiffres["Caniapiscau publié tel quel, au plus"] != 3:
        return Resultat(ECHEC, chiffres, "L'attaque ne borne pas Caniapiscau à 3 cas.")
    return Resultat(
        REUSSI, chiffres, "Aucune case ne se resserre sous sa protection ; sans elle, l'attaque mord."
    )


def la_demonstration() -> dict[str, Nombre]:
    """La démonstration telle que livrée, puis au masque primaire seul."""
    entrepot = Entrepot(":memory:")
    migrations.appliquer(entrepot)
    demonstration.construire(entrepot)
    attaque = proteger.attaquer_la_base(entrepot)
    livre = pl.read_parquet(demonstration.DOSSIER / demonstration.MASQUES)
    complements = livre.filter(pl.col("raison") == divulgation.COMPLEMENT).height
    entrepot.ecrire(lambda t: _montrer_les_complements(t))
    nue = proteger.attaquer_la_base(entrepot)
    entrepot.fermer()
    return {
        "démonstration, cases cachées": attaque.intervalles.height,
        "démonstration, compléments": complements,
        "démonstration, exposées": attaque.exposees.height,
        "démonstration, impossibles": attaque.impossibles,
        "contre-épreuve, démonstration sans complément": nue.exposees.height,
    }


def _montrer_les_complements(transaction) -> None:  # type: ignore[no-untyped-def]
    cle = " AND ".join(
        f"v.{c} = k.{c}" for c in ("decoupage", "code", "indicateur", "periode", "sexe", "age")
    )
    masque = cle.replace("v.", "m.")
    transaction.executer(
        f"UPDATE cube AS k SET effectif = (SELECT v.effectif FROM valeurs v WHERE {cle} AND v.lot = k.lot) "
        f"WHERE EXISTS (SELECT 1 FROM masques m WHERE {masque} AND m.raison = $raison)",
        raison=divulgation.COMPLEMENT,
    )
    transaction.executer("DELETE FROM masques WHERE raison = $raison", raison=divulgation.COMPLEMENT)


def une_publication() -> dict[str, Nombre]:
    """96 RLS × 104 MRC × 18 RSS × 2 sexes × 8 âges : durées du masque et de l'attaque."""
    lieux = region_simulee.pieces(GRAINE)
    faits = region_simulee.evenements(lieux, GRAINE)
    contenu = region_simulee.cases(faits, GRANDE, "a")
    registre = region_simulee.Registre(region_simulee.liens(lieux, region_simulee.cases(faits, TOUT, "a")))
    debut = time.perf_counter()
    masquees = registre.publier(contenu)
    milieu = time.perf_counter()
    attaque = registre.attaquer()
    nue = region_simulee.Registre(registre.connus)
    nue.publier(contenu, complement=False)
    return {
        "province, cases": contenu.height,
        "province, primaires": raisonner(contenu, region_simulee.SEUILS)["raison"].count(),
        "province, masquées (%)": round(100 * masquees["raison"].count() / contenu.height, 1),
        "province, masque (s)": round(milieu - debut, 1),
        "province, attaque (s)": round(time.perf_counter() - milieu, 1),
        "province, exposées": attaque.exposees.height,
        "province, impossibles": attaque.impossibles,
        "contre-épreuve, province sans complément": nue.attaquer().exposees.height,
    }


def deux_publications() -> dict[str, Nombre]:
    """Une publication, puis sa révision avec les communautés ; 200 cases réattaquées en entiers."""
    lieux = region_simulee.pieces(GRAINE)
    faits = region_simulee.evenements(lieux, GRAINE)
    premiere = region_simulee.cases(faits, TOUT, "a")
    registre = region_simulee.Registre(region_simulee.liens(lieux, premiere))
    registre.publier(premiere.filter(pl.col("decoupage") != "communaute"))
    debut = time.perf_counter()
    revises = region_simulee.cases(region_simulee.reviser(faits, GRAINE), TOUT, "b")
    registre.connus = region_simulee.liens(lieux, premiere, revises)
    registre.publier(revises)
    duree = time.perf_counter() - debut
    attaque = registre.attaquer()
    jugees, resserrees = attaque_entiere.reattaquer(
        registre.inconnues(), registre.connus, CASES_ENTIERES, GRAINE
    )
    return {
        "deux publications, seconde (s)": round(duree, 1),
        "deux publications, cases cachées": attaque.intervalles.height,
        "deux publications, exposées": attaque.exposees.height,
        "deux publications, impossibles": attaque.impossibles,
        "en entiers, jugées": jugees,
        "en entiers, resserrées": len(resserrees),
    }


def les_communautes_ensuite() -> dict[str, Nombre]:
    """RLS, MRC et RSS d'abord, communautés du même lot ensuite ; puis sans prévoir ce qui n'a pas paru."""
    lieux = region_simulee.pieces(GRAINE)
    faits = region_simulee.evenements(lieux, GRAINE)
    tout = region_simulee.cases(faits, TOUT, "a")
    grandes = tout.filter(pl.col("decoupage") != "communaute")
    resultats = {}
    for connus in (region_simulee.liens(lieux, tout), region_simulee.liens(lieux)):
        registre = region_simulee.Registre(connus)
        registre.publier(grandes)
        masquees = registre.publier(tout.filter(pl.col("decoupage") == "communaute"))
        part = 100 * masquees["raison"].count() / masquees.height
        resultats[connus.jamais_parues is not None] = registre.attaquer(), part
    attaque, part = resultats[True]
    return {
        "communautés ensuite, masquées (%)": round(part, 1),
        "communautés ensuite, exposées": attaque.exposees.height,
        "communautés ensuite, impossibles": attaque.impossibles,
        "contre-épreuve, sans ce qui n'a pas paru": resultats[False][0].exposees.height,
    }


def sans_registre() -> dict[str, Nombre]:
    """RLS et communautés d'abord, MRC et RSS du même lot ensuite : avec le registre, puis sans."""
    lieux = region_simulee.pieces(GRAINE, rls=24, mrc=26, rss=5)
    faits = region_simulee.evenements(lieux, GRAINE)
    connus = region_simulee.liens(lieux, region_simulee.cases(faits, TOUT, "a"))
    resultats = {}
    for oublier in (False, True):
        registre = region_simulee.Registre(connus)
        registre.publier(region_simulee.cases(faits, ("RLS", "communaute"), "a"))
        registre.publier(region_simulee.cases(faits, ("MRC", "RSS"), "a"), oublier=oublier)
        resultats[oublier] = registre.attaquer()
    return {
        "avec registre, exposées": resultats[False].exposees.height,
        "avec registre, impossibles": resultats[False].impossibles,
        "contre-épreuve, sans registre": resultats[True].exposees.height,
    }


def le_vrai_tableau() -> dict[str, Nombre]:
    """Le tableau RLS du 16 septembre 2020, publié tel quel puis masqué par nous."""
    contenu, connus = _tableau_rls()
    tel_quel, notre = region_simulee.Registre(connus), region_simulee.Registre(connus)
    tel_quel.publier(contenu, complement=False)
    tel_quel.parues[0] = tel_quel.parues[0].with_columns(
        effectif=contenu["effectif"], raison=pl.lit(None, dtype=pl.String)
    )
    notre.publier(contenu)
    nue, attaque = tel_quel.attaquer(complete=True), notre.attaquer(complete=True)
    caniapiscau = nue.intervalles.filter(pl.col("code") == "0911").row(0, named=True)
    return {
        "Caniapiscau publié tel quel, au plus": round(caniapiscau["haut"]),
        "contre-épreuve, vrai tableau tel quel": nue.exposees.height,
        "vrai tableau masqué par nous, exposées": attaque.exposees.height,
        "vrai tableau masqué par nous, impossibles": attaque.impossibles,
    }


def _tableau_rls() -> tuple[pl.DataFrame, divulgation.Liens]:
    lignes, rattachements = [], []
    with TABLEAU.open(encoding="utf-8-sig", newline="") as fichier:
        for ligne in csv.DictReader(fichier):
            region, code = ligne["RSS"][:2], ligne["NoRLS"]
            if not region.isdigit() or (code and not code.isdigit()):
                continue
            effectif, population = (_nombre(ligne[c]) for c in ("Cas", "Population"))
            niveau = ("RLS", code) if code else ("RSS", region)
            lignes.append((*niveau, effectif, population))
            if code:
                rattachements.append(("RLS", code, "RSS", region))
    schema = {"decoupage": pl.String, "code": pl.String, "effectif": pl.Float64, "denominateur": pl.Float64}
    contenu = pl.DataFrame(lignes, schema=schema, orient="row").with_columns(
        indicateur=pl.lit("cas"), periode=pl.lit("2020-09-16"), sexe=pl.lit("T"), age=pl.lit("tous"),
        lot=pl.lit("a"), proportion=pl.lit(False),
        motif=pl.when(pl.col("effectif").is_null()).then(pl.lit("non disponible")),
    )  # fmt: skip
    colonnes = ["decoupage", "code", "parent_decoupage", "parent_code"]
    return contenu, divulgation.Liens(pl.DataFrame(rattachements, schema=colonnes, orient="row"))


def _nombre(texte: str) -> float | None:
    propre = "".join(texte.split())
    return float(propre) if propre.isdigit() else None


MESURES: tuple[Callable[[], dict[str, Nombre]], ...] = (
    la_demonstration,
    une_publication,
    deux_publications,
    les_communautes_ensuite,
    sans_registre,
    le_vrai_tableau,
)
