"""Agréger un très grand fichier : compter des évènements par territoire, sans jamais garder une ligne."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord import acces, indicateurs, rapports
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.entrepot.moteur_modele import Avancer
from tableau_bord.entrepot.moteur_travail import repertoire_de_travail
from tableau_bord.entrepot.moteurs import Moteur
from tableau_bord.gestes import (
    agreger_comptes,
    agreger_lieux,
    agreger_phrases,
    agreger_plan,
    examiner,
    verser,
)
from tableau_bord.gestes.agreger_plan import Choix
from tableau_bord.importation import Genre, Lot, agregation, refus
from tableau_bord.importation.chantier import citer

MEMOIRE = 1024
"""Mio."""


@dataclass(frozen=True, eq=False)
class Comptes:
    """Un tableau d'effectifs (colonnes du cube, profil DSP), et ce qu'il faut en dire, en phrases.

    `nom` : celui qu'aura le lot, ou le fichier de sortie.
    """

    nom: str
    tableau: pl.DataFrame
    decompte: agregation.Decompte
    phrases: tuple[str, ...]


def agreger(
    entrepot: Entrepot,
    qui: Identite,
    chemin: Path,
    choix: Choix,
    *,
    moteur: Moteur = Moteur(),  # noqa: B008 - gelé
    memoire: int = MEMOIRE,
    travail: Path | None = None,
    avancer: Avancer = lambda part: None,
) -> Comptes:
    """Compter les lignes d'un fichier par territoire, période, sexe et âge, en flux.

    `memoire` : Mio permis au moteur ; `travail` : où il peut déborder, un répertoire créé en 0700, effacé à la fin
    et inscrit au journal ; sans lui, rien ne s'écrit sur disque. Le geste s'inscrit au journal.

    Lève AccesErreur sans le droit de verser ; ImportationErreur, CalculErreur, TerritoireErreur : colonne, règle,
    filtre ou découpage refusé ; EntrepotErreur : mémoire, disque, moteur, répertoire de travail.
    """
    acces.exiger(qui, Droit.VERSER)
    _exiger_au_dictionnaire(entrepot, choix.indicateur)
    fichier = agregation.ouvrir(chemin, choix.encodage)
    plan = agreger_plan.planifier(fichier, choix)
    destination = agreger_lieux.destination(entrepot, choix)
    demande = agregation.demander(fichier, plan, destination.lieux)
    avant = _etat(demande.source.fichiers)
    with _travailler(entrepot, qui, travail, fichier.nom) as ou:
        resultat = moteur.executer(demande, memoire, ou, avancer)
    if _etat(demande.source.fichiers) != avant:
        raise refus.change_pendant_la_lecture(fichier.nom)
    decompte = agregation.lire_decompte(resultat, fichier, plan, destination.lieux)
    agreger_comptes.exiger_des_evenements(decompte, fichier.nom)
    tableau, dites = agreger_comptes.en_cube(entrepot, decompte, destination, plan, choix)
    phrases = (
        *agreger_phrases.decompte(decompte, plan, destination),
        *dites,
        f"Moteur\u00a0: {moteur.version}" + (f", répertoire de travail {citer(str(travail))} effacé." if travail else "."),
    )  # fmt: skip
    trace = {
        "fichier": fichier.nom, "octets": sum(taille for taille, _ in avant), "lignes": decompte.lues,
        "cases": tableau.height, "doublons": plan.doublons.value, "moteur": moteur.version,
    }  # fmt: skip
    entrepot.ecrire(lambda t: acces.consigner(t, qui, "agréger", choix.indicateur, trace))
    return Comptes(f"{choix.indicateur} de {fichier.nom}", tableau, decompte, phrases)


def verser_comptes(entrepot: Entrepot, comptes: Comptes, qui: Identite) -> Lot:
    """Verser un tableau d'effectifs comme un lot, par le chemin de tout versement.

    Lève AccesErreur sans le droit de verser ; ImportationErreur : déjà versé, anomalie bloquante.
    """
    acces.exiger(qui, Droit.VERSER)
    contenu = rapports.en_csv(comptes.tableau)
    lu = examiner.proposer(entrepot, contenu, comptes.nom, genre=Genre.CUBE)
    examen = examiner.examiner(entrepot, lu)
    return verser.verser(entrepot, replace(examen, phrases=(*comptes.phrases, *examen.phrases)), qui)


def _exiger_au_dictionnaire(entrepot: Entrepot, code: str) -> None:
    if code not in {i.code for i in indicateurs.indicateurs(entrepot)}:
        raise ImportationErreur(
            "indicateur_inconnu", f"{citer(code)} n'est pas au dictionnaire d'indicateurs.", ou="--indicateur",
            remede="Choisissez une mesure du dictionnaire, ou décrivez-en d'abord une nouvelle (page Données).",
        )  # fmt: skip


def _etat(fichiers: tuple[Path, ...]) -> list[tuple[int, int]]:
    return [((vu := f.stat()).st_size, vu.st_mtime_ns) for f in fichiers]


@contextmanager
def _travailler(entrepot: Entrepot, qui: Identite, travail: Path | None, nom: str) -> Iterator[Path | None]:
    """Prêter le répertoire de travail ; le journal dit qu'il fut ouvert, puis s'il est effacé, quoi qu'il arrive."""
    if travail is None:
        yield None
        return

    def noter(geste: str, **details: object) -> None:
        entrepot.ecrire(lambda t: acces.consigner(t, qui, geste, str(travail), {"fichier": nom, **details}))

    ouvert = False
    try:
        with repertoire_de_travail(travail) as ou:
            noter("ouvrir un répertoire de travail")
            ouvert = True
            yield ou
    finally:
        if ouvert:
            vide = not travail.exists() or not any(travail.iterdir())
            noter("effacer le répertoire de travail", efface=vide)
