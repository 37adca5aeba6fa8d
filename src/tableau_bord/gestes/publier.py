"""Publier : le geste daté qui rend des valeurs lisibles au profil table, masque compris."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from tableau_bord import VERSION_CALCUL, acces, divulgation, indicateurs, parametres
from tableau_bord.acces import Droit, Identite, Profil
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.divulgation import Publication
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import proteger
from tableau_bord.gestes.proteger import Protege

Avancer = Callable[[float], None]


@dataclass(frozen=True)
class APublier:
    """Un contenu prêt : indicateur, découpage, périodes, et s'il a déjà été publié autrement."""

    indicateur: str
    nom: str
    decoupage: str
    periodes: tuple[str, ...]
    cases: int
    deja_publie: bool


@dataclass(frozen=True)
class Apercu:
    """Ce que le masque coûte, avant de publier. `raisons` : raison → nombre de cases.

    `masquees` = `primaires` + `complementaires`. `exposees` : cases que cette publication laisserait
    retrouver malgré tout, et qui la feraient refuser ; `deja_exposees` : ce que les publications
    antérieures, seules, laissaient déjà retrouver. `impossibles` : cases contredites par les sommes.
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


def contenus_a_publier(entrepot: Entrepot) -> tuple[APublier, ...]:
    """Ce que la base contient et que le profil table ne voit pas encore à jour."""
    courants = divulgation.contenus_courants(entrepot).select(
        "indicateur", "decoupage", "periode", pl.col("lots").alias("lots_publies")
    )
    tous = indicateurs.contenus(entrepot).filter(pl.col("decoupage") != "AD")
    en_attente = tous.join(courants, on=["indicateur", "decoupage", "periode"], how="left").filter(
        pl.col("lots_publies").is_null() | (pl.col("lots_publies") != pl.col("lots"))
    )
    noms = {i.code: i.nom for i in indicateurs.indicateurs(entrepot)}
    groupes = en_attente.group_by("indicateur", "decoupage", maintain_order=True).agg(
        pl.col("periode"), pl.col("cases").sum(), pl.col("lots_publies").is_not_null().any().alias("deja")
    )
    return tuple(
        APublier(g["indicateur"], noms.get(g["indicateur"], g["indicateur"]), g["decoupage"],
                 tuple(g["periode"]), g["cases"], g["deja"])
        for g in groupes.to_dicts()
    )  # fmt: skip


def apercevoir(entrepot: Entrepot, choix: Sequence[APublier], avancer: Avancer = lambda part: None) -> Apercu:
    """Dire, sans rien écrire, ce qui serait montré et ce qui serait masqué. `avancer` peut tout arrêter."""
    protege = _proteger(entrepot, choix, avancer)
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
    )


def publier(
    entrepot: Entrepot,
    choix: Sequence[APublier],
    qui: Identite,
    note: str = "",
    identifiant: str = "",
    avancer: Avancer = lambda part: None,
) -> Publication:
    """Figer un cube masqué et l'inscrire au registre. `identifiant` rend la reprise sans effet.

    Lève DivulgationErreur s'il n'y a rien à publier, ou si l'attaque resserre une case sous sa protection ;
    AccesErreur sans le droit de publier.
    """
    acces.exiger(qui, Droit.PUBLIER)
    if not choix:
        raise _rien_a_publier()
    protege = _proteger(entrepot, choix, avancer, identifiant)
    cases = protege.cases
    if cases.is_empty():
        raise _rien_a_publier()
    proteger.refuser_si_expose(protege)
    return inscrire(entrepot, cases, qui, note, identifiant, protege.arrondis)


def inscrire(
    entrepot: Entrepot,
    cases: pl.DataFrame,
    qui: Identite,
    note: str,
    identifiant: str,
    arrondis: dict[str, int] | None = None,
) -> Publication:
    """Inscrire au registre des cases déjà masquées et déjà attaquées (avec `raison`).

    `arrondis` : indicateur → base, pour ceux qui paraissent arrondis.
    """
    acces.exiger(qui, Droit.PUBLIER)
    publication = Publication(
        identifiant or str(uuid.uuid4()),
        maintenant(),
        qui.auteur,
        note,
        cases.height,
        cases["raison"].count(),
        VERSION_CALCUL,
    )

    def geste(t: Transaction) -> None:
        divulgation.inscrire(t, publication, cases)
        divulgation.inscrire_variantes(t, publication.publication, arrondis or {})
        compte = {"cases": publication.cases, "masquees": publication.masquees, "note": note}
        acces.consigner(t, qui, "publier", publication.publication, compte)

    entrepot.ecrire(geste)
    return publication


def retirer_publication(entrepot: Entrepot, qui: Identite, publication: str, raison: str) -> None:
    """Retirer une publication : elle ne se lit plus, le registre s'en souvient (elle a été lue).

    Lève AccesErreur sans le droit de publier.
    """
    acces.exiger(qui, Droit.PUBLIER)

    def geste(t: Transaction) -> None:
        divulgation.retirer(t, publication, qui.auteur, raison)
        acces.consigner(t, qui, "retirer", publication, {"raison": raison})

    entrepot.ecrire(geste)


def _rien_a_publier() -> DivulgationErreur:
    return DivulgationErreur(
        "rien_a_publier", "Aucune valeur à publier.", remede="Versez d'abord un fichier d'indicateurs."
    )


def _proteger(
    entrepot: Entrepot, choix: Sequence[APublier], avancer: Avancer, identifiant: str = ""
) -> Protege:
    """Lire les cases choisies, les masquer contre le registre, puis attaquer le résultat."""
    return proteger.proteger(entrepot, lire_choix(entrepot, choix), avancer, identifiant)


def lire_choix(entrepot: Entrepot, choix: Sequence[APublier]) -> pl.DataFrame:
    """Les cases fines de ces contenus (`COLONNES_CASE`)."""
    couples = pl.DataFrame(
        [(c.indicateur, c.decoupage, p) for c in choix for p in c.periodes],
        schema={"indicateur": pl.String, "decoupage": pl.String, "periode": pl.String},
        orient="row",
    )
    return indicateurs.lire_cases(
        entrepot, Profil.DSP, indicateurs={c.indicateur for c in choix},
        decoupages={c.decoupage for c in choix}, sexes=None, non_affiches=True,
    ).join(couples, on=["indicateur", "decoupage", "periode"])  # fmt: skip
