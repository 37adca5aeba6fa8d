"""L'ombre rapide de la preuve de couverture des enquêtes : population, tirage, comptes, jugement, reprise."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import couverture_enquete, preuve_couverture_enquete
from benchmarks.couverture_enquete import CARACTERES, SANS_EFFET, Bornes, enqueter, population
from benchmarks.preuve_couverture_enquete import DIRECT, MODELES, NULLE, NULLES, PUBLIABLES, TRANCHES
from benchmarks.registre import ECHEC, REUSSI
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import proportion
from tableau_bord.enquete.petits_domaines import fay_herriot

ENQUETES, GRAINE = 12, 3


@pytest.fixture(scope="module")
def etat(tmp_path_factory):
    return tmp_path_factory.mktemp("couverture")


@pytest.fixture(scope="module")
def resultat(etat):
    with pytest.MonkeyPatch.context() as m:
        m.setattr(preuve_couverture_enquete, "REPLICATIONS", 20)
        return preuve_couverture_enquete.prouver(etat, ENQUETES, GRAINE, une_sur=ENQUETES)


@pytest.fixture(scope="module")
def lignes(etat, resultat):
    return [json.loads(x) for x in (etat / "essais.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def six_enquetes():
    return [enqueter(population(), np.random.default_rng(i)) for i in range(6)]


def test_douze_enquetes_tiennent_et_les_contre_epreuves_tombent(resultat):
    assert resultat.code == REUSSI, resultat.texte
    assert resultat.chiffres["enquêtes"] == ENQUETES


def test_une_preuve_faite_ne_se_refait_pas(etat, resultat, monkeypatch):
    monkeypatch.setattr(preuve_couverture_enquete, "une_enquete", lambda *_, **__: pytest.fail("refaite"))
    encore = preuve_couverture_enquete.prouver(etat, ENQUETES, GRAINE)
    assert encore == resultat


def test_une_enquete_se_rejoue_a_l_identique(lignes):
    ligne = preuve_couverture_enquete.une_enquete(1, GRAINE, ENQUETES)
    assert ligne == pytest.approx(lignes[1], rel=1e-9)


def test_chaque_tranche_a_de_quoi_compter():
    attendus = population().attendus
    for bas, haut in TRANCHES.values():
        assert ((attendus >= bas) & (attendus < haut)).sum() >= 50


def test_les_caracteres_vont_du_rare_au_frequent():
    frequences = population().caracteres.mean(axis=0)
    assert len(CARACTERES) == 4
    assert frequences[0] < 0.12 < 0.5 < frequences[-1]


def test_les_inclusions_somment_a_des_entiers_et_restent_des_probabilites():
    pop = population()
    assert pop.inclusion.min() > 0
    assert pop.inclusion.max() < 1 + 1e-12
    invites = np.bincount(pop.communaute, pop.inclusion)
    assert invites == pytest.approx(np.rint(invites), abs=1e-9)


def test_le_nombre_attendu_est_l_esperance_de_l_observe(six_enquetes):
    pop = population()
    moyenne = np.mean([e.ayant for e in six_enquetes], axis=0)
    assert moyenne.sum(axis=0) == pytest.approx(pop.attendus.sum(axis=0), rel=0.03)
    ecart = (moyenne - pop.attendus) / np.sqrt(pop.attendus / len(six_enquetes))
    assert np.abs(ecart).max() < 5


def test_le_calage_rend_la_population_et_redresse_la_region(six_enquetes):
    pop = population()
    for e in six_enquetes:
        par_communaute = np.bincount(np.searchsorted(pop.codes, e.domaine), e.cale.poids)
        assert par_communaute == pytest.approx(pop.adultes, rel=1e-8)
    vraie = pop.caracteres.mean(axis=0)[0]
    brute, calee = (
        np.mean([proportion(getattr(e, plan), e.y[:, 0]).valeur for e in six_enquetes])
        for plan in ("brut", "cale")
    )
    assert abs(calee - vraie) < 0.006 < abs(brute - vraie)


def test_une_variance_nulle_est_refusee_par_le_modele():
    direct, auxiliaires = np.array([0.0, 0.1, 0.2, 0.3]), np.ones((4, 1))
    with pytest.raises(CalculErreur) as refus:
        fay_herriot(direct, np.array([0.0, 0.01, 0.01, 0.01]), auxiliaires)
    assert refus.value.code == "variance_nulle"


def test_compter_met_a_part_ce_qui_n_est_pas_dit():
    verite = np.array([[0.1], [0.2], [0.3]])
    bornes = Bornes(*(np.array([[x], [y], [np.nan]]) for x, y in ((0.1, 0.5), (0.0, 0.4), (0.2, 0.6))))
    fait = preuve_couverture_enquete.compter(bornes, verite, np.ones((3, 1), dtype=bool))
    assert fait == pytest.approx({"dits": 2, "couvre": 1, "largeur": 0.4, "carre": 0.09})


def test_l_emc_est_celle_des_enquetes():
    lignes = [
        {f"X|t|{q}": v for q, v in zip(("dits", "couvre", "largeur", "carre"), (10, c, 1, 1), strict=True)}
        for c in (9, 10, 8, 9)
    ]
    mesure = preuve_couverture_enquete.mesurer(lignes, "X", "t")
    assert mesure.cases == 40
    assert mesure.part == pytest.approx(0.9)
    assert mesure.emc == pytest.approx(np.std([0.9, 1.0, 0.8, 0.9], ddof=1) / 2)


def _changer(lignes, nom, tranche, **parts):
    """Remplacer des sommes d'une méthode dans une tranche, en parts de ses cases."""
    return [
        {**ligne, **{f"{nom}|{tranche}|{q}": p * ligne[f"{nom}|{tranche}|dits"] for q, p in parts.items()}}
        for ligne in lignes
    ]


@pytest.mark.parametrize("part", [0.90, 0.99], ids=["trop peu", "trop"])
def test_un_direct_hors_de_la_bande_fait_echouer(lignes, part):
    fait = preuve_couverture_enquete.juger(_changer(lignes, DIRECT, PUBLIABLES[0], couvre=part))
    assert fait.code == ECHEC
    assert f"{DIRECT}, {PUBLIABLES[0]}" in fait.texte


def test_un_direct_hors_des_tranches_publiables_n_est_pas_juge(lignes):
    assert preuve_couverture_enquete.juger(_changer(lignes, DIRECT, "moins de 5", couvre=0.5)).code == REUSSI


@pytest.mark.parametrize("modele", MODELES)
def test_un_modele_sous_le_plancher_ou_moins_juste_fait_echouer(lignes, modele):
    assert preuve_couverture_enquete.juger(_changer(lignes, modele, "moins de 5", couvre=0.9)).code == ECHEC
    fait = preuve_couverture_enquete.juger(_changer(lignes, modele, "de 5 à 9", carre=1.0))
    assert "se trompe plus que le direct" in fait.texte


def test_une_contre_epreuve_muette_fait_echouer(lignes):
    muette = lignes
    for tranche in PUBLIABLES:
        muette = _changer(muette, SANS_EFFET, tranche, couvre=0.95)
    assert SANS_EFFET in preuve_couverture_enquete.juger(muette).texte
    aucune = [
        {cle: 0.0 if cle.startswith(f"{NULLES}|{NULLE}") else v for cle, v in x.items()} for x in lignes
    ]
    assert NULLES in preuve_couverture_enquete.juger(aucune).texte


def test_les_caracteres_sont_ceux_de_la_demonstration():
    """Les personnes qu'une enquête de la démonstration joint ont l'état qu'elles ont ici."""
    from donnees.simulation import facteurs
    from donnees.simulation.evenements import effets, tirer
    from donnees.simulation.geographie import construire
    from donnees.simulation.hasard import GRAINE as GRAINE_DES_TROIS_LACS
    from donnees.simulation.modeles import MODELES
    from donnees.simulation.personnes import vivre

    graine = GRAINE_DES_TROIS_LACS
    geo = construire(graine)
    f = facteurs.tirer(graine, geo)
    annee = next(a for a in vivre(graine, geo, f, echelle=0.02))
    modele = next(m for m in MODELES if m.code == "tabagisme")
    livre = tirer(graine, modele, annee, effets(graine, modele, geo, f))
    ont, _ = couverture_enquete._avoir(graine, "tabagisme", annee, geo, f)
    assert livre.touchees.any()
    assert (ont[livre.observees] == livre.touchees[livre.observees]).all()
