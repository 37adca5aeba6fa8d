"""Une vraie valise servie sur le réseau : un appareil qui n'est pas sur la boucle n'atteint que la rencontre."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.serveur.conftest import _port_libre

RACINE = Path(__file__).resolve().parents[2]
PREPARER = """
import sys
from pathlib import Path
from tableau_bord.acces import Identite, Mode, Role
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import rencontre, valise
from tests.graines import ORDINAIRE
from tests.serveur import salle_essai

maison, cible = Path(sys.argv[1]), Path(sys.argv[2])
valise.preparer(salle_essai.region(maison), salle_essai.QUI, "communaute", ORDINAIRE, cible)
qui = Identite("animatrice", frozenset({Role.ANIMATION}), Mode.RENCONTRE)
print(rencontre.ouvrir(ouvrir(cible), qui).code)
fermer_tout()
"""
SERVIR = """
from tableau_bord.acces import Mode
from tableau_bord.serveur import servir
servir(adresse="0.0.0.0", port={port}, mode=Mode.RENCONTRE)
"""
APPAREIL = """
import http.client, json, sys
hote, port, demandes = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
rendu = []
for methode, chemin, entetes in demandes:
    lien = http.client.HTTPConnection(hote, port, timeout=20)
    lien.request(methode, chemin, headers=entetes)
    recu = lien.getresponse()
    rendu.append([recu.status, recu.read().decode("utf-8", "replace")])
print(json.dumps(rendu))
"""
WEBSOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
MENTEUR = {
    "X-Forwarded-For": "127.0.0.1",
    "Forwarded": "for=127.0.0.1",
    "X-Real-IP": "127.0.0.1",
    "Host": "localhost",
}


@dataclass(frozen=True)
class Salle:
    """La rencontre servie ; `reseau` : l'adresse de la machine hors de la boucle."""

    port: int
    code: str
    reseau: str

    def demander(self, hote: str, *demandes: tuple[str, str, dict[str, str]]) -> list[list[object]]:
        """Faire ces demandes depuis un autre processus (les essais eux-mêmes ne sortent pas de la boucle)."""
        commande = [sys.executable, "-c", APPAREIL, hote, str(self.port), json.dumps(demandes)]
        fini = subprocess.run(commande, capture_output=True, text=True, timeout=120)
        assert fini.returncode == 0, fini.stderr
        return list(json.loads(fini.stdout))


def _adresse_du_reseau() -> str:
    """Demandée dans un autre processus : les essais eux-mêmes n'ont pas de réseau."""
    question = (
        "from tableau_bord.gestes.reseau_local import adresses_locales as a; print(next(iter(a()), ''))"
    )
    return subprocess.run([sys.executable, "-c", question], capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def salle(tmp_path_factory) -> Iterator[Salle]:
    reseau = _adresse_du_reseau()
    if not reseau:
        pytest.skip("aucune adresse hors de la boucle sur cette machine")
    dossier, port = tmp_path_factory.mktemp("rencontre_servie"), _port_libre()
    milieu = {**os.environ, "PYTHONPATH": f"{RACINE / 'src'}{os.pathsep}{RACINE}"}
    prete = [sys.executable, "-c", PREPARER, str(dossier / "maison.duckdb"), str(dossier / "valise.duckdb")]
    semis = subprocess.run(prete, cwd=RACINE, env=milieu, capture_output=True, text=True)
    assert semis.returncode == 0, semis.stderr
    milieu |= {
        "TABLEAU_BORD_BASE": str(dossier / "valise.duckdb"),
        "TABLEAU_BORD_DEMONSTRATION": str(dossier / "demo.duckdb"),
    }
    serveur = subprocess.Popen(
        [sys.executable, "-c", SERVIR.format(port=port)], cwd=RACINE, env=milieu, stdout=-3
    )
    try:
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/sante", timeout=1):
                    break
            except OSError:
                assert serveur.poll() is None
                time.sleep(0.25)
        yield Salle(port, semis.stdout.strip(), reseau)
    finally:
        serveur.terminate()
        serveur.wait(20)


def test_un_appareil_du_reseau_lit_la_rencontre(salle: Salle) -> None:
    (statut, texte), (style, _) = salle.demander(
        salle.reseau, ("GET", f"/s/{salle.code}", {}), ("GET", "/leger/salle.css", {})
    )
    assert (statut, style) == (200, 200)
    assert "Anse-aux-Huards" in str(texte)


def test_il_n_atteint_rien_d_autre_meme_en_mentant(salle: Salle) -> None:
    chemins = (
        "/",
        "/portrait",
        "/sante",
        "/_stcore/health",
        "/_stcore/host-config",
        "/retrait",
        "/i/x",
        "/s/ZZZZZZ",
        "/fr.js",
    )
    demandes = [("GET", c, e) for c in chemins for e in ({}, MENTEUR)]
    demandes += [("GET", "/_stcore/stream", {**WEBSOCKET, **e}) for e in ({}, MENTEUR)]
    demandes += [("POST", "/_stcore/upload_file/a/b", {}), ("PUT", f"/s/{salle.code}", {})]
    for demande, (statut, texte) in zip(demandes, salle.demander(salle.reseau, *demandes), strict=True):
        assert statut == 403, demande
        assert "demarrage" not in str(texte)


def test_la_boucle_garde_streamlit_et_refuse_un_nom_detourne(salle: Salle) -> None:
    (ouvert, _), (detourne, _), (socket, _) = salle.demander(
        "127.0.0.1",
        ("GET", "/sante", {}),
        ("GET", "/sante", {"Host": "piege.example"}),
        ("GET", "/_stcore/stream", WEBSOCKET),
    )
    assert (ouvert, detourne, socket) == (200, 403, 101)
