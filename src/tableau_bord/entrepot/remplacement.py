"""Remplacer un fichier de base par sa copie, d'une façon qu'un arrêt brutal ne coupe pas en deux.

Voisins de BASE, dans l'ordre : `BASE.compactage` (copie en cours), `BASE.prete` (copie vérifiée : son
apparition décide, l'ouverture suivante finit le travail), `BASE.ancienne` (à écraser), `BASE.verrou`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tableau_bord.commun.erreurs import EntrepotErreur

Etape = Callable[[str], None]
COPIE, PRETE, ANCIENNE, VERROU = ".compactage", ".prete", ".ancienne", ".verrou"
MORCEAU = 1 << 20


def achever(base: Path) -> None:
    """Finir, avant l'ouverture, un remplacement qu'un arrêt brutal a coupé ; sans reste, ne touche à rien.

    Lève EntrepotErreur (« base_tenue ») si un autre programme est justement en train de réécrire la base,
    ou (« base_illisible ») si le disque refuse.
    """
    if not any(voisin(base, suffixe).exists() for suffixe in (COPIE, PRETE, ANCIENNE, VERROU)):
        return
    with verrou(base) as tenu:
        if not tenu:
            raise EntrepotErreur(
                "base_tenue",
                "L'application réécrit ce fichier.",
                ou=f"Base {base.name}",
                remede="Recommencez dans une minute.",
            )
        try:
            if voisin(base, PRETE).exists():
                remplacer(base)
            effacer_restes(base)
        except OSError as erreur:
            raise EntrepotErreur(
                "base_illisible",
                "Une réécriture interrompue ne peut être finie.",
                ou=f"Base {base.name}",
                remede="Vérifiez les droits et l'espace libre du dossier, sans en rien effacer, puis recommencez.",
            ) from erreur


def remplacer(base: Path, etape: Etape = lambda nom: None) -> None:
    """La copie prête devient la base ; chaque pas se refait sans mal après un arrêt brutal.

    Personne n'est dans la base : ce que le pilote a débordé à côté d'elle (`BASE.tmp`) s'efface aussi.
    """
    prete, ancienne = voisin(base, PRETE), voisin(base, ANCIENNE)
    etape("journal")
    # Tant que la copie est « prête », ces journaux sont ceux de l'ancienne : rejoués, ils abîmeraient la neuve.
    for journal in (*avec_journaux(base)[1:], *voisin(base, ".tmp").glob("*")):
        effacer(journal)
    etape("ecarter")
    if base.exists() and not ancienne.exists():
        _ecarter(base, ancienne)
    etape("remplacer")
    prete.replace(base)
    forcer_dossier(base.parent)


def effacer_restes(base: Path) -> None:
    """Écraser et effacer l'ancienne base et toute copie sans suite."""
    ancienne = voisin(base, ANCIENNE)
    if ancienne.exists() and base.exists() and ancienne.samefile(base):
        ancienne.unlink()
    for reste in (ancienne, *avec_journaux(voisin(base, COPIE))):
        effacer(reste)


def effacer(fichier: Path) -> None:
    """Écraser un fichier de zéros, forcer l'écriture sur le disque, puis l'effacer ; absent, rien."""
    if not fichier.is_file():
        return
    with fichier.open("r+b") as ouvert:
        reste = os.fstat(ouvert.fileno()).st_size
        while reste > 0:
            reste -= ouvert.write(bytes(min(MORCEAU, reste)))
        ouvert.flush()
        os.fsync(ouvert.fileno())
    fichier.unlink()
    forcer_dossier(fichier.parent)


def decider(base: Path) -> None:
    """Déclarer prête la copie vérifiée : de ce pas, et de lui seul, dépend laquelle des deux bases reste."""
    copie = voisin(base, COPIE)
    with copie.open("r+b") as ouverte:
        os.fsync(ouverte.fileno())
    shutil.copymode(base, copie)
    copie.replace(voisin(base, PRETE))
    forcer_dossier(base.parent)


@contextmanager
def verrou(base: Path) -> Iterator[bool]:
    """Tenir seul la réécriture de cette base, entre processus ; rend faux si un autre la tient.

    Le système le relâche de lui-même à la mort du processus.
    """
    chemin = voisin(base, VERROU)
    with chemin.open("a+b") as ouvert:
        # Celui qui finissait a pu effacer ce nom entre l'ouverture et le verrou : on tiendrait un fantôme.
        tenu = (
            _verrouiller(ouvert.fileno())
            and chemin.exists()
            and os.path.samestat(os.fstat(ouvert.fileno()), chemin.stat())
        )
        try:
            yield tenu
        finally:
            if tenu and os.name != "nt":
                chemin.unlink(missing_ok=True)


def avec_journaux(fichier: Path) -> list[Path]:
    """Le fichier et ses journaux d'écriture (`.wal`, `.wal.checkpoint`…)."""
    debut = f"{fichier.name}.wal"
    return [fichier, *sorted(f for f in fichier.parent.iterdir() if f.name.startswith(debut))]


def voisin(base: Path, suffixe: str) -> Path:
    """Le fichier de même nom, suivi d'un suffixe."""
    return base.with_name(base.name + suffixe)


def forcer_dossier(dossier: Path) -> None:
    """Rendre durables les renommages d'un dossier."""
    if os.name == "nt":
        return  # Windows n'ouvre pas un dossier
    descripteur = os.open(dossier, os.O_RDONLY)
    try:
        os.fsync(descripteur)
    finally:
        os.close(descripteur)


def _ecarter(base: Path, ancienne: Path) -> None:
    """Un second nom pour l'ancienne, et la base ne manque jamais ; à défaut (clé USB), un autre nom."""
    try:
        ancienne.hardlink_to(base)
    except OSError:
        base.replace(ancienne)
    forcer_dossier(base.parent)


def _verrouiller(descripteur: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descripteur, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descripteur, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
