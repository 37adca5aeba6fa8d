"""La mise en place : ce qui peut manquer devient une phrase et un remède, jamais une trace."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import demarrer
from demarrer import Empechement

RACINE = Path(__file__).resolve().parents[1]


def test_seulement_la_bibliotheque_standard() -> None:
    """`-I -S` : ni paquet installé, ni dossier courant."""
    fini = subprocess.run(
        [sys.executable, "-I", "-S", str(RACINE / "demarrer.py"), "--aide"],
        capture_output=True,
        encoding="utf-8",
    )
    assert fini.returncode == 0
    assert "preuves [NOM]" in fini.stdout


@pytest.mark.parametrize("version", [(3, 6), (3, 10)])
def test_un_python_trop_vieux_est_refuse(version: tuple[int, int]) -> None:
    with pytest.raises(Empechement, match=r"trop vieux : il faut Python 3\.11"):
        demarrer.verifier_python(version)


@pytest.mark.parametrize("version", [(3, 11), (3, 14)])
def test_un_python_assez_recent_passe(version: tuple[int, int]) -> None:
    demarrer.verifier_python(version)


@pytest.mark.parametrize(
    ("sortie", "phrase"),
    [
        ("NewConnectionError: Failed to establish a new connection", "le réseau ne répond pas"),
        ("OSError: [Errno 28] No space left on device", "disque est plein"),
        ("SSLError(SSLCertVerificationError: CERTIFICATE_VERIFY_FAILED", "certificat"),
        ("PermissionError: [Errno 13] Permission denied", "n'accepte pas l'écriture"),
        ("No module named pip", "« pip » manque"),
        ("because ensurepip is not\navailable. apt install python3.11-venv", "« venv » est incomplet"),
        ("ERROR: No matching distribution found for duckdb==1.5.5", "n'existe pas pour cette machine"),
        ("tout autre chose", "a échoué"),
    ],
)
def test_une_panne_devient_une_phrase_et_un_remede(sortie: str, phrase: str) -> None:
    texte = str(demarrer.expliquer(sortie, "L'installation a échoué."))
    assert phrase in texte
    assert len(texte.splitlines()) == 2


def test_un_disque_plein_au_milieu_d_un_geste(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def plein(_suite: list[str]) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(demarrer, "verifier", plein)
    assert demarrer.principal(["verifier"]) == 1
    erreur = capsys.readouterr().err
    assert "disque est plein" in erreur
    assert "Traceback" not in erreur


def test_le_port_demande_est_pris() -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
        with pytest.raises(Empechement, match="ne peut pas servir"):
            demarrer.choisir_port("127.0.0.1", port)


def test_sans_port_demande_le_suivant_sert(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
        monkeypatch.setattr(demarrer, "PORT", port)
        assert demarrer.choisir_port("127.0.0.1", None) > port
    assert "déjà pris" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "geste", "suite"),
    [
        ([], "servir", []),
        (["--sans-navigateur", "--port", "8600"], "servir", []),
        (["tests", "-k", "fleches", "-x"], "tests", ["-k", "fleches", "-x"]),
        (["preuves", "clone_neuf"], "preuves", ["clone_neuf"]),
    ],
)
def test_la_ligne_de_commande(arguments: list[str], geste: str, suite: list[str]) -> None:
    lu, options, reste = demarrer.lire_commande(arguments)
    assert (lu, reste) == (geste, suite)
    if "--port" in arguments:
        assert (options.port, options.sans_navigateur, options.adresse) == (8600, True, None)


def test_la_rencontre_demande_une_valise() -> None:
    lu, options, reste = demarrer.lire_commande(
        ["rencontre", "v.duckdb", "--port", "8600", "--sans-navigateur"]
    )
    assert (lu, reste) == ("rencontre", [])
    assert (options.valise, options.port, options.adresse, options.sans_navigateur) == (
        "v.duckdb",
        8600,
        None,
        True,
    )


def test_une_valise_absente_se_dit_avant_toute_installation(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demarrer, "preparer", lambda: pytest.fail("rien ne s'installe"))
    assert demarrer.principal(["rencontre", str(tmp_path / "absente.duckdb")]) == 2
    assert "n'existe pas" in capsys.readouterr().err


def test_la_rencontre_lance_la_console_sur_toutes_les_cartes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Le chemin devient absolu : la console travaille dans le dossier du projet."""
    (tmp_path / "v.duckdb").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(demarrer, "preparer", lambda: Path("python"))
    lancees: list[tuple[list[str], str]] = []
    monkeypatch.setattr(
        demarrer, "_lancer", lambda commande, adresse, *_: lancees.append((commande, adresse)) or 0
    )
    with socket.create_server(("127.0.0.1", 0)) as prise:
        port = prise.getsockname()[1]
    assert demarrer.principal(["rencontre", "v.duckdb", "--port", str(port)]) == 0
    attendue = ["rencontre", str(tmp_path / "v.duckdb"), "--port", str(port), "--adresse", "0.0.0.0"]
    assert lancees == [(["python", "-m", "tableau_bord.cli", *attendue], "0.0.0.0")]


@pytest.mark.parametrize("arguments", [["danser"], ["--prot", "8600"], ["--port", "mille"], ["rencontre"]])
def test_une_commande_mal_ecrite_renvoie_au_mode_d_emploi(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert demarrer.principal(arguments) == 2
    assert "--aide" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("ligne", "attendu"),
    [
        ("Collecting polars==2.1.0 (from -r requirements.txt (line 7))", "lecture de polars==2.1.0"),
        ("  Downloading numpy-2.4.6-cp311.whl (16 MB)", "téléchargement de numpy"),
        ("Installing collected packages: a, b, c", "installation en cours (3 à poser), encore un moment"),
        ("Requirement already satisfied: pip", ""),
    ],
)
def test_la_progression_de_pip_est_dite_en_francais(ligne: str, attendu: str) -> None:
    assert demarrer.traduire(ligne) == attendu


def test_l_empreinte_change_avec_les_versions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for nom in ("requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        (tmp_path / nom).write_text("polars==2.1.0\n", encoding="utf-8")
    monkeypatch.setattr(demarrer, "RACINE", tmp_path)
    avant = demarrer.empreinte()
    assert demarrer.empreinte() == avant
    (tmp_path / "requirements.txt").write_text("polars==2.1.1\n", encoding="utf-8")
    assert demarrer.empreinte() != avant


def test_rien_ne_se_reinstalle_si_rien_ne_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installations = []
    monkeypatch.setattr(demarrer, "ENVIRONNEMENT", tmp_path)
    monkeypatch.setattr(demarrer, "_creer_environnement", lambda: Path(sys.executable))
    monkeypatch.setattr(demarrer, "_installer", lambda _python, liste: installations.append(liste.name))
    demarrer.preparer()
    demarrer.preparer()
    demarrer.preparer(outils=True)
    assert installations == ["requirements.txt", "requirements-dev.txt"]


def test_une_installation_interrompue_se_reprend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def tomber(_python: Path, _liste: Path) -> None:
        raise Empechement("réseau", "remède")

    monkeypatch.setattr(demarrer, "ENVIRONNEMENT", tmp_path)
    monkeypatch.setattr(demarrer, "_creer_environnement", lambda: Path(sys.executable))
    monkeypatch.setattr(demarrer, "_installer", tomber)
    with pytest.raises(Empechement):
        demarrer.preparer()
    assert not list(tmp_path.iterdir())


def test_le_code_de_sortie_des_outils_est_transmis() -> None:
    assert demarrer._enchainer([sys.executable, "-c", "raise SystemExit(3)"]) == 3
