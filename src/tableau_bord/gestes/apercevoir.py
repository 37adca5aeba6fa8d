"""L'aperçu d'une publication : ce que le masque coûte, case par case, avant le geste."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from tableau_bord import divulgation, parametres
from tableau_bord.acces import Profil
from tableau_bord.divulgation import CLE
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import proteger
from tableau_bord.gestes.choix import APublier, lire_choix

Avancer = Callable[[float], None]


@dataclass(frozen=True)
class Apercu:
    """Ce que le masque coûte, avant de publier. `raisons` : raison → nombre de cases.

    `masquees` = `primaires` + `complementaires`. `exposees` : cases que cette publication laisserait
    retrouver malgré tout, et qui la feraient refuser ; `deja_exposees` : ce que les publications
    antérieures, seules, laissaient déjà retrouver. `impossibles` : cases contredites par les sommes.
    `par_contenu` : indicateur, decoupage, cases, montrees, primaires, complementaires, perdues (lisibles
    aujourd'hui, masquées ensuite). `cachees` : une ligne par case masquée, `CLE` et raison (profil DSP).
    `arrondis` : indicateur → base, pour les sources qui ont choisi l'arrondi.
    """

    cases: int
    montrees: int
    masquees: int
    absentes: int
    raisons: dict[str, int]
    seuils: parametres.SeuilsDivulgation
    exposees: int = 0
    deja_exposees: int = 0
    impossibles: int = 0
    par_contenu: pl.DataFrame = field(default_factory=pl.DataFrame)
    cachees: pl.DataFrame = field(default_factory=pl.DataFrame)
    arrondis: dict[str, int] = field(default_factory=dict)

    @property
    def publiable(self) -> bool:
        """Faux si l'attaque retrouverait une case : publier refuserait."""
        return not self.exposees and not self.impossibles

    @property
    def complementaires(self) -> int:
        """Cases masquées seulement pour en protéger d'autres."""
        return self.raisons.get(divulgation.COMPLEMENT, 0)

    @property
    def primaires(self) -> int:
        """Cases masquées pour elles-mêmes."""
        return self.masquees - self.complementaires

    @property
    def perdues(self) -> int:
        """Cases que le profil table lit aujourd'hui, et qu'il ne lirait plus."""
        return int(self.par_contenu["perdues"].sum()) if self.par_contenu.height else 0


def apercevoir(entrepot: Entrepot, choix: Sequence[APublier], avancer: Avancer = lambda part: None) -> Apercu:
    """Dire ce qui serait montré et ce qui serait masqué ; rien ne paraît. `avancer` peut tout arrêter.

    Le masque de chaque indicateur est gardé pour la publication qui suivra (`divulgation.preparations`).
    """
    protege = proteger.proteger(entrepot, lire_choix(entrepot, choix), avancer)
    masquees = protege.cases
    raisons = masquees["raison"].drop_nulls().value_counts().sort("raison")
    cachees = masquees["raison"].count()
    absentes = masquees.filter(pl.col("raison").is_null() & pl.col("motif").is_not_null()).height
    return Apercu(
        masquees.height,
        masquees.height - cachees - absentes,
        cachees,
        absentes,
        dict(raisons.iter_rows()),
        parametres.seuils_divulgation(entrepot, Profil.TABLE.value),
        protege.exposees.height,
        protege.deja_exposees,
        protege.impossibles,
        _par_contenu(entrepot, masquees),
        masquees.filter(pl.col("raison").is_not_null()).select(*CLE, "raison"),
        protege.arrondis,
    )


def _par_contenu(entrepot: Entrepot, masquees: pl.DataFrame) -> pl.DataFrame:
    """Le coût, mesure par mesure et découpage par découpage."""
    if masquees.is_empty():
        return pl.DataFrame()
    lues = divulgation.cases_publiees(entrepot, indicateurs=masquees["indicateur"].unique().to_list())
    lisibles = lues.filter(pl.col("valeur").is_not_null()).select(*CLE, lisible=pl.lit(True))
    avec = masquees.join(lisibles, on=CLE, how="left")
    cachee = pl.col("raison").is_not_null()
    return avec.group_by("indicateur", "decoupage", maintain_order=True).agg(
        cases=pl.len(),
        montrees=(~cachee & pl.col("motif").is_null()).sum(),
        primaires=(cachee & (pl.col("raison") != divulgation.COMPLEMENT)).sum(),
        complementaires=(pl.col("raison") == divulgation.COMPLEMENT).sum(),
        perdues=(cachee & pl.col("lisible").fill_null(False)).sum(),
    )
