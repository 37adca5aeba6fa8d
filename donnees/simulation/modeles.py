"""Les indicateurs simulés, un par ligne : conditions de vie, liens, habitudes, soins, santé, décès."""

from __future__ import annotations

from donnees.simulation.histoires import (
    EXEMPLE,
    GRANDE,
    MIEUX_QU_ATTENDU,
    SANS_DONNEE,
    SE_DEGRADE,
    TROP_PETITE,
)
from donnees.simulation.mesure import (
    ADULTES,
    AGE_ACTIF,
    AINES,
    DECES,
    MENAGES,
    PART,
    TOUS,
    VINGT_ET_PLUS,
    Ages,
    Modele,
)

__all__ = [
    "CONDITIONS",
    "EXEMPLE",
    "GRANDE",
    "MIEUX_QU_ATTENDU",
    "MODELES",
    "SANS_DONNEE",
    "SE_DEGRADE",
    "TROP_PETITE",
]

_BEBES = (Ages(0, 0, "naissances vivantes"), Ages(0, 0, "0 an"))
_JEUNES = Ages(0, 17, "0 à 17 ans")
_AVANT_75 = Ages(0, 74, "0 à 74 ans")

_POPULATION = (
    Modele("part_0_17", 0, _JEUNES._replace(nom="tous"), "annuel", cause=PART),
    Modele("part_65_plus", 0, AINES._replace(nom="tous"), "annuel", cause=PART),
    Modele("familles_monoparentales", 0.165, Ages(30, 49, "tous"), "recensement", 0.2, fraction=0.5),
    Modele("mobilite_5_ans", 0.34, Ages(5, 120, "5 ans et plus"), "recensement", 0.1, -0.1, par_age=-0.25),
    Modele("immigration_recente", 0.021, TOUS, "recensement", 0.1, derive=0.05, par_age=-0.15),
)
_CONDITIONS = (
    Modele("faible_revenu", 0.125, TOUS, "recensement", 0.38, -0.05, -0.01, femme=0.08),
    Modele("sans_diplome_25_64", 0.11, AGE_ACTIF, "recensement", 0.42, -0.05, -0.02, 0.25, -0.25),
    Modele("emploi_25_64", 0.79, AGE_ACTIF, "recensement", -0.28, 0.05, 0.01, -0.25, -0.2, par_sexe=True),
    Modele("assistance_sociale", 0.058, Ages(0, 64, "0 à 64 ans"), "annuel", 0.5, -0.04, -0.02),
    Modele("loyer_30_pourcent", 0.23, MENAGES, "recensement", 0.2, derive=0.01, femme=0.2, fraction=0.2),
    Modele("logement_reparations", 0.073, MENAGES, "recensement", 0.2, fraction=0.25),
    Modele("insecurite_alimentaire", 0.11, ADULTES, "enquete", 0.36, -0.1, 0.03, -0.1),
    Modele("acces_internet", 0.93, Ages(15, 120, "15 ans et plus"), "enquete", -0.3, 0, 0.08, -0.3),
    Modele("transport_actif", 0.07, Ages(15, 64, "15 à 64 ans"), "recensement", 0.1, 0.05, par_age=-0.15),
)
_ENFANCE = (
    Modele("diplomation_secondaire", 0.79, Ages(18, 20, "18 à 20 ans"), "triennal", -0.35, 0.18, 0.015, femme=0.35),
    Modele("enfants_prets_ecole", 0.72, Ages(5, 5, "5 ans"), "triennal", -0.22, 0.12, 0.005, femme=0.3),
    Modele("petit_poids_naissance", 0.061, _BEBES[0], "triennal", 0.14),
    Modele("allaitement", 0.62, _BEBES[1], "triennal", -0.2, 0.1),
    Modele("grossesses_adolescentes", 0.0095, Ages(14, 19, "14 à 19 ans"), "quinquennal", 0.45, -0.05, -0.04, taux=True, visees="F"),
    Modele("signalements_jeunesse", 0.021, _JEUNES, "annuel", 0.42, -0.12, 0.02, taux=True),
)  # fmt: skip
_LIENS = (
    Modele("confiance_voisins", 0.66, ADULTES, "enquete", -0.12, 0.42, par_age=0.08),
    Modele("aines_vivant_seuls", 0.33, AINES, "recensement", 0.12, -0.1, 0.005, 0.3, 0.6, par_sexe=True),
    Modele("benevolat", 0.31, ADULTES, "enquete", -0.1, 0.4, femme=0.1),
    Modele("soutien_social", 0.83, ADULTES, "enquete", -0.15, 0.35, femme=0.25),
    Modele("participation_electorale", 0.66, ADULTES, "recensement", -0.25, 0.2, par_age=0.2),
)
_HABITUDES = (
    Modele("activite_physique", 0.46, ADULTES, "enquete", -0.22, 0.1, 0.0, -0.15, -0.15, par_sexe=True),
    Modele("fruits_legumes", 0.37, ADULTES, "enquete", -0.2, 0.08, -0.01, femme=0.45),
    Modele("tabagisme", 0.17, ADULTES, "enquete", 0.32, -0.06, -0.04, -0.12, -0.2, par_sexe=True),
    Modele("medecin_de_famille", 0.79, TOUS, "annuel", -0.15, 0.1, -0.015, 0.15, 0.2),
    Modele("vaccination_grippe_65", 0.58, AINES, "annuel", -0.12, 0.12, 0.0, 0.2, 0.05, par_sexe=True),
    Modele("hospitalisations_evitables", 0.0026, _AVANT_75, "triennal", 0.22, -0.06, -0.01, 0.35, -0.1, taux=True, par_sexe=True),
    Modele("hospitalisations_chutes_65", 0.017, AINES, "triennal", 0.08, -0.12, 0.01, 0.7, 0.3, taux=True),
)  # fmt: skip
_SANTE = (
    Modele("sante_percue_positive", 0.58, ADULTES, "enquete", -0.25, 0.12, 0.0, -0.12, par_sexe=True),
    Modele("detresse_psychologique", 0.24, ADULTES, "enquete", 0.16, -0.22, 0.03, -0.12, 0.3, par_sexe=True),
    Modele("diabete", 0.075, VINGT_ET_PLUS, "annuel", 0.2, 0.0, 0.012, 0.45, -0.2),
    Modele("hypertension", 0.2, VINGT_ET_PLUS, "annuel", 0.1, par_age=0.65),
    Modele("asthme", 0.102, TOUS, "annuel", 0.1, par_age=-0.05, femme=0.15),
    Modele("incidence_cancer", 0.0028, TOUS, "triennal", 0.06, derive=0.005, par_age=0.6, femme=-0.1, taux=True),
    Modele("hospitalisations_tentatives_suicide", 0.00042, Ages(10, 120, "10 ans et plus"), "quinquennal", 0.3, -0.25, 0.01, -0.15, 0.4, taux=True, par_sexe=True),
)  # fmt: skip
_DECES = (
    Modele("mortalite_prematuree", 0, _AVANT_75, "quinquennal", taux=True, par_sexe=True, cause=DECES),
    Modele("mortalite_totale", 0, TOUS, "annuel", taux=True, par_sexe=True, cause=DECES),
    Modele("mortalite_cardiovasculaire", 0, TOUS, "triennal", taux=True, cause="cardiovasculaire"),
    Modele("mortalite_tumeurs", 0, TOUS, "triennal", taux=True, cause="tumeurs"),
    Modele("suicide", 0, TOUS, "quinquennal", taux=True, cause="suicide"),
)

CONDITIONS = frozenset(m.code for m in _CONDITIONS)
"""Indicateurs des conditions de vie : ce que résume la privation."""
MODELES = (*_POPULATION, *_CONDITIONS, *_ENFANCE, *_LIENS, *_HABITUDES, *_SANTE, *_DECES)
