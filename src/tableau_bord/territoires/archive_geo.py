"""Déplier un zip de polygones en mémoire, sans jamais écrire sous un nom qu'il choisit."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Set
from pathlib import PurePosixPath

from tableau_bord.commun.erreurs import TerritoireErreur

TAILLE_MAXIMALE_ZIP = 1_000_000_000
ENTREES_MAXIMALES = 2_000


def deplier(fichiers: Mapping[str, bytes], suffixes: Set[str]) -> dict[str, bytes]:
    """Les fichiers reçus, zips dépliés ; d'un zip, seulement les suffixes utiles (chemin dans le zip → contenu).

    Lève TerritoireErreur : zip illisible, trop grand, trop peuplé ou qui sort de son dossier.
    """
    plats: dict[str, bytes] = {}
    for nom, contenu in fichiers.items():
        plats |= _du_zip(nom, contenu, suffixes) if nom.lower().endswith(".zip") else {nom: contenu}
    return plats


def _du_zip(nom: str, contenu: bytes, suffixes: Set[str]) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            entrees = [e for e in archive.infolist() if not e.is_dir()]
            _refuser_piege(nom, entrees)
            utiles = [e for e in entrees if _utile(e.filename, suffixes)]
            return {e.filename: archive.read(e) for e in utiles}
    except TerritoireErreur:
        raise
    except Exception as erreur:
        raise refus(
            "zip_illisible",
            "Ce zip ne s'ouvre pas\u00a0: il est abîmé ou protégé par un mot de passe.",
            nom,
            "Refaites-le sans mot de passe, ou versez les fichiers seuls.",
        ) from erreur


def _utile(nom: str, suffixes: Set[str]) -> bool:
    chemin = PurePosixPath(nom)
    cache = any(p.startswith((".", "__MACOSX")) for p in chemin.parts)
    return not cache and chemin.suffix.lower() in suffixes


def _refuser_piege(nom: str, entrees: list[zipfile.ZipInfo]) -> None:
    if sum(e.file_size for e in entrees) > TAILLE_MAXIMALE_ZIP:
        raise refus("zip_trop_grand", "Ce zip se déplie en plus de 1 Go.", nom, "Versez le fichier seul.")
    if len(entrees) > ENTREES_MAXIMALES:
        raise refus(
            "zip_trop_peuple",
            "Ce zip contient trop de fichiers.",
            nom,
            "Versez le fichier de polygones seul.",
        )
    for entree in entrees:
        chemin = entree.filename.replace("\\", "/")
        if ".." in chemin.split("/") or chemin.startswith("/") or re.match(r"[A-Za-z]:", chemin):
            raise refus(
                "zip_piege",
                f"Ce zip veut écrire hors de son dossier\u00a0: «\u00a0{entree.filename[:80]}\u00a0».",
                nom,
                "Rien n'a été lu. Demandez un autre fichier à la personne qui l'a préparé.",
            )


def refus(code: str, quoi: str, ou: str, remede: str) -> TerritoireErreur:
    """Une erreur de fichier : ce qui ne va pas, dans quel fichier, quoi faire."""
    return TerritoireErreur(code, quoi, ou=ou, remede=remede)
