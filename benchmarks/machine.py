"""Décrire la machine et le commit d'une preuve, sans nom d'hôte, d'usager ni chemin."""

from __future__ import annotations

import ctypes
import getpass
import hashlib
import os
import platform
import re
import socket
import subprocess
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

RACINE = Path(__file__).resolve().parents[1]
BIBLIOTHEQUES = ("streamlit", "duckdb", "polars", "numpy", "scipy", "pyarrow")
HORS_DU_CODE = ":(exclude)benchmarks/preuves"


def commit() -> str:
    """L'empreinte courte du commit, suivie de « + modifications » si l'arbre n'est pas propre."""
    court = _git("rev-parse", "--short=12", "HEAD").strip()
    if not court:
        return "hors dépôt"
    return f"{court} + modifications" if _git("status", "--porcelain", "--", ".", HORS_DU_CODE) else court


def empreinte_du_code() -> str:
    """Ce qui change dès que le code change : une preuve commencée sous un autre code repart de zéro."""
    morceaux = [_git("rev-parse", "HEAD"), _git("diff", "HEAD", "--", ".", HORS_DU_CODE)]
    nouveaux = _git("ls-files", "--others", "--exclude-standard", "-z", "--", ".", HORS_DU_CODE).split("\0")
    morceaux += [
        f"{nom} {hashlib.sha256((RACINE / nom).read_bytes()).hexdigest()}"
        for nom in nouveaux
        if nom and (RACINE / nom).is_file()
    ]
    return hashlib.sha256("\n".join(morceaux).encode()).hexdigest()


def decrire() -> dict[str, str]:
    """Cœurs, mémoire, système et versions."""
    versions = {nom: _version(nom) for nom in BIBLIOTHEQUES}
    return {
        "systeme": f"{platform.system()} {platform.machine()}",
        "coeurs": str(_coeurs()),
        "memoire_gio": f"{_memoire() / 2**30:.1f}".replace(".", ","),
        "python": platform.python_version(),
        **versions,
    }


def anonymiser(texte: str) -> str:
    """Retirer d'un texte tout ce qui nommerait la machine : chemins, hôte, usager."""
    for chemin, nom in (
        (RACINE, "PROJET"),
        (Path(tempfile.gettempdir()), "TEMPORAIRE"),
        (Path.home(), "ACCUEIL"),
    ):
        if len(str(chemin)) > 1:
            texte = texte.replace(str(chemin), nom)
    for personnel in (socket.gethostname(), _usager()):
        if len(personnel) > 2:
            texte = re.sub(rf"\b{re.escape(personnel)}\b", "…", texte)
    return re.sub(r"(?<![\w.:/])/(?:[\w.+-]+/)+[\w.+-]*", "…", texte)


def _git(*arguments: str) -> str:
    try:
        fini = subprocess.run(
            ["git", *arguments], cwd=RACINE, capture_output=True, encoding="utf-8", errors="replace"
        )
    except FileNotFoundError:
        return ""
    return fini.stdout if fini.returncode == 0 else ""


def _version(nom: str) -> str:
    try:
        return version(nom)
    except PackageNotFoundError:
        return "absent"


def _usager() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def _coeurs() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memoire() -> int:
    """Mémoire vive, en octets ; 0 si le système ne la dit pas."""
    if hasattr(os, "sysconf"):
        try:
            return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        except (ValueError, OSError):
            return 0
    kilo_octets = ctypes.c_ulonglong()
    ctypes.windll.kernel32.GetPhysicallyInstalledSystemMemory(ctypes.byref(kilo_octets))
    return kilo_octets.value * 1024
