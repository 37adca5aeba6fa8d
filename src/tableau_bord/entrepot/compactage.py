"""Réécrire la base sans son espace libéré : ce qui a été effacé n'y est plus, octet pour octet.

DuckDB laisse dans le fichier, après DELETE et CHECKPOINT, le contenu des blocs libérés. On copie donc tout
ce qui vit dans un fichier neuf, on le vérifie, on remplace l'ancien (`remplacement`), puis on écrase
l'ancien de zéros. Un arrêt brutal laisse l'ancienne base entière, avec son journal d'écriture, ou la
nouvelle. On ne range pas l'ancienne par CHECKPOINT : interrompu, il abîmerait ce qu'on veut garder, et la
copie lit aussi son journal.

Ce que cela ne garantit pas : sur un disque SSD, une clé USB, un volume à instantanés ou une copie de
sauvegarde, l'écrasement peut s'écrire ailleurs et laisser l'ancien contenu lisible à qui démonte le
disque ; de même ce que le pilote a lui-même libéré auparavant (journal d'écriture rangé à une fermeture,
débordement d'un tri). Le chiffrement du disque et la durée des sauvegardes y répondent, pas ce programme.
"""

from __future__ import annotations

import gc
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import remplacement
from tableau_bord.entrepot.remplacement import COPIE, PRETE, Etape, voisin

if TYPE_CHECKING:
    from tableau_bord.entrepot.connexion import Entrepot

DELAI_ECRITURES, DELAI_LECTURES = 120.0, 30.0
ESSAIS_DE_FERMETURE = 30
_NEUVE = "compactage_neuve"
_STRUCTURE = (
    "SELECT table_name, column_index, column_name, data_type, is_nullable, column_default "
    "FROM duckdb_columns() WHERE database_name = $base AND NOT internal ORDER BY ALL",
    "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints() "
    "WHERE database_name = $base ORDER BY ALL",
    "SELECT table_name, index_name, is_unique, sql FROM duckdb_indexes() WHERE database_name = $base ORDER BY ALL",
    "SELECT view_name, sql FROM duckdb_views() WHERE database_name = $base AND NOT internal ORDER BY ALL",
)
_TABLES = (
    "SELECT table_name FROM duckdb_tables() WHERE database_name = $base AND NOT internal ORDER BY table_name"
)


def compacter(entrepot: Entrepot, etape: Etape = lambda nom: None) -> None:
    """Réécrire la base d'un entrepôt ouvert, pendant que d'autres fils lisent et écrivent.

    Les écritures attendent la fin de la copie ; les lectures, le seul remplacement. `etape` reçoit le nom
    de chaque étape avant qu'elle commence. Une base en mémoire n'a pas d'espace libéré : rien à faire.
    Lève EntrepotErreur (« compactage_empeche ») si une lecture ou une écriture ne finit pas, si la copie
    diffère, si le disque est plein ou si un autre objet tient le fichier ; la base reste alors comme avant.
    """
    if entrepot.chemin == ":memory:":
        return
    base = Path(entrepot.chemin).resolve()
    try:
        with entrepot.portail.seul(), remplacement.verrou(base) as tenu:
            if not tenu:
                raise _empeche(entrepot, "Un autre programme réécrit déjà ce fichier.")
            try:
                _compacter(entrepot, base, etape)
            finally:
                etape("ecraser")
                if not voisin(base, PRETE).exists():
                    remplacement.effacer_restes(base)
    except (duckdb.Error, OSError) as erreur:
        raise _empeche(entrepot, "La copie n'a pas pu se faire (espace libre, droits).") from erreur


def _compacter(entrepot: Entrepot, base: Path, etape: Etape) -> None:
    with entrepot.portail.sans_ecriture(DELAI_ECRITURES) as seul:
        if not seul:
            raise _empeche(entrepot, "Une écriture en cours n'a pas fini.")
        etape("copier")
        _copier(entrepot, base, etape)
        with entrepot.portail.sans_personne(DELAI_LECTURES) as vide:
            if not vide:
                raise _empeche(entrepot, "Une lecture en cours n'a pas fini.")
            _basculer(entrepot, base, etape)


def _copier(entrepot: Entrepot, base: Path, etape: Etape) -> None:
    remplacement.effacer_restes(base)
    copie = voisin(base, COPIE)
    with entrepot.curseur() as curseur:
        litteral = str(copie).replace("'", "''")
        curseur.execute(f"ATTACH '{litteral}' AS {_NEUVE}")
        try:
            shutil.copymode(base, copie)
            nom = _nom(curseur)
            etape("remplir")
            curseur.execute(f'COPY FROM DATABASE "{nom}" TO {_NEUVE}')
            etape("verifier")
            _verifier(entrepot, curseur, nom)
            curseur.execute(f"CHECKPOINT {_NEUVE}")
        finally:
            curseur.execute(f"DETACH {_NEUVE}")


def _verifier(entrepot: Entrepot, curseur: duckdb.DuckDBPyConnection, nom: str) -> None:
    """Mêmes colonnes, clés, index, vues et comptes des deux côtés."""
    for question in _STRUCTURE:
        ancien = curseur.execute(question, {"base": nom.replace('""', '"')}).fetchall()
        if ancien != curseur.execute(question, {"base": _NEUVE}).fetchall():
            raise _empeche(entrepot, "La copie n'a pas la même structure que la base.")
    for (table,) in curseur.execute(_TABLES, {"base": _NEUVE}).fetchall():
        comptes = {
            curseur.execute(f'SELECT COUNT(*) FROM "{base}"."{table}"').fetchone() for base in (nom, _NEUVE)
        }
        if len(comptes) != 1:
            raise _empeche(entrepot, "La copie n'a pas autant de lignes que la base.")


def _basculer(entrepot: Entrepot, base: Path, etape: Etape) -> None:
    """Fermer l'ancienne, décider, remplacer, rouvrir : personne d'autre n'est dans la base."""
    etape("fermer")
    entrepot.lacher()
    try:
        if not _est_lachee(base):
            raise _empeche(entrepot, "Un autre objet de ce programme tient encore ce fichier.")
        etape("decider")
        remplacement.decider(base)
        remplacement.remplacer(base, etape)
        etape("rouvrir")
    finally:
        # La copie prête fait foi : rouvrir l'ancienne, peut-être sans son journal, perdrait des écritures.
        if voisin(base, PRETE).exists():
            remplacement.remplacer(base)
        _reprendre(entrepot)


def _est_lachee(base: Path) -> bool:
    """Une autre connexion de ce processus ferait refuser une ouverture de configuration différente.

    Un curseur fermé peut rester un instant dans un cycle d'objets (une trace d'exception, un fil qui finit) : on
    ramasse, puis on attend un peu avant de conclure.
    """
    for essai in range(ESSAIS_DE_FERMETURE):
        try:
            duckdb.connect(str(base), read_only=True).close()
        except duckdb.ConnectionException:
            gc.collect()
            time.sleep(0.05 if essai else 0)
        else:
            return True
    return False


def _reprendre(entrepot: Entrepot) -> None:
    """Rouvrir, malgré une console qui aurait pris le fichier dans l'intervalle."""
    for essai in range(50):
        try:
            entrepot.reprendre()
        except EntrepotErreur:
            if essai == 49:
                raise
            time.sleep(0.1)
        else:
            return


def _nom(curseur: duckdb.DuckDBPyConnection) -> str:
    lu = curseur.execute("SELECT current_database()").fetchone()
    return str(lu[0]).replace('"', '""') if lu else ""


def _empeche(entrepot: Entrepot, quoi: str) -> EntrepotErreur:
    return EntrepotErreur(
        "compactage_empeche",
        quoi,
        ou=f"Base {entrepot.nom}",
        remede="Rien n'est perdu. Ce qui est effacé ne se lit déjà plus à l'écran\u00a0; le fichier sera "
        "réécrit à la prochaine occasion.",
    )
