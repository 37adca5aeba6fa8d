"""Les fixtures générales tiennent ce qu'elles promettent."""

from __future__ import annotations

import os
import socket
import urllib.request
from pathlib import Path

import pytest

from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tests.conftest import _est_local


def test_l_horloge_est_figee() -> None:
    assert maintenant() == maintenant()
    assert aujourd_hui().isoformat() == "2026-11-21"


@pytest.mark.parametrize("hote", ["exemple.invalid", "192.0.2.1", "10.0.0.4", "2001:db8::1"])
def test_aucun_essai_ne_sort_de_la_machine(hote: str) -> None:
    with pytest.raises(AssertionError, match="hors de la machine"):
        socket.create_connection((hote, 80), timeout=0.1)


def test_urllib_non_plus() -> None:
    with pytest.raises(AssertionError, match="hors de la machine"):
        urllib.request.urlopen("http://exemple.invalid/", timeout=0.1)


def test_la_boucle_locale_reste_ouverte() -> None:
    with socket.create_server(("127.0.0.1", 0)) as serveur:
        socket.create_connection(serveur.getsockname(), timeout=1).close()


@pytest.mark.parametrize("hote", [None, "localhost", "127.0.0.1", "::1", "0.0.0.0", b"localhost"])
def test_ce_qui_est_local(hote: object) -> None:
    assert _est_local(hote)


def test_les_bases_sont_a_part(bases_a_part: Path) -> None:
    for variable in ("TABLEAU_BORD_BASE", "TABLEAU_BORD_DEMONSTRATION"):
        assert Path(os.environ[variable]).parent == bases_a_part
