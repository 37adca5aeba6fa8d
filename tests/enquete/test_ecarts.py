"""Un domaine et le reste, calés ensemble : la variance de l'écart n'est pas la somme des deux."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import (
    PlanSondage,
    caler,
    comparer_au_reste,
    moyenne,
    moyennes_par_domaine,
    replications,
)
from tests.enquete.conftest import Ecoles

PRES = {"rel": 1e-6}
ECARTS = [22.0475427350427, -27.7185122569738, -14.7435443037974]
ERREURS = [13.6284507811508, 30.1751677603031, 14.5124025304236]
ECARTS_CALES = [32.8214727042048, -39.6240527134634, -17.9449434157917]
ERREURS_CALEES = [21.9840033493332, 37.0974136374016, 19.0797198219036]


def test_ecarts_comme_r(grappes: Ecoles) -> None:
    # svyglm(api00 ~ ici, update(dclus1, ici = as.numeric(stype == k))) : pente et SE
    fait = comparer_au_reste(grappes.plan, grappes.nombres("api00"), grappes.textes("stype"))
    assert fait.ecart.valeur == pytest.approx(ECARTS, **PRES)
    assert fait.ecart.erreur_type == pytest.approx(ERREURS, **PRES)


def test_ecarts_cales_comme_r(grappes: Ecoles) -> None:
    # … sur calibrate(dclus1, ~stype + api99, c(pop.totals, api99=3914069))
    types = grappes.textes("stype")
    x = np.column_stack([np.ones(len(types)), types == "H", types == "M", grappes.nombres("api99")]).astype(
        float
    )
    cale = caler(grappes.plan, x, np.array([6194.0, 755.0, 1018.0, 3914069.0]))
    fait = comparer_au_reste(cale, grappes.nombres("api00"), types)
    assert fait.ecart.valeur == pytest.approx(ECARTS_CALES, **PRES)
    assert fait.ecart.erreur_type == pytest.approx(ERREURS_CALEES, **PRES)
    seul = moyenne(cale, grappes.nombres("api00"), types).erreur_type[0]
    autres = np.where(types == "E", "", "autres")
    reste = moyenne(cale, grappes.nombres("api00"), autres).erreur_type[0]
    # Contre-épreuve : les supposer indépendants donnerait autre chose.
    assert abs(np.hypot(seul, reste) / fait.ecart.erreur_type[0] - 1) > 0.02


def test_replications_et_linearisation_s_accordent(strates: Ecoles) -> None:
    sans = replace(strates.plan, fpc=None)
    y, lieu = strates.nombres("api00"), np.where(strates.nombres("cnum") % 3 == 0, "a", "b")
    lisse, tire = (
        comparer_au_reste(sans, y, lieu),
        comparer_au_reste(replications(sans, 800, graine=5), y, lieu),
    )
    assert tire.ecart.erreur_type == pytest.approx(lisse.ecart.erreur_type, rel=0.1)
    assert tire.ecart.valeur == pytest.approx(lisse.ecart.valeur, rel=1e-12)
    assert "réplications" in tire.ecart.methode
    assert lisse.ecart.valeur[0] == pytest.approx(-lisse.ecart.valeur[1], rel=1e-9)


def test_signes_et_motifs() -> None:
    rng = np.random.default_rng(8)
    lieu = np.repeat(["bas", "haut", "muet", "pareil"], 60)
    y = rng.normal(size=240) + np.select([lieu == "bas", lieu == "haut"], [-2.0, 2.0], 0.0)
    y[lieu == "muet"] = np.nan
    fait = comparer_au_reste(PlanSondage(np.ones(240)), y, lieu)
    assert list(fait.signe) == [-1, 1, 0, 0]
    assert list(fait.ecart.motif) == ["", "", "non disponible", ""]
    assert np.isnan(fait.ecart.valeur[2])


def test_un_seul_domaine_ne_se_compare_pas() -> None:
    with pytest.raises(CalculErreur, match="deux domaines"):
        comparer_au_reste(PlanSondage(np.ones(3)), np.arange(3.0), np.array(["a", "a", ""]))


def test_la_voie_rapide_de_plusieurs_mesures_donne_les_memes_ecarts():
    rng = np.random.default_rng(11)
    n = 900
    domaine = rng.choice(["a", "b", "c", ""], n)
    y = rng.integers(0, 2, (n, 3)).astype(float)
    y[rng.random((n, 3)) < 0.1] = np.nan
    plan = PlanSondage(rng.uniform(1, 4, n), strates=rng.integers(0, 6, n))
    plan = replications(caler(plan, np.column_stack([np.ones(n), y[:, 0] >= 0]), [3000.0, 2700.0]), 80, 5)
    rapide = moyennes_par_domaine(plan, y, domaine).comparer()
    for j in range(3):
        lent = comparer_au_reste(plan, y[:, j], domaine)
        for nom in ("valeur", "reste", "valeur_p", "signe"):
            np.testing.assert_allclose(getattr(rapide, nom)[:, j], getattr(lent, nom), rtol=1e-9, err_msg=nom)
        np.testing.assert_allclose(rapide.ecart.erreur_type[:, j], lent.ecart.erreur_type, rtol=1e-9)
