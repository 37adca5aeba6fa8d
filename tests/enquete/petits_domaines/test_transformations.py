"""Fay-Herriot transformé contre R emdi (revenus d'Autriche), contre l'intégrale, et contre une vérité connue."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import integrate, stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines import fay_herriot_transforme
from tableau_bord.enquete.petits_domaines.transformations import moments_arcsin, moments_log

# R emdi : `eusilcA_smpAgg` et `eusilcA_popAgg` (94 districts, données synthétiques), districts 31 à 34 et 71 à 74
# ôtés de l'échantillon ; valeurs attendues : tests/testthat/FH/fh_backtransform_point.csv du paquet, method = "ml",
# ~ eqsize + cash + self_empl. emdi s'arrête à σ² = 0,008423 (log, arrondi dans son test) et 0,0018746723 (arcsin,
# tolérance d'`optimize` ; le sommet est à 0,0018816).
SIGMA2 = {"log": 0.008423, "arcsin": 0.0018746722818848806}


@pytest.fixture(scope="module")
def autriche() -> np.ndarray:
    return np.genfromtxt(Path(__file__).parent / "eusilc_autriche.csv", delimiter=",", names=True)


def _x(t: np.ndarray) -> Tableau:
    return np.column_stack([np.ones(len(t)), t["eqsize"], t["cash"], t["self_empl"]])


def _eblup(y: Tableau, psi: Tableau, x: Tableau, s: float) -> tuple[Tableau, Tableau]:
    """EBLUP et σ²(1 − γ) à σ² imposé."""
    o = np.isfinite(y)
    w = 1 / (psi[o] + s)
    beta = np.linalg.solve(x[o].T @ (w[:, None] * x[o]), x[o].T @ (w * y[o]))
    gamma = np.where(o, s / (s + psi), 0.0)
    return x @ beta + np.where(o, gamma * (y - x @ beta), 0.0), s * (1 - gamma)


def test_retour_arcsin_contre_emdi(autriche: np.ndarray) -> None:
    t = autriche
    mu, v = _eblup(np.arcsin(np.sqrt(t["mtmed"])), 1 / (4 * t["n"]), _x(t), SIGMA2["arcsin"])
    assert np.sin(np.clip(mu, 0, np.pi / 2)) ** 2 == pytest.approx(t["arcsin_naif"], abs=2e-7)
    # emdi intègre de 0 à π/2 sans renormer : il perd de la masse près du bord (0,26 au district 51, naïf à 1) ; et il
    # garde le retour naïf hors échantillon. On compare où la loi tient dans l'intervalle.
    dedans = np.isfinite(t["arcsin_bc"]) & (mu - 5 * v**0.5 > 0) & (mu + 5 * v**0.5 < np.pi / 2)
    assert dedans.sum() == 82
    moyenne, _ = moments_arcsin(mu, v)
    assert moyenne[dedans] == pytest.approx(t["arcsin_bc"][dedans], abs=2e-7)
    assert np.abs(moyenne - t["arcsin_naif"])[dedans].max() > 1e-3  # la correction n'est pas rien


def test_retour_log_contre_emdi(autriche: np.ndarray) -> None:
    t = autriche
    mu, v = _eblup(np.log(t["moyenne"]), t["var_moyenne"] / t["moyenne"] ** 2, _x(t), SIGMA2["log"])
    ici = np.isfinite(t["log_sm"])
    assert moments_log(mu, v)[0][ici] == pytest.approx(t["log_sm"][ici], rel=2e-7)


def test_ajustement_entier_contre_emdi(autriche: np.ndarray) -> None:
    t = autriche
    arcsin = fay_herriot_transforme(t["mtmed"], t["n"], _x(t), "arcsin", "ml", retour="naif")
    assert arcsin.valeur == pytest.approx(t["arcsin_naif"], abs=3e-4)
    assert arcsin.modele.variance_effet == pytest.approx(SIGMA2["arcsin"], rel=0.005)
    log = fay_herriot_transforme(t["moyenne"], t["var_moyenne"], _x(t), "log", "ml")
    ici = np.isfinite(t["log_sm"])
    assert log.valeur[ici] == pytest.approx(t["log_sm"][ici], rel=2e-4)
    assert list(np.flatnonzero(log.modelise) + 1) == [31, 32, 33, 34, 71, 72, 73, 74]
    # « bc_crude » d'emdi ajoute la moitié de l'EQM de l'échelle log : notre EQM, par là, est la sienne.
    crue = np.exp(log.modele.valeur + 0.5 * log.modele.erreur_type**2)
    assert crue[ici] == pytest.approx(t["log_crude"][ici], rel=2e-4)
    # Hors échantillon, emdi ajoute à σ² le biais du maximum de vraisemblance, `fay_herriot` non : 0,03 % de la valeur.
    assert crue[~ici] == pytest.approx(t["log_crude"][~ici], rel=5e-4)


@pytest.mark.parametrize(("mu", "v"), [(0.3, 0.01), (0.05, 0.02), (1.55, 0.01), (1.8, 0.003), (0.8, 1e-6)])
def test_moments_arcsin_contre_l_integrale(mu: float, v: float) -> None:
    def masse(f: object, centre: float = mu) -> float:
        def g(t: float) -> float:
            return f(np.sin(t) ** 2) * np.exp(
                -((t - mu) ** 2 - (np.clip(mu, 0, np.pi / 2) - mu) ** 2) / 2 / v
            )  # type: ignore[operator]

        coupe = [float(np.clip(mu, 1e-9, np.pi / 2 - 1e-9))]
        return float(integrate.quad(g, 0, np.pi / 2, points=coupe, limit=400, epsabs=1e-13)[0])

    z = masse(lambda p: 1.0)
    moyenne = masse(lambda p: p) / z
    variance = masse(lambda p: (p - moyenne) ** 2) / z
    m, s = moments_arcsin(np.array([mu]), np.array([v]))
    assert m[0] == pytest.approx(moyenne, rel=1e-7)
    assert s[0] == pytest.approx(variance, rel=1e-5)
    # Loin des bords, la forme close : (1 − e^(−2v) cos 2μ)/2.
    if 5 * v**0.5 < min(mu, np.pi / 2 - mu):
        assert m[0] == pytest.approx(0.5 * (1 - np.exp(-2 * v) * np.cos(2 * mu)), abs=1e-6)


def test_sans_effet_le_retour_corrige_est_le_naif() -> None:
    p = np.full(12, 0.25) + 1e-4 * np.arange(12)
    corrige, naif = (
        fay_herriot_transforme(p, np.full(12, 50), np.ones(12), retour=r) for r in ("corrige", "naif")
    )
    assert corrige.modele.au_bord
    assert corrige.valeur == pytest.approx(naif.valeur, rel=1e-12)
    assert "naïf" in naif.methode and "corrigé" in corrige.methode


def test_zero_pour_cent_hors_echantillon_et_force() -> None:
    rng = np.random.default_rng(8)
    n = rng.integers(6, 30, size=30).astype(float)
    p = rng.binomial(n.astype(int), rng.uniform(0.02, 0.3, size=30)) / n
    p[0], p[3], n[3] = 0.0, np.nan, 0.0
    libre = fay_herriot_transforme(p, n, np.ones(30))
    fait = fay_herriot_transforme(p, n, np.ones(30), synthetiques=np.arange(30) == 5)
    assert fait.valeur[0] > 0 and fait.erreur_type[0] > 0 and fait.borne_inf[0] >= 0
    assert list(np.flatnonzero(fait.modelise)) == [3, 5]
    assert fait.valeur[3] == pytest.approx(fait.valeur[5], rel=1e-12)
    assert fait.valeur[[0, 7]] == pytest.approx(libre.valeur[[0, 7]], rel=1e-12)
    assert ((fait.borne_inf <= fait.valeur) & (fait.valeur <= fait.borne_sup)).all()


@pytest.mark.parametrize(
    ("y", "appui", "autre", "dit"),
    [
        ([0.1, 0.2, 1.2, 0.3], [9, 9, 9, 9], {}, "proportions"),
        ([0.1, 0.2, 0.2, 0.3], [9, 0, 9, 9], {}, "n'est pas positif"),
        ([1.0, 2.0, 0.0, 3.0], [1, 1, 1, 1], {"transformation": "log"}, "valeurs positives"),
        ([1.0, 2.0, 1.0, 3.0], [1, 0, 1, 1], {"transformation": "log"}, "variance nulle"),
        ([0.1, 0.2, 0.2, 0.3], [9, 9, 9, 9], {"transformation": "probit"}, "Transformation inconnue"),
        ([0.1, 0.2, 0.2, 0.3], [9, 9, 9, 9], {"retour": "direct"}, "Retour inconnu"),
    ],
)
def test_entrees_mauvaises(y: list[float], appui: list[float], autre: dict[str, str], dit: str) -> None:
    with pytest.raises(CalculErreur, match=dit):
        fay_herriot_transforme(y, appui, np.ones(4), **autre)  # type: ignore[arg-type]


def _repeter(transformation: str, tirages: int = 200) -> dict[str, float]:
    rng = np.random.default_rng(20261125)
    m = 80
    x = np.column_stack([np.ones(m), rng.normal(size=m)])
    n = rng.integers(8, 60, size=m).astype(float)
    psi = rng.uniform(0.02, 0.2, size=m)
    sommes: dict[str, list[Tableau]] = {
        k: [] for k in ("dedans", "corrige", "naif", "direct", "annoncee", "biais_c", "biais_n")
    }
    for _ in range(tirages):
        if transformation == "arcsin":
            vrai = np.sin(np.clip(x @ [0.35, 0.08] + rng.normal(scale=0.1, size=m), 0, np.pi / 2)) ** 2
            y = rng.binomial(n.astype(int), vrai) / n
            appui, direct = n, y
        else:
            theta = x @ [1.0, 0.3] + rng.normal(scale=0.4, size=m)
            vrai = np.exp(theta)
            y = np.exp(theta + rng.normal(size=m) * psi**0.5)
            appui, direct = psi * y**2, y
        c, f = (fay_herriot_transforme(y, appui, x, transformation, retour=r) for r in ("corrige", "naif"))
        sommes["dedans"].append((c.borne_inf <= vrai) & (vrai <= c.borne_sup))
        sommes["corrige"].append((c.valeur - vrai) ** 2)
        sommes["naif"].append((f.valeur - vrai) ** 2)
        sommes["direct"].append((direct - vrai) ** 2)
        sommes["annoncee"].append(c.erreur_type**2)
        sommes["biais_c"].append((c.valeur - vrai) / vrai.mean())
        sommes["biais_n"].append((f.valeur - vrai) / vrai.mean())
    return {k: float(np.mean(v)) for k, v in sommes.items()}


@pytest.mark.parametrize("transformation", ["arcsin", "log"])
def test_couverture_biais_et_gain_sur_une_verite_connue(transformation: str) -> None:
    r = _repeter(transformation)
    assert 0.93 <= r["dedans"] <= 0.965
    assert r["corrige"] < 0.75 * r["direct"]
    assert r["annoncee"] == pytest.approx(r["corrige"], rel=0.12)
    # L'arc sinus d'un direct de peu de gens penche déjà vers le bas (Jensen) : la correction n'en ôte que la moitié.
    assert abs(r["biais_c"]) < {"arcsin": 0.055, "log": 0.012}[transformation]
    assert r["biais_n"] < r["biais_c"] - 0.02


def test_les_bornes_suivent_le_niveau() -> None:
    p = np.linspace(0.1, 0.5, 20)
    large, etroit = (fay_herriot_transforme(p, np.full(20, 25), np.ones(20), niveau=a) for a in (0.95, 0.5))
    assert (large.borne_inf < etroit.borne_inf).all() and (etroit.borne_sup < large.borne_sup).all()
    racine = np.arcsin(np.sqrt(large.borne_sup)) - large.modele.valeur
    assert racine == pytest.approx(stats.norm.ppf(0.975) * large.modele.erreur_type, rel=1e-9)
