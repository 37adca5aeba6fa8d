"""Suivre ce qu'un programme écrit, appel par appel, et y chercher une valeur témoin (strace)."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

APPELS = (
    "write,pwrite64,writev,pwritev,pwritev2,open,openat,openat2,creat,memfd_create,sendfile,copy_file_range"
)
OCTETS_PAR_APPEL = 200_000
_ECRIT = re.compile(r"(?:pwritev2|pwritev|pwrite64|writev|write|sendfile|copy_file_range)\((\d+)<([^>]*)>")
_OUVRE = re.compile(r"(?:openat2?|open|creat)\([^\"]*\"([^\"]+)\",?.*?(O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE)")
_PAS_DES_FICHIERS = ("/dev/null", "/dev/pts", "/dev/tty", "/proc/", "/sys/")


@dataclass(frozen=True)
class Traces:
    """Ce que la trace a vu : fichiers écrits (octets comptés par appel), ceux ouverts pour l'être, ceux qui portent le témoin."""

    ecrits: dict[str, int]
    ouverts: frozenset[str]
    fautifs: frozenset[str]


def disponible() -> bool:
    """Vrai si strace est là."""
    return shutil.which("strace") is not None


def sous_trace(commande: Sequence[str], trace: Path) -> list[str]:
    """La même commande, suivie avec ses enfants ; la trace va dans ce fichier."""
    return [
        "strace", "-f", "-y", "--seccomp-bpf", "-s", str(OCTETS_PAR_APPEL), "-e", f"trace={APPELS}", "-e", "signal=none",
        "-o", str(trace), *commande,
    ]  # fmt: skip


def lire(trace: Path, temoin: str) -> Traces:
    """Dépouiller une trace : un fichier régulier dont un appel d'écriture porte le témoin est fautif."""
    ecrits: dict[str, int] = {}
    ouverts, fautifs = set(), set()
    for ligne in _lignes(trace):
        if trouve := _ECRIT.search(ligne):
            chemin = trouve[2].removesuffix(" (deleted)")
            if chemin.startswith("/") and not chemin.startswith(_PAS_DES_FICHIERS):
                ecrits[chemin] = ecrits.get(chemin, 0) + 1
                if temoin in ligne:
                    fautifs.add(chemin)
        elif (trouve := _OUVRE.search(ligne)) and not trouve[1].startswith(_PAS_DES_FICHIERS):
            ouverts.add(trouve[1])
    return Traces(ecrits, frozenset(ouverts), frozenset(fautifs))


def _lignes(trace: Path) -> Iterator[str]:
    with trace.open(encoding="utf-8", errors="replace") as lu:
        yield from lu


def porteurs(chemins: Sequence[Path], temoin: bytes) -> list[str]:
    """Ceux de ces fichiers, dossiers compris, dont les octets portent le témoin."""
    fichiers = [f for c in chemins for f in (c.rglob("*") if c.is_dir() else [c]) if f.is_file()]
    return sorted(str(f) for f in fichiers if temoin in f.read_bytes())
