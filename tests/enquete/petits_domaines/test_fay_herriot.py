"""Fay-Herriot contre R sae (`mseFH` sur `milk`), contre la vraisemblance, et contre une vérité connue."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines import fay_herriot, lisser_variances

Lait = tuple[Tableau, Tableau, Tableau]


@pytest.fixture(scope="module")
def lait(partage: Path) -> Lait:
    t = pl.read_csv(partage / "reference" / "milk.csv")
    zone = t["MajorArea"].to_numpy()
    x = np.column_stack([np.ones(len(zone)), zone == 2, zone == 3, zone == 4]).astype(float)
    return t["yi"].to_numpy(), t["SD"].to_numpy() ** 2, x


def test_lait_de_reference(lait: Lait, partage: Path) -> None:
    lu = json.loads((partage / "reference" / "valeurs_de_reference.json").read_text(encoding="utf-8"))
    attendu = next(t["value"] for t in lu["sae_R"] if t["id"] == "milk_REML")
    fait = fay_herriot(*lait)
    assert fait.valeur == pytest.approx(attendu["eblup"], rel=1e-5)
    assert fait.erreur_type**2 == pytest.approx(attendu["mse"], rel=1e-5)
    assert fait.beta == pytest.approx(attendu["beta"], rel=1e-5)
    assert fait.erreur_type_beta == pytest.approx(attendu["se_beta"], rel=1e-5)
    assert fait.variance_effet == pytest.approx(attendu["refvar"], rel=1e-5)
    assert (fait.log_vraisemblance, fait.aic) == pytest.approx((attendu["loglike"], attendu["AIC"]), rel=1e-5)
    assert abs(fait.gradient) < 1e-10


@pytest.mark.parametrize("methode", ["reml", "ml"])
def test_sigma2_est_le_sommet_de_la_vraisemblance(lait: Lait, methode: str) -> None:
    y, psi, x = lait

    def vraisemblance(s: float) -> float:
        v = np.diag(1 / (psi + s))
        q = x.T @ v @ x
        r = y - x @ np.linalg.solve(q, x.T @ v @ y)
        reste = np.linalg.slogdet(q)[1] if methode == "reml" else 0.0
        return float(-0.5 * (np.log(psi + s).sum() + reste + r @ v @ r))

    s = fay_herriot(y, psi, x, methode).variance_effet
    assert vraisemblance(s) > max(vraisemblance(s * 1.001), vraisemblance(s * 0.999))


def test_moments_de_fay_herriot(lait: Lait) -> None:
    y, psi, x = lait
    fait = fay_herriot(y, psi, x, "fh")
    r = y - x @ fait.beta
    assert float((r**2 / (psi + fait.variance_effet)).sum()) == pytest.approx(len(y) - 4, rel=1e-10)


def test_hors_echantillon_et_synthetique(lait: Lait) -> None:
    y, psi, x = lait
    y, psi = y.copy(), psi.copy()
    y[5] = psi[5] = np.nan
    force = np.arange(len(y)) == 8
    fait = fay_herriot(y, psi, x, synthetiques=force)
    libre = fay_herriot(y, psi, x)
    for i in (5, 8):
        assert fait.valeur[i] == pytest.approx(float(x[i] @ fait.beta), rel=1e-12)
        assert fait.gamma[i] == 0
        assert fait.erreur_type[i] >= fait.variance_effet**0.5
    assert list(np.flatnonzero(fait.modelise)) == [5, 8]
    # Forcer un domaine ne change pas le modèle, ni les autres ; contre-épreuve : sans forcer, il montre son direct.
    assert fait.beta == pytest.approx(libre.beta, rel=1e-12)
    assert abs(libre.valeur[8] - fait.valeur[8]) > 0.01


def test_sans_effet_propre_tout_est_synthetique() -> None:
    x = np.ones((12, 1))
    fait = fay_herriot(5 + 1e-4 * np.arange(12), np.ones(12), x)
    assert fait.au_bord
    assert fait.valeur == pytest.approx(fait.synthetique)


@pytest.mark.parametrize(
    ("psi", "x", "dit"),
    [
        ([1, 0, 1, 1, 1], np.ones(5), "variance nulle"),
        ([1, 1, 1, 1, 1], np.column_stack([np.ones(5), np.full(5, 2.0)]), "liées"),
        ([1, np.nan, np.nan, np.nan, 1], np.ones(5), "2 domaines observés"),
        ([1, 1, 1, 1, 1], np.array([1, 1, np.nan, 1, 1]), "auxiliaire manque"),
    ],
)
def test_entrees_mauvaises(psi: list[float], x: Tableau, dit: str) -> None:
    with pytest.raises(CalculErreur, match=dit):
        fay_herriot(np.arange(5.0), psi, x)


@pytest.mark.parametrize("methode", ["reml", "ml", "fh"])
def test_couverture_et_gain_sur_une_verite_connue(methode: str) -> None:
    rng = np.random.default_rng(20261125)
    m, tirages, z = 60, 400, stats.norm.ppf(0.975)
    x = np.column_stack([np.ones(m), rng.normal(size=m)])
    psi = rng.uniform(0.2, 2.0, size=m)
    dedans, eqm_modele, eqm_direct, annoncee = [], [], [], []
    for _ in range(tirages):
        vrai = x @ [2.0, 1.0] + rng.normal(scale=0.8, size=m)
        y = vrai + rng.normal(size=m) * np.sqrt(psi)
        fait = fay_herriot(y, psi, x, methode)
        dedans.append(np.abs(fait.valeur - vrai) <= z * fait.erreur_type)
        eqm_modele.append((fait.valeur - vrai) ** 2)
        eqm_direct.append((y - vrai) ** 2)
        annoncee.append(fait.erreur_type**2)
    couverture, emc = float(np.mean(dedans)), float(np.std(np.mean(dedans, axis=1)) / tirages**0.5)
    assert 0.93 - 2 * emc <= couverture <= 0.97 + 2 * emc
    assert np.mean(eqm_modele) < 0.75 * np.mean(eqm_direct)
    assert np.mean(annoncee) == pytest.approx(np.mean(eqm_modele), rel=0.06)


def test_lisser_retrouve_l_effet_de_plan_et_ne_laisse_aucun_zero() -> None:
    rng = np.random.default_rng(4)
    n = rng.integers(8, 80, size=100).astype(float)
    p = rng.binomial(n.astype(int), 0.08) / n
    psi = 1.5 * p * (1 - p) / n
    assert (psi == 0).any()
    for methode in ("effet-plan-commun", "log-log"):
        fait = lisser_variances(p, psi, n, methode)
        assert (fait.variance > 0).all()
        assert list(fait.lissee) == list(psi == 0)
    fait = lisser_variances(p, psi, n)
    attendu = 1.5 * 0.08 * 0.92 / n[psi == 0]
    assert fait.variance[psi == 0] == pytest.approx(attendu, rel=0.25)
    tout = lisser_variances(p, psi, n, minimum=1e9)
    assert tout.lissee.all()
    sans = lisser_variances(np.append(p, np.nan), np.append(psi, np.nan), np.append(n, 0))
    assert np.isnan(sans.variance[-1])
    with pytest.raises(CalculErreur, match="Moins de trois"):
        lisser_variances(p, np.zeros(100), n)
