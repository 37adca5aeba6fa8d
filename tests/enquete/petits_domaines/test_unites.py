"""Battese-Harter-Fuller contre R sae et lme4 (maïs d'Iowa), contre le calcul dense, et contre une vérité connue."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from scipy import stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines import ModeleUnites, modele_unites

ICI = Path(__file__).parent


class Mais(NamedTuple):
    y: Tableau
    x: Tableau
    comte: np.ndarray
    moyennes: Tableau
    segments: Tableau


def _lire(sans_aberrant: bool) -> Mais:
    # Battese, Harter et Fuller (1988), tableau 1 : hectares de maïs par segment, pixels LANDSAT ; 12 comtés d'Iowa.
    t = np.loadtxt(ICI / "mais_iowa.csv", delimiter=",", skiprows=1)
    c = np.loadtxt(ICI / "mais_iowa_comtes.csv", delimiter=",", skiprows=1, usecols=(0, 2, 3, 4, 5))
    if sans_aberrant:
        t = np.delete(t, 32, axis=0)  # le segment de Hardin que les auteurs écartent
    un = np.ones((len(t), 1))
    moyennes = np.column_stack([np.ones(12), c[:, 3:]])
    return Mais(t[:, 1], np.hstack([un, t[:, 3:]]), t[:, 0].astype(int) - 1, moyennes, c[:, 2])


@pytest.fixture(scope="module")
def mais() -> Mais:
    return _lire(sans_aberrant=True)


def test_mais_publie(mais: Mais) -> None:
    # Molina et Marhuenda (2015), The R Journal 7(1), pbmseBHF(CornHec ~ CornPix + SoyBeansPix, dom = County, ...),
    # ligne 33 ôtée ; les CV y sont d'un bootstrap de 200 tirages.
    publie = [122.1954, 126.2280, 106.6638, 108.4222, 144.3072, 112.1586, 112.7801, 122.0020, 115.3438, 124.4144,
              106.8883, 143.0312]  # fmt: skip
    cv = [8.066110, 7.825271, 9.333344, 7.598736, 4.875002, 6.020232, 5.951520, 5.700670, 4.808813, 4.495448,
          4.532518, 3.504340]  # fmt: skip
    fait = modele_unites(*mais)
    assert fait.valeur == pytest.approx(publie, abs=6e-5)
    assert 100 * fait.erreur_type / fait.valeur == pytest.approx(cv, rel=0.15)
    assert float(np.mean(100 * fait.erreur_type / fait.valeur / cv)) == pytest.approx(1, abs=0.05)


def test_mais_avec_le_segment_aberrant() -> None:
    # fastsae 0.1.0, vignette « unit-level-bhf » : eblup_bhf(..., method = "REML"), 37 segments.
    fait = modele_unites(*_lire(sans_aberrant=False))
    publie = [122.5825, 123.5274, 113.0343, 114.9901, 137.2660, 108.9807]
    assert fait.valeur[:6] == pytest.approx(publie, abs=6e-5)
    assert fait.variance_effet == pytest.approx(63.3149, abs=6e-5)
    assert fait.beta == pytest.approx([17.963979, 0.366335, -0.030364], abs=6e-7)
    assert fait.erreur_type_beta == pytest.approx([30.974505, 0.064959, 0.067576], abs=6e-7)


# R 4.2.2, lme4 1.1.31, lmer(CornHec ~ CornPix + SoyBeansPix + (1|County), d[-33,], REML =, rhoend = 1e-12) ;
# nlme 3.1.162 donne les mêmes au septième chiffre (REML) et au quatrième (ML).
LME4 = {
    "reml": {
        "beta": [51.070397895129, 0.328721732162, -0.134568446422],
        "et": [24.4097045555249, 0.0498759982508, 0.0551941623374],
        "variances": [140.023874717, 147.268634086],
        "log": -149.183315434,
        "effet": [-0.414799826182, 2.867167846520, -11.948341897062, -8.564854840555, 13.915221929310,
                  9.788658487294, -9.232326119515, 1.685804244735, 11.325651348545, -3.227362441977,
                  -14.804690738006, 8.609872006893],
    },
    "ml": {
        "beta": [50.967531871016, 0.328580474081, -0.133709697878],
        "et": [23.4751287870141, 0.0479840351802, 0.0530628776074],
        "variances": [121.061699129, 137.314110687],
        "log": -147.012618805,
        "effet": [-0.347942435735, 2.730638831019, -11.522070475633, -8.312806464298, 13.641415490307,
                  9.529339782040, -9.043094462591, 1.648226072625, 11.082151486777, -3.229378546336,
                  -14.621094725950, 8.444615447777],
    },
}  # fmt: skip


@pytest.mark.parametrize("methode", ["reml", "ml"])
def test_contre_lme4(mais: Mais, methode: str) -> None:
    fait = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes, methode=methode)
    r = LME4[methode]
    assert fait.beta == pytest.approx(r["beta"], rel=1e-6)
    assert fait.erreur_type_beta == pytest.approx(r["et"], rel=1e-6)
    assert [fait.variance_effet, fait.variance_residuelle] == pytest.approx(r["variances"], rel=1e-6)
    assert fait.log_vraisemblance == pytest.approx(r["log"], abs=1e-8)
    assert fait.effet == pytest.approx(r["effet"], rel=1e-5)


def test_ajustement_de_constantes(mais: Mais) -> None:
    """Henderson 3 : les deux sommes de carrés égalent leur espérance."""
    fait = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes, methode="moments")
    z = np.eye(12)[mais.comte]
    plein = np.hstack([mais.x, z])

    def residus(a: Tableau) -> Tableau:
        return np.eye(len(a)) - a @ np.linalg.pinv(a)

    m = residus(mais.x)
    dans = float(mais.y @ residus(plein) @ mais.y)
    assert fait.variance_residuelle == pytest.approx(dans / np.trace(residus(plein)), rel=1e-9)
    esperance = fait.variance_residuelle * np.trace(m) + fait.variance_effet * np.trace(m @ z @ z.T)
    assert esperance == pytest.approx(float(mais.y @ m @ mais.y), rel=1e-9)


def _eqm_dense(fait: ModeleUnites, mais: Mais, covariance: Tableau | None = None) -> Tableau:
    """Prasad-Rao par ses définitions matricielles : V, ses dérivées, et la dérivée numérique des poids b(σ)."""
    z = np.eye(12)[mais.comte]

    def v(s: Tableau) -> Tableau:
        return s[0] * z @ z.T + s[1] * np.eye(len(mais.y))

    s = np.array([fait.variance_effet, fait.variance_residuelle])
    inverse = np.linalg.inv(v(s))
    if covariance is None:
        derivees = [z @ z.T, np.eye(len(mais.y))]
        info = [[0.5 * np.trace(inverse @ a @ inverse @ b) for b in derivees] for a in derivees]
        covariance = np.linalg.inv(np.array(info))
    q = np.linalg.inv(mais.x.T @ inverse @ mais.x)
    eqm = []
    for i in range(12):
        b = inverse @ z[:, i] * s[0]
        d = mais.moyennes[i] - mais.x.T @ b
        pas = [np.array([1e-4, 0]), np.array([0, 1e-4])]
        db = np.array(
            [
                (
                    (s + h)[0] * np.linalg.solve(v(s + h), z[:, i])
                    - (s - h)[0] * np.linalg.solve(v(s - h), z[:, i])
                )
                / 2e-4
                for h in pas
            ]
        )
        g3 = np.trace(db @ v(s) @ db.T @ covariance)
        eqm.append(s[0] - s[0] * z[:, i] @ b + d @ q @ d + 2 * g3)
    return np.array(eqm)


def test_eqm_de_prasad_rao_par_le_calcul_dense(mais: Mais) -> None:
    fait = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes)
    assert fait.erreur_type**2 == pytest.approx(_eqm_dense(fait, mais), rel=1e-6)


def test_correction_d_echantillon_fini(mais: Mais) -> None:
    """La moyenne de N segments : la part vue, exacte, et la part non vue, prédite avec sa propre erreur."""
    n = np.bincount(mais.comte).astype(float)
    total = 3 * n
    sommes = np.column_stack([np.bincount(mais.comte, c) for c in mais.x.T])
    dehors = (total[:, None] * mais.moyennes - sommes) / (total - n)[:, None]
    fini = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes, total)
    reste = modele_unites(mais.y, mais.x, mais.comte, dehors)
    vus = np.bincount(mais.comte, mais.y) / n
    assert fini.valeur == pytest.approx(vus / 3 + 2 / 3 * reste.valeur, rel=1e-10)
    attendu = (2 / 3) ** 2 * (reste.erreur_type**2 + reste.variance_residuelle / (total - n))
    assert fini.erreur_type**2 == pytest.approx(attendu, rel=1e-10)
    recense = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes, np.bincount(mais.comte).astype(float))
    assert recense.valeur == pytest.approx(np.bincount(mais.comte, mais.y) / np.bincount(mais.comte))
    assert recense.erreur_type == pytest.approx(0, abs=1e-12)


def test_covariance_des_moments_par_formes_quadratiques(mais: Mais) -> None:
    fait = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes, methode="moments")
    z = np.eye(12)[mais.comte]
    plein = np.hstack([mais.x, z])
    m = np.eye(36) - mais.x @ np.linalg.pinv(mais.x)
    a = np.eye(36) - plein @ np.linalg.pinv(plein)
    e = a / np.trace(a)
    v = (m - np.trace(m) * e) / np.trace(m @ z @ z.T)
    pleine = fait.variance_effet * z @ z.T + fait.variance_residuelle * np.eye(36)
    covariance = [[2 * np.trace(b @ pleine @ c @ pleine) for c in (v, e)] for b in (v, e)]
    assert fait.erreur_type**2 == pytest.approx(_eqm_dense(fait, mais, np.array(covariance)), rel=1e-6)


def test_hors_echantillon_force_et_etiquettes(mais: Mais) -> None:
    noms = [f"C{i}" for i in range(13)]
    moyennes = np.vstack([mais.moyennes, [1.0, 300.0, 200.0]])
    force = np.arange(13) == 4
    libre = modele_unites(mais.y, mais.x, mais.comte, mais.moyennes)
    fait = modele_unites(
        mais.y, mais.x, [noms[i] for i in mais.comte], moyennes, etiquettes=noms, synthetiques=force
    )
    assert fait.etiquettes[12] == "C12" and fait.repondants[12] == 0
    assert list(np.flatnonzero(fait.modelise)) == [4, 12]
    for i in (4, 12):
        assert fait.valeur[i] == pytest.approx(float(moyennes[i] @ fait.beta), rel=1e-12)
        assert fait.gamma[i] == 0 and fait.erreur_type[i] > fait.variance_effet**0.5
    # Le forcé nourrit toujours le modèle ; les autres ne bougent pas.
    assert fait.beta == pytest.approx(libre.beta, rel=1e-12)
    autres = [i for i in range(12) if i != 4]
    assert fait.valeur[autres] == pytest.approx(libre.valeur[autres], rel=1e-12)
    assert abs(libre.valeur[4] - fait.valeur[4]) > 1


def test_l_unite_et_l_ordre_ne_changent_rien(mais: Mais) -> None:
    base = modele_unites(*mais)
    melange = np.random.default_rng(1).permutation(len(mais.y))
    autre = modele_unites(
        1e4 * mais.y[melange] + 1e7, mais.x[melange], mais.comte[melange], mais.moyennes, mais.segments
    )
    assert autre.valeur == pytest.approx(1e4 * base.valeur + 1e7, rel=1e-9)
    assert autre.erreur_type == pytest.approx(1e4 * base.erreur_type, rel=1e-6)


def test_sans_effet_de_communaute_tout_est_synthetique() -> None:
    y = np.tile([1.0, 2.0, 3.0, 4.0], 5) + 1e-3 * np.repeat([0, 1, -1, 2, -2], 4)
    fait = modele_unites(y, np.ones(20), np.repeat(np.arange(5), 4), np.ones(5))
    assert fait.au_bord and fait.variance_effet == 0
    assert fait.valeur == pytest.approx(fait.synthetique)


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"methode": "magie"}, "Méthode inconnue"),
        ({"y": [np.nan, 2, 3, 4, 5, 6]}, "Une réponse manque"),
        ({"x": np.ones((6, 2))}, "formes compatibles"),
        ({"x": np.ones((6, 2)), "moyennes": np.ones((3, 2))}, "liées"),
        ({"domaine": [0, 0, 1, 1, 2, 3]}, "Domaine inconnu"),
        ({"domaine": ["a", "a", "b", "b", "c", "c"]}, "n'est pas un rang"),
        ({"domaine": [0, 1, 2, 3, 4, 5], "moyennes": np.ones(6)}, "ne séparent pas"),
        ({"effectifs": [1, 10, 10]}, "plus petite que l'échantillon"),
        ({"effectifs": [0, 10, 10]}, "positifs"),
    ],
)
def test_entrees_mauvaises(change: dict[str, object], dit: str) -> None:
    donne = {
        "y": [1.0, 2, 3, 5, 8, 6],
        "x": np.ones(6),
        "domaine": [0, 0, 1, 1, 2, 2],
        "moyennes": np.ones(3),
        "effectifs": None,
        "methode": "reml",
    } | change
    with pytest.raises(CalculErreur, match=dit):
        modele_unites(*donne.values())  # type: ignore[arg-type]


@pytest.mark.parametrize("methode", ["reml", "ml", "moments"])
def test_couverture_et_gain_sur_une_verite_connue(methode: str) -> None:
    rng = np.random.default_rng(20261125)
    m, tirages, total = 40, 120, 60
    vus = rng.integers(0, 9, size=m)  # des domaines sans répondant compris
    domaine = np.repeat(np.arange(m), vus)
    dedans, modele, direct, annoncee = [], [], [], []
    for _ in range(tirages):
        x = np.stack([np.ones((m, total)), rng.normal(size=(m, total))], axis=-1)
        y = x @ [5.0, 1.0] + rng.normal(scale=0.8, size=(m, 1)) + rng.normal(scale=1.5, size=(m, total))
        pris = np.concatenate([np.arange(i * total, i * total + k) for i, k in enumerate(vus)])
        fait = modele_unites(
            y.ravel()[pris], x.reshape(-1, 2)[pris], domaine, x.mean(axis=1), np.full(m, total), methode
        )
        erreur = fait.valeur - y.mean(axis=1)
        dedans.append(np.abs(erreur) <= stats.norm.ppf(0.975) * fait.erreur_type)
        modele.append(erreur**2)
        annoncee.append(fait.erreur_type**2)
        simple = np.bincount(domaine, y.ravel()[pris], m) / np.maximum(vus, 1)
        direct.append((simple - y.mean(axis=1))[vus > 0] ** 2)
    couverture, emc = float(np.mean(dedans)), float(np.std(np.mean(dedans, axis=1)) / tirages**0.5)
    assert 0.94 - 2 * emc <= couverture <= 0.96 + 2 * emc
    assert np.mean(np.array(modele)[:, vus > 0]) < 0.6 * np.mean(direct)
    assert np.mean(annoncee) == pytest.approx(np.mean(modele), rel=0.06)
