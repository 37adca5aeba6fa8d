"""Le dictionnaire livré : complet, lisible, et qui nomme la mesure sans étiqueter les gens."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from donnees.simulation.modeles import MODELES
from tableau_bord.indicateurs.dictionnaire import charger, glossaire
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

NOYAU = [
    "diplomation_secondaire",
    "confiance_voisins",
    "enfants_prets_ecole",
    "sante_percue_positive",
    "faible_revenu",
    "aines_vivant_seuls",
    "logement_reparations",
    "hospitalisations_evitables",
    "mortalite_prematuree",
    "petit_poids_naissance",
]
ANNEXE = [
    "part_0_17",
    "part_65_plus",
    "familles_monoparentales",
    "sans_diplome_25_64",
    "emploi_25_64",
    "assistance_sociale",
    "loyer_30_pourcent",
    "insecurite_alimentaire",
    "mobilite_5_ans",
    "immigration_recente",
    "benevolat",
    "soutien_social",
    "participation_electorale",
    "acces_internet",
    "transport_actif",
    "medecin_de_famille",
    "vaccination_grippe_65",
    "allaitement",
    "activite_physique",
    "fruits_legumes",
    "tabagisme",
    "detresse_psychologique",
    "diabete",
    "hypertension",
    "asthme",
    "grossesses_adolescentes",
    "incidence_cancer",
    "hospitalisations_chutes_65",
    "hospitalisations_tentatives_suicide",
    "suicide",
    "mortalite_totale",
    "mortalite_cardiovasculaire",
    "mortalite_tumeurs",
    "signalements_jeunesse",
    "idms_materiel",
    "idms_social",
    "covid_cas_cumul",
]
POUR_1000 = {"grossesses_adolescentes", "signalements_jeunesse"}
DE_L_ENM = {"logement_reparations", "loyer_30_pourcent", "mobilite_5_ans", "immigration_recente"}
ETIQUETTES = re.compile(
    r"vulnérab|défavoris|problém|fragil|carenc|déficit|démuni|pauvre|à risque|malheureus|hélas|seulement",
    re.I,
)
TOUS = charger()
PAR_CODE = {i.code: i for i in TOUS}
chacun = pytest.mark.parametrize("indicateur", TOUS, ids=lambda i: i.code)


def test_tous_les_codes_et_rien_d_autre() -> None:
    assert sorted(PAR_CODE) == sorted(NOYAU + ANNEXE)


def test_le_noyau_a_dix_rangs_dans_l_ordre() -> None:
    assert [(i.code, i.rang) for i in TOUS if i.noyau] == list(zip(NOYAU, range(1, 11), strict=True))


def test_le_noyau_commence_par_des_forces() -> None:
    premier_tiers = [i for i in TOUS if i.noyau][:4]
    assert {i.sens for i in premier_tiers} == {Sens.HAUT}


def test_six_themes_qui_ont_chacun_plusieurs_mesures() -> None:
    themes = Counter(i.theme for i in TOUS)
    assert len(themes) == 6
    assert min(themes.values()) >= 4


def test_chaque_mesure_simulee_est_decrite_avec_ses_ages() -> None:
    assert {m.code: m.libelle_age for m in MODELES} == {
        m.code: PAR_CODE[m.code].ages for m in MODELES if m.code in PAR_CODE
    }


@chacun
def test_rien_de_vide_et_un_nom_court(indicateur: Indicateur) -> None:
    champs = (
        "nom",
        "court",
        "definition",
        "numerateur",
        "denominateur",
        "ages",
        "source",
        "theme",
        "comparateur",
    )
    assert [c for c in champs if not getattr(indicateur, c).strip()] == []
    assert len(indicateur.court) <= 32
    assert all(m.endswith(".") for m in (indicateur.definition, *indicateur.mises_en_garde))


@chacun
def test_unite_base_et_decimales_suivent_la_nature(indicateur: Indicateur) -> None:
    pour_1000 = indicateur.code in POUR_1000
    attendu = {
        Nature.PROPORTION: ("%", 100, 1),
        Nature.TAUX: ("pour 1 000", 1000, 0) if pour_1000 else ("pour 100 000", 100_000, 0),
        Nature.IMPORTE: ("quintile", 1, 0),
    }[indicateur.nature]
    if indicateur.code == "covid_cas_cumul":
        attendu = ("pour 100 000", 100_000, 1)
    unite = indicateur.unite.replace("\u00a0", " ")
    assert (unite, indicateur.base, indicateur.decimales) == attendu


@chacun
def test_les_phrases_s_enchainent_sans_etiquette(indicateur: Indicateur) -> None:
    phrases = (indicateur.phrase_favorable, indicateur.phrase_defavorable)
    if indicateur.sens is Sens.NEUTRE:
        assert phrases == ("", "")
        return
    for phrase in phrases:
        assert phrase and phrase[0].islower() and phrase[-1] not in ".!?…"
        assert not ETIQUETTES.search(phrase), phrase
    assert phrases[0] != phrases[1]


@chacun
def test_la_simulation_se_dit_simulee(indicateur: Indicateur) -> None:
    reel = indicateur.code == "covid_cas_cumul"
    assert indicateur.source.startswith("Simulation, à la manière d") is not reel
    assert bool(indicateur.prochaine_mise_a_jour) is not reel


def test_une_source_n_a_qu_une_prochaine_mise_a_jour() -> None:
    dates = defaultdict(set)
    for i in TOUS:
        dates[i.source].add(i.prochaine_mise_a_jour)
    assert {s: d for s, d in dates.items() if len(d) > 1} == {}


def test_les_mises_en_garde_attendues() -> None:
    gardes = {i.code: " ".join(i.mises_en_garde) for i in TOUS}
    assert "T1" in gardes["faible_revenu"]
    assert [c for c in sorted(DE_L_ENM) if "ENM" not in gardes[c]] == []
    for code in ("idms_materiel", "idms_social"):
        assert "nationale" in gardes[code] and "jamais recalculée" in gardes[code]


def test_le_glossaire_est_complet_et_range() -> None:
    mots = glossaire()
    assert len(mots) >= 25
    assert all(len(d) > 20 and d.endswith(".") for d in mots.values())
    for terme in (
        "Intervalle",
        "Reste de la région",
        "Masqué",
        "IDMS",
        "Communauté vécue",
        "Wilson",
        "Noyau",
    ):
        assert terme in mots
