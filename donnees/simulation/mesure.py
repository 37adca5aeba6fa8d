"""Ce que mesure chaque indicateur simulé : qui, à quelle fréquence, et ce qui le fait varier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

ANNEES = tuple(range(2014, 2024))
PERIODES: dict[str, tuple[tuple[int, ...], ...]] = {
    "annuel": tuple((a,) for a in ANNEES),
    "recensement": ((2016,), (2021,)),
    "enquete": ((2016,), (2018,), (2020,), (2022,)),
    "triennal": ((2015, 2016, 2017), (2018, 2019, 2020), (2021, 2022, 2023)),
    "quinquennal": ((2014, 2015, 2016, 2017, 2018), (2019, 2020, 2021, 2022, 2023)),
}
DECES = "deces"
PART = "part"
REPERE = 2019
"""L'année où un indicateur vaut sa base."""
_REPONSE = 0.09


class Ages(NamedTuple):
    """Âges visés, bornes comprises, et leur nom dans les tableaux."""

    debut: int
    fin: int
    nom: str


@dataclass(frozen=True)
class Modele:
    """Un indicateur : `base`, probabilité (ou taux annuel) d'une personne au milieu des âges visés.

    `privation`, `cohesion` : effet d'un écart type du facteur de la communauté, en logit (ou log) ;
    les traits de la personne agissent de même. `derive` : changement par an. `par_age` : par dix ans
    d'âge. `femme` : écart des femmes. `fraction` : part de la population observée (1 : tout le monde).
    `visees` : « F » si seules les femmes le sont. `par_sexe` : publier aussi F et M. `cause` : décès
    retenus (ils viennent de la vie des personnes), ou part d'un groupe d'âge dans la population.
    """

    code: str
    base: float
    ages: Ages
    rythme: str
    privation: float = 0.0
    cohesion: float = 0.0
    derive: float = 0.0
    par_age: float = 0.0
    femme: float = 0.0
    fraction: float = 1.0
    taux: bool = False
    visees: str = "FM"
    par_sexe: bool = False
    cause: str = ""

    @property
    def libelle_age(self) -> str:
        """Âges visés, en toutes lettres."""
        return self.ages.nom

    @property
    def pivot(self) -> float:
        """Milieu des âges visés, où `par_age` ne change rien."""
        return (self.ages.debut + min(self.ages.fin, 90)) / 2

    @property
    def observee(self) -> float:
        """Part de la population visée qui est observée ; une enquête en joint une sur onze."""
        return _REPONSE if self.rythme == "enquete" else self.fraction


TOUS = Ages(0, 120, "tous")
ADULTES = Ages(18, 120, "18 ans et plus")
AINES = Ages(65, 120, "65 ans et plus")
VINGT_ET_PLUS = Ages(20, 120, "20 ans et plus")
AGE_ACTIF = Ages(25, 64, "25 à 64 ans")
MENAGES = Ages(25, 120, "tous")
