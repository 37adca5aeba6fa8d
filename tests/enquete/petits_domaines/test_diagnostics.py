"""Les diagnostics contre R (`shapiro.test`, `lm`, `linearHypothesis`) sur le lait, et contre un modèle faux exprès."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines import FayHerriot, diagnostiquer, fay_herriot


def _lait(partage: Path) -> tuple[Tableau, Tableau, FayHerriot]:
    t = pl.read_csv(partage / "reference" / "milk.csv")
    zone = t["MajorArea"].to_numpy()
    x = np.column_stack([np.ones(len(zone)), zone == 2, zone == 3, zone == 4]).astype(float)
    y, psi = t["yi"].to_numpy(), t["SD"].to_numpy() ** 2
    return y, psi, fay_herriot(y, psi, x)


def test_lait_contre_r(partage: Path) -> None:
    # R 4.2.2 et car 3.1.1, sur les EBLUP de `fay_herriot` (eux-mêmes vérifiés contre R sae) :
    # shapiro.test(r), m3/m2^1.5, m4/m2^2, lm(y ~ fh), linearHypothesis(l, c("(Intercept)=0", "fh=1")), pchisq(W, 43).
    y, psi, fait = _lait(partage)
    d = diagnostiquer(y, psi, fait.valeur, fait.erreur_type, fait.synthetique, fait.modelise)
    r, u = d.normalite_residus, d.normalite_effets
    assert u is not None
    assert [r.w, r.p] == pytest.approx([0.96110988089669, 0.15222270231743], rel=1e-5)
    assert [r.asymetrie, r.aplatissement] == pytest.approx([-0.63230263324879, 3.4406836116029], rel=1e-8)
    assert [u.w, u.p] == pytest.approx([0.878004147833, 0.00028731320959226], rel=1e-4)
    assert [u.asymetrie, u.aplatissement] == pytest.approx([-1.3515078387049, 4.7727400210459], rel=1e-8)
    b = d.droite
    assert [b.ordonnee, b.pente] == pytest.approx([-0.12222232114888, 1.15299142803955], rel=1e-8)
    erreurs = [b.erreur_type_ordonnee, b.erreur_type_pente]
    assert erreurs == pytest.approx([0.056694384045906, 0.058318138920555], rel=1e-8)
    assert [b.f, b.p] == pytest.approx([4.9924925874373, 0.011468377154783], rel=1e-7)
    assert [d.wald, d.wald_p] == pytest.approx([10.498034901544, 0.99999991315994], rel=1e-8)
    assert d.couverture == 1.0 and d.domaines == 43
    assert d.correlation_synthetique == pytest.approx(0.75339145784248, rel=1e-10)
    cv = [d.cv_direct, d.cv_modele, d.gain_cv]
    assert cv == pytest.approx([0.13988439306358, 0.11171080165235, 0.22190270137051], rel=1e-8)
    assert [b.etiquette for b in d.bouges] == ["11", "12", "4", "9", "7"]
    assert d.bouges[0].ecart_reduit == pytest.approx(1.7021491918388, rel=1e-8)


def test_les_phrases_se_lisent_et_ne_disent_pas_le_direct(partage: Path) -> None:
    y, psi, fait = _lait(partage)
    noms = [f"Comté {i}" for i in range(1, 44)]
    d = diagnostiquer(y, psi, fait.valeur, fait.erreur_type, fait.synthetique, etiquettes=noms, bouges=2)
    texte = "\n".join(d.phrases)
    assert "Résidus\u00a0: pas de signe contre la loi normale (Shapiro-Wilk W = 0,961, p = 0,152)" in texte
    assert "Effets des domaines\u00a0: loi normale douteuse" in texte
    assert "ordonnée −0,122, pente 1,15" in texte
    assert "ne s'écarte pas du direct (Wald 10,5 pour 43\u00a0domaines, p = 1,000)" in texte
    assert "100\u00a0% des intervalles directs à 95\u00a0%" in texte
    assert "de 14,0\u00a0% à 11,2\u00a0%\u00a0: gain médian de 22\u00a0%" in texte
    assert (
        "Domaines les plus déplacés, en erreurs types du direct\u00a0: Comté 11 (+1,7) et Comté 12 (−1,2)."
        in texte
    )
    for phrase in d.phrases:
        assert not any(f" {signe}" in phrase for signe in (":", ";", "%", "?", "!"))
        assert not any(f"{b.direct:.3f}".replace(".", ",") in phrase for b in d.bouges)


def test_un_modele_faux_est_denonce() -> None:
    """Contre-épreuve : la vraie dépendance est ignorée, et l'erreur type annoncée est trop petite."""
    rng = np.random.default_rng(4)
    m = 80
    x = rng.normal(size=m)
    psi = np.full(m, 0.1)
    vrai = 5 + 2 * x + rng.normal(scale=0.3, size=m)
    y = vrai + rng.normal(size=m) * psi**0.5
    bon = fay_herriot(y, psi, np.column_stack([np.ones(m), x]))
    juste = diagnostiquer(y, psi, bon.valeur, bon.erreur_type, bon.synthetique)
    faux = diagnostiquer(y, psi, 5 + 0.8 * x, np.full(m, 0.1))
    assert juste.wald_p > 0.9 and faux.wald_p < 1e-6
    assert juste.couverture > 0.95 > 0.7 > faux.couverture
    assert juste.droite.pente == pytest.approx(1, abs=0.1)
    assert faux.droite.pente == pytest.approx(2 / 0.8, rel=0.1) and faux.droite.p < 1e-6
    assert juste.gain_cv > 0.1
    assert faux.normalite_effets is None and "s'écarte du direct" in " ".join(faux.phrases)


def test_la_statistique_de_wald_suit_son_khi_deux_quand_direct_et_modele_sont_libres() -> None:
    rng = np.random.default_rng(9)
    p = []
    for _ in range(300):
        y, m = rng.normal(size=30) + 3, rng.normal(scale=0.5, size=30) + 3
        p.append(diagnostiquer(y, np.ones(30), m, np.full(30, 0.5)).wald_p)
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.038)  # trois écarts types
    assert np.mean(p) == pytest.approx(0.5, abs=0.05)


def test_les_domaines_synthetiques_et_absents_restent_dehors() -> None:
    y = np.array([1.0, 2, 3, 4, 5, 6, 50, np.nan])
    m = np.array([1.1, 2.1, 2.9, 4.2, 4.9, 6.1, 4.0, 3.0])
    d = diagnostiquer(y, np.ones(8), m, np.ones(8), modelise=np.arange(8) == 6)
    assert d.domaines == 6 and np.isnan(d.residus[[6, 7]]).all()
    assert "7" not in [b.etiquette for b in d.bouges]
    tout = diagnostiquer(y, np.ones(8), m, np.ones(8))
    assert tout.bouges[0].etiquette == "7"  # contre-épreuve


def test_effets_tous_nuls_et_direct_nul() -> None:
    y = np.array([0.0, 1, 2, 3, 4, 6])
    d = diagnostiquer(y, np.ones(6), y + 0.1, np.full(6, 0.5), synthetique=y + 0.1)
    assert d.normalite_effets is not None and np.isnan(d.normalite_effets.w)
    assert "Effets des domaines\u00a0: tous égaux, rien à juger." in d.phrases
    assert d.cv_direct == pytest.approx(1 / 3)  # le direct nul n'a pas de CV


@pytest.mark.parametrize(
    ("psi", "m", "dit"),
    [
        (np.ones(5), np.arange(6.0), "même nombre"),
        (np.array([1, 1, 0, 1, 1, 1.0]), np.arange(6.0), "n'est pas positive"),
        (np.array([1, 1, np.nan, np.nan, 1, 1.0]), np.arange(6.0), "4 domaines à comparer"),
        (np.ones(6), np.ones(6), "même valeur partout"),
        (np.ones(6), 0.3 + 1e-13 * np.arange(6), "même valeur partout"),
    ],
)
def test_entrees_mauvaises(psi: Tableau, m: Tableau, dit: str) -> None:
    with pytest.raises(CalculErreur, match=dit):
        diagnostiquer(np.arange(6.0), psi, m, np.ones(6))
