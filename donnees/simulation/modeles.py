"""Ce que mesure chaque indicateur simulé : qui, à quelle fréquence, et ce qui le fait varier."""

from __future__ import annotations

from dataclasses import dataclass

ANNEES = tuple(range(2014, 2024))
PERIODES: dict[str, tuple[tuple[int, ...], ...]] = {
    "annuel": tuple((a,) for a in ANNEES),
    "recensement": ((2016,), (2021,)),
    "enquete": ((2016,), (2018,), (2020,), (2022,)),
    "triennal": ((2015, 2016, 2017), (2018, 2019, 2020), (2021, 2022, 2023)),
    "quinquennal": ((2014, 2015, 2016, 2017, 2018), (2019, 2020, 2021, 2022, 2023)),
}
DECES = "deces"


@dataclass(frozen=True)
class Modele:
    """Un indicateur : `base` probabilité (ou taux annuel par personne) moyenne.

    `privation`, `cohesion` : effet d'un écart type du facteur de la communauté, en logit (ou log).
    `derive` : changement par an. `fraction` : part de la population observée (1 : tout le monde).
    `sexe` : « F » si seules les femmes sont visées. `par_sexe` : publier aussi F et M. `cause` :
    part des décès simulés retenue (les décès viennent de la vie des personnes, pas d'un tirage).
    """

    code: str
    base: float
    ages: tuple[int, int]
    libelle_age: str
    rythme: str
    privation: float = 0.0
    cohesion: float = 0.0
    derive: float = 0.0
    fraction: float = 1.0
    taux: bool = False
    sexe: str = ""
    par_sexe: bool = False
    cause: str = ""


_TOUS = (0, 120)
MODELES: tuple[Modele, ...] = (
    Modele("diplomation_secondaire", 0.79, (18, 20), "18 à 20 ans", "triennal", -0.35, 0.18, 0.015),
    Modele("confiance_voisins", 0.66, (18, 120), "18 ans et plus", "enquete", -0.12, 0.42, 0.0, 0.09),
    Modele("enfants_prets_ecole", 0.72, (5, 5), "5 ans", "triennal", -0.22, 0.12, 0.005),
    Modele("sante_percue_positive", 0.58, (18, 120), "18 ans et plus", "enquete", -0.25, 0.12, 0.0, 0.09, par_sexe=True),
    Modele("faible_revenu", 0.125, _TOUS, "tous", "recensement", 0.38, -0.05, -0.01),
    Modele("aines_vivant_seuls", 0.335, (65, 120), "65 ans et plus", "recensement", 0.12, -0.1, 0.005, par_sexe=True),
    Modele("logement_reparations", 0.073, (25, 120), "tous", "recensement", 0.2, 0.0, 0.0, 0.25),
    Modele("hospitalisations_evitables", 0.0037, (0, 74), "0 à 74 ans", "triennal", 0.22, -0.06, -0.01, taux=True, par_sexe=True),
    Modele("mortalite_prematuree", 0, (0, 74), "0 à 74 ans", "quinquennal", taux=True, par_sexe=True, cause=DECES),
    Modele("petit_poids_naissance", 0.061, (0, 0), "naissances vivantes", "triennal", 0.14, 0.0, 0.0),
    Modele("part_0_17", 0, (0, 17), "tous", "annuel"),
    Modele("part_65_plus", 0, (65, 120), "tous", "annuel"),
    Modele("familles_monoparentales", 0.165, (30, 49), "tous", "recensement", 0.2, 0.0, 0.0, 0.5),
    Modele("sans_diplome_25_64", 0.118, (25, 64), "25 à 64 ans", "recensement", 0.42, -0.05, -0.02),
    Modele("emploi_25_64", 0.765, (25, 64), "25 à 64 ans", "recensement", -0.28, 0.05, 0.01, par_sexe=True),
    Modele("assistance_sociale", 0.058, (0, 64), "0 à 64 ans", "annuel", 0.5, -0.04, -0.02),
    Modele("loyer_30_pourcent", 0.29, (25, 120), "tous", "recensement", 0.2, 0.0, 0.01, 0.2),
    Modele("insecurite_alimentaire", 0.11, (18, 120), "18 ans et plus", "enquete", 0.36, -0.1, 0.03, 0.09),
    Modele("mobilite_5_ans", 0.34, (5, 120), "5 ans et plus", "recensement", 0.1, -0.1),
    Modele("immigration_recente", 0.021, _TOUS, "tous", "recensement", 0.1, 0.0, 0.05),
    Modele("benevolat", 0.31, (18, 120), "18 ans et plus", "enquete", -0.1, 0.4, 0.0, 0.09),
    Modele("soutien_social", 0.83, (18, 120), "18 ans et plus", "enquete", -0.15, 0.35, 0.0, 0.09),
    Modele("participation_electorale", 0.66, (18, 120), "18 ans et plus", "recensement", -0.25, 0.2),
    Modele("acces_internet", 0.89, (15, 120), "15 ans et plus", "enquete", -0.3, 0.0, 0.08, 0.09),
    Modele("transport_actif", 0.07, (15, 64), "15 à 64 ans", "recensement", 0.1, 0.05),
    Modele("medecin_de_famille", 0.78, _TOUS, "tous", "annuel", -0.15, 0.1, -0.015),
    Modele("vaccination_grippe_65", 0.57, (65, 120), "65 ans et plus", "annuel", -0.12, 0.12, 0.0, par_sexe=True),
    Modele("allaitement", 0.62, (0, 0), "0 an", "triennal", -0.2, 0.1),
    Modele("activite_physique", 0.46, (18, 120), "18 ans et plus", "enquete", -0.22, 0.1, 0.0, 0.09, par_sexe=True),
    Modele("fruits_legumes", 0.39, (18, 120), "18 ans et plus", "enquete", -0.2, 0.08, -0.01, 0.09),
    Modele("tabagisme", 0.165, (18, 120), "18 ans et plus", "enquete", 0.32, -0.06, -0.04, 0.09, par_sexe=True),
    Modele("detresse_psychologique", 0.27, (18, 120), "18 ans et plus", "enquete", 0.16, -0.22, 0.03, 0.09, par_sexe=True),
    Modele("diabete", 0.088, (20, 120), "20 ans et plus", "annuel", 0.2, 0.0, 0.012),
    Modele("hypertension", 0.235, (20, 120), "20 ans et plus", "annuel", 0.1, 0.0, 0.0),
    Modele("asthme", 0.102, _TOUS, "tous", "annuel", 0.1, 0.0, 0.0),
    Modele("grossesses_adolescentes", 0.0095, (14, 19), "14 à 19 ans", "quinquennal", 0.45, -0.05, -0.04, taux=True, sexe="F"),
    Modele("incidence_cancer", 0.0066, _TOUS, "tous", "triennal", 0.06, 0.0, 0.005, taux=True),
    Modele("hospitalisations_chutes_65", 0.0145, (65, 120), "65 ans et plus", "triennal", 0.08, -0.12, 0.01, taux=True),
    Modele("hospitalisations_tentatives_suicide", 0.00048, (10, 120), "10 ans et plus", "quinquennal", 0.3, -0.25, 0.01, taux=True, par_sexe=True),
    Modele("suicide", 0, _TOUS, "tous", "quinquennal", taux=True, cause="suicide"),
    Modele("mortalite_totale", 0, _TOUS, "tous", "annuel", taux=True, par_sexe=True, cause=DECES),
    Modele("mortalite_cardiovasculaire", 0, _TOUS, "tous", "triennal", taux=True, cause="cardiovasculaire"),
    Modele("mortalite_tumeurs", 0, _TOUS, "tous", "triennal", taux=True, cause="tumeurs"),
    Modele("signalements_jeunesse", 0.021, (0, 17), "0 à 17 ans", "annuel", 0.42, -0.12, 0.02, taux=True),
)  # fmt: skip

CAUSES = {"cardiovasculaire": 0.27, "tumeurs": 0.33, "suicide": 0.015}
"""Part des décès par cause ; le reste est « autre »."""

SANS_DONNEE = "Lac-Sauvé"
TROP_PETITE = "Rapide-Gris"
GRANDE = "Ville-Haute"
MIEUX_QU_ATTENDU = "Belle-Rive"
SE_DEGRADE = "Chute-à-Marin"
EXEMPLE = "Anse-aux-Huards"
