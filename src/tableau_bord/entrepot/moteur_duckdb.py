"""Exécuter une agrégation sur DuckDB : à part de la base, en flux, mémoire bornée."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from tableau_bord.entrepot import extensions
from tableau_bord.entrepot.moteur_modele import (
    CP1252,
    FUSEAU,
    LECTURE,
    Avancer,
    Demande,
    Forme,
    Source,
    disque_plein,
    fichier_illisible,
    memoire_insuffisante,
)

VERSION = f"DuckDB {duckdb.__version__}"
_CADENCE = 0.5


def executer(
    demande: Demande, memoire: int, travail: Path | None, avancer: Avancer = lambda part: None
) -> pl.DataFrame:
    """Lire, agréger, rendre le résultat en entier.

    `memoire` : borne en Mio ; `travail` : où déborder, ou rien (alors rien ne s'écrit sur disque).
    Lève EntrepotErreur : mémoire insuffisante, disque plein, fichier illisible ; KeyboardInterrupt si l'on interrompt.
    """
    con = duckdb.connect(
        config={
            "memory_limit": f"{memoire}MiB",
            "temp_directory": str(travail) if travail else "",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
    )
    try:
        _preparer(con, demande)
        with _avancement(con, avancer):
            return con.execute(demande.sql, dict(demande.parametres)).pl()
    except duckdb.OutOfMemoryException:
        raise memoire_insuffisante(memoire, travail is not None) from None
    except (duckdb.Error, RuntimeError) as erreur:
        # « from None » : le message du pilote cite la ligne fautive, donc une personne.
        raise _traduire(erreur, demande.source) from None
    finally:
        con.close()


def _preparer(con: duckdb.DuckDBPyConnection, demande: Demande) -> None:
    con.execute(f"SET TimeZone = '{FUSEAU}'")
    if demande.source.encodage == CP1252:
        extensions.charger(con, "encodings")
    for nom, table in demande.tables.items():
        con.register(f"{nom}_recue", table.to_arrow())
        con.execute(f"CREATE TEMP TABLE {nom} AS SELECT * FROM {nom}_recue")
        con.unregister(f"{nom}_recue")
    projetees = ", ".join(
        f"{_colonne(demande.source, colonne)} AS {alias}" for alias, colonne in demande.alias.items()
    )
    con.execute(f"CREATE TEMP VIEW {LECTURE} AS SELECT {projetees} FROM {_lecteur(demande.source)}")


def _lecteur(source: Source) -> str:
    fichiers = "[" + ", ".join(_texte(_sans_joker(str(f))) for f in source.fichiers) + "]"
    if source.forme is Forme.PARQUET:
        return f"read_parquet({fichiers})"
    colonnes = ", ".join(f"'x{rang}': 'VARCHAR'" for rang in range(len(source.colonnes)))
    encodage = ", encoding = 'CP1252'" if source.encodage == CP1252 else ""
    return (
        f"read_csv({fichiers}, auto_detect = false, header = false, skip = {source.a_sauter}, "
        f"delim = {_texte(source.separateur)}, quote = '\"', escape = '\"', strict_mode = true, "
        f"null_padding = false, columns = {{{colonnes}}}{encodage})"
    )


def _sans_joker(chemin: str) -> str:
    """« a[1].csv » est un nom de fichier, pas un motif."""
    return re.sub(r"([*?\[])", r"[\1]", chemin)


def _colonne(source: Source, nom: str) -> str:
    if source.forme is Forme.CSV:
        return f"x{source.colonnes.index(nom)}"
    return '"' + nom.replace('"', '""') + '"'


def _texte(valeur: str) -> str:
    return "'" + valeur.replace("'", "''") + "'"


@contextmanager
def _avancement(con: duckdb.DuckDBPyConnection, avancer: Avancer) -> Iterator[None]:
    """Dire la part faite, d'un fil à part, tant que la requête court."""
    fini = threading.Event()

    def suivre() -> None:
        while not fini.wait(_CADENCE):
            part = con.query_progress()
            if part > 0:
                avancer(min(part / 100, 0.99))

    con.execute("SET enable_progress_bar = true")
    con.execute("SET enable_progress_bar_print = false")
    fil = threading.Thread(target=suivre, daemon=True)
    fil.start()
    try:
        yield
    finally:
        fini.set()
        fil.join()
    avancer(1.0)


def _traduire(erreur: Exception, source: Source) -> BaseException:
    """Une phrase pour ce que dit le pilote ; ce qu'elle ne reconnaît pas reste un bogue."""
    dit = str(erreur)
    if isinstance(erreur, duckdb.InterruptException) or "interrupted" in dit.lower():
        return KeyboardInterrupt()
    if re.search("unicode|utf-?8|not encoded", dit, re.IGNORECASE):
        return fichier_illisible(
            f"Des octets ne sont pas dans l'encodage attendu ({source.encodage}){_a_la_ligne(dit)}.",
            source,
            f"Relancez avec --encodage {'utf-8' if source.encodage == CP1252 else CP1252}.",
        )
    if isinstance(erreur, duckdb.InvalidInputException) and source.forme is Forme.CSV:
        return fichier_illisible(
            f"Ce fichier ne se lit plus comme un tableau de {len(source.colonnes)}\u00a0colonnes{_a_la_ligne(dit)}.",
            source,
            "Corrigez cette ligne (nombre de cellules, guillemets, note de bas), ou réexportez le fichier.",
        )
    if isinstance(erreur, duckdb.IOException | duckdb.InvalidInputException | duckdb.SerializationException):
        if "no space" in dit.lower() or "temp_directory" in dit:
            return disque_plein()
        return fichier_illisible(
            "Ce fichier est abîmé ou tronqué.", source, "Réexportez-le, puis recommencez."
        )
    return erreur


def _a_la_ligne(dit: str) -> str:
    trouve = re.search(r"Line:\s*(\d+)", dit)
    return f", à la ligne {trouve[1]}" if trouve else ""
