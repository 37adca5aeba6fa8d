"""Régression multiniveau et post-stratification contre R lme4 (`glmer`), contre des tirages, contre une vérité connue."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from scipy import special, stats

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines import Cellules, Mrp, mrp
from tableau_bord.enquete.petits_domaines.mrp_laplace import Laplace, _Modele, _monter, ajuster

ICI = Path(__file__).parent

# Pneumonie bovine, R lme4 `cbpp` (Lesnoff et al., 2004) : troupeau, cas, effectif, période.
CBPP = """1 2 14 1,1 3 12 2,1 4 9 3,1 0 5 4,2 3 22 1,2 1 18 2,2 1 21 3,3 8 22 1,3 2 16 2,3 0 16 3,3 2 20 4,4 2 10 1,
4 0 10 2,4 2 9 3,4 0 6 4,5 5 18 1,5 0 25 2,5 0 24 3,5 1 4 4,6 3 17 1,6 0 17 2,6 0 18 3,6 1 20 4,7 8 16 1,7 1 10 2,
7 3 9 3,7 0 5 4,8 12 34 1,9 2 9 1,9 0 6 2,9 0 8 3,9 0 6 4,10 1 22 1,10 1 22 2,10 0 18 3,10 2 22 4,11 0 25 1,11 5 27 2,
11 3 22 3,11 1 22 4,12 2 10 1,12 1 8 2,12 0 6 3,12 0 5 4,13 1 21 1,13 2 24 2,13 0 19 3,13 0 23 4,14 11 19 1,14 0 2 2,
14 0 3 3,14 0 2 4,15 1 19 1,15 1 15 2,15 1 15 3,15 0 15 4"""


def test_cbpp_contre_glmer() -> None:
    # R 4.2.2, lme4 1.1.31, glmer(cbind(incidence, size - incidence) ~ period + (1|herd), cbpp, binomial, nAGQ = 1,
    # bobyqa, rhoend = 1e-10, tolPwrss = 1e-13). Bates et al. (2015) publient -1,3983 -0,9919 -1,1282 -1,5797 ; -92,0266.
    t = np.array([[float(v) for v in ligne.split()] for ligne in CBPP.replace("\n", "").split(",")])
    x = np.column_stack([np.ones(len(t)), *(t[:, 3] == p for p in (2, 3, 4))]).astype(float)
    fait = ajuster(t[:, 1], t[:, 2], x, t[:, :1].T.astype(int) - 1, [15])
    assert fait.beta == pytest.approx(
        [-1.398532168938, -0.992332707245, -1.128672187811, -1.580313724303], rel=1e-6
    )
    erreur = np.sqrt(np.diag(fait.covariance))[1:]
    assert erreur == pytest.approx([0.232471802269, 0.306642023724, 0.326637358507, 0.427435726567], rel=1e-5)
    assert fait.theta**2 == pytest.approx([0.412499763343], rel=1e-6)
    assert fait.log_vraisemblance == pytest.approx(-92.0262818715, abs=1e-7)
    modes = [0.5900200500541, -0.2988971821100, 0.4062555845361, 0.0392773349886, -0.1900153125006]
    assert (fait.u * fait.theta)[:5] == pytest.approx(modes, abs=1e-6)
    condition = np.sqrt(np.diag(fait.racine @ fait.racine.T)) * fait.theta
    assert condition[:3] == pytest.approx([0.348265056191, 0.365558207287, 0.297318486518], rel=1e-6)


def _cellules() -> tuple[Tableau, Tableau, Tableau, np.ndarray]:
    """308 cellules tirées une fois (graine 11) : 26 communautés sur 30 ont des répondants, 14 groupes."""
    t = np.loadtxt(ICI / "cellules_mrp.csv", delimiter=",", skiprows=1)
    x = np.column_stack([np.ones(len(t)), (t[:, 2] - 20) / 10])
    return t[:, 3], t[:, 4], x, t[:, :2].T.astype(int)


@pytest.fixture(scope="module")
def croise() -> Laplace:
    y, n, x, rangs = _cellules()
    return ajuster(y, n, x, rangs - 1, [30, 14])


def test_deux_facteurs_croises_contre_glmer(croise: Laplace) -> None:
    # R 4.2.2, lme4 1.1.31, glmer(cbind(succes, essais - succes) ~ x + (1|communaute) + (1|groupe), ..., nAGQ = 1),
    # x = (pauvrete - 20) / 10, mêmes réglages.
    assert croise.beta == pytest.approx([-1.374984045466, 0.297533165247], rel=1e-6)
    assert np.sqrt(np.diag(croise.covariance))[2:] == pytest.approx(
        [0.164755726319, 0.132040883385], rel=1e-5
    )
    assert croise.theta**2 == pytest.approx([0.269279209071, 0.124581753515], rel=1e-6)
    assert croise.log_vraisemblance == pytest.approx(-317.982899813, abs=1e-7)
    v = croise.u * np.repeat(croise.theta, [30, 14])
    assert v[[0, 13, 20]] == pytest.approx([0.05730751729570, -0.75432715387272, 0.90948615207939], abs=1e-6)
    assert v[[30, 40]] == pytest.approx([-0.2717933567683, 0.6727820527686], abs=1e-6)
    condition = np.sqrt(np.diag(croise.racine @ croise.racine.T)) * np.repeat(croise.theta, [30, 14])
    assert condition[:3] == pytest.approx([0.306748676150, 0.293198093400, 0.371959578814], rel=1e-6)
    assert condition[26] == pytest.approx(croise.theta[0], rel=1e-12)  # jamais vue : son a priori


def test_gradient_et_derivee_du_mode_par_differences() -> None:
    y, n, x, rangs = _cellules()
    modele = _Modele(y, n, x, rangs - 1, [30, 14])
    psi = np.array([0.8, 0.3, -1.2, 0.9])
    _, gradient, pente, _ = modele.evaluer(psi)
    for i, pas in enumerate(1e-5 * np.eye(4)):
        haut, bas = modele.evaluer(psi + pas)[0], modele.evaluer(psi - pas)[0]
        assert gradient[i] == pytest.approx((haut - bas) / 2e-5, rel=1e-5)
        modele.evaluer(psi + pas)
        u_haut = modele.u
        modele.evaluer(psi - pas)
        assert pente[:, i] == pytest.approx((u_haut - modele.u) / 2e-5, abs=1e-5)


def test_un_ecart_type_parti_de_zero_n_y_reste_pas(croise: Laplace) -> None:
    """À θ = 0 la pente est nulle par symétrie : sans redémarrage, on y resterait pris."""
    y, n, x, rangs = _cellules()
    modele = _Modele(y, n, x, rangs - 1, [30, 14])
    depart = np.array([0.0, 0.0, -1.3, 0.0])
    assert modele.evaluer(depart)[1][:2] == pytest.approx(0, abs=1e-12)
    assert _monter(modele, depart)[:2] == pytest.approx(croise.theta, rel=1e-3)


def _population(m: int = 30, g: int = 14) -> tuple[Cellules, Tableau]:
    rng = np.random.default_rng(2)
    c, a = np.repeat(np.arange(1, m + 1), g), np.tile(np.arange(1, g + 1), m)
    t = np.loadtxt(ICI / "cellules_mrp.csv", delimiter=",", skiprows=1)
    pauvre = np.full(m + 1, 20.0)
    pauvre[t[:, 0].astype(int)] = t[:, 2]
    x = np.column_stack([np.ones(m * g), (pauvre[c] - 20) / 10])
    return Cellules(x, {"communaute": c, "groupe": a}), rng.integers(5, 500, size=m * g).astype(float)


def _faire(**autre: object) -> Mrp:
    y, n, x, rangs = _cellules()
    population, effectifs = _population()
    echantillon = Cellules(x, {"communaute": rangs[0], "groupe": rangs[1]})
    return mrp(y, n, echantillon, population, effectifs, **autre)  # type: ignore[arg-type]


def test_moments_a_posteriori_contre_des_tirages(croise: Laplace) -> None:
    """60 000 tirages de ψ, puis de u sachant ψ, refaits ici sans `predire` ni Mehler."""
    fait = _faire()
    population, effectifs = _population()
    rng = np.random.default_rng(5)
    b = 60_000
    psi = rng.multivariate_normal(np.zeros(4), croise.covariance, size=b)
    u = croise.u + psi @ croise.pente_u.T + rng.normal(size=(b, 44)) @ croise.racine.T
    rang_c = np.asarray(population.facteurs["communaute"]) - 1
    for d in (0, 13, 28):  # ordinaire, loin du modèle, sans répondant
        ici = np.flatnonzero(rang_c == d)
        x = np.asarray(population.auxiliaires)[ici]
        # Au premier ordre, comme le modèle : η = Xβ + θ_c u_c + θ_g u_g, les produits linéarisés au sommet.
        eta = (croise.beta + psi[:, 2:]) @ x.T
        eta += croise.theta[0] * u[:, [d]] + psi[:, [0]] * croise.u[d]
        eta += croise.theta[1] * u[:, 30:] + psi[:, [1]] * croise.u[30:]
        p = special.expit(eta) @ effectifs[ici] / effectifs[ici].sum()
        assert fait.valeur[d] == pytest.approx(float(p.mean()), abs=5 * float(p.std()) / b**0.5)
        assert fait.erreur_type[d] == pytest.approx(float(p.std()), rel=0.015)


def test_post_stratification_et_hors_echantillon() -> None:
    fait = _faire()
    population, effectifs = _population()
    assert fait.etiquettes == tuple(str(i) for i in range(1, 31))
    c = np.asarray(population.facteurs["communaute"]) - 1
    moyenne = np.bincount(c, effectifs * fait.probabilites) / np.bincount(c, effectifs)
    assert fait.valeur == pytest.approx(moyenne, rel=1e-12)
    assert list(np.flatnonzero(fait.modelise)) == [26, 27, 28, 29]
    assert fait.erreur_type[26:].min() > np.median(fait.erreur_type[:26])
    assert ((fait.borne_inf < fait.valeur) & (fait.valeur < fait.borne_sup)).all()
    assert fait.borne_inf.min() > 0 and fait.borne_sup.max() < 1
    # L'intervalle, à l'échelle logit, est centré sur la valeur.
    milieu = (special.logit(fait.borne_inf) + special.logit(fait.borne_sup)) / 2
    assert milieu == pytest.approx(special.logit(fait.valeur), rel=1e-9)
    assert fait.aic == pytest.approx(2 * 4 + 2 * 317.982899813, abs=1e-6)


def test_valeur_forcee_synthetique_ne_doit_rien_a_ses_reponses() -> None:
    libre, fait = _faire(), _faire(synthetiques=[14, "21"])
    assert fait.beta == pytest.approx(libre.beta, rel=1e-6)
    autres = [i for i in range(30) if i not in (13, 20)]
    assert fait.valeur[autres] == pytest.approx(libre.valeur[autres], rel=1e-6)
    # Leurs effets propres étaient grands : -0,75 et +0,91 en logit.
    assert fait.valeur[13] > libre.valeur[13] + 0.03 and fait.valeur[20] < libre.valeur[20] - 0.05
    assert fait.modelise[[13, 20]].all() and (fait.erreur_type[[13, 20]] > libre.erreur_type[[13, 20]]).all()


def test_population_vide_et_cellule_sans_essai() -> None:
    y, n, x, rangs = _cellules()
    population, effectifs = _population()
    effectifs[np.asarray(population.facteurs["communaute"]) == 3] = 0
    plus = Cellules(
        np.vstack([x, x[:1]]), {"communaute": np.append(rangs[0], 1), "groupe": np.append(rangs[1], 14)}
    )
    fait = mrp(np.append(y, 0), np.append(n, 0), plus, population, effectifs)
    libre = _faire()
    assert np.isnan(fait.valeur[2]) and np.isnan(fait.borne_sup[2])
    assert fait.valeur[[0, 1, 3]] == pytest.approx(libre.valeur[[0, 1, 3]], rel=1e-9)


def test_sans_variance_entre_communautes_le_bord_est_dit() -> None:
    n = np.full(40, 10.0)
    y = np.tile([2.0, 3.0], 20)
    un = Cellules(np.ones(40), {"communaute": np.repeat(np.arange(20), 2)})
    fait = mrp(y, n, un, un, np.ones(40))
    assert fait.au_bord == ("communaute",) and fait.ecarts_types["communaute"] == 0
    assert fait.valeur == pytest.approx(0.25, abs=1e-3)
    # Sans effet, c'est la proportion d'ensemble et son erreur type.
    assert fait.erreur_type == pytest.approx((0.25 * 0.75 / 400) ** 0.5, rel=0.01)


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"succes": np.full(6, 9.0)}, "dépassent"),
        ({"succes": np.zeros(6)}, "ne varie pas"),
        ({"x": np.ones((6, 2))}, "formes compatibles"),
        ({"x": np.ones((6, 2)), "z": np.ones((6, 2))}, "liées"),
        ({"essais": [5, 5, 5, 5, 5, np.nan]}, "manque"),
        ({"domaine": "village"}, "pas un facteur"),
        ({"niveaux": ["a"] * 6}, "aucun niveau commun"),
        ({"niveaux": [1] * 6}, "qu'un niveau"),
        ({"effectifs": np.zeros(6)}, "effectifs"),
        ({"x": np.arange(6.0) > 2, "z": np.arange(6.0), "succes": [0, 0, 0, 5, 5, 5]}, "sommet"),
    ],
)
def test_entrees_mauvaises(change: dict[str, object], dit: str) -> None:
    d = {"succes": [1.0, 2, 0, 3, 1, 2], "essais": np.full(6, 5.0), "x": np.ones(6), "z": np.ones(6)}
    d |= {"niveaux": [1, 1, 2, 2, 3, 3], "effectifs": np.ones(6), "domaine": "communaute"} | change  # type: ignore[dict-item]
    with pytest.raises(CalculErreur, match=dit):
        mrp(
            d["succes"], d["essais"], Cellules(d["x"], {"communaute": d["niveaux"]}),
            Cellules(d["z"], {"communaute": [1, 1, 2, 2, 3, 3]}), d["effectifs"], d["domaine"],
        )  # type: ignore[arg-type]  # fmt: skip


def _monde(
    rng: np.random.Generator, m: int, g: int, moyen: float
) -> tuple[Cellules, Tableau, Tableau, Tableau, Tableau]:
    c, a = np.repeat(np.arange(m), g), np.tile(np.arange(g), m)
    x = rng.normal(size=m)
    eta = -1.4 + 0.4 * x[c] + rng.normal(0, 0.5, m)[c] + rng.normal(0, 0.5, g)[a]
    p = special.expit(eta)
    n = rng.poisson(moyen, size=m * g) * (c < m - 5)
    cellules = Cellules(np.column_stack([np.ones(m * g), x[c]]), {"communaute": c, "groupe": a})
    return cellules, rng.binomial(n, p).astype(float), n.astype(float), rng.uniform(20, 400, m * g), p


def test_couverture_et_gain_sur_une_verite_connue() -> None:
    rng = np.random.default_rng(20261125)
    dedans, modele, direct, annoncee = [], [], [], []
    for _ in range(24):
        cellules, y, n, poids, p = _monde(rng, 60, 8, 2.5)
        c = np.asarray(cellules.facteurs["communaute"])
        vrai = np.bincount(c, p * poids) / np.bincount(c, poids)
        fait = mrp(y, n, cellules, cellules, poids)
        dedans.append((fait.borne_inf <= vrai) & (vrai <= fait.borne_sup))
        modele.append((fait.valeur - vrai) ** 2)
        annoncee.append(fait.erreur_type**2)
        direct.append((np.bincount(c, y)[:55] / np.bincount(c, n)[:55] - vrai[:55]) ** 2)
    couverture, emc = float(np.mean(dedans)), float(np.std(np.mean(dedans, axis=1)) / 24**0.5)
    assert 0.94 - 2 * emc <= couverture <= 0.965 + 2 * emc
    assert np.mean(np.array(modele)[:, :55]) < 0.7 * np.mean(direct)
    assert np.mean(annoncee) == pytest.approx(np.mean(modele), rel=0.12)


def test_cent_vingt_communautes_et_quatorze_groupes_vont_vite() -> None:
    cellules, y, n, poids, _ = _monde(np.random.default_rng(3), 120, 14, 1.5)
    mrp(y, n, cellules, cellules, poids)
    debut = time.process_time()
    mrp(y, n, cellules, cellules, poids)
    assert time.process_time() - debut < 3  # 0,2 s au repos ; large pour une machine occupée


def test_niveau_des_bornes() -> None:
    large, etroit = _faire(), _faire(niveau=0.5)
    rapport = (special.logit(large.borne_sup) - special.logit(large.borne_inf)) / (
        special.logit(etroit.borne_sup) - special.logit(etroit.borne_inf)
    )
    assert rapport == pytest.approx(stats.norm.ppf(0.975) / stats.norm.ppf(0.75), rel=1e-9)
