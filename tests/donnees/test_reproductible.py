"""Rejouer la simulation redonne les mêmes octets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from donnees.simulation.ecrire import (
    DEMONSTRATION,
    EMPREINTES,
    PAROLES,
    RACINE,
    VERITE,
    ecrire,
    empreintes,
    simuler,
)

PETITE = 0.02
AILLEURS = """
import sys
from pathlib import Path
from donnees.simulation.ecrire import ecrire, simuler
d = Path(sys.argv[1])
ecrire(simuler(echelle=float(sys.argv[2])), d, d)
"""


def _rejouer(dossier: Path, **sorte: float) -> str:
    ecrire(simuler(**sorte), dossier, dossier)
    return empreintes(dossier)


def test_les_fichiers_sont_ceux_des_empreintes() -> None:
    assert empreintes(DEMONSTRATION, VERITE) == EMPREINTES.read_text(encoding="utf-8")


def test_les_fichiers_sont_legers() -> None:
    assert sum(f.stat().st_size for f in DEMONSTRATION.iterdir()) < 6_000_000


def test_deux_fois_les_memes_octets_dans_deux_processus(tmp_path) -> None:
    autre = tmp_path / "autre"
    milieu = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": f"{RACINE}{os.pathsep}{RACINE / 'src'}"}
    subprocess.run(
        [sys.executable, "-c", AILLEURS, str(autre), str(PETITE)], check=True, cwd=tmp_path, env=milieu
    )
    assert _rejouer(tmp_path / "ici", echelle=PETITE) == empreintes(autre)


def test_une_autre_graine_donne_d_autres_octets(tmp_path) -> None:
    ici = _rejouer(tmp_path / "ici", echelle=PETITE)
    autre = _rejouer(tmp_path / "autre", echelle=PETITE, graine=1)
    # Les paroles sont écrites à la main : aucune graine ne les change.
    communs = set(ici.splitlines()) & set(autre.splitlines())
    assert {ligne.split()[1] for ligne in communs} == {PAROLES}


@pytest.mark.skipif(
    not os.environ.get("TABLEAU_BORD_LENT"), reason="rejoue toute la simulation : TABLEAU_BORD_LENT=1"
)
def test_la_simulation_entiere_redonne_les_fichiers_committes(tmp_path) -> None:
    ecrire(simuler(), tmp_path, tmp_path)
    attendues = sorted(EMPREINTES.read_text(encoding="utf-8").splitlines(), key=lambda ligne: ligne[66:])
    assert empreintes(tmp_path).splitlines() == attendues
