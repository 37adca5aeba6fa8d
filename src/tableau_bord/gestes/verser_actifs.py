"""Verser un inventaire : le lire, proposer, dire ce qui manque ; puis tout écrire d'un coup, ou rien."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from tableau_bord import acces, importation, indicateurs
from tableau_bord.acces import Droit, Identite
from tableau_bord.actifs import depot, regles
from tableau_bord.actifs.modele import Actif, Desserte, Origine
from tableau_bord.actifs.versement import phrases, points
from tableau_bord.actifs.versement.colonnes import Role, proposer_roles
from tableau_bord.actifs.versement.lecteur import lire_lignes
from tableau_bord.actifs.versement.lignes import composer
from tableau_bord.commun.erreurs import ActifErreur, ImportationErreur
from tableau_bord.commun.francais import compter, sans_accents
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import verser_hsds
from tableau_bord.gestes.actifs import poser
from tableau_bord.gestes.actifs_examen import ACTIFS, ExamenActifs
from tableau_bord.gestes.actifs_lieux import retenir, situer
from tableau_bord.gestes.empreintes import empreinte, identifiant_de, trace_du_lot
from tableau_bord.gestes.verser_actifs_reperage import absents, rapprocher_au_fichier, situer_au_fichier
from tableau_bord.importation import Lot


def examiner(
    entrepot: Entrepot,
    contenu: bytes,
    nom: str,
    *,
    feuille: str | None = None,
    roles: Mapping[str, Role] | None = None,
    decoupage: str = "communaute",
    source: str = "",
) -> ExamenActifs:
    """Lire un CSV, un classeur, un GeoJSON ou un paquet HSDS et dire ce qu'on en comprend.

    `roles` : ceux que l'écran a corrigés ; `source` : d'où vient l'inventaire (le nom du fichier par défaut) : la même source,
    reversée, met à jour ses actifs. Lève ImportationErreur si le fichier ne se lit pas.
    """
    source = (regles.texte_nu(source) or PurePath(nom).stem)[: regles.NOM_MAX]
    paquet = verser_hsds.reconnaitre(contenu, nom)
    if paquet is not None:
        return verser_hsds.examiner(entrepot, paquet, contenu, nom, source, decoupage)
    tableau = (
        points.lire(contenu, nom)
        if points.est_geojson(contenu)
        else importation.lire_tableau(contenu, nom, feuille)
    )
    choisis = dict(roles) if roles else proposer_roles(tableau.colonnes)
    lus = lire_lignes(tableau, choisis, source, _enjeux(entrepot))
    actifs, positions, des_lieux = situer_au_fichier(entrepot, lus, decoupage)
    return ExamenActifs(
        nom, source, empreinte(contenu), decoupage, tableau, choisis, lus, actifs,
        rapprocher_au_fichier(entrepot, lus, decoupage), (*lus.anomalies, *des_lieux, *absents(entrepot, source, actifs)), lus.lignes, positions,
    )  # fmt: skip


def verser(
    entrepot: Entrepot,
    qui: Identite,
    examen: ExamenActifs,
    choix: Mapping[str, str],
    *,
    corriger_positions: bool = False,
) -> Lot:
    """Écrire un inventaire examiné, comme un lot. `choix` : écriture → code du territoire, vide pour aucun.

    Reverser la même source met à jour ses actifs, sans les doubler : un actif inchangé ne gagne pas de révision, un actif
    corrigé à la main depuis n'est pas touché (le résumé le dit). Les choix sont retenus comme alias datés.
    Lève AccesErreur sans le droit, ImportationErreur si aucune colonne ne nomme les actifs ou si le fichier est déjà versé,
    ActifErreur si un actif ne peut s'écrire.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    _exiger_un_nom(examen)
    prets = [_verifier(a) for a in _prets(entrepot, examen, choix, corriger_positions)]
    lecture = f"{examen.roles}{examen.source}{examen.decoupage}{dict(choix)}{corriger_positions}"
    lot = identifiant_de(entrepot, examen.empreinte, lecture, examen.nom)

    def geste(t: Transaction) -> Lot:
        neufs, tus = _a_ecrire(t, prets, lot)
        resume = " ".join(
            x
            for x in (
                examen.phrase,
                f"{compter(len(neufs), 'actif écrit', 'actifs écrits')}.",
                phrases.laisses(tus),
                phrases.signale(examen.anomalies),
            )
            if x
        )
        inscrit = Lot(
            lot, ACTIFS, examen.nom, examen.empreinte, qui.auteur, maintenant(), examen.lignes, resume
        )
        importation.inscrire(t, inscrit)
        if neufs:
            poser(t, qui, neufs, depot.VERSER, f"Source\u00a0: {examen.source}")
        if examen.paquet is not None:
            depot.garder_fiches(t, verser_hsds.fiches(examen.paquet), lot)
        retenir(t, qui, examen.decoupage, examen.correspondances, choix, examen.nom)
        acces.consigner(t, qui, "verser", lot, trace_du_lot(inscrit))
        return inscrit

    return entrepot.ecrire(geste)


def _exiger_un_nom(examen: ExamenActifs) -> None:
    if examen.tableau is not None and Role.NOM not in examen.roles.values():
        raise ImportationErreur(
            "sans_colonne_de_nom", "Aucune colonne ne donne le nom des actifs.", ou=f"Fichier «\u00a0{examen.nom}\u00a0»",
            remede="Dites laquelle, dans le rôle des colonnes.",
        )  # fmt: skip


def _verifier(actif: Actif) -> Actif:
    """Comme `regles.verifier` ; le refus nomme l'actif en cause."""
    try:
        return regles.verifier(actif)
    except ActifErreur as erreur:
        ou = f"«\u00a0{actif.nom[:80] or actif.source_id}\u00a0», {erreur.ou}"
        raise ActifErreur(erreur.code, erreur.quoi, ou=ou, remede=erreur.remede) from erreur


def _prets(
    entrepot: Entrepot, examen: ExamenActifs, choix: Mapping[str, str], corriger_positions: bool
) -> Sequence[Actif]:
    actifs: Sequence[Actif] = examen.actifs
    if examen.lus is not None:
        tables = set(examen.lus.tables.values())
        voulus = {
            c.ecrit: Desserte(examen.decoupage, code, Origine.TABLE if c.ecrit in tables else Origine.DITE)
            for c in examen.correspondances if (code := choix.get(c.ecrit, c.code))
        }  # fmt: skip
        situes = {a.actif: a.dessertes for a in examen.actifs}
        actifs = [replace(a, dessertes=a.dessertes or situes[a.actif]) for a in composer(examen.lus, voulus)]
    if not (corriger_positions and examen.positions):
        return actifs
    redresses = [
        replace(a, longitude=p[0], latitude=p[1]) if (p := examen.positions.get(a.actif)) else a
        for a in actifs
    ]
    return situer(entrepot, redresses, examen.decoupage)[0]


def _a_ecrire(t: Transaction, prets: Sequence[Actif], lot: str) -> tuple[list[Actif], list[str]]:
    """Ceux qui sont neufs ou changés, et les noms de ceux qu'on laisse parce qu'une main les a corrigés."""
    presents = depot.lire(t, [a.actif for a in prets])
    touches = depot.touches(t, list(presents))
    neufs, laisses = [], []
    for a in prets:
        avant = presents.get(a.actif)
        if avant is None:
            neufs.append(replace(a, lot=lot))
        elif _memes(a, avant):
            continue
        elif a.actif in touches:
            laisses.append(avant.nom)
        else:
            neufs.append(replace(a, lot=avant.lot))
    return neufs, laisses


def _memes(a: Actif, b: Actif) -> bool:
    return replace(a, lot="", revision=0) == replace(b, lot="", revision=0)


def _enjeux(entrepot: Entrepot) -> dict[str, str]:
    connus = indicateurs.enjeux(entrepot)
    return {sans_accents(e.nom): e.enjeu for e in connus} | {e.enjeu: e.enjeu for e in connus}
