"""L'accès : valeurs publiées, invariant, cas limites, propriétés, et une écriture naïve en boucles."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tableau_bord import actifs
from tableau_bord.actifs.acces_geographique import (
    acces,
    acces_incertain,
    aires_flottantes,
    autour,
    distance_au_plus_proche,
    distances,
    population_desservie,
)
from tableau_bord.commun.erreurs import CalculErreur
from tests.conftest import PARTAGE

REFERENCE = PARTAGE / "reference" / "valeurs_de_reference.json"
PALIERS = [(10, 1.0), (20, 0.68), (30, 0.22)]


def en_boucles(population, offre, couts, rayon, poids):
    """Les deux temps, écrits comme on les lit."""
    ratios = []
    for j, s in enumerate(offre):
        demande = sum(p * poids(couts[i][j]) for i, p in enumerate(population) if couts[i][j] < rayon)
        ratios.append(s / demande if demande else 0.0)
    return [
        sum(r * poids(couts[i][j]) for j, r in enumerate(ratios) if couts[i][j] < rayon)
        for i in range(len(population))
    ]


@pytest.mark.parametrize("scenario", range(4))
def test_valeurs_publiees_de_pysal(scenario):
    if not REFERENCE.exists():
        pytest.skip("les valeurs de référence ne sont pas à côté du dépôt")
    temoin = json.loads(REFERENCE.read_text(encoding="utf-8"))["access"][0]
    couts = np.full((3, 3), np.nan)
    for origine, destination, cout in temoin["couts_origine_destination"][f"scenario_{scenario}"]:
        couts[origine - 1, destination - 1] = cout
    rendu = acces([100, 50, 10], [15, 20, 100], couts, 61, poids=lambda c: 1 / c)
    attendu = list(temoin["value"]["access"][f"scenario_{scenario}"].values())
    np.testing.assert_allclose(rendu.valeur, attendu, rtol=1e-6)
    assert rendu.somme == pytest.approx(135.0)


def test_deux_communautes_un_point_a_la_main():
    rendu = acces([100, 300], [8.0], [[5.0], [9.0]], 10)
    assert rendu.ratios.tolist() == [0.02] and rendu.valeur.tolist() == [0.02, 0.02]
    paliers = acces([100, 300], [8.0], [[5.0], [15.0]], 30, "e2sfca", PALIERS)
    assert paliers.ratios[0] == pytest.approx(8 / (100 + 300 * 0.68))
    assert paliers.valeur[1] == pytest.approx(0.68 * paliers.ratios[0])


def test_le_cout_egal_au_rayon_ne_compte_pas():
    assert acces([1], [1], [[10.0]], 10).valeur[0] == 0
    assert acces([1], [1], [[np.nextafter(10.0, 0)]], 10).valeur[0] == 1


def test_les_couts_ne_sont_pas_symetriques():
    couts = [[1.0, 50.0], [1.0, 1.0]]
    rendu = acces([10, 10], [10.0, 10.0], couts, 10)
    assert rendu.valeur.tolist() == [0.5, 1.5]


def test_zero_injoignable_et_personne():
    couts = [[1.0, np.nan, np.inf], [np.inf, np.nan, 1.0]]
    rendu = acces([10, 0], [5.0, 7.0, 9.0], couts, 10)
    assert rendu.perdus.tolist() == [1, 2] and rendu.offre_perdue == 16.0 and np.isnan(rendu.ratios[1:]).all()
    assert rendu.sans_acces.tolist() == [] and rendu.valeur.tolist() == [0.5, 0.0]
    assert (rendu.somme, rendu.offre_partagee) == (5.0, 5.0)
    seul = acces([10, 10], [0.0], [[1.0], [99.0]], 10)
    assert seul.valeur.tolist() == [0.0, 0.0] and seul.sans_acces.tolist() == [1], (
        "offre nulle n'est pas hors de portée"
    )


def test_sans_aucun_point_ni_aucune_communaute():
    assert acces([10, 20], [], np.zeros((2, 0)), 5).valeur.tolist() == [0.0, 0.0]
    assert acces([], [3.0], np.zeros((0, 1)), 5).offre_perdue == 3.0


def test_par_groupe_d_age():
    population = np.array([[10.0, 90.0], [40.0, 60.0]])
    couts = [[1.0, 1.0], [1.0, 99.0]]
    partage = acces(population, [20.0, 10.0], couts, 10)
    np.testing.assert_allclose(partage.valeur, acces([100, 100], [20.0, 10.0], couts, 10).valeur)
    offre = np.array([[5.0, 0.0], [0.0, 9.0]])
    propre = acces(population, offre, couts, 10)
    np.testing.assert_allclose(propre.valeur[:, 0], acces(population[:, 0], offre[:, 0], couts, 10).valeur)
    np.testing.assert_allclose(propre.valeur[:, 1], acces(population[:, 1], offre[:, 1], couts, 10).valeur)


@pytest.mark.parametrize(
    "arguments",
    [
        {"couts": [1.0, 2.0]}, {"couts": [[-1.0]]}, {"population": [1, 2]}, {"population": [np.nan]}, {"population": [-1]},
        {"offre": [np.inf]}, {"rayon": 0}, {"rayon": -3}, {"rayon": np.nan}, {"methode": "3sfca"}, {"methode": "e2sfca"},
        {"methode": "e2sfca", "poids": [(20, 1), (10, 0.5)]}, {"methode": "e2sfca", "poids": [(10, 0.2), (20, 0.9)]},
        {"methode": "gravite"}, {"poids": lambda c: -c}, {"poids": lambda c: c / 0}, {"offre": [[1.0, 2.0]]},
    ],
)  # fmt: skip
def test_une_entree_impossible_est_nommee(arguments):
    bons = {"population": [10], "offre": [5.0], "couts": [[1.0]], "rayon": 10}
    with np.errstate(divide="ignore"), pytest.raises(CalculErreur) as refus:
        acces(**{**bons, **arguments})
    assert refus.value.ou and refus.value.remede


_n = st.integers(1, 6)


@st.composite
def cas(tirer):
    c, p = tirer(_n), tirer(_n)
    nombres = st.just(0.0) | st.floats(1e-3, 1e6)
    population = tirer(arrays(float, c, elements=nombres))
    offre = tirer(arrays(float, p, elements=nombres))
    couts = tirer(arrays(float, (c, p), elements=st.floats(0, 50, allow_subnormal=False) | st.just(np.nan)))
    methode, poids = tirer(
        st.sampled_from([("2sfca", None), ("e2sfca", PALIERS), ("2sfca", lambda x: 1 / (1 + x))])
    )
    return population, offre, couts, tirer(st.floats(0.5, 45)), methode, poids


@given(cas())
def test_l_invariant_tient_sur_des_donnees_tirees(donne):
    rendu = acces(*donne)
    assert rendu.somme == pytest.approx(rendu.offre_partagee, rel=1e-9, abs=1e-9)
    assert rendu.offre_partagee + rendu.offre_perdue == pytest.approx(donne[1].sum(), rel=1e-9)
    assert (rendu.valeur >= 0).all() and np.isfinite(rendu.valeur).all()


@given(cas())
def test_comme_l_ecriture_naive(donne):
    population, offre, couts, rayon, methode, poids = donne

    def peser(x):
        if methode == "e2sfca":
            return next((p for borne, p in PALIERS if x < borne), 0.0)
        return poids(x) if poids else 1.0

    naif = en_boucles(population, offre, couts, rayon, peser)
    np.testing.assert_allclose(acces(*donne).valeur, naif, rtol=1e-9, atol=1e-9)


@given(cas(), st.randoms(use_true_random=False))
def test_l_ordre_ne_change_rien(donne, alea):
    population, offre, couts, *reste = donne
    i, j = list(range(len(population))), list(range(len(offre)))
    alea.shuffle(i)
    alea.shuffle(j)
    melange = acces(population[i], offre[j], couts[np.ix_(i, j)], *reste)
    np.testing.assert_allclose(melange.valeur, acces(*donne).valeur[i], rtol=1e-9, atol=1e-12)


@given(cas(), st.floats(0, 1e5))
def test_plus_d_offre_ne_donne_jamais_moins_d_acces(donne, surplus):
    population, offre, *reste = donne
    avant, apres = (
        acces(population, offre, *reste).valeur,
        acces(population, offre + np.eye(len(offre))[0] * surplus, *reste).valeur,
    )
    assert (apres >= avant - 1e-9 * (1 + np.abs(avant))).all()


def test_contre_epreuve_une_division_faussee_rompt_l_invariant(monkeypatch):
    monkeypatch.setattr(
        aires_flottantes.np, "divide", lambda a, b, out, where: np.where(where, a / (b + 1), 0.0)
    )
    with pytest.raises(CalculErreur, match="Σ P·A vaut"):
        acces([100, 300], [8.0], [[5.0], [9.0]], 10)


def test_un_debordement_est_refuse_jamais_montre():
    with pytest.raises(CalculErreur, match="Σ P·A vaut"):
        acces([1e-308], [1e6], [[1.0]], 10)


def test_distances_connues():
    """Montréal (45,5019 ; −73,5674) à Québec (46,8131 ; −71,2075) : 233 km sur la sphère."""
    d = distances([-73.5674, -73.5674], [45.5019, np.nan], [-71.2075, -73.5674], [46.8131, 45.5019])
    assert d[0, 0] == pytest.approx(233.2, abs=0.5) and d[0, 1] == 0 and np.isnan(d[1]).all()
    assert distances([0.0], [0.0], [180.0], [0.0])[0, 0] == pytest.approx(np.pi * 6371.0088)


def test_le_plus_proche_et_qui_est_desservi():
    couts = [[3.0, 2.0], [np.nan, np.inf], [7.0, 7.0]]
    d, rang = distance_au_plus_proche(couts)
    assert d[[0, 2]].tolist() == [2.0, 7.0] and np.isnan(d[1]) and rang.tolist() == [1, -1, 0]
    assert population_desservie([10, 20, 30], couts, 7) == (10.0, 60.0)
    assert distance_au_plus_proche(np.zeros((2, 0)))[1].tolist() == [-1, -1]


def test_une_position_inconnue_elargit_et_une_certaine_ne_varie_pas():
    lon, lat = np.array([0.0, 0.2]), np.array([45.0, 45.0])
    offre, population = [10.0, 10.0], [100.0, 100.0]

    def tirages(rayons):
        lons, lats = autour([0.05, 0.15], [45.0, 45.0], rayons, 200, 1)
        return [(offre, distances(lon, lat, x, y)) for x, y in zip(lons, lats, strict=True)]

    sur = acces_incertain(population, tirages([0.0, 0.0]), 10)
    flou = acces_incertain(population, tirages([8.0, 0.0]), 10)
    assert (sur.erreur_type < 1e-15).all() and (sur.borne_inf == sur.borne_sup).all()
    assert (flou.borne_sup - flou.borne_inf).max() > 0.02
    assert "200 tirages" in flou.methode
    with pytest.raises(CalculErreur):
        acces_incertain(population, [], 10)


def test_les_tirages_restent_dans_le_disque_et_se_rejouent():
    lons, lats = autour([-71.0], [46.0], [5.0], 2_000, 7)
    d = distances(lons[:, 0], lats[:, 0], [-71.0], [46.0])[:, 0]
    assert d.max() <= 5.01 and np.median(d) == pytest.approx(5 / np.sqrt(2), abs=0.15), (
        "uniforme sur le disque"
    )
    np.testing.assert_array_equal(lons, autour([-71.0], [46.0], [5.0], 2_000, 7)[0])


def test_le_contrat_s_importe_du_paquet():
    assert actifs.acces is acces


def test_le_paquet_est_pur():
    programme = (
        "import sys, importlib.util as u\n"
        "import tableau_bord.commun.erreurs, tableau_bord.commun.estimations\n"
        "import types\n"
        "m = types.ModuleType('tableau_bord.actifs'); m.__path__ = ['src/tableau_bord/actifs']; sys.modules['tableau_bord.actifs'] = m\n"
        "import tableau_bord.actifs.acces_geographique\n"
        "print(*sorted({n.split('.')[0] for n in sys.modules}))"
    )
    fini = subprocess.run([sys.executable, "-c", programme], capture_output=True, text=True)
    assert fini.returncode == 0, fini.stderr
    assert not set(fini.stdout.split()) & {"polars", "duckdb", "streamlit", "plotly", "pydeck", "pandas"}
