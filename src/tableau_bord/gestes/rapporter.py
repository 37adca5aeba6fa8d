"""Rapporter une valise : ce qui y est né rentre à la maison, autant de fois qu'on veut, sans perte ni doublon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, journal_depot
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Entrepot, Transaction, migrations
from tableau_bord.gestes import retirer_parole, valise_depot, valise_retraits
from tableau_bord.gestes.valise import Valise, lire_identite
from tableau_bord.gestes.valise_retours import QUI_RENTRENT, TableQuiRentre

MOTS = {
    "rencontres": ("rencontre", "rencontres"),
    "rencontre_fermetures": ("fermeture", "fermetures"),
    "envois": ("texte confié", "textes confiés"),
    "envoi_decisions": ("décision", "décisions"),
    "actif_propositions": ("proposition d’actif", "propositions d’actif"),
}
RETIRE = ("texte retiré", "textes retirés")


@dataclass(frozen=True)
class Rapport:
    """Ce qu'un retour a changé. `rentrees` : table → lignes écrites à la maison ; `lignes_journal` : neuves.

    `retraits` : textes effacés à la maison parce qu'ils l'ont été en salle ; `retraits_en_valise` : l'inverse.
    """

    valise: str
    rentrees: dict[str, int]
    retraits: int
    lignes_journal: int
    retraits_en_valise: int = 0

    @property
    def rien_de_neuf(self) -> bool:
        """Vrai si tout était déjà rentré."""
        return not (any(self.rentrees.values()) or self.retraits or self.lignes_journal)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Ce que le retour a changé, en phrases."""
        if self.rien_de_neuf:
            dites = ["Rien de neuf\u00a0: tout ce que contient cette valise était déjà rentré."]
        else:
            comptes = [compter(n, *MOTS[t]) for t, n in self.rentrees.items() if n and t in MOTS]
            dites = [f"Rentré\u00a0: {', '.join(comptes) or 'le journal de la rencontre'}."]
        if self.retraits:
            dites.append(f"Effacé ici aussi\u00a0: {compter(self.retraits, *RETIRE)} en salle.")
        if self.retraits_en_valise:
            dites.append(f"Effacé aussi de la valise\u00a0: {compter(self.retraits_en_valise, *RETIRE)} ici.")
        return tuple(dites)


@dataclass(frozen=True)
class _Lue:
    """Une valise lue en entier : ce qui y est né, ses retraits, son journal et son empreinte de tête."""

    valise: Valise
    nees: dict[str, pl.DataFrame]
    retraits: dict[str, tuple[str, str]]
    journal: pl.DataFrame
    tete: str


def rapporter(entrepot: Entrepot, qui: Identite, chemin_valise: Path | str) -> Rapport:
    """Reverser ce qui est né dans une valise, et échanger les retraits dans les deux sens.

    La valise ne change pas, sauf les textes retirés à la maison, qui s'y effacent, espace libéré compris.
    Lève AccesErreur si le droit manque, si ce n'est pas une valise de cette base ou si son journal est rompu ;
    EntrepotErreur si un fichier est tenu, ou si l'espace libéré n'a pu être réécrit (recommencer achève).
    """
    acces.exiger(qui, Droit.EMPORTER)
    with _ouverte(entrepot, Path(chemin_valise)) as base:
        lue = _lire(base, _exiger_la_notre(entrepot, base))
        rapport = entrepot.ecrire(lambda t: _rentrer(t, qui, lue))
        retirer_parole.achever(entrepot)
        effaces = valise_retraits.effacer_dans_la_valise(entrepot, base, qui)
        retirer_parole.achever(base)
    return replace(rapport, retraits_en_valise=effaces)


@contextmanager
def _ouverte(entrepot: Entrepot, chemin: Path) -> Iterator[Entrepot]:
    if not chemin.is_file():
        raise _pas_une_valise(chemin, "Ce fichier n'existe pas.")
    if entrepot.chemin != ":memory:" and chemin.resolve() == Path(entrepot.chemin).resolve():
        raise _pas_une_valise(chemin, "C'est la base elle-même, pas une valise.")
    base = Entrepot(chemin)
    try:
        if lire_identite(base) is None:
            raise _pas_une_valise(chemin, "Ce fichier n'est pas une valise.")
        migrations.appliquer(base)
        yield base
    finally:
        base.fermer()


def _exiger_la_notre(entrepot: Entrepot, base: Entrepot) -> Valise:
    valise = lire_identite(base)
    connue = valise_depot.enregistree(entrepot, valise.valise) if valise else None
    attendu = {"decoupage", "code", "journal_origine"}
    if valise is None or connue is None or any(connue[c] != getattr(valise, c) for c in attendu):
        raise AccesErreur(
            "valise_d_ailleurs",
            "Cette valise n'a pas été préparée par cette base.",
            ou=f"Valise {base.nom}",
            remede="Ouvrez la base d'où elle vient, et rapportez-la là.",
        )
    return valise


def _lire(base: Entrepot, valise: Valise) -> _Lue:
    verifie = acces.verifier_journal(base)
    if not verifie.intact or not verifie.lignes:
        raise AccesErreur(
            "journal_rompu",
            "Le journal de cette valise a été modifié hors du programme.",
            ou=f"Valise {base.nom}, ligne {verifie.rompue_a or 1}",
            remede="Rien n'a été rapporté. Gardez le fichier tel quel et prévenez la personne qui tient les accès.",
        )
    parties = valise_depot.departs(base)
    nees = {}
    for table in QUI_RENTRENT:
        lignes = valise_depot.lignes(base, table.nom)
        neuves = [(table.nom, table.identifier(x)) not in parties for x in lignes.iter_rows(named=True)]
        nees[table.nom] = lignes.filter(pl.Series(neuves, dtype=pl.Boolean))
    journal = journal_depot.tout(base)
    return _Lue(valise, nees, valise_depot.retraits(base), journal, verifie.derniere)


def _rentrer(t: Transaction, qui: Identite, lue: _Lue) -> Rapport:
    """Tout le retour, en une transaction : les retraits d'abord, pour que rien de retiré ne s'écrive."""
    uuid = lue.valise.valise
    retraits = valise_retraits.effacer_a_la_maison(t, qui, lue.retraits)
    retires = frozenset(valise_depot.retraits(t))
    deja = valise_depot.retours(t, uuid)
    rentrees = {table.nom: _rentrer_table(t, table, lue, deja, retires) for table in QUI_RENTRENT}
    connues = valise_depot.lignes_rentrees(t, uuid)
    neuves = lue.journal.filter(~pl.col("empreinte").is_in(list(connues)))
    t.inserer("valise_journal", neuves.with_columns(valise=pl.lit(uuid)))
    rapport = Rapport(uuid, rentrees, retraits, neuves.height)
    if not rapport.rien_de_neuf:
        details = {"tete": lue.tete, "lignes": lue.journal.height, "rentrees": rentrees, "retraits": retraits}
        acces.consigner(t, qui, "rapporter", uuid, details)
    return rapport


def _rentrer_table(
    t: Transaction,
    table: TableQuiRentre,
    lue: _Lue,
    deja: frozenset[tuple[str, str]],
    retires: frozenset[str],
) -> int:
    presentes = frozenset(
        table.identifier(x) for x in valise_depot.lignes(t, table.nom).iter_rows(named=True)
    )
    neuves = [
        ligne
        for ligne in lue.nees[table.nom].to_dicts()
        if (table.nom, table.identifier(ligne)) not in deja and ligne.get("envoi") not in retires
    ]
    a_ecrire = [x for x in neuves if table.identifier(x) not in presentes]
    if a_ecrire:
        cadre = pl.DataFrame(a_ecrire, schema=lue.nees[table.nom].schema)
        if table.rang:
            valise_depot.intercaler(t, table.nom, table.cle[0], table.rang, cadre)
        else:
            t.inserer(table.nom, cadre)
    valise_depot.noter_retours(t, lue.valise.valise, table.nom, [table.identifier(x) for x in neuves])
    return len(a_ecrire)


def _pas_une_valise(chemin: Path, quoi: str) -> AccesErreur:
    return AccesErreur(
        "pas_une_valise", quoi, ou=str(chemin), remede="Choisissez le fichier préparé pour la rencontre."
    )
