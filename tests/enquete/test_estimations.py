"""Estimations d'enquête contre R survey 4.1-1 ; l'appel R est écrit à côté de chaque nombre."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import PlanSondage, kish, moyenne, proportion, quantile, rao_scott, ratio, total
from tests.enquete.conftest import Ecoles

PRES = {"rel": 1e-6}


@pytest.fixture(scope="module")
def temoins(partage: Path) -> dict[str, Any]:
    lu = json.loads((partage / "reference" / "valeurs_de_reference.json").read_text(encoding="utf-8"))
    return {t["id"]: t["value"] for t in lu["survey_R"]}


def test_moyennes_par_strate_de_reference(strates: Ecoles, temoins: dict[str, Any]) -> None:
    deux = np.column_stack([strates.nombres("api00"), strates.nombres("enroll")])
    fait = moyenne(strates.plan, deux)
    for i, nom in enumerate(("api00", "enroll")):
        assert fait.valeur[i] == pytest.approx(temoins["strat_mean"][nom]["est"], **PRES)
        assert fait.erreur_type[i] == pytest.approx(temoins["strat_mean"][nom]["se"], **PRES)
    sans = replace(strates.plan, fpc=None)
    attendu = temoins["strat_mean_nofpc"]["api00"]["se"]
    assert moyenne(sans, strates.nombres("api00")).erreur_type == pytest.approx(attendu, **PRES)


def test_effet_de_plan_et_total_de_reference(
    strates: Ecoles, grappes: Ecoles, temoins: dict[str, Any]
) -> None:
    fait, attendu = moyenne(grappes.plan, grappes.nombres("api00")), temoins["clus1_deff"]
    assert fait.valeur == pytest.approx(attendu["est"], **PRES)
    assert fait.erreur_type == pytest.approx(attendu["se"], **PRES)
    assert fait.effet_plan == pytest.approx(attendu["deff"], **PRES)
    somme = total(strates.plan, strates.nombres("enroll"))
    assert somme.valeur == pytest.approx(temoins["strat_total"]["enroll"]["est"], **PRES)
    assert somme.erreur_type == pytest.approx(temoins["strat_total"]["enroll"]["se"], **PRES)
    # svytotal(~enroll, dstrat, deff=TRUE)
    assert somme.effet_plan == pytest.approx(0.36201812236833, **PRES)


def test_domaines_et_proportion_de_reference(strates: Ecoles, temoins: dict[str, Any]) -> None:
    fait = moyenne(strates.plan, strates.nombres("api00"), strates.textes("stype"))
    assert fait.etiquettes == ("E", "H", "M")
    for i, nom in enumerate(fait.etiquettes):
        assert fait.valeur[i] == pytest.approx(temoins["strat_by"][nom]["est"], **PRES)
        assert fait.erreur_type[i] == pytest.approx(temoins["strat_by"][nom]["se"], **PRES)
    oui = (strates.textes("sch.wide") == "Yes").astype(float)
    part = proportion(strates.plan, oui)
    assert part.valeur == pytest.approx(temoins["strat_prop"]["sch.wideYes"]["est"], **PRES)
    assert part.erreur_type == pytest.approx(temoins["strat_prop"]["sch.wideYes"]["se"], **PRES)
    assert part.borne_inf == pytest.approx(temoins["ciprop_logit"]["ci"][0], **PRES)
    assert part.borne_sup == pytest.approx(temoins["ciprop_logit"]["ci"][1], **PRES)


def test_kish_de_reference(strates: Ecoles, temoins: dict[str, Any]) -> None:
    fait = kish(strates.plan.poids)
    assert fait.effet == pytest.approx(temoins["kish_strat"]["kish_deff"], **PRES)
    assert fait.effectif == pytest.approx(temoins["kish_strat"]["n_eff"], **PRES)


def test_deux_degres_comme_r(deux_degres: Ecoles) -> None:
    # dclus2 <- svydesign(id=~dnum+snum, fpc=~fpc1+fpc2, data=apiclus2)
    fait = moyenne(deux_degres.plan, deux_degres.nombres("api00"))
    assert (fait.valeur, fait.erreur_type, fait.effet_plan) == (
        pytest.approx(670.81180811808122, **PRES),
        pytest.approx(30.09902737683660, **PRES),
        pytest.approx(6.25051375571258, **PRES),
    )
    # svytotal(~enroll, dclus2, na.rm=TRUE, deff=TRUE) : enroll manque pour trente écoles
    somme = total(deux_degres.plan, deux_degres.nombres("enroll"))
    assert somme.valeur == pytest.approx(2639272.93, **PRES)
    assert somme.erreur_type == pytest.approx(799637.773648358, **PRES)
    assert somme.effet_plan == pytest.approx(24.1940093065593, **PRES)
    # svyby(~api00, ~stype, dclus2, svytotal)
    par = total(deux_degres.plan, deux_degres.nombres("api00"), deux_degres.textes("stype"))
    assert par.erreur_type == pytest.approx([740445.612021310, 166661.899350694, 179505.496966554], **PRES)
    # Contre-épreuve : le second degré compte.
    un = replace(deux_degres.plan, grappes=deux_degres.plan.grappes[:, :1], fpc=deux_degres.plan.fpc[:, :1])
    assert moyenne(un, deux_degres.nombres("api00")).erreur_type < 30.0989


def test_un_domaine_n_est_pas_un_sous_fichier(grappes: Ecoles) -> None:
    # svyby(~api00, ~stype, dclus1, svymean, deff=TRUE)
    y, types = grappes.nombres("api00"), grappes.textes("stype")
    fait = moyenne(grappes.plan, y, types)
    assert fait.valeur == pytest.approx([648.868055555556, 618.571428571429, 631.44], **PRES)
    assert fait.erreur_type == pytest.approx([22.3624088938319, 38.0202493594075, 31.6094652272455], **PRES)
    assert fait.effet_plan == pytest.approx([6.5836735250278, 2.22825931686862, 2.16389972008046], **PRES)
    seules = types == "H"
    p = grappes.plan
    sous = PlanSondage(p.poids[seules], grappes=p.grappes[seules], fpc=p.fpc[seules])
    assert abs(moyenne(sous, y[seules]).erreur_type - fait.erreur_type[1]) > 0.1


@pytest.mark.parametrize(
    ("quel", "valeur", "erreur"),
    [
        ("strates", 0.83695688694047, 0.00775710316668426),  # svyratio(~api.stu, ~enroll, dstrat)
        ("deux_degres", 0.8197370421254612, 0.0188505633126712),  # …, dclus2, na.rm=TRUE
    ],
)
def test_ratio_comme_r(quel: str, valeur: float, erreur: float, request: pytest.FixtureRequest) -> None:
    ecoles: Ecoles = request.getfixturevalue(quel)
    fait = ratio(ecoles.plan, ecoles.nombres("api.stu"), ecoles.nombres("enroll"))
    assert (fait.valeur, fait.erreur_type) == (pytest.approx(valeur, **PRES), pytest.approx(erreur, **PRES))


def test_quantiles_comme_r(strates: Ecoles, grappes: Ecoles) -> None:
    # svyquantile(~api00, dstrat, p, ci=TRUE)
    for p, attendu in (
        (0.25, (565, 535, 597, 15.7194511320391)),
        (0.5, (668, 642, 694, 13.1840557881618)),
        (0.9, (836, 806, 865, 14.9588325288759)),
    ):
        fait = quantile(strates.plan, strates.nombres("api00"), p)
        dits = (fait.valeur, fait.borne_inf, fait.borne_sup, fait.erreur_type)
        assert tuple(map(float, dits)) == pytest.approx(attendu, **PRES)
    # svyquantile(~enroll, dclus1, .5, ci=TRUE)
    fait = quantile(grappes.plan, grappes.nombres("enroll"), 0.5)
    assert (fait.valeur, fait.borne_inf, fait.borne_sup) == (462, 385, 523)
    assert fait.erreur_type == pytest.approx(32.1710314544084, **PRES)


def test_quantile_par_domaine_est_celui_de_chacun(strates: Ecoles) -> None:
    y, types = strates.nombres("api00"), strates.textes("stype")
    fait = quantile(strates.plan, y, 0.5, domaine=types)
    un = quantile(strates.plan, np.where(types == "H", y, np.nan), 0.5)
    assert fait.valeur[1] == un.valeur
    assert fait.borne_sup[1] == un.borne_sup


def test_intervalles_de_proportion_comme_r(grappes: Ecoles) -> None:
    # svyciprop(~I(sch.wide=="Yes"), dclus1, method="logit" puis "beta")
    oui = (grappes.textes("sch.wide") == "Yes").astype(float)
    logit = proportion(grappes.plan, oui)
    assert (logit.borne_inf, logit.borne_sup) == (
        pytest.approx(0.823798892379034, **PRES),
        pytest.approx(0.911900077021223, **PRES),
    )
    beta = proportion(grappes.plan, oui, methode="korn-graubard")
    assert (beta.borne_inf, beta.borne_sup) == (
        pytest.approx(0.823702210847501, **PRES),
        pytest.approx(0.914704492126865, **PRES),
    )


def test_wilson_sur_la_taille_effective_est_celui_de_la_formule(grappes: Ecoles) -> None:
    oui = (grappes.textes("sch.wide") == "Yes").astype(float)
    fait = proportion(grappes.plan, oui, methode="wilson")
    p, n = float(fait.valeur), float(fait.valeur * (1 - fait.valeur) / fait.erreur_type**2)
    t = 2.1447866879178044  # qt(.975, 14)
    for borne in (float(fait.borne_inf), float(fait.borne_sup)):
        assert abs(p - borne) == pytest.approx(t * (borne * (1 - borne) / n) ** 0.5, rel=1e-9)


def test_zero_pour_cent_a_un_intervalle_et_le_dit(strates: Ecoles) -> None:
    fait = proportion(strates.plan, np.zeros(strates.plan.effectif), strates.textes("stype"))
    assert (fait.valeur == 0).all()
    assert (fait.borne_inf == 0).all()
    assert ((fait.borne_sup > 0.03) & (fait.borne_sup < 0.1)).all()
    assert all("Kish" in m for m in fait.methode)


@pytest.mark.parametrize(
    ("quel", "f", "ddl", "p"),
    [
        ("grappes", 5.1933695414748762, (1.4946397777074560, 20.9249568879043863), 0.0217474623703769),
        ("strates", 17.2474439634487, (1.82867150416588, 360.248286320679), 2.03504636019112e-07),
        ("deux_degres", 11.8727451425609, (1.38249880859244, 53.9174535105106), 3.22114662438083e-04),
    ],
)
def test_rao_scott_comme_r(
    quel: str, f: float, ddl: tuple[float, float], p: float, request: pytest.FixtureRequest
) -> None:
    # svychisq(~sch.wide + stype, plan)
    ecoles: Ecoles = request.getfixturevalue(quel)
    fait = rao_scott(ecoles.plan, ecoles.textes("sch.wide"), ecoles.textes("stype"))
    assert fait.statistique == pytest.approx(f, **PRES)
    assert (fait.degres_numerateur, fait.degres_denominateur) == pytest.approx(ddl, **PRES)
    assert fait.valeur_p == pytest.approx(p, **PRES)


@pytest.mark.parametrize(
    ("regle", "moyen", "somme"),
    [  # options(survey.lonely.psu = "certainty", "adjust", "average")
        ("certitude", 9.46154878263001, 117152.851666804),
        ("ajuster", 9.54619443976475, 117786.580200417),
        ("moyenne", 10.9252554732044, 135276.460892324),
    ],
)
def test_grappe_unique_selon_la_regle(strates: Ecoles, regle: str, moyen: float, somme: float) -> None:
    plan = PlanSondage(strates.plan.poids, strates=_esseulee(strates), grappe_unique=regle)
    assert moyenne(plan, strates.nombres("api00")).erreur_type == pytest.approx(moyen, **PRES)
    assert total(plan, strates.nombres("enroll")).erreur_type == pytest.approx(somme, **PRES)


def test_grappe_unique_refusee_par_defaut(strates: Ecoles) -> None:
    plan = PlanSondage(strates.plan.poids, strates=_esseulee(strates))
    with pytest.raises(CalculErreur, match="Strate X\u00a0: Une seule grappe tirée"):
        moyenne(plan, strates.nombres("api00"))


def test_jackknife_fourni(grappes: Ecoles) -> None:
    # as.svrepdesign(dclus1, type="JK1") : échelle 0,914839277851167, qui porte la fpc ; 14 degrés
    p, districts = grappes.plan, np.unique(grappes.plan.grappes)
    w = np.column_stack([p.poids * (p.grappes[:, 0] != d) * 15 / 14 for d in districts])
    plan = PlanSondage(p.poids, poids_replication=w, echelle=0.914839277851167)
    assert plan.degres_de_liberte == 14
    assert moyenne(plan, grappes.nombres("api00")).erreur_type == pytest.approx(26.329360589527564, **PRES)
    fait = ratio(plan, grappes.nombres("api.stu"), grappes.nombres("enroll"))
    assert fait.erreur_type == pytest.approx(0.00951708517561478, **PRES)


def test_jackknife_stratifie_et_echelles(strates: Ecoles) -> None:
    # as.svrepdesign(dstrat, type="JKn") rend la linéarisation d'une moyenne stratifiée
    w, types = strates.plan.poids, strates.textes("stype")
    tailles = {t: int((types == t).sum()) for t in "EHM"}
    colonnes, echelles = [], []
    for i in range(len(w)):
        n = tailles[types[i]]
        colonne = np.where(types == types[i], w * n / (n - 1), w)
        colonne[i] = 0.0
        colonnes.append(colonne)
        echelles.append((n - 1) / n * (1 - n / strates.plan.fpc[i, 0]))
    plan = PlanSondage(
        w, poids_replication=np.column_stack(colonnes), echelle=1.0, echelles=np.array(echelles)
    )
    assert moyenne(plan, strates.nombres("api00")).erreur_type == pytest.approx(9.408940802715122, **PRES)


def test_degres_de_liberte(strates: Ecoles, grappes: Ecoles, deux_degres: Ecoles) -> None:
    assert [e.plan.degres_de_liberte for e in (strates, grappes, deux_degres)] == [197, 14, 39]  # degf


def test_domaine_vide_n_a_pas_de_nombre_mais_un_motif(strates: Ecoles) -> None:
    types = strates.textes("stype")
    y = np.where(types == "H", np.nan, strates.nombres("api00"))
    fait = moyenne(strates.plan, y, types)
    assert np.isnan(fait.valeur[1])
    assert list(fait.motif) == ["", "non disponible", ""]


@pytest.mark.parametrize(
    ("poids", "dit"),
    [
        ([1.0, -2.0, 1.0], "Ligne 2 : Le poids est négatif (-2)."),
        ([1.0, 1.0, float("nan")], "Ligne 3 : Le poids manque."),
        ([0.0, 0.0], "Tous les poids sont nuls."),
        ([], "Les poids sont une colonne"),
    ],
)
def test_poids_mauvais(poids: list[float], dit: str) -> None:
    with pytest.raises(CalculErreur) as e:
        PlanSondage(np.array(poids))
    assert dit in e.value.phrase.replace("\u00a0", " ")


def test_plan_mauvais() -> None:
    un = np.ones(4)
    with pytest.raises(CalculErreur, match="La grappe 7 paraît dans deux strates"):
        moyenne(PlanSondage(un, strates=np.array(list("aabb")), grappes=np.array([1, 7, 7, 8])), un)
    with pytest.raises(CalculErreur, match="change dans une même strate"):
        moyenne(PlanSondage(un, fpc=np.array([10.0, 10, 10, 12])), un)
    with pytest.raises(CalculErreur, match="4 unités tirées pour 3"):
        moyenne(PlanSondage(un, fpc=np.full(4, 3.0)), un)
    with pytest.raises(CalculErreur, match="Un caractère vaut 0 ou 1"):
        proportion(PlanSondage(un), np.array([0, 1, 2.0, 1]))


def test_fraction_de_sondage_et_effectif_disent_la_meme_chose(strates: Ecoles) -> None:
    types = strates.textes("stype")
    taux = np.array([(types == t).sum() / n for t, n in zip(types, strates.plan.fpc[:, 0], strict=True)])
    fait = moyenne(replace(strates.plan, fpc=taux), strates.nombres("api00"))
    assert fait.erreur_type == pytest.approx(9.408940802785, **PRES)


def _esseulee(strates: Ecoles) -> np.ndarray:
    """La première école seule dans sa strate X."""
    types = strates.textes("stype").astype(str)
    types[0] = "X"
    return types
