"""La commande d'avant commit : toutes les étapes passent, et un échec se voit au code de sortie."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import verifier


def test_les_etapes() -> None:
    attendues = ["Format", "Style", "Types", "Flèches", "Essais"]
    assert [e.nom for e in verifier.etapes(True, [])] == [*attendues, "Navigateur", "Réseau"]
    assert [e.nom for e in verifier.etapes(False, [])] == attendues


def test_les_trois_passes_ne_laissent_rien_de_cote() -> None:
    """Ce que la première met de côté, les deux autres le prennent."""
    *_, premiere, seconde, derniere = verifier.etapes(True, [])
    assert premiere.arguments[-1] == "not navigateur and not reseau"
    assert seconde.arguments[-1] == "navigateur and not reseau"
    assert derniere.arguments[-1] == "reseau"


def test_tout_ne_touche_a_aucun_fichier_et_garde_chromium() -> None:
    format_, *_, essais = verifier.etapes(True, ["-k", "x"])
    assert "--check" in format_.arguments
    assert essais.arguments[2:] == ("-k", "x")


def test_avant_commit_met_en_forme_et_saute_chromium() -> None:
    format_, *_, essais = verifier.etapes(False, [])
    assert "--check" not in format_.arguments
    assert essais.arguments[-1].startswith("not navigateur")


@pytest.mark.parametrize(("codes", "attendu"), [((0, 0), 0), ((1, 0), 1), ((0, 5), 1)])
def test_un_seul_echec_fait_echouer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, codes: tuple[int, ...], attendu: int
) -> None:
    """Chaque étape laisse une trace : même après un échec, les suivantes passent."""
    pas = tuple(
        verifier.Etape(
            str(rang), ("-c", f"open({str(tmp_path / str(rang))!r}, 'w').close(); raise SystemExit({c})"), ""
        )
        for rang, c in enumerate(codes)
    )
    monkeypatch.setattr(verifier, "etapes", lambda tout, suite: pas)
    assert verifier.verifier(False, [], sys.executable) == attendu
    assert len(list(tmp_path.iterdir())) == len(codes)
