"""La place d'une mesure sur l'épine : sens, étalement, bornes, absences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import Reste, SignalNiveau
from tableau_bord.indicateurs.positions import BORNE, ranger, situer
from tests.exemples import LOCATAIRES, ORDINAIRE, SEULS, absente, masquee, mesure

RESTE = Reste("reste de la région", None, None, 80.0)
NETTE = replace(
    ORDINAIRE, valeur=83.0, borne_inf=81.0, borne_sup=85.0, reste=RESTE, quartiles=(78.651, 81.349)
)


def test_un_etalement_vaut_l_ecart_entre_quartiles_sur_1349() -> None:
    place = situer(NETTE)
    assert place is not None
    assert place.x == pytest.approx(1.5)
    assert (place.bas, place.haut) == pytest.approx((0.5, 2.5))
    assert place.bande == pytest.approx((-0.6745, 0.6745))
    assert not place.deborde


def test_a_droite_c_est_toujours_plus_favorable() -> None:
    place = situer(replace(NETTE, indicateur=SEULS))
    assert place is not None
    assert place.x == pytest.approx(-1.5)
    assert place.bas is not None and place.haut is not None
    assert place.bas < place.x < place.haut


def test_rien_ne_sort_du_cadre() -> None:
    place = situer(replace(NETTE, valeur=99.0, borne_sup=99.9))
    assert place is not None
    assert (place.x, place.haut, place.deborde) == (BORNE, BORNE, True)


@pytest.mark.parametrize("quartiles", [None, (80.0, 80.0)])
def test_sans_quartiles_l_echelle_est_celle_de_l_intervalle(quartiles: tuple[float, float] | None) -> None:
    place = situer(replace(NETTE, quartiles=quartiles))
    assert place is not None
    assert place.x == pytest.approx(1.5)


def test_sans_rien_pour_mesurer_l_ecart_reste_fini() -> None:
    place = situer(replace(NETTE, quartiles=None, borne_inf=None, borne_sup=None, valeur=80.0))
    assert place is not None
    assert place.x == 0 and place.bas is None


@pytest.mark.parametrize("absence", [*[absente(m) for m in Motif], masquee(), replace(NETTE, reste=None)])
def test_une_absente_n_a_pas_de_place(absence) -> None:  # type: ignore[no-untyped-def]
    assert situer(absence) is None


def test_les_neutres_sont_a_part_et_les_absentes_a_la_fin_sans_tri_par_valeur() -> None:
    haute, basse = replace(NETTE, valeur=90.0), replace(NETTE, valeur=70.0)
    neutre = mesure(SignalNiveau.PLUS_ELEVE, LOCATAIRES)
    rangement = ranger([masquee(), basse, neutre, haute])
    assert [m.valeur for m, _ in rangement.orientees] == [70.0, 90.0]
    assert [m for m, _ in rangement.neutres] == [neutre]
    assert rangement.sans_position == (masquee(),)
