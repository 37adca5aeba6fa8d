"""Découvrir et appliquer les migrations SQL de chaque domaine.

Un fichier `DOMAINE/migrations/AAAA-MM-JJ_nom.sql` s'applique une fois, avec son inscription, dans
une seule transaction. Une base qui en connaît d'inconnues vient d'un programme plus récent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.commun.horloge import maintenant

if TYPE_CHECKING:
    from tableau_bord.entrepot.connexion import Entrepot, Transaction

RACINE = Path(__file__).resolve().parents[1]
CREER_REGISTRE = (
    "CREATE TABLE IF NOT EXISTS migrations (nom VARCHAR PRIMARY KEY, appliquee_le VARCHAR NOT NULL)"
)
NOMS_APPLIQUES = "SELECT nom FROM migrations ORDER BY nom"
INSCRIRE = "INSERT INTO migrations (nom, appliquee_le) VALUES ($nom, $quand)"


@dataclass(frozen=True)
class Migration:
    """Une migration : `nom` = « domaine/fichier », `sql` = ses instructions."""

    nom: str
    sql: str


def decouvrir(racine: Path = RACINE) -> tuple[Migration, ...]:
    """Lire les migrations de tous les domaines, dans l'ordre de leur date puis de leur nom."""
    fichiers = sorted(racine.glob("**/migrations/*.sql"), key=lambda f: (f.name, str(f)))
    return tuple(
        Migration(f"{f.parent.parent.relative_to(racine).as_posix()}/{f.stem}", f.read_text(encoding="utf-8"))
        for f in fichiers
    )


def en_attente(entrepot: Entrepot, connues: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """Dire, sans rien écrire, les migrations qui restent à appliquer.

    Lève EntrepotErreur si la base en porte une que ce programme ne connaît pas.
    """
    appliquees = set(entrepot.lire(NOMS_APPLIQUES)["nom"].to_list())
    inconnues = appliquees - {m.nom for m in connues}
    if inconnues:
        raise EntrepotErreur(
            "base_plus_recente",
            "Cette base a été écrite par une version plus récente du programme.",
            ou=f"Base {entrepot.nom}",
            remede="Mettez le programme à jour, ou ouvrez une autre base.",
        )
    return tuple(m for m in connues if m.nom not in appliquees)


def appliquer(entrepot: Entrepot, connues: tuple[Migration, ...] | None = None) -> tuple[str, ...]:
    """Appliquer ce qui manque, une transaction par migration ; rend les noms appliqués."""
    entrepot.ecrire(lambda t: t.executer(CREER_REGISTRE))
    faites = en_attente(entrepot, connues if connues is not None else decouvrir())
    for migration in faites:
        entrepot.ecrire(partial(_une, migration=migration))
    return tuple(m.nom for m in faites)


def _une(transaction: Transaction, migration: Migration) -> None:
    for instruction in migration.sql.split(";"):
        if instruction.strip():
            transaction.executer(instruction)
    transaction.executer(INSCRIRE, nom=migration.nom, quand=maintenant().isoformat())
