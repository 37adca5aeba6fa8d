"""L'épine : à droite c'est favorable, rien n'est trié, un masque ne trace rien."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.interface import epine, theme
from tests.exemples import LOCATAIRES, ORDINAIRE, SECRETS, SEULS, absente, masquee, mesure

MELANGE = [
    masquee(),
    mesure(SignalNiveau.MOINS_FAVORABLE, SEULS),
    mesure(SignalNiveau.PLUS_ELEVE, LOCATAIRES),
    mesure(SignalNiveau.PLUS_FAVORABLE),
]


def _textes(mesures: list[Mesure]) -> list[str]:
    return [a.text for a in epine.figure(mesures).layout.annotations]


def _marques(mesures: list[Mesure]) -> Any:
    return epine.figure(mesures).data[0]


def test_une_mesure_favorable_pointe_a_droite_en_bleu() -> None:
    marques = _marques([ORDINAIRE])
    assert marques.x[0] > 0
    assert marques.marker.symbol == ("triangle-right",)
    assert marques.marker.color == (theme.PLUS,)


def test_la_couleur_est_toujours_doublee_d_une_forme_et_d_un_mot() -> None:
    marques = _marques(MELANGE)
    assert marques.marker.symbol == ("triangle-left", "triangle-right", "diamond")
    assert "►\u00a0plus favorable" in marques.hovertemplate[1]
    assert "◆\u00a0plus élevé" in marques.hovertemplate[2]


def test_l_entete_nomme_la_reference() -> None:
    ailleurs = replace(ORDINAIRE, reste=replace(ORDINAIRE.reste, nom="reste du Québec"))  # type: ignore[type-var]
    assert _textes([ailleurs])[:3] == ["◄\u00a0moins favorable", "Reste du Québec", "plus favorable\u00a0►"]


def test_une_mesure_neutre_a_son_entete_sans_fleche() -> None:
    textes = _textes([mesure(SignalNiveau.PLUS_ELEVE, LOCATAIRES)])
    assert "moins élevé" in textes and "plus élevé" in textes
    assert not any("►" in t or "◄" in t for t in textes)


def test_l_ordre_recu_est_garde_et_les_absentes_sont_dernieres() -> None:
    noms = [t for t in _textes(MELANGE) if t in {"Finissent leur secondaire", "Vivent seuls", "Locataires"}]
    assert noms == ["Vivent seuls", "Finissent leur secondaire", "Locataires", "Finissent leur secondaire"]


def test_62_pixels_par_mesure() -> None:
    assert epine.figure([ORDINAIRE] * 3).layout.height - epine.figure([ORDINAIRE] * 2).layout.height == 62


@pytest.mark.parametrize("motif", [Motif.MASQUE, Motif.MASQUE_COMPLEMENT])
def test_un_masque_ne_revele_rien(motif: Motif) -> None:
    """Ni valeur, ni longueur, ni axe : la figure est la même quels que soient les nombres cachés."""
    avec, sans = [ORDINAIRE, masquee(motif)], [ORDINAIRE, masquee(avec_nombres=False)]
    assert epine.figure(avec).to_json() == epine.figure(sans).to_json()
    assert not any(s in t for t in _textes([masquee(motif)]) for s in SECRETS)
    assert epine.texte_alternatif(avec) == epine.texte_alternatif(sans)


def test_un_masque_ne_trace_rien() -> None:
    figure = epine.figure([masquee()])
    assert len(figure.data[0].x) == 0
    assert {forme.xref for forme in figure.layout.shapes} == {"paper"}
    assert "◇\u00a0masqué" in _textes([masquee()])


@pytest.mark.parametrize("motif", [m for m in Motif if "masqué" not in m])
def test_chaque_absence_dit_son_mot(motif: Motif) -> None:
    assert f"○\u00a0{motif.value}" in _textes([absente(motif)])


def test_l_axe_ne_depend_pas_des_donnees() -> None:
    un, autre = epine.figure([ORDINAIRE]), epine.figure([replace(ORDINAIRE, valeur=10.0)])
    assert un.layout.xaxis.range == autre.layout.xaxis.range


def test_un_nom_venu_des_donnees_est_echappe() -> None:
    piege = replace(ORDINAIRE, indicateur=replace(ORDINAIRE.indicateur, court="<b>x</b>", nom="%{x} <i>"))
    figure = epine.figure([piege])
    assert "<b>x" not in figure.to_json()
    assert "%{x}" not in figure.data[0].hovertemplate[0]


def test_le_texte_alternatif_dit_la_conclusion() -> None:
    assert epine.texte_alternatif([ORDINAIRE]).startswith("La seule mesure est plus favorable")


def test_rien_a_montrer() -> None:
    assert epine.figure([]).layout.height > 0
