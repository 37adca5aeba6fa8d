"""Verser une matrice de temps : de chaque territoire à chaque actif ; tout d'un coup, ou rien."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl

from tableau_bord import acces, importation, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.actifs import depot, regles
from tableau_bord.actifs.modele import Etat
from tableau_bord.actifs.versement import matrice_depot, phrases
from tableau_bord.actifs.versement.matrice import (
    DESTINATION,
    ORIGINE,
    lire_matrice,
    phrase,
    proposer_colonnes,
)
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.empreintes import empreinte, identifiant_de, trace_du_lot
from tableau_bord.importation import Anomalie, Gravite, Lot, alias
from tableau_bord.importation.codes import nom_nu

MATRICE = "matrice"
"""Le genre de lot."""
UNITES = ("minutes", "kilomètres")
ABSENTS = (Etat.FERME.value, Etat.FUSIONNE.value)


@dataclass(frozen=True)
class ExamenMatrice:
    """Une matrice lue ; rien n'est écrit. `couples` : code, actif, cout. `tableau` : ses colonnes, pour les corriger."""

    nom: str
    empreinte: str
    decoupage: str
    tableau: importation.TableauLu
    colonnes: dict[str, str]
    couples: pl.DataFrame
    anomalies: tuple[Anomalie, ...]
    lignes: int
    phrase: str


def proposer(contenu: bytes, nom: str, feuille: str | None = None) -> tuple[list[str], dict[str, str]]:
    """Les colonnes du fichier, et celles qu'on propose pour l'origine, la destination et le coût."""
    colonnes = importation.lire_tableau(contenu, nom, feuille).colonnes
    return list(colonnes), proposer_colonnes(colonnes)


def examiner(
    entrepot: Entrepot,
    contenu: bytes,
    nom: str,
    *,
    feuille: str | None = None,
    colonnes: Mapping[str, str] | None = None,
    decoupage: str = "communaute",
) -> ExamenMatrice:
    """Lire origine, destination, coût. L'origine : un code, un nom ou un alias du découpage ; la destination : un actif,
    par son identifiant, celui de sa source ou son nom s'il est seul à le porter.

    Lève ImportationErreur si le fichier ne se lit pas ou s'il manque une colonne.
    """
    tableau = importation.lire_tableau(contenu, nom, feuille)
    choisies = dict(colonnes) if colonnes else proposer_colonnes(tableau.colonnes)
    lue = lire_matrice(tableau, choisies)
    codes, actifs = _codes(entrepot, decoupage), _actifs(entrepot)
    lus = lue.couts.with_columns(
        code=_traduire(ORIGINE, codes), actif=_traduire(DESTINATION, actifs)
    )  # fmt: skip
    reconnus = lus.drop_nulls(["code", "actif"])
    couples = reconnus.unique(["code", "actif"], keep="first", maintain_order=True)
    inconnus = (
        *_inconnus(lus, ORIGINE, "code", "Versez d’abord ce territoire, ou corrigez son nom."),
        *_inconnus(lus, DESTINATION, "actif", "Versez d’abord cet actif, ou donnez son identifiant."),
    )
    return ExamenMatrice(
        nom, empreinte(contenu), decoupage, tableau, choisies, couples.select("code", "actif", "cout"),
        (*lue.anomalies, *inconnus, *_repris(reconnus.join(couples, on="_ligne", how="anti"))), lue.lignes, phrase(lue, couples.height),
    )  # fmt: skip


def verser(entrepot: Entrepot, qui: Identite, examen: ExamenMatrice, matrice: str, unite: str) -> Lot:
    """Écrire une matrice examinée, comme un lot annulable. `matrice` : son nom ; `unite` : minutes ou kilomètres.

    Lève AccesErreur sans le droit ; ImportationErreur : aucun couple, nom vide ou déjà pris, unité inconnue, fichier déjà versé.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    titre = regles.texte_nu(matrice) or PurePath(examen.nom).stem
    _refuser(examen, titre, unite)
    lot = identifiant_de(
        entrepot, examen.empreinte, f"{examen.colonnes}{examen.decoupage}{titre}{unite}", examen.nom
    )
    resume = f"«\u00a0{titre}\u00a0», en {unite}. {examen.phrase} {phrases.signale(examen.anomalies)}".strip()
    inscrit = Lot(
        lot, MATRICE, examen.nom, examen.empreinte, qui.auteur, maintenant(), examen.couples.height, resume
    )

    def geste(t: Transaction) -> Lot:
        prises = matrice_depot.matrices(t).filter((pl.col("matrice") == titre) & (pl.col("lot") != lot))
        if prises.height:
            raise ImportationErreur(
                "matrice_deja_versee", f"Une matrice se nomme déjà «\u00a0{titre}\u00a0».", ou=f"Fichier «\u00a0{examen.nom}\u00a0»",
                remede="Annulez son lot, ou donnez un autre nom à celle-ci.",
            )  # fmt: skip
        importation.inscrire(t, inscrit)
        matrice_depot.ecrire(t, examen.couples, titre, examen.decoupage, unite, lot)
        acces.consigner(t, qui, "verser", lot, trace_du_lot(inscrit))
        return inscrit

    return entrepot.ecrire(geste)


def _refuser(examen: ExamenMatrice, titre: str, unite: str) -> None:
    if len(titre) > regles.NOM_MAX or unite not in UNITES:
        raise ImportationErreur(
            "matrice_mal_dite", "Le nom est trop long, ou l’unité n’est pas connue.", ou=f"Fichier «\u00a0{examen.nom}\u00a0»",
            remede=f"Un nom de {regles.NOM_MAX} caractères au plus, en {' ou en '.join(UNITES)}.",
        )  # fmt: skip
    if examen.couples.is_empty():
        raise ImportationErreur(
            "matrice_vide", "Aucun couple ne relie un territoire et un actif de la base.", ou=f"Fichier «\u00a0{examen.nom}\u00a0»",
            remede="Versez d’abord les territoires et les actifs, puis vérifiez les noms.",
        )  # fmt: skip


def _codes(entrepot: Entrepot, decoupage: str) -> dict[str, str]:
    """Écriture nue ou code → code ; ce que deux territoires portent n'y est pas."""
    officiels = territoires.territoires_de(entrepot, decoupage).select("decoupage", "code", "nom")
    tous = alias.avec_alias(officiels, alias.tous(entrepot), aujourd_hui())
    noms = [(nom_nu(nom), code) for code, nom in tous.select("code", "nom").iter_rows()]
    return _uniques(noms) | {c: c for c in officiels["code"]}


def _actifs(entrepot: Entrepot) -> dict[str, str]:
    """Identifiant, identifiant de source ou nom nu → actif ; ce que deux actifs portent n'y est pas."""
    lus = depot.tous(entrepot).filter(~pl.col("etat").is_in(ABSENTS)).select("actif", "nom", "source_id")
    noms = [(nom_nu(nom), actif) for actif, nom, _ in lus.iter_rows() if nom]
    sources = [(cle, actif) for actif, _, cle in lus.iter_rows() if cle]
    return _uniques(noms) | _uniques(sources) | {a: a for a in lus["actif"]}


def _uniques(paires: list[tuple[str, str]]) -> dict[str, str]:
    trouves: dict[str, set[str]] = {}
    for cle, valeur in paires:
        trouves.setdefault(cle, set()).add(valeur)
    return {cle: next(iter(valeurs)) for cle, valeurs in trouves.items() if len(valeurs) == 1}


def _traduire(colonne: str, connus: Mapping[str, str]) -> pl.Expr:
    """Chaque écriture distincte, une fois : telle quelle d'abord, nue ensuite."""

    def une(serie: pl.Series) -> pl.Series:
        distinctes = serie.unique()
        lues = {e: connus.get(e) or connus.get(nom_nu(e)) for e in distinctes}
        return serie.replace_strict(lues, return_dtype=pl.String)

    return pl.col(colonne).map_batches(une, return_dtype=pl.String)


def _repris(doubles: pl.DataFrame) -> list[Anomalie]:
    """Les couples que deux écritures désignent ensemble."""
    return [
        Anomalie(
            x["_ligne"], DESTINATION, x[DESTINATION], "couple répété", Gravite.SIGNALEE,
            "Une autre écriture désigne déjà ce couple.", "Le premier coût est gardé.",
        )
        for x in doubles.iter_rows(named=True)
    ]  # fmt: skip


def _inconnus(lus: pl.DataFrame, colonne: str, trouve: str, geste: str) -> list[Anomalie]:
    perdus = (
        lus.filter(pl.col(trouve).is_null())
        .group_by(colonne, maintain_order=True)
        .agg(pl.len(), pl.col("_ligne").min())
    )
    return [
        Anomalie(
            x["_ligne"], colonne, x[colonne], f"{colonne} inconnue", Gravite.SIGNALEE,
            f"Cette {colonne} n’est pas dans la base, ou pas seule de ce nom\u00a0: {compter(x['len'], 'ligne laissée', 'lignes laissées')} de côté.",
            geste,
        )
        for x in perdus.iter_rows(named=True)
    ]  # fmt: skip
