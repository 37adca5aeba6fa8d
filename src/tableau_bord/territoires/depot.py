"""Tout le SQL des territoires."""

from __future__ import annotations

from typing import Any

import polars as pl

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.territoires.gouvernance import sans_non_affiches
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
RATTACHEMENTS_CONNUS = """
    SELECT DISTINCT decoupage, code, parent_decoupage, parent_code FROM rattachements ORDER BY ALL
"""
CODES_CONNUS = "SELECT DISTINCT decoupage, code, nom FROM territoires ORDER BY decoupage, code"
NOMS_ET_PARENTS = """
    SELECT DISTINCT t.decoupage, t.code, t.nom, t.municipalite, r.parent_code AS parent, p.nom AS parent_nom
    FROM territoires t
    LEFT JOIN rattachements r ON r.decoupage = t.decoupage AND r.version = t.version AND r.code = t.code
    LEFT JOIN territoires p ON p.decoupage = r.parent_decoupage AND p.code = r.parent_code
    ORDER BY t.decoupage, t.code, t.nom, parent
"""
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
COMPOSITION_DES_AIRES = """
    SELECT c.code, c.ad, c.poids FROM composition c
    JOIN territoires t ON t.decoupage = $decoupage AND t.version = $version AND t.code = c.code
    WHERE c.decoupage = 'AD' AND c.version = $aires ORDER BY c.code, c.ad
"""
REGLE = "SELECT regle FROM decoupages WHERE decoupage = $decoupage AND version = $version"

VERSION_D_UN_AUTRE_LOT = """
    SELECT lot FROM decoupages WHERE decoupage = $decoupage AND version = $version AND lot <> $lot
"""

_LIRE_COUCHE = (
    "FROM ST_Read($fichier, layer := $couche, allowed_drivers := ['GeoJSON', 'ESRI Shapefile', 'GPKG'])"
)
POLYGONES = "SELECT * EXCLUDE {geometrie}, ST_AsWKB({geometrie}) AS wkb " + _LIRE_COUCHE
POLYGONES_REPROJETES = (
    "SELECT * EXCLUDE {geometrie}, ST_AsWKB(ST_Transform({geometrie}, $de, 'EPSG:4326', always_xy := true)) AS wkb "
    + _LIRE_COUCHE
)
OUVRIR = "SELECT * FROM ST_Read($fichier, allowed_drivers := ['GeoJSON', 'ESRI Shapefile', 'GPKG']) LIMIT 0"
COUCHES = """
    SELECT c.name AS couche, c.geometry_fields[1].name AS geometrie,
           c.geometry_fields[1].crs.auth_name AS autorite, c.geometry_fields[1].crs.auth_code AS code,
           c.geometry_fields[1].crs.proj4 AS proj4
    FROM (SELECT UNNEST(layers) AS c FROM ST_Read_Meta($fichier))
"""


def couches_de_fichier(entrepot: Entrepot, fichier: str) -> list[dict[str, Any]]:
    """Couches d'un fichier de polygones.

    Rend couche, geometrie (nom de colonne, nul sans géométrie), autorite, code et proj4 de la projection (nuls si elle est tue).
    """
    # ST_Read_Meta fait tomber tout le processus sur un fichier illisible (DuckDB 1.5.5) ; ST_Read le refuse.
    entrepot.lire_fichier_spatial(OUVRIR, fichier=fichier)
    return entrepot.lire_fichier_spatial(COUCHES, fichier=fichier).to_dicts()


def polygones_de_fichier(
    entrepot: Entrepot, fichier: str, source: str, couche: str, geometrie: str
) -> pl.DataFrame:
    """Attributs et `wkb` d'une couche, reprojetés de `source` vers WGS 84 si elle n'est pas vide."""
    colonne = '"' + geometrie.replace('"', '""') + '"'
    parametres = {"fichier": fichier, "couche": couche}
    if source:
        sql = POLYGONES_REPROJETES.format(geometrie=colonne)
        return entrepot.lire_fichier_spatial(sql, **parametres, de=source)
    return entrepot.lire_fichier_spatial(POLYGONES.format(geometrie=colonne), **parametres)


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


def territoires_de(entrepot: Entrepot, decoupage: str, *, tous: bool = False) -> pl.DataFrame:
    """Territoires de la version en vigueur : decoupage, version, code, nom, nom_cherche, municipalite.

    Sans ceux qu'on n'affiche pas (`gouvernance.non_affiches`), sauf `tous`.
    """
    version = version_en_vigueur(entrepot, decoupage)
    lus = entrepot.lire(TERRITOIRES_DU_DECOUPAGE, decoupage=decoupage, version=version)
    return lus if tous else sans_non_affiches(entrepot, lus)


def codes_connus(entrepot: Entrepot) -> pl.DataFrame:
    """Tous les territoires de la base : decoupage, code, nom."""
    return entrepot.lire(CODES_CONNUS)


def noms_et_parents(entrepot: Entrepot) -> pl.DataFrame:
    """De quoi départager des homonymes : decoupage, code, nom, municipalite, parent, parent_nom ; une ligne par parent."""
    return entrepot.lire(NOMS_ET_PARENTS)


def rattachements_connus(entrepot: Entrepot) -> pl.DataFrame:
    """Qui contient qui : decoupage, code, parent_decoupage, parent_code, toutes versions."""
    return entrepot.lire(RATTACHEMENTS_CONNUS)


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
    """Codes des territoires affichés du même découpage et de la même région, lui compris."""
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
    return tuple(sans_non_affiches(entrepot, freres, territoire.decoupage)["code"].to_list())


def geometries_ecran(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Polygones allégés de la version en vigueur : code, nom, wkb_ecran."""
    version = version_en_vigueur(entrepot, decoupage)
    return entrepot.lire(GEOMETRIES_ECRAN, decoupage=decoupage, version=version)


def composition_de(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Aires de diffusion et poids de chaque communauté : code, ad, poids.

    À défaut d'une composition venue avec le découpage, celle qu'un fichier de composition a apportée.
    """
    version = version_en_vigueur(entrepot, decoupage)
    propre = entrepot.lire(COMPOSITION, decoupage=decoupage, version=version)
    if propre.height:
        return propre
    aires = version_en_vigueur(entrepot, "AD")
    return entrepot.lire(COMPOSITION_DES_AIRES, decoupage=decoupage, version=version, aires=aires)


def regle_de(entrepot: Entrepot, decoupage: str) -> str:
    """Règle d'agrégation du découpage en vigueur, ou chaîne vide."""
    version = version_en_vigueur(entrepot, decoupage)
    cadre = entrepot.lire(REGLE, decoupage=decoupage, version=version)
    return str(cadre["regle"][0] or "") if cadre.height else ""


def supprimer_lot(transaction: Transaction, lot: str) -> None:
    """Retirer tout ce qu'un lot a apporté."""
    for table in TABLES:
        transaction.executer(f"DELETE FROM {table} WHERE lot = $lot", lot=lot)
