"""La frontière DuckDB : une connexion racine par fichier, un curseur par geste."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import duckdb
import polars as pl

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import compactage, extensions, migrations, remplacement
from tableau_bord.entrepot.portail import Portail

T = TypeVar("T")
ESSAIS = 8
SEUL_DES = 2
PATIENCE = 30.0
MEMOIRE_EN_MASSE = "300MB"
CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # Un point de contrôle automatique après une grosse écriture, interrompu par kill -9, a laissé une
    # transaction à demi (preuve arret_brutal, DuckDB 1.5.5) : le journal suffit, la fermeture le range.
    "wal_autocheckpoint": "1TB",
}
_ouverts: dict[str, Entrepot] = {}
_verrou = threading.Lock()


class Transaction:
    """Un curseur dans une transaction ouverte ; ne sort jamais de `Entrepot.ecrire`."""

    def __init__(self, curseur: duckdb.DuckDBPyConnection) -> None:
        self._curseur = curseur

    def executer(self, sql: str, **parametres: Any) -> None:
        """Exécuter une instruction, paramètres nommés `$nom`."""
        self._curseur.execute(sql, parametres or None)

    def lire(self, sql: str, **parametres: Any) -> pl.DataFrame:
        """Lire un résultat en entier, en voyant ce que la transaction a déjà écrit."""
        return self._curseur.execute(sql, parametres or None).pl()

    def inserer(self, table: str, cadre: pl.DataFrame) -> None:
        """Ajouter à `table` les lignes de `cadre`, colonne par colonne de même nom."""
        if cadre.is_empty():
            return
        colonnes = ", ".join(cadre.columns)
        self._curseur.register("cadre_a_inserer", cadre.to_arrow())
        self._curseur.execute(f"INSERT INTO {table} ({colonnes}) SELECT {colonnes} FROM cadre_a_inserer")
        self._curseur.unregister("cadre_a_inserer")

    def inserer_en_masse(self, table: str, parties: Iterator[pl.DataFrame]) -> None:
        """Ajouter à `table` de grandes parties, l'une écrite pendant que la suivante se prépare.

        Chaque partie passe par un fichier Parquet temporaire, que le pilote lit sur tous les cœurs ;
        la mémoire du pilote est bornée le temps du geste.
        """
        self._curseur.execute(f"SET memory_limit = '{MEMOIRE_EN_MASSE}'")
        # Essayer FSST sur des clés courtes coûte du temps sans rien gagner : le dictionnaire l'emporte.
        self._curseur.execute("SET disabled_compression_methods = 'fsst,zstd'")
        try:
            with TemporaryDirectory() as dossier, ThreadPoolExecutor(1) as atelier:
                prete = atelier.submit(_deposer, parties, Path(dossier) / "0.parquet")
                rang = 0
                while (partie := prete.result()) is not None:
                    rang += 1
                    prete = atelier.submit(_deposer, parties, Path(dossier) / f"{rang}.parquet")
                    chemin, colonnes = partie
                    noms = ", ".join(colonnes)
                    self._curseur.execute(
                        f"INSERT INTO {table} ({noms}) SELECT {noms} FROM read_parquet($chemin)",
                        {"chemin": str(chemin)},
                    )
                    chemin.unlink()
        finally:
            self._curseur.execute("RESET memory_limit")
            self._curseur.execute("RESET disabled_compression_methods")


def _deposer(parties: Iterator[pl.DataFrame], chemin: Path) -> tuple[Path, list[str]] | None:
    partie = next(parties, None)
    if partie is None:
        return None
    partie.write_parquet(chemin, compression="lz4", row_group_size=122_880)
    return chemin, partie.columns


class Entrepot:
    """Une base ouverte. `version` change à chaque écriture : clé de cache des lectures."""

    def __init__(self, chemin: str | Path) -> None:
        self.chemin = str(chemin)
        self.nom = Path(self.chemin).name if self.chemin != ":memory:" else "en mémoire"
        self.version = 0
        self.portail = Portail()
        self._tour = threading.Lock()
        if self.chemin != ":memory:":
            remplacement.achever(Path(self.chemin).resolve())
        self._racine = _connecter(self.chemin)

    def lire(self, sql: str, **parametres: Any) -> pl.DataFrame:
        """Lire un résultat en entier puis rendre le curseur."""
        with self.portail.lectures.passer(), self._racine.cursor() as curseur:
            return curseur.execute(sql, parametres or None).pl()

    def lire_fichier_spatial(self, sql: str, **parametres: Any) -> pl.DataFrame:
        """Lire avec l'extension spatiale (Shapefile, GeoJSON, reprojection)."""
        with self.portail.lectures.passer(), self._racine.cursor() as curseur:
            extensions.charger(curseur, "spatial")
            return curseur.execute(sql, parametres or None).pl()

    def ecrire(self, geste: Callable[[Transaction], T]) -> T:
        """Exécuter `geste` dans une transaction, seul chemin d'écriture.

        `geste` est idempotent (identifiants choisis par l'appelant) : un conflit le reprend, au
        plus `ESSAIS` fois. Toute exception annule tout. Au retour, l'écriture est sur disque.
        Lève EntrepotErreur si le conflit persiste.
        """
        for essai in range(ESSAIS):
            try:
                resultat = self._un_essai(geste, essai)
            except (duckdb.TransactionException, duckdb.ConstraintException) as erreur:
                if not _est_un_conflit(erreur):
                    raise
                time.sleep(random.uniform(0, 0.01 * 2**essai))
                continue
            self.version += 1
            return resultat
        raise EntrepotErreur(
            "ecriture_contestee",
            "Plusieurs personnes écrivent au même endroit en même temps.",
            ou=f"Base {self.nom}",
            remede="Rien n'a été enregistré. Refaites le geste dans quelques secondes.",
        )

    def _un_essai(self, geste: Callable[[Transaction], T], essai: int) -> T:
        """Les gestes qui se disputent une clé (le numéro du journal) passent l'un après l'autre ; dès le
        troisième essai, seul : un long versement n'est pas repoussé sans fin par de plus courts.
        """
        if essai < SEUL_DES:
            with self._a_son_tour(essai), self.portail.ecritures.passer():
                return self._executer(geste)
        with self.portail.seul(), self.portail.sans_ecriture(PATIENCE):
            return self._executer(geste)

    @contextmanager
    def _a_son_tour(self, essai: int) -> Iterator[None]:
        pris = essai > 0 and self._tour.acquire(timeout=10)
        try:
            yield
        finally:
            if pris:
                self._tour.release()

    def _executer(self, geste: Callable[[Transaction], T]) -> T:
        with self._racine.cursor() as curseur:
            curseur.begin()
            try:
                resultat = geste(Transaction(curseur))
                curseur.commit()
            except BaseException:
                _annuler(curseur)
                raise
            return resultat

    def fermer(self) -> None:
        """Fermer la connexion racine."""
        self._racine.close()

    def compacter(self) -> None:
        """Réécrire le fichier sans son espace libéré ; voir `entrepot.compactage` (garanties, erreurs)."""
        compactage.compacter(self)

    def curseur(self) -> duckdb.DuckDBPyConnection:
        """Un curseur nu, pour le compactage seul."""
        return self._racine.cursor()

    def lacher(self) -> None:
        """Fermer sans ranger le journal d'écriture : le fichier reste tel qu'une ouverture le relirait."""
        self._racine.execute("PRAGMA disable_checkpoint_on_shutdown")
        self._racine.close()

    def reprendre(self) -> None:
        """Rouvrir la connexion racine après `lacher`."""
        self._racine = _connecter(self.chemin)


def _est_un_conflit(erreur: duckdb.Error) -> bool:
    """Une clé prise entre-temps par un autre geste est un conflit ; une case nulle n'en est pas un."""
    return isinstance(erreur, duckdb.TransactionException) or "key" in str(erreur).lower()


def _annuler(curseur: duckdb.DuckDBPyConnection) -> None:
    try:
        curseur.rollback()
    except duckdb.Error:
        return  # la transaction est déjà tombée : rien à défaire


def _connecter(chemin: str) -> duckdb.DuckDBPyConnection:
    if chemin != ":memory:":
        Path(chemin).parent.mkdir(parents=True, exist_ok=True)
    try:
        return duckdb.connect(chemin, config=CONFIGURATION)
    except duckdb.IOException as erreur:
        tenu = "lock" in str(erreur).lower()
        raise EntrepotErreur(
            "base_tenue" if tenu else "base_illisible",
            "L'application tient déjà ce fichier." if tenu else "Ce fichier ne s'ouvre pas.",
            ou=f"Base {Path(chemin).name}",
            remede=(
                "Fermez l'application (ou l'autre console) et recommencez, ou faites le geste à l'écran."
                if tenu
                else "Vérifiez le chemin, les droits et l'espace libre, puis recommencez."
            ),
        ) from erreur
    except duckdb.Error as erreur:
        raise EntrepotErreur(
            "pas_une_base",
            "Ce fichier n'est pas une base de tableau_bord.",
            ou=f"Base {Path(chemin).name}",
            remede="Choisissez un autre fichier ou laissez le programme en créer un.",
        ) from erreur


def ouvrir(chemin: str | Path) -> Entrepot:
    """Ouvrir la base, migrations appliquées ; le même `Entrepot` pour tout le processus."""
    cle = ":memory:" if str(chemin) == ":memory:" else str(Path(chemin).resolve())
    with _verrou:
        if cle not in _ouverts:
            entrepot = Entrepot(cle)
            try:
                migrations.appliquer(entrepot)
            except BaseException:
                entrepot.fermer()
                raise
            _ouverts[cle] = entrepot
        return _ouverts[cle]


def fermer_tout() -> None:
    """Fermer toutes les bases du processus (fin de console, essais)."""
    with _verrou:
        for entrepot in _ouverts.values():
            entrepot.fermer()
        _ouverts.clear()
