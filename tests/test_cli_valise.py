"""Au clavier : préparer, rapporter, ouvrir une rencontre ; et ce que la console dit à la salle."""

from __future__ import annotations

import argparse
import os
import re
import zlib

import pytest

from tableau_bord import cli_valise
from tableau_bord.acces import rencontres
from tableau_bord.commun.erreurs import AccesErreur, EntrepotErreur
from tableau_bord.entrepot import Entrepot, fermer_tout, migrations
from tableau_bord.gestes import code_qr, rencontre
from tests.gestes.valise_semee import confier, maison
from tests.graines import ORDINAIRE


@pytest.fixture
def base(tmp_path, monkeypatch):
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "maison.duckdb"))
    for nom in ("TABLEAU_BORD_OUVRIR", "TABLEAU_BORD_MODE", "TABLEAU_BORD_PORT"):
        monkeypatch.setenv(nom, "")
    maison(tmp_path / "maison.duckdb").fermer()
    yield tmp_path
    fermer_tout()


def _console(*arguments: object) -> int:
    p = argparse.ArgumentParser()
    cli_valise.brancher(p.add_subparsers(dest="commande", required=True))
    choix = p.parse_args([str(a) for a in arguments])
    return int(choix.geste(choix))


def test_aller_et_retour_au_clavier(base, capsys):
    valise = base / "v.duckdb"
    assert _console("valise", ORDINAIRE, "--decoupage", "communaute", "--sortie", valise) == 0
    dit = capsys.readouterr().out
    assert re.search(r"\d+\u00a0cases publiées, 0\u00a0texte consenti, rien d'autre", dit)
    salle = Entrepot(valise)
    confier(salle, "Parole de la salle no 1")
    salle.fermer()
    assert _console("rapporter", valise) == 0
    assert "1\u00a0texte confié" in capsys.readouterr().out
    assert _console("rapporter", valise) == 0
    assert "Rien de neuf" in capsys.readouterr().out


def test_la_rencontre_refuse_la_base_de_la_direction_sans_rien_ecouter(base, monkeypatch):
    monkeypatch.setattr("tableau_bord.serveur.servir", lambda **_: pytest.fail("le serveur a démarré"))
    with pytest.raises(AccesErreur, match="ne sort pas de la direction"):
        _console("rencontre", base / "maison.duckdb")
    with pytest.raises(EntrepotErreur, match="n'existe pas"):
        _console("rencontre", base / "absente.duckdb")
    assert not (base / "absente.duckdb").exists()


def test_la_rencontre_sert_la_valise_et_dit_comment_la_rejoindre(base, monkeypatch, capsys):
    valise = base / "v.duckdb"
    _console("valise", ORDINAIRE, "--decoupage", "communaute", "--sortie", valise)
    servis = []
    monkeypatch.setattr("tableau_bord.serveur.servir", lambda **options: servis.append(options))
    monkeypatch.setattr(rencontre, "adresses_locales", lambda: ("10.0.0.7", "192.168.1.4"))
    capsys.readouterr()
    assert _console("rencontre", valise, "--port", "8731") == 0
    assert servis == [{"adresse": "0.0.0.0", "port": 8731}]
    assert (os.environ["TABLEAU_BORD_MODE"], os.environ["TABLEAU_BORD_BASE"]) == ("rencontre", str(valise))
    fermer_tout()
    code = rencontres.en_cours(Entrepot(valise)).code
    dit = capsys.readouterr().out
    for attendu in (
        f"http://10.0.0.7:8731/s/{code}",
        f"ou\u00a0: http://192.168.1.4:8731/s/{code}",
        f"{code[:3]} {code[3:]}",
    ):
        assert attendu in dit
    assert len([x for x in dit.splitlines() if x.count("█") > 5]) > 10


def test_sans_reseau_la_console_dit_quoi_faire(monkeypatch):
    monkeypatch.setattr(rencontre, "adresses_locales", lambda: ())
    assert cli_valise.annoncer(rencontres.preparer("communaute", "x", 1), 8501) == (cli_valise.SANS_RESEAU,)


def test_le_code_qr_se_relit_module_par_module():
    """L'image et les caractères portent la même matrice, marge de quatre modules blancs comprise."""
    adresse = "http://192.168.100.100:8501/s/ABC234"
    png = code_qr.en_png(adresse, module=1)
    large = int.from_bytes(png[16:20], "big")
    donnees = b"".join(
        png[m.end() : m.end() + int.from_bytes(png[m.start() - 4 : m.start()], "big")]
        for m in re.finditer(b"IDAT", png)
    )
    brutes = zlib.decompress(donnees)
    pas = len(brutes) // large
    noirs = [
        [not brutes[y * pas + 1 + x // 8] >> (7 - x % 8) & 1 for x in range(large)] for y in range(large)
    ]
    texte = code_qr.en_texte(adresse).splitlines()
    haut = {"█": (0, 0), " ": (1, 1), "▀": (0, 1), "▄": (1, 0)}
    lus = [[haut[c][bas] for c in ligne] for ligne in texte for bas in (0, 1)][:large]
    assert lus == [[int(n) for n in ligne] for ligne in noirs]
    assert not any(any(ligne) for ligne in noirs[:4])
    reperes = [ligne[4:11] for ligne in noirs[4:11]]
    assert [sum(r) for r in reperes] == [7, 2, 5, 5, 5, 2, 7]


def test_une_valise_d_un_programme_a_jour_s_ouvre_meme_si_les_migrations_ecrivent_d_office(base):
    """Contre-épreuve de la liste blanche : une base neuve n'est pas prise pour une base fine."""
    neuve = Entrepot(":memory:")
    migrations.appliquer(neuve)
    assert rencontre.intrus(neuve) == {}
    neuve.fermer()
