"""Les images : un PNG à la bonne largeur, sans réseau, où un masque ne révèle rien."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from tableau_bord import VERSION_CALCUL, rapports
from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import phrases
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.rapports import image
from tests.exemples import DIPLOME, LOCATAIRES, ORDINAIRE, absente, masquee, mesure, rangee_de_cases

BANDEAU = "Région d’essai. Données inventées. Profil table."
MELANGE = [ORDINAIRE, mesure(SignalNiveau.PLUS_ELEVE, LOCATAIRES), masquee(), absente(Motif.NON_DISPONIBLE)]
CASES = rangee_de_cases([45.0, 24.0, None, 33.0, 37.0, 30.0])


def _largeur(png: bytes) -> int:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return int(struct.unpack(">I", png[16:20])[0])


def _portrait(mesures: list[Mesure], nom: str = "Anse-aux-Huards", largeur: int = 800) -> bytes:
    return rapports.portrait_png(nom, "Contexte.", phrases.resumer(mesures), mesures, BANDEAU, largeur)


@pytest.mark.parametrize("largeur", [800, 1600])
def test_un_portrait_a_la_largeur_demandee(largeur: int) -> None:
    assert _largeur(_portrait(MELANGE, largeur=largeur)) == largeur


@pytest.mark.parametrize("mesures", [[], [masquee()], [absente(m) for m in Motif]])
def test_un_portrait_sans_nombre_se_fait_quand_meme(mesures: list[Mesure]) -> None:
    assert _largeur(_portrait(mesures)) == 800


def test_le_meme_portrait_donne_la_meme_image() -> None:
    assert _portrait(MELANGE) == _portrait(MELANGE)


@pytest.mark.parametrize("motif", [Motif.MASQUE, Motif.MASQUE_COMPLEMENT])
def test_un_masque_ne_revele_rien_dans_un_portrait(motif: Motif) -> None:
    assert _portrait([ORDINAIRE, masquee(motif)]) == _portrait([ORDINAIRE, masquee(avec_nombres=False)])


def test_contre_epreuve_une_autre_valeur_change_l_image() -> None:
    assert _portrait([replace(ORDINAIRE, valeur=87.0)]) != _portrait([ORDINAIRE])


def test_un_nom_ne_commande_pas_typst() -> None:
    assert _largeur(_portrait([ORDINAIRE], nom='#import "x" $ _a_ *b* @c <d>')) == 800


def test_le_pied_dit_source_date_version_et_bandeau() -> None:
    pied = image._pied(BANDEAU, ["Une source.", "Une source", "Autre"])
    assert pied.startswith(BANDEAU)
    assert "Sources\u00a0: Une source\u00a0; Autre." in pied
    assert "21\u00a0novembre\u00a02026" in pied
    assert VERSION_CALCUL in pied


def test_le_gras_de_la_phrase_est_en_morceaux() -> None:
    assert image._morceaux("a **b** c") == [
        {"texte": "a ", "gras": False},
        {"texte": "b", "gras": True},
        {"texte": " c", "gras": False},
    ]


def test_une_carte_a_la_largeur_demandee() -> None:
    assert _largeur(rapports.carte_png(CASES, DIPLOME, 33.6, "2021", BANDEAU, 900)) == 900
    assert _largeur(rapports.carte_png([], DIPLOME, None, "2021", BANDEAU, 800)) == 800


def test_un_masque_ne_revele_rien_sur_une_carte() -> None:
    traitre = replace(CASES[2], motif=Motif.MASQUE_COMPLEMENT, valeur=99.0, borne_inf=90.0, borne_sup=100.0)
    avec = [*CASES[:2], traitre, *CASES[3:]]
    propre = rapports.carte_png(CASES, DIPLOME, 33.6, "2021", BANDEAU, 800)
    assert rapports.carte_png(avec, DIPLOME, 33.6, "2021", BANDEAU, 800) == propre
