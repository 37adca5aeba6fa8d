"""Les mots du domaine : indicateur, mesure, signal. Dataclasses gelées, sans accès aux données."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tableau_bord.commun.estimations import Motif


class Sens(StrEnum):
    """Sens favorable d'un indicateur."""

    HAUT = "haut"
    BAS = "bas"
    NEUTRE = "neutre"


class Nature(StrEnum):
    """Ce que compte l'indicateur ; décide de l'intervalle et du test."""

    PROPORTION = "proportion"
    TAUX = "taux"
    EFFECTIF = "effectif"
    IMPORTE = "importe"
    ENQUETE = "enquete"
    """Estimée à la page Enquête : effectif et dénominateur y sont des répondants, la valeur est pondérée."""


class SignalNiveau(StrEnum):
    """Jugement de niveau, contre le reste de la région."""

    PLUS_FAVORABLE = "plus favorable"
    MOINS_FAVORABLE = "moins favorable"
    SEMBLABLE = "semblable"
    PLUS_ELEVE = "plus élevé"
    MOINS_ELEVE = "moins élevé"
    NON_EVALUE = "non évalué"


@dataclass(frozen=True)
class Indicateur:
    """Une entrée du dictionnaire (`donnees/dictionnaire.toml`).

    `base` : multiplicateur d'affichage (100 pour un pourcentage, 100 000 pour un taux). `court` :
    nom de quatre mots au plus, pour l'épine et la carte. `frequence` : « Vivre seul y est… »,
    début de la légende de carte. `phrase` : ce qu'on dit d'une mesure plus favorable que le
    reste, en clair. `ages` : âges visés, en toutes lettres. `seuil` : seuil du test de niveau.
    """

    code: str
    nom: str
    court: str
    definition: str
    numerateur: str
    denominateur: str
    ages: str
    source: str
    unite: str
    base: float
    decimales: int
    sens: Sens
    nature: Nature
    methode: str
    comparateur: str
    theme: str
    seuil: float = 0.01
    noyau: bool = False
    rang: int = 1000
    phrase_favorable: str = ""
    phrase_defavorable: str = ""
    mises_en_garde: tuple[str, ...] = ()
    prochaine_mise_a_jour: str = ""


@dataclass(frozen=True)
class Reste:
    """La référence d'une comparaison : le reste de la région (ou du Québec), communauté exclue."""

    nom: str
    effectif: float | None
    denominateur: float | None
    valeur: float | None


@dataclass(frozen=True)
class Cote:
    """La réserve d'un producteur sur une valeur : `symbole` (« * » prudence, « ** » à titre indicatif).

    `cv` : coefficient de variation, en pour cent ; `prudence` et `limite` : les seuils du `producteur`.
    """

    symbole: str
    cv: float
    producteur: str
    prudence: float
    limite: float


@dataclass(frozen=True)
class Pesee:
    """Comment une estimation d'enquête fut faite : `voie` (direct, modèle, synthétique), `methode`, `erreur_type` dans
    l'unité de la mesure, `effet_plan`.
    """

    voie: str
    methode: str
    erreur_type: float | None
    effet_plan: float | None


@dataclass(frozen=True)
class Mesure:
    """Un indicateur lu dans un territoire, avec tout ce qu'il faut pour le refaire à la main.

    `valeur`, `borne_inf`, `borne_sup`, `quartiles` et `reste.valeur` sont dans l'unité de
    l'indicateur (fois `indicateur.base`). `quartiles` : quartiles des territoires du même
    découpage, pour la bande et l'échelle de l'épine. `motif` remplace toute valeur absente.
    """

    indicateur: Indicateur
    periode: str
    effectif: float | None
    denominateur: float | None
    valeur: float | None
    borne_inf: float | None
    borne_sup: float | None
    motif: Motif | None
    reste: Reste | None
    signal: SignalNiveau
    valeur_p: float | None
    methode_test: str
    quartiles: tuple[float, float] | None
    lot: str
    age_ans: int | None
    evolution: str = "Évolution non évaluée"
    cote: Cote | None = None
    pesee: Pesee | None = None


@dataclass(frozen=True)
class Point:
    """Une valeur d'une série annuelle, pour la vue « Dix ans »."""

    periode: str
    annee: int
    effectif: float | None
    denominateur: float | None
    valeur: float | None
    borne_inf: float | None
    borne_sup: float | None
    motif: Motif | None


@dataclass(frozen=True)
class Serie:
    """Une série : nom du territoire (communauté, MRC, région) et ses points par année."""

    nom: str
    role: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class CaseCarte:
    """Une communauté sur la carte d'un indicateur.

    `anneaux` : polygones en longitude/latitude, chacun une suite d'anneaux (extérieur puis
    trous). Les valeurs sont dans l'unité de l'indicateur.
    """

    code: str
    nom: str
    anneaux: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    effectif: float | None
    denominateur: float | None
    valeur: float | None
    borne_inf: float | None
    borne_sup: float | None
    motif: Motif | None


@dataclass(frozen=True)
class FraicheurSource:
    """Où en est une source de données : dernière période, dernier lot, prochaine mise à jour."""

    source: str
    indicateurs: int
    periode: str
    publie_le: date | None
    prochaine: str
