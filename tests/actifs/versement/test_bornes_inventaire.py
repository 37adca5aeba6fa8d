"""Sans polygone dans la base, les bornes du Québec repèrent une position fausse."""

from __future__ import annotations

import pytest

from tableau_bord.actifs import Actif, Genre
from tableau_bord.actifs.versement import bornes


def juger(lon, lat):
    proposees, anomalies = bornes.reperer(
        [Actif("a", Genre.LIEU, "X", longitude=lon, latitude=lat)], {"a": 7}
    )
    return proposees.get("a"), [(x.regle, x.ligne) for x in anomalies]


@pytest.mark.parametrize(("lon", "lat"), [(-73.57, 45.5), (-64.48, 48.83), (-77.78, 55.28), (None, None)])
def test_montreal_gaspe_et_kuujjuarapik_sont_au_quebec(lon, lat):
    assert juger(lon, lat) == (None, [])


@pytest.mark.parametrize(
    ("lon", "lat", "regle", "proposee"),
    [
        (73.57, 45.5, "longitude positive", (-73.57, 45.5)), (45.5, -73.57, "latitude et longitude inversées", (-73.57, 45.5)),
        (45.5, 73.57, "latitude et longitude inversées", (-73.57, 45.5)), (2.35, 48.86, "longitude positive", None),
        (-122.4, 37.8, "hors de tout territoire", None), (0.0, 0.0, "hors de tout territoire", None),
    ],
)  # fmt: skip
def test_ce_qui_tombe_ailleurs_est_nomme_et_redresse_si_le_signe_ou_l_ordre_suffit(lon, lat, regle, proposee):
    assert juger(lon, lat) == (proposee, [(regle, 7)])
