"""Les alias : « cette écriture désigne ce territoire », une décision de l'analyste, datée et révocable."""

from __future__ import annotations

from datetime import date

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import alias_depot as sql
from tableau_bord.importation.codes import nom_nu


def retenir(
    transaction: Transaction,
    decoupage: str,
    ecrit: str,
    code: str,
    auteur: str,
    *,
    source: str = "",
    du: date | None = None,
) -> None:
    """Retenir qu'une écriture désigne un territoire, à partir de `du` (aujourd'hui par défaut).

    La décision précédente sur la même écriture (accents et tirets ignorés) se ferme ce jour-là et reste
    dans l'historique ; la même décision déjà en vigueur n'est pas réécrite. `source` : fichier ou raison.

    Lève ImportationErreur : écriture ou code vide, date d'avant la décision en vigueur.
    """
    nu, jour = nom_nu(ecrit), du or aujourd_hui()
    if not nu or not code.strip():
        raise ImportationErreur(
            "alias_vide",
            "Un alias a besoin d'une écriture et d'un code de territoire.",
            ou=f"Alias «\u00a0{ecrit}\u00a0»",
            remede="Choisissez le territoire que cette écriture désigne.",
        )
    en_cours = transaction.lire(sql.EN_COURS, decoupage=decoupage, ecrit_nu=nu)
    if code in en_cours["code"]:
        return
    if en_cours.height and jour < max(en_cours["en_vigueur_du"]):
        raise ImportationErreur(
            "alias_anterieur",
            f"«\u00a0{ecrit}\u00a0» désigne déjà {en_cours['code'][0]} depuis le {max(en_cours['en_vigueur_du'])}.",
            ou=f"Alias «\u00a0{ecrit}\u00a0»",
            remede="Retirez d'abord cette décision, ou choisissez une date qui la suit.",
        )
    _fermer(transaction, decoupage, nu, jour, f" Remplacé par {auteur}.")
    transaction.executer(
        sql.RETENIR,
        decoupage=decoupage,
        ecrit=" ".join(ecrit.split()),
        ecrit_nu=nu,
        code=code,
        du=jour,
        auteur=auteur,
        quand=maintenant().isoformat(),
        source=source,
    )


def retirer(
    transaction: Transaction, decoupage: str, ecrit: str, auteur: str, *, le: date | None = None
) -> None:
    """Fermer un alias le jour dit (aujourd'hui par défaut) : il n'agit plus, il reste dans l'historique."""
    _fermer(transaction, decoupage, nom_nu(ecrit), le or aujourd_hui(), f" Retiré par {auteur}.")


def _fermer(transaction: Transaction, decoupage: str, nu: str, jour: date, mention: str) -> None:
    transaction.executer(sql.FERMER, decoupage=decoupage, ecrit_nu=nu, jour=jour, mention=mention)


def tous(entrepot: Entrepot) -> pl.DataFrame:
    """Tous les alias, fermés compris, par découpage puis écriture.

    Colonnes : decoupage, ecrit, ecrit_nu, code, en_vigueur_du, en_vigueur_au (nul : toujours en vigueur),
    auteur, quand, source.
    """
    return entrepot.lire(sql.TOUS)


def avec_alias(territoires: pl.DataFrame, alias: pl.DataFrame, jour: date) -> pl.DataFrame:
    """Ajouter aux territoires connus ce que les alias en vigueur ce jour leur font dire.

    Une ligne decoupage, code, nom = écriture, `alias` vrai, par alias en vigueur (début compris, fin
    exclue) ; le plus récent l'emporte. Un alias l'emporte sur un nom de la base, ambigu ou non. Un
    alias dont le code n'est plus dans la base ne compte pas : le nombre de territoires ne change jamais.
    """
    en_vigueur = alias.filter(
        (pl.col("en_vigueur_du") <= jour)
        & (pl.col("en_vigueur_au").is_null() | (pl.col("en_vigueur_au") > jour))
    )
    lignes = (
        en_vigueur.sort("en_vigueur_du", "quand", maintain_order=True)
        .unique(["decoupage", "ecrit_nu"], keep="last", maintain_order=True)
        .join(territoires, on=["decoupage", "code"], how="semi", maintain_order="left")
        .select("decoupage", "code", nom="ecrit", alias=pl.lit(True))
    )
    if lignes.is_empty():
        return territoires
    return pl.concat([territoires.with_columns(alias=pl.lit(False)), lignes], how="diagonal")
