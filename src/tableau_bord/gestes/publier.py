"""Publier : le geste daté qui rend des valeurs lisibles au profil table, masque compris."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence

import polars as pl

from tableau_bord import VERSION_CALCUL, acces, divulgation
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.divulgation import Publication
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import proteger
from tableau_bord.gestes.apercevoir import Apercu, apercevoir
from tableau_bord.gestes.choix import APublier, contenus_a_publier, lire_choix
from tableau_bord.indicateurs import enquetes

__all__ = [
    "APublier",
    "Apercu",
    "apercevoir",
    "contenus_a_publier",
    "inscrire",
    "lire_choix",
    "publier",
    "retirer_publication",
]

Avancer = Callable[[float], None]


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
    vues = _parues(entrepot)
    protege = proteger.proteger(entrepot, lire_choix(entrepot, choix), avancer, identifiant)
    cases = protege.cases
    if cases.is_empty():
        raise _rien_a_publier()
    proteger.refuser_si_expose(protege)
    return inscrire(entrepot, cases, qui, note, identifiant, protege.arrondis, vues)


def inscrire(
    entrepot: Entrepot,
    cases: pl.DataFrame,
    qui: Identite,
    note: str,
    identifiant: str,
    arrondis: dict[str, int] | None = None,
    vues: frozenset[str] | None = None,
) -> Publication:
    """Inscrire au registre des cases déjà masquées et déjà attaquées (avec `raison`).

    `arrondis` : indicateur → base, pour ceux qui paraissent arrondis. `vues` : les publications contre
    lesquelles le masque a été calculé ; lève DivulgationErreur si une autre a paru depuis.
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
        if vues is not None and _parues(t) - {publication.publication} != vues - {publication.publication}:
            raise DivulgationErreur(
                "registre_change",
                "Une autre publication a paru pendant le calcul du masque.",
                remede="Refaites le geste\u00a0: le masque tiendra compte des deux.",
            )
        divulgation.inscrire(t, publication, cases)
        enquetes.figer(t, publication.publication, cases)
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


def _parues(source: Entrepot | Transaction) -> frozenset[str]:
    """Les identifiants de tout ce qui a paru, retiré compris."""
    return frozenset(divulgation.identifiants_parus(source))


def _rien_a_publier() -> DivulgationErreur:
    return DivulgationErreur(
        "rien_a_publier", "Aucune valeur à publier.", remede="Versez d'abord un fichier d'indicateurs."
    )
