"""Tout le SQL des recettes : une ligne par version, ajoutée, jamais réécrite.

Deux personnes qui retiennent au même instant ajoutent chacune la sienne : le numéro de version se compte
à la lecture, rien ne se refuse et rien ne se perd.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.recettes_modele import Recette
from tableau_bord.importation.recettes_toml import depuis_toml, en_toml

_NUMEROTEES = """
    SELECT nom, definition, auteur, quand, oubliee,
           ROW_NUMBER() OVER (PARTITION BY nom ORDER BY rang, quand, cle) AS version,
           ROW_NUMBER() OVER (PARTITION BY nom ORDER BY rang DESC, quand DESC, cle DESC) AS depuis_la_fin
    FROM recettes
"""
DERNIERES = f"""
    SELECT definition, version, oubliee FROM ({_NUMEROTEES}) r
    WHERE depuis_la_fin = 1 AND NOT oubliee ORDER BY nom
"""
VERSIONS_D_UN_NOM = f"""
    SELECT definition, version, auteur, quand, oubliee FROM ({_NUMEROTEES}) r WHERE nom = $nom ORDER BY version
"""
AJOUTER = """
    INSERT INTO recettes (cle, nom, rang, definition, auteur, quand, oubliee)
    VALUES ($cle, $nom, $rang, $definition, $auteur, $quand, $oubliee)
"""


def retenir(transaction: Transaction, recette: Recette) -> Recette:
    """Garder une recette : une version de plus si elle diffère de la dernière, rien si elle est pareille.

    Rend la recette avec sa version. Les anciennes versions restent lisibles par `historique`.
    """
    passees = _lues(transaction.lire(VERSIONS_D_UN_NOM, nom=recette.nom))
    if passees and not passees[-1][1]:
        derniere = passees[-1][0]
        if (
            replace(recette, version=derniere.version, quand=derniere.quand, auteur=derniere.auteur)
            == derniere
        ):
            return derniere
    gardee = replace(recette, version=len(passees) + 1, quand=maintenant(), fournie=False)
    _ajouter(transaction, gardee, oubliee=False)
    return gardee


def _ajouter(transaction: Transaction, recette: Recette, *, oubliee: bool) -> None:
    transaction.executer(
        AJOUTER,
        cle=str(uuid.uuid4()),
        nom=recette.nom,
        rang=recette.version,
        definition=en_toml(recette),
        auteur=recette.auteur,
        quand=recette.quand.isoformat(),
        oubliee=oubliee,
    )


def _lues(lignes: pl.DataFrame) -> list[tuple[Recette, bool]]:
    """Chaque version et si elle est la marque d'un oubli ; le numéro est celui qu'on a compté."""
    return [
        (replace(depuis_toml(definition), version=int(version)), bool(oubliee))
        for definition, version, oubliee in lignes.select("definition", "version", "oubliee").iter_rows()
    ]


def toutes(entrepot: Entrepot) -> tuple[Recette, ...]:
    """La dernière version de chaque recette non oubliée, par nom."""
    return tuple(r for r, _ in _lues(entrepot.lire(DERNIERES)))


def une(entrepot: Entrepot, nom: str, version: int | None = None) -> Recette:
    """Une recette par son nom ; sa dernière version, ou celle qu'on demande, même oubliée depuis.

    Lève ImportationErreur si elle n'existe pas, en nommant celles qui existent.
    """
    versions = _lues(entrepot.lire(VERSIONS_D_UN_NOM, nom=nom))
    voulues = versions[-1:] if version is None else [v for v in versions if v[0].version == version]
    trouvee = next((r for r, oubliee in voulues if not oubliee), None)
    if trouvee is None:
        raise _inconnue(entrepot, nom, version)
    return trouvee


def _inconnue(entrepot: Entrepot, nom: str, version: int | None) -> ImportationErreur:
    noms = ", ".join(citer(r.nom) for r in toutes(entrepot))
    return ImportationErreur(
        "recette_inconnue",
        "Cette recette n'existe pas dans cette base.",
        ou=f"Recette {citer(nom)}" + (f", version {version}" if version else ""),
        remede=f"Recettes de cette base\u00a0: {noms}." if noms else "Cette base n'a encore aucune recette.",
    )


def historique(entrepot: Entrepot, nom: str) -> pl.DataFrame:
    """Toutes les versions d'une recette : version, auteur, quand, oubliee, de la première à la dernière."""
    return entrepot.lire(VERSIONS_D_UN_NOM, nom=nom).select("version", "auteur", "quand", "oubliee")


def oublier(transaction: Transaction, nom: str, auteur: str) -> None:
    """Ne plus proposer une recette ; ses versions restent dans l'historique. Sans effet si elle l'est déjà."""
    passees = _lues(transaction.lire(VERSIONS_D_UN_NOM, nom=nom))
    if not passees or passees[-1][1]:
        return
    marque = replace(passees[-1][0], version=len(passees) + 1, auteur=auteur, quand=maintenant())
    _ajouter(transaction, marque, oubliee=True)
