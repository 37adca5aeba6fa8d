"""Tout le SQL des territoires."""

from __future__ import annotations

from typing import Any

import polars as pl

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.territoires.modele import ORDRE, Territoire, libelle

TABLES = ("decoupages", "territoires", "rattachements", "geometries", "composition")

VERSION_EN_VIGUEUR = """
    SELECT version FROM decoupages WHERE decoupage = $decoupage
    ORDER BY en_vigueur_du DESC NULLS LAST, version DESC LIMIT 1
"""
DECOUPAGES = """
    SELECT d.decoupage, d.version, d.nom, d.en_vigueur_du, d.regle, d.source, d.lot,
           COUNT(t.code) AS nombre
    FROM decoupages d LEFT JOIN territoires t ON t.decoupage = d.decoupage AND t.version = d.version
    GROUP BY ALL ORDER BY d.decoupage, d.en_vigueur_du DESC NULLS LAST, d.version DESC
"""
TERRITOIRES_DU_DECOUPAGE = """
    SELECT t.decoupage, t.version, t.code, t.nom, t.nom_cherche, t.municipalite
    FROM territoires t WHERE t.decoupage = $decoupage AND t.version = $version ORDER BY t.code
"""
CODES_CONNUS = "SELECT DISTINCT decoupage, code, nom FROM territoires ORDER BY decoupage, code"
UN_TERRITOIRE = """
    SELECT decoupage, version, code, nom, municipalite FROM territoires
    WHERE decoupage = $decoupage AND code = $code AND version = $version
"""
PARENTS = """
    SELECT DISTINCT r.parent_decoupage, r.parent_code, t.nom
    FROM rattachements r
    JOIN territoires t ON t.decoupage = r.parent_decoupage AND t.code = r.parent_code
    WHERE r.decoupage = $decoupage AND r.code = $code AND r.version = $version
    ORDER BY r.parent_decoupage
"""
FRERES = """
    SELECT r.code FROM rattachements r
    WHERE r.decoupage = $decoupage AND r.version = $version
      AND r.parent_decoupage = $parent_decoupage AND r.parent_code = $parent_code
    ORDER BY r.code
"""
GEOMETRIES_ECRAN = """
    SELECT g.code, t.nom, g.wkb_ecran FROM geometries g
    JOIN territoires t ON t.decoupage = g.decoupage AND t.version = g.version AND t.code = g.code
    WHERE g.decoupage = $decoupage AND g.version = $version ORDER BY g.code
"""
COMPOSITION = """
    SELECT code, ad, poids FROM composition
    WHERE decoupage = $decoupage AND version = $version ORDER BY code, ad
"""
REGLE = "SELECT regle FROM decoupages WHERE decoupage = $decoupage AND version = $version"

VERSION_D_UN_AUTRE_LOT = """
    SELECT lot FROM decoupages WHERE decoupage = $decoupage AND version = $version AND lot <> $lot
"""

POLYGONES = "SELECT * EXCLUDE geom, ST_AsWKB(geom) AS wkb FROM ST_Read($fichier)"
POLYGONES_REPROJETES = (
    "SELECT * EXCLUDE geom, ST_AsWKB(ST_Transform(geom, $de, 'EPSG:4326', always_xy := true)) AS wkb "
    "FROM ST_Read($fichier)"
)
PROJECTION = """
    SELECT layers[1].geometry_fields[1].crs.auth_name AS autorite,
           layers[1].geometry_fields[1].crs.auth_code AS code,
           layers[1].geometry_fields[1].crs.proj4 AS proj4
    FROM ST_Read_Meta($fichier)
"""


def projection_de_fichier(entrepot: Entrepot, fichier: str) -> dict[str, Any]:
    """Projection qu'annonce un fichier de polygones : autorite, code, proj4 (nuls si elle est tue)."""
    return entrepot.lire_fichier_spatial(PROJECTION, fichier=fichier).row(0, named=True)


def polygones_de_fichier(entrepot: Entrepot, fichier: str, source: str) -> pl.DataFrame:
    """Attributs et `wkb` d'un fichier, reprojetés de `source` vers WGS 84 si elle n'est pas vide."""
    if source:
        return entrepot.lire_fichier_spatial(POLYGONES_REPROJETES, fichier=fichier, de=source)
    return entrepot.lire_fichier_spatial(POLYGONES, fichier=fichier)


def version_presente(transaction: Transaction, decoupage: str, version: str, lot: str) -> bool:
    """Un autre lot a-t-il déjà apporté cette version ?"""
    return not transaction.lire(
        VERSION_D_UN_AUTRE_LOT, decoupage=decoupage, version=version, lot=lot
    ).is_empty()


def version_en_vigueur(entrepot: Entrepot, decoupage: str) -> str:
    """Version la plus récente du découpage, ou chaîne vide s'il n'existe pas."""
    cadre = entrepot.lire(VERSION_EN_VIGUEUR, decoupage=decoupage)
    return str(cadre["version"][0]) if cadre.height else ""


def decoupages(entrepot: Entrepot) -> pl.DataFrame:
    """Les découpages datés et leur nombre de territoires, dans l'ordre d'affichage."""
    cadre = entrepot.lire(DECOUPAGES)
    rang = {d: i for i, d in enumerate(ORDRE)}
    return cadre.sort(pl.col("decoupage").replace_strict(rang, default=len(ORDRE)), maintain_order=True)


def territoires_de(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Territoires de la version en vigueur : decoupage, version, code, nom, nom_cherche, municipalite."""
    version = version_en_vigueur(entrepot, decoupage)
    return entrepot.lire(TERRITOIRES_DU_DECOUPAGE, decoupage=decoupage, version=version)


def codes_connus(entrepot: Entrepot) -> pl.DataFrame:
    """Tous les territoires de la base : decoupage, code, nom."""
    return entrepot.lire(CODES_CONNUS)


def territoire(entrepot: Entrepot, decoupage: str, code: str) -> Territoire:
    """Un territoire et ses parents. Lève TerritoireErreur s'il n'existe pas."""
    version = version_en_vigueur(entrepot, decoupage)
    cadre = entrepot.lire(UN_TERRITOIRE, decoupage=decoupage, code=code, version=version)
    if cadre.is_empty():
        raise TerritoireErreur(
            "territoire_inconnu",
            "Ce territoire n'existe pas dans cette base.",
            ou=f"Adresse de la page, {libelle(decoupage)} « {code} »",
            remede="Vérifiez l'adresse, ou cherchez le territoire par son nom depuis l'accueil.",
        )
    parents = entrepot.lire(PARENTS, decoupage=decoupage, code=code, version=version)
    rang = {d: i for i, d in enumerate(ORDRE)}
    ordonnes = sorted(parents.rows(), key=lambda p: rang.get(p[0], 99))
    ligne = cadre.row(0, named=True)
    return Territoire(
        decoupage, ligne["version"], code, ligne["nom"], ligne["municipalite"] or "", tuple(ordonnes)
    )


def voisins_de_region(entrepot: Entrepot, territoire: Territoire, parent: str = "RSS") -> tuple[str, ...]:
    """Codes des territoires du même découpage et de la même région, lui compris."""
    trouve = territoire.parent(parent)
    if trouve is None:
        return tuple(territoires_de(entrepot, territoire.decoupage)["code"].to_list())
    freres = entrepot.lire(
        FRERES,
        decoupage=territoire.decoupage,
        version=territoire.version,
        parent_decoupage=parent,
        parent_code=trouve[1],
    )
    return tuple(freres["code"].to_list())


def geometries_ecran(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Polygones allégés de la version en vigueur : code, nom, wkb_ecran."""
    version = version_en_vigueur(entrepot, decoupage)
    return entrepot.lire(GEOMETRIES_ECRAN, decoupage=decoupage, version=version)


def composition_de(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Aires de diffusion et poids de chaque communauté : code, ad, poids."""
    version = version_en_vigueur(entrepot, decoupage)
    return entrepot.lire(COMPOSITION, decoupage=decoupage, version=version)


def regle_de(entrepot: Entrepot, decoupage: str) -> str:
    """Règle d'agrégation du découpage en vigueur, ou chaîne vide."""
    version = version_en_vigueur(entrepot, decoupage)
    cadre = entrepot.lire(REGLE, decoupage=decoupage, version=version)
    return str(cadre["regle"][0] or "") if cadre.height else ""


def supprimer_lot(transaction: Transaction, lot: str) -> None:
    """Retirer tout ce qu'un lot a apporté."""
    for table in TABLES:
        transaction.executer(f"DELETE FROM {table} WHERE lot = $lot", lot=lot)
