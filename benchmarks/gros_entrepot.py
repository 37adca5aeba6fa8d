"""Fabriquer l'entrepôt de 5 millions de valeurs et 1 600 communautés, à partir de la démonstration.

Les communautés de la démonstration y restent, seules de leur découpage et de leur région ; celles
qu'on ajoute sont des communautés statistiques de régions voisines, et toutes ont plus d'années.
Portrait et Carte y montrent donc les mêmes communautés, au milieu de plus de données.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil, au_poste
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, publier

VALEURS = 5_000_000
COMMUNAUTES = 1_600
PAR_REGION = 120
PREMIERE_ANNEE_AJOUTEE = 1900
LOT = "gros-entrepot"
PUBLICATION = "gros-entrepot-publication"
AJOUTEES = "communaute_statistique"


def fabriquer_demonstration(fichier: Path) -> None:
    """Construire la démonstration, telle que la voit une personne."""
    entrepot = _ouvrir(fichier)
    try:
        demonstration.construire(entrepot)
    finally:
        entrepot.fermer()


def fabriquer(fichier: Path, valeurs: int = VALEURS, communautes: int = COMMUNAUTES) -> None:
    """Construire la démonstration, puis l'élargir et publier."""
    entrepot = _ouvrir(fichier)
    try:
        demonstration.construire(entrepot)
        cases = indicateurs.lire_cases(entrepot, Profil.DSP, decoupages=["communaute"], sexes=None)
        lieux = territoires.territoires_de(entrepot, "communaute")
        ajout = _territoires(entrepot, lieux, communautes - lieux.height)
        nouvelles = _valeurs(
            cases, lieux, ajout.territoires, valeurs - indicateurs.nombre_de_valeurs(entrepot)
        )
        entrepot.ecrire(lambda t: territoires.inscrire(t, ajout, LOT))
        entrepot.ecrire(lambda t: indicateurs.inserer_valeurs(t, nouvelles, LOT))
        publier.publier(entrepot, publier.contenus_a_publier(entrepot), au_poste(LOT), "", PUBLICATION)
    finally:
        entrepot.fermer()


def compter(fichier: Path) -> dict[str, int]:
    """Valeurs, communautés, et communautés que montrent Portrait et Carte."""
    entrepot = _ouvrir(fichier)
    try:
        statistiques = territoires.territoires_de(entrepot, AJOUTEES).height
        affichees = territoires.geometries_ecran(entrepot, "communaute").height
        vecues = territoires.territoires_de(entrepot, "communaute").height
        return {
            "valeurs": indicateurs.nombre_de_valeurs(entrepot),
            "communautes": vecues + statistiques,
            "affichees": affichees,
        }
    finally:
        entrepot.fermer()


def _ouvrir(fichier: Path) -> Entrepot:
    entrepot = Entrepot(fichier)
    migrations.appliquer(entrepot)
    return entrepot


def _territoires(entrepot: Entrepot, lieux: pl.DataFrame, nombre: int) -> territoires.Decoupage:
    """Des communautés statistiques aux polygones de la démonstration, par régions de `PAR_REGION`."""
    formes = _polygones(entrepot, lieux)
    rangs = pl.DataFrame({"rang": range(nombre)}, schema={"rang": pl.Int64})
    ajoutes = rangs.with_columns(
        code=pl.format("S{}", pl.col("rang").cast(pl.String).str.zfill(5)),
        nom=pl.format("Communauté {}", pl.col("rang") + 1),
        municipalite=pl.lit(None, dtype=pl.String),
        modele=pl.col("rang") % lieux.height,
        region=pl.format("R{}", pl.col("rang") // PAR_REGION),
    )
    wkb = pl.Series("wkb", [formes[rang] for rang in ajoutes["modele"]], dtype=pl.Binary)
    return territoires.Decoupage(
        AJOUTEES,
        demonstration.VERSION,
        ajoutes.select("code", "nom", "municipalite"),
        ajoutes.select("code", parent_decoupage=pl.lit("RSS"), parent_code="region"),
        ajoutes.select("code").with_columns(wkb),
    )


def _polygones(entrepot: Entrepot, lieux: pl.DataFrame) -> list[bytes]:
    """Le polygone de chaque communauté de la démonstration, dans l'ordre de ses codes."""
    ecran = dict(territoires.geometries_ecran(entrepot, "communaute").select("code", "wkb_ecran").iter_rows())
    premiere = next(iter(ecran.values()))
    return [ecran.get(code, premiere) for code in lieux["code"]]


def _valeurs(cases: pl.DataFrame, lieux: pl.DataFrame, ajoutes: pl.DataFrame, nombre: int) -> pl.DataFrame:
    """Recopier les cases de la démonstration vers les ajoutées, puis allonger l'histoire de toutes."""
    codes = pl.DataFrame(
        {
            "code": [lieux["code"][rang % lieux.height] for rang in range(ajoutes.height)],
            "nouveau": ajoutes["code"],
        }
    )
    copiees = (
        cases.join(codes, on="code")
        .with_columns(code=pl.col("nouveau"), decoupage=pl.lit(AJOUTEES))
        .select(cases.columns)
    )
    parties, reste, annee = [copiees.head(nombre)], nombre - copiees.height, PREMIERE_ANNEE_AJOUTEE
    une_annee = pl.concat([cases, copiees]).filter(
        pl.col("annee") == pl.col("annee").max().over("indicateur")
    )
    while reste > 0:
        parties.append(
            une_annee.with_columns(periode=pl.lit(str(annee)), annee=pl.lit(annee, pl.Int32)).head(reste)
        )
        reste, annee = reste - une_annee.height, annee + 1
    return pl.concat(parties).with_columns(lot=pl.lit(LOT)).select(indicateurs.COLONNES_CASE)
