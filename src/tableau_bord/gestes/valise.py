"""Préparer une valise : la base neuve qu'on emporte dans une salle.

Ce qui part : le cube publié en vigueur (profil table) du territoire, de ce qui le compose et le contient, et
de ce à quoi l'écran les compare (voisins de région, son découpage entier, les régions, le Québec) ; le
dictionnaire des indicateurs publiés ; les noms, rattachements et polygones d'écran de ces territoires, et les
dates des ententes qui permettent de les afficher ; le total de population affiché en tête de portrait, jamais
sous le plancher ; les seuils et cotes datés ; les textes acceptés et consentis pour la séance dans ce
territoire ; une ligne d'identité ; un journal neuf.

Rien d'autre : ni valeur fine, ni raison d'un masque, ni lot (le cube n'en cite que l'identifiant, déjà
publié), ni population par âge ou sexe, ni compte, ni lien, ni registre, ni qui a publié ou modéré.
"""

from __future__ import annotations

import stat
import uuid
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tableau_bord import VERSION_CALCUL, acces, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import AccesErreur, EntrepotErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction, migrations
from tableau_bord.gestes import valise_contenu
from tableau_bord.gestes import valise_depot as depot
from tableau_bord.gestes.valise_contenu import PARAMETRES, Contenu
from tableau_bord.gestes.valise_retours import QUI_RENTRENT

SUFFIXE_TEMPORAIRE = ".en_preparation"


@dataclass(frozen=True)
class Valise:
    """Ce qui identifie une valise. `faite_le` : ISO ; `journal_origine` : dernière empreinte du journal de la maison."""

    valise: str
    decoupage: str
    code: str
    faite_le: str
    auteur: str
    version_calcul: str
    journal_origine: str
    publications: tuple[str, ...]
    chemin: Path
    cases: int = 0
    envois: int = 0


def preparer(
    entrepot: Entrepot,
    qui: Identite,
    decoupage: str,
    code: str,
    chemin: Path | str,
    *,
    avec_envois: bool = True,
) -> Valise:
    """Écrire une valise neuve à `chemin`, d'un seul geste : elle y est entière, ou rien n'y est.

    Lève AccesErreur si le droit manque, si rien n'est publié de ce territoire ou si la base est elle-même une
    valise ; TerritoireErreur s'il n'existe pas ou ne s'affiche pas ; EntrepotErreur si le fichier existe déjà
    ou ne s'écrit pas.
    """
    acces.exiger(qui, Droit.EMPORTER)
    cible = Path(chemin)
    _refuser_si_pris(cible)
    if depot.identite(entrepot):
        raise AccesErreur("deja_une_valise", "Cette base est déjà une valise.", remede="Copiez le fichier.")
    lieu = territoires.territoire(entrepot, decoupage, code)
    territoires.exiger_affichable(entrepot, decoupage, code)
    contenu = valise_contenu.choisir(entrepot, lieu, avec_envois)
    siennes = contenu.tables["cube"].filter((pl.col("decoupage") == decoupage) & (pl.col("code") == code))
    if siennes.is_empty():
        raise AccesErreur(
            "rien_a_emporter", "Rien n'est publié de ce territoire.", ou=lieu.nom, remede="Publiez d'abord."
        )
    valise = Valise(
        *(uuid.uuid4().hex, decoupage, code, maintenant().isoformat(), qui.auteur, VERSION_CALCUL),
        *(
            acces.verifier_journal(entrepot).derniere,
            contenu.publications,
            cible,
            contenu.cases,
            contenu.envois,
        ),
    )
    brouillon = cible.with_name(f"{cible.name}.{valise.valise[:8]}{SUFFIXE_TEMPORAIRE}")
    try:
        _ecrire(brouillon, valise, contenu, qui)
        entrepot.ecrire(lambda t: _enregistrer(t, qui, valise))
        _refuser_si_pris(cible)
        brouillon.chmod(stat.S_IRUSR | stat.S_IWUSR)
        brouillon.replace(cible)
    except OSError as erreur:
        raise EntrepotErreur(
            "valise_non_ecrite",
            "La valise n'a pas pu être écrite.",
            ou=str(cible),
            remede="Vérifiez le dossier, les droits et l'espace libre, puis recommencez.",
        ) from erreur
    finally:
        for reste in (brouillon, brouillon.with_name(brouillon.name + ".wal")):
            reste.unlink(missing_ok=True)
    return valise


def lire_identite(entrepot: Entrepot, chemin: Path | str = "") -> Valise | None:
    """L'identité d'une base ouverte, ou rien si ce n'est pas une valise."""
    lue = depot.identite(entrepot)
    if lue is None:
        return None
    publications = tuple(p for p in str(lue.pop("publications")).split(",") if p)
    return Valise(**lue, publications=publications, chemin=Path(chemin or entrepot.chemin))


def _refuser_si_pris(cible: Path) -> None:
    """Une valise déjà là porte peut-être ce qu'une salle a confié ; un vieux journal d'écriture gâterait la neuve."""
    for fichier in (cible, cible.with_name(cible.name + ".wal")):
        if fichier.exists():
            raise EntrepotErreur(
                "fichier_existant",
                "Un fichier porte déjà ce nom.",
                ou=str(fichier),
                remede="Rapportez-le d'abord si c'est une valise, puis choisissez un autre nom.",
            )


def _ecrire(brouillon: Path, valise: Valise, contenu: Contenu, qui: Identite) -> None:
    neuve = Entrepot(brouillon)
    try:
        migrations.appliquer(neuve)
        neuve.ecrire(lambda t: _remplir(t, valise, contenu, qui))
    finally:
        neuve.fermer()


def _remplir(t: Transaction, valise: Valise, contenu: Contenu, qui: Identite) -> None:
    for nom in PARAMETRES:
        depot.vider(t, nom)
    for nom, cadre in contenu.tables.items():
        t.inserer(nom, cadre)
    identite = {c: getattr(valise, c) for c in (
        "valise", "decoupage", "code", "faite_le", "auteur", "version_calcul", "journal_origine",
    )}  # fmt: skip
    t.inserer("valise_identite", pl.DataFrame([{**identite, "publications": ",".join(valise.publications)}]))
    t.inserer("valise_departs", _departs(contenu))
    acces.consigner(t, qui, "emporter", valise.valise, _details(valise))


def _departs(contenu: Contenu) -> pl.DataFrame:
    lignes = [
        (table.nom, table.identifier(ligne))
        for table in QUI_RENTRENT
        for ligne in contenu.tables.get(table.nom, pl.DataFrame()).to_dicts()
    ]
    return pl.DataFrame(lignes, schema={"nom_table": pl.String, "cle": pl.String}, orient="row")


def _enregistrer(t: Transaction, qui: Identite, valise: Valise) -> None:
    champs = ("valise", "decoupage", "code", "faite_le", "auteur", "journal_origine")
    depot.enregistrer(t, {c: getattr(valise, c) for c in champs})
    acces.consigner(t, qui, "emporter", valise.valise, _details(valise))


def _details(valise: Valise) -> dict[str, object]:
    return {
        "decoupage": valise.decoupage,
        "code": valise.code,
        "cases": valise.cases,
        "envois": valise.envois,
        "publications": list(valise.publications),
        "journal_origine": valise.journal_origine,
    }
