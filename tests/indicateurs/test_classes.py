"""Cinq classes : bornes rondes autour de la référence, incertitude, masque qui ne révèle rien."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import classes
from tableau_bord.indicateurs.classes import Classement, Etat, classer
from tests.exemples import DIPLOME, HOSPITALISATIONS, rangee_de_cases

RIEN: list[float | None] = [None] * 5
CINQ = [24.0, 29.0, 33.0, 38.0, 45.0]


def _classer(valeurs: list[float | None], reference: float | None) -> Classement:
    vides: list[float | None] = [None] * len(valeurs)
    return classer(valeurs, vides, vides, reference)


def test_les_bornes_d_apparence() -> None:
    """L'exemple d'APPARENCE §5 : référence 33,6, pas de 5, bornes 26, 31, 36, 41."""
    resultat = _classer([24.0, 30.0, 33.0, 37.0, 45.0], 33.6)
    assert resultat.pas == 5
    assert resultat.bornes == (26.0, 31.0, 36.0, 41.0)
    assert resultat.classes == (1, 2, 3, 4, 5)


def test_une_valeur_egale_a_une_borne_va_au_dessus() -> None:
    bornes = _classer([30.0, 30.1, 36.9, 37.0], 33.6).bornes
    assert _classer([30.0, 30.1, 36.9, 37.0, bornes[2]], 33.6).classes[-1] == 4


@pytest.mark.parametrize(
    ("bas", "haut", "etat"),
    [
        (31.0, 35.9, Etat.SURE),
        (31.0, 36.0, Etat.SURE),
        (30.9, 35.9, Etat.SURE),
        (30.9, 36.0, Etat.INCERTAINE),
        (0.0, 100.0, Etat.INCERTAINE),
    ],
)
def test_incertaine_des_que_l_intervalle_touche_trois_classes(bas: float, haut: float, etat: Etat) -> None:
    valeurs: list[float | None] = [24.0, 30.0, 33.0, 37.0, 45.0]
    resultat = classer(valeurs, [None, None, bas, None, None], [None, None, haut, None, None], 33.6)
    assert resultat.etats[2] is etat


def test_masquee_et_absente_ne_sont_pas_une_classe() -> None:
    motifs = [None, Motif.MASQUE, Motif.MASQUE_COMPLEMENT, Motif.NON_DISPONIBLE, Motif.TROP_INCERTAIN]
    resultat = classer([33.0, None, None, None, None], RIEN, RIEN, 33.6, motifs)
    assert resultat.classes == (3, None, None, None, None)
    assert resultat.etats == (Etat.SURE, Etat.MASQUEE, Etat.MASQUEE, Etat.ABSENTE, Etat.ABSENTE)


@given(st.floats(0, 100), st.floats(0, 100))
def test_changer_une_valeur_masquee_ne_change_rien(un: float, autre: float) -> None:
    motifs = [None, None, None, None, Motif.MASQUE]
    base: list[float | None] = [24.0, 29.0, 33.0, 38.0]
    assert classer([*base, un], RIEN, RIEN, 33.0, motifs) == classer([*base, autre], RIEN, RIEN, 33.0, motifs)


@given(st.lists(st.floats(0, 1e5), min_size=0, max_size=40), st.one_of(st.none(), st.floats(0, 1e5)))
def test_la_reference_est_dans_la_classe_du_milieu(valeurs: list[float], reference: float | None) -> None:
    resultat = _classer(list(valeurs), reference)
    bornes = resultat.bornes
    assert list(bornes) == sorted(bornes)
    assert bornes[1] - 1e-6 <= resultat.reference <= bornes[2] + 1e-6
    assert sum(resultat.combien(k) for k in range(1, 6)) == len(valeurs)


def test_sans_reference_la_mediane_en_tient_lieu() -> None:
    assert _classer(list(CINQ), None).reference == 33.0


@pytest.mark.parametrize("valeurs", [[], [0.0] * 6, [50.0], [50.0] * 9])
def test_des_valeurs_sans_etalement_donnent_quand_meme_cinq_classes(valeurs: list[float | None]) -> None:
    resultat = _classer(valeurs, 50.0)
    assert resultat.etalement is None
    assert resultat.pas == 5


def test_les_mots_disent_une_frequence_jamais_un_jugement() -> None:
    assert classes.mots(DIPLOME)[4] == "Nettement plus fréquent"
    assert classes.mots(HOSPITALISATIONS)[0] == "Nettement moins élevé"
    assert classes.mots(DIPLOME, "la médiane des territoires")[2] == "Proche de la médiane des territoires"
    assert not any("favorable" in m for m in classes.mots(DIPLOME) + classes.mots(HOSPITALISATIONS))


def test_les_bornes_s_ecrivent_avec_des_espaces_insecables() -> None:
    textes = classes.bornes_en_mots(_classer([24.0, 30.0, 33.0, 37.0, 45.0], 33.6), DIPLOME)
    assert textes == (
        "moins de 26\u00a0%",
        "de 26 à 31\u00a0%",
        "de 31 à 36\u00a0%",
        "de 36 à 41\u00a0%",
        "41\u00a0% et plus",
    )


def test_la_regle_s_imprime_avec_ses_nombres() -> None:
    regle = classes.regle(_classer([24.0, 30.0, 33.0, 37.0, 45.0], 33.6), DIPLOME)
    assert "larges de 5" in regle and "33,6 (la région)" in regle and "1,349" in regle


def test_les_cases_d_une_carte() -> None:
    cases = rangee_de_cases([24.0, 30.0, 33.0, 37.0, 45.0, None])
    traitre = replace(cases[-1], valeur=99.0, borne_inf=98.0, borne_sup=99.5)
    assert classes.classer_cases(cases, 33.6) == classes.classer_cases([*cases[:-1], traitre], 33.6)
