"""Le répertoire de travail : à soi seul, vide au départ, effacé à la fin quoi qu'il arrive."""

from __future__ import annotations

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tableau_bord.commun.erreurs import EntrepotErreur

DROITS = 0o700
ESSAIS = 10


@contextmanager
def repertoire_de_travail(chemin: Path) -> Iterator[Path]:
    """Créer `chemin` en 0700, le prêter, puis l'effacer, même si l'on interrompt.

    S'il existe déjà : vide, à soi et en 0700, il est prêté puis vidé (c'est peut-être un point de montage) ;
    sinon, refus. Lève EntrepotErreur : droits, contenu, lien symbolique, ou effacement impossible.
    """
    cree = _ouvrir(chemin)
    propre = chemin.resolve()
    try:
        yield propre
    finally:
        _effacer(propre, cree)


def _ouvrir(chemin: Path) -> bool:
    """Vrai si on l'a créé."""
    try:
        chemin.mkdir(mode=DROITS)
    except FileExistsError:
        _exiger_propre(chemin)
        return False
    except OSError as erreur:
        raise _refus(
            chemin,
            "Ce répertoire de travail ne se crée pas.",
            "Vérifiez que le dossier qui le contient existe et accepte l'écriture.",
        ) from erreur
    chemin.chmod(DROITS)  # le masque de la session a pu retirer des droits
    return True


def _exiger_propre(chemin: Path) -> None:
    vu = chemin.lstat()
    if not stat.S_ISDIR(vu.st_mode):
        raise _refus(
            chemin,
            "Le répertoire de travail doit être un vrai dossier, ni un fichier ni un lien.",
            "Donnez un chemin qui n'existe pas encore.",
        )
    a_soi = not hasattr(os, "getuid") or vu.st_uid == os.getuid()
    if os.name == "posix" and not (a_soi and stat.S_IMODE(vu.st_mode) == DROITS):
        raise _refus(
            chemin,
            f"Ce répertoire de travail existe déjà, avec d'autres droits que les vôtres seuls (ici {stat.S_IMODE(vu.st_mode):04o}, il faut 0700).",
            "Donnez un chemin qui n'existe pas encore.",
        )
    if any(chemin.iterdir()):
        raise _refus(
            chemin,
            "Ce répertoire de travail n'est pas vide\u00a0: un calcul interrompu y a peut-être laissé des données de personnes.",
            "Effacez ce qu'il contient, ou donnez un chemin qui n'existe pas encore.",
        )


def _effacer(chemin: Path, cree: bool) -> None:
    """Tout retirer ; un processus qu'on vient d'arrêter peut encore y finir une écriture : quelques essais."""
    for _ in range(ESSAIS):
        for enfant in chemin.iterdir() if chemin.exists() else ():
            if enfant.is_dir() and not enfant.is_symlink():
                shutil.rmtree(enfant, ignore_errors=True)
            else:
                enfant.unlink(missing_ok=True)
        if cree:
            shutil.rmtree(chemin, ignore_errors=True)
        if not chemin.exists() or not (cree or any(chemin.iterdir())):
            return
        time.sleep(0.1)
    raise _refus(
        chemin,
        "Le répertoire de travail n'a pas pu être effacé\u00a0: il contient peut-être des données de personnes.",
        "Effacez-le à la main.",
    )


def _refus(chemin: Path, quoi: str, remede: str) -> EntrepotErreur:
    return EntrepotErreur("repertoire_de_travail", quoi, ou=str(chemin), remede=remede)
