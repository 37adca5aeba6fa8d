"""Cadrer, projeter, hachurer : l'aller-retour, l'étendue nordique, les traits coupés."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.rapports import plan
from tableau_bord.rapports.noms import couper_le_nom, decoupes, placer_noms
from tests.exemples import case, rangee_de_cases

SUD = [case(f"S{i}{j}", f"Sud {i}{j}", 33.0, x=-73 + 0.1 * i) for i in range(6) for j in range(5)]
NORD = case("N", "Nunavik", 33.0, x=-72.0)
NORD = type(NORD)(
    **{**NORD.__dict__, "anneaux": ((((-79.0, 55.0), (-65.0, 55.0), (-65.0, 62.0), (-79.0, 55.0)),),)}
)


@given(st.floats(-180, 180), st.floats(-80, 80), st.floats(0, 12))
def test_projeter_puis_deprojeter_revient(longitude: float, latitude: float, zoom: float) -> None:
    point = np.array([[longitude, latitude]])
    assert plan.deprojeter(plan.projeter(point, zoom), zoom) == pytest.approx(point, abs=1e-6)


def test_tout_tient_dans_le_cadre() -> None:
    cases = rangee_de_cases([30.0] * 6)
    cadre = plan.cadrer(cases, 560, 430)
    boite = plan.boite_du_cadre(cadre)
    assert all(boite.covers(f) for f in plan.formes(cases, cadre.zoom))
    assert cadre.dehors == 0
    assert cadre.hauteur <= 430


def test_une_etendue_nordique_ne_rapetisse_pas_le_sud() -> None:
    cadre = plan.cadrer([*SUD, NORD], 560, 430)
    assert cadre.dehors == 1
    assert cadre.zoom > plan.cadrer([*SUD[:1], NORD], 560, 430).zoom + 1


def test_un_seul_territoire_ou_aucun() -> None:
    assert plan.cadrer([SUD[0]], 560, 430).dehors == 0
    assert plan.cadrer([], 560, 430).zoom > 0


def test_les_hachures_restent_dedans_et_evitent_le_nom() -> None:
    carre, nom = shapely.box(0, 0, 100, 100), shapely.box(30, 40, 70, 60)
    traits = [shapely.LineString(t) for t in plan.hachures(carre, 10, [nom])]
    assert traits
    assert all(carre.buffer(1e-6).covers(t) for t in traits)
    assert all(t.intersection(nom).length < 1e-6 for t in traits)
    pentes = {round(abs((t[-1][1] - t[0][1]) / (t[-1][0] - t[0][0])), 6) for t in plan.hachures(carre, 10)}
    assert pentes == {1.0}
    assert plan.hachures(shapely.Polygon(), 10) == []


@pytest.mark.parametrize(
    ("nom", "signes", "lignes"),
    [
        ("Anse-aux-Huards", 20, ("Anse‑aux‑Huards",)),
        ("Anse-aux-Huards", 9, ("Anse‑aux‑", "Huards")),
        ("Notre-Dame-du-Quai", 8, ("Notre‑", "Dame‑", "du‑Quai")),
        ("Nunavik", 3, ("Nunavik",)),
        ("La Pinède", 7, ("La", "Pinède")),
    ],
)
def test_un_nom_se_coupe_aux_bons_endroits(nom: str, signes: int, lignes: tuple[str, ...]) -> None:
    assert couper_le_nom(nom, signes) == lignes


def test_un_nom_sans_coupe_n_a_qu_une_ligne() -> None:
    assert decoupes("Nunavik") == [("Nunavik",)]


def test_les_noms_ne_se_touchent_pas_et_restent_dans_le_cadre() -> None:
    cases = rangee_de_cases(
        [30.0] * 6, ["Anse-aux-Huards", "Baie", "Val-Brumeux", "Île", "Mont", "Saint-Ormand"]
    )
    cadre = plan.cadrer(cases, 560, 430)
    noms = placer_noms(cases, plan.formes(cases, cadre.zoom), 13, True, cadre)
    assert len(noms) == 6
    assert all(plan.boite_du_cadre(cadre).contains(n.boite) for n in noms)
    assert not any(a.boite.intersects(b.boite) for k, a in enumerate(noms) for b in noms[:k])


def test_avec_trop_de_territoires_seuls_les_grands_sont_nommes() -> None:
    petits = rangee_de_cases([30.0] * 70, [f"Notre-Dame-numéro-{k}" for k in range(70)])
    cadre = plan.cadrer(petits, 560, 430)
    assert placer_noms(petits, plan.formes(petits, cadre.zoom), 13, False, cadre) == []
