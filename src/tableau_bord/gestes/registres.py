"""Tenir les registres, consigner une entente, effacer ce qui échoit : chaque geste laisse sa ligne au journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tableau_bord import acces, importation, indicateurs, territoires
from tableau_bord.acces import Droit, Identite, consentements, invitations_depot, registres, registres_depot
from tableau_bord.acces.registres_fiches import Categorie, Conservation, Fiche
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import retirer_parole
from tableau_bord.importation import depot as lots_depot
from tableau_bord.territoires import Gouvernance
from tableau_bord.territoires import gouvernance as regles

LOTS_DE_VALEURS = frozenset({"indicateurs", "cube", "population"})
"""Ce qu'un lot peut perdre à l'échéance ; un découpage sert à lire tous les autres lots."""


@dataclass(frozen=True)
class Echu:
    """Un objet proposé à l'effacement. `objet` : sa clé ; `depuis` : le jour d'où part la durée."""

    categorie: Categorie
    objet: str
    nom: str
    depuis: date


def inscrire(entrepot: Entrepot, qui: Identite, contenu: Fiche, fiche: str) -> int:
    """Ajouter une version à un registre ; rend son numéro. `fiche` : clé choisie par l'appelant.

    Le journal ne reçoit que le registre, la fiche et la version. Lève AccesErreur si le droit manque ou si
    la fiche est mal remplie.
    """
    acces.exiger(qui, Droit.TENIR_REGISTRES)

    def geste(t: Transaction) -> int:
        avant = registres_depot.versions(t, contenu.REGISTRE, fiche).height
        version = registres.inscrire(t, contenu, fiche, qui.auteur)
        if version > avant:
            details = {"registre": contenu.REGISTRE, "version": version}
            acces.consigner(t, qui, "tenir un registre", fiche, details)
        return version

    return entrepot.ecrire(geste)


def inscrire_gouvernance(entrepot: Entrepot, qui: Identite, inscription: Gouvernance) -> int:
    """Inscrire le statut d'un territoire, ou l'entente conclue ; rend le numéro de version.

    Lève AccesErreur si le droit manque, TerritoireErreur si l'inscription ne tient pas.
    """
    acces.exiger(qui, Droit.TENIR_REGISTRES)

    def geste(t: Transaction) -> int:
        version = regles.inscrire(t, inscription, qui.auteur)
        objet = f"{inscription.decoupage} {inscription.code}"
        details = {
            "statut": inscription.statut.value,
            "affichage": inscription.affichage,
            "jusqua": inscription.jusqua,
            "version": version,
        }
        acces.consigner(t, qui, "inscrire une entente", objet, details)
        return version

    return entrepot.ecrire(geste)


def echus(entrepot: Entrepot, au: date | None = None) -> tuple[Echu, ...]:
    """Tout ce qui a dépassé sa durée de conservation, catégorie par catégorie ; n'efface rien."""
    trouves: list[Echu] = []
    for categorie, lire in _LECTURES.items():
        regle = registres.duree(entrepot, categorie)
        if regle is not None:
            trouves += [e for e in lire(entrepot) if registres.echu(e.depuis, regle, au)]
    return tuple(trouves)


def effacer(entrepot: Entrepot, qui: Identite, choisis: Sequence[Echu]) -> int:
    """Effacer ce qu'on a choisi parmi ce qui est échu, espace libéré compris ; rend combien.

    Relit d'abord ce qui est échu : rien d'autre ne s'efface. Les publications restent, figées.
    Lève AccesErreur si le droit manque ou si un objet n'est pas échu.
    """
    acces.exiger(qui, Droit.EFFACER)
    permis = {(e.categorie, e.objet) for e in echus(entrepot)}
    if any((e.categorie, e.objet) not in permis for e in choisis):
        raise AccesErreur(
            "pas_echu",
            "Un des objets choisis n'est pas, ou n'est plus, à effacer.",
            remede="Rechargez la liste et choisissez de nouveau.",
        )
    for e in choisis:
        if e.categorie is Categorie.ENVOIS:
            retirer_parole.retirer_envoi(entrepot, qui, e.objet, retirer_parole.Raison.ECHEANCE)
        else:
            entrepot.ecrire(lambda t, e=e: _effacer(t, qui, e))  # type: ignore[misc]
    if any(e.categorie is not Categorie.ENVOIS for e in choisis):
        entrepot.compacter()
    return len(choisis)


def _effacer(t: Transaction, qui: Identite, e: Echu) -> None:
    if e.categorie is Categorie.LOTS:
        indicateurs.supprimer_lot(t, e.objet)
        lots_depot.annuler(t, e.objet, qui.auteur)
    else:
        registres_depot.effacer_invitation(t, e.objet)
    details = {"categorie": e.categorie.value, "depuis": e.depuis.isoformat()}
    acces.consigner(t, qui, "effacer à l’échéance", e.objet, details)


def _lots(entrepot: Entrepot) -> Iterator[Echu]:
    for lot in importation.lots(entrepot):
        if lot.annule_le is None and lot.genre in LOTS_DE_VALEURS:
            nom = f"{lot.fichier}, {compter(lot.lignes, 'ligne')}"
            yield Echu(Categorie.LOTS, lot.lot, nom, lot.quand.astimezone().date())


def _envois(entrepot: Entrepot) -> Iterator[Echu]:
    lus = consentements.consentements(entrepot).unique("envoi", keep="first", maintain_order=True)
    noms = {(d, c): n for d, c, n in territoires.codes_connus(entrepot).iter_rows()}
    for x in lus.to_dicts():
        nom = f"Texte confié, {noms.get((x['decoupage'], x['code']), x['code'])}"
        yield Echu(Categorie.ENVOIS, x["envoi"], nom, date.fromisoformat(x["jusqua"]))


def _invitations(entrepot: Entrepot) -> Iterator[Echu]:
    for x in invitations_depot.toutes(entrepot).to_dicts():
        fin = datetime.fromisoformat(x["expire_le"]).astimezone().date()
        yield Echu(Categorie.INVITATIONS, x["invitation"], x["note"] or "Lien sans note", fin)


_LECTURES: dict[Categorie, Callable[[Entrepot], Iterator[Echu]]] = {
    Categorie.LOTS: _lots,
    Categorie.ENVOIS: _envois,
    Categorie.INVITATIONS: _invitations,
}
"""Les tentatives d'accès ne sont pas gardées en base : rien n'y échoit."""


def conservations(entrepot: Entrepot) -> dict[Categorie, Conservation | None]:
    """La règle en vigueur de chaque catégorie, ou rien si elle n'est pas fixée."""
    return {c: registres.duree(entrepot, c) for c in Categorie}
