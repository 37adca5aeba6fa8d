"""Calage et réplications contre R survey 4.1-1 (`calibrate`, `rake`, bootstrap Rao-Wu)."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete import moyenne, total
from tableau_bord.enquete.calage import caler, ratisser, stratification_a_posteriori, verifier_echelle
from tableau_bord.enquete.calage_rapport import rapport_de_calage
from tableau_bord.enquete.calage_totaux import Marges
from tableau_bord.enquete.domaines_rapides import moyennes_par_domaine
from tableau_bord.enquete.plan import PlanSondage
from tableau_bord.enquete.replications import replications
from tests.enquete.conftest import Ecoles

PRES = {"rel": 1e-6}
TYPES = {"E": 4421.0, "H": 755.0, "M": 1018.0}
API99 = 3914069.0


@pytest.fixture(scope="module")
def temoins(partage: Path) -> dict[str, Any]:
    lu = json.loads((partage / "reference" / "valeurs_de_reference.json").read_text(encoding="utf-8"))
    return {t["id"]: t["value"] for t in lu["survey_R"]}


def _auxiliaires(ecoles: Ecoles, *, api99: bool) -> tuple[Tableau, Tableau]:
    types = ecoles.textes("stype")
    colonnes = [np.ones(len(types)), types == "H", types == "M"]
    totaux = [6194.0, 755.0, 1018.0]
    if api99:
        colonnes.append(ecoles.nombres("api99"))
        totaux.append(API99)
    return np.column_stack(colonnes).astype(float), np.array(totaux)


def _verifier(plan: PlanSondage, ecoles: Ecoles, attendu: dict[str, Any]) -> None:
    faits = {"api00": moyenne(plan, ecoles.nombres("api00")), "enroll": total(plan, ecoles.nombres("enroll"))}
    for nom, fait in faits.items():
        assert fait.valeur == pytest.approx(attendu[nom][nom]["est"], **PRES)
        assert fait.erreur_type == pytest.approx(attendu[nom][nom]["se"], **PRES)


@pytest.mark.parametrize(
    ("cle", "api99", "distance", "bornes"),
    [
        ("cal_stype", False, "lineaire", None),
        ("cal_stype_api99_linear", True, "lineaire", None),
        ("cal_logit", True, "logit", (0.5, 2.5)),
    ],
)
def test_calages_de_reference(
    grappes: Ecoles,
    temoins: dict[str, Any],
    cle: str,
    api99: bool,
    distance: str,
    bornes: tuple[float, float] | None,
) -> None:
    cale = caler(grappes.plan, *_auxiliaires(grappes, api99=api99), distance=distance, bornes=bornes)
    _verifier(cale, grappes, temoins[cle])
    if "g_range" in temoins[cle]:
        bouts = [cale.facteurs.min(), cale.facteurs.max()]
        assert bouts == pytest.approx(temoins[cle]["g_range"], **PRES)
    for nom, vise in TYPES.items():
        fait = total(cale, (grappes.textes("stype") == nom).astype(float))
        assert fait.valeur == pytest.approx(vise, rel=1e-9)
        assert fait.erreur_type <= 1e-9 * vise


def test_premiers_poids_du_calage_lineaire(grappes: Ecoles, temoins: dict[str, Any]) -> None:
    cale = caler(grappes.plan, *_auxiliaires(grappes, api99=True))
    attendus = temoins["cal_stype_api99_linear"]["first6weights"]
    assert cale.poids[:6] == pytest.approx(attendus, **PRES)
    assert cale.poids == pytest.approx(grappes.plan.poids * cale.facteurs, rel=1e-12)


def test_ratissage_de_reference(grappes: Ecoles, temoins: dict[str, Any]) -> None:
    types, ecole = grappes.textes("stype"), grappes.textes("sch.wide")
    marges = Marges.lire(
        {"stype": types, "sch.wide": ecole}, {"stype": TYPES, "sch.wide": {"No": 1072.0, "Yes": 5122.0}}
    )
    cale = ratisser(grappes.plan, marges)
    _verifier(cale, grappes, temoins["rake_margins"])
    for case in temoins["rake_margins"]["weights_by_cell"]:
        ici = (types == case["stype"]) & (ecole == case["sch.wide"])
        assert cale.poids[ici] == pytest.approx(case["w"], **PRES)
    rapport = rapport_de_calage(grappes.plan, cale, marges)
    assert max(abs(ligne.ecart) for ligne in rapport.marges) < 1e-6


def test_poststratification_est_le_calage_a_une_marge(grappes: Ecoles, temoins: dict[str, Any]) -> None:
    _verifier(
        stratification_a_posteriori(grappes.plan, grappes.textes("stype"), TYPES),
        grappes,
        temoins["cal_stype"],
    )


def test_rao_wu_approche_la_variance_sans_fpc(strates: Ecoles, temoins: dict[str, Any]) -> None:
    sans = replace(strates.plan, fpc=None)
    fait = replications(sans, 1000, graine=20240601)
    erreur = float(moyenne(fait, strates.nombres("api00")).erreur_type)
    # Monte-Carlo : à 10 % de la variance avec remise, comme R (9,5895 pour 9,5361).
    assert erreur == pytest.approx(temoins["strat_mean_nofpc"]["api00"]["se"], rel=0.10)
    assert fait.graine == 20240601
    encore = replications(sans, 1000, graine=20240601)
    assert np.array_equal(fait.poids_replication, encore.poids_replication)
    assert not np.array_equal(fait.poids_replication, replications(sans, 1000, graine=1).poids_replication)


def test_chaque_replication_est_recalee(strates: Ecoles) -> None:
    types = strates.textes("stype")
    marges = Marges.lire({"both": strates.textes("both")}, {"both": {"No": 1800.0, "Yes": 4394.0}})
    cale = replications(caler(replace(strates.plan, fpc=None), marges), 50, graine=3)
    nu = replications(replace(strates.plan, fpc=None), 50, graine=3)
    oui = (strates.textes("both") == "Yes").astype(float)
    assert oui @ cale.poids_replication == pytest.approx(np.full(50, 4394.0), rel=1e-9)
    assert np.ptp(oui @ nu.poids_replication) > 100  # contre-épreuve : sans recalage, les marges bougent
    fait = moyennes_par_domaine(cale, np.column_stack([strates.nombres("api00"), oui]), types)
    lent = moyenne(cale, strates.nombres("api00"), types)
    assert fait.valeur[:, 0] == pytest.approx(lent.valeur, rel=1e-12)
    assert fait.erreur_type[:, 0] == pytest.approx(lent.erreur_type, rel=1e-9)
    assert fait.repliques.shape == (50, 3, 2)


@pytest.mark.parametrize(
    ("population", "dit"),
    [
        ({"E": 4421.0, "H": 755.0}, "aucun total de population"),
        ({"E": 4421.0, "H": 755.0, "M": 1018.0, "Z": 12.0}, "aucun répondant"),
    ],
)
def test_cellules_vides_expliquees(grappes: Ecoles, population: dict[str, float], dit: str) -> None:
    with pytest.raises(CalculErreur, match=dit):
        stratification_a_posteriori(grappes.plan, grappes.textes("stype"), population)


def test_marges_qui_ne_s_additionnent_pas(grappes: Ecoles) -> None:
    marges = {"stype": TYPES, "sch.wide": {"No": 1072.0, "Yes": 5000.0}}
    with pytest.raises(CalculErreur, match="Les marges ne s'additionnent pas"):
        lues = Marges.lire({"stype": grappes.textes("stype"), "sch.wide": grappes.textes("sch.wide")}, marges)
        caler(grappes.plan, lues)


def test_calage_qui_ne_converge_pas_et_echelle_fausse(grappes: Ecoles) -> None:
    with pytest.raises(CalculErreur, match="bornes"):
        caler(grappes.plan, *_auxiliaires(grappes, api99=True), distance="logit", bornes=(0.95, 1.05))
    with pytest.raises(CalculErreur, match="facteur d'échelle"):
        verifier_echelle(grappes.plan, 61_940.0)
