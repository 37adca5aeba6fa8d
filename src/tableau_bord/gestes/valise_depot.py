"""Tout le SQL de la valise : ce qu'on y met, ce qui l'identifie, ce qui en rentre."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction, filtrer

DECOUPAGES = (
    "SELECT decoupage, version, nom, en_vigueur_du, en_vigueur_au, regle FROM decoupages WHERE {filtre}"
)
TERRITOIRES = """
    SELECT decoupage, version, code, nom, nom_cherche, municipalite FROM territoires WHERE {filtre}
    ORDER BY decoupage, version, code
"""
RATTACHEMENTS = """
    SELECT decoupage, version, code, parent_decoupage, parent_code FROM rattachements WHERE {filtre}
    ORDER BY decoupage, version, code, parent_decoupage, parent_code
"""
GEOMETRIES = """
    SELECT decoupage, version, code, wkb_ecran FROM geometries WHERE {filtre} ORDER BY decoupage, version, code
"""
DEFINITIONS = "SELECT code, definition, provenance, quand FROM indicateurs ORDER BY code"
PUBLICATIONS = "SELECT publication, quand, version_calcul FROM publications ORDER BY quand, publication"
ENVOIS = "SELECT * FROM envois WHERE {filtre} ORDER BY recu_le, envoi"
DECISIONS_EN_VIGUEUR = """
    SELECT d.envoi, d.rang, d.quand, d.decision FROM envoi_decisions d
    WHERE d.rang = (SELECT MAX(x.rang) FROM envoi_decisions x WHERE x.envoi = d.envoi) AND {filtre}
"""
FINS = "SELECT envoi, fin, liste FROM envoi_fins WHERE {filtre} ORDER BY envoi, fin"
PAR_ENVOI = "SELECT * FROM {table} WHERE {filtre} ORDER BY ALL"
TABLES = """
    SELECT table_name AS nom FROM information_schema.tables
    WHERE table_schema NOT IN ('information_schema', 'pg_catalog') ORDER BY table_name
"""
POPULATIONS_FINES = """
    SELECT COUNT(*) AS n FROM populations p WHERE p.sexe <> 'T' OR p.age_debut <> 0 OR p.age_fin < 100
        OR EXISTS (SELECT 1 FROM populations q WHERE q.decoupage = p.decoupage AND q.code = p.code AND q.annee <> p.annee)
        OR (SELECT COUNT(*) FROM populations q WHERE q.decoupage = p.decoupage AND q.code = p.code) > 1
"""
IDENTITE = """
    SELECT valise, decoupage, code, faite_le, auteur, version_calcul, journal_origine, publications
    FROM valise_identite
"""
ENREGISTREE = "SELECT decoupage, code, journal_origine FROM valises WHERE valise = $valise"
ENREGISTRER = """
    INSERT INTO valises (valise, decoupage, code, faite_le, auteur, journal_origine)
    VALUES ($valise, $decoupage, $code, $faite_le, $auteur, $journal_origine)
    ON CONFLICT (valise) DO NOTHING
"""
DEPARTS = "SELECT nom_table, cle FROM valise_departs"
RETOURS = "SELECT nom_table, cle FROM valise_retours WHERE valise = $valise"
LIGNES_RENTREES = "SELECT empreinte FROM valise_journal WHERE valise = $valise"
NOTER_RETRAIT = """
    INSERT INTO envoi_retraits (envoi, quand, empreinte) VALUES ($envoi, $quand, $empreinte)
    ON CONFLICT (envoi) DO NOTHING
"""
RETRAITS = "SELECT envoi, quand, empreinte FROM envoi_retraits ORDER BY quand, envoi"
ENVOIS_CONNUS = "SELECT envoi FROM envois ORDER BY envoi"


def tables(lecteur: Entrepot | Transaction) -> tuple[str, ...]:
    """Les tables de la base, par nom."""
    return tuple(lecteur.lire(TABLES)["nom"])


def compte(lecteur: Entrepot | Transaction, table: str) -> int:
    """Le nombre de lignes d'une table (nom pris à `tables`)."""
    return int(lecteur.lire(f'SELECT COUNT(*) AS n FROM "{table}"')["n"][0])


def populations_fines(entrepot: Entrepot) -> int:
    """Lignes de population qui ne sont pas un total, tous âges et sexes réunis, seul de son territoire."""
    return int(entrepot.lire(POPULATIONS_FINES)["n"][0])


def lignes(lecteur: Entrepot | Transaction, table: str) -> pl.DataFrame:
    """Toute une table (nom pris au code, jamais à l'usager)."""
    return lecteur.lire(f"SELECT * FROM {table}")


def lieux(entrepot: Entrepot, sql: str, decoupages: Iterable[str]) -> pl.DataFrame:
    """Une des lectures de territoires (`DECOUPAGES`, `TERRITOIRES`, `RATTACHEMENTS`, `GEOMETRIES`)."""
    filtre, parametres = filtrer({"decoupage": sorted(decoupages)})
    return entrepot.lire(sql.format(filtre=filtre), **parametres)


def definitions(entrepot: Entrepot) -> pl.DataFrame:
    """Le dictionnaire tel qu'écrit : code, definition, provenance, quand."""
    return entrepot.lire(DEFINITIONS)


def publications(entrepot: Entrepot) -> pl.DataFrame:
    """publication, quand, version_calcul : ni auteur ni note."""
    return entrepot.lire(PUBLICATIONS)


def envois(
    entrepot: Entrepot, cles: Iterable[str], fins: Iterable[str]
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Ces envois, leur consentement à ces fins, leur décision en vigueur (sans auteur ni raison)."""
    cles = list(cles)
    filtre, parametres = filtrer({"envoi": cles})
    des_fins, des_fins_p = filtrer({"envoi": cles, "fin": list(fins)})
    des_decisions, des_decisions_p = filtrer({"envoi": cles}, "d.")
    return (
        entrepot.lire(ENVOIS.format(filtre=filtre), **parametres),
        entrepot.lire(FINS.format(filtre=des_fins), **des_fins_p),
        entrepot.lire(DECISIONS_EN_VIGUEUR.format(filtre=des_decisions), **des_decisions_p),
    )


def par_envoi(entrepot: Entrepot, table: str, cles: Iterable[str]) -> pl.DataFrame:
    """Les lignes de ces envois dans une table dérivée (nom pris au code)."""
    filtre, parametres = filtrer({"envoi": list(cles)})
    return entrepot.lire(PAR_ENVOI.format(table=table, filtre=filtre), **parametres)


def vider(t: Transaction, table: str) -> None:
    """Ôter d'une base neuve ce que les migrations y ont mis par défaut."""
    t.executer(f"DELETE FROM {table}")


def identite(entrepot: Entrepot) -> dict[str, Any] | None:
    """La ligne d'identité d'une valise ; rien si ce n'en est pas une."""
    if "valise_identite" not in tables(entrepot):
        return None
    lue = entrepot.lire(IDENTITE)
    return lue.to_dicts()[0] if lue.height == 1 else None


def enregistree(lecteur: Entrepot | Transaction, valise: str) -> dict[str, Any] | None:
    """Ce que la maison sait d'une valise qu'elle a préparée, ou rien."""
    lue = lecteur.lire(ENREGISTREE, valise=valise)
    return lue.to_dicts()[0] if lue.height else None


def enregistrer(t: Transaction, ligne: Mapping[str, str]) -> None:
    """Inscrire à la maison une valise qui part."""
    t.executer(ENREGISTRER, **ligne)


def departs(valise: Entrepot) -> frozenset[tuple[str, str]]:
    """(table, clé) de ce que la valise a reçu de la maison."""
    return frozenset(valise.lire(DEPARTS).iter_rows())


def retours(t: Transaction, valise: str) -> frozenset[tuple[str, str]]:
    """(table, clé) de ce qui est déjà rentré de cette valise."""
    return frozenset(t.lire(RETOURS, valise=valise).iter_rows())


def noter_retours(t: Transaction, valise: str, table: str, cles: Iterable[str]) -> None:
    """Se souvenir de ce qui rentre."""
    cadre = pl.DataFrame({"cle": list(cles)}, schema={"cle": pl.String})
    t.inserer(
        "valise_retours", cadre.select(valise=pl.lit(valise), nom_table=pl.lit(table), cle=pl.col("cle"))
    )


def lignes_rentrees(t: Transaction, valise: str) -> frozenset[str]:
    """Empreintes des lignes de journal déjà rentrées."""
    return frozenset(t.lire(LIGNES_RENTREES, valise=valise)["empreinte"])


def retraits(lecteur: Entrepot | Transaction) -> dict[str, tuple[str, str]]:
    """envoi → (quand, empreinte) de ce qui a été retiré."""
    return {str(e): (str(q), str(x)) for e, q, x in lecteur.lire(RETRAITS).iter_rows()}


def envois_connus(lecteur: Entrepot | Transaction) -> frozenset[str]:
    """Les clés des envois gardés."""
    return frozenset(lecteur.lire(ENVOIS_CONNUS)["envoi"])


def noter_retrait(t: Transaction, envoi: str, quand: str, empreinte: str) -> None:
    """Se souvenir d'un retrait dont le texte n'est jamais venu ici."""
    t.executer(NOTER_RETRAIT, envoi=envoi, quand=quand, empreinte=empreinte)


def intercaler(t: Transaction, table: str, groupe: str, rang: str, arrivees: pl.DataFrame) -> None:
    """Ajouter des lignes à leur place dans l'ordre de `quand`, et renuméroter `rang` dans chaque `groupe`.

    À instant égal, ce qui était là passe avant. Les lignes déjà là ne perdent que leur rang.
    """
    ici = lignes(t, table).join(arrivees.select(groupe).unique(), on=groupe, how="semi")
    toutes = pl.concat([ici.with_columns(venue=0), arrivees.select(ici.columns).with_columns(venue=1)])
    ordonnees = toutes.sort(groupe, "quand", "venue", rang).with_columns(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over(groupe).alias(rang)
    )
    for valeur in arrivees[groupe].unique().sort():
        t.executer(f"DELETE FROM {table} WHERE {groupe} = $valeur", valeur=valeur)
    t.inserer(table, ordonnees.drop("venue"))
