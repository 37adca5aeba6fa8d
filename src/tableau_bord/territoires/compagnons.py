"""Les compagnons d'un Shapefile : les reconnaître, et trouver l'encodage de leurs attributs."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tableau_bord.commun.francais import enumerer
from tableau_bord.territoires.archive_geo import refus

COMPAGNONS = {".dbf", ".shx", ".prj", ".cpg"}
EXIGES = (".dbf", ".shx")


@dataclass(frozen=True)
class Depot:
    """Le fichier déposé et ce qu'on a dû supposer de son encodage.

    `encodage` : celui dans lequel redécoder des attributs lus octet pour octet (ISO-8859-1), ou rien.
    """

    chemin: Path
    notes: tuple[str, ...] = ()
    encodage: str = ""


def deposer_compagnons(chemin: Path, principal: str, plats: dict[str, bytes]) -> Depot:
    """Reconnaître les compagnons au même nom, casse ignorée ; `.dbf` et `.shx` sont exigés.

    La bibliothèque spatiale ne sait décoder qu'UTF-8 et ISO-8859-1, et plante sur de l'UTF-8 invalide :
    elle lit donc les octets tels quels, et l'encodage se défait ensuite. Lève TerritoireErreur s'il en manque un.
    """
    souche = principal[:-4].casefold()
    trouves = {
        PurePosixPath(n).suffix.lower(): contenu
        for n, contenu in plats.items()
        if n[:-4].casefold() == souche
    }
    manquants = [s for s in EXIGES if s not in trouves]
    if manquants:
        raise refus(
            "compagnon_manquant",
            f"Il manque à ce Shapefile\u00a0: {enumerer(manquants)}.",
            principal,
            "Versez ensemble les fichiers .shp, .dbf, .shx et .prj du même nom, ou leur zip.",
        )
    annonce = _encodage_annonce(trouves.get(".cpg", b""))
    encodage = annonce or _encodage_du_dbf(trouves[".dbf"])
    for suffixe in COMPAGNONS & trouves.keys():
        chemin.with_suffix(suffixe).write_bytes(trouves[suffixe])
    chemin.with_suffix(".cpg").write_bytes(b"ISO-8859-1")
    nom = {"utf-8": "UTF-8", "cp1252": "Windows-1252"}.get(encodage, encodage)
    supposition = f"Les attributs ne disent pas leur encodage (.cpg)\u00a0: lus en {nom}."
    return Depot(chemin, () if annonce else (supposition,), encodage)


def _encodage_annonce(cpg: bytes) -> str:
    """L'encodage Python que dit un .cpg : « UTF-8 », « 1252 », « ANSI 1252 », « 88591 » ; rien s'il est inconnu."""
    dit = cpg.decode("ascii", errors="ignore").strip().lower().removeprefix("ansi").strip()
    if dit in {"88591", "iso-8859-1", "iso8859-1", "latin1"}:
        return "cp1252"
    for nom in (dit, f"cp{dit}"):
        try:
            return codecs.lookup(nom).name if dit else ""
        except LookupError:
            continue
    return ""


def _encodage_du_dbf(contenu: bytes) -> str:
    """UTF-8 si presque tous les octets hauts s'y lisent (un champ coupé peut en perdre un), sinon Windows-1252."""
    fiches = contenu[int.from_bytes(contenu[8:10], "little") :]
    hauts = len(fiches) - len(fiches.decode("ascii", errors="ignore"))
    perdus = fiches.decode("utf-8", errors="replace").count("\ufffd")
    return "utf-8" if hauts > 5 * perdus else "cp1252"
