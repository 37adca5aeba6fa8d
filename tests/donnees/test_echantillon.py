"""Le fichier d'essai ressemble à ce qui sort d'un Excel français, et l'application le comprend."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from donnees.simulation.ecrire import DEMONSTRATION
from tableau_bord import importation

FICHIER = DEMONSTRATION / "echantillon_a_verser.csv"


@pytest.fixture(scope="module")
def lignes() -> list[list[str]]:
    return [ligne.split(";") for ligne in FICHIER.read_bytes().decode("cp1252").rstrip("\r\n").split("\r\n")]


def test_windows_1252_sans_marque_et_fins_de_ligne_d_excel() -> None:
    contenu = FICHIER.read_bytes()
    assert not contenu.startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeDecodeError):
        contenu.decode("utf-8")
    assert contenu.count(b"\r\n") == contenu.count(b"\n")


def test_chaque_mrc_a_son_total_qui_est_la_somme(lignes) -> None:
    somme, totaux = [0, 0], 0
    for code, _, inscrits, menages, _ in lignes[1:]:
        if code and inscrits != "n.d.":
            somme = [somme[0] + _entier(inscrits), somme[1] + _entier(menages)]
        elif not code:
            assert somme == [_entier(inscrits), _entier(menages)]
            somme, totaux = [0, 0], totaux + 1
    assert totaux == 10


def _entier(texte: str) -> int:
    assert re.fullmatch(r"\d{1,3}(\u00a0\d{3})*", texte), texte
    return int(texte.replace("\u00a0", ""))


def test_deux_non_disponibles_et_des_virgules(lignes) -> None:
    assert sum(ligne[2] == "n.d." for ligne in lignes) == 2
    assert all(re.fullmatch(r"\d+,\d|n\.d\.", ligne[4]) for ligne in lignes[1:])


def test_l_application_reconnait_tout(communautes) -> None:
    tableau = importation.lire_tableau(FICHIER.read_bytes(), FICHIER.name)
    lieux = communautes.select("decoupage", "code", "nom")
    plan = importation.proposer(tableau, lieux, (), None)
    compris = importation.comprendre(tableau, replace(plan, indicateur="jardins", periode="2021"), lieux)
    assert (compris.territoires_reconnus, compris.lignes_de_cote, compris.lignes_refusees) == (120, 10, 0)
    assert compris.valeurs["effectif"].null_count() == 2
