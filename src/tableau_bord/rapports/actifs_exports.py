"""L'inventaire en CSV, GeoJSON, HSDS 3 et SKOS ; au profil table, rien de personnel n'en sort."""

from __future__ import annotations

import json

import polars as pl

from tableau_bord import VERSION_CALCUL, territoires
from tableau_bord.acces import Profil
from tableau_bord.actifs import Genre, Inventaire, classification, depot, regles
from tableau_bord.actifs.hsds import Fiche, Paquet, ecrire_csv, ecrire_json
from tableau_bord.actifs.hsds.passage import GENRES
from tableau_bord.actifs.hsds.retour import appliquer_revisions, public
from tableau_bord.entrepot import Entrepot
from tableau_bord.rapports.cube import en_csv

TUS_A_LA_TABLE = ("courriel_personnel", "fusionne_dans", "cherche", "verifie")
COLONNES_TUES = ("cherche", "verifie")
COORDONNEES = ("address", "phone", "contact")
"""Les fiches HSDS qui disent où joindre quelqu'un."""


def tableau(entrepot: Entrepot, lu: Inventaire, choisis: pl.DataFrame, profil: Profil) -> pl.DataFrame:
    """Une ligne par actif : ses champs, son libellé de catégorie, ses territoires et enjeux en clair, sa fraîcheur."""
    noms = {(d, c): n for d, c, n in territoires.codes_connus(entrepot).iter_rows()}
    dites = lu.dessertes.filter(pl.col("origine") != "par rattachement")
    lieux: dict[str, list[str]] = {}
    for actif, decoupage, code, _ in dites.iter_rows():
        lieux.setdefault(actif, []).append(f"{decoupage} {code} {noms.get((decoupage, code), '')}".strip())
    enjeux: dict[str, list[str]] = {}
    for actif, enjeu in lu.enjeux.iter_rows():
        enjeux.setdefault(actif, []).append(enjeu)
    tus = TUS_A_LA_TABLE if profil is Profil.TABLE else COLONNES_TUES
    return choisis.drop([c for c in tus if c in choisis.columns]).with_columns(
        categorie_libelle=pl.col("categorie").map_elements(classification.libelle, return_dtype=pl.String),
        territoires=_joindre(lieux), enjeux=_joindre(enjeux), version_calcul=pl.lit(VERSION_CALCUL),
    )  # fmt: skip


def csv(entrepot: Entrepot, lu: Inventaire, choisis: pl.DataFrame, profil: Profil) -> bytes:
    """CSV qu'Excel français ouvre tel quel, formules neutralisées."""
    return en_csv(tableau(entrepot, lu, choisis, profil))


def geojson(entrepot: Entrepot, lu: Inventaire, choisis: pl.DataFrame, profil: Profil) -> bytes:
    """GeoJSON (RFC 7946) : un objet par actif ; sans position, `geometry` nulle : il dessert un territoire, pas un point."""
    objets = []
    for ligne in tableau(entrepot, lu, choisis, profil).to_dicts():
        lon, lat = ligne.pop("longitude"), ligne.pop("latitude")
        geometrie = None if lon is None else {"type": "Point", "coordinates": [lon, lat]}
        objets.append({"type": "Feature", "id": ligne["actif"], "geometry": geometrie, "properties": ligne})
    return json.dumps({"type": "FeatureCollection", "features": objets}, ensure_ascii=False).encode("utf-8")


def hsds_zip(entrepot: Entrepot, profil: Profil) -> bytes:
    """Paquet de données HSDS 3 de tout l'inventaire ; au profil table, sans contact ni courriel personnel."""
    return ecrire_csv(paquet(entrepot, profil))


def hsds_json(entrepot: Entrepot, profil: Profil) -> bytes:
    """Les mêmes tables, en un JSON."""
    return ecrire_json(paquet(entrepot, profil))


def paquet(entrepot: Entrepot, profil: Profil) -> Paquet:
    """Les fiches HSDS d'origine, mises à jour de nos révisions, et celles des actifs nés ici.

    La même fiche versée deux fois vaut par la dernière.
    """
    brutes = {
        (f["ressource"], f["id"]): Fiche(f["ressource"], f["id"], json.loads(f["contenu"]))
        for f in depot.fiches_hsds(entrepot).to_dicts()
    }
    tous = list(depot.lire(entrepot, depot.tous(entrepot)["actif"].to_list()).values())
    if profil is Profil.DSP:
        return appliquer_revisions(Paquet(tuple(brutes.values())), tous)
    montres = [regles.pour_la_table(a) for a in tous if a.etat in regles.MONTRES]
    gardes = {a.actif for a in montres}
    personnes = {a.actif for a in tous if a.genre is Genre.PERSONNE}
    visibles = _sans_coordonnees(_sans(list(brutes.values()), {a.actif for a in tous} - gardes), personnes)
    tus = [a.actif for a in tous if a.courriel_personnel or a.actif in personnes]
    return public(appliquer_revisions(Paquet(tuple(visibles)), montres), tus)


def _sans(fiches: list[Fiche], tus: set[str]) -> list[Fiche]:
    """Les fiches, moins celles des actifs tus et tout ce qui en dépend, de proche en proche."""
    restent = [f for f in fiches if f.id not in tus]
    partis = {f.id for f in restent if f.ressource not in GENRES and _vise(f, tus)}
    return _sans(restent, tus | partis) if partis else restent


def _sans_coordonnees(fiches: list[Fiche], personnes: set[str]) -> list[Fiche]:
    """Les fiches, moins l'adresse et le téléphone d'une personne-ressource, même ceux d'un de ses services en un lieu."""
    aux_personnes = personnes | {
        f.id for f in fiches if f.ressource == "service_at_location" and _vise(f, personnes)
    }
    return [f for f in fiches if f.ressource not in COORDONNEES or not _vise(f, aux_personnes)]


def _vise(f: Fiche, vises: set[str]) -> bool:
    return any(c.endswith("_id") and str(v) in vises for c, v in f.champs.items())


def skos() -> bytes:
    """La classification en SKOS (Turtle)."""
    return classification.skos().encode("utf-8")


def _joindre(valeurs: dict[str, list[str]]) -> pl.Expr:
    joints = {a: " | ".join(v) for a, v in valeurs.items()}
    return pl.col("actif").replace_strict(joints, default="", return_dtype=pl.String)
