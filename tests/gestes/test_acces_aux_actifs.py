"""L'accès, du dépôt à la phrase : refait à la main, incertitude dite, plancher respecté, rien d'un territoire tu."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.actifs import Filtre
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.gestes import verser_matrice
from tableau_bord.gestes.acces_aux_actifs import Demande, calculer
from tests.graines import CODES, MINUSCULE, ORDINAIRE, semer
from tests.graines_actifs import ENJEU, QUI, semer_actifs

DEMANDE = Demande("communaute", Filtre(enjeux=(ENJEU.enjeu,)), 100.0)
GENS = dict(zip(CODES, (1_000, 20, 500, 2_000, 3_000, 800), strict=True))


def peupler(base, gens) -> None:
    lignes = [("communaute", c, 2021, "T", 0, 999, float(n)) for c, n in gens.items()]
    noms = ("decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif")
    cadre = pl.DataFrame(lignes, schema=noms, orient="row").with_columns(
        pl.col("annee", "age_debut", "age_fin").cast(pl.Int32)
    )
    base.ecrire(lambda t: indicateurs.inserer_population(t, cadre, "gens"))


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    semer_actifs(entrepot_vide)
    peupler(entrepot_vide, GENS)
    return entrepot_vide


def test_refait_a_la_main_depuis_ce_qui_est_imprime(base):
    lu = calculer(base, Profil.TABLE, DEMANDE)
    somme = sum(x.population * x.acces / 1_000 for x in lu.lieux)
    assert somme == pytest.approx(lu.offre_partagee) == pytest.approx(lu.somme)
    assert lu.offre_partagee + lu.offre_perdue == pytest.approx(lu.offre.centrale().sum())
    assert [x.nom for x in lu.lieux] == sorted((x.nom for x in lu.lieux), key=lambda n: n.replace("Î", "I"))


def test_un_actif_sans_position_se_place_dans_le_territoire_qu_il_dessert_et_le_dit(base):
    lu = calculer(base, Profil.TABLE, DEMANDE)
    assert lu.offre.actif == ["cafe", "clinique", "veillee"]
    assert lu.offre.approchees == 2 and lu.offre.inconnues == 1 and lu.tirages > 0
    assert lu.offre.unite == "places" and any(x.haut > x.bas for x in lu.lieux)


def test_un_actif_ancien_offre_moins(base):
    offre = calculer(base, Profil.TABLE, DEMANDE).offre
    ancienne = offre.actif.index("veillee")
    assert offre.fraicheur[ancienne] < 0.2 and offre.centrale()[ancienne] == pytest.approx(
        np.median([30, 12]) * offre.fraicheur[ancienne]
    )


def test_la_phrase_dit_la_part_et_la_distance(base):
    lu = calculer(base, Profil.TABLE, replace(DEMANDE, rayon=30.0))
    part = lu.desservis / lu.population
    assert 0 < part < 1 and lu.phrase.endswith("à moins de 30\u00a0km d’au moins un des 3 actifs.")


@pytest.mark.parametrize("methode", ["e2sfca", "gravite"])
def test_chaque_methode_tient_l_invariant(base, methode):
    lu = calculer(base, Profil.TABLE, replace(DEMANDE, methode=methode))
    assert (
        lu.somme == pytest.approx(lu.offre_partagee) and methode.upper()[:4] in lu.methode.upper()
    ) or "gravité" in lu.methode


def test_sous_le_plancher_la_population_n_entre_pas_au_profil_table(base):
    """Contre-épreuve au profil DSP : là, elle compte, et la changer se voit."""
    vus = {}
    for profil in Profil:
        for n in (20, 35):
            base.ecrire(lambda t: t.executer("DELETE FROM populations"))
            peupler(base, GENS | {MINUSCULE: n})
            lu = calculer(base, profil, DEMANDE)
            vus[profil, n] = (lu.lieux, lu.population, lu.offre_partagee, lu.phrase, lu.tus)
    assert vus[Profil.TABLE, 20] == vus[Profil.TABLE, 35]
    assert vus[Profil.DSP, 20] != vus[Profil.DSP, 35]
    assert MINUSCULE not in {x.code for x in vus[Profil.TABLE, 20][0]}


def test_une_matrice_importee_remplace_le_vol_d_oiseau(base):
    contenu = f"origine;destination;minutes\n{ORDINAIRE};cafe;5\n20-004;clinique;90\n".encode()
    verser_matrice.verser(base, QUI, verser_matrice.examiner(base, contenu, "auto.csv"), "auto", "minutes")
    lu = calculer(base, Profil.TABLE, replace(DEMANDE, rayon=30.0, matrice="auto"))
    servis = {x.code: x.acces for x in lu.lieux}
    assert servis[ORDINAIRE] == pytest.approx(30.0) and servis["20-004"] == 0 and lu.unite_cout == "minutes"
    assert {x.code: x.distance for x in lu.lieux}["20-004"] == 90


def test_par_groupe_d_age_seules_les_tranches_entieres_comptent(base):
    with pytest.raises(CalculErreur, match="Aucune population"):
        calculer(base, Profil.TABLE, replace(DEMANDE, ages="65+"))


def test_aucun_actif_ne_fait_pas_tomber_la_page(base):
    lu = calculer(base, Profil.TABLE, replace(DEMANDE, filtre=Filtre(mots="licorne")))
    assert all(x.acces == 0 and x.distance is None for x in lu.lieux) and "Aucun actif" in lu.phrase
